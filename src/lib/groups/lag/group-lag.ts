// The lag of one group, joined from its description, its committed offsets and the ends of the logs.
import {errorCode} from '../../cluster/error-codes.ts'
import {byPlace, type GroupDescription, type GroupMember} from '../group-description.ts'
import {placeKey, type LogEnds} from '../log-ends.ts'
import type {GroupPartition} from './group-partitions.ts'
import {packLags} from './packed-lags.ts'
import type {LagProblem, Owner, PartitionLag} from './partition-lag.ts'

export type {LagProblem, PartitionLag} from './partition-lag.ts'

export interface GroupLag {
  readonly groupId: string
  readonly group: GroupDescription
  /**
   * The partitions that are assigned or have a committed offset, sorted by topic, then partition. If there are many,
   * they are created anew at each access: read them once, and identify them by topic and number.
   */
  readonly partitions: readonly PartitionLag[]
  /** Sum of the known lags; less than the lag of the group if `unknownCount` is not 0. */
  readonly totalLag: number
  /** Partitions whose lag is unknown, or negative. */
  readonly unknownCount: number
}

/**
 * Joins a group's partitions with the ends of their logs, which are by placeKey; `age` stays null. `many`: keep them
 * by columns.
 */
export function groupLagOf(
  group: GroupDescription,
  places: ReadonlyMap<string, GroupPartition>,
  ends: ReadonlyMap<string, LogEnds>,
  {many}: {readonly many: boolean},
): GroupLag {
  const isMissing = (at: GroupPartition) => ends.get(placeKey(at))?.error?.code === errorCode.unknownTopicOrPartition
  // One object for all partitions of a member.
  const owners = new Map(group.members.map((member) => [member, asOwner(member)]))
  const ownerOf = (member: GroupMember | undefined) => (member ? (owners.get(member) ?? asOwner(member)) : null)
  const partitions = [...places.values()]
    .filter((at) => !(at.perhaps && isMissing(at)))
    .toSorted(byPlace)
    .map((at) => lagOf(at, ends.get(placeKey(at)), ownerOf))
  const unpack = many ? packLags(partitions) : always(partitions)
  return {
    groupId: group.groupId,
    group,
    get partitions() {
      return unpack()
    },
    ...summedLag(partitions),
  }
}

/** A separate function, because one made beside the getter above would keep the objects, even where they are packed. */
const always =
  <T>(value: T) =>
  () =>
    value

/** The number of unread records of a partition; null if unknown: an offset beyond the end says nothing. */
export const unreadCount = ({lag}: Pick<PartitionLag, 'lag'>): number | null => (lag === null || lag < 0 ? null : lag)

export function summedLag(partitions: readonly PartitionLag[]): Pick<GroupLag, 'totalLag' | 'unknownCount'> {
  let [totalLag, unknownCount] = [0, 0]
  for (const at of partitions) {
    const count = unreadCount(at)
    if (count === null) unknownCount++
    else totalLag += count
  }
  return {totalLag, unknownCount}
}

/**
 * The offset up to which everything is read. In a share group, it is ahead of the start offset by the records that
 * are acknowledged after that, and it is the end of the log if nothing is left to read. Null if unknown.
 */
export const readUpTo = ({committedOffset, logEndOffset, lag}: PartitionLag): number | null =>
  committedOffset === null || logEndOffset === null || lag === null ? null : logEndOffset - lag

const asOwner = ({memberId, groupInstanceId, clientId, host}: GroupMember): Owner => ({
  memberId,
  groupInstanceId,
  clientId,
  host,
})

function lagOf(
  {topic, partition, committed, member}: GroupPartition,
  ends: LogEnds | undefined,
  ownerOf: (member: GroupMember | undefined) => Owner | null,
): PartitionLag {
  const committedOffset = committed?.offset ?? null
  const {start = null, end = null} = ends ?? {}
  const error = committed?.error ?? ends?.error ?? null
  const isEmptied = committedOffset !== null && start !== null && start === end && committedOffset <= end
  const byOffsets = committedOffset === null || end === null ? null : end - committedOffset
  return {
    topic,
    partition,
    committedOffset,
    committedLeaderEpoch: committed?.leaderEpoch ?? null,
    metadata: committed?.metadata ?? null,
    logStartOffset: start,
    logEndOffset: end,
    lag: isEmptied ? 0 : byOffsets === null ? null : (committed?.lag ?? byOffsets),
    problem: error ? problemOf(error.code) : isEmptied ? null : rangeProblem(committedOffset, start, end),
    error,
    age: null,
    member: ownerOf(member),
  }
}

function rangeProblem(committed: number | null, start: number | null, end: number | null): LagProblem | null {
  if (committed === null) return 'noCommit'
  if (start !== null && committed < start) return 'beforeStart'
  return end !== null && committed > end ? 'afterEnd' : null
}

function problemOf(code: number): LagProblem {
  switch (code) {
    case errorCode.leaderNotAvailable:
    case errorCode.notLeaderOrFollower:
    case errorCode.networkException:
      return 'noLeader'
    case errorCode.unknownTopicOrPartition:
    case errorCode.unknownTopicId:
      return 'unknownPartition'
    case errorCode.topicAuthorizationFailed:
      return 'notAuthorized'
    default:
      return 'error'
  }
}
