// What operators ask about groups: ListGroups, DescribeGroups, ConsumerGroupDescribe, DeleteGroups.
import {errorCode as codes} from '../../cluster/error-codes.ts'
import {ConsumerGroupDescribe} from '../../apis/consumer-group-describe.ts'
import {DeleteGroups} from '../../apis/delete-groups.ts'
import {DescribeGroups} from '../../apis/describe-groups.ts'
import {ListGroups} from '../../apis/list-groups.ts'
import {on, type Service} from '../server.ts'
import type {ClassicGroup} from '../groups/classic-group.ts'
import type {PracticeCluster} from '../practice-cluster.ts'
import {groupOperations} from './authorized-operations.ts'
import {groupProblem} from './group-membership.ts'

const notAsked = -2147483648

/** Of the groups that the broker coordinates. */
export function listGroupsService(cluster: PracticeCluster): Service {
  return on(ListGroups, ({statesFilter, typesFilter}, {nodeId}) => {
    const passes = (filter: readonly string[], value: string) =>
      filter.length === 0 || filter.some((each) => each.toLowerCase() === value.toLowerCase())
    return {
      groups: cluster.groups
        .coordinatedBy(nodeId)
        .filter(({state}) => passes(statesFilter, state) && passes(typesFilter, 'classic'))
        .map(({id, protocolType, state}) => ({
          groupId: id,
          protocolType: protocolType ?? '',
          groupState: state,
          groupType: 'classic',
        })),
    }
  })
}

export function describeGroupsService(cluster: PracticeCluster): Service {
  return on(DescribeGroups, ({groups, includeAuthorizedOperations}, {version, nodeId}) => ({
    groups: groups.map((groupId) => {
      const problem = groupId === '' ? codes.none : groupProblem(cluster, groupId, nodeId)
      const group = problem === codes.none ? cluster.groups.find(groupId) : undefined
      const errorCode = problem || (group || version < 6 ? codes.none : codes.groupIdNotFound)
      const told = includeAuthorizedOperations && errorCode === codes.none
      const authorizedOperations = told ? groupOperations : notAsked
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
  // Between two generations there is no protocol, and so no metadata to choose; assignments are those of before.
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

/** There are no groups of the new protocol (KIP-848): clients then ask DescribeGroups. */
export function consumerGroupDescribeService(cluster: PracticeCluster): Service {
  return on(ConsumerGroupDescribe, ({groupIds}, {nodeId}) => ({
    groups: groupIds.map((groupId) => {
      const problem = groupProblem(cluster, groupId, nodeId)
      const known = cluster.groups.find(groupId) !== undefined
      const text = known ? `Group ${groupId} is not a consumer group.` : `Group ${groupId} not found.`
      return {
        errorCode: problem || codes.groupIdNotFound,
        errorMessage: problem === codes.none ? text : null,
        groupId,
        authorizedOperations: notAsked,
      }
    }),
  }))
}

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
