import {Metadata} from '../apis/metadata.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'

/**
 * Asks for the topic's metadata. Returns the topic's error code; 0: it exists. `mayCreate` lets the broker create a
 * missing topic (auto.create.topics.enable).
 */
export async function askForTopic(
  cluster: Cluster,
  name: string,
  {
    mayCreate,
    ...options
  }: {
    readonly mayCreate: boolean
    readonly timeoutMs: number
    readonly signal?: AbortSignal | undefined
  },
): Promise<number> {
  // Brokers before Kafka 0.11, which would create it in any case, are then not asked: as in Java, that is an error.
  const request = {topics: [{name}], allowAutoTopicCreation: mayCreate}
  const {topics} = await cluster.call(Metadata, request, {what: `ask for topic ${name}`, ...options})
  const {errorCode: code, partitions} = topics[0] ?? {errorCode: errorCode.unknownTopicOrPartition, partitions: []}
  return code === 0 && partitions.length === 0 ? errorCode.leaderNotAvailable : code
}
