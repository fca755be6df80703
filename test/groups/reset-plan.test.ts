import {expect, test} from 'vitest'
import {DescribeGroups} from '../../src/lib/apis/describe-groups.ts'
import {ListOffsets} from '../../src/lib/apis/list-offsets.ts'
import {Metadata} from '../../src/lib/apis/metadata.ts'
import {OffsetCommit} from '../../src/lib/apis/offset-commit.ts'
import {OffsetFetch} from '../../src/lib/apis/offset-fetch.ts'
import {StreamsGroupDescribe} from '../../src/lib/apis/streams-group-describe.ts'
import {KafkaError, plainly, UsageError} from '../../src/lib/cluster/errors.ts'
import {planReset} from '../../src/lib/groups/reset-plan.ts'
import type {GroupResetPlan, PlanResetInput} from '../../src/lib/groups/reset-types.ts'
import {topicScope} from '../../src/lib/text/topic-scope.ts'
import {fakeCluster, on, type FakeCluster} from '../support/fake-cluster.ts'
import {groupServices, logServices, type FakeGroup} from '../support/fake-groups.ts'
import {open} from '../support/open-cluster.ts'

const groups: Record<string, FakeGroup> = {
  idle: {state: 'Empty', committed: {'orders-1': 8, 'orders-0': 70, 'events-0': 5}},
  other: {state: 'Empty', type: 'consumer', coordinator: 2, committed: {'orders-0': 20}},
  busy: {members: {m: ['orders-0']}, committed: {'orders-0': 20}},
  joining: {type: 'consumer', state: 'Reconciling', members: {a: [], b: []}},
  workers: {protocolType: 'connect', state: 'Empty'},
}
const ends = {'orders-0': [10, 100], 'orders-1': [0, 20], 'orders-2': [0, 0], 'events-0': [0, 6]} as const

async function start(release = '4.3.1') {
  const fake: FakeCluster = await fakeCluster(
    {release, nodes: 2, topics: {orders: 3, events: 1}},
    ...groupServices(() => fake.nodes, groups),
    logServices(ends),
  )
  return fake
}
const input = (some: Partial<PlanResetInput>): PlanResetInput => ({
  groups: ['idle'],
  scope: [{topic: 'orders'}],
  target: {to: 'latest'},
  now: 2000,
  ...some,
})
const brief = ({rows, refusal}: GroupResetPlan) =>
  refusal?.message ??
  rows.map(({topic, partition, oldOffset, newOffset, change, note, error}) =>
    [`${topic}-${partition}`, oldOffset, newOffset, change, note, error?.message].filter((each) => each !== undefined),
  )

test.each(['4.3.1', '2.8.2-zk', '2.0.1-zk'])(
  'Kafka %s: old, new and change per partition; nothing is committed',
  async (release) => {
    await using fake = await start(release)
    const plans = await planReset(open(fake), input({}))
    // Consumers say it from Kafka 2.1 on.
    const epoch = release === '2.0.1-zk' ? null : 2
    expect(plans).toEqual([
      {
        groupId: 'idle',
        state: 'Empty',
        type: 'classic',
        members: [],
        totals: {skipped: 42, reread: 0, unknown: 1},
        refusal: null,
        rows: [
          {
            topic: 'orders',
            partition: 0,
            oldOffset: 70,
            oldLeaderEpoch: epoch,
            oldMetadata: 'note',
            newLeaderEpoch: null,
            newMetadata: null,
            newOffset: 100,
            change: 30,
            logStartOffset: 10,
            logEndOffset: 100,
            wantedOffset: 100,
            note: null,
            error: null,
          },
          {
            topic: 'orders',
            partition: 1,
            oldOffset: 8,
            oldLeaderEpoch: epoch,
            oldMetadata: 'note',
            newLeaderEpoch: null,
            newMetadata: null,
            newOffset: 20,
            change: 12,
            logStartOffset: 0,
            logEndOffset: 20,
            wantedOffset: 20,
            note: null,
            error: null,
          },
          {
            topic: 'orders',
            partition: 2,
            oldOffset: null,
            oldLeaderEpoch: null,
            oldMetadata: null,
            newLeaderEpoch: null,
            newMetadata: null,
            newOffset: 0,
            change: null,
            logStartOffset: 0,
            logEndOffset: 0,
            wantedOffset: 0,
            note: null,
            error: null,
          },
        ],
      },
    ])
    expect(fake.asked(OffsetCommit)).toEqual([])
  },
)

