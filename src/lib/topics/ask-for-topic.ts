import {Metadata} from '../apis/metadata.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'

/** One question, in the way that lets brokers create a missing topic. The code that it was answered with; 0: it is there. */
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
