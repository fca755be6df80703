import {expect, test} from 'vitest'
import {ListGroups} from '../../src/lib/apis/list-groups.ts'
import {isConsumerGroup, listGroups} from '../../src/lib/groups/list.ts'
import {closeConnection, fakeCluster, on, type FakeCluster} from '../support/fake-cluster.ts'
import {groupServices, type FakeGroup} from '../support/fake-groups.ts'
import {open} from '../support/open-cluster.ts'
import {opened} from '../support/opened.ts'

const groups: Record<string, FakeGroup> = {
  billing: {coordinator: 2},
  audit: {state: 'Empty', coordinator: 1},
  stream: {type: 'consumer', coordinator: 3, state: 'Reconciling'},
  workers: {protocolType: 'connect', coordinator: 1},
  stored: {protocolType: '', state: 'Empty', coordinator: 2},
}
async function start(release = '4.3.1') {
  const fake: FakeCluster = await fakeCluster({release, nodes: 3}, ...groupServices(() => fake.nodes, groups))
  return fake
}

test('every broker is asked once; groups come by id, with their coordinators', async () => {
  await using fake = await start()
  expect(await opened(listGroups(open(fake)))).toEqual({
    groups: [
      {groupId: 'audit', protocolType: 'consumer', state: 'Empty', type: 'classic', coordinator: 1},
      {groupId: 'billing', protocolType: 'consumer', state: 'Stable', type: 'classic', coordinator: 2},
      {groupId: 'stored', protocolType: '', state: 'Empty', type: 'classic', coordinator: 2},
      {groupId: 'stream', protocolType: 'consumer', state: 'Reconciling', type: 'consumer', coordinator: 3},
      {groupId: 'workers', protocolType: 'connect', state: 'Stable', type: 'classic', coordinator: 1},
    ],
    errors: [],
  })
  expect([1, 2, 3].map((node) => fake.asked(ListGroups, node).length)).toEqual([1, 1, 1])
})

test.each([
  [{states: ['stable', 'RECONCILING']}, ['billing', 'stream', 'workers']],
  [{types: ['Consumer']}, ['stream']],
  [{types: ['classic'], states: ['Empty']}, ['audit', 'stored']],
  [{protocolTypes: ['consumer', '']}, ['audit', 'billing', 'stored', 'stream']],
  [{states: ['Dead']}, []],
])('%j selects the groups that meet every condition', async (selection, names) => {
  await using fake = await start()
  expect((await opened(listGroups(open(fake), selection))).groups.map(({groupId}) => groupId)).toEqual(names)
})

test.each([
  ['4.3.1', 'Empty', 'classic'],
  ['2.8.2-zk', 'Empty', null],
  ['2.0.1-zk', null, null],
])('Kafka %s lists a group with state %s and type %s', async (release, state, type) => {
  await using fake = await start(release)
  const cluster = open(fake)
  expect((await opened(listGroups(cluster))).groups[0]).toMatchObject({groupId: 'audit', state, type})
  // If the list has no state, it comes from a description when asked for.
  expect((await opened(listGroups(cluster, {withState: true}))).groups[0]).toMatchObject({state: 'Empty'})
  const empty = await opened(listGroups(cluster, {states: ['Empty'], types: ['classic']}))
  expect(empty.groups.map(({groupId}) => groupId)).toEqual(['audit', 'stored'])
})

test('a broker that cannot be asked is an error beside the others’ groups', async () => {
  await using fake = await start()
  fake.serve(
    on(ListGroups, () => ({errorCode: 31})),
    2,
  )
  const {groups: found, errors} = await opened(listGroups(open(fake)))
  expect(found.map(({groupId}) => groupId)).toEqual(['audit', 'stream', 'workers'])
  expect(errors.map(({node, error}) => [node, error.message])).toEqual([
    [2, 'list the groups of broker 2: Cluster authorization failed. (CLUSTER_AUTHORIZATION_FAILED)'],
  ])
})

test('a broker that breaks off is an error too', async () => {
  await using fake = await start()
  fake.serve(
    on(ListGroups, () => closeConnection),
    3,
  )
  const {groups: found, errors} = await opened(listGroups(open(fake, {totalTimeoutMs: 1500})))
  expect(found.map(({groupId}) => groupId)).not.toContain('stream')
  expect(errors.map(({node}) => node)).toEqual([3])
})

test('a group that moves to another coordinator is listed once, at the new one', async () => {
  await using fake = await start()
  const as = (groupState: string) => on(ListGroups, () => ({groups: [{groupId: 'g', groupState}]}))
  fake.serve(as('Dead'), 1)
  fake.serve(as('Stable'), 2)
  fake.serve(as('Dead'), 3)
  expect((await opened(listGroups(open(fake)))).groups).toMatchObject([{groupId: 'g', state: 'Stable', coordinator: 2}])
})

test.each([
  [{type: 'classic', protocolType: 'consumer'}, true],
  [{type: null, protocolType: ''}, true],
  [{type: 'consumer', protocolType: 'consumer'}, true],
  [{type: 'classic', protocolType: 'connect'}, false],
  [{type: 'share', protocolType: 'share'}, false],
])('%j is a consumer group: %s', (group, is) => {
  expect(isConsumerGroup({groupId: 'g', state: null, coordinator: 1, ...group})).toBe(is)
})
