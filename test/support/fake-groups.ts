// The broker side of groups: the fake cluster lists, describes, commits and deletes the groups that are described
// here.
import {ConsumerGroupDescribe} from '../../src/lib/apis/consumer-group-describe.ts'
import {consumerProtocolAssignment, consumerProtocolSubscription} from '../../src/lib/apis/consumer-protocol.ts'
import {DeleteGroups} from '../../src/lib/apis/delete-groups.ts'
import {DescribeGroups} from '../../src/lib/apis/describe-groups.ts'
import {FindCoordinator} from '../../src/lib/apis/find-coordinator.ts'
import {ListGroups} from '../../src/lib/apis/list-groups.ts'
import {ListOffsets} from '../../src/lib/apis/list-offsets.ts'
import {OffsetCommit} from '../../src/lib/apis/offset-commit.ts'
import {OffsetFetch} from '../../src/lib/apis/offset-fetch.ts'
import type {FakeNode, Service} from './fake-cluster.ts'
import {on} from './fake-cluster.ts'

export interface FakeGroup {
  type?: 'classic' | 'consumer'
  protocolType?: string
  state?: string
  /** Member id → partitions as `topic-0`. */
  members?: Record<string, string[]>
  /** Partition as `topic-0` → offset. */
  committed?: Record<string, number>
  /** Node id; 1 unless given. */
  coordinator?: number
}

const split = (place: string) => ({
  topic: place.slice(0, place.lastIndexOf('-')),
  partition: Number(place.slice(place.lastIndexOf('-') + 1)),
})
const byTopic = (places: readonly string[]) =>
  [...Map.groupBy(places.map(split), ({topic}) => topic)].map(([topic, all]) => ({
    topic,
    partitions: all.map(({partition}) => partition),
  }))

