import {expect, test} from 'vitest'
import {DescribeConfigs} from '../../src/lib/apis/describe-configs.ts'
import {errorCode, kafkaErrors} from '../../src/lib/cluster/error-codes.ts'
import {UsageError} from '../../src/lib/cluster/errors.ts'
import {Failures} from '../../src/lib/cluster/outcome.ts'
import {configsOf, describeConfigs} from '../../src/lib/configs/describe.ts'
import {fakeCluster, on} from '../support/fake-cluster.ts'
import {open} from '../support/open-cluster.ts'

const describing = on(DescribeConfigs, ({resources}, {nodeId}) => ({
  results: resources.toReversed().map(({resourceName, resourceType}) =>
    resourceName === 'nope'
      ? {resourceName, resourceType, errorCode: 3, errorMessage: "The topic 'nope' does not exist."}
      : {
          resourceName,
          resourceType,
          configs: [
            {
              name: 'answered.by',
              value: String(nodeId),
              configSource: 2,
              configType: 3,
              synonyms: [{name: 'log.answered.by', value: '0', source: 4}],
              documentation: 'Who.',
            },
            {
              name: 'secret',
              value: null,
              isSensitive: true,
              readOnly: true,
              configSource: 5,
              configType: 9,
              isDefault: true,
            },
            {name: 'newer', value: 'x', configSource: 99, configType: 99},
          ],
        },
  ),
}))
const topic = (name: string) => ({type: 'TOPIC', name}) as const
const broker = (name: string) => ({type: 'BROKER', name}) as const

test('every field is decoded to Kafka’s terms', async () => {
  await using fake = await fakeCluster(describing)
  expect(await describeConfigs(open(fake), [topic('orders')], {synonyms: true, documentation: true})).toEqual([
    {
      resource: topic('orders'),
      configs: [
        {
          name: 'answered.by',
          value: '1',
          source: 'DYNAMIC_BROKER_CONFIG',
          readOnly: false,
          isSensitive: false,
          type: 'INT',
          synonyms: [{name: 'log.answered.by', value: '0', source: 'STATIC_BROKER_CONFIG'}],
          documentation: 'Who.',
        },
        {
          name: 'secret',
          value: null,
          source: 'DEFAULT_CONFIG',
          readOnly: true,
          isSensitive: true,
          type: 'PASSWORD',
          synonyms: [],
          documentation: null,
        },
        {
          name: 'newer',
          value: 'x',
          source: 'UNKNOWN',
          readOnly: false,
          isSensitive: false,
          type: 'UNKNOWN',
          synonyms: [],
          documentation: null,
        },
      ],
      names: ['answered.by', 'secret', 'newer'],
    },
  ])
  expect(fake.asked(DescribeConfigs)).toMatchObject([
    {includeSynonyms: true, includeDocumentation: true, resources: [{resourceType: 2, resourceName: 'orders'}]},
  ])
})

test.each([
  [0, undefined, undefined],
  [1, true, undefined],
  [2, true, undefined],
  [3, true, true],
])(
  'version %i of the request is asked for synonyms and documentation where it has them',
  async (version, ...wanted) => {
    await using fake = await fakeCluster({...describing, versions: [version, version]})
    await describeConfigs(open(fake), [topic('orders')], {synonyms: true, documentation: true})
    const [asked] = fake.asked(DescribeConfigs)
    const sent = [asked?.includeSynonyms || undefined, asked?.includeDocumentation || undefined]
    expect(sent).toEqual(wanted)
  },
)

test('synonyms and documentation of thousands of configs are requested only if asked for', async () => {
  await using fake = await fakeCluster(describing)
  await describeConfigs(open(fake), [topic('orders')])
  expect(fake.asked(DescribeConfigs)).toMatchObject([{includeSynonyms: false, includeDocumentation: false}])
})

test('each resource is asked only for its own configs', async () => {
  await using fake = await fakeCluster(describing)
  await describeConfigs(open(fake), [topic('a'), topic('b')], {names: ({name}) => [`of.${name}`]})
  expect(fake.asked(DescribeConfigs).flatMap(({resources}) => resources)).toMatchObject([
    {resourceName: 'a', configurationKeys: ['of.a']},
    {resourceName: 'b', configurationKeys: ['of.b']},
  ])
})

test('a few configs of thousands of resources are requested at once', async () => {
  await using fake = await fakeCluster(describing)
  const topics = Array.from({length: 600}, (_, at) => topic(`t${at}`))
  await describeConfigs(open(fake), topics, {names: ['secret'], inOneRequest: true})
  expect(fake.asked(DescribeConfigs).map(({resources}) => resources.length)).toEqual([600])
})

