import {DescribeShareGroupOffsets} from '../apis/describe-share-group-offsets.ts'
import {answersInTurn} from '../cluster/batches.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {KafkaError} from '../cluster/errors.ts'
import {askCoordinators} from '../cluster/fan-out.ts'
import type {CommittedOffset, CommittedOffsets} from '../offsets/committed-offsets.ts'
import {groupFailure} from '../cluster/group-error.ts'
import {chunks} from '../cluster/pooled.ts'

/** The most groups in one request, as for other groups. */
const mostGroups = 400

/**
 * The offsets of share groups (KIP-932, Kafka 4.1), or the reason why they are unknown. `offset` is the
 * share-partition start offset, before which all records are done; `lag` is the broker's own count of undelivered
 * records (KIP-1226), null before Kafka 4.2. Throws UnsupportedApi on older brokers.
 */
export async function shareGroupOffsets(
  cluster: Cluster,
  groups: readonly string[],
): Promise<ReadonlyMap<string, CommittedOffsets>> {
  const outcomes = await askCoordinators(cluster, 'group', groups, async (node, all, limit) => {
    const answers = await answersInTurn(chunks(all, mostGroups), limit, async (ids, within) => {
      const {groups: some} = await cluster.call(
        DescribeShareGroupOffsets,
        {groups: ids.map((groupId) => ({groupId, topics: null}))},
        {to: {node}, what: `fetch the offsets of ${ids.length} share groups`, ...within},
      )
      return some
    })
    return new Map(answers.map((group) => [group.groupId, group]))
  })
  return outcomes.byKey<CommittedOffsets, KafkaError>(
    (answer, id) => asOffsets(id, answer),
    (failure, id) => groupFailure(failure, 'fetch the offsets of', id),
  )
}

interface Outcome {
  readonly errorCode: number
  readonly errorMessage?: string | null
  readonly topics?: readonly {
    readonly topicName: string
    readonly partitions: readonly {
      readonly partitionIndex: number
      readonly startOffset: number
      readonly leaderEpoch: number
      readonly lag: number
      readonly errorCode: number
      readonly errorMessage: string | null
    }[]
  }[]
}

function asOffsets(groupId: string, outcome: Outcome): readonly CommittedOffset[] {
  return (outcome.topics ?? []).flatMap(({topicName: topic, partitions}) =>
    partitions.map((each): CommittedOffset => {
      const failed = each.errorCode !== errorCode.none
      const what = `fetch the offset of share group ${groupId} in ${topic}-${each.partitionIndex}`
      return {
        topic,
        partition: each.partitionIndex,
        // Start offset -1 means that nothing was delivered yet, which is like a partition without a committed offset.
        offset: failed || each.startOffset < 0 ? null : each.startOffset,
        leaderEpoch: failed || each.leaderEpoch < 0 ? null : each.leaderEpoch,
        metadata: null,
        lag: failed || each.lag < 0 ? null : each.lag,
        error: failed ? new KafkaError(each.errorCode, what, each.errorMessage) : null,
      }
    }),
  )
}
