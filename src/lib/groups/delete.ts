import type {Cluster} from '../cluster/cluster.ts'
import type {KafkaError} from '../cluster/errors.ts'

export type DeleteGroupOutcome =
  | {readonly groupId: string; readonly status: 'deleted'}
  | {readonly groupId: string; readonly status: 'failed'; readonly error: KafkaError}

/** Deletes groups and their committed offsets, one outcome per group in their order; those with members refuse (NON_EMPTY_GROUP). */
export async function deleteGroups(_cluster: Cluster, _ids: readonly string[]): Promise<DeleteGroupOutcome[]> {
  throw new Error('being written')
}
