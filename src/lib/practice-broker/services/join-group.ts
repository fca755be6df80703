import {JoinGroup} from '../../apis/join-group.ts'
import {errorCode as codes} from '../../cluster/error-codes.ts'
import {groupProblem} from '../groups/group-problem.ts'
import {refusedJoin} from '../groups/member.ts'
import type {PracticeCluster} from '../practice-cluster.ts'
import {on, type Service} from '../server.ts'

export function joinGroupService(cluster: PracticeCluster): Service {
  return on(JoinGroup, async (request, {version, nodeId, clientId}) => {
    const join = () => {
      const {groupId, memberId, sessionTimeoutMs: session} = request
      const problem = groupProblem(cluster, groupId, nodeId)
      if (problem !== codes.none) return refusedJoin(problem, memberId)
      const [least, most] = ['group.min.session.timeout.ms', 'group.max.session.timeout.ms'].map((name) =>
        cluster.configs.brokerNumber(nodeId, name),
      )
      if (session < (least ?? 0) || session > (most ?? 0)) return refusedJoin(codes.invalidSessionTimeout, memberId)
      if (memberId !== '' && !cluster.groups.find(groupId)) return refusedJoin(codes.unknownMemberId, memberId)
      if (request.protocolType === '' || request.protocols.length === 0) {
        return refusedJoin(codes.inconsistentGroupProtocol, memberId)
      }
      const host = `/${cluster.brokers.find(({id}) => id === nodeId)?.host ?? ''}`
      return cluster.groups.findOrCreate(groupId).join(request, {clientId: clientId ?? '', host, version})
    }
    const answer = await join()
    return version < 7 ? {...answer, protocolName: answer.protocolName ?? ''} : answer
  })
}
