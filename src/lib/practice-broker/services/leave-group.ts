import {LeaveGroup} from '../../apis/leave-group.ts'
import {errorCode as codes} from '../../cluster/error-codes.ts'
import {groupProblem} from '../groups/group-problem.ts'
import type {PracticeCluster} from '../practice-cluster.ts'
import {on, type Service} from '../server.ts'

export function leaveGroupService(cluster: PracticeCluster): Service {
  return on(LeaveGroup, ({groupId, memberId, members}, {version, nodeId}) => {
    const problem = groupProblem(cluster, groupId, nodeId)
    if (problem !== codes.none) return {errorCode: problem}
    const leaving = version < 3 ? [{memberId, groupInstanceId: null}] : members
    const group = cluster.groups.find(groupId)
    const outcomes = group?.leave(leaving) ?? leaving.map(() => codes.unknownMemberId)
    if (version < 3) return {errorCode: outcomes[0] ?? codes.none}
    return {
      members: leaving.map((each, i) => ({
        memberId: each.memberId,
        groupInstanceId: each.groupInstanceId,
        errorCode: outcomes[i] ?? codes.none,
      })),
    }
  })
}
