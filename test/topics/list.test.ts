import {expect, test} from 'vitest'
import {Metadata} from '../../src/lib/apis/metadata.ts'
import {listTopics} from '../../src/lib/topics/list.ts'
import {fakeCluster, on, topicId} from '../support/fake-cluster.ts'
import {open} from '../support/open-cluster.ts'
import {opened} from '../support/opened.ts'

const known = [
  {name: 'payments', topicId: topicId('payments'), partitions: [{replicaNodes: [1, 2]}]},
  {
    name: '__consumer_offsets',
    topicId: topicId('__consumer_offsets'),
    isInternal: true,
    partitions: [{replicaNodes: [1]}],
  },
  {name: 'Orders', topicId: topicId('Orders'), partitions: [{partitionIndex: 1}, {replicaNodes: [1, 2, 3]}]},
  {name: 'secret', errorCode: 29},
]
const start = (release = '4.3.1') =>
  fakeCluster(
    {release},
    on(Metadata, ({topics}) => ({
      brokers: [{nodeId: 1, host: '127.0.0.1', port: 9092, rack: null}],
      topics:
        topics === null
          ? known.filter(({errorCode}) => !errorCode)
          : topics.map(({name}) => known.find((topic) => topic.name === name) ?? {name, errorCode: 3}),
    })),
  )

test.each([
  ['4.3.1', true],
  ['2.8.2-zk', true],
  ['2.0.1-zk', false],
  ['1.1.1-zk', false],
])('Kafka %s: all topics by name, in UTF-16 order', async (release, hasIds) => {
  await using fake = await start(release)
  const id = (name: string) => (hasIds ? topicId(name) : null)
  expect(await opened(listTopics(open(fake)))).toEqual({
    topics: [
      {name: 'Orders', topicId: id('Orders'), isInternal: false, partitionCount: 2, replicationFactor: 3},
      {
        name: '__consumer_offsets',
        topicId: id('__consumer_offsets'),
        isInternal: true,
        partitionCount: 1,
        replicationFactor: 1,
      },
      {name: 'payments', topicId: id('payments'), isInternal: false, partitionCount: 1, replicationFactor: 2},
    ],
    errors: [],
  })
})

test('internal topics are left out unless they are named', async () => {
  await using fake = await start()
  const cluster = open(fake)
  const names = async (selection: Parameters<typeof listTopics>[1]) =>
    (await opened(listTopics(cluster, selection))).topics.map(({name}) => name)
  expect(await names({internal: false})).toEqual(['Orders', 'payments'])
  expect(await names({internal: false, names: ['__consumer_offsets']})).toEqual(['__consumer_offsets'])
  expect(await names({pattern: /^[a-z]/g})).toEqual(['payments'])
  expect(await names({pattern: /^./g})).toEqual(['Orders', '__consumer_offsets', 'payments'])
  expect(await names({pattern: /o/g})).toEqual(['__consumer_offsets'])
  expect(await names({names: ['payments', 'Orders'], pattern: /^O/})).toEqual(['Orders'])
})

test('names that do not exist or may not be seen are errors beside the rest, each requested once', async () => {
  await using fake = await start()
  const {topics, errors} = await opened(listTopics(open(fake), {names: ['nope', 'secret', 'payments', 'nope']}))
  expect(topics.map(({name}) => name)).toEqual(['payments'])
  expect(errors.map(({name, error}) => [name, error.code, error.message])).toEqual([
    ['nope', 3, 'list topic nope: there is no such topic (UNKNOWN_TOPIC_OR_PARTITION)'],
    ['secret', 29, 'list topic secret: Topic authorization failed. (TOPIC_AUTHORIZATION_FAILED)'],
  ])
  expect(
    fake
      .asked(Metadata)
      .at(-1)
      ?.topics?.map(({name}) => name),
  ).toEqual(['nope', 'secret', 'payments'])
  expect(fake.asked(Metadata).every(({allowAutoTopicCreation}) => !allowAutoTopicCreation)).toBe(true)
})
