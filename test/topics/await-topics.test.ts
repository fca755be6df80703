import {expect, test, vi} from 'vitest'
import {ApiVersions} from '../../src/lib/apis/api-versions.ts'
import {CreateTopics} from '../../src/lib/apis/create-topics.ts'
import {Metadata} from '../../src/lib/apis/metadata.ts'
import {awaitTopics, NotPublished, reachBrokers} from '../../src/lib/topics/await-topics.ts'
import {createTopics} from '../../src/lib/topics/create.ts'
import {ensureTopics} from '../../src/lib/topics/ensure.ts'
import {watchCreation} from '../../src/lib/topics/watch-creation.ts'
import {fakeCluster, on, type FakeCluster} from '../support/fake-cluster.ts'
import {open} from '../support/open-cluster.ts'

/** What each broker says of a topic when it is asked for the nth time. */
type Said = (
  node: number,
  asked: number,
  name: string,
) => {errorCode?: number; leaders?: readonly number[]; topicId?: string}

async function cluster(said: Said, release?: string) {
  const asked = new Map<string, number>()
  const fake: FakeCluster = await fakeCluster(
    {nodes: 2, ...(release === undefined ? {} : {release})},
    on(Metadata, ({topics}, {nodeId}) => ({
      brokers: fake.nodes.map((node) => ({...node, rack: null})),
      topics: (topics ?? []).map(({name}) => {
        const place = `${nodeId} ${name}`
        asked.set(place, (asked.get(place) ?? 0) + 1)
        const {errorCode = 0, leaders = [], topicId} = said(nodeId, asked.get(place) ?? 0, name ?? '')
        return {
          name,
          errorCode,
          ...(topicId && {topicId}),
          partitions: leaders.map((leaderId, partitionIndex) => ({partitionIndex, leaderId})),
        }
      }),
    })),
  )
  return {fake, times: (place: string) => asked.get(place) ?? 0}
}

test('waits until every broker knows every topic with all of its leaders', async () => {
  const {fake, times} = await cluster((node, asked) => {
    if (node === 1) return {leaders: [0, 1]}
    if (asked === 1) return {errorCode: 3}
    if (asked === 2) return {leaders: [1]}
    return {leaders: asked === 3 ? [1, -1] : [1, 0]}
  })
  await using _ = fake
  expect(await awaitTopics(open(fake), [{name: 'a', partitions: 2}])).toEqual([])
  expect([times('1 a'), times('2 a')]).toEqual([1, 4])
})

test('what does not arrive in time is named with its brokers; the rest is not asked about again', async () => {
  const {fake, times} = await cluster((node, _, name) =>
    node === 2 && name === 'late' ? {errorCode: 3} : {leaders: [1]},
  )
  await using _ = fake
  const progress: number[] = []
  const late = await awaitTopics(open(fake), [{name: 'a'}, {name: 'late'}], {
    timeoutMs: 200,
    onProgress: (count) => progress.push(count),
  })
  expect(late).toEqual([{name: 'late', nodes: [2]}])
  expect(times('2 a')).toBe(1)
  expect(times('2 late')).toBeGreaterThan(2)
  expect(progress.at(-1)).toBe(1)
  expect(new NotPublished(late).message).toBe(
    'created, but not every broker knows all leaders yet within the time limit: late (broker 2); a command that follows may not find them for a while',
  )
})

test('neither a topic that may not be described nor a broker that is down is waited for', async () => {
  const {fake} = await cluster((node) => (node === 1 ? {errorCode: 29} : {errorCode: 3}))
  await using _ = fake
  const client = open(fake)
  await client.brokers()
  await fake.stop(2)
  expect(await awaitTopics(client, [{name: 'secret'}], {timeoutMs: 3000})).toEqual([])
})

test('thousands of topics are asked about in pieces', async () => {
  const {fake} = await cluster(() => ({leaders: [1]}))
  await using _ = fake
  const topics = Array.from({length: 1200}, (_, at) => ({name: `t${at}`}))
  expect(await awaitTopics(open(fake), topics)).toEqual([])
  expect(fake.asked(Metadata, 2).map((each) => each.topics?.length)).toEqual([500, 500, 200])
})

test('beside a topic that may not be described, only the late one is waited for', async () => {
  const {fake, times} = await cluster((_, asked, name) =>
    name === 'secret' ? {errorCode: 29} : asked < 3 ? {errorCode: 3} : {leaders: [1]},
  )
  await using _ = fake
  expect(await awaitTopics(open(fake), [{name: 'secret'}, {name: 'late'}], {timeoutMs: 5000})).toEqual([])
  expect([times('1 secret'), times('1 late')]).toEqual([1, 3])
})

