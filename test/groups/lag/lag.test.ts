import {expect, test} from 'vitest'
import {DescribeShareGroupOffsets} from '../../../src/lib/apis/describe-share-group-offsets.ts'
import {DescribeGroups} from '../../../src/lib/apis/describe-groups.ts'
import {ListOffsets} from '../../../src/lib/apis/list-offsets.ts'
import {Metadata} from '../../../src/lib/apis/metadata.ts'
import {OffsetFetch} from '../../../src/lib/apis/offset-fetch.ts'
import {ShareGroupDescribe} from '../../../src/lib/apis/share-group-describe.ts'
import {StreamsGroupDescribe} from '../../../src/lib/apis/streams-group-describe.ts'
import {groupLag} from '../../../src/lib/groups/lag/lag.ts'
import {listGroups} from '../../../src/lib/groups/list.ts'
import {fakeCluster, on, type FakeCluster} from '../../support/fake-cluster.ts'
import {groupServices, logServices, type FakeGroup} from '../../support/fake-groups.ts'
import {open} from '../../support/open-cluster.ts'
import {opened} from '../../support/opened.ts'

const groups: Record<string, FakeGroup> = {
  billing: {
    coordinator: 2,
    members: {m1: ['orders-0', 'orders-1']},
    committed: {'orders-0': 70, 'events-0': 5},
  },
  stream: {type: 'consumer', coordinator: 3, members: {k1: ['orders-1']}, committed: {'orders-1': 20, 'orders-0': 100}},
  idle: {state: 'Empty', committed: {'orders-1': 8}},
  workers: {protocolType: 'connect', members: {w: []}},
}
const topics = {orders: 2, events: 1}
const log = logServices({'orders-0': [10, 100], 'orders-1': [0, 20], 'events-0': [0, 5]})

async function start(release = '4.3.1') {
  const fake: FakeCluster = await fakeCluster(
    {release, nodes: 3, topics},
    ...groupServices(() => fake.nodes, groups),
    log,
  )
  return fake
}

test.each(['4.3.1', '2.8.2-zk', '2.0.1-zk', '1.1.1-zk'])(
  'Kafka %s: a group has its assigned and its committed partitions, with totals',
  async (release) => {
    await using fake = await start(release)
    const {groups: lags, errors} = await opened(groupLag(open(fake), ['billing', 'idle']))
    const epoch = release === '1.1.1-zk' || release === '2.0.1-zk' ? null : 2
    const m1 = {
      memberId: 'm1',
      groupInstanceId: epoch === null ? null : 'static-m1',
      clientId: 'client-m1',
      host: '/10.0.0.1',
    }
    expect(errors).toEqual([])
    expect(lags.map(({group, partitions: _, ...rest}) => ({...rest, state: group.state}))).toEqual([
      {groupId: 'billing', state: 'Stable', totalLag: 30, unknownCount: 1},
      {groupId: 'idle', state: 'Empty', totalLag: 12, unknownCount: 0},
    ])
    expect(lags[0]?.partitions).toEqual([
      {
        topic: 'events',
        partition: 0,
        committedOffset: 5,
        committedLeaderEpoch: epoch,
        metadata: 'note',
        logStartOffset: 0,
        logEndOffset: 5,
        lag: 0,
        problem: null,
        error: null,
        age: null,
        member: null,
      },
      {
        topic: 'orders',
        partition: 0,
        committedOffset: 70,
        committedLeaderEpoch: epoch,
        metadata: 'note',
        logStartOffset: 10,
        logEndOffset: 100,
        lag: 30,
        problem: null,
        error: null,
        age: null,
        member: m1,
      },
      {
        topic: 'orders',
        partition: 1,
        committedOffset: null,
        committedLeaderEpoch: null,
        metadata: null,
        logStartOffset: 0,
        logEndOffset: 20,
        lag: null,
        problem: 'noCommit',
        error: null,
        age: null,
        member: m1,
      },
    ])
  },
)

test('all means the consumer groups, and only those', async () => {
  await using fake = await start()
  const {groups: lags, errors, brokerErrors} = await opened(groupLag(open(fake), 'all'))
  expect(lags.map(({groupId, totalLag}) => [groupId, totalLag])).toEqual([
    ['billing', 30],
    ['idle', 12],
    ['stream', 0],
  ])
  expect([errors, brokerErrors]).toEqual([[], []])
})

