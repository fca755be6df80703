import {expect, test} from 'vitest'
import {DescribeConfigs} from '../../src/lib/apis/describe-configs.ts'
import {DescribeTopicPartitions} from '../../src/lib/apis/describe-topic-partitions.ts'
import {ListPartitionReassignments} from '../../src/lib/apis/list-partition-reassignments.ts'
import {Metadata} from '../../src/lib/apis/metadata.ts'
import {KafkaError, UnsupportedApi} from '../../src/lib/cluster/errors.ts'
import {describeTopics} from '../../src/lib/topics/describe.ts'
import {after, fakeCluster, on, topicId} from '../support/fake-cluster.ts'
import {open} from '../support/open-cluster.ts'
import {opened} from '../support/opened.ts'

const partition = (partitionIndex: number) => ({
  partitionIndex,
  leaderId: partitionIndex + 1,
  leaderEpoch: 7,
  replicaNodes: [1, 2],
  isrNodes: [partitionIndex + 1],
  offlineReplicas: [2],
})
const sizes: Record<string, number> = {orders: 2, wide: 5}
/** Names in the order of the broker, which sorts them. */
const topic = (name: string, from = 0, to = sizes[name] ?? 0) =>
  name in sizes
    ? {name, topicId: topicId(name), partitions: Array.from({length: to - from}, (_, at) => partition(from + at))}
    : {name, errorCode: 3}

const byMetadata = on(Metadata, ({topics, includeTopicAuthorizedOperations}) => ({
  brokers: [1, 2].map((nodeId) => ({nodeId, host: '127.0.0.1', port: fakePort, rack: null})),
  topics: (topics ?? Object.keys(sizes).map((name) => ({name, topicId: ''}))).map((asked) => {
    const name = asked.name ?? Object.keys(sizes).find((each) => topicId(each) === asked.topicId)
    if (name === undefined) return {errorCode: 100, topicId: asked.topicId}
    return {...topic(name), topicAuthorizedOperations: includeTopicAuthorizedOperations ? 0b1_0000_1000 : -2147483648}
  }),
}))
let fakePort = 0

/** Answers in pages as a broker does: topics by name (all if none is named), no more partitions than asked for. */
const pagesOf = (sizeOf: Readonly<Record<string, number>>) =>
  on(DescribeTopicPartitions, ({topics, cursor, responsePartitionLimit: limit}) => {
    const names = topics.length > 0 ? topics.map(({name}) => name).toSorted() : Object.keys(sizeOf).toSorted()
    const page = []
    let left = Math.min(limit, 2000)
    for (const name of names.filter((each) => !cursor || each >= cursor.topicName)) {
      if (left === 0) return {topics: page, nextCursor: {topicName: name, partitionIndex: 0}}
      const size = sizeOf[name]
      if (size === undefined) {
        page.push({name, errorCode: 3})
        continue
      }
      const from = cursor?.topicName === name ? cursor.partitionIndex : 0
      const to = Math.min(size, from + left)
      const partitions = Array.from({length: to - from}, (_, at) => ({
        ...partition(from + at),
        eligibleLeaderReplicas: [2],
        lastKnownElr: from + at === 0 ? null : [],
      }))
      const isInternal = name === internal
      page.push({name, topicId: topicId(name), isInternal, partitions, topicAuthorizedOperations: 0b1_0000_1000})
      left -= to - from
      if (to < size) return {topics: page, nextCursor: {topicName: name, partitionIndex: to}}
    }
    return {topics: page, nextCursor: null}
  })
const byPages = pagesOf(sizes)

/** 700 small topics and a large one. */
const many: Readonly<Record<string, number>> = {
  ...Object.fromEntries(Array.from({length: 700}, (_, at) => [`t${String(at).padStart(4, '0')}`, 1])),
  wide: 2500,
}
const internal = 't0007'
const everything = pagesOf(many)

