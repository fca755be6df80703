import type {PartitionDescription} from './topic-description.ts'

/** The intended number of replicas: those that a reassignment is adding do not count yet. */
export function replicationFactor({replicas, reassignment}: PartitionDescription): number {
  return replicas.length - (reassignment?.adding.filter((id) => replicas.includes(id)).length ?? 0)
}

/** Fewer replicas are in sync than intended. */
export const isUnderReplicated = (partition: PartitionDescription): boolean =>
  replicationFactor(partition) > partition.isr.length

/** Writes with acks=all are rejected: there is no leader, or fewer replicas are in sync than `min.insync.replicas`. */
export const isUnderMinIsr = (partition: PartitionDescription, minInsyncReplicas: number): boolean =>
  partition.leader < 0 || partition.isr.length < minInsyncReplicas

/** Whether writes with acks=all are rejected as soon as one more replica falls out of sync. */
export const isAtMinIsr = (partition: PartitionDescription, minInsyncReplicas: number): boolean =>
  partition.isr.length === minInsyncReplicas

/** No leader among the live brokers, so the partition can be neither read nor written. */
export const isUnavailable = (partition: PartitionDescription, liveBrokers: ReadonlySet<number>): boolean =>
  !liveBrokers.has(partition.leader)

/** The problems of a partition; `moving` and `not-preferred` are not faults. */
export const partitionProblems = [
  'offline',
  'under-min-isr',
  'under-replicated',
  'at-min-isr',
  'not-preferred',
  'moving',
] as const
export type PartitionProblem = (typeof partitionProblems)[number]

/** All problems that apply, the worst first; those about min.insync.replicas are left out if it is not known. */
export function problemsOf(
  partition: PartitionDescription,
  minInsyncReplicas: number | null,
  liveBrokers: ReadonlySet<number>,
): PartitionProblem[] {
  const holds: Readonly<Record<PartitionProblem, boolean>> = {
    offline: isUnavailable(partition, liveBrokers),
    'under-min-isr': minInsyncReplicas !== null && isUnderMinIsr(partition, minInsyncReplicas),
    'under-replicated': isUnderReplicated(partition),
    'at-min-isr': minInsyncReplicas !== null && isAtMinIsr(partition, minInsyncReplicas),
    'not-preferred': partition.leader >= 0 && partition.leader !== partition.replicas[0],
    moving: partition.reassignment !== null,
  }
  return partitionProblems.filter((problem) => holds[problem])
}