test.each<[Partial<PlanResetInput>, unknown]>([
  [
    {scope: 'committed', target: {to: 'earliest'}},
    [
      ['events-0', 5, 0, -5, null],
      ['orders-0', 70, 10, -60, null],
      ['orders-1', 8, 0, -8, null],
    ],
  ],
  [
    {scope: [{topic: 'orders', partitions: [1]}], target: {to: 'offset', offset: 99}},
    [['orders-1', 8, 20, 12, 'loweredToEnd']],
  ],
  [
    {scope: [{topic: 'orders', partitions: [0]}], target: {to: 'offset', offset: -1}},
    [['orders-0', 70, 10, -60, 'raisedToStart']],
  ],
  [
    {scope: [{topic: 'orders', partitions: [1, 2]}], target: {to: 'shift', by: -3}},
    [
      ['orders-1', 8, 5, -3, null],
      ['orders-2', null, null, null, null, 'reset orders-2 of group idle: there is no committed offset to shift'],
    ],
  ],
  [
    {scope: [{topic: 'orders', partitions: [1, 2]}], target: {to: 'current'}},
    [
      ['orders-1', 8, 8, 0, null],
      ['orders-2', null, 0, null, 'noCommit'],
    ],
  ],
  // Records are 1 ms apart from 1000 on.
  [
    {target: {to: 'time', timestamp: 1019}},
    [
      ['orders-0', 70, 19, -51, null],
      ['orders-1', 8, 19, 11, null],
      ['orders-2', null, 0, null, 'noRecordSince'],
    ],
  ],
  [
    {scope: [{topic: 'orders', partitions: [0, 1]}], target: {to: 'duration', ms: 970}, now: 2000},
    [
      ['orders-0', 70, 30, -40, null],
      ['orders-1', 8, 20, 12, 'noRecordSince'],
    ],
  ],
  // The same partition twice is one.
  [{scope: [{topic: 'events'}, {topic: 'events', partitions: [0]}]}, [['events-0', 5, 6, 1, null]]],
  [
    {
      scope: [
        {topic: 'orders', partitions: [1, 9]},
        {topic: 'nope', partitions: [0]},
      ],
    },
    [
      [
        'nope-0',
        null,
        null,
        null,
        null,
        'list the offsets of nope-0: there is no such partition (UNKNOWN_TOPIC_OR_PARTITION)',
      ],
      ['orders-1', 8, 20, 12, null],
      [
        'orders-9',
        null,
        null,
        null,
        null,
        'list the offsets of orders-9: there is no such partition (UNKNOWN_TOPIC_OR_PARTITION)',
      ],
    ],
  ],
  [
    {
      target: {
        to: 'rows',
        rows: [
          {topic: 'orders', partition: 1, offset: 3},
          {topic: 'orders', partition: 0, offset: 1000},
        ],
      },
    },
    [
      ['orders-0', 70, 100, 30, 'loweredToEnd'],
      ['orders-1', 8, 3, -5, null],
    ],
  ],
])('a plan with %j', async (some, expected) => {
  await using fake = await start()
  const [plan] = await planReset(open(fake), input(some))
  expect(plan && brief(plan)).toEqual(expected)
})

test('groups in use or of another type are refused, and the rest is planned', async () => {
  await using fake = await start()
  const names = ['idle', 'busy', 'joining', 'workers', 'idle']
  const plans = await planReset(open(fake), input({groups: names, scope: [{topic: 'events'}]}))
  expect(plans.map((plan) => [plan.groupId, plan.state, brief(plan)])).toEqual([
    ['idle', 'Empty', [['events-0', 5, 6, 1, null]]],
    [
      'busy',
      'Stable',
      'reset offsets of group busy: it is in use (state Stable, 1 member); stop its consumers first (NON_EMPTY_GROUP)',
    ],
    [
      'joining',
      'Reconciling',
      'reset offsets of group joining: it is in use (state Reconciling, 2 members); stop its consumers first. Commits to a consumer group (KIP-848) require a member id and its epoch (now 5), so the group must be empty; a killed member remains until its session times out (45 s by default) (NON_EMPTY_GROUP)',
    ],
    [
      'workers',
      'Empty',
      'reset offsets of group workers: it is a connect group, not a consumer group (GROUP_ID_NOT_FOUND)',
    ],
  ])
})