const configs = on(DescribeConfigs, ({resources}) => ({
  results: resources.map(({resourceName, resourceType, configurationKeys}) =>
    resourceName in sizes
      ? {
          resourceName,
          resourceType,
          configs: [
            {name: 'min.insync.replicas', value: '2', configSource: 3},
            {name: 'retention.ms', value: '1', configSource: 1},
            {name: 'segment.bytes', value: '9', configSource: 5},
          ].filter(({name}) => !configurationKeys || configurationKeys.includes(name)),
        }
      : {resourceName, resourceType, errorCode: 29},
  ),
}))
const moving = on(ListPartitionReassignments, () => ({
  topics: [
    {name: 'orders', partitions: [{partitionIndex: 1, replicas: [1, 2], addingReplicas: [2], removingReplicas: [1]}]},
  ],
}))

async function start(release: string, ...more: Parameters<typeof fakeCluster>[1][]) {
  const fake = await fakeCluster({release, nodes: 2}, byMetadata, byPages, configs, moving, ...more)
  fakePort = fake.ports[0] ?? 0
  return fake
}

test.each([
  ['4.3.1', 'DescribeTopicPartitions'],
  ['3.9.1-kraft', 'DescribeTopicPartitions'],
  ['3.9.1-zk', 'Metadata'],
  ['2.8.2-zk', 'Metadata'],
  ['2.0.1-zk', 'Metadata'],
])('Kafka %s: partitions by %s, in order; values that the release does not report are null', async (release, api) => {
  await using fake = await start(release)
  const {topics, errors} = await opened(
    describeTopics(open(fake), {names: ['orders', 'nope'], authorizedOperations: true}),
  )
  const old = release === '2.0.1-zk'
  const paged = api === 'DescribeTopicPartitions'
  const expected = (index: number) => ({
    partition: index,
    leader: index + 1,
    leaderEpoch: old ? -1 : 7,
    replicas: [1, 2],
    isr: [index + 1],
    offlineReplicas: [2],
    eligibleLeaderReplicas: paged ? [2] : null,
    lastKnownEligibleLeaderReplicas: paged ? [] : null,
    errorCode: 0,
    reassignment: null,
  })
  expect(topics).toEqual([
    {
      name: 'orders',
      topicId: old ? null : topicId('orders'),
      isInternal: false,
      partitionCount: 2,
      replicationFactor: 2,
      partitions: [expected(0), expected(1)],
      configs: null,
      configsError: null,
      minInsyncReplicas: null,
      authorizedOperations: old ? null : ['READ', 'DESCRIBE'],
    },
  ])
  expect(errors.map(({error}) => error.message)).toEqual([
    'describe topic nope: there is no such topic (UNKNOWN_TOPIC_OR_PARTITION)',
  ])
  expect(fake.asked(DescribeTopicPartitions).length > 0).toBe(paged)
})

test('a topic that is longer than a page continues on the next one', async () => {
  await using fake = await start('4.3.1')
  const {topics} = await opened(describeTopics(open(fake), {pattern: /./, partitionLimit: 3}))
  expect(topics.map(({name, partitions}) => [name, partitions.map(({partition: index}) => index)])).toEqual([
    ['orders', [0, 1]],
    ['wide', [0, 1, 2, 3, 4]],
  ])
  expect(fake.asked(DescribeTopicPartitions).map(({cursor}) => cursor?.topicName)).toEqual(
    [undefined, 'wide', 'wide'].slice(0, 3),
  )
})

