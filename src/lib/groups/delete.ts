import {DeleteGroups} from '../apis/delete-groups.ts'
import type {Cluster} from '../cluster/cluster.ts'
import type {KafkaError} from '../cluster/errors.ts'
import {askCoordinators} from '../cluster/fan-out.ts'
import {groupFailure} from '../cluster/group-error.ts'

export type DeleteGroupOutcome =
  | {readonly groupId: string; readonly status: 'deleted'}
  | {readonly groupId: string; readonly status: 'failed'; readonly error: KafkaError}

/**
 * Deletes groups and their committed offsets (DeleteGroups, Kafka 1.1). Returns one outcome per distinct id, in order;
 * groups with members fail with NON_EMPTY_GROUP.
 */
export async function deleteGroups(cluster: Cluster, ids: readonly string[]): Promise<DeleteGroupOutcome[]> {
  const wanted = [...new Set(ids)]
  const outcomes = await askCoordinators(cluster, 'group', wanted, async (node, groupsNames, within) => {
    const what = groupsNames.length === 1 ? `delete group ${groupsNames[0]}` : `delete ${groupsNames.length} groups`
    const {results} = await cluster.call(DeleteGroups, {groupsNames}, {to: {node}, what, ...within})
    return new Map(results.map((result) => [result.groupId, result]))
  })
  return outcomes.each(
    (_, groupId) => ({groupId, status: 'deleted' as const}),
    (failure, groupId) => ({groupId, status: 'failed' as const, error: groupFailure(failure, 'delete', groupId)}),
  )
}
