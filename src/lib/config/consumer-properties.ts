// Turns properties of Java's consumer, already checked, into settings of this client. Unset ones are left out.
import {UsageError} from '../cluster/errors.ts'

/** The assignors by their names in this client. */
export type AssignorName = 'range' | 'roundrobin' | 'sticky' | 'cooperative-sticky'

export interface ConsumerProperties {
  readonly groupId?: string
  readonly isolation?: 'read_committed' | 'read_uncommitted'
  readonly rack?: string
  readonly fetch: {
    readonly minBytes?: number
    readonly maxBytes?: number
    readonly maxWaitMs?: number
    readonly partitionMaxBytes?: number
  }
  /** Unset for `by_duration:…`, which no kafkit command supports. */
  readonly reset?: 'earliest' | 'latest' | 'fail'
  /** null: never. */
  readonly autoCommitMs?: number | null
  readonly autoCreate?: boolean
  readonly member: {
    readonly protocol?: 'classic' | 'consumer'
    readonly instanceId?: string
    readonly serverAssignor?: string
    readonly assignors?: readonly AssignorName[]
    readonly sessionTimeoutMs?: number
    readonly heartbeatIntervalMs?: number
    readonly rebalanceTimeoutMs?: number
    readonly metadataMaxAgeMs?: number
  }
}

const resets: Readonly<Record<string, 'earliest' | 'latest' | 'fail'>> = {
  earliest: 'earliest',
  latest: 'latest',
  none: 'fail',
}

/** Throws UsageError for an assignor other than Kafka's own, and for an invalid reset policy. */
export function consumerProperties(properties: ReadonlyMap<string, string>): ConsumerProperties {
  const text = (name: string) => properties.get(name)?.trim() || undefined
  const number = <K extends string>(field: K, name: string) => {
    const value = text(name)
    return value === undefined ? {} : ({[field]: Number(value)} as Record<K, number>)
  }
  const string = <K extends string>(field: K, name: string) => {
    const value = text(name)
    return value === undefined ? {} : ({[field]: value} as Record<K, string>)
  }
  const begin = text('auto.offset.reset')?.toLowerCase()
  const reset = resets[begin ?? '']
  if (begin !== undefined && reset === undefined && !begin.startsWith('by_duration:'))
    throw new UsageError(
      `auto.offset.reset: '${begin}' is not one of earliest, latest, none, by_duration:PnDTnHnMn.nS`,
      {
        property: 'auto.offset.reset',
      },
    )
  const protocol = text('group.protocol')?.toLowerCase()
  const commits = text('enable.auto.commit')?.toLowerCase()
  const every = text('auto.commit.interval.ms')
  const create = text('allow.auto.create.topics')?.toLowerCase()
  const assignors = text('partition.assignment.strategy')
  return {
    ...string('groupId', 'group.id'),
    ...(text('isolation.level') === undefined
      ? {}
      : {isolation: text('isolation.level') === 'read_committed' ? 'read_committed' : 'read_uncommitted'}),
    ...string('rack', 'client.rack'),
    fetch: {
      ...number('minBytes', 'fetch.min.bytes'),
      ...number('maxBytes', 'fetch.max.bytes'),
      ...number('maxWaitMs', 'fetch.max.wait.ms'),
      ...number('partitionMaxBytes', 'max.partition.fetch.bytes'),
    },
    ...(reset && {reset}),
    ...(commits === 'false' ? {autoCommitMs: null} : every === undefined ? {} : {autoCommitMs: Number(every)}),
    ...(create === undefined ? {} : {autoCreate: create === 'true'}),
    member: {
      ...(protocol === undefined ? {} : {protocol: protocol === 'consumer' ? 'consumer' : 'classic'}),
      ...string('instanceId', 'group.instance.id'),
      ...string('serverAssignor', 'group.remote.assignor'),
      ...(assignors && {assignors: assignors.split(/\s*,\s*/).map(assignorOf)}),
      ...number('sessionTimeoutMs', 'session.timeout.ms'),
      ...number('heartbeatIntervalMs', 'heartbeat.interval.ms'),
      ...number('rebalanceTimeoutMs', 'max.poll.interval.ms'),
      ...number('metadataMaxAgeMs', 'metadata.max.age.ms'),
    },
  }
}

const assignorNames: Readonly<Record<string, AssignorName>> = {
  RangeAssignor: 'range',
  range: 'range',
  RoundRobinAssignor: 'roundrobin',
  roundrobin: 'roundrobin',
  StickyAssignor: 'sticky',
  CooperativeStickyAssignor: 'cooperative-sticky',
  'cooperative-sticky': 'cooperative-sticky',
}

/** Java's class names, or librdkafka's short names. */
function assignorOf(name: string): AssignorName {
  const short = name.slice(name.lastIndexOf('.') + 1)
  const found = Object.hasOwn(assignorNames, short) ? assignorNames[short] : undefined
  if (found) return found
  throw new UsageError(
    `partition.assignment.strategy: there is no ${name} here, only range, roundrobin, sticky and cooperative-sticky`,
    {property: 'partition.assignment.strategy'},
  )
}
