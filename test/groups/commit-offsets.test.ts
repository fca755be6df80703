import {expect, test} from 'vitest'
import {OffsetCommit} from '../../src/lib/apis/offset-commit.ts'
import {OffsetFetch} from '../../src/lib/apis/offset-fetch.ts'
import {UsageError} from '../../src/lib/cluster/errors.ts'
import {commitOffsets} from '../../src/lib/groups/commit-offsets.ts'
import {fakeCluster, on, type FakeCluster} from '../support/fake-cluster.ts'
import {groupServices, type FakeGroup} from '../support/fake-groups.ts'
import {open} from '../support/open-cluster.ts'

async function start(release: string, groups: Record<string, FakeGroup>) {
  const fake: FakeCluster = await fakeCluster({release, nodes: 2}, ...groupServices(() => fake.nodes, groups))
  return fake
}

test.each([
  ['4.3.1', 9],
  ['2.8.2-zk', 8],
  ['2.0.1-zk', 4],
  ['1.1.1-zk', 3],
])('Kafka %s: an outcome per partition, read back from the coordinator', async (release, version) => {
  const groups: Record<string, FakeGroup> = {idle: {state: 'Empty', coordinator: 2, committed: {'orders-0': 1}}}
  await using fake = await start(release, groups)
  const outcomes = await commitOffsets(open(fake), 'idle', [
    {topic: 'orders', partition: 1, offset: 6},
    {topic: 'gone', partition: 0, offset: 7},
    {topic: 'orders', partition: 0, offset: 5, ...(version >= 6 ? {leaderEpoch: 4} : {}), metadata: 'why'},
  ])
  expect(outcomes.map((each) => (each.status === 'failed' ? {...each, error: each.error.message} : each))).toEqual([
    {topic: 'orders', partition: 1, status: 'committed', offset: 6, readBack: 6},
    {
      topic: 'gone',
      partition: 0,
      status: 'failed',
      offset: 7,
      error: 'commit the offset in gone-0 of group idle: there is no such partition (UNKNOWN_TOPIC_OR_PARTITION)',
    },
    {topic: 'orders', partition: 0, status: 'committed', offset: 5, readBack: 5},
  ])
  expect(fake.requests.find(({api}) => api === 'OffsetCommit')).toMatchObject({nodeId: 2, version})
  expect(fake.asked(OffsetCommit)).toMatchObject([
    {
      groupId: 'idle',
      memberId: '',
      generationIdOrMemberEpoch: -1,
      topics: [
        {
          name: 'orders',
          partitions: [
            {partitionIndex: 1, committedOffset: 6, committedLeaderEpoch: -1, committedMetadata: ''},
            {
              partitionIndex: 0,
              committedOffset: 5,
              committedLeaderEpoch: version >= 6 ? 4 : -1,
              committedMetadata: 'why',
            },
          ],
        },
        {name: 'gone'},
      ],
    },
  ])
})

test('a group with members refuses, and says what to do', async () => {
  await using fake = await start('4.3.1', {busy: {members: {m: ['orders-0']}}})
  const outcomes = await commitOffsets(open(fake), 'busy', [{topic: 'orders', partition: 0, offset: 6}])
  expect(outcomes.map((each) => (each.status === 'failed' ? each.error.message : each))).toEqual([
    'commit the offset in orders-0 of group busy: the group has active members; stop them first (UNKNOWN_MEMBER_ID)',
  ])
})

test('what the coordinator has afterwards is told, also if it is not what was written', async () => {
  await using fake = await start('4.3.1', {idle: {state: 'Empty'}})
  fake.serve(
    on(OffsetFetch, ({groups}) => ({
      groups: groups.map(({groupId}) => ({
        groupId,
        topics: [{name: 'orders', partitions: [{partitionIndex: 0, committedOffset: 99}]}],
      })),
    })),
  )
  const rows = [0, 1].map((partition) => ({topic: 'orders', partition, offset: 6}))
  expect(await commitOffsets(open(fake), 'idle', rows)).toMatchObject([{readBack: 99}, {readBack: null}])
})

test('a coordinator that has moved is found again', async () => {
  const groups: Record<string, FakeGroup> = {idle: {state: 'Empty', coordinator: 1}}
  await using fake = await start('4.3.1', groups)
  const cluster = open(fake)
  const rows = [{topic: 'orders', partition: 0, offset: 6}]
  await commitOffsets(cluster, 'idle', rows)
  groups['idle'] = {...groups['idle'], coordinator: 2}
  fake.serve(
    on(OffsetCommit, ({topics}) => ({
      topics: topics.map(({name, partitions}) => ({
        name,
        partitions: partitions.map(({partitionIndex}) => ({partitionIndex, errorCode: 16})),
      })),
    })),
    1,
  )
  expect(await commitOffsets(cluster, 'idle', rows)).toMatchObject([{status: 'committed'}])
  expect(fake.asked(OffsetCommit, 2)).toHaveLength(1)
})

test.each([
  [
    [
      {topic: 'a', partition: 0, offset: 1},
      {topic: 'a', partition: 0, offset: 2},
    ],
    'commit offsets of group g: a-0 is named twice',
  ],
  [[{topic: 'a', partition: 0, offset: -1}], 'commit offsets of group g: -1 is not an offset (a-0)'],
])('%j: nothing is sent', async (rows, message) => {
  await using fake = await start('4.3.1', {})
  await expect(commitOffsets(open(fake), 'g', rows)).rejects.toThrow(new UsageError(message))
  expect(fake.requests).toEqual([])
})