/** The services of a cluster with these groups; `groups` may be changed while it runs. */
export function groupServices(nodes: () => readonly FakeNode[], groups: Record<string, FakeGroup>): Service[] {
  const coordinatorOf = (id: string) => {
    const node = nodes()[(groups[id]?.coordinator ?? 1) - 1]
    return {nodeId: node?.nodeId ?? -1, host: node?.host ?? '', port: node?.port ?? 0}
  }
  /** A broker's answer about a group that it does not coordinate. */
  const misplaced = (id: string, nodeId: number) => coordinatorOf(id).nodeId !== nodeId
  const typeOf = (group: FakeGroup) => group.type ?? 'classic'
  return [
    on(FindCoordinator, (request, {version}) =>
      version < 4
        ? coordinatorOf(request.key)
        : {coordinators: request.coordinatorKeys.map((key) => ({key, ...coordinatorOf(key)}))},
    ),
    on(ListGroups, (_, {nodeId}) => ({
      groups: Object.entries(groups)
        .filter(([id]) => !misplaced(id, nodeId))
        .map(([groupId, group]) => ({
          groupId,
          protocolType: group.protocolType ?? 'consumer',
          groupState: group.state ?? 'Stable',
          groupType: typeOf(group),
        })),
    })),
    on(ConsumerGroupDescribe, ({groupIds}, {nodeId}) => ({
      groups: groupIds.map((groupId) => {
        const group = groups[groupId]
        if (misplaced(groupId, nodeId)) return {groupId, errorCode: 16}
        if (!group || typeOf(group) !== 'consumer')
          return {groupId, errorCode: 69, errorMessage: `Group ${groupId} is not a consumer group.`}
        return {
          groupId,
          groupState: group.state ?? 'Stable',
          groupEpoch: 5,
          assignmentEpoch: 4,
          assignorName: 'uniform',
          members: Object.entries(group.members ?? {}).map(([memberId, places]) => {
            const assignment = {
              topicPartitions: byTopic(places).map(({topic, partitions}) => ({topicName: topic, partitions})),
            }
            return {
              memberId,
              memberEpoch: 4,
              clientId: `client-${memberId}`,
              clientHost: '/10.0.0.1',
              subscribedTopicNames: byTopic(places).map(({topic}) => topic),
              subscribedTopicRegex: '',
              assignment,
              targetAssignment: assignment,
              memberType: 1,
            }
          }),
        }
      }),
    })),
    on(DescribeGroups, (request, {nodeId, version}) => ({
      groups: request.groups.map((groupId) => {
        const group = groups[groupId]
        if (misplaced(groupId, nodeId)) return {groupId, errorCode: 16}
        if (!group || typeOf(group) !== 'classic')
          return version >= 6 ? {groupId, errorCode: 69, groupState: 'Dead'} : {groupId, groupState: 'Dead'}
        return {
          groupId,
          groupState: group.state ?? 'Stable',
          protocolType: group.protocolType ?? 'consumer',
          protocolData: 'range',
          members: Object.entries(group.members ?? {}).map(([memberId, places]) => ({
            memberId,
            groupInstanceId: `static-${memberId}`,
            clientId: `client-${memberId}`,
            clientHost: '/10.0.0.1',
            memberMetadata: consumerProtocolSubscription.encode({
              topics: byTopic(places).map(({topic}) => topic),
              userData: null,
              ownedPartitions: [],
              rackId: null,
            }),
            memberAssignment: consumerProtocolAssignment.encode({assignedPartitions: byTopic(places), userData: null}),
          })),
          authorizedOperations: 0b1_0000_1000,
        }
      }),
    })),
    on(OffsetFetch, (request, {version, nodeId}) => {
      const topicsOf = (id: string) =>
        [...Map.groupBy(Object.keys(groups[id]?.committed ?? {}), (place) => split(place).topic)].map(
          ([name, places]) => ({
            name,
            partitions: places.map((place) => ({
              partitionIndex: split(place).partition,
              committedOffset: groups[id]?.committed?.[place] ?? -1,
              committedLeaderEpoch: 2,
              metadata: 'note',
            })),
          }),
        )
      if (version < 8) return {topics: topicsOf(request.groupId)}
      return {
        groups: request.groups.map(({groupId}) =>
          misplaced(groupId, nodeId) ? {groupId, errorCode: 16} : {groupId, topics: topicsOf(groupId)},
        ),
      }
    }),
    on(OffsetCommit, (request) => {
      const group = groups[request.groupId] ?? {}
      const busy = Object.keys(group.members ?? {}).length > 0
      if (!busy) {
        const committed = request.topics.flatMap(({name, partitions}) =>
          partitions
            .filter(() => name !== 'gone')
            .map(({partitionIndex, committedOffset}) => [`${name}-${partitionIndex}`, committedOffset] as const),
        )
        groups[request.groupId] = {...group, committed: {...group.committed, ...Object.fromEntries(committed)}}
      }
      return {
        topics: request.topics.map(({name, partitions}) => ({
          name,
          partitions: partitions.map(({partitionIndex}) => ({
            partitionIndex,
            errorCode: name === 'gone' ? 3 : busy ? 25 : 0,
          })),
        })),
      }
    }),
    on(DeleteGroups, ({groupsNames}, {nodeId}) => ({
      results: groupsNames.map((groupId) => {
        const group = groups[groupId]
        if (misplaced(groupId, nodeId)) return {groupId, errorCode: 16}
        if (!group) return {groupId, errorCode: 69}
        if (Object.keys(group.members ?? {}).length > 0) return {groupId, errorCode: 68}
        delete groups[groupId]
        return {groupId}
      }),
    })),
  ]
}

/** Logs that start and end as in `ends` (partitions as `topic-0`), with one record per millisecond from 1000 on. */
export const logServices = (ends: Readonly<Record<string, readonly [start: number, end: number]>>): Service =>
  on(ListOffsets, ({topics}) => ({
    topics: topics.map(({name, partitions}) => ({
      name,
      partitions: partitions.map(({partitionIndex, timestamp}) => {
        const log = ends[`${name}-${partitionIndex}`]
        if (!log) return {partitionIndex, errorCode: 6}
        const [start, end] = log
        if (timestamp === -2) return {partitionIndex, timestamp: -1, offset: start}
        if (timestamp === -1) return {partitionIndex, timestamp: -1, offset: end}
        const offset = Math.max(start, timestamp - 1000)
        return offset < end ? {partitionIndex, timestamp, offset} : {partitionIndex, timestamp: -1, offset: -1}
      }),
    })),
  }))
