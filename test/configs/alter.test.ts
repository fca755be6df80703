import {expect, test} from 'vitest'
import {AlterConfigs} from '../../src/lib/apis/alter-configs.ts'
import {DescribeConfigs} from '../../src/lib/apis/describe-configs.ts'
import {IncrementalAlterConfigs} from '../../src/lib/apis/incremental-alter-configs.ts'
import {UsageError} from '../../src/lib/cluster/errors.ts'
import {alterConfigs, alterConfigsOfTopics} from '../../src/lib/configs/alter.ts'
import {fakeCluster, on} from '../support/fake-cluster.ts'
import {open} from '../support/open-cluster.ts'

const done = ({resources}: {resources: readonly {resourceType: number; resourceName: string}[]}) => ({
  responses: resources.map(({resourceType, resourceName}) => ({resourceType, resourceName})),
})
const refused = ({resources}: {resources: readonly {resourceType: number; resourceName: string}[]}) => ({
  responses: resources.map(({resourceType, resourceName}) => ({
    resourceType,
    resourceName,
    errorCode: 40,
    errorMessage: 'Unknown topic config name: x',
  })),
})
const orders = {type: 'TOPIC', name: 'orders'} as const

/** What the topic has of its own (source 1), what it inherits (5) and a list. */
const present = on(DescribeConfigs, ({resources}) => ({
  results: resources.map(({resourceType, resourceName}) => ({
    resourceType,
    resourceName,
    configs: [
      {name: 'retention.ms', value: '1', configSource: 1},
      {name: 'cleanup.policy', value: 'delete', configSource: 5},
      {name: 'segment.bytes', value: '9', configSource: 1},
      {name: 'throttled', value: '0:1, 1:1', configSource: 1},
      {name: 'flush.ms', value: '7', configSource: 4},
    ],
  })),
}))
const changes = {
  set: {'max.message.bytes': '5'},
  unset: ['segment.bytes'],
  append: {'cleanup.policy': 'compact'},
  subtract: {throttled: '0:1'},
}

test('one incremental request carries all changes', async () => {
  await using fake = await fakeCluster(on(IncrementalAlterConfigs, done))
  expect(await alterConfigs(open(fake), orders, changes)).toEqual({
    resource: orders,
    api: 'IncrementalAlterConfigs',
    validateOnly: false,
  })
  expect(fake.asked(IncrementalAlterConfigs)).toEqual([
    {
      validateOnly: false,
      resources: [
        {
          resourceType: 2,
          resourceName: 'orders',
          configs: [
            {name: 'max.message.bytes', configOperation: 0, value: '5'},
            {name: 'segment.bytes', configOperation: 1, value: null},
            {name: 'cleanup.policy', configOperation: 2, value: 'compact'},
            {name: 'throttled', configOperation: 3, value: '0:1'},
          ],
        },
      ],
    },
  ])
})

test.each(['2.0.1-zk', '1.1.1-zk'])(
  'Kafka %s: unchanged configs are written again with the changed ones',
  async (release) => {
    await using fake = await fakeCluster({release}, present, on(AlterConfigs, done))
    expect(await alterConfigs(open(fake), orders, changes, {validateOnly: true})).toEqual({
      resource: orders,
      api: 'AlterConfigs',
      validateOnly: true,
    })
    const [sent] = fake.asked(AlterConfigs)
    expect(sent?.validateOnly).toBe(true)
    expect(new Map(sent?.resources[0]?.configs.map(({name, value}) => [name, value]))).toEqual(
      new Map([
        ['retention.ms', '1'],
        ['max.message.bytes', '5'],
        ['cleanup.policy', 'delete,compact'],
        ['throttled', '1:1'],
      ]),
    )
  },
)

test('before Kafka 2.3: appending to an unset list creates it', async () => {
  await using fake = await fakeCluster({release: '2.0.1-zk'}, present, on(AlterConfigs, done))
  await alterConfigs(open(fake), orders, {append: {'follower.replication.throttled.replicas': '0:1'}})
  expect(fake.asked(AlterConfigs)[0]?.resources[0]?.configs).toContainEqual({
    name: 'follower.replication.throttled.replicas',
    value: '0:1',
  })
})

test('before Kafka 2.3: an unreadable secret would be lost, so nothing is written', async () => {
  const secret = on(DescribeConfigs, ({resources}) => ({
    results: resources.map(({resourceType, resourceName}) => ({
      resourceType,
      resourceName,
      configs: [{name: 'ssl.key.password', value: null, isSensitive: true, configSource: 2}],
    })),
  }))
  await using fake = await fakeCluster({release: '2.0.1-zk'}, secret, on(AlterConfigs, done))
  const cluster = open(fake)
  const broker = {type: 'BROKER', name: '1'} as const
  await expect(alterConfigs(cluster, broker, {set: {'log.cleaner.threads': '2'}})).rejects.toThrow(
    new UsageError(
      "alter configs of broker 1: this broker (before Kafka 2.3) can only replace all configs together, and 'ssl.key.password' is secret and cannot be read: set it as well to keep it",
    ),
  )
  expect(fake.asked(AlterConfigs)).toEqual([])
  await alterConfigs(cluster, broker, {set: {'log.cleaner.threads': '2', 'ssl.key.password': 'p'}})
  expect(fake.asked(AlterConfigs)[0]?.resources[0]?.configs).toEqual([
    {name: 'ssl.key.password', value: 'p'},
    {name: 'log.cleaner.threads', value: '2'},
  ])
})

