import {Metadata} from '../apis/metadata.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'

/** Asks for the topic's metadata, letting the broker create a missing topic. Returns the topic's error code; 0: it exists. */
export async function askForTopic(
  cluster: Cluster,
  name: string,
  options: {readonly timeoutMs: number; readonly signal?: AbortSignal | undefined},
): Promise<number> {
  const request = {topics: [{name}], allowAutoTopicCreation: true}
  const {topics} = await cluster.call(Metadata, request, {what: `ask for topic ${name}`, ...options})
  const {errorCode: code, partitions} = topics[0] ?? {errorCode: errorCode.unknownTopicOrPartition, partitions: []}
  return code === 0 && partitions.length === 0 ? errorCode.leaderNotAvailable : code
}
