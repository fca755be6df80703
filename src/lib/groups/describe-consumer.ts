import {authorizedOperations} from '../acls/authorized-operations.ts'
import {ConsumerGroupDescribe} from '../apis/consumer-group-describe.ts'
import type {Cluster} from '../cluster/cluster.ts'
import type {Got} from '../wire/schema.ts'
import {flatPartitions, type DescribeAtOptions, type GroupMember, type GroupOutcome} from './group-description.ts'

/** Describes groups of the consumer protocol (KIP-848) at their coordinator. Throws UnsupportedApi before Kafka 3.7. */
export async function describeConsumerGroups(
  cluster: Cluster,
  node: number,
  groupIds: readonly string[],
  {withOperations, within}: DescribeAtOptions,
): Promise<Map<string, GroupOutcome>> {
  const {groups} = await cluster.call(
    ConsumerGroupDescribe,
    {groupIds, includeAuthorizedOperations: withOperations},
    {to: {node}, what: `describe ${groupIds.length} consumer groups`, ...within},
  )
  return new Map(
    groups.map(({errorCode, errorMessage, ...group}) => [
      group.groupId,
      {
        errorCode,
        errorMessage,
        group: {
          groupId: group.groupId,
          type: 'consumer',
          state: group.groupState,
          protocolType: 'consumer',
          assignor: group.assignorName,
          groupEpoch: group.groupEpoch,
          targetAssignmentEpoch: group.assignmentEpoch,
          members: group.members.map(asMember),
          authorizedOperations: authorizedOperations(group.authorizedOperations),
        },
      },
    ]),
  )
}

type Member = Got<typeof ConsumerGroupDescribe.response>['groups'][number]['members'][number]

function asMember(member: Member): GroupMember {
  const partitions = ({topicPartitions}: Member['assignment']) =>
    flatPartitions(topicPartitions.map(({topicName, partitions}) => ({topic: topicName, partitions})))
  return {
    memberId: member.memberId,
    groupInstanceId: member.instanceId,
    rackId: member.rackId,
    clientId: member.clientId,
    host: member.clientHost,
    memberEpoch: member.memberEpoch,
    subscribedTopics: member.subscribedTopicNames,
    // Brokers send '' for members that subscribe by names only.
    subscribedTopicRegex: member.subscribedTopicRegex || null,
    assignment: partitions(member.assignment),
    targetAssignment: partitions(member.targetAssignment),
    tasks: null,
    upgraded: upgradedBy[member.memberType] ?? null,
  }
}

/** MemberType: 0 classic, 1 consumer; -1 before v1 (Kafka 4.0). */
const upgradedBy: Readonly<Record<number, boolean>> = {0: false, 1: true}
