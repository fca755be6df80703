import {ConsumerGroupDescribe} from '../../apis/consumer-group-describe.ts'
import {errorCode as codes} from '../../cluster/error-codes.ts'
import {operationsNotAsked} from '../authorized-operations.ts'
import {groupProblem} from '../groups/group-problem.ts'
import type {PracticeCluster} from '../practice-cluster.ts'
import {on, type Service} from '../server.ts'

/** Refuses every group, because there are none of the consumer protocol (KIP-848): clients then ask DescribeGroups. */
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
        authorizedOperations: operationsNotAsked,
      }
    }),
  }))
}
