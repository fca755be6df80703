// Streams applications for a fake cluster (fakeOperations): their groups, offsets that really move, members that can
// be removed, and topics that can be deleted.
import {ConsumerGroupDescribe} from '../../src/lib/apis/consumer-group-describe.ts'
import {consumerProtocolAssignment} from '../../src/lib/apis/consumer-protocol.ts'
import {DeleteTopics} from '../../src/lib/apis/delete-topics.ts'
import {DescribeGroups} from '../../src/lib/apis/describe-groups.ts'
import {LeaveGroup} from '../../src/lib/apis/leave-group.ts'
import {ListGroups} from '../../src/lib/apis/list-groups.ts'
import {OffsetCommit} from '../../src/lib/apis/offset-commit.ts'
import {OffsetFetch} from '../../src/lib/apis/offset-fetch.ts'
import {ShareGroupDescribe} from '../../src/lib/apis/share-group-describe.ts'
import {StreamsGroupDescribe} from '../../src/lib/apis/streams-group-describe.ts'
import {on, type Service} from './fake-cluster.ts'
import type {Operations} from './fake-operations.ts'

export interface FakeApplication {
  type: 'streams' | 'classic'
  /** The assignor of a classic group. */
  assignor?: string
  members: string[]
  /** `topic-0` → offset. */
  committed: Record<string, number>
  /** The sources of its only subtopology; the members read partition 0 of each. */
  sources?: string[]
  repartition?: string[]
  changelogs?: string[]
}

const groupIdNotFound = 69
const tasks = (partitions: number[]) => ({activeTasks: [{subtopologyId: '0', partitions}], standbyTasks: [], warmupTasks: []}) // prettier-ignore
const none = {activeTasks: [], standbyTasks: [], warmupTasks: []}

export function streamsServices(state: Operations, applications: Record<string, FakeApplication>): Service[] {
  const stateOf = ({members}: FakeApplication) => (members.length > 0 ? 'Stable' : 'Empty')
  const of = (id: string, type: FakeApplication['type']) =>
    applications[id]?.type === type ? applications[id] : undefined
  return [
    on(ListGroups, (_, {nodeId}) => ({
      groups:
        nodeId === 1
          ? Object.entries(applications).map(([groupId, each]) => ({
              groupId,
              protocolType: each.type === 'streams' ? 'streams' : 'consumer',
              groupState: stateOf(each),
              groupType: each.type,
            }))
          : [],
    })),
    on(ConsumerGroupDescribe, ({groupIds}) => ({groups: groupIds.map((groupId) => ({groupId, errorCode: groupIdNotFound, groupState: '', assignorName: '', members: []}))})), // prettier-ignore
    on(ShareGroupDescribe, ({groupIds}) => ({groups: groupIds.map((groupId) => ({groupId, errorCode: groupIdNotFound, groupState: '', assignorName: '', members: []}))})), // prettier-ignore
    on(DescribeGroups, ({groups}) => ({
      groups: groups.map((groupId) => {
        const found = of(groupId, 'classic')
        if (!found) return {groupId, errorCode: groupIdNotFound, groupState: 'Dead', protocolType: '', protocolData: '', members: []} // prettier-ignore
        return {
          groupId,
          groupState: stateOf(found),
          protocolType: 'consumer',
          protocolData: found.members.length > 0 ? (found.assignor ?? 'stream') : '',
          members: found.members.map((memberId) => ({
            memberId,
            clientId: `client-${memberId}`,
            clientHost: '/10.0.0.1',
            memberMetadata: Buffer.alloc(0),
            memberAssignment: consumerProtocolAssignment.encode({assignedPartitions: (found.sources ?? []).map((topic) => ({topic, partitions: [0]})), userData: null}), // prettier-ignore
          })),
        }
      }),
    })),
    on(StreamsGroupDescribe, ({groupIds}) => ({
      groups: groupIds.map((groupId) => {
        const found = of(groupId, 'streams')
        if (!found) return {groupId, errorCode: groupIdNotFound, groupState: '', members: []}
        const named = (names: readonly string[] = []) => names.map((name) => ({name, topicConfigs: []}))
        return {
          groupId,
          groupState: stateOf(found),
          groupEpoch: 3,
          assignmentEpoch: 3,
          topology: {
            epoch: 1,
            subtopologies: [
              {
                subtopologyId: '0',
                sourceTopics: found.sources ?? [],
                repartitionSinkTopics: found.repartition ?? [],
                stateChangelogTopics: named(found.changelogs),
                repartitionSourceTopics: named(found.repartition),
              },
            ],
          },
          members: found.members.map((memberId) => ({
            memberId,
            memberEpoch: 3,
            clientId: `client-${memberId}`,
            clientHost: '/10.0.0.1',
            topologyEpoch: 1,
            processId: `process-${memberId}`,
            assignment: tasks([0]),
            targetAssignment: none,
          })),
        }
      }),
    })),
    on(OffsetFetch, ({groups}) => ({
      groups: groups.map(({groupId}) => ({
        groupId,
        topics: Object.entries(applications[groupId]?.committed ?? {}).map(([place, committedOffset]) => ({
          name: place.replace(/-\d+$/, ''),
          partitions: [{partitionIndex: Number(/\d+$/.exec(place)?.[0]), committedOffset}],
        })),
      })),
    })),
    on(OffsetCommit, ({groupId, topics}) => ({
      topics: topics.map(({name, partitions}) => ({
        name,
        partitions: partitions.map(({partitionIndex, committedOffset}) => {
          const application = (applications[groupId] ??= {type: 'classic', members: [], committed: {}})
          application.committed[`${name}-${partitionIndex}`] = committedOffset
          return {partitionIndex}
        }),
      })),
    })),
    on(LeaveGroup, ({groupId, members}) => ({
      members: members.map(({memberId}) => {
        const found = applications[groupId]
        if (found) found.members = found.members.filter((each) => each !== memberId)
        return {memberId}
      }),
    })),
    on(DeleteTopics, ({topics}) => ({
      responses: topics.map(({name}) => {
        delete state.topics[name ?? '']
        return {name}
      }),
    })),
  ]
}
