import {ListOffsets} from '../apis/list-offsets.ts'
import {answersInTurn} from '../cluster/batches.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {UnsupportedApi, UsageError, plainly, type KafkaError, type PlainText} from '../cluster/errors.ts'
import {
  askLeaders,
  Failure,
  type Located,
  type TopicPartition,
  type Within,
  withoutRepetition,
} from '../cluster/fan-out.ts'
import {chunks} from '../cluster/pooled.ts'
import type {Got} from '../wire/schema.ts'

/**
 * Which offset of a partition: `earliest`, the log start; `latest`, the next one to be written (the high watermark,
 * or the last stable offset with read_committed); `maxTimestamp`, that of the record with the largest timestamp
 * (KIP-734, Kafka 3.0); `earliestLocal`, `latestTiered`, `earliestPendingUpload`, with tiered storage (KIP-405,
 * KIP-1005, KIP-1023); the first record not older than `timestamp` (ms since the epoch); or `wire`, a number for
 * ListOffsets that has no meaning yet, about which the broker decides.
 */
export type OffsetSpec =
  | 'earliest'
  | 'latest'
  | 'maxTimestamp'
  | 'earliestLocal'
  | 'latestTiered'
  | 'earliestPendingUpload'
  | {readonly timestamp: number}
  | {readonly wire: number}

export interface OffsetQuery extends TopicPartition {
  readonly spec: OffsetSpec
}

/** Whether records of open transactions count: `latest` is the high watermark or the last stable offset. */
export type Isolation = 'read_uncommitted' | 'read_committed'

export interface ListOffsetsOptions {
  readonly isolation?: Isolation | undefined
  /** Time limit for all attempts together, ms; the total time limit of the cluster's settings unless given. */
  readonly timeoutMs?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * `offset` is null if there is no such record; `timestamp` (ms since the epoch) and `leaderEpoch` are null if the
 * broker returns none.
 */
export type ListedOffset =
  | {
      readonly topic: string
      readonly partition: number
      readonly offset: number | null
      readonly timestamp: number | null
      readonly leaderEpoch: number | null
      readonly error?: undefined
    }
  | {readonly topic: string; readonly partition: number; readonly error: KafkaError}

/**
 * The most partitions in one request. A broker looks up times one after the other, and for many more it might take
 * longer than the request's time limit.
 */
const mostPartitions = 10_000

/**
 * Returns one outcome per query, in their order. Several queries about one partition take separate requests. A
 * partition that does not exist, has no leader or may not be read is an outcome with `error`. Throws UnsupportedApi
 * if a broker is too old for a spec, and UsageError for a time before 1970.
 */
export async function listOffsets(
  cluster: Cluster,
  queries: readonly OffsetQuery[],
  options: ListOffsetsOptions = {},
): Promise<ListedOffset[]> {
  const {isolation = 'read_uncommitted', timeoutMs, signal} = options
  for (const {spec} of queries) checkTime(spec)
  const outcomes = new Map<OffsetQuery, ListedOffset>()
  await Promise.all(
    withoutRepetition(queries).map(async (layer) => {
      const answers = await askLeaders<OffsetQuery, Answer>(
        cluster,
        layer,
        (node, asked, limit) =>
          answersInTurn(chunks(asked, mostPartitions), limit, (some, within) =>
            ask(cluster, node, some, {isolation, signal, within}),
          ),
        {signal, timeoutMs},
      )
      for (const [query, outcome] of answers.byKey(asOffset, asFailure)) outcomes.set(query, outcome)
    }),
  )
  return queries.map((query) => outcomes.get(query) ?? asFailure(new Failure(errorCode.unknownServerError), query))
}

type Answered = Got<typeof ListOffsets.response>['topics'][number]['partitions'][number]
type Answer = Pick<Answered, 'errorCode'> & Partial<Answered>

async function ask(
  cluster: Cluster,
  node: number,
  queries: readonly (OffsetQuery & Located)[],
  {isolation, signal, within}: {isolation: Isolation; signal: AbortSignal | undefined; within: Within},
): Promise<(Answer & TopicPartition)[]> {
  const {topics} = await cluster.call(
    ListOffsets,
    (version) => {
      for (const {spec} of queries) checkVersion(spec, version)
      return {
        replicaId: -1,
        // Brokers before 0.11 have no transactions: both isolation levels mean the same.
        ...(version >= 2 ? {isolationLevel: isolation === 'read_committed' ? 1 : 0} : {}),
        topics: [...Map.groupBy(queries, ({topic}) => topic)].map(([name, partitions]) => ({
          name,
          partitions: partitions.map(({partition, spec, leaderEpoch}) => ({
            partitionIndex: partition,
            currentLeaderEpoch: leaderEpoch,
            timestamp: timestampOf(spec),
          })),
        })),
        timeoutMs: cluster.settings.requestTimeoutMs ?? 30_000,
      }
    },
    {what: 'list offsets', to: {node}, signal, ...within},
  )
  return topics.flatMap(({name, partitions}) =>
    partitions.map((partition) => ({...partition, topic: name, partition: partition.partitionIndex})),
  )
}

// ListOffsets' special timestamps, each with the version and Kafka release that introduced it.
const specs = {
  latest: {timestamp: -1, since: 0, release: '0.10.1'},
  earliest: {timestamp: -2, since: 0, release: '0.10.1'},
  maxTimestamp: {timestamp: -3, since: 7, release: '3.0'},
  earliestLocal: {timestamp: -4, since: 8, release: '3.5'},
  latestTiered: {timestamp: -5, since: 9, release: '3.9'},
  earliestPendingUpload: {timestamp: -6, since: 11, release: '4.2'},
} as const

const timestampOf = (spec: OffsetSpec) =>
  typeof spec === 'string' ? specs[spec].timestamp : 'wire' in spec ? spec.wire : spec.timestamp

/** On the wire, negative timestamps have special meanings. */
function checkTime(spec: OffsetSpec) {
  if (typeof spec !== 'string' && !('wire' in spec) && !(Number.isSafeInteger(spec.timestamp) && spec.timestamp >= 0))
    throw new UsageError(`list offsets: ${spec.timestamp} is not a time in milliseconds since 1970`)
}

function checkVersion(spec: OffsetSpec, version: number) {
  if (typeof spec !== 'string') return
  const {since, release} = specs[spec]
  if (version < since)
    throw new UnsupportedApi(
      `list offsets: the ${spec} offset needs version ${since} of ListOffsets (Kafka ${release}), the broker has ${version}`,
    )
}

function asFailure(failure: Failure, {topic, partition, spec}: OffsetQuery) {
  const what = `list the ${typeof spec === 'string' ? spec : 'time'} offset of ${topic}-${partition}`
  return {topic, partition, error: failure.error(what, textOf(failure.code))}
}

function asOffset({offset = -1, timestamp = -1, leaderEpoch = -1}: Answer, {topic, partition}: OffsetQuery) {
  const orNull = (value: number) => (value < 0 ? null : value)
  return {topic, partition, offset: orNull(offset), timestamp: orNull(timestamp), leaderEpoch: orNull(leaderEpoch)}
}

/** Plainer words than Kafka's own for common errors. */
function textOf(code: number): PlainText | undefined {
  if (code === errorCode.unknownTopicOrPartition) return plainly('there is no such partition')
  if (code === errorCode.leaderNotAvailable) return plainly('the partition has no leader at the moment')
  return undefined
}
