// The seam between the membership of a group, which decides what to read, and the data plane, which reads it.
import type {TopicPartition} from '../../cluster/fan-out.ts'
import type {MemberIdentity} from '../../offsets/member-identity.ts'

/**
 * The calls of a member when its assignment changes. Calls do not overlap, and each gets only the partitions that
 * changed.
 */
export interface Reading {
  /** The member has joined or rejoined, but may get no partitions. */
  joined?(): void
  /** Start reading these at their committed offsets, or where the reset policy says. */
  add(partitions: readonly TopicPartition[], member: MemberIdentity): Promise<void>
  /**
   * Stop reading these, finish writing the records that were taken (within a time limit, because a blocked pipe must
   * not stop a rebalance forever), and commit what was written, as `member`. Called before it joins again.
   */
  remove(partitions: readonly TopicPartition[], member: MemberIdentity): Promise<void>
  /** Stop at once, without a commit: other members may own these already (fenced, session expired). */
  lose(partitions: readonly TopicPartition[]): void
}