test('a broker with an unreadable answer is an error, not a broker that is down', async () => {
  const {fake} = await cluster(() => ({leaders: [1]}))
  await using _ = fake
  const client = open(fake)
  await client.brokers()
  const bug = new TypeError('a bug in here')
  client.call = () => Promise.reject(bug)
  await expect(awaitTopics(client, [{name: 'a'}], {timeoutMs: 1000})).rejects.toBe(bug)
})

test('before Kafka 0.11 the request would create the topic, so it is not sent', async () => {
  const {fake} = await cluster(() => ({leaders: [1]}))
  await using _ = fake
  await awaitTopics(open(fake), [{name: 'a'}])
  expect(fake.asked(Metadata, 2).map((each) => each.allowAutoTopicCreation)).toEqual([false])
})

test('while a broker knows none of many new topics, it is asked for one of them; the others are not forgotten', async () => {
  let looks = 0
  const {fake} = await cluster((_, asked, name) => {
    if (name === 't9') looks = asked
    return looks < 5 ? {errorCode: 3} : {leaders: [1]}
  })
  await using _ = fake
  const topics = Array.from({length: 10}, (_unused, at) => ({name: `t${at}`}))
  expect(await awaitTopics(open(fake), topics)).toEqual([])
  const asked = fake.asked(Metadata, 2).map((each) => each.topics?.map(({name}) => name))
  expect(asked[0]).toHaveLength(10)
  expect(asked[1]).toEqual(['t9'])
  // All that are left, once one is there.
  expect(asked.at(-1)).toHaveLength(9)
})

test('a topic that never gets a leader does not hide that the others are ready', async () => {
  const {fake} = await cluster((_, asked, name) =>
    name === 'stuck' ? {errorCode: 5} : asked < 2 ? {errorCode: 3} : {leaders: [1]},
  )
  await using _ = fake
  const late = await awaitTopics(open(fake), [{name: 'a'}, {name: 'b'}, {name: 'stuck'}], {timeoutMs: 1500})
  expect(late).toEqual([{name: 'stuck', nodes: [1, 2]}])
})

test('a topic that was deleted and created again is waited for until brokers have forgotten the old one', async () => {
  const [old, made] = ['AAAAAAAAQACAAAAAAAAAAQ', 'AAAAAAAAQACAAAAAAAAAAg']
  const {fake, times} = await cluster((node, asked) => ({leaders: [1], topicId: node === 2 && asked < 4 ? old : made}))
  await using _ = fake
  expect(await awaitTopics(open(fake), [{name: 'again', topicId: made}], {timeoutMs: 5000})).toEqual([])
  expect([times('1 again'), times('2 again')]).toEqual([1, 4])
})

test('brokers without topic ids are trusted', async () => {
  const {fake} = await cluster(() => ({leaders: [1]}))
  await using _ = fake
  const topics = [{name: 'a', topicId: 'AAAAAAAAQACAAAAAAAAAAg'}]
  expect(await awaitTopics(open(fake), topics, {timeoutMs: 5000})).toEqual([])
})

const [oldId, newId] = ['AAAAAAAAQACAAAAAAAAAAQ', 'AAAAAAAAQACAAAAAAAAAAg']
const until = async (isSo: () => boolean) => {
  while (!isSo()) await new Promise((wake) => setTimeout(wake, 5))
}

test('what brokers know before the controller has answered is not asked again', async () => {
  const {fake, times} = await cluster(() => ({leaders: [1], topicId: newId}))
  await using _ = fake
  const client = open(fake)
  const watch = watchCreation(client, ['a', 'b'])
  const places = ['1 a', '2 a', '1 b', '2 b']
  await until(() => places.every((place) => times(place) > 0))
  const made = ['a', 'b'].map((name) => ({name, topicId: newId}))
  expect(await awaitTopics(client, made, {watch})).toEqual([])
  expect(places.map(times)).toEqual([1, 1, 1, 1])
})

test('a topic of the same name that was still there while the new one was made does not pass for it', async () => {
  const {fake, times} = await cluster((_, asked) => ({leaders: [1], topicId: asked < 4 ? oldId : newId}))
  await using _ = fake
  const client = open(fake)
  const watch = watchCreation(client, ['again'])
  await until(() => times('1 again') > 0 && times('2 again') > 0)
  expect(await awaitTopics(client, [{name: 'again', topicId: newId}], {watch, timeoutMs: 5000})).toEqual([])
  expect([times('1 again'), times('2 again')]).toEqual([4, 4])
})

test('topics with fewer partitions than were made are asked for again', async () => {
  const {fake, times} = await cluster((_, asked) => ({leaders: asked < 2 ? [1] : [1, 1], topicId: newId}))
  await using _ = fake
  const client = open(fake)
  const watch = watchCreation(client, ['a'])
  await until(() => times('1 a') > 0 && times('2 a') > 0)
  expect(await awaitTopics(client, [{name: 'a', partitions: 2, topicId: newId}], {watch})).toEqual([])
  expect([times('1 a'), times('2 a')]).toEqual([2, 2])
})

