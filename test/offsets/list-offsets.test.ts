import {expect, test} from 'vitest'
import {ListOffsets} from '../../src/lib/apis/list-offsets.ts'
import {Metadata} from '../../src/lib/apis/metadata.ts'
import {UnsupportedApi, UsageError} from '../../src/lib/cluster/errors.ts'
import {listOffsets, type OffsetSpec} from '../../src/lib/offsets/list-offsets.ts'
import {fakeCluster, on} from '../support/fake-cluster.ts'
import {open} from '../support/open-cluster.ts'

/** Offset = 1000 + partition for the end, partition for the start, 500 for a time, unless the time is 9. */
const listing = on(ListOffsets, ({topics}) => ({
  topics: topics.map(({name, partitions}) => ({
    name,
    partitions: partitions.toReversed().map(({partitionIndex, timestamp}) => {
      if (timestamp === 9) return {partitionIndex, timestamp: -1, offset: -1}
      if (timestamp >= 0) return {partitionIndex, timestamp: timestamp + 1, offset: 500, leaderEpoch: 3}
      return {partitionIndex, timestamp: -1, offset: timestamp === -1 ? 1000 + partitionIndex : partitionIndex}
    }),
  })),
}))
const at = (partition: number, spec: OffsetSpec, topic = 'orders') => ({topic, partition, spec})

test.each(['4.3.1', '2.8.2-zk', '2.0.1-zk', '1.1.1-zk'])(
  'Kafka %s: outcomes in the order of the queries',
  async (release) => {
    await using fake = await fakeCluster({release, nodes: 2, topics: {orders: 3, other: 1}}, listing)
    const outcomes = await listOffsets(open(fake), [
      at(2, 'latest'),
      at(0, {timestamp: 70}),
      at(0, 'latest', 'other'),
      at(2, 'earliest'),
      at(1, {timestamp: 9}),
    ])
    const epoch = release === '4.3.1' || release === '2.8.2-zk' ? 3 : null
    expect(outcomes).toEqual([
      {topic: 'orders', partition: 2, offset: 1002, timestamp: null, leaderEpoch: null},
      {topic: 'orders', partition: 0, offset: 500, timestamp: 71, leaderEpoch: epoch},
      {topic: 'other', partition: 0, offset: 1000, timestamp: null, leaderEpoch: null},
      {topic: 'orders', partition: 2, offset: 2, timestamp: null, leaderEpoch: null},
      {topic: 'orders', partition: 1, offset: null, timestamp: null, leaderEpoch: null},
    ])
  },
)

test('each leader is asked once, once more for a second question about the same partition', async () => {
  await using fake = await fakeCluster({nodes: 3, topics: {orders: 30}}, listing)
  const queries = Array.from({length: 30}, (_, partition) => at(partition, 'latest'))
  const cluster = open(fake)
  await listOffsets(cluster, queries)
  expect([1, 2, 3].map((node) => fake.asked(ListOffsets, node).length)).toEqual([1, 1, 1])
  await listOffsets(cluster, [...queries, at(0, 'earliest'), at(3, 'earliest')])
  expect([1, 2, 3].map((node) => fake.asked(ListOffsets, node).length)).toEqual([3, 2, 2])
  const places = fake
    .asked(ListOffsets)
    .map(({topics}) => topics.flatMap(({partitions}) => partitions.map((p) => p.partitionIndex)))
  expect(places.every((each) => new Set(each).size === each.length)).toBe(true)
})

test.each([
  ['read_uncommitted', 0],
  ['read_committed', 1],
] as const)('%s is isolation level %i', async (isolation, level) => {
  await using fake = await fakeCluster({topics: {orders: 1}}, listing)
  await listOffsets(open(fake), [at(0, 'latest')], {isolation})
  expect(fake.asked(ListOffsets)).toMatchObject([{isolationLevel: level, replicaId: -1}])
})

