// The seam between a group's membership, which decides what is read, and the data plane, which reads it.
import type {TopicPartition} from '../../cluster/fan-out.ts'

/**
 * Who speaks when offsets are fetched or committed. One object for a member's whole life: membership moves `memberId` and
 * `generation` on with every rebalance, the reader looks at them at the moment it sends and never keeps a copy.
 */
export interface Identity {
  readonly groupId: string
  /** Empty until the coordinator has given one. */
  readonly memberId: string
  /** Classic groups: the generation; KIP-848: the member epoch. -1: no member at present, nothing may be committed. */
  readonly generation: number
  readonly instanceId: string | null
  /** KIP-848: OffsetFetch then carries member id and epoch. */
  readonly protocol: 'classic' | 'consumer'
}

/** What a member does with its assignment. Calls never overlap; each gets only what changed. */
export interface Reading {
  /** The member has joined, or joined again, perhaps to get nothing. */
  joined?(): void
  /** Start these, at their committed offsets or where the reset policy says. */
  add(partitions: readonly TopicPartition[], member: Identity): Promise<void>
  /**
   * Stop these, finish writing what was taken of them (within a limit, so that a blocked pipe cannot hold a rebalance for
   * ever) and commit what was written, as the member that `member` still is: call it before joining again.
   */
  remove(partitions: readonly TopicPartition[], member: Identity): Promise<void>
  /** They may belong to somebody else already (fenced, session expired): stop at once, without a commit. */
  lose(partitions: readonly TopicPartition[]): void
}
