import {expect, test} from 'vitest'
import {ConsumerGroupDescribe} from '../../src/lib/apis/consumer-group-describe.ts'
import {DescribeGroups} from '../../src/lib/apis/describe-groups.ts'
import {FindCoordinator} from '../../src/lib/apis/find-coordinator.ts'
import {ShareGroupDescribe} from '../../src/lib/apis/share-group-describe.ts'
import {StreamsGroupDescribe} from '../../src/lib/apis/streams-group-describe.ts'
import {describeGroups} from '../../src/lib/groups/describe.ts'
import {fakeCluster, on, type FakeCluster, type Service} from '../support/fake-cluster.ts'
import {groupServices, type FakeGroup} from '../support/fake-groups.ts'
import {open} from '../support/open-cluster.ts'
import {opened} from '../support/opened.ts'

const groups: Record<string, FakeGroup> = {
  billing: {coordinator: 2, members: {m1: ['orders-1', 'orders-0', 'events-3'], m2: []}},
  stream: {type: 'consumer', coordinator: 3, members: {k1: ['orders-0']}},
  workers: {protocolType: 'connect', members: {w1: ['not-4']}},
}
async function start(release: string, ...more: Service[]) {
  const fake: FakeCluster = await fakeCluster({release, nodes: 3}, ...groupServices(() => fake.nodes, groups), ...more)
  return fake
}
const messages = (errors: readonly {error: Error}[]) => errors.map(({error}) => error.message)

test.each([
  ['4.3.1', 'static-m1', ['READ', 'DESCRIBE']],
  ['2.8.2-zk', 'static-m1', ['READ', 'DESCRIBE']],
  ['2.0.1-zk', null, null],
])(
  'Kafka %s: a classic group is described with its members’ subscriptions and assignments decoded',
  async (release, groupInstanceId, authorizedOperations) => {
    await using fake = await start(release)
    const {groups: described, errors} = await opened(
      describeGroups(open(fake), ['billing'], {authorizedOperations: true}),
    )
    const member = {
      rackId: null,
      host: '/10.0.0.1',
      memberEpoch: null,
      subscribedTopicRegex: null,
      targetAssignment: null,
      tasks: null,
      upgraded: null,
    }
    expect(errors).toEqual([])
    expect(described).toEqual([
      {
        groupId: 'billing',
        type: 'classic',
        state: 'Stable',
        protocolType: 'consumer',
        assignor: 'range',
        coordinator: {id: 2, host: '127.0.0.1', port: fake.ports[1], rack: null},
        groupEpoch: null,
        targetAssignmentEpoch: null,
        authorizedOperations,
        members: [
          {
            ...member,
            memberId: 'm1',
            groupInstanceId,
            clientId: 'client-m1',
            subscribedTopics: ['orders', 'events'],
            assignment: [
              {topic: 'events', partition: 3},
              {topic: 'orders', partition: 0},
              {topic: 'orders', partition: 1},
            ],
          },
          {
            ...member,
            memberId: 'm2',
            groupInstanceId: groupInstanceId && 'static-m2',
            clientId: 'client-m2',
            subscribedTopics: [],
            assignment: [],
          },
        ],
      },
    ])
  },
)

test('a group of the consumer protocol is described with its epochs and target assignment', async () => {
  await using fake = await start('4.3.1')
  const {groups: described} = await opened(describeGroups(open(fake), ['stream']))
  expect(described).toEqual([
    {
      groupId: 'stream',
      type: 'consumer',
      state: 'Stable',
      protocolType: 'consumer',
      assignor: 'uniform',
      coordinator: {id: 3, host: '127.0.0.1', port: fake.ports[2], rack: null},
      groupEpoch: 5,
      targetAssignmentEpoch: 4,
      authorizedOperations: null,
      members: [
        {
          memberId: 'k1',
          groupInstanceId: null,
          rackId: null,
          clientId: 'client-k1',
          host: '/10.0.0.1',
          memberEpoch: 4,
          subscribedTopics: ['orders'],
          subscribedTopicRegex: null,
          assignment: [{topic: 'orders', partition: 0}],
          targetAssignment: [{topic: 'orders', partition: 0}],
          tasks: null,
          upgraded: true,
        },
      ],
    },
  ])
})

