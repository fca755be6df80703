// Maps properties of Java's consumer to our settings, and refuses what Java refuses.
import type {AssignorName} from '../../groups/membership/assignors.ts'
import type {MemberSettings} from '../../groups/membership/member-settings.ts'
import type {ReadSettings} from '../../records/consume/consumption.ts'
import type {OffsetReset} from '../../records/consume/start.ts'
import {configException, JavaError} from '../java/errors.ts'
import {parseDuration} from '../java/time.ts'
import {checkConfig, isTrue, type ConfigKey} from './config-def.ts'

const count: ConfigKey = {type: 'int', min: 0}
const boolean: ConfigKey = {type: 'boolean'}

/** In the order of ConsumerConfig. */
export const consumerKeys: Readonly<Record<string, ConfigKey>> = {
  'metadata.max.age.ms': {type: 'long', min: 0},
  'enable.auto.commit': boolean,
  'auto.commit.interval.ms': count,
  'group.instance.id': {type: 'string', nonEmpty: true},
  'session.timeout.ms': {type: 'int'},
  'heartbeat.interval.ms': {type: 'int'},
  'max.partition.fetch.bytes': count,
  'send.buffer.bytes': {type: 'int', min: -1},
  'receive.buffer.bytes': {type: 'int', min: -1},
  'fetch.min.bytes': count,
  'fetch.max.bytes': count,
  'fetch.max.wait.ms': count,
  'check.crcs': boolean,
  'max.poll.records': {type: 'int', min: 1},
  'max.poll.interval.ms': {type: 'int', min: 1},
  'exclude.internal.topics': boolean,
  'isolation.level': {type: 'string', oneOf: ['read_committed', 'read_uncommitted']},
  'allow.auto.create.topics': boolean,
  'group.protocol': {type: 'string', oneOf: ['CLASSIC', 'CONSUMER'], ignoreCase: true},
}

export interface ConsumerConfig {
  readonly read: Pick<ReadSettings, 'isolation' | 'outOfRange' | 'fetch'> & {readonly rack?: string}
  readonly reset: OffsetReset
  readonly member: Omit<MemberSettings, 'topics'>
  /** Null: no automatic commits. */
  readonly autoCommitMs: number | null
  readonly autoCreate: boolean
}

/**
 * Throws ConfigException as JavaError for invalid properties, and KafkaException for combinations that Java refuses.
 */
export function consumerConfig(properties: ReadonlyMap<string, string>, now: () => number): ConsumerConfig {
  checkConfig(consumerKeys, properties)
  const text = (name: string) => properties.get(name)?.trim()
  const setting = <K extends string>(field: K, name: string) => {
    const value = text(name)
    return value === undefined ? {} : ({[field]: Number(value)} as Record<K, number>)
  }
  const reset = offsetReset(text('auto.offset.reset') ?? 'latest', now)
  const rack = text('client.rack')
  const protocol = text('group.protocol')?.toLowerCase() === 'consumer' ? 'consumer' : 'classic'
  if (protocol === 'consumer') {
    for (const name of ['partition.assignment.strategy', 'session.timeout.ms', 'heartbeat.interval.ms'])
      if (properties.has(name)) throw configException(`${name} cannot be set when group.protocol=CONSUMER`)
  } else if (properties.has('group.remote.assignor'))
    throw configException('group.remote.assignor cannot be set when group.protocol=CLASSIC')
  const groupId = properties.get('group.id') ?? ''
  if (groupId.trim() === '') {
    const why = 'The configured group.id should not be an empty string or whitespace.'
    throw notConstructed(new JavaError('org.apache.kafka.common.errors.InvalidGroupIdException', why))
  }
  if (Number(text('heartbeat.interval.ms') ?? 3000) >= Number(text('session.timeout.ms') ?? 45_000)) {
    const why = 'Heartbeat must be set lower than the session timeout'
    throw notConstructed(new JavaError('java.lang.IllegalArgumentException', why))
  }
  const interval = text('auto.commit.interval.ms')
  return {
    read: {
      isolation: text('isolation.level') === 'read_committed' ? 'read_committed' : 'read_uncommitted',
      outOfRange: reset,
      ...(rack ? {rack} : {}),
      fetch: {
        ...setting('minBytes', 'fetch.min.bytes'),
        ...setting('maxBytes', 'fetch.max.bytes'),
        ...setting('maxWaitMs', 'fetch.max.wait.ms'),
        ...setting('partitionMaxBytes', 'max.partition.fetch.bytes'),
      },
    },
    reset,
    member: {
      groupId,
      protocol,
      internalTopics: !isTrue(text('exclude.internal.topics'), true),
      // As with Java's subscribe(Pattern), the member matches topic names itself.
      matchedBy: 'member',
      instanceId: text('group.instance.id'),
      serverAssignor: text('group.remote.assignor'),
      rackId: rack || undefined,
      assignors: assignors(text('partition.assignment.strategy')),
      ...setting('sessionTimeoutMs', 'session.timeout.ms'),
      ...setting('heartbeatIntervalMs', 'heartbeat.interval.ms'),
      ...setting('rebalanceTimeoutMs', 'max.poll.interval.ms'),
      ...setting('metadataMaxAgeMs', 'metadata.max.age.ms'),
    },
    autoCommitMs: isTrue(text('enable.auto.commit'), true) ? Number(interval ?? 5000) : null,
    autoCreate: isTrue(text('allow.auto.create.topics'), true),
  }
}

const notConstructed = (cause: JavaError) =>
  new JavaError('org.apache.kafka.common.KafkaException', 'Failed to construct kafka consumer', {cause})

function offsetReset(value: string, now: () => number): OffsetReset {
  const name = value.toLowerCase()
  if (name === 'earliest' || name === 'latest') return name
  if (name === 'none') return 'fail'
  const ms = name.startsWith('by_duration:') ? durationOf(value.slice('by_duration:'.length)) : undefined
  if (ms !== undefined) return {since: () => now() - ms}
  const why = `Invalid value \`${value}\` for configuration auto.offset.reset. The value must be either 'earliest', 'latest', 'none' or of the format 'by_duration:<PnDTnHnMn.nS.>'.`
  throw configException(`Invalid value ${value} for configuration auto.offset.reset: ${why}`)
}

/** In ms; undefined if the text is invalid or negative. */
function durationOf(text: string): number | undefined {
  try {
    const ms = parseDuration(text)
    return ms < 0 ? undefined : ms
  } catch (error) {
    if (error instanceof JavaError) return undefined
    throw error
  }
}

const classes: Readonly<Record<string, AssignorName>> = {
  RangeAssignor: 'range',
  RoundRobinAssignor: 'roundrobin',
  StickyAssignor: 'sticky',
  CooperativeStickyAssignor: 'cooperative-sticky',
}

function assignors(text: string | undefined): readonly AssignorName[] | undefined {
  if (text === undefined || text === '') return undefined
  return text.split(/\s*,\s*/).map((name) => {
    const found = classes[name.replace(/^org\.apache\.kafka\.clients\.consumer\./, '')]
    if (found) return found
    throw configException(
      `Class ${name} cannot be found. Built in for partition.assignment.strategy are ${Object.keys(classes).join(', ')}.`,
    )
  })
}
