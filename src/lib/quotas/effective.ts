// Finds which quota applies to a client (KIP-13, KIP-55, KIP-124, KIP-599, KIP-612).
import type {QuotaDescription} from './describe.ts'
import {quotaEntityKey, type QuotaEntity} from './quota-entity.ts'
import {quotaKeys} from './quota-keys.ts'

export interface QuotaClient {
  /** The name of its principal; ANONYMOUS without a login. */
  readonly user: string
  /** Empty for a client without a client id. */
  readonly clientId: string
  /** Null: address quotas are not requested. */
  readonly ip: string | null
}

export interface EntityQuota {
  readonly entity: QuotaEntity
  readonly value: number
}

export interface EffectiveQuota {
  readonly key: string
  /** The quota that applies, on each broker separately; null: no limit. */
  readonly decides: EntityQuota | null
  /** Other matching quotas without effect, in the order of precedence. */
  readonly overruled: readonly EntityQuota[]
}

/** One result for each quota of Kafka, found as DefaultQuotaCallback and SocketServer do. */
export function effectiveQuotas(described: readonly QuotaDescription[], client: QuotaClient): EffectiveQuota[] {
  const byEntity = new Map(described.map(({entity, quotas}) => [quotaEntityKey(canonical(entity)), quotas]))
  return Object.entries(quotaKeys)
    .filter(([, {of}]) => of !== 'ips' || client.ip !== null)
    .map(([key, {of}]) => {
      const levels = of === 'ips' ? ipLevels(client.ip ?? '') : userLevels(client)
      const found = levels.flatMap((entity): EntityQuota[] => {
        const quota = byEntity.get(quotaEntityKey(canonical(entity)))?.find((each) => each.key === key)
        return quota ? [{entity, value: quota.value}] : []
      })
      const [decides = null, ...overruled] = found
      return {key, decides, overruled}
    })
}

/** The eight levels, of which the first with a quota applies. Without a client id brokers use only those of users. */
function userLevels({user, clientId}: QuotaClient): QuotaEntity[] {
  const users: QuotaEntity[] = user === '' ? [[]] : [[{type: 'user', name: user}], [{type: 'user', name: null}], []]
  return users
    .flatMap((part): QuotaEntity[] =>
      clientId === ''
        ? [part]
        : [[...part, {type: 'client-id', name: clientId}], [...part, {type: 'client-id', name: null}], part],
    )
    .filter((entity) => entity.length > 0)
}

const ipLevels = (ip: string): QuotaEntity[] => [[{type: 'ip', name: ip}], [{type: 'ip', name: null}]]

/** Brokers compare addresses, not their text: `::1` is `0:0:0:0:0:0:0:1`. */
const canonical = (entity: QuotaEntity): QuotaEntity =>
  entity.map(({type, name}) => (type === 'ip' && name !== null ? {type, name: canonicalIp(name)} : {type, name}))

function canonicalIp(text: string): string {
  try {
    return new URL(`http://${text.includes(':') ? `[${text}]` : text}`).hostname
  } catch {
    return text
  }
}
