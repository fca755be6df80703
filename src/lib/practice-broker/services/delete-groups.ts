import {DeleteGroups} from '../../apis/delete-groups.ts'
import {errorCode as codes} from '../../cluster/error-codes.ts'
import {groupProblem} from '../groups/group-problem.ts'
import type {PracticeCluster} from '../practice-cluster.ts'
import {on, type Service} from '../server.ts'

export function deleteGroupsService(cluster: PracticeCluster): Service {
  return on(DeleteGroups, ({groupsNames}, {nodeId}) => ({
    results: [...new Set(groupsNames)].map((groupId) => {
      const problem = groupId === '' ? codes.groupIdNotFound : groupProblem(cluster, groupId, nodeId)
      const group = cluster.groups.find(groupId)
      if (problem !== codes.none || !group) return {groupId, errorCode: problem || codes.groupIdNotFound}
      if (group.members.length > 0) return {groupId, errorCode: codes.nonEmptyGroup}
      cluster.groups.delete(groupId)
      return {groupId, errorCode: codes.none}
    }),
  }))
}