test('with topics, only their partitions are reported', async () => {
  await using fake = await start()
  const {groups: lags} = await opened(groupLag(open(fake), ['billing'], {topics: ['events']}))
  expect(lags[0]?.partitions.map(({topic, partition}) => `${topic}-${partition}`)).toEqual(['events-0'])
  expect(lags[0]?.group.members).toHaveLength(1)
})

test('read_committed counts to the last stable offset, read_uncommitted to the end of the log', async () => {
  await using fake = await start()
  // In orders-0 the records from 85 on belong to an open transaction.
  const lastStable = logServices({'orders-0': [10, 85], 'orders-1': [0, 20], 'events-0': [0, 5]})
  fake.serve(
    on(ListOffsets, (request, context) => (request.isolationLevel === 1 ? lastStable : log).handler(request, context)),
  )
  const positions = async (isolation: 'read_committed' | undefined) => {
    const {groups: lags} = await opened(groupLag(open(fake), ['billing'], {isolation, topics: ['orders']}))
    return lags.map(({totalLag, partitions}) => [
      totalLag,
      partitions.map(({logEndOffset, lag}) => [logEndOffset, lag]),
    ])
  }
  const unowned = [20, null]
  expect(await positions('read_committed')).toEqual([[15, [[85, 15], unowned]]])
  expect(await positions(undefined)).toEqual([[30, [[100, 30], unowned]]])
})

test('each partition says why its lag is unknown, or is not what will be read', async () => {
  const committed = {
    'first-0': 10,
    'early-0': 5,
    'late-0': 500,
    'dark-0': 5,
    'dark-7': 5,
    'gone-0': 5,
    'secret-0': 5,
    'fine-0': 99,
  }
  const odd = {odd: {state: 'Empty', committed}}
  const fake: FakeCluster = await fakeCluster(
    ...groupServices(() => fake.nodes, odd),
    logServices({'first-0': [10, 100], 'early-0': [10, 100], 'late-0': [10, 100], 'fine-0': [10, 100]}),
    on(Metadata, (request) => ({
      brokers: [{...fake.nodes[0], rack: null}],
      topics: (request.topics ?? []).map(({name}) => {
        if (name === 'gone') return {name, errorCode: 3}
        if (name === 'secret') return {name, errorCode: 29}
        return {
          name,
          partitions: [{partitionIndex: 0, leaderId: name === 'dark' ? -1 : 1, errorCode: name === 'dark' ? 5 : 0}],
        }
      }),
    })),
  )
  await using _ = fake
  const {groups: lags} = await opened(groupLag(open(fake), ['odd']))
  expect(
    lags[0]?.partitions.map(({topic, partition, lag, problem, error}) => [
      `${topic}-${partition}`,
      lag,
      problem,
      error?.code,
    ]),
  ).toEqual([
    ['dark-0', null, 'noLeader', 5],
    ['dark-7', null, 'unknownPartition', 3],
    ['early-0', 95, 'beforeStart', undefined],
    ['fine-0', 1, null, undefined],
    ['first-0', 90, null, undefined],
    ['gone-0', null, 'unknownPartition', 3],
    ['late-0', -400, 'afterEnd', undefined],
    ['secret-0', null, 'notAuthorized', 29],
  ])
  expect(lags[0]).toMatchObject({totalLag: 186, unknownCount: 5})
})

test('an offset or a log end that could not be read makes the lag unknown, with the broker’s error', async () => {
  await using fake = await start()
  fake.serve([
    on(OffsetFetch, (request) => ({
      groups: request.groups.map(({groupId}) => ({
        groupId,
        topics: [
          {
            name: 'orders',
            partitions: [
              {partitionIndex: 0, committedOffset: -1, errorCode: 29},
              {partitionIndex: 1, committedOffset: 3},
              // Somebody has committed -1 there.
              {partitionIndex: 2, committedOffset: -1},
            ],
          },
        ],
      })),
    })),
    on(ListOffsets, (request) => ({
      topics: request.topics.map(({name, partitions}) => ({
        name,
        partitions: partitions.map(({partitionIndex}) => ({
          partitionIndex,
          errorCode: partitionIndex === 1 ? 1 : 0,
          offset: 9,
        })),
      })),
    })),
  ])
  const {groups: lags} = await opened(groupLag(open(fake), ['idle']))
  expect(lags[0]?.partitions.map(({lag, problem, error}) => [lag, problem, error?.message])).toEqual([
    [
      null,
      'notAuthorized',
      'fetch the offset of group idle in orders-0: Topic authorization failed. (TOPIC_AUTHORIZATION_FAILED)',
    ],
    [
      null,
      'error',
      'list the latest offset of orders-1: The requested offset is not within the range of offsets maintained by the server. (OFFSET_OUT_OF_RANGE)',
    ],
    [null, 'unknownPartition', expect.stringContaining('orders-2: there is no such partition')],
  ])
})

