// The topic configs of Kafka 4.3.1: name, type, default, limits, and the broker settings that the defaults come from.
import {atLeast, between, oneOf, type Check, type ConfigDefinition, type ConfigType} from './definition.ts'

/** A broker setting that gives a topic config its default; `unitMs` turns minutes and hours into milliseconds. */
export interface Synonym {
  readonly name: string
  readonly unitMs?: number
}

export interface TopicConfig extends ConfigDefinition {
  /** In order of precedence. */
  readonly synonyms: readonly Synonym[]
}

const longest = String(2n ** 63n - 1n)
const hourMs = 3_600_000
const codecs = ['uncompressed', 'zstd', 'lz4', 'snappy', 'gzip', 'producer']

const throttled =
  (name: string): Check =>
  (text, items) =>
    text === '*' || /^\d+:\d+(,\d+:\d+)*$/.test(text)
      ? undefined
      : {
          shown: `[${items.join(', ')}]`,
          reason: `${name} must be the literal '*' or a list of replicas in the following format: [partitionId]:[brokerId],[partitionId]:[brokerId],...`,
        }

const gzipLevel: Check = (text) =>
  text === '-1' || (Number(text) >= 1 && Number(text) <= 9)
    ? undefined
    : {reason: 'Value must be between 1 and 9 or equal to -1'}

type Row = readonly [
  name: string,
  type: ConfigType,
  byDefault: string,
  synonym: string | readonly Synonym[],
  check?: Check,
]

// prettier-ignore
const rows: readonly Row[] = [
  ['cleanup.policy', 'LIST', 'delete', 'log.cleanup.policy', oneOf('compact', 'delete')],
  ['compression.gzip.level', 'INT', '-1', 'compression.gzip.level', gzipLevel],
  ['compression.lz4.level', 'INT', '9', 'compression.lz4.level', between(1, 17)],
  ['compression.type', 'STRING', 'producer', 'compression.type', oneOf(...codecs)],
  ['compression.zstd.level', 'INT', '3', 'compression.zstd.level', between(-131_072, 22)],
  ['delete.retention.ms', 'LONG', '86400000', 'log.cleaner.delete.retention.ms', atLeast(0)],
  ['file.delete.delay.ms', 'LONG', '60000', 'log.segment.delete.delay.ms', atLeast(0)],
  ['flush.messages', 'LONG', longest, 'log.flush.interval.messages', atLeast(1)],
  ['flush.ms', 'LONG', longest, [{name: 'log.flush.interval.ms'}, {name: 'log.flush.scheduler.interval.ms'}], atLeast(0)],
  ['follower.replication.throttled.replicas', 'LIST', '', [], throttled('follower.replication.throttled.replicas')],
  ['index.interval.bytes', 'INT', '4096', 'log.index.interval.bytes', atLeast(0)],
  ['leader.replication.throttled.replicas', 'LIST', '', [], throttled('leader.replication.throttled.replicas')],
  ['local.retention.bytes', 'LONG', '-2', 'log.local.retention.bytes', atLeast(-2)],
  ['local.retention.ms', 'LONG', '-2', 'log.local.retention.ms', atLeast(-2)],
  ['max.compaction.lag.ms', 'LONG', longest, 'log.cleaner.max.compaction.lag.ms', atLeast(1)],
  ['max.message.bytes', 'INT', '1048588', 'message.max.bytes', atLeast(0)],
  ['message.timestamp.after.max.ms', 'LONG', '3600000', 'log.message.timestamp.after.max.ms', atLeast(0)],
  ['message.timestamp.before.max.ms', 'LONG', longest, 'log.message.timestamp.before.max.ms', atLeast(0)],
  ['message.timestamp.type', 'STRING', 'CreateTime', 'log.message.timestamp.type', oneOf('CreateTime', 'LogAppendTime')],
  ['min.cleanable.dirty.ratio', 'DOUBLE', '0.5', 'log.cleaner.min.cleanable.ratio', between(0, 1)],
  ['min.compaction.lag.ms', 'LONG', '0', 'log.cleaner.min.compaction.lag.ms', atLeast(0)],
  ['min.insync.replicas', 'INT', '1', 'min.insync.replicas', atLeast(1)],
  ['preallocate', 'BOOLEAN', 'false', 'log.preallocate'],
  ['remote.log.copy.disable', 'BOOLEAN', 'false', []],
  ['remote.log.delete.on.disable', 'BOOLEAN', 'false', []],
  ['remote.storage.enable', 'BOOLEAN', 'false', []],
  ['retention.bytes', 'LONG', '-1', 'log.retention.bytes'],
  ['retention.ms', 'LONG', '604800000', [{name: 'log.retention.ms'}, {name: 'log.retention.minutes', unitMs: 60_000}, {name: 'log.retention.hours', unitMs: hourMs}], atLeast(-1)],
  ['segment.bytes', 'INT', '1073741824', 'log.segment.bytes', atLeast(1_048_576)],
  ['segment.index.bytes', 'INT', '10485760', 'log.index.size.max.bytes', atLeast(4)],
  ['segment.jitter.ms', 'LONG', '0', [{name: 'log.roll.jitter.ms'}, {name: 'log.roll.jitter.hours', unitMs: hourMs}], atLeast(0)],
  ['segment.ms', 'LONG', '604800000', [{name: 'log.roll.ms'}, {name: 'log.roll.hours', unitMs: hourMs}], atLeast(1)],
  ['unclean.leader.election.enable', 'BOOLEAN', 'false', 'unclean.leader.election.enable'],
]

/** Sorted by name. */
export const topicConfigs: ReadonlyMap<string, TopicConfig> = new Map(
  rows.map(([name, type, byDefault, synonym, check]) => {
    const synonyms = typeof synonym === 'string' ? [{name: synonym}] : synonym
    return [name, {name, type, default: byDefault, synonyms, ...(check && {check})}]
  }),
)
