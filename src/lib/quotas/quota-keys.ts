// Kafka's quotas by name: the entities that can have them, and the units of their values.
import {UsageError} from '../errors/usage-error.ts'
import {listed} from '../text/listed.ts'
import {nearest} from '../text/nearest.ts'
import {parseSize, sizeText} from '../text/size.ts'
import type {QuotaEntity} from './quota-entity.ts'

export interface QuotaKey {
  readonly of: 'users and clients' | 'ips'
  /** `bytes`: whole bytes per second; `percent` of a request or network thread; `rate`: operations per second. */
  readonly unit: 'bytes' | 'percent' | 'rate'
}

/** As in Kafka's QuotaConfig. */
export const quotaKeys: Readonly<Record<string, QuotaKey>> = {
  producer_byte_rate: {of: 'users and clients', unit: 'bytes'},
  consumer_byte_rate: {of: 'users and clients', unit: 'bytes'},
  request_percentage: {of: 'users and clients', unit: 'percent'},
  controller_mutation_rate: {of: 'users and clients', unit: 'rate'},
  connection_creation_rate: {of: 'ips', unit: 'rate'},
}

const familyOf = (entity: QuotaEntity): QuotaKey['of'] =>
  entity.some(({type}) => type === 'ip') ? 'ips' : 'users and clients'

/** Throws UsageError for a name that is not a quota of such an entity. */
export function checkQuotaKey(key: string, entity: QuotaEntity): void {
  const family = familyOf(entity)
  const own = Object.keys(quotaKeys).filter((each) => quotaKeys[each]?.of === family)
  if (own.includes(key)) return
  const other = quotaKeys[key]
  if (other) throw new UsageError(`${key} is a quota of ${other.of}; ${family} have ${listed(own, 'and')}`)
  const guess = nearest(key, own)
  throw new UsageError(
    `there is no quota '${key}': ${family} have ${listed(own, 'and')}${guess ? `; did you mean ${guess}?` : ''}`,
  )
}

/**
 * Parses `10MiB`, `10MiB/s`, `1048576`, `200%`, `0.5` to the quota's value. Throws UsageError for what brokers would
 * refuse.
 */
export function parseQuota(key: string, text: string): number {
  const unit = quotaKeys[key]?.unit
  const bad = (why: string) => new UsageError(`${key}=${text}: ${why}`)
  const bare = text.trim().replace(unit === 'percent' ? /%$/ : /\/s$/, '')
  const value = numberOf(bare) ?? (unit === 'bytes' ? sizeOf(bare) : undefined)
  if (value === undefined)
    throw bad(
      unit === 'bytes'
        ? 'that is not a number of bytes per second; write for example 1048576 or 10MiB'
        : unit === 'percent'
          ? 'that is not a percentage of a thread; write for example 200'
          : 'that is not a number per second; write for example 10',
    )
  if (!(value > 0)) throw bad('a quota must be greater than 0; kafkit quotas unset removes a limit')
  if (unit === 'bytes' && !Number.isInteger(value)) throw bad('bytes per second must be a whole number')
  if (unit === 'bytes' && value > Number.MAX_SAFE_INTEGER) throw bad('that is more than brokers support')
  return value
}

function sizeOf(text: string): number | undefined {
  try {
    return parseSize(text)
  } catch {
    return undefined
  }
}

const numberOf = (text: string): number | undefined =>
  /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) && Number.isFinite(Number(text)) ? Number(text) : undefined

/** `1.0 MiB/s`, `200%`, `10/s`; only the number for an unknown quota. */
export function quotaText(key: string, value: number): string {
  const unit = quotaKeys[key]?.unit
  if (unit === 'bytes') return `${sizeText(value)}/s`
  return unit === 'percent' ? `${value}%` : unit === 'rate' ? `${value}/s` : String(value)
}
