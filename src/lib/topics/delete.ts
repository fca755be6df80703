import type {Cluster} from '../cluster/cluster.ts'
import type {KafkaError} from '../cluster/errors.ts'

export type DeleteTopicOutcome =
  | {readonly name: string; readonly status: 'deleted'; /** Null before Kafka 2.8. */ readonly topicId: string | null}
  | {readonly name: string; readonly status: 'failed'; readonly error: KafkaError}

/** One outcome per name, in their order, with all records gone; asks for no confirmation. */
export async function deleteTopics(
  _cluster: Cluster,
  _names: readonly string[],
  _options: {readonly timeoutMs?: number | undefined} = {},
): Promise<DeleteTopicOutcome[]> {
  throw new Error('being written')
}
