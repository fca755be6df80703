import {expect, test} from 'vitest'
import {ListGroups} from '../../src/lib/apis/list-groups.ts'
import {OffsetFetch} from '../../src/lib/apis/offset-fetch.ts'
import {topicReaders} from '../../src/lib/activity/topic-readers.ts'
import {readersSentences} from '../../src/lib/views/topics/readers.ts'
import {fakeCluster, on, type FakeCluster, type Service} from '../support/fake-cluster.ts'
import {groupServices, logServices, type FakeGroup} from '../support/fake-groups.ts'
import {open} from '../support/open-cluster.ts'

const groups: Record<string, FakeGroup> = {
  committed: {coordinator: 1, state: 'Empty', committed: {'orders-0': 7}},
  member: {coordinator: 2, type: 'consumer', members: {m: ['orders-0']}},
  other: {coordinator: 2, state: 'Empty', committed: {'invoices-0': 1}},
}
const topics = ['orders', 'invoices', 'unread']

async function look(...broken: Service[]) {
  const fake: FakeCluster = await fakeCluster(
    {nodes: 2, topics: {orders: 1, invoices: 1, unread: 1}},
    ...groupServices(() => fake.nodes, groups),
    logServices({'orders-0': [0, 10], 'invoices-0': [0, 10]}),
  )
  await using _ = fake
  if (broken.length > 0) fake.serve(broken)
  const readers = await topicReaders(open(fake), topics)
  return {readers, asked: [1, 2].map((node) => fake.asked(OffsetFetch, node).length)}
}

test('a group with an offset reads a topic, and so does one with a member there; each broker gets one request', async () => {
  const {readers, asked} = await look()
  expect(Object.fromEntries(readers.groups)).toEqual({orders: ['committed', 'member'], invoices: ['other']})
  expect(readers.errors).toEqual([])
  expect(asked).toEqual([1, 1])
  expect(readersSentences(readers, topics)).toEqual([
    'groups committed and member read orders',
    'group other reads invoices',
    'no visible group reads unread',
  ])
})

test('a group whose offsets are refused may read any topic, and an error says so', async () => {
  const refusing = on(
    OffsetFetch,
    (request) => ({groups: request.groups.map(({groupId}) => ({groupId, errorCode: 30, topics: []}))}),
    9,
  )
  const {readers} = await look(refusing)
  expect(readers.errors).toHaveLength(3)
  expect(readersSentences(readers, ['unread'])).toMatchObject([
    'cannot tell whether a group reads unread',
    expect.stringContaining('GROUP_AUTHORIZATION_FAILED'),
    expect.anything(),
    expect.anything(),
  ])
})

test("if a broker does not list its groups, the result is incomplete, and the other brokers' groups are kept", async () => {
  const {readers} = await look(
    on(ListGroups, (_, {nodeId}) =>
      nodeId === 2
        ? {errorCode: 29, groups: []}
        : {groups: [{groupId: 'committed', protocolType: 'consumer', groupState: 'Empty', groupType: 'classic'}]},
    ),
  )
  expect(readersSentences(readers, ['orders', 'unread'])).toMatchObject([
    'group committed reads orders, and others may',
    'cannot tell whether a group reads unread',
    expect.stringContaining('not all groups could be seen: '),
  ])
})
