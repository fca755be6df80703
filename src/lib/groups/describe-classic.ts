import {authorizedOperations} from '../acls/authorized-operations.ts'
import {consumerProtocolAssignment, consumerProtocolSubscription} from '../apis/consumer-protocol.ts'
import {DescribeGroups} from '../apis/describe-groups.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import type {Got} from '../wire/schema.ts'
import {flatPartitions, type DescribeAtOptions, type GroupMember, type GroupOutcome} from './group-description.ts'

/** Describes groups of the classic protocol at their coordinator: consumers, Connect workers, or groups with offsets only. */
export async function describeClassicGroups(
  cluster: Cluster,
  node: number,
  groupIds: readonly string[],
  {withOperations, within}: DescribeAtOptions,
): Promise<Map<string, GroupOutcome>> {
  const {groups} = await cluster.call(
    DescribeGroups,
    (version) => ({groups: groupIds, ...(version >= 3 ? {includeAuthorizedOperations: withOperations} : {})}),
    {to: {node}, what: `describe ${groupIds.length} groups`, ...within},
  )
  return new Map(
    groups.map(({errorMessage, ...group}) => [
      group.groupId,
      {
        // Up to version 5 (before Kafka 4.0) a group that does not exist is described as dead.
        errorCode:
          group.errorCode === errorCode.none && group.groupState === 'Dead'
            ? errorCode.groupIdNotFound
            : group.errorCode,
        errorMessage,
        group: {
          groupId: group.groupId,
          type: 'classic',
          state: group.groupState,
          protocolType: group.protocolType,
          assignor: group.protocolData,
          groupEpoch: null,
          targetAssignmentEpoch: null,
          members: group.members.map((member) => classicMember(member, group.protocolType)),
          authorizedOperations: authorizedOperations(group.authorizedOperations),
        },
      },
    ]),
  )
}

type Member = Pick<
  Got<typeof DescribeGroups.response>['groups'][number]['members'][number],
  'memberId' | 'groupInstanceId' | 'clientId' | 'clientHost' | 'memberMetadata' | 'memberAssignment'
>

/** A member, with its subscription and assignment if they can be decoded. */
export function classicMember(member: Member, protocolType: string): GroupMember {
  const isConsumer = protocolType === 'consumer'
  const assigned = isConsumer ? decoded(member.memberAssignment, consumerProtocolAssignment) : undefined
  return {
    memberId: member.memberId,
    groupInstanceId: member.groupInstanceId,
    rackId: null,
    clientId: member.clientId,
    host: member.clientHost,
    memberEpoch: null,
    subscribedTopics: (isConsumer && decoded(member.memberMetadata, consumerProtocolSubscription)?.topics) || [],
    subscribedTopicRegex: null,
    assignment: flatPartitions(assigned?.assignedPartitions ?? []),
    targetAssignment: null,
    tasks: null,
    upgraded: null,
  }
}

/**
 * The bytes come from the members. The broker cannot read them, and they are empty while the group rebalances.
 * Members whose client writes another format are shown without partitions.
 */
function decoded<T>(bytes: Buffer, {decode}: {decode(bytes: Buffer): T}): T | undefined {
  if (bytes.length === 0) return undefined
  try {
    return decode(bytes)
  } catch {
    return undefined
  }
}
