import {expect, test} from 'vitest'
import {CreatePartitions} from '../../src/lib/apis/create-partitions.ts'
import {UsageError} from '../../src/lib/cluster/errors.ts'
import {addPartitions} from '../../src/lib/topics/add-partitions.ts'
import {fakeCluster, on} from '../support/fake-cluster.ts'
import {open} from '../support/open-cluster.ts'

const topics = {orders: 3, events: 2}
const adding = on(CreatePartitions, (request) => ({
  results: request.topics.map(({name, count}) => {
    const present = topics[name as keyof typeof topics]
    if (count > present) return {name, errorCode: 0}
    return {
      name,
      errorCode: 37,
      errorMessage: `The topic ${name} currently has ${present} partition(s); ${count} would not be an increase.`,
    }
  }),
}))

test.each(['4.3.1', '2.8.2-zk', '2.0.1-zk', '1.1.1-zk'])(
  'Kafka %s: an outcome per topic with the count before',
  async (release) => {
    await using fake = await fakeCluster({release, topics}, adding)
    const outcomes = await addPartitions(open(fake), [
      {name: 'orders', count: 2},
      {name: 'nope', count: 9},
      {name: 'events', count: 4, assignments: [[1], [1]]},
    ])
    expect(outcomes.map((each) => (each.status === 'failed' ? {...each, error: each.error.message} : each))).toEqual([
      {
        name: 'orders',
        status: 'failed',
        previousCount: 3,
        error:
          'add partitions to topic orders: The topic orders currently has 3 partition(s); 2 would not be an increase. (INVALID_PARTITIONS)',
      },
      {
        name: 'nope',
        status: 'failed',
        previousCount: null,
        error: 'add partitions to topic nope: there is no such topic (UNKNOWN_TOPIC_OR_PARTITION)',
      },
      {name: 'events', status: 'added', previousCount: 2, count: 4},
    ])
    const sent = fake.asked(CreatePartitions)
    expect(sent).toHaveLength(1)
    expect(sent[0]).toMatchObject({
      validateOnly: false,
      topics: [
        {name: 'orders', count: 2, assignments: null},
        {name: 'events', count: 4, assignments: [{brokerIds: [1]}, {brokerIds: [1]}]},
      ],
    })
  },
)

test('validateOnly adds nothing', async () => {
  await using fake = await fakeCluster({topics}, adding)
  const outcomes = await addPartitions(open(fake), [{name: 'orders', count: 5}], {validateOnly: true, timeoutMs: 99})
  expect(outcomes).toEqual([{name: 'orders', status: 'validated', previousCount: 3, count: 5}])
  expect(fake.asked(CreatePartitions)).toMatchObject([{validateOnly: true, timeoutMs: 99}])
})

test('unknown topics alone: nothing is sent', async () => {
  await using fake = await fakeCluster({topics}, adding)
  expect(await addPartitions(open(fake), [{name: 'nope', count: 5}])).toMatchObject([{status: 'failed'}])
  expect(fake.asked(CreatePartitions)).toEqual([])
})

test('a topic that is named twice is a usage error', async () => {
  await using fake = await fakeCluster({topics}, adding)
  await expect(
    addPartitions(open(fake), [
      {name: 'orders', count: 5},
      {name: 'orders', count: 6},
    ]),
  ).rejects.toThrow(new UsageError('add partitions to topic orders: it is named twice'))
})
