import {DescribeGroups} from '../../apis/describe-groups.ts'
import {errorCode as codes} from '../../cluster/error-codes.ts'
import {groupOperations, operationsNotAsked} from '../authorized-operations.ts'
import type {ClassicGroup} from '../groups/classic-group.ts'
import {groupProblem} from '../groups/group-problem.ts'
import type {PracticeCluster} from '../practice-cluster.ts'
import {on, type Service} from '../server.ts'

export function describeGroupsService(cluster: PracticeCluster): Service {
  return on(DescribeGroups, ({groups, includeAuthorizedOperations}, {version, nodeId}) => ({
    groups: groups.map((groupId) => {
      const problem = groupId === '' ? codes.none : groupProblem(cluster, groupId, nodeId)
      const group = problem === codes.none ? cluster.groups.find(groupId) : undefined
      const errorCode = problem || (group || version < 6 ? codes.none : codes.groupIdNotFound)
      const told = includeAuthorizedOperations && errorCode === codes.none
      const authorizedOperations = told ? groupOperations : operationsNotAsked
      if (group) return {...describe(group), authorizedOperations}
      return {
        errorCode,
        errorMessage: problem === codes.none ? `Group ${groupId} not found.` : null,
        groupId,
        groupState: problem === codes.none ? 'Dead' : '',
        authorizedOperations,
      }
    }),
  }))
}

function describe(group: ClassicGroup) {
  // Between two generations no protocol is chosen, so there is no metadata; assignments are still the old ones.
  const stable = group.state === 'Stable'
  const none = Buffer.alloc(0)
  return {
    errorMessage: null,
    groupId: group.id,
    groupState: group.state,
    protocolType: group.protocolType ?? '',
    protocolData: stable ? (group.protocol ?? '') : '',
    members: group.members.map((member) => ({
      memberId: member.id,
      groupInstanceId: member.instanceId,
      clientId: member.client.clientId,
      clientHost: member.client.host,
      memberMetadata: stable ? member.metadata(group.protocol) : none,
      memberAssignment: member.assignment,
    })),
  }
}
