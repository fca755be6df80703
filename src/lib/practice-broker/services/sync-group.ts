import {SyncGroup} from '../../apis/sync-group.ts'
import {errorCode as codes} from '../../cluster/error-codes.ts'
import {groupProblem} from '../groups/group-problem.ts'
import {refusedSync} from '../groups/member.ts'
import type {PracticeCluster} from '../practice-cluster.ts'
import {on, type Service} from '../server.ts'

export function syncGroupService(cluster: PracticeCluster): Service {
  return on(SyncGroup, (request, {version, nodeId}) => {
    const {groupId, protocolType, protocolName} = request
    if (version >= 5 && (protocolType === null || protocolName === null)) {
      return refusedSync(codes.inconsistentGroupProtocol)
    }
    const problem = groupProblem(cluster, groupId, nodeId)
    if (problem !== codes.none) return refusedSync(problem)
    return cluster.groups.find(groupId)?.sync(request) ?? refusedSync(codes.unknownMemberId)
  })
}
