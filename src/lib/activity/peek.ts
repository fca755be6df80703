import type {Cluster} from '../cluster/cluster.ts'
import {UsageError, type KafkaError} from '../cluster/errors.ts'
import type {TopicPartition} from '../cluster/fan-out.ts'
import {Failures, Outcome} from '../cluster/outcome.ts'
import {recordsAround, type Around, type AroundSettings} from '../records/consume/records-around.ts'
import {groupLag, type GroupLags, type PartitionLag} from '../groups/lag/lag.ts'

export interface PeekInput extends AroundSettings {
  /** Only these topics or partitions; undefined: all in which the group has committed. */
  readonly scope?: readonly {readonly topic: string; readonly partitions?: readonly number[]}[] | undefined
}

/**
 * Why there is no record on one side: the committed offset is the log start or the log end, or there is a `gap`: only
 * transaction markers, compacted or deleted records are near it.
 */
export type NoRecord = 'logStart' | 'logEnd' | 'gap'

export interface PeekedPartition extends Around, TopicPartition {
  /** Null: nothing is committed, so there are no records. */
  readonly committedOffset: number | null
  readonly logStartOffset: number | null
  readonly logEndOffset: number | null
  readonly lag: number | null
  /** The committed offset lies outside of the log: the records are those at the log's start or end. */
  readonly outside: 'beforeStart' | 'afterEnd' | null
  readonly noneBefore: NoRecord | null
  readonly noneAfter: NoRecord | null
  /** Why the log could not be looked at. */
  readonly error: KafkaError | null
}

export interface PeekedGroup {
  readonly groupId: string
  readonly state: string
  readonly partitions: readonly PeekedPartition[]
}

export interface PeekedGroups extends Pick<GroupLags, 'errors'> {
  readonly groups: readonly PeekedGroup[]
}

/** The records around the committed offsets of groups. Raises UsageError for a topic in which none of them has an offset. */
export async function peekGroups(
  cluster: Cluster,
  groupIds: readonly string[],
  {scope, ...settings}: PeekInput,
): Promise<Outcome<PeekedGroups>> {
  const {isolation} = settings
  const failures = new Failures()
  const lags = (await groupLag(cluster, groupIds, {isolation, topics: scope?.map(({topic}) => topic)})).open(failures)
  const chosen = lags.groups.map(({groupId, group, partitions}) => ({
    groupId,
    state: group.state,
    partitions: partitions.filter((at) => isIn(scope, at)),
  }))
  for (const {topic, partitions} of scope ?? []) {
    const there = chosen.flatMap((group) => group.partitions).filter((each) => each.topic === topic)
    const missing = partitions?.find((partition) => !there.some((each) => each.partition === partition))
    if (chosen.length > 0 && (there.length === 0 || missing !== undefined))
      throw new UsageError(
        `no group that was asked for has anything to do with ${topic}${missing === undefined ? '' : `-${missing}`}`,
      )
  }
  const known = chosen.flatMap(({partitions}) => partitions.filter(isReadable))
  const around = await recordsAround(cluster, known.map(spotOf), settings)
  const found = new Map(known.map((each, at) => [each as PartitionLag, around[at] ?? nothing]))
  const peekedGroups = {
    groups: chosen.map((group) => ({
      ...group,
      partitions: group.partitions.map((each) => peeked(each, found.get(each) ?? nothing)),
    })),
    errors: lags.errors,
  }
  return new Outcome(peekedGroups, failures)
}

const nothing: Around = {before: [], after: []}

const isIn = (scope: PeekInput['scope'], {topic, partition}: TopicPartition) =>
  !scope || scope.some((each) => each.topic === topic && (each.partitions?.includes(partition) ?? true))

type Readable = PartitionLag & {
  readonly committedOffset: number
  readonly logStartOffset: number
  readonly logEndOffset: number
}
const isReadable = (each: PartitionLag): each is Readable =>
  each.committedOffset !== null && each.logStartOffset !== null && each.logEndOffset !== null

function spotOf({topic, partition, committedOffset, logStartOffset: start, logEndOffset: end}: Readable) {
  return {topic, partition, offset: Math.min(Math.max(committedOffset, start), end), start, end}
}

function peeked(lag: PartitionLag, {before, after}: Around): PeekedPartition {
  const {topic, partition, committedOffset, logStartOffset, logEndOffset, error} = lag
  const offset = isReadable(lag) ? spotOf(lag).offset : null
  const none = (records: readonly unknown[], edge: number | null, what: 'logStart' | 'logEnd') =>
    offset === null || records.length > 0 ? null : offset === edge ? what : 'gap'
  const outside = lag.problem === 'beforeStart' || lag.problem === 'afterEnd' ? lag.problem : null
  return {
    topic,
    partition,
    committedOffset,
    logStartOffset,
    logEndOffset,
    lag: lag.lag,
    outside,
    before,
    after,
    noneBefore: none(before, logStartOffset, 'logStart'),
    noneAfter: none(after, logEndOffset, 'logEnd'),
    error,
  }
}