test('a group that one API finds is not asked for with another', async () => {
  await using fake = await start('4.3.1')
  await opened(describeGroups(open(fake), ['stream']))
  expect(fake.asked(ConsumerGroupDescribe)).toHaveLength(1)
  expect(fake.asked(DescribeGroups)).toEqual([])
  await opened(describeGroups(open(fake), ['billing']))
  expect(fake.asked(ShareGroupDescribe)).toEqual([])
})

test.each(['4.3.1', '3.9.1-kraft', '2.8.2-zk', '2.0.1-zk', '1.1.1-zk'])(
  'Kafka %s: unknown groups are errors, whatever a broker of that release answers',
  async (release) => {
    await using fake = await start(release)
    const {groups: described, errors} = await opened(describeGroups(open(fake), ['nope', 'billing', 'nope']))
    expect(described.map(({groupId}) => groupId)).toEqual(['billing'])
    expect(messages(errors)).toEqual(['describe group nope: there is no such group (GROUP_ID_NOT_FOUND)'])
  },
)

test('a classic group is found although the consumer protocol is switched off (group.version 0)', async () => {
  await using fake = await start(
    '4.3.1',
    on(ConsumerGroupDescribe, ({groupIds}) => ({groups: groupIds.map((groupId) => ({groupId, errorCode: 35}))})),
    on(ShareGroupDescribe, ({groupIds}) => ({groups: groupIds.map((groupId) => ({groupId, errorCode: 35}))})),
  )
  const {groups: described, errors} = await opened(describeGroups(open(fake), ['billing', 'nope']))
  expect(described).toMatchObject([{groupId: 'billing', type: 'classic'}])
  expect(messages(errors)).toEqual(['describe group nope: there is no such group (GROUP_ID_NOT_FOUND)'])
})

test('members of another protocol, or whose bytes are not in Kafka’s format, have no partitions', async () => {
  await using fake = await start(
    '4.3.1',
    on(DescribeGroups, (request) => ({
      groups: request.groups.map((groupId) => ({
        groupId,
        groupState: 'Stable',
        protocolType: groupId === 'billing' ? 'consumer' : 'connect',
        members: [
          {memberId: 'odd', memberMetadata: Buffer.from('rubbish'), memberAssignment: Buffer.from('rubbish')},
          {memberId: 'joining'},
        ],
      })),
    })),
  )
  const {groups: described} = await opened(describeGroups(open(fake), ['billing', 'workers']))
  for (const {members} of described)
    expect(members).toMatchObject([
      {memberId: 'odd', subscribedTopics: [], assignment: []},
      {memberId: 'joining', subscribedTopics: [], assignment: []},
    ])
})

test('with all, each broker’s groups are described by the API of their type', async () => {
  await using fake = await start('4.3.1')
  const {groups: described, errors, brokerErrors} = await opened(describeGroups(open(fake), 'all'))
  expect(described.map(({groupId, type, protocolType}) => [groupId, type, protocolType])).toEqual([
    ['billing', 'classic', 'consumer'],
    ['stream', 'consumer', 'consumer'],
    ['workers', 'classic', 'connect'],
  ])
  expect([errors, brokerErrors]).toEqual([[], []])
  expect(fake.asked(ConsumerGroupDescribe).map(({groupIds}) => groupIds)).toEqual([['stream']])
  expect(
    fake
      .asked(DescribeGroups)
      .map((asked) => asked.groups)
      .toSorted(),
  ).toEqual([['billing'], ['workers']])
})