test('topics with the same config names share one list', async () => {
  const named: Record<string, string[]> = {a: ['x', 'y'], b: ['x', 'y'], c: ['x', 'z'], d: ['x'], e: []}
  const differing = on(DescribeConfigs, ({resources}) => ({
    results: resources.map(({resourceName, resourceType}) => ({
      resourceName,
      resourceType,
      configs: named[resourceName]?.map((name) => ({name, value: '', configSource: 1})) ?? [],
    })),
  }))
  await using fake = await fakeCluster(differing)
  const described = await describeConfigs(open(fake), Object.keys(named).map(topic))
  const names = described.map((each) => (each.error ? each.error : each.names))
  expect(names).toEqual(Object.values(named))
  // Thousands of topics with hundreds of configs each would fill the memory with the same words.
  expect(names[1]).toBe(names[0])
})

test('topics whose configs are equal, and others between them: each gets its own', async () => {
  const own = ['x', 'x', 'y', 'x', 'z', 'y']
  const answer = (value: string) => [
    {name: 'cleanup.policy', value, configSource: value === 'x' ? 5 : 1, configType: 7},
    {name: 'retention.ms', value: '1', configSource: 5, configType: 5},
  ]
  await using fake = await fakeCluster(
    on(DescribeConfigs, ({resources}) => ({
      results: resources.map(({resourceName, resourceType}) => ({
        resourceName, resourceType, configs: answer(own[Number(resourceName)] ?? ''),
      })),
    })),
  ) // prettier-ignore
  const set = await describeConfigs(open(fake), own.map((_, at) => topic(`${at}`)), {
    keep: (_, source) => source === 'DYNAMIC_TOPIC_CONFIG',
  }) // prettier-ignore
  expect(set.map((each) => each.error === undefined && each.configs.map(({value}) => value))).toEqual([
    [], [], ['y'], [], ['z'], ['y'],
  ]) // prettier-ignore
  expect(set.map((each) => each.error === undefined && each.names.length)).toEqual([2, 2, 2, 2, 2, 2])
})

test('a missing source is unknown, and not the topic’s own', async () => {
  const silent = on(DescribeConfigs, ({resources}) => ({
    results: resources.map(({resourceName, resourceType}) => ({
      resourceName,
      resourceType,
      configs: [{name: 'x', value: '1', configSource: 0}],
    })),
  }))
  await using fake = await fakeCluster(silent)
  const [described] = await describeConfigs(open(fake), [topic('orders')])
  expect(described).toMatchObject({configs: [{source: 'UNKNOWN'}]})
})

test('thousands of resources are read in batches, in order, keeping only the wanted entries', async () => {
  await using fake = await fakeCluster(describing)
  const topics = Array.from({length: 600}, (_, at) => topic(at === 400 ? 'nope' : `t${at}`))
  const described = await describeConfigs(open(fake), topics, {keep: (name) => name === 'secret'})
  expect(described.map(({resource}) => resource)).toEqual(topics)
  expect(described[0]).toMatchObject({configs: [{name: 'secret'}], names: ['answered.by', 'secret', 'newer']})
  expect(described[400]?.error?.message).toContain('there is no such topic')
  expect(described[599]).toMatchObject({configs: [{name: 'secret'}]})
  // Over two connections, so that a broker can make two answers at a time: which comes first is open.
  expect(
    fake
      .asked(DescribeConfigs)
      .map(({resources}) => resources.length)
      .toSorted(),
  ).toEqual([100, 125, 125, 125, 125])
  expect(fake.connections()).toBe(2)
})

test.each([
  ['2.0.1-zk', 2, 'UNKNOWN', null],
  ['2.8.2-zk', 4, 'INT', 'Who.'],
])(
  'Kafka %s (v%i): types and documentation are returned if the broker has them',
  async (release, version, type, documentation) => {
    await using fake = await fakeCluster({release}, describing)
    const [described] = await describeConfigs(open(fake), [topic('a')], {documentation: true, synonyms: true})
    expect(described).toMatchObject({configs: [{type, documentation, source: 'DYNAMIC_BROKER_CONFIG'}, {}, {}]})
    expect(fake.requests.at(-1)?.version).toBe(version)
  },
)

test.each([
  [topic('a'), 'DYNAMIC_TOPIC_CONFIG'],
  [broker('1'), 'STATIC_BROKER_CONFIG'],
])('before Kafka 1.1 a broker only reports what is a default: %j', async (resource, source) => {
  await using fake = await fakeCluster({...describing, versions: [0, 0]})
  const [described] = await describeConfigs(open(fake), [resource], {synonyms: true, documentation: true})
  expect(described).toMatchObject({configs: [{source}, {source: 'DEFAULT_CONFIG'}, {source}]})
})

test('each broker is asked itself, the rest goes to any in one request; outcomes keep their order', async () => {
  await using fake = await fakeCluster({nodes: 3}, describing)
  const resources = [
    broker('3'),
    topic('orders'),
    broker('2'),
    broker(''),
    topic('nope'),
    {type: 'BROKER_LOGGER', name: '2'} as const,
  ]
  const described = await describeConfigs(open(fake), resources, {names: ['answered.by']})
  expect(described.map(({resource}) => resource)).toEqual(resources)
  expect(described.map((each) => (each.error ? each.error.message : each.configs[0]?.value))).toEqual([
    '3',
    '1',
    '2',
    '1',
    'describe configs of topic nope: there is no such topic (UNKNOWN_TOPIC_OR_PARTITION)',
    '2',
  ])
  const asked = fake.asked(DescribeConfigs)
  expect(asked).toHaveLength(3)
  expect(asked.flatMap((each) => each.resources.map(({configurationKeys}) => configurationKeys))).toEqual(
    resources.map(() => ['answered.by']),
  )
})

