// Quotas of users, client ids and IP addresses.
import type {Io} from '../../cli/io.ts'
import {alterQuotas} from '../../quotas/alter.ts'
import {describeQuotas, type QuotaDescription} from '../../quotas/describe.ts'
import type {QuotaEntity, QuotaEntityType} from '../../quotas/quota-entity.ts'
import {JavaError} from '../java/errors.ts'
import {hashOrder, stringHash} from '../java/hash-order.ts'
import {parseJavaDouble} from '../java/numbers.ts'
import {doubleText} from '../java/text-forms.ts'
import type {Admin} from '../client/admin.ts'
import {illegal} from './checks.ts'
import type {EntityType} from './entities.ts'

/** How long Apache's tool waits, ms. */
const describeMs = 30_000
const alterMs = 60_000

export const userAndClientQuotas: ReadonlySet<string> = new Set([
  'producer_byte_rate',
  'consumer_byte_rate',
  'request_percentage',
  'controller_mutation_rate',
])
export const ipQuotas: ReadonlySet<string> = new Set(['connection_creation_rate'])

export async function printQuotas(
  admin: Admin,
  types: readonly EntityType[],
  names: readonly string[],
  io: Io,
): Promise<void> {
  for (const {entity, quotas} of await quotasOf(admin, types, names)) {
    const shown = shownTypes.flatMap(([type, word]) =>
      entity
        .filter((part) => part.type === type)
        .map(({name}) => (name === null ? `the default ${word}` : `${word} '${name}'`)),
    )
    const values = quotas.map(({key, value}) => `${key}=${doubleText(value)}`)
    io.out(`Quota configs for ${shown.join(', ')} are ${values.join(', ')}\n`)
  }
}

/** In the order of a printed line, with Apache's words. */
const shownTypes: readonly (readonly [QuotaEntityType, string])[] = [
  ['user', 'user-principal'],
  ['client-id', 'client-id'],
  ['ip', 'ip'],
]

export async function changeQuotas(
  admin: Admin,
  types: readonly EntityType[],
  names: readonly string[],
  added: ReadonlyMap<string, string>,
  deleted: readonly string[],
): Promise<void> {
  const [old] = await quotasOf(admin, types, names)
  const unset = deleted.filter((key) => !old?.quotas.some((quota) => quota.key === key))
  if (unset.length > 0) throw invalidConfiguration(`Invalid config(s): ${unset.join(',')}`)
  const entity: QuotaEntity = types.map((type, at) => ({type: quotaType(type), name: names[at] || null}))
  const set = [...added].map(([key, value]) => ({key, value: quotaValue(key, value)}))
  await admin.get(
    'alterClientQuotas',
    async (cluster) => {
      const [outcome] = await alterQuotas(cluster, [{entity, set, remove: deleted}])
      if (outcome?.error) throw outcome.error
    },
    alterMs,
  )
}

export const invalidConfiguration = (message: string): JavaError =>
  new JavaError('org.apache.kafka.common.errors.InvalidConfigurationException', message)

/**
 * The entities with exactly these parts, with their quotas, both in the order of the HashMap that Java makes of the
 * response.
 */
async function quotasOf(
  admin: Admin,
  types: readonly EntityType[],
  names: readonly string[],
): Promise<QuotaDescription[]> {
  if (names.length > types.length) throw illegal('More entity names specified than entity types')
  const parts = types.map((type, at) => {
    const name = names[at]
    return {type: quotaType(type), ...(name === undefined ? {} : {name: name === '' ? null : name})}
  })
  const entries = await admin.get(
    'describeClientQuotas',
    (cluster) => describeQuotas(cluster, {parts, strict: true}),
    describeMs,
  )
  return hashOrder(entries, ({entity}) => entityHash(entity), {capacity: entries.length}).map(({entity, quotas}) => ({
    entity,
    quotas: hashOrder(quotas, ({key}) => stringHash(key), {capacity: quotas.length}),
  }))
}

/** ClientQuotaEntity.hashCode: Objects.hash of a map of types to names. */
const entityHash = (entity: QuotaEntity): number =>
  entity.reduce((sum, {type, name}) => (sum + (stringHash(type) ^ (name === null ? 0 : stringHash(name)))) | 0, 31)

const quotaTypes: Readonly<Partial<Record<EntityType, QuotaEntityType>>> = {
  users: 'user',
  clients: 'client-id',
  ips: 'ip',
}

function quotaType(type: EntityType): QuotaEntityType {
  const found = quotaTypes[type]
  if (!found) throw illegal(`Unexpected entity type ${type}`)
  return found
}

function quotaValue(key: string, text: string): number {
  try {
    return parseJavaDouble(text)
  } catch {
    throw illegal(`Cannot parse quota configuration value for ${key}: ${text}`)
  }
}
