import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {KafkaError} from '../cluster/errors.ts'
import type {TopicPartition} from '../cluster/fan-out.ts'
import type {Isolation} from '../offsets/list-offsets.ts'
import {committedOffsets, type CommittedOffset} from './committed-offsets.ts'
import {describeGroups, type GroupFailure} from './describe.ts'
import {byPlace, type GroupDescription, type GroupMember} from './group-description.ts'
import {groupError} from './group-error.ts'
import {isConsumerGroup, listGroups, type BrokerFailure} from './list.ts'
import {logEnds, placeKey, type LogEnds} from './log-ends.ts'

export interface GroupLagOptions {
  /** Only partitions of these topics. */
  readonly topics?: readonly string[] | undefined
  /** `read_committed`: the end is the last stable offset. */
  readonly isolation?: Isolation | undefined
  readonly authorizedOperations?: boolean | undefined
}

/**
 * Why a lag is null: `noCommit` nothing was committed, `noLeader` the partition has no leader so its end is unknown,
 * `unknownPartition` the topic or partition was deleted, `notAuthorized`, `error` the broker said something else. Two
 * where it is a number but not what a consumer will read: `beforeStart` the committed record is gone already (retention
 * or deleted records), `afterEnd` the committed offset lies beyond the end (topic made anew, unclean election).
 */
export type LagProblem =
  'noCommit' | 'noLeader' | 'unknownPartition' | 'notAuthorized' | 'error' | 'beforeStart' | 'afterEnd'

export interface PartitionLag {
  readonly topic: string
  readonly partition: number
  readonly committedOffset: number | null
  /** Null before Kafka 2.1 or if the consumer gave none. */
  readonly committedLeaderEpoch: number | null
  /** What the consumer stored beside the offset, mostly ''. */
  readonly metadata: string | null
  readonly logStartOffset: number | null
  readonly logEndOffset: number | null
  /** logEndOffset - committedOffset, as Apache's tool counts; negative with `afterEnd`. */
  readonly lag: number | null
  readonly problem: LagProblem | null
  /** The broker's words where `problem` comes from one. */
  readonly error: KafkaError | null
  /** Who owns it, if anybody. */
  readonly member: Pick<GroupMember, 'memberId' | 'groupInstanceId' | 'clientId' | 'host'> | null
}

export interface GroupLag {
  readonly groupId: string
  readonly group: GroupDescription
  /** Assigned or committed ones, by topic, then partition. */
  readonly partitions: readonly PartitionLag[]
  /** Sum of the known lags; negative ones count as 0. */
  readonly totalLag: number
  /** Partitions with an unknown lag. */
  readonly unknownCount: number
}

export interface GroupLags {
  /** In the order asked; for `all` the consumer groups, by id. */
  readonly groups: readonly GroupLag[]
  readonly errors: readonly GroupFailure[]
  readonly brokerErrors: readonly BrokerFailure[]
}

/**
 * Descriptions with committed offsets, log ends and lag. Brokers are asked about all groups together, so hundreds cost
 * about as many requests as one. A group that is unknown, or has no committed offsets by nature (share), is an error.
 */
export async function groupLag(
  cluster: Cluster,
  ids: readonly string[] | 'all',
  options: GroupLagOptions = {},
): Promise<GroupLags> {
  const listed = ids === 'all' ? await listGroups(cluster) : undefined
  const types = listed && new Map(listed.groups.map(({groupId, type}) => [groupId, type]))
  const wanted = ids === 'all' ? (listed?.groups ?? []).filter(isConsumerGroup).map(({groupId}) => groupId) : ids
  const {authorizedOperations} = options
  const [described, committed] = await Promise.all([
    describeGroups(cluster, wanted, {authorizedOperations, types}),
    committedOffsets(cluster, [...new Set(wanted)]),
  ])
  // Nobody named a group that was in the list and is gone now.
  const errors = described.errors.filter(({error}) => !listed || error.code !== errorCode.groupIdNotFound)

  const inputs: Input[] = []
  for (const group of described.groups) {
    const offsets = committed.get(group.groupId) ?? []
    if (group.type === 'share') {
      const text = 'it is a share group, which has no committed offsets'
      errors.push({
        groupId: group.groupId,
        error: groupError(errorCode.groupIdNotFound, 'read the lag of', group.groupId, text),
      })
    } else if (offsets instanceof KafkaError) errors.push({groupId: group.groupId, error: offsets})
    else inputs.push({group, places: placesOf(group, offsets, options.topics)})
  }

  const partitions = inputs.flatMap(({places}) => [...places.values()])
  const ends = await logEnds(cluster, partitions, {isolation: options.isolation})
  const groups = inputs.map(({group, places}) => join(group, places, ends))
  return {groups, errors, brokerErrors: listed?.errors ?? []}
}

interface Input {
  readonly group: GroupDescription
  readonly places: ReadonlyMap<string, Place>
}
/** A partition that a group has to do with. */
interface Place extends TopicPartition {
  readonly committed: CommittedOffset | undefined
  readonly member: GroupMember | undefined
}

function placesOf(
  group: GroupDescription,
  offsets: readonly CommittedOffset[],
  topics: readonly string[] | undefined,
): Map<string, Place> {
  const wanted = topics && new Set(topics)
  const places = new Map<string, Place>()
  for (const committed of offsets) {
    const {topic, partition} = committed
    if (!wanted || wanted.has(topic)) places.set(placeKey(committed), {topic, partition, committed, member: undefined})
  }
  for (const member of group.members) {
    for (const at of member.assignment) {
      if (!wanted || wanted.has(at.topic))
        places.set(placeKey(at), {...at, committed: places.get(placeKey(at))?.committed, member})
    }
  }
  return places
}

function join(
  group: GroupDescription,
  places: ReadonlyMap<string, Place>,
  ends: ReadonlyMap<string, LogEnds>,
): GroupLag {
  const partitions = [...places.values()].toSorted(byPlace).map((place) => lagOf(place, ends.get(placeKey(place))))
  return {
    groupId: group.groupId,
    group,
    partitions,
    totalLag: partitions.reduce((sum, {lag}) => sum + Math.max(0, lag ?? 0), 0),
    unknownCount: partitions.filter(({lag}) => lag === null).length,
  }
}

function lagOf({topic, partition, committed, member}: Place, ends: LogEnds | undefined): PartitionLag {
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
    lag: committedOffset === null || end === null ? null : end - committedOffset,
    problem: error ? problemOf(error.code) : rangeProblem(committedOffset, start, end),
    error,
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
