// The seam between a group's membership, which decides what is read, and the data plane, which reads it.
import type {TopicPartition} from '../../cluster/fan-out.ts'
import type {MemberIdentity} from '../../offsets/member-identity.ts'

/** What a member does with its assignment. Calls never overlap; each gets only what changed. */
export interface Reading {
  /** The member has joined, or joined again, perhaps to get nothing. */
  joined?(): void
  /** Start these, at their committed offsets or where the reset policy says. */
  add(partitions: readonly TopicPartition[], member: MemberIdentity): Promise<void>
  /**
   * Stop these, finish writing what was taken of them (within a limit, so that a blocked pipe cannot hold a rebalance for
   * ever) and commit what was written, as the member that `member` still is: call it before joining again.
   */
  remove(partitions: readonly TopicPartition[], member: MemberIdentity): Promise<void>
  /** They may belong to somebody else already (fenced, session expired): stop at once, without a commit. */
  lose(partitions: readonly TopicPartition[]): void
}