test('a broker that is down fails alone', async () => {
  await using fake = await fakeCluster({nodes: 2}, describing)
  const described = await describeConfigs(open(fake), [broker('9'), broker('2')])
  expect(described.map((each) => (each.error ? each.error.message : each.configs[0]?.value))).toEqual([
    'broker 9 is not in the cluster (any more)',
    '2',
  ])
})

test('a broker’s name must be its node id', async () => {
  await using fake = await fakeCluster(describing)
  await expect(describeConfigs(open(fake), [broker('one')])).rejects.toThrow(
    new UsageError("'one' is not a node id: brokers are named by their number"),
  )
})

test('configs cannot be taken without their failures', async () => {
  await using fake = await fakeCluster(describing)
  const [there, missing] = await describeConfigs(open(fake), [topic('orders'), topic('nope')])
  const failures = new Failures()
  expect(configsOf(there, failures).map(({name}) => name)).toEqual(['answered.by', 'secret', 'newer'])
  expect(failures.untold).toEqual([])
  expect(configsOf(missing, failures)).toEqual([])
  expect(failures.untold.map(({message}) => message)).toEqual([
    'describe configs of topic nope: there is no such topic (UNKNOWN_TOPIC_OR_PARTITION)',
  ])
})

test('a resource that is missing in the response is an error, not a resource without configs', async () => {
  await using fake = await fakeCluster(on(DescribeConfigs, () => ({results: []})))
  const [described] = await describeConfigs(open(fake), [topic('orders')])
  expect(described?.error?.message).toContain('the broker did not answer for it')
})

test('a failure that concerns all resources is thrown', async () => {
  const fake = await fakeCluster(describing)
  const cluster = open(fake, {totalTimeoutMs: 500})
  await cluster.brokers()
  await fake.stop(1)
  await expect(describeConfigs(cluster, [topic('orders')])).rejects.toThrow('refused the connection')
  await expect(describeConfigs(cluster, [topic('a'), topic('b')])).rejects.toThrow('refused the connection')
})

test.each([
  [{type: 'GROUP', name: 'g'} as const, 'this broker has no such configs, which came with Kafka 4.0'],
  [{type: 'CLIENT_METRICS', name: 'm'} as const, 'this broker has no such configs, which came with Kafka 3.7'],
  [topic('orders'), 'INVALID_REQUEST'],
])('resources that a release does not have: %j', async (resource, text) => {
  const invalid = on(DescribeConfigs, ({resources}) => ({
    results: resources.map(({resourceType, resourceName}) => ({resourceType, resourceName, errorCode: 42})),
  }))
  await using fake = await fakeCluster(invalid)
  const [described] = await describeConfigs(open(fake), [resource])
  expect(described?.error?.message).toContain(text)
  if (resource.type === 'TOPIC') expect(described?.error?.message).not.toContain('came with')
})

test.each([
  [kafkaErrors(errorCode.invalidRequest).text, 'this broker has no such configs, which came with Kafka 4.0'],
  ['Group name may not be empty', 'Group name may not be empty'],
])(
  'a broker that gives a reason is believed, one that says only that the request is invalid is old: %s',
  async (said, text) => {
    const invalid = on(DescribeConfigs, ({resources}) => ({
      results: resources.map(({resourceType, resourceName}) => ({
        resourceType,
        resourceName,
        errorCode: errorCode.invalidRequest,
        errorMessage: said,
      })),
    }))
    await using fake = await fakeCluster(invalid)
    const [described] = await describeConfigs(open(fake), [{type: 'GROUP', name: 'g'}])
    expect(described?.error?.message).toBe(`describe configs of group g: ${text} (INVALID_REQUEST)`)
  },
)

test('one resource is named in a failure of the whole request, several are counted', async () => {
  await using fake = await fakeCluster(describing)
  const cluster = open(fake)
  const asked: unknown[] = []
  cluster.call = (_: unknown, __: unknown, {what}: {what: string}) => {
    asked.push(what)
    return Promise.reject(new TypeError('a bug in here'))
  }
  await expect(describeConfigs(cluster, [topic('orders')])).rejects.toThrow('a bug')
  await expect(describeConfigs(cluster, [topic('a'), topic('b')])).rejects.toThrow('a bug')
  expect(asked).toEqual(['describe configs of topic orders', 'describe configs of 2'])
})

test('at a single controller everything is asked of that node', async () => {
  await using fake = await fakeCluster({nodes: 2}, describing)
  const described = await describeConfigs(open(fake), [broker('2')], {anywhere: true})
  expect(described.map((each) => (each.error ? each.error.message : each.configs[0]?.value))).toEqual(['1'])
})