test.each(['4.3.1', '2.8.2-zk'])(
  'Kafka %s: groups that are unknown, refused or not consumer groups are errors',
  async (release) => {
    await using fake = await start(release)
    fake.serve([
      on(OffsetFetch, (request, {version}) =>
        version < 8
          ? {errorCode: request.groupId === 'idle' ? 30 : 0}
          : {groups: request.groups.map(({groupId}) => ({groupId, errorCode: groupId === 'idle' ? 30 : 0}))},
      ),
      on(ShareGroupDescribe, ({groupIds}) => ({
        groups: groupIds.map((groupId) => ({groupId, errorCode: groupId === 'queue' ? 0 : 69, groupState: 'Stable'})),
      })),
    ])
    const {groups: lags, errors} = await opened(groupLag(open(fake), ['nope', 'idle', 'billing', 'queue']))
    expect(lags.map(({groupId}) => groupId)).toEqual(['billing'])
    const inOrder = errors.map(({error}) => error.message).toSorted()
    expect(inOrder).toEqual([
      'describe group nope: there is no such group (GROUP_ID_NOT_FOUND)',
      ...(release === '4.3.1' ? [] : ['describe group queue: there is no such group (GROUP_ID_NOT_FOUND)']),
      'fetch the offsets of group idle: Group authorization failed. (GROUP_AUTHORIZATION_FAILED)',
      // This broker describes share groups but cannot say where they stand.
      ...(release === '4.3.1'
        ? [expect.stringMatching(/^fetch the offsets of group queue: DescribeShareGroupOffsets: .*UNSUPPORTED_VERSION/)]
        : []),
    ])
  },
)

test('a terminal is told what is being asked, and how much of it was answered', async () => {
  await using fake = await start()
  const told = async (ids: readonly string[] | 'all', agesAt?: number) => {
    const texts: string[] = []
    await opened(groupLag(open(fake), ids, {agesAt, onProgress: (text) => texts.push(text)}))
    return texts
  }
  const all = await told('all')
  expect(all.slice(0, 2)).toEqual(['asking every broker for its groups', '3 groups: members and offsets'])
  expect(all).toContain('3 groups: members and offsets, 3 answered')
  expect(all.at(-1)).toBe('6 partitions: ends of their logs')
  // It has read everything, so that no record has to be looked at.
  expect(await told(['stream'], 0)).toEqual([
    '1 group: members and offsets',
    '1 group: members and offsets, 1 answered',
    '2 partitions: ends of their logs',
    '2 partitions: ages of the oldest unread records',
  ])
})

test('of groups that were listed, those that are gone are left out, and those that are refused are told', async () => {
  await using fake = await start()
  const cluster = open(fake)
  const {groups: listed} = await opened(listGroups(cluster))
  fake.serve(
    on(DescribeGroups, (request) => ({
      groups: request.groups.map((groupId) =>
        groupId === 'idle' ? {groupId, errorCode: 69, groupState: 'Dead'} : {groupId, errorCode: 30},
      ),
    })),
  )
  const {groups: lags, errors} = await opened(groupLag(cluster, ['billing', 'idle', 'stream'], {listed}))
  expect(lags.map(({groupId}) => groupId)).toEqual(['stream'])
  expect(errors.map(({error}) => error.message)).toEqual([
    'describe group billing: Group authorization failed. (GROUP_AUTHORIZATION_FAILED)',
  ])
  // The list says where they are.
  expect(fake.requests.filter(({api}) => api === 'FindCoordinator')).toEqual([])
})

test('a share group whose offsets are refused is an error, and no group that has read everything', async () => {
  await using fake = await start()
  fake.serve([
    on(ShareGroupDescribe, ({groupIds}) => ({groups: groupIds.map((groupId) => ({groupId, groupState: 'Empty'}))})),
    on(DescribeShareGroupOffsets, (request) => ({
      groups: request.groups.map(({groupId}) => ({groupId, errorCode: 30})),
    })),
  ])
  const {groups: lags, errors} = await opened(groupLag(open(fake), ['queue']))
  expect(lags).toEqual([])
  expect(errors.map(({error}) => error.code)).toEqual([30])
})

