// What members of a classic group ask: JoinGroup, SyncGroup, Heartbeat, LeaveGroup.
import {errorCode as codes} from '../../cluster/error-codes.ts'
import {Heartbeat} from '../../apis/heartbeat.ts'
import {JoinGroup} from '../../apis/join-group.ts'
import {LeaveGroup} from '../../apis/leave-group.ts'
import {on, type Service} from '../server.ts'
import {SyncGroup} from '../../apis/sync-group.ts'
import {refusedJoin, refusedSync} from '../groups/member.ts'
import type {PracticeCluster} from '../practice-cluster.ts'

/** Why a broker does not answer for a group: an error code. */
export function groupProblem(cluster: PracticeCluster, groupId: string, nodeId: number): number {
  if (groupId === '') return codes.invalidGroupId
  return cluster.groups.coordinator(groupId)?.id === nodeId ? codes.none : codes.notCoordinator
}

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

export function heartbeatService(cluster: PracticeCluster): Service {
  return on(Heartbeat, ({groupId, memberId, groupInstanceId, generationId}, {nodeId}) => {
    const problem = groupProblem(cluster, groupId, nodeId)
    if (problem !== codes.none) return {errorCode: problem}
    const group = cluster.groups.find(groupId)
    return {errorCode: group?.heartbeat(memberId, groupInstanceId, generationId) ?? codes.unknownMemberId}
  })
}

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