test('a group that does not exist yet can be reset, and so can one without an offset in the topic', async () => {
  await using fake = await start()
  const plans = await planReset(open(fake), input({groups: ['new', 'other'], scope: [{topic: 'events'}]}))
  expect(plans.map((plan) => [plan.groupId, plan.state, brief(plan)])).toEqual([
    ['new', null, [['events-0', null, 6, null, null]]],
    ['other', 'Empty', [['events-0', null, 6, null, null]]],
  ])
})

test('a file may have rows for several groups', async () => {
  await using fake = await start()
  const rows = [
    {group: 'idle', topic: 'orders', partition: 1, offset: 3},
    {group: 'other', topic: 'orders', partition: 0, offset: 30},
    {group: 'unasked', topic: 'orders', partition: 0, offset: 30},
  ]
  const plans = await planReset(open(fake), input({groups: ['idle', 'other', 'new'], target: {to: 'rows', rows}}))
  expect(plans.map(brief)).toEqual([
    [['orders-1', 8, 3, -5, null]],
    [['orders-0', 20, 30, 10, null]],
    'the file has no offsets for group new',
  ])
})

test('a file without groups is for one group', async () => {
  await using fake = await start()
  const rows = [{topic: 'orders', partition: 1, offset: 3}]
  await expect(planReset(open(fake), input({groups: ['idle', 'other'], target: {to: 'rows', rows}}))).rejects.toThrow(
    new UsageError(
      'reset offsets: the file names no groups, but you want to reset 2; write lines of group,topic,partition,offset, or reset one group at a time',
    ),
  )
  expect(fake.requests).toEqual([])
})

test('a topic named as a whole must exist', async () => {
  await using fake = await start()
  await expect(planReset(open(fake), input({scope: [{topic: 'nope'}]}))).rejects.toThrow(
    new KafkaError(3, 'reset offsets of topic nope', plainly('there is no such topic')),
  )
})

test('a partition without a leader fails alone and at once', async () => {
  await using fake = await start()
  fake.serve(
    on(Metadata, ({topics}) => ({
      brokers: fake.nodes.map((node) => ({...node, rack: null})),
      topics: (topics ?? []).map(({name}) => ({
        name,
        partitions: [0, 1, 2].map((partitionIndex) => ({partitionIndex, leaderId: partitionIndex === 1 ? -1 : 1})),
      })),
    })),
  )
  const [plan] = await planReset(open(fake), input({target: {to: 'time', timestamp: 1019}}))
  expect(plan && brief(plan)).toEqual([
    ['orders-0', 70, 19, -51, null],
    [
      'orders-1',
      8,
      null,
      null,
      null,
      'list the offsets of orders-1: the partition has no leader at the moment (LEADER_NOT_AVAILABLE)',
    ],
    ['orders-2', null, 0, null, 'noRecordSince'],
  ])
})

test('before 1970 there are no records', async () => {
  await using fake = await start()
  await expect(planReset(open(fake), input({target: {to: 'duration', ms: 9999}, now: 5}))).rejects.toThrow(UsageError)
  expect(fake.asked(ListOffsets)).toEqual([])
})

test('a group whose offsets may not be read is refused: without them nothing would be reset, and nothing said', async () => {
  await using fake = await start()
  fake.serve(
    on(OffsetFetch, (request) => ({
      groups: request.groups.map(({groupId}) => ({groupId, errorCode: 30})),
    })),
  )
  const [plan] = await planReset(open(fake), input({}))
  expect(plan?.refusal).toMatchObject({codeName: 'GROUP_AUTHORIZATION_FAILED'})
  expect(plan?.rows).toEqual([])
})

