import {OffsetFetch} from '../apis/offset-fetch.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {KafkaError} from '../cluster/errors.ts'
import {askCoordinators} from '../cluster/fan-out.ts'
import {chunks, pooled} from '../cluster/pooled.ts'
import {groupError} from './group-error.ts'

export interface CommittedOffset {
  readonly topic: string
  readonly partition: number
  /** Null if it could not be read (see `error`), or if somebody has committed -1, which is no offset. */
  readonly offset: number | null
  /** Null before Kafka 2.1 or if the consumer gave none. */
  readonly leaderEpoch: number | null
  /** What the consumer stored beside the offset, mostly ''. */
  readonly metadata: string | null
  /** Share groups only: what the broker itself counts as not delivered yet. */
  readonly lag?: number | null
  readonly error: KafkaError | null
}

/** Or why nothing could be learned about a group. */
export type CommittedOffsets = readonly CommittedOffset[] | KafkaError

/** Newer versions have topic ids in place of names, which a deleted topic leaves without a name. */
const newestWithNames = 9
/** From here on a request takes many groups. */
const batched = 8
/** So many groups a request: the answer of thousands at once would be held in memory twice. */
const groupsAtOnce = 400
/** Before that: so many requests on their way to a coordinator. */
const requestsAtOnce = 50

/**
 * All that these groups have committed: one request a coordinator (for every 400 groups), or one a group before Kafka
 * 3.0. A group that does not exist has committed nothing.
 */
export const committedOffsets = (
  cluster: Cluster,
  groups: readonly string[],
): Promise<ReadonlyMap<string, CommittedOffsets>> => committedBy(cluster, groups, (offsets) => offsets)

/**
 * What `take` makes of the offsets of each group, as soon as they come: those of a thousand groups need not be in memory
 * at once. `onAnswer` is told how many groups were answered for.
 */
export async function committedBy<T>(
  cluster: Cluster,
  groups: readonly string[],
  take: (offsets: readonly CommittedOffset[]) => T,
  onAnswer: (groups: number) => void = () => {},
): Promise<ReadonlyMap<string, T | KafkaError>> {
  const taken = (id: string, outcome: Outcome): Taken<T> => {
    const offsets = asOffsets(id, outcome)
    return {errorCode: outcome.errorCode, value: offsets instanceof KafkaError ? offsets : take(offsets)}
  }
  const outcomes = await askCoordinators<Taken<T>>(cluster, 'group', groups, async (node, ids) => {
    const version = (await cluster.connection(node)).version(OffsetFetch, newestWithNames)
    if (version < batched) return askOneByOne(cluster, ids, taken, onAnswer)
    const answers = await pooled(chunks(ids, groupsAtOnce), 2, async (some) => {
      const answer = await askForMany(cluster, node, some)
      onAnswer(some.length)
      return answer.map((group): [string, Taken<T>] => [group.groupId, taken(group.groupId, group)])
    })
    return new Map(answers.flat())
  })
  return new Map(
    [...outcomes].map(([id, outcome]) => [id, 'value' in outcome ? outcome.value : refusalOf(id, outcome)]),
  )
}

interface Taken<T> {
  readonly errorCode: number
  readonly value: T | KafkaError
}

interface Outcome {
  readonly errorCode: number
  readonly error?: KafkaError
  readonly topics?: readonly {
    readonly name: string
    readonly partitions: readonly {
      readonly partitionIndex: number
      readonly committedOffset: number
      readonly committedLeaderEpoch: number
      readonly metadata: string | null
      readonly errorCode: number
    }[]
  }[]
}

async function askForMany(cluster: Cluster, node: number, ids: readonly string[]) {
  const {groups} = await cluster.call(
    OffsetFetch,
    {groups: ids.map((groupId) => ({groupId, topics: null}))},
    {to: {node}, what: `fetch the offsets of ${ids.length} groups`, maxVersion: newestWithNames},
  )
  return groups
}

async function askOneByOne<T>(
  cluster: Cluster,
  ids: readonly string[],
  taken: (id: string, outcome: Outcome) => Taken<T>,
  onAnswer: (groups: number) => void,
): Promise<Map<string, Taken<T>>> {
  const answers = await pooled(ids, requestsAtOnce, async (groupId): Promise<[string, Taken<T>]> => {
    try {
      const {topics} = await cluster.call(
        OffsetFetch,
        {groupId, topics: null},
        {to: {group: groupId}, what: `fetch the offsets of group ${groupId}`, maxVersion: batched - 1},
      )
      return [groupId, taken(groupId, {errorCode: errorCode.none, topics})]
    } catch (error) {
      if (!(error instanceof KafkaError)) throw error
      return [groupId, taken(groupId, {errorCode: error.code, error})]
    } finally {
      onAnswer(1)
    }
  })
  return new Map(answers)
}

const refusalOf = (groupId: string, {errorCode: code, error}: Pick<Outcome, 'errorCode' | 'error'>): KafkaError =>
  error ?? groupError(code, 'fetch the offsets of', groupId)

function asOffsets(groupId: string, outcome: Outcome): CommittedOffsets {
  if (outcome.errorCode !== errorCode.none) return refusalOf(groupId, outcome)
  return (outcome.topics ?? []).flatMap(({name, partitions}) =>
    partitions.map((each): CommittedOffset => {
      const failed = each.errorCode !== errorCode.none
      const what = () => `fetch the offset of group ${groupId} in ${name}-${each.partitionIndex}`
      return {
        topic: name,
        partition: each.partitionIndex,
        offset: failed || each.committedOffset < 0 ? null : each.committedOffset,
        leaderEpoch: each.committedLeaderEpoch < 0 ? null : each.committedLeaderEpoch,
        metadata: failed ? null : each.metadata,
        error: failed ? new KafkaError(each.errorCode, what()) : null,
      }
    }),
  )
}
