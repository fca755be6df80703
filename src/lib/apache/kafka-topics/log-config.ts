// Topic configs of Kafka 4.3.1 (LogConfig), with the checks that kafka-topics makes before it sends a request.
import {configException, JavaError} from '../java/errors.ts'
import {hashOrderOfStrings} from '../java/hash-order.ts'
import {doubleText} from '../java/text-forms.ts'

type Check =
  | {readonly type: 'int' | 'long' | 'double'; readonly min?: number; readonly max?: number; readonly or?: number}
  | {readonly type: 'boolean'}
  | {readonly type: 'string' | 'list'; readonly oneOf: readonly string[]}
  | {readonly type: 'throttle'}

const boolean: Check = {type: 'boolean'}
const int = (min: number, max?: number): Check => ({type: 'int', min, ...(max === undefined ? {} : {max})})
const long = (min?: number): Check => ({type: 'long', ...(min === undefined ? {} : {min})})

/** In the order of the checks. */
const checks: Readonly<Record<string, Check>> = {
  'segment.bytes': int(1_048_576),
  'segment.ms': long(1),
  'segment.jitter.ms': long(0),
  'segment.index.bytes': int(4),
  'flush.messages': long(1),
  'flush.ms': long(0),
  'retention.bytes': long(),
  'retention.ms': long(-1),
  'max.message.bytes': int(0),
  'index.interval.bytes': int(0),
  'delete.retention.ms': long(0),
  'min.compaction.lag.ms': long(0),
  'max.compaction.lag.ms': long(1),
  'file.delete.delay.ms': long(0),
  'min.cleanable.dirty.ratio': {type: 'double', min: 0, max: 1},
  'cleanup.policy': {type: 'list', oneOf: ['compact', 'delete']},
  'unclean.leader.election.enable': boolean,
  'min.insync.replicas': int(1),
  'compression.type': {type: 'string', oneOf: ['uncompressed', 'zstd', 'lz4', 'snappy', 'gzip', 'producer']},
  'compression.gzip.level': {type: 'int', min: 1, max: 9, or: -1},
  'compression.lz4.level': int(1, 17),
  'compression.zstd.level': int(-131_072, 22),
  preallocate: boolean,
  'message.timestamp.type': {type: 'string', oneOf: ['CreateTime', 'LogAppendTime']},
  'message.timestamp.before.max.ms': long(0),
  'message.timestamp.after.max.ms': long(0),
  'leader.replication.throttled.replicas': {type: 'throttle'},
  'follower.replication.throttled.replicas': {type: 'throttle'},
  'remote.storage.enable': boolean,
  'local.retention.ms': long(-2),
  'local.retention.bytes': long(-2),
  'remote.log.copy.disable': boolean,
  'remote.log.delete.on.disable': boolean,
  'internal.segment.bytes': {type: 'int'},
}

/** Sorted. */
export const topicConfigNames: readonly string[] = Object.keys(checks)
  .filter((name) => !name.startsWith('internal.'))
  .toSorted()

/**
 * Throws JavaError for the first unknown name, then for the first invalid value, then for values that contradict each
 * other.
 */
export function checkTopicConfigs(configs: ReadonlyMap<string, string>): void {
  for (const name of hashOrderOfStrings(configs.keys()))
    if (!Object.hasOwn(checks, name)) throw invalidConfiguration(`Unknown topic config name: ${name}`)
  const values = new Map<string, number | undefined>()
  for (const [name, check] of Object.entries(checks)) {
    const value = configs.get(name)
    if (value !== undefined) values.set(name, checkValue(name, check, value.trim()))
  }
  const least = values.get('min.compaction.lag.ms') ?? 0
  const most = values.get('max.compaction.lag.ms') ?? Infinity
  if (least > most) {
    const text = `conflict topic config setting min.compaction.lag.ms (${least}) > max.compaction.lag.ms (${most})`
    throw invalidConfiguration(text)
  }
}

const invalidConfiguration = (message: string) =>
  new JavaError('org.apache.kafka.common.errors.InvalidConfigurationException', message)

/** The number, or undefined for other types. Throws ConfigException as JavaError if the value is invalid. */
function checkValue(name: string, check: Check, value: string): number | undefined {
  const bad = (why: string, shown = value) =>
    configException(`Invalid value ${shown} for configuration ${name}: ${why}`)
  switch (check.type) {
    case 'boolean':
      if (!/^(true|false)$/i.test(value)) throw bad('Expected value to be either true or false')
      return undefined
    case 'string':
      if (!check.oneOf.includes(value)) throw bad(`String must be one of: ${check.oneOf.join(', ')}`)
      return undefined
    case 'list': {
      for (const item of listOf(name, value))
        if (!check.oneOf.includes(item)) throw bad(`String must be one of: ${check.oneOf.join(', ')}`, item)
      return undefined
    }
    case 'throttle': {
      const items = listOf(name, value)
      if (items.length === 1 && items[0] === '*') return undefined
      if (items.every((item) => /^[0-9]+:[0-9]+$/.test(item))) return undefined
      const format = '[partitionId]:[brokerId],[partitionId]:[brokerId],...'
      throw bad(
        `${name} must be the literal '*' or a list of replicas in the following format: ${format}`,
        `[${items.join(', ')}]`,
      )
    }
    case 'int':
    case 'long':
    case 'double': {
      const number = numberOf(check.type, value)
      if (number === undefined) throw bad(`Not a number of type ${check.type.toUpperCase()}`)
      const {min = -Infinity, max = Infinity, or} = check
      if (number === or) return number
      const shown = check.type === 'double' ? doubleText(number) : String(BigInt(value.replace(/^\+/, '')))
      if (or !== undefined && (number < min || number > max))
        throw bad(`Value must be between ${min} and ${max} or equal to ${or}`, shown)
      if (number < min) throw bad(`Value must be at least ${min}`, shown)
      if (number > max) throw bad(`Value must be no more than ${max}`, shown)
      return number
    }
  }
}

/** The distinct items, as Kafka 4 reads lists. */
function listOf(name: string, value: string): string[] {
  if (value === '') return []
  const items = value.split(/\s*,\s*/)
  if (items.includes('')) throw configException(`Configuration '${name}' values must not be empty.`)
  return [...new Set(items)]
}

function numberOf(type: 'int' | 'long' | 'double', text: string): number | undefined {
  if (type === 'double') {
    if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?[fd]?$/i.test(text)) return Number.parseFloat(text)
    if (/^[+-]?NaN$/.test(text)) return NaN
    return /^[+-]?Infinity$/.test(text) ? Number(text) : hexadecimalDouble(text)
  }
  if (!/^[+-]?\d+$/.test(text)) return undefined
  const value = BigInt(text.replace(/^\+/, ''))
  return BigInt.asIntN(type === 'int' ? 32 : 64, value) === value ? Number(value) : undefined
}

/** Parses numbers such as `0x1.8p-1`. */
function hexadecimalDouble(text: string): number | undefined {
  const match = /^([+-]?)0x([0-9a-f]+)(?:\.([0-9a-f]*))?p([+-]?\d+)[fd]?$/i.exec(text)
  if (!match) return undefined
  const [, sign, whole = '', fraction = '', exponent] = match
  const value = Number.parseInt(whole + fraction, 16) * 2 ** (Number(exponent) - 4 * fraction.length)
  return sign === '-' ? -value : value
}
