import {errorCode as codes} from '../../cluster/error-codes.ts'
import type {PracticeCluster} from '../practice-cluster.ts'

/** The error code with which a broker refuses to answer for a group; NONE if it is the coordinator. */
export function groupProblem(cluster: PracticeCluster, groupId: string, nodeId: number): number {
  if (groupId === '') return codes.invalidGroupId
  return cluster.coordinator(groupId)?.id === nodeId ? codes.none : codes.notCoordinator
}
