// Finds what a reader of committed records cannot see yet.
import type {Cluster} from '../../cluster/cluster.ts'
import type {TopicPartition} from '../../cluster/fan-out.ts'
import {offsetsAt} from './start.ts'

export interface OpenEnd extends TopicPartition {
  /** The present end of committed records (the last stable offset). */
  readonly end: number
  /** The number of offsets from there to the log end. */
  readonly behind: number
}

/**
 * The partitions read to their last stable offset in which an open transaction holds records back. Throws KafkaError.
 */
export async function openEnds(
  cluster: Cluster,
  read: readonly (TopicPartition & {readonly offset: number})[],
  signal?: AbortSignal,
): Promise<OpenEnd[]> {
  const [stable, latest] = await Promise.all([
    offsetsAt(cluster, read, 'latest', {isolation: 'read_committed', signal}),
    offsetsAt(cluster, read, 'latest', {isolation: 'read_uncommitted', signal}),
  ])
  return read.flatMap(({topic, partition, offset}, at) => {
    const end = stable[at] ?? 0
    const behind = (latest[at] ?? 0) - end
    return behind > 0 && offset >= end ? [{topic, partition, end, behind}] : []
  })
}
