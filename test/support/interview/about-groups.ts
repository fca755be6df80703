import {ConsumerGroupDescribe} from '../../../src/lib/apis/consumer-group-describe.ts'
import {DeleteGroups} from '../../../src/lib/apis/delete-groups.ts'
import {DeleteTopics} from '../../../src/lib/apis/delete-topics.ts'
import {DescribeGroups} from '../../../src/lib/apis/describe-groups.ts'
import {FindCoordinator} from '../../../src/lib/apis/find-coordinator.ts'
import {Heartbeat} from '../../../src/lib/apis/heartbeat.ts'
import {JoinGroup} from '../../../src/lib/apis/join-group.ts'
import {LeaveGroup} from '../../../src/lib/apis/leave-group.ts'
import {ListGroups} from '../../../src/lib/apis/list-groups.ts'
import {OffsetCommit} from '../../../src/lib/apis/offset-commit.ts'
import {OffsetDelete} from '../../../src/lib/apis/offset-delete.ts'
import {OffsetFetch} from '../../../src/lib/apis/offset-fetch.ts'
import {SyncGroup} from '../../../src/lib/apis/sync-group.ts'
import type {Sent} from '../../../src/lib/wire/schema.ts'
import {coordinated, eventually, noId, strangeId, topic} from './asked.ts'
import {subscription} from './group-member.ts'
import type {Interview} from './interview.ts'

/** Asks about one member of a group, committed offsets, and operators' requests about groups. */
export async function aboutGroups(to: Interview): Promise<void> {
  const topicId = await topic(to, 'q1', {numPartitions: 2})
  await topic(to, 'q2')
  await finding(to)
  const member = await joining(to)
  await describing(to)
  await committing(to, member, topicId)
  await fetching(to, member, topicId)
  await administrating(to)
  await leaving(to, member)
}

async function finding(to: Interview) {
  // The first request makes the broker create __consumer_offsets.
  await eventually(async () => (await to.quietly(FindCoordinator, 1, {key: 'g', keyType: 0})).errorCode === 0)
  await coordinated(to, 'g', 'none', 'adm', 'td', 'rs', 'cn')
  for (let version = 0; version <= 6; version++) {
    await to.ask(
      'g',
      FindCoordinator,
      version,
      version < 4 ? {key: 'g', keyType: 0} : {keyType: 0, coordinatorKeys: ['g', 'h']},
    )
  }
  await to.ask('a strange type', FindCoordinator, 6, {keyType: 7, coordinatorKeys: ['g']})
  await to.ask('a strange type', FindCoordinator, 3, {keyType: 7, key: 'g'})
  await to.ask('no name', FindCoordinator, 6, {keyType: 0, coordinatorKeys: ['']})
}

type Join = Partial<Sent<typeof JoinGroup.request>>

const join = (to: Interview, what: string, more: Join = {}, version = 9) =>
  to.ask(what, JoinGroup, version, {
    groupId: 'g',
    sessionTimeoutMs: 600_000,
    rebalanceTimeoutMs: 5000,
    memberId: '',
    protocolType: 'consumer',
    protocols: [{name: 'range', metadata: subscription('metadata')}],
    ...more,
  })

async function joining(to: Interview): Promise<string> {
  await join(to, 'no name', {groupId: ''})
  await join(to, 'no name', {groupId: ''}, 4)
  await join(to, 'a short session', {sessionTimeoutMs: 5})
  await join(to, 'a short session', {sessionTimeoutMs: 5}, 3)
  await join(to, 'a long session', {sessionTimeoutMs: 1_900_000})
  await join(to, 'no protocols', {protocols: []})
  await join(to, 'no protocol type', {protocolType: ''})
  await join(to, 'an unknown member', {memberId: 'x'})
  const {memberId} = await join(to, 'the first')
  to.call(memberId, 'member')
  await join(to, 'with its id', {memberId})
  const sync = (what: string, more: Partial<Sent<typeof SyncGroup.request>> = {}, version = 5) =>
    to.ask(what, SyncGroup, version, {
      groupId: 'g',
      generationId: 1,
      memberId,
      protocolType: 'consumer',
      protocolName: 'range',
      assignments: [],
      ...more,
    })
  const beat = (what: string, more: Partial<Sent<typeof Heartbeat.request>> = {}) =>
    to.ask(what, Heartbeat, 4, {groupId: 'g', generationId: 1, memberId, ...more})
  await beat('before the assignment')
  await to.ask('before the assignment', DescribeGroups, 6, {groups: ['g'], includeAuthorizedOperations: false})
  await sync('another generation', {generationId: 7})
  await sync('another member', {memberId: 'y'})
  await sync('another type', {protocolType: 'connect'})
  await sync('another protocol', {protocolName: 'x'})
  await sync('no protocol', {protocolType: null, protocolName: null})
  await sync('another group', {groupId: 'none'})
  await sync('no group', {groupId: ''})
  await sync('well', {assignments: [{memberId, assignment: Buffer.from('assignment')}]})
  await sync('again')
  await sync('as of old', {protocolType: undefined, protocolName: undefined}, 0)
  await beat('well')
  await beat('another generation', {generationId: 4})
  await beat('another member', {memberId: 'z'})
  await beat('another group', {groupId: 'none'})
  await beat('no group', {groupId: ''})
  await beat('an instance', {groupInstanceId: 'i'})
  await join(to, 'another type', {protocolType: 'connect'})
  await join(to, 'another protocol', {protocols: [{name: 'x', metadata: Buffer.alloc(0)}]})
  return memberId
}

