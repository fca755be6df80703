import {expect, test} from 'vitest'
import {OffsetDelete} from '../../src/lib/apis/offset-delete.ts'
import {KafkaError, plainly, UnsupportedApi, UsageError} from '../../src/lib/cluster/errors.ts'
import {deleteOffsets} from '../../src/lib/groups/delete-offsets.ts'
import {fakeCluster, on} from '../support/fake-cluster.ts'
import {open} from '../support/open-cluster.ts'

const deleting = on(OffsetDelete, ({groupId, topics}) => ({
  errorCode: groupId === 'nope' ? 69 : 0,
  topics: topics.map(({name, partitions}) => ({
    name,
    partitions: partitions.map(({partitionIndex}) => ({
      partitionIndex,
      errorCode: name === 'used' ? 86 : partitionIndex > 1 ? 3 : 0,
    })),
  })),
}))
const start = (release = '4.3.1') => fakeCluster({release, topics: {orders: 2, used: 1}}, deleting)

test('some partitions, all of a topic, and what cannot be: an outcome each', async () => {
  await using fake = await start()
  const outcomes = await deleteOffsets(open(fake), 'g', [
    {topic: 'nope'},
    {topic: 'events', partitions: [1, 7]},
    {topic: 'orders'},
    {topic: 'used'},
  ])
  expect(
    outcomes.map((each) => [each.topic, each.partition, each.status === 'failed' ? each.error.message : each.status]),
  ).toEqual([
    ['nope', null, 'delete the offset in nope of group g: there is no such topic (UNKNOWN_TOPIC_OR_PARTITION)'],
    ['events', 1, 'deleted'],
    ['events', 7, 'delete the offset in events-7 of group g: there is no such partition (UNKNOWN_TOPIC_OR_PARTITION)'],
    ['orders', 0, 'deleted'],
    ['orders', 1, 'deleted'],
    [
      'used',
      0,
      'delete the offset in used-0 of group g: members of the group are subscribed to the topic; stop them first (GROUP_SUBSCRIBED_TO_TOPIC)',
    ],
  ])
  expect(fake.asked(OffsetDelete)).toHaveLength(1)
})

test('an unknown group is an error as a whole', async () => {
  await using fake = await start()
  await expect(deleteOffsets(open(fake), 'nope', [{topic: 'orders'}])).rejects.toThrow(
    new KafkaError(69, 'delete offsets of group nope', plainly('there is no such group')),
  )
})

test('nothing but unknown topics: nothing is sent', async () => {
  await using fake = await start()
  expect(await deleteOffsets(open(fake), 'g', [{topic: 'nope'}])).toMatchObject([{status: 'failed', partition: null}])
  expect(fake.asked(OffsetDelete)).toEqual([])
})

test('a partition that is named twice is a usage error', async () => {
  await using fake = await start()
  await expect(deleteOffsets(open(fake), 'g', [{topic: 'orders'}, {topic: 'orders', partitions: [0]}])).rejects.toThrow(
    new UsageError('delete offsets of group g: orders-0 is named twice'),
  )
})

test('brokers before Kafka 2.4 cannot', async () => {
  await using fake = await start('2.0.1-zk')
  await expect(deleteOffsets(open(fake), 'g', [{topic: 'orders'}])).rejects.toThrow(UnsupportedApi)
})
