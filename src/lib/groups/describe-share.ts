import {authorizedOperations} from '../acls/authorized-operations.ts'
import {ShareGroupDescribe} from '../apis/share-group-describe.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {flatPartitions, type DescribeAtOptions, type GroupOutcome} from './group-description.ts'

/** Describes share groups (KIP-932) at their coordinator. Throws UnsupportedApi before Kafka 4.1. */
export async function describeShareGroups(
  cluster: Cluster,
  node: number,
  groupIds: readonly string[],
  {withOperations, within}: DescribeAtOptions,
): Promise<Map<string, GroupOutcome>> {
  const {groups} = await cluster.call(
    ShareGroupDescribe,
    {groupIds, includeAuthorizedOperations: withOperations},
    {to: {node}, what: `describe ${groupIds.length} share groups`, ...within},
  )
  return new Map(
    groups.map(({errorCode, errorMessage, ...group}) => [
      group.groupId,
      {
        errorCode,
        errorMessage,
        group: {
          groupId: group.groupId,
          type: 'share',
          state: group.groupState,
          protocolType: 'share',
          assignor: group.assignorName,
          groupEpoch: group.groupEpoch,
          targetAssignmentEpoch: group.assignmentEpoch,
          members: group.members.map((member) => ({
            memberId: member.memberId,
            groupInstanceId: null,
            rackId: member.rackId,
            clientId: member.clientId,
            host: member.clientHost,
            memberEpoch: member.memberEpoch,
            subscribedTopics: member.subscribedTopicNames,
            subscribedTopicRegex: null,
            assignment: flatPartitions(member.assignment.topicPartitions.map(named)),
            targetAssignment: null,
            tasks: null,
            upgraded: null,
          })),
          authorizedOperations: authorizedOperations(group.authorizedOperations),
        },
      },
    ]),
  )
}

const named = ({topicName, partitions}: {topicName: string; partitions: readonly number[]}) => ({
  topic: topicName,
  partitions,
})