test.each([
  ['earliest', -2],
  ['latest', -1],
  ['maxTimestamp', -3],
  ['earliestLocal', -4],
  ['latestTiered', -5],
  ['earliestPendingUpload', -6],
] as const)('%s is asked for as %i', async (spec, timestamp) => {
  await using fake = await fakeCluster({topics: {orders: 1}}, listing)
  await listOffsets(open(fake), [at(0, spec)])
  expect(fake.asked(ListOffsets)[0]?.topics[0]?.partitions[0]?.timestamp).toBe(timestamp)
})

test.each([
  ['2.8.2-zk', 'maxTimestamp', 'needs version 7 of ListOffsets (Kafka 3.0), the broker has 6'],
  ['3.5.2-kraft', 'latestTiered', 'needs version 9 of ListOffsets (Kafka 3.9), the broker has 8'],
  ['2.0.1-zk', 'earliestLocal', 'needs version 8 of ListOffsets (Kafka 3.5), the broker has 3'],
] as const)('Kafka %s is too old for %s', async (release, spec, message) => {
  await using fake = await fakeCluster({release, topics: {orders: 1}}, listing)
  await expect(listOffsets(open(fake), [at(0, spec)])).rejects.toThrow(
    new UnsupportedApi(`list offsets: the ${spec} offset ${message}`),
  )
})

test.each([-1, -2, 1.5, Number.NaN])('%d is no time', async (timestamp) => {
  await using fake = await fakeCluster({topics: {orders: 1}}, listing)
  await expect(listOffsets(open(fake), [at(0, {timestamp})])).rejects.toThrow(UsageError)
  expect(fake.requests).toEqual([])
})

test('brokers before 0.11 know no transactions, so read_committed is what they do', async () => {
  await using fake = await fakeCluster({topics: {orders: 1}}, {...listing, versions: [1, 1]})
  const outcomes = await listOffsets(open(fake), [at(0, 'latest')], {isolation: 'read_committed'})
  expect(outcomes).toMatchObject([{offset: 1000}])
})

test('unknown, leaderless and refused partitions fail alone', async () => {
  await using fake = await fakeCluster(
    on(Metadata, ({topics}) => ({
      brokers: [{...fake.nodes[0], rack: null}],
      topics: (topics ?? []).map(({name}) => {
        if (name === 'gone') return {name, errorCode: 3}
        if (name === 'secret') return {name, errorCode: 29}
        return {
          name,
          partitions: [0, 1, 2].map((partitionIndex) => ({partitionIndex, leaderId: partitionIndex === 1 ? -1 : 1})),
        }
      }),
    })),
    on(ListOffsets, ({topics}) => ({
      topics: topics.map(({name, partitions}) => ({
        name,
        partitions: partitions.map(({partitionIndex}) => ({
          partitionIndex,
          offset: 8,
          errorCode: partitionIndex === 2 ? 43 : 0,
        })),
      })),
    })),
  )
  const queries = [
    at(0, 'latest', 'gone'),
    at(0, 'latest', 'secret'),
    at(1, 'latest'),
    at(2, {timestamp: 5}),
    at(0, 'latest'),
  ]
  const outcomes = await listOffsets(open(fake), queries, {timeoutMs: 300})
  expect(outcomes.map((outcome) => (outcome.error ? outcome.error.message : outcome.offset))).toEqual([
    'list the latest offset of gone-0: there is no such partition (UNKNOWN_TOPIC_OR_PARTITION)',
    'list the latest offset of secret-0: Topic authorization failed. (TOPIC_AUTHORIZATION_FAILED)',
    'list the latest offset of orders-1: the partition has no leader at the moment (LEADER_NOT_AVAILABLE)',
    'list the time offset of orders-2: The message format version on the broker does not support the request. (UNSUPPORTED_FOR_MESSAGE_FORMAT)',
    8,
  ])
})

test('no queries: nothing is asked', async () => {
  await using fake = await fakeCluster(listing)
  expect(await listOffsets(open(fake), [])).toEqual([])
  expect(fake.requests).toEqual([])
})