test('a group that moved meanwhile is asked for at its new coordinator', async () => {
  const moving: Record<string, FakeGroup> = {g: {coordinator: 2, members: {m: ['a-0']}}}
  const fake: FakeCluster = await fakeCluster({nodes: 3}, ...groupServices(() => fake.nodes, moving))
  await using _ = fake
  const cluster = open(fake)
  expect((await opened(describeGroups(cluster, ['g']))).groups[0]?.coordinator?.id).toBe(2)
  moving['g'] = {...moving['g'], coordinator: 3}
  expect((await opened(describeGroups(cluster, ['g']))).groups[0]?.coordinator?.id).toBe(3)
})

test('a group that may not be seen does not fail the others', async () => {
  await using fake = await start('4.3.1')
  fake.serve(
    on(FindCoordinator, ({coordinatorKeys}) => ({
      coordinators: coordinatorKeys.map((key) =>
        key === 'secret' ? {key, errorCode: 30} : {key, nodeId: 2, host: '127.0.0.1', port: fake.ports[1] ?? 0},
      ),
    })),
  )
  const {groups: described, errors} = await opened(describeGroups(open(fake), ['secret', 'billing']))
  expect(described.map(({groupId}) => groupId)).toEqual(['billing'])
  expect(messages(errors)).toEqual(['describe group secret: Group authorization failed. (GROUP_AUTHORIZATION_FAILED)'])
})

test('share groups have assignments, Streams groups have tasks', async () => {
  const notFound = (groupId: string) => ({groupId, errorCode: 69})
  const at = {memberEpoch: 2, clientId: 'c', clientHost: '/h'}
  await using fake = await start(
    '4.3.1',
    on(ShareGroupDescribe, ({groupIds}) => ({
      groups: groupIds.map((groupId) =>
        groupId !== 'queue'
          ? notFound(groupId)
          : {
              groupId,
              groupState: 'Stable',
              groupEpoch: 3,
              assignmentEpoch: 2,
              assignorName: 'simple',
              members: [
                {
                  ...at,
                  memberId: 's1',
                  rackId: 'r',
                  subscribedTopicNames: ['a'],
                  assignment: {topicPartitions: [{topicName: 'a', partitions: [1, 0]}]},
                },
              ],
            },
      ),
    })),
    on(StreamsGroupDescribe, ({groupIds}) => ({
      groups: groupIds.map((groupId) =>
        groupId !== 'app'
          ? notFound(groupId)
          : {
              groupId,
              groupState: 'NotReady',
              groupEpoch: 3,
              assignmentEpoch: 2,
              members: [
                {
                  ...at,
                  memberId: 't1',
                  instanceId: 'i',
                  assignment: {
                    activeTasks: [{subtopologyId: '0', partitions: [2, 3]}],
                    warmupTasks: [{subtopologyId: '1', partitions: [0]}],
                  },
                },
              ],
            },
      ),
    })),
  )
  const {groups: described, errors} = await opened(describeGroups(open(fake), ['queue', 'app', 'nope']))
  expect(described).toMatchObject([
    {
      groupId: 'queue',
      type: 'share',
      state: 'Stable',
      assignor: 'simple',
      members: [
        {
          memberId: 's1',
          rackId: 'r',
          assignment: [
            {topic: 'a', partition: 0},
            {topic: 'a', partition: 1},
          ],
          tasks: null,
        },
      ],
    },
    {
      groupId: 'app',
      type: 'streams',
      state: 'NotReady',
      groupEpoch: 3,
      members: [
        {
          memberId: 't1',
          groupInstanceId: 'i',
          upgraded: true,
          assignment: [],
          tasks: {
            active: [
              {subtopology: '0', partition: 2},
              {subtopology: '0', partition: 3},
            ],
            standby: [],
            warmup: [{subtopology: '1', partition: 0}],
          },
        },
      ],
    },
  ])
  expect(messages(errors)).toEqual(['describe group nope: there is no such group (GROUP_ID_NOT_FOUND)'])
})

