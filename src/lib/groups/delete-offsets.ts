import type {Cluster} from '../cluster/cluster.ts'
import type {KafkaError} from '../cluster/errors.ts'

/** `partition` is null where a topic was given as a whole and does not exist. */
export type DeleteOffsetOutcome =
  | {readonly topic: string; readonly partition: number; readonly status: 'deleted'}
  | {readonly topic: string; readonly partition: number | null; readonly status: 'failed'; readonly error: KafkaError}

/**
 * Forgets committed offsets (OffsetDelete, Kafka 2.4) of the listed partitions, or of all partitions of a topic. One
 * outcome per partition; a topic that members subscribe to refuses (GROUP_SUBSCRIBED_TO_TOPIC). KafkaError if the
 * group as a whole cannot be changed: unknown, or not a consumer group.
 */
export async function deleteOffsets(
  _cluster: Cluster,
  _groupId: string,
  _topics: readonly {readonly topic: string; readonly partitions?: readonly number[] | undefined}[],
): Promise<DeleteOffsetOutcome[]> {
  throw new Error('being written')
}
