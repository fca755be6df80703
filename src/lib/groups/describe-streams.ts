import {authorizedOperations} from '../acls/authorized-operations.ts'
import {StreamsGroupDescribe} from '../apis/streams-group-describe.ts'
import type {Cluster} from '../cluster/cluster.ts'
import type {Got} from '../wire/schema.ts'
import type {GroupOutcome, StreamsTask, StreamsTasks} from './group-description.ts'

/**
 * Describes Streams groups (KIP-1071) at their coordinator, with the source topics of their topology; UnsupportedApi before
 * Kafka 4.1.
 */
export async function describeStreamsGroups(
  cluster: Cluster,
  node: number,
  groupIds: readonly string[],
  {withOperations}: {readonly withOperations: boolean},
): Promise<Map<string, GroupOutcome>> {
  const {groups} = await cluster.call(
    StreamsGroupDescribe,
    {groupIds, includeAuthorizedOperations: withOperations},
    {to: {node}, what: `describe ${groupIds.length} streams groups`},
  )
  return new Map(
    groups.map(({errorCode, errorMessage, ...group}) => [
      group.groupId,
      {
        errorCode,
        errorMessage,
        group: {
          groupId: group.groupId,
          type: 'streams',
          state: group.groupState,
          protocolType: 'streams',
          assignor: '',
          groupEpoch: group.groupEpoch,
          targetAssignmentEpoch: group.assignmentEpoch,
          members: group.members.map((member) => ({
            memberId: member.memberId,
            groupInstanceId: member.instanceId,
            rackId: member.rackId,
            clientId: member.clientId,
            host: member.clientHost,
            memberEpoch: member.memberEpoch,
            subscribedTopics: [],
            subscribedTopicRegex: null,
            assignment: [],
            targetAssignment: null,
            tasks: tasksOf(member.assignment),
            upgraded: !member.isClassic,
          })),
          sources: Object.fromEntries(
            (group.topology?.subtopologies ?? []).map(({subtopologyId, sourceTopics, repartitionSourceTopics}) => [
              subtopologyId,
              [...sourceTopics, ...repartitionSourceTopics.map(({name}) => name)],
            ]),
          ),
          authorizedOperations: authorizedOperations(group.authorizedOperations),
        },
      },
    ]),
  )
}

type Member = Got<typeof StreamsGroupDescribe.response>['groups'][number]['members'][number]

function tasksOf({activeTasks, standbyTasks, warmupTasks}: Member['assignment']): StreamsTasks {
  const flat = (tasks: typeof activeTasks): StreamsTask[] =>
    tasks.flatMap(({subtopologyId, partitions}) =>
      partitions.map((partition) => ({subtopology: subtopologyId, partition})),
    )
  return {active: flat(activeTasks), standby: flat(standbyTasks), warmup: flat(warmupTasks)}
}
