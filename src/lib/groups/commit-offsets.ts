import type {Cluster} from '../cluster/cluster.ts'
import type {KafkaError} from '../cluster/errors.ts'

export interface OffsetToCommit {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly leaderEpoch?: number | undefined
  readonly metadata?: string | undefined
}

/** `readBack` is what the coordinator says afterwards: other than `offset` if somebody else committed meanwhile; null if it could not be read. */
export type CommitOutcome =
  | {
      readonly topic: string
      readonly partition: number
      readonly status: 'committed'
      readonly offset: number
      readonly readBack: number | null
    }
  | {
      readonly topic: string
      readonly partition: number
      readonly status: 'failed'
      readonly offset: number
      readonly error: KafkaError
    }

/** Commits for a group without members (as a simple consumer), one outcome per row in their order; a group that does not exist comes to be. */
export async function commitOffsets(
  _cluster: Cluster,
  _groupId: string,
  _rows: readonly OffsetToCommit[],
): Promise<CommitOutcome[]> {
  throw new Error('being written')
}
