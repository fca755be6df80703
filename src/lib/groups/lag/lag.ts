import type {Cluster} from '../../cluster/cluster.ts'
import {errorCode} from '../../cluster/error-codes.ts'
import {KafkaError, UnsupportedApi} from '../../cluster/errors.ts'
import type {TopicPartition} from '../../cluster/fan-out.ts'
import type {Isolation} from '../../offsets/list-offsets.ts'
import {committedOffsets, type CommittedOffset, type CommittedOffsets} from '../../offsets/committed-offsets.ts'
import {describeGroups, type GroupFailure} from '../describe.ts'
import {byPlace, type GroupDescription, type GroupMember} from '../group-description.ts'
import {groupError} from '../../cluster/group-error.ts'
import {unreadAges, type UnreadAge} from './ages.ts'
import {isConsumerGroup, listGroups, type BrokerFailure, type ListedGroup} from '../list.ts'
import {logEnds, placeKey, type LogEnds} from '../log-ends.ts'
import {shareGroupOffsets} from '../share-offsets.ts'

export interface GroupLagOptions {
  /** Only partitions of these topics. */
  readonly topics?: readonly string[] | undefined
  /** `read_committed`: the end is the last stable offset. */
  readonly isolation?: Isolation | undefined
  readonly authorizedOperations?: boolean | undefined
  /** What listGroups said, where it was asked before: the groups' types and coordinators are known then. */
  readonly listed?: readonly ListedGroup[] | undefined
  /** Also how old the oldest unread records are, seen from this moment (ms since the epoch). */
  readonly agesAt?: number | undefined
  /** What is being asked, for people. */
  readonly onProgress?: ((text: string) => void) | undefined
}

/**
 * Why a lag is null: `noCommit` nothing was committed, `noLeader` the partition has no leader (or none that answers) so
 * its end is unknown, `unknownPartition` the topic or partition was deleted, `notAuthorized`, `error` the broker said
 * something else. Two where it is a number but not what a consumer will read: `beforeStart` the committed record is gone
 * already (retention or deleted records), `afterEnd` the committed offset lies beyond the end (topic made anew, unclean
 * election).
 */
export type LagProblem =
  'noCommit' | 'noLeader' | 'unknownPartition' | 'notAuthorized' | 'error' | 'beforeStart' | 'afterEnd'

export interface PartitionLag {
  readonly topic: string
  readonly partition: number
  /** Of share groups the start offset: everything before it is done. */
  readonly committedOffset: number | null
  /** Null before Kafka 2.1 or if the consumer gave none. */
  readonly committedLeaderEpoch: number | null
  /** What the consumer stored beside the offset, mostly ''. */
  readonly metadata: string | null
  readonly logStartOffset: number | null
  readonly logEndOffset: number | null
  /** logEndOffset - committedOffset, as Apache's tool counts; negative with `afterEnd`. Of share groups what the broker counts. */
  readonly lag: number | null
  readonly problem: LagProblem | null
  /** The broker's words where `problem` comes from one. */
  readonly error: KafkaError | null
  /** How old the oldest unread record is; null unless asked for. */
  readonly age: UnreadAge | null
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
  /** In the order asked; for `all` by id. */
  readonly groups: readonly GroupLag[]
  readonly errors: readonly GroupFailure[]
  readonly brokerErrors: readonly BrokerFailure[]
}

/** Whether a group has offsets in topics: consumers of either protocol, share and Streams groups, not Connect's workers. */
export const readsTopics = (group: ListedGroup): boolean =>
  isConsumerGroup(group) || group.type === 'share' || group.type === 'streams'

/**
 * Descriptions with committed offsets, log ends and lag: the one truth that every face tells. Brokers are asked about all
 * groups together, so hundreds cost about as many requests as one. A group that is unknown or refused is in `errors`.
 */