test('the coordinators of named groups are looked up once, for descriptions and offsets together', async () => {
  await using fake = await start()
  await opened(groupLag(open(fake), ['billing', 'stream', 'idle']))
  expect(fake.requests.filter(({api}) => api === 'FindCoordinator')).toHaveLength(1)
})

test('for a thousand groups no request is repeated for each group, and no partition is asked about twice', async () => {
  const many = Object.fromEntries(
    Array.from({length: 1000}, (_, i): [string, FakeGroup] => [
      `g-${i}`,
      {state: 'Empty', coordinator: (i % 3) + 1, committed: {'orders-0': 70, 'orders-1': 8}},
    ]),
  )
  await using fake: FakeCluster = await fakeCluster({nodes: 3, topics}, ...groupServices(() => fake.nodes, many), log)
  const {groups: lags, errors} = await opened(groupLag(open(fake), 'all'))
  expect([errors.length, lags.length, lags.reduce((sum, {totalLag}) => sum + totalLag, 0)]).toEqual([0, 1000, 42_000])
  const counts = Map.groupBy(fake.requests, ({api}) => api)
  const count = (api: string) => counts.get(api)?.length ?? 0
  // One request for each broker; the list says where the groups are.
  expect([count('ListGroups'), count('DescribeGroups'), count('OffsetFetch'), count('FindCoordinator')]).toEqual([
    3, 3, 3, 0,
  ])
  // The starts and ends of the two partitions that all groups read.
  const asked = fake.asked(ListOffsets).flatMap(({topics: all}) => all.flatMap(({partitions}) => partitions))
  expect(asked).toHaveLength(4)
  expect(fake.requests.length).toBeLessThan(25)
})

test('a share group stands at its start offset, and its lag is the broker’s own count if there is one', async () => {
  await using fake = await start()
  fake.serve([
    on(ShareGroupDescribe, ({groupIds}) => ({
      groups: groupIds.map((groupId) => ({
        groupId,
        groupState: 'Stable',
        members: [{memberId: 's1', assignment: {topicPartitions: [{topicName: 'orders', partitions: [0, 1]}]}}],
      })),
    })),
    on(DescribeShareGroupOffsets, (request) => ({
      groups: request.groups.map(({groupId}) => ({
        groupId,
        topics: [
          {
            topicName: 'orders',
            partitions: [
              {partitionIndex: 0, startOffset: 40, leaderEpoch: 3, lag: 7},
              {partitionIndex: 1, startOffset: 15, lag: -1},
            ],
          },
          {topicName: 'events', partitions: [{partitionIndex: 0, startOffset: -1, lag: -1}]},
        ],
      })),
    })),
  ])
  const {groups: lags, errors} = await opened(groupLag(open(fake), ['queue']))
  expect(errors).toEqual([])
  expect(
    lags[0]?.partitions.map(({topic, partition, committedOffset, logEndOffset, lag, member}) => [
      `${topic}-${partition}`,
      committedOffset,
      logEndOffset,
      lag,
      member?.memberId,
    ]),
  ).toEqual([
    // Nothing was delivered there yet.
    ['events-0', null, 5, null, undefined],
    ['orders-0', 40, 100, 7, 's1'],
    ['orders-1', 15, 20, 5, 's1'],
  ])
})

test('the tasks of a Streams group are the partitions of their source topics', async () => {
  await using fake = await start()
  fake.serve([
    on(StreamsGroupDescribe, ({groupIds}) => ({
      groups: groupIds.map((groupId) => ({
        groupId,
        groupState: 'Stable',
        topology: {
          epoch: 1,
          subtopologies: [
            {subtopologyId: '0', sourceTopics: ['orders'], repartitionSourceTopics: [{name: 'events', partitions: 1}]},
          ],
        },
        members: [{memberId: 't1', assignment: {activeTasks: [{subtopologyId: '0', partitions: [0, 1]}]}}],
      })),
    })),
    on(OffsetFetch, (request) => ({
      groups: request.groups.map(({groupId}) => ({
        groupId,
        topics: [{name: 'orders', partitions: [{partitionIndex: 0, committedOffset: 90}]}],
      })),
    })),
  ])
  const {groups: lags} = await opened(groupLag(open(fake), ['app']))
  // The second task has no partition in events, which has one.
  expect(
    lags[0]?.partitions.map(({topic, partition, lag, problem, member}) => [
      `${topic}-${partition}`,
      lag,
      problem,
      member?.memberId,
    ]),
  ).toEqual([
    ['events-0', null, 'noCommit', 't1'],
    ['orders-0', 10, null, 't1'],
    ['orders-1', null, 'noCommit', 't1'],
  ])
})

