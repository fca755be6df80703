import type {Cluster} from '../cluster/cluster.ts'
import type {TopicPartition} from '../cluster/fan-out.ts'

/** The ids of the partitions' topics, by name, from the metadata; `zeroUuid` before Kafka 2.8 or if there is no such topic. */
export async function topicIds(cluster: Cluster, partitions: readonly TopicPartition[]): Promise<Map<string, string>> {
  const topics = await cluster.topics([...new Set(partitions.map(({topic}) => topic))])
  return new Map(topics.map(({name, id}) => [name, id]))
}
