// The limits of topic config values that hold for every release of Kafka (LogConfig). Tighter limits are left to the
// brokers, because they have changed over the years.
import {UsageError} from '../errors/usage-error.ts'
import {listed} from '../text/listed.ts'
import {nearest} from '../text/nearest.ts'
import {listParts} from './config-values.ts'

interface Limits {
  readonly least?: number
  readonly most?: number
  /** A special value outside of the range. */
  readonly or?: number
  readonly oneOf?: readonly string[]
}
const atLeast = (least: number): Limits => ({least})

const limits: Readonly<Record<string, Limits>> = {
  'cleanup.policy': {oneOf: ['compact', 'delete']},
  'compression.gzip.level': {least: 1, most: 9, or: -1},
  'compression.lz4.level': {least: 1, most: 17},
  'compression.type': {oneOf: ['uncompressed', 'producer', 'gzip', 'snappy', 'lz4', 'zstd']},
  'compression.zstd.level': {least: -131_072, most: 22},
  'delete.retention.ms': atLeast(0),
  'file.delete.delay.ms': atLeast(0),
  'flush.messages': atLeast(0),
  'flush.ms': atLeast(0),
  'index.interval.bytes': atLeast(0),
  'local.retention.bytes': atLeast(-2),
  'local.retention.ms': atLeast(-2),
  'max.compaction.lag.ms': atLeast(1),
  'max.message.bytes': atLeast(0),
  'message.timestamp.after.max.ms': atLeast(0),
  'message.timestamp.before.max.ms': atLeast(0),
  'message.timestamp.difference.max.ms': atLeast(0),
  'message.timestamp.type': {oneOf: ['CreateTime', 'LogAppendTime']},
  'min.cleanable.dirty.ratio': {least: 0, most: 1},
  'min.compaction.lag.ms': atLeast(0),
  'min.insync.replicas': atLeast(1),
  'retention.ms': atLeast(-1),
  // 14 up to Kafka 3.9, 1 MiB since.
  'segment.bytes': atLeast(14),
  'segment.index.bytes': atLeast(0),
  'segment.jitter.ms': atLeast(0),
  'segment.ms': atLeast(1),
}

/** Throws UsageError for a topic config value that is out of range. `value` has no unit. */
export function checkTopicValue(name: string, value: string): void {
  const {least, most, or, oneOf} = limits[name] ?? {}
  if (oneOf) {
    const wrong = listParts(value).find((part) => !oneOf.includes(part))
    if (wrong === undefined) return
    const meant = nearest(wrong, oneOf)
    const hint = meant === undefined ? '' : `; did you mean ${meant}?`
    const what = name === 'cleanup.policy' ? `a list of ${listed(oneOf, 'and')}` : listed(oneOf, 'or')
    throw new UsageError(`${name} must be ${what}, not '${wrong}'${hint}`)
  }
  const number = Number(value)
  // A value that is not a number is reported by the check of its type.
  if (value.trim() === '' || Number.isNaN(number) || number === or) return
  if ((least === undefined || number >= least) && (most === undefined || number <= most)) return
  const range =
    most === undefined ? `at least ${least}` : `from ${least} to ${most}${or === undefined ? '' : `, or ${or}`}`
  throw new UsageError(`${name} must be ${range}, not ${value}`)
}
