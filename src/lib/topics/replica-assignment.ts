import {UsageError} from '../cluster/errors.ts'

/**
 * Parses `0:1,1:2,2:0`: commas separate partitions, colons separate the broker ids of a partition, the preferred leader
 * first. Throws UsageError, with Apache's wording where there is one.
 */
export function parseReplicaAssignment(text: string): number[][] {
  const partitions = text.split(',').map((brokers) => brokers.split(':').map((id) => parseNodeId(id, text)))
  partitions.forEach((brokers, partition) => {
    const twice = brokers.filter((id, at) => brokers.indexOf(id) !== at)
    if (twice.length > 0)
      throw new UsageError(
        `Partition replica lists may not contain duplicate entries: ${[...new Set(twice)].join(', ')}`,
      )
    if (brokers.length !== partitions[0]?.length)
      throw new UsageError(`Partition ${partition} has different replication factor: [${brokers.join(', ')}]`)
  })
  return partitions
}

/** Accepts what Java's parseInt accepts, after trimming. */
function parseNodeId(text: string, whole: string): number {
  const trimmed = text.trim()
  if (/^\+?\d{1,10}$/.test(trimmed) && Number(trimmed) < 2 ** 31) return Number(trimmed)
  throw new UsageError(
    `replica assignment '${whole}': '${trimmed}' is not a node id; write broker ids, for instance 1:2,2:3 for two partitions`,
  )
}
