// Compares two clusters: what exists on only one of them, and what differs.
import {bindingKey, type AclBinding} from '../../acls/acl-binding.ts'
import {aclText} from '../../acls/acl-text.ts'
import {listAcls} from '../../acls/list-acls.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {KafkaError, UnsupportedApi, type PrintedError} from '../../cluster/errors.ts'
import type {ConfigEntry} from '../../configs/config-entry.ts'
import {describeQuotas} from '../../quotas/describe.ts'
import {quotaEntityKey, quotaEntityText} from '../../quotas/quota-entity.ts'
import {quotaText} from '../../quotas/quota-keys.ts'
import {describeScramUsers} from '../../users/describe-scram.ts'
import {isUnread, readCurrent, type CurrentTopic} from '../current.ts'
import {isThrottleList, sameMeaning, shown} from '../plan/compare-configs.ts'
import type {Kind} from '../plan/plan.ts'
import {targetsOfTopics} from '../targets.ts'

/** The sections that can be compared. */
export const comparedSections = ['topics', 'acls', 'users', 'quotas'] as const
export type ComparedSection = (typeof comparedSections)[number]

export interface Difference {
  readonly kind: Kind
  readonly name: string
  /** `partitions`, `retention.ms`; null: the whole item exists on one side only. */
  readonly field: string | null
  /** Null: the item does not exist there, or the field is not set. */
  readonly a: string | null
  readonly b: string | null
}

export interface Comparison {
  readonly differences: readonly Difference[]
  /** How many items are the same on both sides. */
  readonly same: number
  /** What could not be read on one of the sides, so that it is not known whether it differs. */
  readonly errors: readonly PrintedError[]
}

export interface CompareOptions {
  readonly sections: readonly ComparedSection[]
  readonly matches: (name: string) => boolean
}

/** Either the fields of each item with their values, or why they could not be read. */
type Things = ReadonlyMap<string, Thing>
interface Field {
  readonly text: string
  readonly entry?: ConfigEntry
}
interface Thing {
  readonly kind: Kind
  readonly name: string
  readonly fields: ReadonlyMap<string, Field>
}

export async function compareClusters(a: Cluster, b: Cluster, options: CompareOptions): Promise<Comparison> {
  const parts = await Promise.all(
    options.sections.map(async (section) => {
      const [left, right] = await Promise.all([read(a, section, options), read(b, section, options)])
      const errors = [...left.errors, ...right.errors]
      // A section that one side could not read cannot be compared.
      if (left.unread || right.unread) return {differences: [], same: 0, errors}
      return {...compared(left.things, right.things, new Set([...left.failed, ...right.failed])), errors}
    }),
  )
  return {
    differences: parts.flatMap(({differences}) => differences),
    same: parts.reduce((sum, {same}) => sum + same, 0),
    errors: parts.flatMap(({errors}) => errors),
  }
}

interface Side {
  readonly things: Things
  readonly errors: readonly PrintedError[]
  /** Keys of the items that could not be read. */
  readonly failed: readonly string[]
  readonly unread: boolean
}

async function read(cluster: Cluster, section: ComparedSection, options: CompareOptions): Promise<Side> {
  try {
    return section === 'topics'
      ? await topics(cluster, options)
      : {...(await others(cluster, section, options)), failed: [], unread: false}
  } catch (error) {
    if (!(error instanceof KafkaError || error instanceof UnsupportedApi)) throw error
    return {things: new Map(), errors: [error], failed: [], unread: true}
  }
}

async function topics(cluster: Cluster, {matches}: CompareOptions): Promise<Side> {
  const names = (await cluster.topics('all'))
    .filter(({name, internal}) => !internal && matches(name))
    .map(({name}) => name)
  const current = await readCurrent(cluster, targetsOfTopics(names), {configNames: () => []})
  const things = new Map<string, Thing>()
  const errors: PrintedError[] = []
  const failed: string[] = []
  for (const [name, topic] of current.topics) {
    const key = `topic ${name}`
    const error = topic === null ? null : isUnread(topic) ? topic : isUnread(topic.configs) ? topic.configs : null
    if (error) {
      errors.push(error)
      failed.push(key)
    } else if (topic && !isUnread(topic)) things.set(key, topicThing(topic))
  }
  return {things, errors, failed, unread: false}
}

function topicThing({name, partitions, configs}: CurrentTopic): Thing {
  const replicas = [...new Set(partitions.map((each) => each.replicas.length))].toSorted((a, b) => a - b).join(' and ')
  const entries = isUnread(configs) ? [] : [...configs.entries.values()].filter((each) => !isThrottleList(each.name))
  return {
    kind: 'topic',
    name,
    fields: new Map<string, Field>([
      ['partitions', {text: String(partitions.length)}],
      ['replicationFactor', {text: replicas}],
      ...entries.map((entry) => [entry.name, {text: shown(entry.name, entry.value) ?? '(secret)', entry}] as const),
    ]),
  }
}

async function others(
  cluster: Cluster,
  section: Exclude<ComparedSection, 'topics'>,
  {matches}: CompareOptions,
): Promise<Pick<Side, 'things' | 'errors'>> {
  const things = new Map<string, Thing>()
  const errors: PrintedError[] = []
  if (section === 'acls')
    for (const binding of await listAcls(cluster))
      if (matches(binding.resourceName)) things.set(bindingKey(binding), aclThing(binding))
  if (section === 'users')
    for (const each of await describeScramUsers(cluster, 'all')) {
      if (each.error) errors.push(each.error)
      else if (matches(each.user)) {
        const fields = each.credentials.map(
          ({mechanism, iterations}) => [mechanism, {text: `${iterations} iterations`}] as const,
        )
        things.set(`user ${each.user}`, {kind: 'user', name: each.user, fields: new Map(fields)})
      }
    }
  if (section === 'quotas')
    for (const {entity, quotas} of await describeQuotas(cluster, {parts: [], strict: false}))
      if (entity.some(({name}) => matches(name ?? 'default'))) {
        const fields = quotas.map(({key, value}) => [key, {text: quotaText(key, value)}] as const)
        things.set(quotaEntityKey(entity), {kind: 'quota', name: quotaEntityText(entity), fields: new Map(fields)})
      }
  return {things, errors}
}

const aclThing = (binding: AclBinding): Thing => ({kind: 'acl', name: aclText(binding), fields: new Map()})

function compared(a: Things, b: Things, unknown: ReadonlySet<string>): Pick<Comparison, 'differences' | 'same'> {
  const differences: Difference[] = []
  let same = 0
  for (const key of [...new Set([...a.keys(), ...b.keys()])].toSorted()) {
    if (unknown.has(key)) continue
    const [one, other] = [a.get(key), b.get(key)]
    const thing = one ?? other
    if (!thing) continue
    const {kind, name} = thing
    const found =
      one && other
        ? fieldDifferences(one, other)
        : [{kind, name, field: null, a: one ? 'there' : null, b: other ? 'there' : null}]
    if (found.length === 0) same++
    differences.push(...found)
  }
  return {differences, same}
}

function fieldDifferences(one: Thing, other: Thing): Difference[] {
  const fields = [...new Set([...one.fields.keys(), ...other.fields.keys()])]
  return fields.flatMap((field): Difference[] => {
    const [a, b] = [one.fields.get(field), other.fields.get(field)]
    const type = a?.entry?.type ?? b?.entry?.type
    const same =
      type === undefined ? a?.text === b?.text : sameMeaning(type, a?.entry?.value ?? null, b?.entry?.value ?? null)
    return same ? [] : [{kind: one.kind, name: one.name, field, a: a?.text ?? null, b: b?.text ?? null}]
  })
}
