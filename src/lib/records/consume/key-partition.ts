// Where the records of a key are.
import type {Cluster} from '../../cluster/cluster.ts'
import {Partitioner, type PartitionerName} from '../produce/partitioner.ts'
import {chosenTopics} from './topic-choice.ts'

/** The partition that producers with this partitioner send the key to, as long as the topic has as many as now. */
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