test('all topics: page after page, with configs requested in parallel', async () => {
  const named = on(DescribeConfigs, ({resources}) => ({
    results: resources.map(({resourceName, resourceType}) => ({
      resourceName,
      resourceType,
      configs: [
        {name: 'retention.ms', value: resourceName, configSource: 1},
        {name: 'segment.bytes', value: '9', configSource: 5},
      ],
    })),
  }))
  await using fake = await fakeCluster({release: '4.3.1'}, everything, named)
  const namesOf = new Map<unknown, readonly string[]>()
  const each = (topic: unknown, names: readonly string[]) => void namesOf.set(topic, names)
  const {topics, errors} = await opened(describeTopics(open(fake), {configs: 'overridden', each}))
  expect(errors).toEqual([])
  expect(topics.map(({name, partitionCount}) => [name, partitionCount])).toEqual(Object.entries(many))
  for (const {name, partitions, configs: own} of topics) {
    expect(partitions.map(({partition: index}) => index)).toEqual(Array.from({length: many[name] ?? 0}, (_, at) => at))
    expect(own?.map(({value}) => value)).toEqual([name])
  }
  // Each was handed on, once, with the names of its configs.
  expect(new Set(namesOf.keys())).toEqual(new Set(topics))
  expect([...namesOf.values()].every((names) => names.join() === 'retention.ms,segment.bytes')).toBe(true)
  expect(namesOf.size).toBe(701)
  // The first page is small, so that what comes next can begin; the others are as large as brokers let them be.
  const pages = fake.asked(DescribeTopicPartitions)
  expect(pages.map(({topics: asked}) => asked)).toEqual([[], [], []])
  expect(pages.map(({cursor}) => cursor)).toEqual([
    null,
    {topicName: 't0250', partitionIndex: 0},
    {topicName: 'wide', partitionIndex: 1550},
  ])
  expect(pages.map(({responsePartitionLimit: limit}) => limit)).toEqual([250, 2000, 2000])
  const apis = fake.requests.map(({api}) => api)
  expect(apis.indexOf('DescribeConfigs')).toBeLessThan(apis.lastIndexOf('DescribeTopicPartitions'))
  expect(apis).not.toContain('Metadata')
})

test("all topics but internal ones; the user's limit holds for every page", async () => {
  await using fake = await fakeCluster({release: '4.3.1'}, everything)
  const {topics} = await opened(describeTopics(open(fake), {internal: false, partitionLimit: 1000}))
  expect(topics.map(({name}) => name)).toEqual(Object.keys(many).filter((name) => name !== internal))
  expect(fake.asked(DescribeTopicPartitions).map(({responsePartitionLimit: limit}) => limit)).toEqual(
    [1000, 1000, 1000, 1000], // 3200 partitions
  )
})

test('all topics: when a page fails, that is the error, and other requests are not waited for', async () => {
  const failing = on(DescribeTopicPartitions, () => ({
    topics: [topic('wide', 0, 1)],
    nextCursor: {topicName: 'wide', partitionIndex: 1},
  }))
  const refusing = on(DescribeConfigs, () => after(20, {results: [], errorCode: 29}))
  await using fake = await fakeCluster({release: '4.3.1'}, failing, refusing)
  await expect(opened(describeTopics(open(fake), {configs: 'all'}))).rejects.toThrow('does not get past wide-1')
})

test('a topic that is deleted in the meantime is an error only if it was named', async () => {
  const gone = on(DescribeTopicPartitions, ({topics}) => ({
    topics: topics.map(({name}) => (name === 'orders' ? {name, errorCode: 3} : topic(name))),
  }))
  await using fake = await start('4.3.1', gone)
  const cluster = open(fake)
  const all = await opened(describeTopics(cluster, {pattern: /./}))
  expect([all.topics.map(({name}) => name), all.errors]).toEqual([['wide'], []])
  const named = await opened(describeTopics(cluster, {names: ['orders', 'wide']}))
  expect([named.topics.map(({name}) => name), named.errors.map(({name}) => name)]).toEqual([['wide'], ['orders']])
})

test('a broker whose pages do not advance is not asked forever', async () => {
  await using fake = await start(
    '4.3.1',
    on(DescribeTopicPartitions, () => ({
      topics: [topic('wide', 0, 1)],
      nextCursor: {topicName: 'wide', partitionIndex: 1},
    })),
  )
  await expect(opened(describeTopics(open(fake), {names: ['wide']}))).rejects.toThrow('does not get past wide-1')
})