test('a partition whose committed offset cannot be read is an error of its own, beside the rest', async () => {
  await using fake = await start()
  fake.serve(
    on(OffsetFetch, (request) => ({
      groups: request.groups.map(({groupId}) => ({
        groupId,
        topics: [
          {
            name: 'orders',
            partitions: [
              {partitionIndex: 0, committedOffset: -1, errorCode: 29},
              {partitionIndex: 1, committedOffset: 8},
            ],
          },
        ],
      })),
    })),
  )
  const [plan] = await planReset(open(fake), input({}))
  const rows = plan?.rows.map(({partition, newOffset, error}) => [
    partition,
    newOffset,
    error instanceof KafkaError ? error.codeName : null,
  ])
  expect(rows).toEqual([
    [0, null, 'TOPIC_AUTHORIZATION_FAILED'],
    [1, 20, null],
    [2, 0, null],
  ])
})

test('if an offset other than that of the file is committed, the leader epoch is left out', async () => {
  await using fake = await start()
  const row = (partition: number, offset: number) => ({topic: 'orders', partition, offset, leaderEpoch: 7})
  const target = {to: 'rows', rows: [row(0, 50), row(1, 999)]} as unknown as PlanResetInput['target']
  const [plan] = await planReset(open(fake), input({target}))
  expect(plan?.rows.map(({newOffset, newLeaderEpoch}) => [newOffset, newLeaderEpoch])).toEqual([
    [50, 7],
    [20, null],
  ])
})

test('a group to copy from whose offsets may not be read is an error, not a group without offsets', async () => {
  await using fake = await start()
  fake.serve(
    on(OffsetFetch, (request) => ({
      groups: request.groups.map(({groupId}) => ({groupId, errorCode: groupId === 'other' ? 30 : 0})),
    })),
  )
  await expect(planReset(open(fake), input({target: {to: 'group', groupId: 'other'}}))).rejects.toMatchObject({
    codeName: 'GROUP_AUTHORIZATION_FAILED',
  })
})

/** What the flag `--topic 'orders*'` becomes. */
const pattern = (text: string, ...partitions: number[]) =>
  topicScope(text, partitions.length > 0 ? partitions : undefined)

test('a pattern matches the topics in which the group itself has committed', async () => {
  await using fake = await start()
  const plans = await planReset(open(fake), input({groups: ['idle', 'other'], scope: [pattern('*e*')]}))
  expect(plans.map((plan) => [plan.groupId, brief(plan)])).toEqual([
    [
      'idle',
      [
        ['events-0', 5, 6, 1, null],
        ['orders-0', 70, 100, 30, null],
        ['orders-1', 8, 20, 12, null],
        ['orders-2', null, 0, null, null],
      ],
    ],
    [
      'other',
      [
        ['orders-0', 20, 100, 80, null],
        ['orders-1', null, 20, null, null],
        ['orders-2', null, 0, null, null],
      ],
    ],
  ])
})

test('with --to-group, a pattern matches the topics in which the other group has committed', async () => {
  await using fake = await start()
  const scope = [pattern('*e*', 0)]
  const [plan] = await planReset(open(fake), input({groups: ['idle'], scope, target: {to: 'group', groupId: 'other'}}))
  expect(plan && brief(plan)).toEqual([['orders-0', 70, 20, -50, null]])
})

test('a pattern that matches no topic is an error, not a plan without rows', async () => {
  await using fake = await start()
  await expect(planReset(open(fake), input({scope: [pattern('nope*')]}))).rejects.toThrow(
    'reset offsets of topic nope*: no topic with a committed offset matches (UNKNOWN_TOPIC_OR_PARTITION)',
  )
})

