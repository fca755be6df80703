import type {Cluster, TopicMetadata} from '../../cluster/cluster.ts'
import type {TopicPartition} from '../../cluster/fan-out.ts'

/**
 * Connects to the leaders while offsets are looked up. A failure here is ignored, because reading from the leader will
 * report it.
 */
export function connectAhead(
  cluster: Cluster,
  partitions: readonly TopicPartition[],
  topics: ReadonlyMap<string, TopicMetadata>,
): void {
  const leaders = partitions.map(({topic, partition}) => topics.get(topic)?.partitions[partition]?.leader ?? -1)
  for (const leader of new Set(leaders)) if (leader >= 0) cluster.connection(leader, 'fetch').catch(() => undefined)
}
