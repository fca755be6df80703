// Lists the partitions of all topics one by one.
import type {Cluster} from '../cluster/cluster.ts'
import type {TopicPartition} from '../cluster/fan-out.ts'
import {UnsupportedApi, type PrintedError} from '../cluster/errors.ts'
import {Failures, Outcome} from '../cluster/outcome.ts'
import {describeLogDirs} from '../log-dirs/describe.ts'
import {listOffsets} from '../offsets/list-offsets.ts'
import type {NameSelector} from '../text/name-selector.ts'
import {describeTopics} from '../topics/describe.ts'
import {problemsOf, type PartitionProblem} from '../topics/partition-health.ts'

export interface ListedPartition extends TopicPartition {
  /** Node id; null: there is none. */
  readonly leader: number | null
  /** Node ids, the preferred leader first. */
  readonly replicas: readonly number[]
  readonly isr: readonly number[]
  /** Eligible leader replicas (KIP-966); null before Kafka 3.8. */
  readonly elr: readonly number[] | null
  /** Replicas on brokers that are down or have lost their disk. */
  readonly offline: readonly number[]
  /** Null: it could not be read. */
  readonly minInsyncReplicas: number | null
  readonly problems: readonly PartitionProblem[]
  readonly adding: readonly number[]
  readonly removing: readonly number[]
  /** Bytes of the largest replica; null: not requested, or not known. */
  readonly size: number | null
  /** The offsets of the first record and after the last; null: not requested, or not known. */
  readonly start: number | null
  readonly end: number | null
}
export interface PartitionSelection {
  readonly selectors?: readonly NameSelector[] | undefined
  readonly internal?: boolean | undefined
  readonly sizes?: boolean | undefined
  readonly offsets?: boolean | undefined
}
export interface PartitionListing {
  readonly partitions: readonly ListedPartition[]
  readonly errors: readonly PrintedError[]
}

/** The partitions, sorted by topic and number. Sizes take one request per broker, offsets one or two per leader. */
export async function listPartitions(
  cluster: Cluster,
  {selectors, internal, sizes, offsets}: PartitionSelection,
): Promise<Outcome<PartitionListing>> {
  const failures = new Failures()
  const [outcome, brokers] = await Promise.all([
    describeTopics(cluster, {selectors, internal, configs: ['min.insync.replicas'], reassignments: true}),
    cluster.brokers(),
  ])
  const live = new Set(brokers.map(({id}) => id))
  const described = outcome.open(failures)
  const errors: Error[] = [...failures.untold]
  const places = described.topics.flatMap(({name, minInsyncReplicas, partitions}) =>
    partitions.map((each) => ({topic: name, partition: each.partition, minInsyncReplicas, each})),
  )
  const [bytes, ranges] = await Promise.all([
    sizes ? sizesOf(cluster, [...live], errors) : undefined,
    offsets ? rangesOf(cluster, places, errors) : undefined,
  ])
  const partitions = places.map(({topic, partition, minInsyncReplicas, each}): ListedPartition => {
    const range = ranges?.get(keyOf({topic, partition}))
    return {
      topic,
      partition,
      leader: each.leader < 0 ? null : each.leader,
      replicas: each.replicas,
      isr: each.isr,
      elr: each.eligibleLeaderReplicas,
      offline: each.offlineReplicas,
      minInsyncReplicas,
      problems: problemsOf(each, minInsyncReplicas, live),
      adding: each.reassignment?.adding ?? [],
      removing: each.reassignment?.removing ?? [],
      size: bytes?.get(keyOf({topic, partition})) ?? null,
      start: range?.start ?? null,
      end: range?.end ?? null,
    }
  })
  return new Outcome({partitions, errors}, errors)
}

const keyOf = ({topic, partition}: TopicPartition) => `${partition} ${topic}`

async function sizesOf(cluster: Cluster, brokers: readonly number[], errors: Error[]) {
  const sizes = new Map<string, number>()
  try {
    const gathered = await describeLogDirs(
      cluster,
      brokers.map((broker) => ({broker})),
    )
    const results = gathered.each(
      (dirs) => ({dirs}),
      (error) => ({error}),
    )
    for (const result of results) {
      if ('error' in result) errors.push(result.error)
      else
        for (const {replicas, error} of result.dirs) {
          if (error) errors.push(error)
          for (const {size, isFuture, ...at} of replicas)
            if (!isFuture) sizes.set(keyOf(at), Math.max(size, sizes.get(keyOf(at)) ?? 0))
        }
    }
  } catch (error) {
    if (!(error instanceof UnsupportedApi)) throw error
    errors.push(error)
  }
  return sizes
}

async function rangesOf(cluster: Cluster, places: readonly TopicPartition[], errors: Error[]) {
  const queries = places.flatMap(({topic, partition}) =>
    (['earliest', 'latest'] as const).map((spec) => ({topic, partition, spec})),
  )
  const ranges = new Map<string, {start?: number | null; end?: number | null}>()
  for (const [at, found] of (await listOffsets(cluster, queries)).entries()) {
    if (found.error) {
      // The first and the last offset fail for the same reason.
      if (at % 2 === 0) errors.push(found.error)
      continue
    }
    const range = ranges.get(keyOf(found)) ?? {}
    range[at % 2 === 0 ? 'start' : 'end'] = found.offset
    ranges.set(keyOf(found), range)
  }
  return ranges
}