test('with a pattern, a group whose offsets may not be read is refused beside the others', async () => {
  await using fake = await start()
  fake.serve(
    on(OffsetFetch, (request) => ({
      groups: request.groups.map(({groupId}) =>
        groupId === 'other'
          ? {groupId, errorCode: 30}
          : {groupId, topics: [{name: 'events', partitions: [{partitionIndex: 0, committedOffset: 5}]}]},
      ),
    })),
  )
  const plans = await planReset(open(fake), input({groups: ['idle', 'other'], scope: [pattern('events')]}))
  expect(plans[0] && brief(plans[0])).toEqual([['events-0', 5, 6, 1, null]])
  expect(plans[1]?.refusal).toMatchObject({codeName: 'GROUP_AUTHORIZATION_FAILED'})
  const matched = await planReset(open(fake), input({groups: ['idle', 'other'], scope: [pattern('ev*')]}))
  expect(matched[0] && brief(matched[0])).toEqual([['events-0', 5, 6, 1, null]])
  expect(matched[1]?.refusal).toMatchObject({codeName: 'GROUP_AUTHORIZATION_FAILED'})
})

test('a group that may not be described is refused: it may be in use', async () => {
  await using fake = await start()
  fake.serve(on(DescribeGroups, ({groups: ids}) => ({groups: ids.map((groupId) => ({groupId, errorCode: 30}))})))
  const [plan] = await planReset(open(fake), input({}))
  expect(plan?.refusal).toMatchObject({codeName: 'GROUP_AUTHORIZATION_FAILED'})
  expect(plan?.rows).toEqual([])
})

test('a topic that may not be described is reported as unauthorized, not as missing', async () => {
  await using fake = await start()
  fake.serve(
    on(Metadata, ({topics}) => ({
      brokers: fake.nodes.map((node) => ({...node, rack: null})),
      topics: (topics ?? []).map(({name}) => ({name, errorCode: 29, partitions: []})),
    })),
  )
  await expect(planReset(open(fake), input({}))).rejects.toThrow(
    'reset offsets of topic orders: Topic authorization failed. (TOPIC_AUTHORIZATION_FAILED)',
  )
})

test('a group of Kafka Streams is refused unless applications are meant', async () => {
  await using fake = await start()
  fake.serve([
    on(StreamsGroupDescribe, ({groupIds}) => ({
      groups: groupIds.map((groupId) => ({groupId, groupState: 'Empty', members: []})),
    })),
    on(OffsetFetch, (request) => ({
      groups: request.groups.map(({groupId}) => ({
        groupId,
        topics: [{name: 'events', partitions: [{partitionIndex: 0, committedOffset: 5}]}],
      })),
    })),
  ])
  const asked = {groups: ['app'], scope: [{topic: 'events'}]} as const
  const [refused] = await planReset(open(fake), input(asked))
  expect(refused && brief(refused)).toBe(
    'reset offsets of group app: it is a streams group, not a consumer group: see kafkit streams reset (GROUP_ID_NOT_FOUND)',
  )
  const [plan] = await planReset(open(fake), input({...asked, applications: true}))
  expect(plan && brief(plan)).toEqual([['events-0', 5, 6, 1, null]])
  const [workers] = await planReset(open(fake), input({groups: ['workers'], applications: true}))
  expect(workers && brief(workers)).toContain('it is a connect group, not a consumer group')
})

test('a partition that was added since the topic was last looked at is reset, too', async () => {
  await using fake = await fakeCluster(
    {nodes: 2, topics: {orders: 2, events: 1}},
    ...groupServices(() => fake.nodes, groups),
    logServices(ends),
  )
  const cluster = open(fake)
  await cluster.topics(['orders'])
  fake.serve(
    on(Metadata, ({topics}) => ({
      brokers: fake.nodes.map((node) => ({...node, rack: null})),
      topics: (topics ?? []).map(({name}) => ({
        name,
        partitions: [0, 1, 2].map((partitionIndex) => ({partitionIndex, leaderId: 1})),
      })),
    })),
  )
  const [plan] = await planReset(cluster, input({}))
  expect(plan?.rows.map(({partition}) => partition)).toEqual([0, 1, 2])
})

test('what is not known of a group or of an offset in a file is null in the plan', async () => {
  await using fake = await start()
  const target = {to: 'rows', rows: [{topic: 'orders', partition: 0, offset: 50}]} as const
  const [plan] = await planReset(open(fake), input({groups: ['new'], target}))
  expect(plan?.type).toBeNull()
  expect(plan?.rows[0]?.newLeaderEpoch).toBeNull()
})