test('brokers that have no ids of topics are not asked before the topics are made', async () => {
  const {fake, times} = await cluster(() => ({leaders: [1]}), '2.0.1-zk')
  await using _ = fake
  const client = open(fake)
  const watch = watchCreation(client, ['a'])
  await client.brokers()
  await Promise.all([1, 2].map((node) => client.connection(node)))
  expect([times('1 a'), times('2 a')]).toEqual([0, 0])
  expect(await awaitTopics(client, [{name: 'a', topicId: newId}], {watch})).toEqual([])
  expect([times('1 a'), times('2 a')]).toEqual([1, 1])
})

test('the broker that is busy making the topics is asked meanwhile', async () => {
  const {fake, times} = await cluster((_, asked) => (asked < 3 ? {errorCode: 3} : {leaders: [1], topicId: newId}))
  await using _ = fake
  // A broker answers the questions of one connection one after the other.
  fake.serve(
    on(CreateTopics, async ({topics}) => {
      await until(() => times('1 a') > 2)
      return {topics: topics.map(({name}) => ({name, errorCode: 0, topicId: newId}))}
    }),
  )
  const client = open(fake)
  const watch = watchCreation(client, ['a'])
  expect(await createTopics(client, {topics: [{name: 'a', partitions: 1, replicationFactor: 1}]})).toMatchObject([
    {status: 'created', topicId: newId},
  ])
  watch.stop()
})

test.each([
  [5, /: t0 \(broker 2\), t1 \(broker 2\), t2 \(broker 2\), t3 \(broker 2\), t4 \(broker 2\); /],
  [7, /t4 \(broker 2\) and 2 more topics; /],
])('%i topics that are late: the first five are named, and how many more there are', (count, text) => {
  const late = Array.from({length: count}, (_, at) => ({name: `t${at}`, nodes: [2]}))
  expect(new NotPublished(late).message).toMatch(text)
})

test('without a limit of its own the wait is over when the total time is', async () => {
  const {fake} = await cluster(() => ({errorCode: 3}))
  await using _ = fake
  expect(await awaitTopics(open(fake, {totalTimeoutMs: 200}), [{name: 'a'}])).toEqual([{name: 'a', nodes: [1, 2]}])
})

test.each([
  ['all', [1, 2, 3]],
  ['controller', [1]],
] as const)('%s: these brokers are connected to beforehand', async (which, nodes) => {
  await using fake = await fakeCluster({nodes: 3})
  reachBrokers(open(fake), which)
  const reached = () => [1, 2, 3].filter((node) => fake.asked(ApiVersions, node).length > 0)
  await vi.waitFor(() => expect(reached()).toEqual(nodes))
  expect(reached()).toEqual(nodes)
})

test('a broker that does not know a topic is asked again after a pause, and at the end', async () => {
  const {fake, times} = await cluster(() => ({errorCode: 3}))
  await using _ = fake
  const hour = 3_600_000
  const patient = open(fake, {retryBackoffMs: hour, retryBackoffMaxMs: hour})
  expect(await awaitTopics(patient, [{name: 'a'}], {timeoutMs: 200})).toEqual([{name: 'a', nodes: [1, 2]}])
  // A timer may fire a moment early, and then there is time for one more.
  for (const place of ['1 a', '2 a']) expect([2, 3]).toContain(times(place))
})

test('Ctrl-C ends the wait at once', async () => {
  const {fake} = await cluster(() => ({errorCode: 3}))
  await using _ = fake
  const hour = 3_600_000
  const stop = new AbortController()
  const why = new Error('interrupted')
  const waiting = awaitTopics(open(fake, {retryBackoffMs: hour, retryBackoffMaxMs: hour}), [{name: 'a'}], {
    signal: stop.signal,
    onProgress: () => setImmediate(() => stop.abort(why)),
  })
  await expect(waiting).rejects.toBe(why)
})

test('where many topics are created brokers are looked at before the answer is there, as apply does', async () => {
  const {fake, times} = await cluster(() => ({leaders: [1], topicId: newId}))
  await using _ = fake
  const topics = Array.from({length: 100}, (_, at) => ({name: `t${at}`, partitions: 1, replicationFactor: 1}))
  fake.serve(
    on(CreateTopics, async (request) => {
      await until(() => [1, 2].every((node) => times(`${node} t0`) > 0))
      return {topics: request.topics.map(({name}) => ({name, errorCode: 0, topicId: newId, numPartitions: 1}))}
    }),
  )
  const {late} = await ensureTopics(open(fake), {topics, existing: 'fail', validateOnly: false, wait: true})
  expect(late).toEqual([])
  // Not asked again.
  expect(topics.map(({name}) => times(`1 ${name}`) + times(`2 ${name}`))).toEqual(topics.map(() => 2))
})
