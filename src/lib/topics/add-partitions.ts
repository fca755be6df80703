import type {Cluster} from '../cluster/cluster.ts'
import type {KafkaError} from '../cluster/errors.ts'

export interface MorePartitions {
  readonly name: string
  /** The new total. */
  readonly count: number
  /** Replicas of each added partition. */
  readonly assignments?: readonly (readonly number[])[] | undefined
}

export interface AddPartitionsOptions {
  readonly validateOnly?: boolean | undefined
  readonly timeoutMs?: number | undefined
}

export type AddPartitionsOutcome =
  | {
      readonly name: string
      readonly status: 'added' | 'validated'
      readonly previousCount: number
      readonly count: number
    }
  | {
      readonly name: string
      readonly status: 'failed'
      readonly previousCount: number | null
      readonly error: KafkaError
    }

/** One outcome per topic, in their order. Partitions cannot be taken away: a smaller count fails with the present one. */
export async function addPartitions(
  _cluster: Cluster,
  _topics: readonly MorePartitions[],
  _options: AddPartitionsOptions = {},
): Promise<AddPartitionsOutcome[]> {
  throw new Error('being written')
}