test('configs: all, overridden or some, with min.insync.replicas as a number', async () => {
  await using fake = await start('4.3.1')
  const cluster = open(fake)
  const describe = async (wanted: 'all' | 'overridden' | string[]) => {
    const {topics} = await opened(describeTopics(cluster, {names: ['orders'], configs: wanted}))
    return [
      topics[0]?.configs?.map(({name, value, source}) => `${name}=${value} ${source}`),
      topics[0]?.minInsyncReplicas,
    ]
  }
  const overridden = ['min.insync.replicas=2 DYNAMIC_DEFAULT_BROKER_CONFIG', 'retention.ms=1 DYNAMIC_TOPIC_CONFIG']
  expect(await describe('all')).toEqual([[...overridden, 'segment.bytes=9 DEFAULT_CONFIG'], 2])
  expect(await describe('overridden')).toEqual([overridden, 2])
  expect(await describe(['retention.ms'])).toEqual([[overridden[1]], null])
})

test('configs that may not be read are an error of their topic only', async () => {
  await using fake = await start(
    '4.3.1',
    on(DescribeConfigs, ({resources}) => ({
      results: resources.map(({resourceType, resourceName}) => ({
        resourceType,
        resourceName,
        errorCode: resourceName === 'orders' ? 29 : 0,
      })),
    })),
  )
  const {topics, errors} = await opened(describeTopics(open(fake), {names: ['wide', 'orders'], configs: 'all'}))
  expect(topics.map(({name, configs: entries, configsError}) => [name, entries, configsError?.message])).toEqual([
    ['wide', [], undefined],
    ['orders', null, 'describe configs of topic orders: Topic authorization failed. (TOPIC_AUTHORIZATION_FAILED)'],
  ])
  expect(errors).toEqual([])
})

test('a partition that is being reassigned says so', async () => {
  await using fake = await start('4.3.1')
  const {topics, reassignmentsError} = await opened(
    describeTopics(open(fake), {names: ['orders'], reassignments: true}),
  )
  expect(topics[0]?.partitions.map(({reassignment}) => reassignment)).toEqual([null, {adding: [2], removing: [1]}])
  expect(reassignmentsError).toBeNull()
})

test.each([
  ['2.0.1-zk', UnsupportedApi],
  ['4.3.1', KafkaError],
])('Kafka %s cannot or may not list reassignments, and the rest is still returned', async (release, kind) => {
  await using fake = await start(
    release,
    on(ListPartitionReassignments, () => ({errorCode: 31})),
  )
  const {topics, reassignmentsError} = await opened(
    describeTopics(open(fake), {names: ['orders'], reassignments: true}),
  )
  expect(topics).toHaveLength(1)
  expect(reassignmentsError).toBeInstanceOf(kind)
})

test('topics are described by their ids', async () => {
  await using fake = await start('4.3.1')
  const {topics, errors} = await opened(
    describeTopics(open(fake), {ids: [topicId('wide'), topicId('gone')], configs: 'all'}),
  )
  expect(
    topics.map(({name, topicId: id, partitionCount, minInsyncReplicas}) => [
      name,
      id,
      partitionCount,
      minInsyncReplicas,
    ]),
  ).toEqual([['wide', topicId('wide'), 5, 2]])
  expect(errors.map(({name, error}) => [name, error.code])).toEqual([[topicId('gone'), 100]])
})

test('brokers before Kafka 3.1 do not find topics by their ids', async () => {
  await using fake = await start('2.8.2-zk')
  await expect(opened(describeTopics(open(fake), {ids: [topicId('wide')]}))).rejects.toThrow(
    new UnsupportedApi('describe topics by id: needs version 12 of Metadata (Kafka 3.1), the broker has 11; use names'),
  )
})

test('a cluster without topics is trusted when it says so twice, because an empty list does not mean all to every broker', async () => {
  await using fake = await fakeCluster(pagesOf({}))
  expect(await opened(describeTopics(open(fake), {configs: 'all'}))).toEqual({
    topics: [],
    errors: [],
    reassignmentsError: null,
  })
  expect(fake.requests.map(({api}) => api)).toEqual(['ApiVersions', 'DescribeTopicPartitions', 'Metadata'])
})
