import {expect, test} from 'vitest'
import {Metadata} from '../../src/lib/apis/metadata.ts'
import {awaitGone, StillNamed} from '../../src/lib/topics/await-gone.ts'
import {fakeCluster, on, type FakeCluster} from '../support/fake-cluster.ts'
import {open} from '../support/open-cluster.ts'

const first = 'AAAAAAAAAAAAAAAAAAAAAQ'
const second = 'AAAAAAAAAAAAAAAAAAAAAg'

/** What a broker names when it is asked for the nth time: the topic's id, or undefined where it is gone. */
async function cluster(named: (node: number, asked: number, name: string) => string | undefined) {
  const asked = new Map<string, number>()
  const fake: FakeCluster = await fakeCluster(
    {nodes: 2},
    on(Metadata, ({topics}, {nodeId}) => ({
      brokers: fake.nodes.map((node) => ({...node, rack: null})),
      topics: (topics ?? []).map(({name}) => {
        const place = `${nodeId} ${name}`
        asked.set(place, (asked.get(place) ?? 0) + 1)
        const topicId = named(nodeId, asked.get(place) ?? 0, name ?? '')
        return {name, ...(topicId ? {topicId} : {errorCode: 3}), partitions: []}
      }),
    })),
  )
  return {fake, times: (place: string) => asked.get(place) ?? 0}
}

test('waits until no broker names the topics any more', async () => {
  const {fake, times} = await cluster((node, asked) => (node === 2 && asked < 3 ? first : undefined))
  await using _ = fake
  expect(await awaitGone(open(fake), [{name: 'a', topicId: first}])).toBeUndefined()
  expect([times('1 a'), times('2 a')]).toEqual([1, 3])
})

test('a topic that was made anew meanwhile is another one', async () => {
  const {fake} = await cluster(() => second)
  await using _ = fake
  expect(await awaitGone(open(fake), [{name: 'a', topicId: first}])).toBeUndefined()
})

test('what a broker still names when the time is over is told, with the broker', async () => {
  const {fake, times} = await cluster((node, _, name) => (node === 2 && name === 'late' ? first : undefined))
  await using _ = fake
  const topics = ['gone', 'late'].map((name) => ({name, topicId: first}))
  const late = await awaitGone(open(fake), topics, {timeoutMs: 100})
  expect(late?.message).toBe(
    'deleted, but broker 2 still names late at the end of the time limit; a command that follows may find them for a while',
  )
  expect(times('2 gone')).toBe(1)
})

test('a broker that is away is not waited for', async () => {
  const {fake} = await cluster((node) => (node === 2 ? first : undefined))
  await using _ = fake
  const client = open(fake)
  await client.brokers()
  await fake.stop(2)
  expect(await awaitGone(client, [{name: 'a', topicId: first}], {timeoutMs: 3000})).toBeUndefined()
})

test('the brokers are named in order, and of many topics the first five', async () => {
  const {fake} = await cluster(() => first)
  await using _ = fake
  const topics = Array.from({length: 7}, (_, at) => ({name: `t${at}`, topicId: first}))
  const late = await awaitGone(open(fake), topics, {timeoutMs: 50})
  expect(late).toBeInstanceOf(StillNamed)
  expect(late?.message).toMatch(
    /^deleted, but brokers 1 and 2 still name t0, t1, t2, t3 and t4 and 2 more topics at the /,
  )
})

test('without topics no broker is asked', async () => {
  const {fake} = await cluster(() => first)
  await using _ = fake
  expect(await awaitGone(open(fake), [])).toBeUndefined()
  expect(fake.asked(Metadata)).toEqual([])
})

test('a signal ends the wait with its reason', async () => {
  const stop = new AbortController()
  const why = new Error('interrupted')
  const {fake} = await cluster((_, asked) => {
    if (asked === 2) stop.abort(why)
    return first
  })
  await using _ = fake
  await expect(awaitGone(open(fake), [{name: 'a', topicId: first}], {signal: stop.signal})).rejects.toBe(why)
})
