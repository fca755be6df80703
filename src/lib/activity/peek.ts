import type {Cluster} from '../cluster/cluster.ts'
import {UsageError, type KafkaError} from '../cluster/errors.ts'
import type {TopicPartition} from '../cluster/fan-out.ts'
import {Failures, Outcome} from '../cluster/outcome.ts'
import {recordsAround, type Around, type AroundSettings} from '../records/consume/records-around.ts'
import {groupLag, type GroupLags, type PartitionLag} from '../groups/lag/lag.ts'
import {hasPattern, isInScopes, type TopicScope} from '../text/topic-scope.ts'

export interface PeekInput extends AroundSettings {
  /** Only these topics or partitions; undefined: all in which the group has committed. */
  readonly scope?: readonly TopicScope[] | undefined
}

/**
 * Why there is no record on one side: the committed offset is the log start or the log end, or there is a `gap`, where
 * only transaction markers and compacted or deleted records are near it.
 */
export type NoRecord = 'logStart' | 'logEnd' | 'gap'

export interface PeekedPartition extends Around, TopicPartition {
  /** Null: no offset is committed, so there are no records. */
  readonly committedOffset: number | null
  readonly logStartOffset: number | null
  readonly logEndOffset: number | null
  readonly lag: number | null
  /** The committed offset is outside of the log; the records shown are those at the log's start or end. */
  readonly outside: 'beforeStart' | 'afterEnd' | null
  readonly noneBefore: NoRecord | null
  readonly noneAfter: NoRecord | null
  /** Why the log could not be read. */
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

/**
 * The records around the committed offsets of groups. Throws UsageError for a topic in which none of them has an
 * offset.
 */
export async function peekGroups(
  cluster: Cluster,
  groupIds: readonly string[],
  {scope, ...settings}: PeekInput,
): Promise<Outcome<PeekedGroups>> {
  const {isolation} = settings
  const failures = new Failures()
  // The topics that a pattern matches are not known yet.
  const topics = scope && !hasPattern(scope) ? scope.map(({topic}) => topic) : undefined
  const lags = (await groupLag(cluster, groupIds, {isolation, topics})).open(failures)
  const chosen = lags.groups.map(({groupId, group, partitions}) => ({
    groupId,
    state: group.state,
    partitions: scope ? partitions.filter((at) => isInScopes(scope, at)) : partitions,
  }))
  for (const one of scope ?? []) {
    const {topic, partitions} = one
    const there = chosen.flatMap((group) => group.partitions).filter((at) => isInScopes([one], at))
    const missing = partitions?.find((partition) => !there.some((each) => each.partition === partition))
    if (chosen.length > 0 && (there.length === 0 || missing !== undefined))
      throw new UsageError(`none of the given groups reads ${topic}${missing === undefined ? '' : `-${missing}`}`)
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
