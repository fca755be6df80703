// The lag of one group, joined from its description, its committed offsets and the ends of the logs.
import {errorCode} from '../../cluster/error-codes.ts'
import type {KafkaError} from '../../cluster/errors.ts'
import {byPlace, type GroupDescription, type GroupMember} from '../group-description.ts'
import {placeKey, type LogEnds} from '../log-ends.ts'
import type {UnreadAge} from './ages.ts'
import type {GroupPartition} from './group-partitions.ts'

/**
 * Why a lag is null: `noCommit` nothing is committed, `noLeader` the partition has no leader, or none that answers, so the
 * end of its log is unknown, `unknownPartition` the topic or partition was deleted, `notAuthorized`, `error` anything else
 * that a broker said. Two problems leave a number that is not what a consumer will read: `beforeStart` the record at the
 * committed offset is already gone (retention, deleted records), `afterEnd` the committed offset lies beyond the end of the
 * log (topic recreated, unclean leader election).
 */
export type LagProblem =
  'noCommit' | 'noLeader' | 'unknownPartition' | 'notAuthorized' | 'error' | 'beforeStart' | 'afterEnd'

export interface PartitionLag {
  readonly topic: string
  readonly partition: number
  /** For share groups the start offset: everything before it is done. */
  readonly committedOffset: number | null
  /** Null before Kafka 2.1, or if the consumer gave none. */
  readonly committedLeaderEpoch: number | null
  /** What the consumer stored with the offset, usually ''. */
  readonly metadata: string | null
  readonly logStartOffset: number | null
  readonly logEndOffset: number | null
  /** logEndOffset - committedOffset, as in Apache's tool; negative with `afterEnd`. For share groups the broker's own count. */
  readonly lag: number | null
  readonly problem: LagProblem | null
  /** The broker's error behind `problem`, if there is one. */
  readonly error: KafkaError | null
  /** How old the oldest unread record is; null unless asked for. */
  readonly age: UnreadAge | null
  /** The member that owns the partition, if any. */
  readonly member: Pick<GroupMember, 'memberId' | 'groupInstanceId' | 'clientId' | 'host'> | null
}

export interface GroupLag {
  readonly groupId: string
  readonly group: GroupDescription
  /** The partitions that are assigned or have a committed offset, by topic, then partition. */
  readonly partitions: readonly PartitionLag[]
  /** Sum of the known lags; negative ones count as 0. */
  readonly totalLag: number
  /** Partitions with an unknown lag. */
  readonly unknownCount: number
}

/** Joins a group's partitions with the ends of their logs, which are by placeKey; `age` stays null. */
export function groupLagOf(
  group: GroupDescription,
  places: ReadonlyMap<string, GroupPartition>,
  ends: ReadonlyMap<string, LogEnds>,
): GroupLag {
  const isMissing = (at: GroupPartition) => ends.get(placeKey(at))?.error?.code === errorCode.unknownTopicOrPartition
  const partitions = [...places.values()]
    .filter((at) => !(at.perhaps && isMissing(at)))
    .toSorted(byPlace)
    .map((at) => lagOf(at, ends.get(placeKey(at))))
  return {
    groupId: group.groupId,
    group,
    partitions,
    totalLag: partitions.reduce((sum, {lag}) => sum + Math.max(0, lag ?? 0), 0),
    unknownCount: partitions.filter(({lag}) => lag === null).length,
  }
}

function lagOf({topic, partition, committed, member}: GroupPartition, ends: LogEnds | undefined): PartitionLag {
  const committedOffset = committed?.offset ?? null
  const {start = null, end = null} = ends ?? {}
  const error = committed?.error ?? ends?.error ?? null
  return {
    topic,
    partition,
    committedOffset,
    committedLeaderEpoch: committed?.leaderEpoch ?? null,
    metadata: committed?.metadata ?? null,
    logStartOffset: start,
    logEndOffset: end,
    lag: committedOffset === null || end === null ? null : (committed?.lag ?? end - committedOffset),
    problem: error ? problemOf(error.code) : rangeProblem(committedOffset, start, end),
    error,
    age: null,
    member: member
      ? {
          memberId: member.memberId,
          groupInstanceId: member.groupInstanceId,
          clientId: member.clientId,
          host: member.host,
        }
      : null,
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