export async function groupLag(
  cluster: Cluster,
  ids: readonly string[] | 'all',
  options: GroupLagOptions = {},
): Promise<GroupLags> {
  const {authorizedOperations, agesAt, isolation, onProgress = () => {}} = options
  if (ids === 'all') onProgress('asking every broker for its groups')
  const all = ids === 'all' ? await listGroups(cluster) : undefined
  const listed = all?.groups ?? options.listed
  const wanted = ids === 'all' ? (listed ?? []).filter(readsTopics).map(({groupId}) => groupId) : [...new Set(ids)]
  for (const {groupId, coordinator} of listed ?? []) cluster.noteCoordinator('group', groupId, coordinator)
  // Found once for both questions; who is refused is told by them.
  await cluster.coordinators('group', wanted).catch((error: unknown) => {
    if (!(error instanceof KafkaError)) throw error
  })
  const types = listed && new Map(listed.map(({groupId, type}) => [groupId, type]))
  const sharing = (id: string) => types?.get(id) === 'share'
  let answered = 0
  onProgress(`${counted(wanted.length, 'group')}: members and offsets`)
  const [described, committed] = await Promise.all([
    describeGroups(cluster, wanted, {authorizedOperations, types}),
    committedOffsets(
      cluster,
      wanted.filter((id) => !sharing(id)),
      (more) => {
        answered += more
        onProgress(`${counted(wanted.length, 'group')}: members and offsets, ${answered} answered`)
      },
    ),
  ])
  const shares = described.groups.filter(({type}) => type === 'share').map(({groupId}) => groupId)
  const shared = shares.length > 0 ? await shareOffsets(cluster, shares) : new Map<string, CommittedOffsets>()
  // Nobody named a group that was in the list and is gone now.
  const errors = described.errors.filter(({error}) => !listed || error.code !== errorCode.groupIdNotFound)

  const inputs: Input[] = []
  for (const group of described.groups) {
    const offsets = (group.type === 'share' ? shared : committed).get(group.groupId) ?? []
    if (offsets instanceof KafkaError) errors.push({groupId: group.groupId, error: offsets})
    else inputs.push({group, places: placesOf(group, offsets, options.topics)})
  }

  const partitions = inputs.flatMap(({places}) => [...places.values()])
  onProgress(`${counted(partitions.length, 'partition')}: ends of their logs`)
  const ends = await logEnds(cluster, partitions, {isolation})
  const groups = inputs.map(({group, places}) => groupLagOf(group, places, ends))
  if (agesAt === undefined) return {groups, errors, brokerErrors: all?.errors ?? []}

  onProgress(`${counted(partitions.length, 'partition')}: ages of the oldest unread records`)
  const ages = await unreadAges(
    cluster,
    groups.flatMap((group) => group.partitions),
    {now: agesAt, isolation},
  )
  const aged = groups.map((group) => ({
    ...group,
    partitions: group.partitions.map((at) => ({...at, age: ages.get(at) ?? null})),
  }))
  return {groups: aged, errors, brokerErrors: all?.errors ?? []}
}

/** Brokers that know share groups, but not where they stand (Kafka 4.0), are no reason to tell nothing of the others. */
async function shareOffsets(cluster: Cluster, ids: readonly string[]): Promise<ReadonlyMap<string, CommittedOffsets>> {
  try {
    return await shareGroupOffsets(cluster, ids)
  } catch (error) {
    if (!(error instanceof UnsupportedApi)) throw error
    const refusal = (id: string) => groupError(errorCode.unsupportedVersion, 'fetch the offsets of', id, error.message)
    return new Map(ids.map((id) => [id, refusal(id)]))
  }
}

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`

export type {UnreadAge} from './ages.ts'

interface Input {
  readonly group: GroupDescription
  readonly places: ReadonlyMap<string, Place>
}
/** A partition that a group has to do with. */
export interface Place extends TopicPartition {
  readonly committed: CommittedOffset | undefined
  readonly member: GroupMember | undefined
  /** Only a task says so, which counts to the partitions of the largest of its topics. */
  readonly perhaps?: boolean
}

/** What a group has to do with: committed or assigned partitions, by placeKey. */
export function placesOf(
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
    for (const {subtopology, partition} of member.tasks?.active ?? []) {
      for (const topic of group.sources?.[subtopology] ?? []) {
        if (wanted && !wanted.has(topic)) continue
        const committed = places.get(placeKey({topic, partition}))?.committed
        places.set(placeKey({topic, partition}), {topic, partition, committed, member, perhaps: !committed})
      }
    }
  }
  return places
}

/** The join of what three questions brought. */
export function groupLagOf(
  group: GroupDescription,
  places: ReadonlyMap<string, Place>,
  ends: ReadonlyMap<string, LogEnds>,
): GroupLag {
  const partitions = [...places.values()]
    .filter((place) => !(place.perhaps && ends.get(placeKey(place))?.error?.code === errorCode.unknownTopicOrPartition))
    .toSorted(byPlace)
    .map((place) => lagOf(place, ends.get(placeKey(place))))
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
