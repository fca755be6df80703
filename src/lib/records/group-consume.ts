// Reads what a group assigns, commits what was written.
import type {Cluster} from '../cluster/cluster.ts'
import type {Reading} from '../groups/membership/reading.ts'
import type {Consumed, ReadSettings} from './consume.ts'
import type {OffsetReset} from './start.ts'

export interface GroupConsumeInput extends ReadSettings {
  groupId: string
  /** Runs the membership until the signal aborts: `(reading, signal) => classicMember(cluster, {…}, reading, signal)`. */
  member: (reading: Reading, signal: AbortSignal) => Promise<void>
  /** For partitions without a committed offset. */
  reset: OffsetReset
  /** 0: only at the end and when partitions are given up; null: never. Default 5,000. */
  autoCommitMs?: number | null
  /** How long giving up a partition may wait for a blocked output; default 10,000. */
  revokeTimeoutMs?: number
}

/** At least once: what was not written out is not committed. Leaves the group before it resolves. */
export function consumeInGroup(_cluster: Cluster, _input: GroupConsumeInput): Promise<Consumed> {
  throw new Error('being written')
}
