import {expect, test} from 'vitest'
import {CreateTopics} from '../../src/lib/apis/create-topics.ts'
import {UsageError} from '../../src/lib/cluster/errors.ts'
import {createTopics} from '../../src/lib/topics/create.ts'
import {fakeCluster, on, topicId} from '../support/fake-cluster.ts'
import {open} from '../support/open-cluster.ts'

/** Refuses what is named after an error, as a broker does: item by item. */
const creating = on(CreateTopics, ({topics, validateOnly}) => ({
  topics: topics.map(({name, numPartitions, replicationFactor}) => {
    if (name === 'exists') return {name, errorCode: 36, errorMessage: "Topic 'exists' already exists."}
    if (name === 'rf')
      return {
        name,
        errorCode: 38,
        errorMessage: 'The target replication factor of 3 cannot be reached because only 1 broker(s) are registered.',
      }
    return {
      name,
      ...(validateOnly ? {} : {topicId: topicId(name)}),
      numPartitions: Math.max(1, numPartitions),
      replicationFactor: Math.max(1, replicationFactor),
      configs: [{name: 'retention.ms', value: '5', configSource: 1}],
      ...(name === 'blind' ? {topicConfigErrorCode: 29, numPartitions: -1, replicationFactor: -1, configs: null} : {}),
    }
  }),
}))

test.each([
  ['4.3.1', 7],
  ['2.8.2-zk', 7],
  ['2.0.1-zk', 3],
  ['1.1.1-zk', 2],
])('Kafka %s: an outcome per topic, with the chosen values from v5 on', async (release, version) => {
  await using fake = await fakeCluster({release}, creating)
  const outcomes = await createTopics(open(fake), {
    topics: [
      {name: 'orders', partitions: 6, replicationFactor: 2, configs: {'retention.ms': '5', 'cleanup.policy': 'delete'}},
      {name: 'exists', partitions: 1, replicationFactor: 1},
      {name: 'rf', partitions: 1, replicationFactor: 3},
      {
        name: 'placed',
        assignments: [
          [1, 2],
          [2, 1],
        ],
      },
    ],
    timeoutMs: 1234,
  })
  expect(outcomes.map(({name, status}) => [name, status])).toEqual([
    ['orders', 'created'],
    ['exists', 'failed'],
    ['rf', 'failed'],
    ['placed', 'created'],
  ])
  expect(outcomes[0]).toMatchObject(
    version >= 5
      ? {
          topicId: topicId('orders'),
          partitionCount: 6,
          replicationFactor: 2,
          configs: [{name: 'retention.ms', value: '5', source: 'DYNAMIC_TOPIC_CONFIG'}],
        }
      : {topicId: null, partitionCount: null, replicationFactor: null, configs: null},
  )
  expect(outcomes.flatMap((each) => (each.status === 'failed' ? each.error.message : []))).toEqual([
    "create topic exists: Topic 'exists' already exists. (TOPIC_ALREADY_EXISTS)",
    'create topic rf: The target replication factor of 3 cannot be reached because only 1 broker(s) are registered. (INVALID_REPLICATION_FACTOR)',
  ])
  const [sent] = fake.asked(CreateTopics)
  expect(sent).toMatchObject({timeoutMs: 1234, validateOnly: false})
  expect(sent?.topics[0]).toEqual({
    name: 'orders',
    numPartitions: 6,
    replicationFactor: 2,
    assignments: [],
    configs: [
      {name: 'retention.ms', value: '5'},
      {name: 'cleanup.policy', value: 'delete'},
    ],
  })
  expect(sent?.topics[3]).toEqual({
    name: 'placed',
    numPartitions: -1,
    replicationFactor: -1,
    assignments: [
      {partitionIndex: 0, brokerIds: [1, 2]},
      {partitionIndex: 1, brokerIds: [2, 1]},
    ],
    configs: [],
  })
  expect(fake.requests.find(({api}) => api === 'CreateTopics')?.version).toBe(version)
})

test('counts that are left out are the broker’s defaults', async () => {
  await using fake = await fakeCluster(creating)
  expect(await createTopics(open(fake), {topics: [{name: 'a'}]})).toMatchObject([
    {name: 'a', status: 'created', partitionCount: 1, replicationFactor: 1},
  ])
  expect(fake.asked(CreateTopics)[0]?.topics[0]).toMatchObject({numPartitions: -1, replicationFactor: -1})
})

test('before Kafka 2.4 there are no defaults, so nothing is sent', async () => {
  await using fake = await fakeCluster({release: '2.0.1-zk'}, creating)
  await expect(createTopics(open(fake), {topics: [{name: 'a', partitions: 3}]})).rejects.toThrow(
    new UsageError(
      'create topic a: this broker is older than Kafka 2.4 and has no defaults; give the number of partitions and the replication factor',
    ),
  )
  expect(fake.asked(CreateTopics)).toEqual([])
})

test('an existing topic is not a failure if the caller allows it; others may still fail', async () => {
  await using fake = await fakeCluster(creating)
  const outcomes = await createTopics(open(fake), {topics: [{name: 'exists'}, {name: 'rf'}], ifNotExists: true})
  expect(outcomes.map(({status}) => status)).toEqual(['exists', 'failed'])
})

test('validate-only creates nothing', async () => {
  await using fake = await fakeCluster(creating)
  expect(await createTopics(open(fake), {topics: [{name: 'a', partitions: 2}], validateOnly: true})).toMatchObject([
    {name: 'a', status: 'validated', topicId: null, partitionCount: 2},
  ])
  expect(fake.asked(CreateTopics)[0]?.validateOnly).toBe(true)
})

test('without the right to see its configs a created topic has unknown values, not zero', async () => {
  await using fake = await fakeCluster(creating)
  expect(await createTopics(open(fake), {topics: [{name: 'blind'}]})).toEqual([
    {
      name: 'blind',
      status: 'created',
      topicId: topicId('blind'),
      partitionCount: null,
      replicationFactor: null,
      configs: null,
    },
  ])
})

test('the answer of a broker that is no longer the controller is not final', async () => {
  let tries = 0
  await using fake = await fakeCluster(
    on(CreateTopics, ({topics}) => ({
      topics: topics.map(({name}) => ({name, errorCode: tries++ === 0 ? 41 : 0})),
    })),
  )
  expect(await createTopics(open(fake), {topics: [{name: 'a'}]})).toMatchObject([{status: 'created'}])
  expect(tries).toBe(2)
})

test.each([
  [[{name: 'a'}, {name: 'a'}], 'create topic a: it is named twice'],
  [
    [{name: 'a.b'}, {name: 'a_b'}],
    "create topic a_b: its metrics would collide with those of a.b, because '.' and '_' are the same in metric names",
  ],
  [
    [{name: 'a', partitions: 1, assignments: [[1]]}],
    'create topic a: a replica assignment determines the numbers of partitions and replicas; leave out the counts',
  ],
  [[{name: 'a', partitions: 0}], 'create topic a: the number of partitions must be at least 1, not 0'],
  [[{name: 'a', partitions: 1.5}], 'create topic a: the number of partitions must be at least 1, not 1.5'],
  [
    [{name: 'a', replicationFactor: 40_000}],
    'create topic a: the replication factor must be between 1 and 32767, not 40000',
  ],
])('%j is contradictory, so nothing is sent', async (topics, message) => {
  await using fake = await fakeCluster(creating)
  await expect(createTopics(open(fake), {topics})).rejects.toThrow(new UsageError(message))
  expect(fake.requests).toEqual([])
})