test.each(['4.3.1', '2.0.1-zk'])('Kafka %s: a refusal carries the broker’s words', async (release) => {
  await using fake = await fakeCluster(
    {release},
    present,
    on(IncrementalAlterConfigs, refused),
    on(AlterConfigs, refused),
  )
  await expect(alterConfigs(open(fake), orders, {set: {x: '1'}})).rejects.toThrow(
    'alter configs of topic orders: Unknown topic config name: x (INVALID_CONFIG)',
  )
})

test('a broker’s configs are changed at that broker, cluster-wide ones at any', async () => {
  await using fake = await fakeCluster({nodes: 3}, on(IncrementalAlterConfigs, done))
  const cluster = open(fake)
  await alterConfigs(cluster, {type: 'BROKER', name: '3'}, {unset: ['a']})
  await alterConfigs(cluster, {type: 'BROKER', name: ''}, {unset: ['a']})
  expect([1, 2, 3].map((node) => fake.asked(IncrementalAlterConfigs, node).length)).toEqual([1, 0, 1])
})

test.each([
  [{}, 'alter configs of topic orders: no configs were given'],
  [{set: {a: '1'}, unset: ['a']}, "alter configs of topic orders: 'a' is given twice"],
  [{set: {'': '1'}}, 'alter configs of topic orders: a config name is empty'],
])('%j: nothing is sent', async (some, message) => {
  await using fake = await fakeCluster(on(IncrementalAlterConfigs, done))
  await expect(alterConfigs(open(fake), orders, some)).rejects.toThrow(new UsageError(message))
  expect(fake.requests).toEqual([])
})

test('before Kafka 2.3: configs that may not be read would be lost, so nothing is written', async () => {
  const forbidden = on(DescribeConfigs, ({resources}) => ({
    results: resources.map(({resourceType, resourceName}) => ({resourceType, resourceName, errorCode: 29})),
  }))
  await using fake = await fakeCluster({release: '2.0.1-zk'}, forbidden, on(AlterConfigs, done))
  await expect(alterConfigs(open(fake), orders, {set: {x: '1'}})).rejects.toThrow('TOPIC_AUTHORIZATION_FAILED')
  expect(fake.asked(AlterConfigs)).toEqual([])
})

test('before Kafka 2.3 each of several topics keeps its own configs', async () => {
  const own = on(DescribeConfigs, ({resources}) => ({
    results: resources.map(({resourceType, resourceName}) => ({
      resourceType,
      resourceName,
      configs: [{name: 'retention.ms', value: resourceName === 'a' ? '1' : '2', configSource: 1}],
    })),
  }))
  await using fake = await fakeCluster({release: '2.0.1-zk'}, own, on(AlterConfigs, done))
  expect(await alterConfigsOfTopics(open(fake), ['a', 'b'], {set: {'segment.bytes': '9'}})).toEqual([null, null])
  expect(fake.asked(AlterConfigs).map(({validateOnly}) => validateOnly)).toEqual([false, false])
  const sent = fake.asked(AlterConfigs).flatMap(({resources}) => resources)
  const written = sent.map(({resourceName, configs}) => [
    resourceName,
    configs.map(({name, value}) => `${name}=${value}`),
  ])
  expect(new Map(written as [string, string[]][])).toEqual(
    new Map([
      ['a', ['retention.ms=1', 'segment.bytes=9']],
      ['b', ['retention.ms=2', 'segment.bytes=9']],
    ]),
  )
  expect(fake.asked(IncrementalAlterConfigs)).toEqual([])
})

test('several topics are changed, unless the request is for validation only', async () => {
  await using fake = await fakeCluster(on(IncrementalAlterConfigs, done))
  await alterConfigsOfTopics(open(fake), ['a', 'b'], {set: {'segment.bytes': '9'}})
  expect(fake.asked(IncrementalAlterConfigs).map(({validateOnly}) => validateOnly)).toEqual([false])
})

test('without topics nothing is sent', async () => {
  await using fake = await fakeCluster(on(IncrementalAlterConfigs, done))
  expect(await alterConfigsOfTopics(open(fake), [], {set: {'segment.bytes': '9'}})).toEqual([])
  expect(fake.requests).toEqual([])
})

test('several topics before Kafka 2.3: a refused topic does not stop the others', async () => {
  const some = on(AlterConfigs, ({resources}) => ({
    responses: resources.map(({resourceType, resourceName}) => ({
      resourceType,
      resourceName,
      errorCode: resourceName === 'b' ? 29 : 0,
    })),
  }))
  await using fake = await fakeCluster({release: '2.0.1-zk'}, present, some)
  const told: number[] = []
  const onProgress = (count: number) => told.push(count)
  expect(await alterConfigsOfTopics(open(fake), ['a', 'b', 'c'], {set: {x: '1'}}, {onProgress})).toMatchObject([
    null,
    {codeName: 'TOPIC_AUTHORIZATION_FAILED'},
    null,
  ])
  // One after the other.
  expect(told).toEqual([1, 2])
})

test('several topics before Kafka 2.3: only what a broker refuses is the outcome of a topic', async () => {
  await using fake = await fakeCluster({release: '2.0.1-zk'}, present)
  const cluster = open(fake)
  const bug = new TypeError('a bug in here')
  const call = cluster.call.bind(cluster)
  cluster.call = (api: unknown, ...rest: never[]) =>
    api === AlterConfigs ? Promise.reject(bug) : call(api as never, ...(rest as [never, never]))
  await expect(alterConfigsOfTopics(cluster, ['a'], {set: {x: '1'}})).rejects.toBe(bug)
})