async function describing(to: Interview) {
  for (let version = 0; version <= 6; version++) {
    const groups = ['g', 'none']
    await to.ask('two', DescribeGroups, version, {
      groups,
      ...(version >= 3 && {includeAuthorizedOperations: version > 4}),
    })
  }
  await to.ask('no name', DescribeGroups, 6, {groups: ['']})
  for (let version = 0; version <= 5; version++) await to.ask('all', ListGroups, version, {})
  const filters = [
    [['stable'], []],
    [['Empty'], []],
    [[], ['CLASSIC']],
    [[], ['consumer']],
    [[], ['nonsense']],
    [['nonsense'], []],
    [
      ['Stable', 'Empty'],
      ['classic', 'consumer'],
    ],
  ] as const
  for (const [statesFilter, typesFilter] of filters) {
    await to.ask(`${statesFilter.join()} ${typesFilter.join()}`, ListGroups, 5, {statesFilter, typesFilter})
  }
  for (const version of [0, 1]) {
    await to.ask('two', ConsumerGroupDescribe, version, {groupIds: ['g', 'none'], includeAuthorizedOperations: true})
  }
}

interface Commit {
  version?: number
  groupId?: string
  memberId?: string
  generation?: number
  partitionIndex?: number
  offset?: number
  metadata?: string | null
  name?: string
  topicId?: string
}

function commit(to: Interview, what: string, more: Commit = {}) {
  const {version = 9, groupId = 'g', memberId = '', generation = -1, partitionIndex = 0, offset = 5} = more
  const {metadata = 'metadata', name = 'q1', topicId = noId} = more
  const partition = {partitionIndex, committedOffset: offset, committedLeaderEpoch: 0, committedMetadata: metadata}
  return to.ask(what, OffsetCommit, version, {
    groupId,
    memberId,
    generationIdOrMemberEpoch: generation,
    topics: [{name, topicId, partitions: [partition]}],
  })
}

async function committing(to: Interview, memberId: string, topicId: string) {
  const own = {memberId, generation: 1, topicId}
  for (let version = 2; version <= 10; version++) await commit(to, 'by the member', {...own, version})
  await commit(to, 'another generation', {...own, generation: 4})
  await commit(to, 'another member', {...own, memberId: 'z'})
  await commit(to, 'by nobody')
  await commit(to, 'long metadata', {...own, metadata: 'x'.repeat(5000)})
  await commit(to, 'no metadata', {...own, metadata: null})
  await commit(to, 'an unknown topic', {...own, name: 'nope'})
  await commit(to, 'an unknown topic id', {...own, topicId: strangeId, version: 10})
  await commit(to, 'partition 9', {...own, partitionIndex: 9})
  await commit(to, 'a negative offset', {...own, offset: -5})
  await commit(to, 'beyond the end', {...own, offset: 500})
  for (const version of [8, 9]) await commit(to, 'by a member of no group', {...own, groupId: 'none', version})
  await commit(to, 'by nobody for a new group', {groupId: 'adm'})
  await commit(to, 'by somebody for a group without members', {groupId: 'adm', generation: 3})
}

async function fetching(to: Interview, memberId: string, topicId: string) {
  const wanted = [{name: 'q1', topicId, partitionIndexes: [0, 1, 9]}]
  const named = wanted.map(({name, partitionIndexes}) => ({name, partitionIndexes}))
  for (let version = 1; version <= 10; version++) {
    await to.ask(
      'three',
      OffsetFetch,
      version,
      version < 8 ? {groupId: 'g', topics: named} : {groups: [{groupId: 'g', topics: wanted}]},
    )
  }
  await to.ask('all', OffsetFetch, 7, {groupId: 'g', topics: null})
  const fetch = (what: string, groupId: string, topics: typeof wanted | null, more = {}, version = 9) =>
    to.ask(what, OffsetFetch, version, {groups: [{groupId, topics, ...more}]})
  await fetch('all', 'g', null)
  await fetch('all by id', 'g', null, {}, 10)
  await fetch('an unknown group', 'none', wanted)
  await fetch('all of an unknown group', 'none', null)
  await fetch('an unknown topic', 'g', [{name: 'nope', topicId: noId, partitionIndexes: [0]}])
  await fetch('an unknown topic id', 'g', [{name: '', topicId: strangeId, partitionIndexes: [0]}], {}, 10)
  await fetch('as a member', 'g', wanted, {memberId, memberEpoch: 1})
  await fetch('as a member of old', 'g', wanted, {memberId, memberEpoch: 7})
  const groups = ['g', 'adm'].map((groupId) => ({groupId, topics: null}))
  await to.ask('two groups', OffsetFetch, 9, {groups})
  await to.ask('no groups', OffsetFetch, 9, {groups: []})
}

