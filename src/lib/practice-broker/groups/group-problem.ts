import {errorCode as codes} from '../../cluster/error-codes.ts'
import type {PracticeCluster} from '../practice-cluster.ts'

/** Why a broker does not answer for a group: an error code. */
export function groupProblem(cluster: PracticeCluster, groupId: string, nodeId: number): number {
  if (groupId === '') return codes.invalidGroupId
  return cluster.coordinator(groupId)?.id === nodeId ? codes.none : codes.notCoordinator
}
