import type {Cluster} from '../../cluster/cluster.ts'
import {Partitioner, type PartitionerName} from '../produce/partitioner.ts'
import {chosenTopics} from './topic-choice.ts'

/**
 * The partition to which producers with this partitioner send the key, with the topic's present number of partitions.
 */
export async function keyPartition(
  cluster: Cluster,
  topic: string,
  key: Buffer,
  name: PartitionerName,
): Promise<number> {
  const [found] = await chosenTopics(cluster, {topics: [topic]})
  const partitioner = new Partitioner(name)
  partitioner.update(found?.partitions.length ?? 1, [])
  return partitioner.partition({bytes: key, start: 0, end: key.length})
}