async function administrating(to: Interview) {
  const forget = (what: string, groupId: string, name = 'q1', partitionIndex = 0) =>
    to.ask(what, OffsetDelete, 0, {groupId, topics: [{name, partitions: [{partitionIndex}]}]})
  await forget('of a live group', 'g')
  await forget('of an unknown group', 'none')
  await forget('of no group', '')
  await forget('well', 'adm')
  await forget('again', 'adm')
  await forget('an unknown topic', 'adm', 'nope')
  await forget('partition 9', 'adm', 'q1', 9)
  await commit(to, 'for a while', {groupId: 'adm'})
  await to.ask('without members', DescribeGroups, 6, {groups: ['adm']})
  await to.ask('four', DeleteGroups, 2, {groupsNames: ['g', 'adm', 'none', '']})
  await to.ask('again', DeleteGroups, 2, {groupsNames: ['adm']})
  await commit(to, 'for a topic that goes', {groupId: 'td', name: 'q2'})
  await to.ask('', DeleteTopics, 6, {topics: [{name: 'q2', topicId: noId}], timeoutMs: 5000})
  const committed = () => to.quietly(OffsetFetch, 9, {groups: [{groupId: 'td', topics: null}]})
  await eventually(async () => (await committed()).groups[0]?.topics.length === 0)
  await to.ask('after its topic is gone', DescribeGroups, 6, {groups: ['td']})

  // The subscription of a consumer of q1 in version 3 of its protocol.
  const q1 = Buffer.from('00030000000100027131ffffffff00000000ffffffff0000', 'hex')
  const reader = {groupId: 'rs', protocols: [{name: 'range', metadata: q1}]}
  await alone(to, reader)
  await forget('a topic that is read', 'rs', 'q1')
  await topic(to, 'q3')
  await forget('a topic that is not read', 'rs', 'q3')
  await alone(to, {groupId: 'cn', protocolType: 'connect'})
  await forget('of a live group that is no consumer', 'cn')
}

/** Makes a stable group with one member, without recording anything. */
async function alone(to: Interview, more: Join) {
  const request = {
    groupId: '',
    sessionTimeoutMs: 600_000,
    rebalanceTimeoutMs: 5000,
    memberId: '',
    protocolType: 'consumer',
    protocols: [{name: 'range', metadata: subscription('')}],
    ...more,
  }
  const {memberId} = await to.quietly(JoinGroup, 9, request)
  const {generationId} = await to.quietly(JoinGroup, 9, {...request, memberId})
  const {groupId, protocolType} = request
  await to.quietly(SyncGroup, 5, {
    groupId,
    generationId,
    memberId,
    protocolType,
    protocolName: 'range',
    assignments: [],
  })
}

async function leaving(to: Interview, memberId: string) {
  const leave = (what: string, members: {memberId: string; groupInstanceId?: string}[], groupId = 'g') =>
    to.ask(what, LeaveGroup, 5, {groupId, members})
  await leave('somebody else', [{memberId: 'x'}])
  await to.ask('somebody else', LeaveGroup, 2, {groupId: 'g', memberId: 'x'})
  await leave('another group', [{memberId}], 'none')
  await to.ask('another group', LeaveGroup, 2, {groupId: 'none', memberId})
  await leave('no group', [{memberId}], '')
  await leave('an instance', [{memberId: '', groupInstanceId: 'i'}])
  const pending = await join(to, 'a second')
  to.call(pending.memberId, 'pending')
  await to.ask('while one is to come', DescribeGroups, 6, {groups: ['g']})
  await leave('the one to come', [{memberId: pending.memberId}])
  await leave('well', [{memberId}])
  await leave('again', [{memberId}])
  await to.ask('after all have left', DescribeGroups, 6, {groups: ['g']})
  await to.ask('after it has left', Heartbeat, 4, {groupId: 'g', generationId: 1, memberId})
  await commit(to, 'by nobody for an empty group')
  await commit(to, 'by one who has left', {memberId, generation: 1})
}
