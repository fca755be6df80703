import {authorizedOperations} from '../acls/authorized-operations.ts'
import {StreamsGroupDescribe} from '../apis/streams-group-describe.ts'
import type {Cluster} from '../cluster/cluster.ts'
import type {TopicPartition} from '../cluster/fan-out.ts'
import type {Got} from '../wire/schema.ts'
import {
  byPlace,
  type DescribeAtOptions,
  type GroupOutcome,
  type StreamsTask,
  type StreamsTasks,
  type StreamsTopology,
} from './group-description.ts'

/**
 * Describes Streams groups (KIP-1071) at their coordinator, with the source topics of their topology. A member's
 * assignment is the partitions of its active tasks. Throws UnsupportedApi before Kafka 4.1.
 */
export async function describeStreamsGroups(
  cluster: Cluster,
  node: number,
  groupIds: readonly string[],
  {withOperations, within}: DescribeAtOptions,
): Promise<Map<string, GroupOutcome>> {
  const {groups} = await cluster.call(
    StreamsGroupDescribe,
    {groupIds, includeAuthorizedOperations: withOperations},
    {to: {node}, what: `describe ${groupIds.length} streams groups`, ...within},
  )
  const sources = new Map(groups.map(({groupId, topology}) => [groupId, sourcesOf(topology)]))
  const exists = await existingPartitions(
    cluster,
    [...sources.values()].flatMap((each) => Object.values(each).flat()),
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
            assignment: partitionsOf(tasksOf(member.assignment).active, sources.get(group.groupId) ?? {}, exists),
            targetAssignment: null,
            tasks: tasksOf(member.assignment),
            targetTasks: tasksOf(member.targetAssignment),
            processId: member.processId,
            upgraded: !member.isClassic,
          })),
          sources: sources.get(group.groupId) ?? {},
          topology: topologyOf(group.topology),
          authorizedOperations: authorizedOperations(group.authorizedOperations),
        },
      },
    ]),
  )
}

type Topology = Got<typeof StreamsGroupDescribe.response>['groups'][number]['topology']

function topologyOf(topology: Topology): StreamsTopology | null {
  if (!topology) return null
  const names = (topics: readonly {readonly name: string}[]) => topics.map(({name}) => name)
  const subtopologies = (topology.subtopologies ?? []).map((each) => ({
    id: each.subtopologyId,
    sourceTopics: each.sourceTopics,
    repartitionSinkTopics: each.repartitionSinkTopics,
    repartitionSourceTopics: names(each.repartitionSourceTopics),
    changelogTopics: names(each.stateChangelogTopics),
  }))
  return {epoch: topology.epoch, subtopologies}
}

const sourcesOf = (topology: Topology): Record<string, readonly string[]> =>
  Object.fromEntries(
    (topology?.subtopologies ?? []).map(({subtopologyId, sourceTopics, repartitionSourceTopics}) => [
      subtopologyId,
      [...sourceTopics, ...repartitionSourceTopics.map(({name}) => name)],
    ]),
  )

/**
 * Returns a function that tells whether a partition exists: tasks are numbered up to the partitions of the largest
 * topic of their subtopology. A topic that the user may not see is taken to have all of them.
 */
async function existingPartitions(
  cluster: Cluster,
  names: readonly string[],
): Promise<(at: TopicPartition) => boolean> {
  if (names.length === 0) return () => true
  const topics = await cluster.topics([...new Set(names)])
  const counts = new Map(
    topics.map(({name, errorCode, partitions}) => [name, errorCode === 0 ? partitions.length : null]),
  )
  return ({topic, partition}) => partition < (counts.get(topic) ?? Infinity)
}

const partitionsOf = (
  tasks: readonly StreamsTask[],
  sources: Readonly<Record<string, readonly string[]>>,
  exists: (at: TopicPartition) => boolean,
): TopicPartition[] =>
  tasks
    .flatMap(({subtopology, partition}) => (sources[subtopology] ?? []).map((topic) => ({topic, partition})))
    .filter(exists)
    .toSorted(byPlace)

type Member = Got<typeof StreamsGroupDescribe.response>['groups'][number]['members'][number]

function tasksOf({activeTasks, standbyTasks, warmupTasks}: Member['assignment']): StreamsTasks {
  const flat = (tasks: typeof activeTasks): StreamsTask[] =>
    tasks.flatMap(({subtopologyId, partitions}) =>
      partitions.map((partition) => ({subtopology: subtopologyId, partition})),
    )
  return {active: flat(activeTasks), standby: flat(standbyTasks), warmup: flat(warmupTasks)}
}
