// Where reading begins and ends.
import type {Cluster} from '../../cluster/cluster.ts'
import {errorCode} from '../../cluster/error-codes.ts'
import {KafkaError} from '../../cluster/errors.ts'
import type {TopicPartition} from '../../cluster/fan-out.ts'
import {listOffsets, type Isolation, type OffsetSpec} from '../../offsets/list-offsets.ts'
import {committedOffsetsOf} from '../../offsets/committed-offsets.ts'
import {ExpectedError} from '../../errors/expected-error.ts'

export type Start =
  | {from: 'beginning'}
  | {from: 'end'}
  | {from: 'offset'; offset: number}
  /**
   * The offset, or the nearest one in partitions that end before it or begin after it. It is an error if no partition
   * has it.
   */
  | {from: 'nearest offset'; offset: number}
  /** The last `count` records of each partition. newest.ts finds their offsets. */
  | {from: 'last'; count: number}
  /** The first record at or after this time (ms since 1970), or the end. */
  | {from: 'timestamp'; timestamp: number}
  /** The newest `count` records of all partitions together, by timestamp. newest.ts finds their offsets. */
  | {from: 'newest'; count: number}
  /** The committed offsets of a group, without joining it; `otherwise` for partitions without one. */
  | {from: 'group'; group: string; otherwise: OffsetReset}

/**
 * Where reading ends: `end` is the present end of each partition. `timestamp`: only records older than this (ms since
 * 1970), up to the present end. `offset`: before this offset, at the latest at the present end.
 */
export type Until = 'end' | {readonly timestamp: number} | {readonly offset: number}

/**
 * What to do without a valid offset, as Kafka's auto.offset.reset: `fail` is `none`, and `since` is `by_duration`
 * (KIP-1106), the first record at or after `since()` (ms since 1970, called when needed), or the end.
 */
export type OffsetReset = 'earliest' | 'latest' | 'fail' | {readonly since: () => number}

export interface OffsetOptions {
  readonly isolation: Isolation
  readonly signal?: AbortSignal | undefined
}

/**
 * The starting offset of each partition, in the same order. Throws KafkaError if a partition has no leader or may not
 * be read.
 */
export async function startOffsets(
  cluster: Cluster,
  partitions: readonly TopicPartition[],
  start: Start,
  options: OffsetOptions,
): Promise<number[]> {
  switch (start.from) {
    case 'offset':
      return partitions.map(() => start.offset)
    case 'nearest offset':
      return nearest(cluster, partitions, start.offset, options)
    case 'beginning':
      return offsetsAt(cluster, partitions, 'earliest', options)
    case 'end':
      return offsetsAt(cluster, partitions, 'latest', options)
    case 'timestamp': {
      const found = await offsetsOrNull(cluster, partitions, {timestamp: start.timestamp}, options)
      return withDefaults(partitions, found, (rest) => offsetsAt(cluster, rest, 'latest', options))
    }
    case 'last':
    case 'newest': // the earliest possible start; newest.ts finds the real one
      return offsetsAt(cluster, partitions, 'earliest', options)
    case 'group': {
      const committed = await committedOffsetsOf(cluster, start.group, partitions, {signal: options.signal})
      const found = committed.map((each) => each?.offset ?? null)
      return withDefaults(partitions, found, (rest) =>
        resetOffsets(cluster, rest, start.otherwise, start.group, options),
      )
    }
  }
}

/** The offset of each partition before which to stop, in the same order. Throws KafkaError as startOffsets does. */
export async function endOffsets(
  cluster: Cluster,
  partitions: readonly TopicPartition[],
  until: Until,
  options: OffsetOptions,
): Promise<number[]> {
  const latest = (some: readonly TopicPartition[]) => offsetsAt(cluster, some, 'latest', options)
  if (until === 'end') return latest(partitions)
  if ('offset' in until) return (await latest(partitions)).map((end) => Math.min(end, until.offset))
  const found = await offsetsOrNull(cluster, partitions, {timestamp: until.timestamp}, options)
  return withDefaults(partitions, found, latest)
}

async function nearest(
  cluster: Cluster,
  partitions: readonly TopicPartition[],
  offset: number,
  options: OffsetOptions,
): Promise<number[]> {
  const [first, next] = await Promise.all([
    offsetsAt(cluster, partitions, 'earliest', options),
    offsetsAt(cluster, partitions, 'latest', options),
  ])
  const within = (at: number) => offset >= (first[at] ?? 0) && offset <= (next[at] ?? 0)
  if (partitions.length > 0 && !partitions.some((_, at) => within(at))) {
    const [{topic, partition} = {topic: '', partition: 0}] = partitions
    const others = partitions.length > 1 ? ', and the others do not have it either' : ''
    const text = `${topic}-${partition} has offsets ${first[0]} to ${next[0]}${others}`
    throw new KafkaError(errorCode.offsetOutOfRange, `read from offset ${offset}`, text)
  }
  return partitions.map((_, at) => Math.min(Math.max(offset, first[at] ?? 0), next[at] ?? 0))
}

/**
 * Starting offsets for partitions without a committed offset of the group. Throws NoCommittedOffset if `reset` is
 * `fail`.
 */
export async function resetOffsets(
  cluster: Cluster,
  partitions: readonly TopicPartition[],
  reset: OffsetReset,
  group: string,
  options: OffsetOptions,
): Promise<number[]> {
  if (typeof reset === 'object')
    return startOffsets(cluster, partitions, {from: 'timestamp', timestamp: reset.since()}, options)
  if (reset !== 'fail') return offsetsAt(cluster, partitions, reset, options)
  const [first] = partitions
  // Apache's tool throws NoOffsetForPartitionException here.
  throw new NoCommittedOffset(`group ${group} has no committed offset for ${first?.topic}-${first?.partition}`)
}

/** A partition has no committed offset, and the reset policy is `fail`. */
export class NoCommittedOffset extends ExpectedError {
  override readonly name = 'NoCommittedOffset'
}

/** The offset at `spec` of each partition, in the same order; 0 if no record qualifies. Throws KafkaError. */
export async function offsetsAt(
  cluster: Cluster,
  partitions: readonly TopicPartition[],
  spec: OffsetSpec,
  options: OffsetOptions,
): Promise<number[]> {
  return (await offsetsOrNull(cluster, partitions, spec, options)).map((offset) => offset ?? 0)
}

async function offsetsOrNull(
  cluster: Cluster,
  partitions: readonly TopicPartition[],
  spec: OffsetSpec,
  {isolation, signal}: OffsetOptions,
): Promise<(number | null)[]> {
  const queries = partitions.map(({topic, partition}) => ({topic, partition, spec}))
  const outcomes = await listOffsets(cluster, queries, {isolation, signal})
  return outcomes.map((outcome) => {
    if (outcome.error) throw outcome.error
    return outcome.offset
  })
}

async function withDefaults(
  partitions: readonly TopicPartition[],
  offsets: readonly (number | null)[],
  others: (rest: readonly TopicPartition[]) => Promise<number[]>,
): Promise<number[]> {
  const rest = partitions.filter((_, at) => offsets[at] === null)
  const defaults = rest.length > 0 ? await others(rest) : []
  return offsets.map((offset) => offset ?? defaults.shift() ?? 0)
}
