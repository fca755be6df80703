import {Fetch} from '../../apis/fetch.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {errorCode} from '../../cluster/error-codes.ts'
import type {Located, TopicPartition, Within} from '../../cluster/fan-out.ts'
import type {Isolation} from '../../offsets/list-offsets.ts'
import {placeKey} from '../log-ends.ts'
import {firstUnread, type Unread} from './first-unread.ts'

export interface UnreadAnswer {
  readonly errorCode: number
  /** Missing if there was an error. */
  readonly found?: Unread | undefined
}

interface FetchUnreadOptions {
  readonly partitionBytes: number
  readonly isolation: Isolation | undefined
  readonly within: Within
}

/** The offset to read from. */
interface UnreadQuestion extends TopicPartition {
  readonly offset: number
}

/**
 * Asks a leader for the records at these offsets, at most `partitionBytes` of each partition but at least one batch
 * in all. Each partition may be named only once.
 */
export async function fetchUnread(
  cluster: Cluster,
  node: number,
  questions: readonly (UnreadQuestion & Located)[],
  {partitionBytes, isolation, within}: FetchUnreadOptions,
): Promise<(UnreadAnswer & TopicPartition)[]> {
  const byTopic = [...Map.groupBy(questions, ({topic}) => topic)]
  const names = new Map(questions.map(({topicId, topic}) => [topicId, topic]))
  const offsets = new Map(questions.map((each) => [placeKey(each), each.offset]))
  const {responses} = await cluster.call(
    Fetch,
    {
      // Do not wait for more records: the unread ones exist already.
      maxWaitMs: 0,
      minBytes: 0,
      maxBytes: partitionBytes * questions.length,
      isolationLevel: isolation === 'read_committed' ? 1 : 0,
      sessionEpoch: -1,
      topics: byTopic.map(([topic, all]) => ({
        topic,
        topicId: all[0]?.topicId ?? '',
        partitions: all.map(({partition, offset, leaderEpoch}) => ({
          partition,
          currentLeaderEpoch: leaderEpoch,
          fetchOffset: offset,
          partitionMaxBytes: partitionBytes,
        })),
      })),
      forgottenTopicsData: [],
      rackId: '',
    },
    {to: {node}, what: 'read the oldest unread records', ...within},
  )
  return responses.flatMap(({topic, topicId, partitions}) =>
    partitions.map((each) => {
      const place = {topic: topic || (names.get(topicId) ?? ''), partition: each.partitionIndex}
      const {errorCode: code, records, abortedTransactions} = each
      if (code !== errorCode.none) return {...place, errorCode: code}
      return {
        ...place,
        errorCode: code,
        found: firstUnread(records, offsets.get(placeKey(place)) ?? 0, abortedTransactions),
      }
    }),
  )
}