test.each([
  ['4.3.1', 1],
  ['2.8.2-zk', 300],
])('Kafka %s: 300 groups with 10 partitions each cost a few requests a broker', async (release, fetches) => {
  const names = Array.from({length: 30}, (_, topic) => `t${topic}`)
  const places = (group: number) => Array.from({length: 10}, (_, partition) => `t${group % 30}-${partition}`)
  const many = Object.fromEntries(
    Array.from({length: 300}, (_, group): [string, FakeGroup] => [
      `g${group}`,
      {
        type: release === '4.3.1' && group % 2 ? 'consumer' : 'classic',
        coordinator: (group % 3) + 1,
        members: {m: places(group)},
        committed: Object.fromEntries(places(group).map((place) => [place, group])),
      },
    ]),
  )
  const ends = Object.fromEntries(
    names.flatMap((name) => Array.from({length: 10}, (_, p) => [`${name}-${p}`, [0, 300] as const])),
  )
  const fake: FakeCluster = await fakeCluster(
    {release, nodes: 3, topics: Object.fromEntries(names.map((name) => [name, 10]))},
    ...groupServices(() => fake.nodes, many),
    logServices(ends),
  )
  await using _ = fake
  const {groups: lags, errors} = await opened(groupLag(open(fake), 'all'))
  expect(errors).toEqual([])
  expect(lags).toHaveLength(300)
  expect(lags.find(({groupId}) => groupId === 'g7')).toMatchObject({totalLag: 10 * 293, unknownCount: 0})

  const counts = Object.fromEntries(
    [...Map.groupBy(fake.requests, ({api}) => api)].map(([api, requests]) => [api, requests.length]),
  )
  expect(counts['ListGroups']).toBe(3)
  expect(counts['DescribeGroups']).toBe(3)
  expect(counts['ListOffsets']).toBe(2 * 3)
  expect(counts['OffsetFetch']).toBe(fetches === 1 ? 3 : 300)
  expect(counts['Metadata']).toBeLessThanOrEqual(3)
  if (release === '4.3.1') {
    expect(counts['ConsumerGroupDescribe']).toBe(3)
    // The broker that lists a group coordinates it.
    expect(counts['FindCoordinator']).toBeUndefined()
    expect(fake.requests.filter(({api}) => api !== 'ApiVersions').length).toBeLessThanOrEqual(23)
  }
  expect(fake.asked(DescribeGroups).reduce((sum, asked) => sum + asked.groups.length, 0)).toBe(
    release === '4.3.1' ? 150 : 300,
  )
})

test('a broker that describes share groups and cannot say where they stand fails those, and no other group', async () => {
  await using fake = await start()
  fake.serve([
    on(ShareGroupDescribe, ({groupIds}) => ({
      groups: groupIds.map((groupId) => ({groupId, groupState: 'Stable', members: []})),
    })),
  ])
  const {groups: lags, errors} = await opened(groupLag(open(fake), ['billing', 'queue']))
  expect(lags.map(({groupId}) => groupId)).toEqual(['billing'])
  expect(errors).toMatchObject([{groupId: 'queue', error: {codeName: 'UNSUPPORTED_VERSION'}}])
})

test('a mistake of ours in the question about share groups is a bug, and not a broker without them', async () => {
  await using fake = await start()
  fake.serve([
    on(ShareGroupDescribe, ({groupIds}) => ({
      groups: groupIds.map((groupId) => ({groupId, groupState: 'Stable', members: []})),
    })),
  ])
  const cluster = open(fake)
  const bug = new TypeError('a bug in here')
  const call = cluster.call.bind(cluster)
  cluster.call = (api: unknown, ...rest: never[]) =>
    api === DescribeShareGroupOffsets ? Promise.reject(bug) : call(api as never, ...(rest as [never, never]))
  await expect(groupLag(cluster, ['queue'])).rejects.toBe(bug)
})

test('a group that was listed as a share group and is another now is told, and not shown without lag', async () => {
  await using fake = await start()
  const listed = [{groupId: 'billing', type: 'share', state: 'Stable', protocolType: 'share', coordinator: 2}] as const
  const {groups: lags, errors} = await opened(groupLag(open(fake), ['billing'], {listed}))
  expect(lags).toEqual([])
  expect(errors).toMatchObject([{groupId: 'billing', error: {message: expect.stringContaining('billing') as string}}])
})