test('with all, a group that is gone meanwhile is no error, and one that is refused is, in the broker’s words', async () => {
  await using fake = await start('4.3.1')
  fake.serve(
    on(DescribeGroups, (request) => ({
      groups: request.groups.map((groupId) =>
        groupId === 'billing'
          ? {groupId, groupState: 'Dead', errorCode: 69, errorMessage: 'Group billing not found.'}
          : {groupId, errorCode: 30, errorMessage: 'ask the platform team'},
      ),
    })),
  )
  const {groups: described, errors} = await opened(describeGroups(open(fake), 'all'))
  expect(described.map(({groupId}) => groupId)).toEqual(['stream'])
  expect(messages(errors)).toEqual(['describe group workers: ask the platform team (GROUP_AUTHORIZATION_FAILED)'])
  const named = await opened(describeGroups(open(fake), ['billing']))
  expect(messages(named.errors)).toEqual(['describe group billing: there is no such group (GROUP_ID_NOT_FOUND)'])
  expect(named.errors[0]?.brokerText).toBe('Group billing not found.')
})

test('with all, a group that is not known where it has moved to is told: it may be hidden there, and not gone', async () => {
  await using fake = await start('4.3.1')
  const [notCoordinator, groupIdNotFound] = [16, 69]
  const answer = (errorCode: number) =>
    on(DescribeGroups, ({groups: ids}) => ({groups: ids.map((groupId) => ({groupId, errorCode}))}))
  fake.serve(answer(notCoordinator), 2)
  fake.serve(answer(groupIdNotFound), 1)
  fake.serve(
    on(FindCoordinator, ({coordinatorKeys}) => ({
      coordinators: coordinatorKeys.map((key) => ({
        key,
        ...(fake.nodes[key === 'billing' ? 0 : (groups[key]?.coordinator ?? 1) - 1] as (typeof fake.nodes)[number]),
      })),
    })),
  )
  const {groups: described, errors} = await opened(describeGroups(open(fake), 'all'))
  expect(described.map(({groupId}) => groupId)).toEqual(['stream'])
  // The group of Connect's workers is at broker 1 as before, and is gone.
  expect(messages(errors)).toEqual([
    'describe group billing: broker 2 listed it, and the broker to which it has moved does not know it (NOT_COORDINATOR)',
  ])
})

test('a group of a type that its broker cannot describe is an error that says so, not one without an answer', async () => {
  await using fake = await start('3.9.1-kraft')
  const types = new Map([
    ['app', 'streams'],
    ['billing', 'classic'],
  ])
  const {groups: described, errors} = await opened(describeGroups(open(fake), ['app', 'billing'], {types}))
  expect(described.map(({groupId}) => groupId)).toEqual(['billing'])
  expect(errors).toMatchObject([{groupId: 'app', error: {codeName: 'UNSUPPORTED_VERSION'}}])
  expect(messages(errors)[0]).toContain('StreamsGroupDescribe')
})

test('operations are asked for only if they are wanted: they cost brokers a look at all ACLs', async () => {
  await using fake = await start('4.3.1')
  await opened(describeGroups(open(fake), ['billing']))
  expect(fake.asked(DescribeGroups).map((asked) => asked.includeAuthorizedOperations)).toEqual([false])
})

test('a group that was listed as a type of a newer Kafka is asked for with every API', async () => {
  await using fake = await start('4.3.1')
  const {groups: described} = await opened(
    describeGroups(open(fake), ['billing'], {types: new Map([['billing', 'quantum']])}),
  )
  expect(described).toMatchObject([{groupId: 'billing', type: 'classic', state: 'Stable'}])
})

test('a mistake of ours in a question is a bug, and not a broker that cannot describe the group', async () => {
  await using fake = await start('4.3.1')
  const cluster = open(fake)
  const bug = new TypeError('a bug in here')
  const call = cluster.call.bind(cluster)
  cluster.call = (api: unknown, ...rest: never[]) =>
    api === ConsumerGroupDescribe ? Promise.reject(bug) : call(api as never, ...(rest as [never, never]))
  await expect(describeGroups(cluster, ['billing'])).rejects.toBe(bug)
})
