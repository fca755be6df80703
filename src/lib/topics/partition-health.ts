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

/** If one more replica falls out of sync, writes with acks=all are rejected. */
export const isAtMinIsr = (partition: PartitionDescription, minInsyncReplicas: number): boolean =>
  partition.isr.length === minInsyncReplicas

/** No leader among the live brokers, so the partition can be neither read nor written. */
export const isUnavailable = (partition: PartitionDescription, liveBrokers: ReadonlySet<number>): boolean =>
  !liveBrokers.has(partition.leader)
