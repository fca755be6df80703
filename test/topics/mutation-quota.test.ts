// The quota of changes (KIP-599): a controller that lets through so many partitions, refuses the rest of a request with error
// 89, and says for how long.
import {expect, test} from 'vitest'
import {CreatePartitions} from '../../src/lib/apis/create-partitions.ts'
import {CreateTopics} from '../../src/lib/apis/create-topics.ts'
import {DeleteTopics} from '../../src/lib/apis/delete-topics.ts'
import {addPartitions} from '../../src/lib/topics/add-partitions.ts'
import {createTopics} from '../../src/lib/topics/create.ts'
import {deleteTopics} from '../../src/lib/topics/delete.ts'
import {fakeCluster, on} from '../support/fake-cluster.ts'
import {open} from '../support/open-cluster.ts'

const throttlingQuotaExceeded = 89
/** Item by item: `most` of each request are let through. */
const limited = <T>(items: readonly T[], most: number) =>
  items.map((item, at) => ({item, errorCode: at < most ? 0 : throttlingQuotaExceeded}))
const throttleTimeMs = 30

const controller = (most: number) => [
  on(CreateTopics, ({topics}) => ({
    throttleTimeMs,
    topics: limited(topics, most).map(({item: {name}, errorCode}) => ({name, errorCode})),
  })),
  on(CreatePartitions, ({topics}) => ({
    throttleTimeMs,
    results: limited(topics, most).map(({item: {name}, errorCode}) => ({name, errorCode})),
  })),
  on(DeleteTopics, ({topics}) => ({
    throttleTimeMs,
    responses: limited(topics ?? [], most).map(({item: {name}, errorCode}) => ({name, errorCode})),
  })),
]
const names = ['a', 'b', 'c', 'd', 'e']
const topics = names.map((name) => ({name, partitions: 1, replicationFactor: 1}))

test('topics over the quota are sent again alone after the wait, until all are done', async () => {
  await using fake = await fakeCluster({topics: Object.fromEntries(names.map((name) => [name, 1]))}, ...controller(2))
  const cluster = open(fake)
  const waits: unknown[] = []
  const patience = {onQuota: (ms: number, count: number) => waits.push([ms >= throttleTimeMs, count])}
  expect((await createTopics(cluster, {topics, ...patience})).map(({status}) => status)).toEqual(
    names.map(() => 'created'),
  )
  expect(fake.asked(CreateTopics).map((each) => each.topics.map(({name}) => name))).toEqual([
    names,
    ['c', 'd', 'e'],
    ['e'],
  ])
  expect(waits).toEqual([
    [true, 3],
    [true, 1],
  ])
  const more = names.map((name) => ({name, count: 3}))
  expect((await addPartitions(cluster, more, patience)).map(({status}) => status)).toEqual(names.map(() => 'added'))
  expect((await deleteTopics(cluster, names, patience)).map(({status}) => status)).toEqual(names.map(() => 'deleted'))
})

test("without waiting they fail, as with Apache's tools", async () => {
  await using fake = await fakeCluster({}, ...controller(2))
  const outcomes = await createTopics(open(fake), {topics})
  expect(outcomes.map(({status}) => status)).toEqual(['created', 'created', 'failed', 'failed', 'failed'])
  expect(outcomes[2]).toMatchObject({error: {code: throttlingQuotaExceeded}})
  expect(fake.asked(CreateTopics)).toHaveLength(1)
})

test('an interrupted wait reports the rest as failed, and finished topics as done', async () => {
  await using fake = await fakeCluster({}, ...controller(2))
  const stop = new AbortController()
  const outcomes = await createTopics(open(fake), {topics, signal: stop.signal, onQuota: () => stop.abort()})
  expect(outcomes.map(({status}) => status)).toEqual(['created', 'created', 'failed', 'failed', 'failed'])
  expect(fake.asked(CreateTopics)).toHaveLength(1)
})

test('a later failed request is the reason for the missing rest', async () => {
  let asked = 0
  await using fake = await fakeCluster(
    {},
    on(CreateTopics, ({topics: some}) => {
      asked += 1
      // 44: POLICY_VIOLATION.
      const codes = some.map((_, at) => (asked > 1 ? 44 : at < 2 ? 0 : throttlingQuotaExceeded))
      return {throttleTimeMs, topics: some.map(({name}, at) => ({name, errorCode: codes[at] ?? 0}))}
    }),
  )
  const outcomes = await createTopics(open(fake), {topics, onQuota: () => undefined})
  expect(outcomes.map((each) => (each.status === 'failed' ? each.error.codeName : each.status))).toEqual([
    'created',
    'created',
    ...Array.from({length: 3}, () => 'POLICY_VIOLATION'),
  ])
})
