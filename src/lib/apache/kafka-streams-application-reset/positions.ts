// Offsets of partitions as Java's consumer finds them.
import type {Cluster} from '../../cluster/cluster.ts'
import type {TopicPartition} from '../../cluster/fan-out.ts'
import {committedOffsetsOf} from '../../offsets/committed-offsets.ts'
import {listOffsets, type Isolation, type OffsetSpec} from '../../offsets/list-offsets.ts'
import type {OffsetReset} from '../../records/consume/start.ts'
import {asJavaError, JavaError} from '../java/errors.ts'
import {placeText} from '../shared/reset-target.ts'

/**
 * The offsets in the order of the partitions; null if no record is that recent. Throws JavaError for the first that
 * cannot be read.
 */
export async function offsetsOrNull(
  cluster: Cluster,
  partitions: readonly TopicPartition[],
  spec: OffsetSpec,
  isolation: Isolation,
): Promise<(number | null)[]> {
  const queries = partitions.map((at) => ({...at, spec}))
  return (await listOffsets(cluster, queries, {isolation})).map((found) => {
    if (found.error) throw asJavaError(found.error, 'listOffsets')
    return found.offset
  })
}

export const offsetsAt = async (
  cluster: Cluster,
  partitions: readonly TopicPartition[],
  spec: 'earliest' | 'latest',
  isolation: Isolation,
): Promise<number[]> => (await offsetsOrNull(cluster, partitions, spec, isolation)).map((offset) => offset ?? 0)

/** Where a consumer of the group would start: at the committed offset, or where auto.offset.reset says. */
export async function positions(
  cluster: Cluster,
  partitions: readonly TopicPartition[],
  {groupId, isolation, reset}: {readonly groupId: string; readonly isolation: Isolation; readonly reset: OffsetReset},
): Promise<number[]> {
  const committed = await committedOffsetsOf(cluster, groupId, partitions)
  const without = partitions.filter((_, at) => !committed[at])
  const begun = new Map<string, number>()
  if (without.length > 0) {
    const found = await begin(cluster, without, isolation, reset)
    without.forEach((at, index) => begun.set(placeText(at), found[index] ?? 0))
  }
  return partitions.map((at, index) => committed[index]?.offset ?? begun.get(placeText(at)) ?? 0)
}

async function begin(
  cluster: Cluster,
  partitions: readonly TopicPartition[],
  isolation: Isolation,
  reset: OffsetReset,
): Promise<number[]> {
  if (reset === 'fail')
    throw new JavaError(
      'org.apache.kafka.clients.consumer.NoOffsetForPartitionException',
      `Undefined offset with no reset policy for partitions: [${partitions.map(placeText).join(', ')}]`,
    )
  if (typeof reset === 'string') return offsetsAt(cluster, partitions, reset, isolation)
  const [found, ends] = await Promise.all([
    offsetsOrNull(cluster, partitions, {timestamp: reset.since()}, isolation),
    offsetsAt(cluster, partitions, 'latest', isolation),
  ])
  return found.map((offset, at) => offset ?? ends[at] ?? 0)
}
