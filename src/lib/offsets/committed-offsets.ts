// Committed offsets (OffsetFetch): all offsets that groups have committed, or one group's offsets of given
// partitions.
import {OffsetFetch} from '../apis/offset-fetch.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {KafkaError} from '../cluster/errors.ts'
import {askCoordinators, type TopicPartition, type Within} from '../cluster/fan-out.ts'
import {groupFailure} from '../cluster/group-error.ts'
import {chunks, pooled} from '../cluster/pooled.ts'
import {pause} from '../cluster/waiting.ts'
import type {Got} from '../wire/schema.ts'
import {zeroUuid} from '../wire/schema.ts'
import type {MemberIdentity} from './member-identity.ts'
import {awaitNewestCommits, withNewestCommits} from './newest-commits.ts'
import {topicIds} from './topic-ids.ts'

export interface CommittedOffset extends TopicPartition {
  /** Null if it could not be read (see `error`), or if -1 was committed, which is not an offset. */
  readonly offset: number | null
  /** Null before Kafka 2.1, or if the consumer gave none. */
  readonly leaderEpoch: number | null
  /** What the consumer stored with the offset, mostly ''. */
  readonly metadata: string | null
  /** Share groups only: the broker's own count of undelivered records. */
  readonly lag?: number | null
  readonly error: KafkaError | null
}

/** The offsets of one group, or why they could not be read. */
export type CommittedOffsets = readonly CommittedOffset[] | KafkaError

/** OffsetFetch v10 replaced topic names with ids; the name of a deleted topic would be lost. */
const lastVersionWithNames = 9
/** From this version on, one request covers many groups. */
const firstVersionWithGroups = 8
/** KIP-447. */
const firstVersionWithRequireStable = 7
/** Groups per request: a single response for thousands of groups would be held in memory twice. */
const groupsPerRequest = 400
/** Concurrent requests per coordinator, where each covers one group. */
const concurrentRequests = 50
/** How long to wait before asking again if a transaction is just committing offsets, ms (KIP-447). */
const unstableRetryMs = 100

/**
 * All committed offsets of these groups, by group id. Sends one request per coordinator and 400 groups, or one per group
 * before Kafka 3.0. A group that does not exist has no committed offsets.
 */
export const committedOffsets = (
  cluster: Cluster,
  groups: readonly string[],
): Promise<ReadonlyMap<string, CommittedOffsets>> => committedBy(cluster, groups, (offsets) => offsets)

/**
 * Passes the offsets of each group to `take` as soon as they arrive, so that those of a thousand groups need not be
 * in memory at once. `onAnswer` receives the number of groups in each response.
 */
export async function committedBy<T>(
  cluster: Cluster,
  groups: readonly string[],
  take: (offsets: readonly CommittedOffset[]) => T,
  onAnswer: (groups: number) => void = () => {},
): Promise<ReadonlyMap<string, T | KafkaError>> {
  const taken = (id: string, outcome: Outcome): Taken<T> => ({
    errorCode: outcome.errorCode,
    errorMessage: outcome.errorMessage,
    isEmpty: outcome.errorCode === errorCode.none && (outcome.topics ?? []).length === 0,
    value: take(outcome.errorCode === errorCode.none ? offsetsOf(id, outcome) : []),
  })
  const outcomes = await askCoordinators<Taken<T>>(cluster, 'group', groups, async (node, ids, within) => {
    const version = (await cluster.connection(node)).version(OffsetFetch, lastVersionWithNames)
    if (version < firstVersionWithGroups) return askOneByOne(cluster, ids, taken, {within, onAnswer})
    const askAll = async (all: readonly string[], answered: (groups: number) => void) => {
      const answers = await pooled(chunks(all, groupsPerRequest), 2, async (some) => {
        const answer = await askForMany(cluster, node, some, within)
        answered(some.length)
        return answer.map((group): [string, Taken<T>] => [group.groupId, taken(group.groupId, group)])
      })
      return new Map(answers.flat())
    }
    return withNewestCommits(cluster, await askAll(ids, onAnswer), {
      isNothing: ({isEmpty}) => isEmpty,
      ask: (groups) => askAll(groups, () => {}),
      unready: (group) => taken(group, {errorCode: errorCode.coordinatorLoadInProgress}),
      within,
    })
  })
  return outcomes.byKey<T, KafkaError>(
    ({value}) => value,
    (failure, id) => groupFailure(failure, 'fetch the offsets of', id),
  )
}

/** The result of `take` for one group; with an error code other than 0, `value` has no meaning. */
interface Taken<T> {
  readonly errorCode: number
  readonly errorMessage: string | null | undefined
  /** Whether the coordinator knows of no committed offsets. */
  readonly isEmpty: boolean
  readonly value: T
}

