import type {PartitionDescription} from './topic-description.ts'

/** Replicas that the partition shall have: those that a reassignment is adding do not count yet. */
export function replicationFactor({replicas, reassignment}: PartitionDescription): number {
  return replicas.length - (reassignment?.adding.filter((id) => replicas.includes(id)).length ?? 0)
}

/** Fewer replicas in sync than there shall be. */
export const isUnderReplicated = (partition: PartitionDescription): boolean =>
  replicationFactor(partition) > partition.isr.length

/** Nobody can write with acks=all: no leader, or fewer in sync than `min.insync.replicas`. */
export const isUnderMinIsr = (partition: PartitionDescription, minInsyncReplicas: number): boolean =>
  partition.leader < 0 || partition.isr.length < minInsyncReplicas

/** One more replica lost and nobody can write with acks=all. */
export const isAtMinIsr = (partition: PartitionDescription, minInsyncReplicas: number): boolean =>
  partition.isr.length === minInsyncReplicas

/** Without a leader among the live brokers: nobody can read or write. */
export const isUnavailable = (partition: PartitionDescription, liveBrokers: ReadonlySet<number>): boolean =>
  !liveBrokers.has(partition.leader)
