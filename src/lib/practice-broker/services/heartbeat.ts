import {Heartbeat} from '../../apis/heartbeat.ts'
import {errorCode as codes} from '../../cluster/error-codes.ts'
import {groupProblem} from '../groups/group-problem.ts'
import type {PracticeCluster} from '../practice-cluster.ts'
import {on, type Service} from '../server.ts'

export function heartbeatService(cluster: PracticeCluster): Service {
  return on(Heartbeat, ({groupId, memberId, groupInstanceId, generationId}, {nodeId}) => {
    const problem = groupProblem(cluster, groupId, nodeId)
    if (problem !== codes.none) return {errorCode: problem}
    const group = cluster.groups.find(groupId)
    return {errorCode: group?.heartbeat(memberId, groupInstanceId, generationId) ?? codes.unknownMemberId}
  })
}