export interface FetchOffsetsOptions {
  /**
   * The member that asks: a KIP-848 member sends its id and epoch. A caller that is not a member waits for a new
   * coordinator to be ready.
   */
  readonly member?: MemberIdentity | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * One group's committed offset of each partition, in their order; null if nothing is committed. Waits for offsets
 * that an open transaction is committing (requireStable, KIP-447). Throws KafkaError if any of them cannot be read
 * and, for a KIP-848 member, if its epoch is out of date.
 */
export async function committedOffsetsOf(
  cluster: Cluster,
  groupId: string,
  partitions: readonly TopicPartition[],
  {member, signal}: FetchOffsetsOptions = {},
): Promise<((CommittedOffset & {readonly offset: number}) | null)[]> {
  if (partitions.length === 0) return []
  if (!member) await awaitNewestCommits(cluster, groupId, signal)
  const ids = await topicIds(cluster, partitions)
  const names = new Map([...ids].map(([name, id]) => [id, name]))
  const what = `fetch the offsets of group ${groupId}`
  for (;;) {
    const byTopic = [...Map.groupBy(partitions, ({topic}) => topic)].map(([name, rows]) => ({
      name,
      topicId: ids.get(name) ?? zeroUuid,
      partitionIndexes: rows.map(({partition}) => partition),
    }))
    const answer = await cluster.call(
      OffsetFetch,
      (version) => {
        const stable = version >= firstVersionWithRequireStable ? {requireStable: true} : {}
        if (version < firstVersionWithGroups)
          return {groupId, topics: byTopic.map(({name, partitionIndexes}) => ({name, partitionIndexes})), ...stable}
        const identity =
          member?.protocol === 'consumer' ? {memberId: member.memberId, memberEpoch: member.generation} : {}
        return {groups: [{groupId, ...identity, topics: byTopic}], ...stable}
      },
      {
        what,
        to: {group: groupId},
        maxVersion: [...ids.values()].includes(zeroUuid) ? lastVersionWithNames : lastVersionWithNames + 1,
        errors: ({groups}) => groups.map((group) => group.errorCode),
        ...(signal ? {signal} : {}),
      },
    )
    const group = answer.groups[0]
    if (group && group.errorCode !== errorCode.none) throw new KafkaError(group.errorCode, what)
    const found = new Map<string, CommittedOffset & {readonly offset: number}>()
    let unstable = false
    const topics: readonly TopicRow[] = group?.topics ?? answer.topics
    for (const {name, topicId, partitions: rows} of topics)
      for (const row of rows) {
        const topic = name || names.get(topicId ?? '') || ''
        const committed = asCommittedOffset(groupId, topic, row)
        if (row.errorCode === errorCode.unstableOffsetCommit) unstable = true
        else if (committed.error) throw committed.error
        else if (hasOffset(committed)) found.set(`${topic}-${committed.partition}`, committed)
      }
    if (!unstable) return partitions.map(({topic, partition}) => found.get(`${topic}-${partition}`) ?? null)
    await pause(unstableRetryMs, signal)
  }
}

const hasOffset = (committed: CommittedOffset): committed is CommittedOffset & {readonly offset: number} =>
  committed.offset !== null

type PartitionRow = Got<typeof OffsetFetch.response>['topics'][number]['partitions'][number]

/** A topic in either form of the response: for one group (up to v7), or in a list of groups. */
interface TopicRow {
  readonly name: string
  readonly topicId?: string
  readonly partitions: readonly PartitionRow[]
}

interface Outcome {
  readonly errorCode: number
  readonly errorMessage?: string
  readonly topics?: readonly TopicRow[]
}

async function askForMany(cluster: Cluster, node: number, ids: readonly string[], within: Within) {
  const {groups} = await cluster.call(
    OffsetFetch,
    {groups: ids.map((groupId) => ({groupId, topics: null}))},
    {to: {node}, what: `fetch the offsets of ${ids.length} groups`, maxVersion: lastVersionWithNames, ...within},
  )
  return groups
}

async function askOneByOne<T>(
  cluster: Cluster,
  ids: readonly string[],
  taken: (id: string, outcome: Outcome) => Taken<T>,
  {within, onAnswer}: {readonly within: Within; readonly onAnswer: (groups: number) => void},
): Promise<Map<string, Taken<T>>> {
  const answers = await pooled(ids, concurrentRequests, async (groupId): Promise<[string, Taken<T>]> => {
    try {
      const {topics} = await cluster.call(
        OffsetFetch,
        {groupId, topics: null},
        {
          to: {group: groupId},
          what: `fetch the offsets of group ${groupId}`,
          maxVersion: firstVersionWithGroups - 1,
          ...within,
        },
      )
      return [groupId, taken(groupId, {errorCode: errorCode.none, topics})]
    } catch (error) {
      if (!(error instanceof KafkaError)) throw error
      return [groupId, taken(groupId, {errorCode: error.code, errorMessage: error.brokerText})]
    } finally {
      onAnswer(1)
    }
  })
  return new Map(answers)
}

function offsetsOf(groupId: string, outcome: Outcome): CommittedOffset[] {
  return (outcome.topics ?? []).flatMap(({name, partitions}) =>
    partitions.map((row) => asCommittedOffset(groupId, name, row)),
  )
}

function asCommittedOffset(groupId: string, topic: string, row: PartitionRow): CommittedOffset {
  const partition = row.partitionIndex
  const failed = row.errorCode !== errorCode.none
  const what = () => `fetch the offset of group ${groupId} in ${topic}-${partition}`
  return {
    topic,
    partition,
    offset: failed || row.committedOffset < 0 ? null : row.committedOffset,
    leaderEpoch: row.committedLeaderEpoch < 0 ? null : row.committedLeaderEpoch,
    metadata: failed ? null : row.metadata,
    error: failed ? new KafkaError(row.errorCode, what()) : null,
  }
}
