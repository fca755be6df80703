import {expect, test} from 'vitest'
import {DeleteTopics} from '../../src/lib/apis/delete-topics.ts'
import {deleteTopics} from '../../src/lib/topics/delete.ts'
import {after, fakeCluster, on, topicId} from '../support/fake-cluster.ts'
import {open} from '../support/open-cluster.ts'

const deleting = on(DeleteTopics, ({topics, topicNames}) => ({
  // A broker answers in an order of its own.
  responses: [...topicNames, ...topics.map(({name}) => name)].toReversed().map((name) => {
    if (name === 'nope') return {name, errorCode: 3, errorMessage: 'This server does not host this topic-partition.'}
    if (name === 'kept') return {name, errorCode: 73}
    return {name, topicId: topicId(name ?? '')}
  }),
}))

test.each([
  ['4.3.1', true],
  ['2.8.2-zk', true],
  ['2.0.1-zk', false],
  ['1.1.1-zk', false],
])('Kafka %s: an outcome per name, in their order', async (release, newForm) => {
  await using fake = await fakeCluster({release}, deleting)
  const outcomes = await deleteTopics(open(fake), ['orders', 'nope', 'kept', 'orders'], {timeoutMs: 77})
  expect(outcomes.map((each) => (each.status === 'failed' ? [each.name, each.error.message] : each))).toEqual([
    {name: 'orders', status: 'deleted', topicId: newForm ? topicId('orders') : null},
    ['nope', 'delete topic nope: there is no such topic (UNKNOWN_TOPIC_OR_PARTITION)'],
    ['kept', 'delete topic kept: Topic deletion is disabled. (TOPIC_DELETION_DISABLED)'],
  ])
  const [sent] = fake.asked(DeleteTopics)
  expect(sent?.timeoutMs).toBe(77)
  const names = ['orders', 'nope', 'kept']
  expect(newForm ? sent?.topics.map(({name}) => name) : sent?.topicNames).toEqual(names)
})

test('without names nothing is sent', async () => {
  await using fake = await fakeCluster(deleting)
  expect(await deleteTopics(open(fake), [])).toEqual([])
  expect(fake.requests).toEqual([])
})

test('the broker’s time limit ends before ours, so that its answer arrives', async () => {
  await using fake = await fakeCluster(
    on(DeleteTopics, async ({topics, timeoutMs}) => {
      await after(timeoutMs, undefined)
      return {responses: topics.map(({name}) => ({name, errorCode: 7}))}
    }),
  )
  const outcomes = await deleteTopics(open(fake, {totalTimeoutMs: 50, requestTimeoutMs: 50}), ['slow'], {
    timeoutMs: 100,
  })
  expect(outcomes.map((each) => each.status === 'failed' && each.error.message)).toEqual([
    'delete topic slow: not finished within the time limit; it may still complete, so check before trying again (REQUEST_TIMED_OUT)',
  ])
})
