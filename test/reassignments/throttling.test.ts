// Throttles are put back exactly as they were, and those of others stay: the traps that other tools fell into.
import {afterEach, expect, test} from 'vitest'
import {restoreThrottles, setRates, throttleReplicas, throttlesBefore} from '../../src/lib/reassignments/throttling.ts'
import {fakeMoves, type FakeMoves} from '../support/fake-moves.ts'
import {open} from '../support/open-cluster.ts'

let fake: FakeMoves | undefined
afterEach(async () => {
  await fake?.cluster.close()
})

/** orders-0 moves from 1,2 to 1,3. */
const partition = {topic: 'orders', partition: 0, topicId: null, from: [1, 2], to: [1, 3], bytes: 1000}
const pause = async () => {}

/** Throttles a move where these configs are set; `meanwhile` happens before they are put back. */
async function throttleAndRestore(configs: readonly string[], meanwhile: (set: FakeMoves['configs']['set']) => void) {
  fake = await fakeMoves({configs})
  const cluster = open(fake.cluster)
  const before = await throttlesBefore(cluster, [partition], [1, 2, 3])
  await setRates(
    cluster,
    before.brokers.map(({broker}) => broker),
    5000,
  )
  expect((await throttleReplicas(cluster, before, [partition])).size).toBe(0)
  const {set} = fake.configs
  const during = new Map([...set].map(([key, values]) => [key, Object.fromEntries(values)]))
  meanwhile(set)
  const restored = await restoreThrottles(cluster, {...before, rates: [5000]}, {pause})
  const after = Object.fromEntries(
    [...set].flatMap(([key, values]) => (values.size === 0 ? [] : [[key, Object.fromEntries(values)]])),
  )
  return {during, restored, after}
}

test('where nothing was set, nothing is set afterwards', async () => {
  const {during, restored, after} = await throttleAndRestore([], () => {})
  expect(during.get('4 3')).toEqual({
    'leader.replication.throttled.rate': '5000',
    'follower.replication.throttled.rate': '5000',
  })
  expect(during.get('2 orders')).toEqual({
    'leader.replication.throttled.replicas': '0:1,0:2',
    'follower.replication.throttled.replicas': '0:3',
  })
  expect({restored, after}).toEqual({restored: {kept: [], problems: []}, after: {}})
})

test("a broker's own rate is restored, and a cluster-wide default is not taken for one", async () => {
  const {restored, after} = await throttleAndRestore(
    ['broker 1 leader.replication.throttled.rate=77', 'brokers follower.replication.throttled.rate=88'],
    () => {},
  )
  expect(restored).toEqual({kept: [], problems: []})
  expect(after).toEqual({
    '4 1': {'leader.replication.throttled.rate': '77'},
    '4 ': {'follower.replication.throttled.rate': '88'},
  })
})

test('what others set in the meantime is kept and named', async () => {
  const {restored, after} = await throttleAndRestore([], (set) => {
    set.get('4 2')?.set('leader.replication.throttled.rate', '123')
    set.get('2 orders')?.set('follower.replication.throttled.replicas', '0:3,1:2')
  })
  expect(restored).toEqual({
    kept: ['leader.replication.throttled.rate=123 of broker 2 was set by others in the meantime, and is kept'],
    problems: [],
  })
  expect(after).toEqual({
    '4 2': {'leader.replication.throttled.rate': '123'},
    '2 orders': {'follower.replication.throttled.replicas': '1:2'},
  })
})

test('entries that were already in a list are kept, including those that the move needs', async () => {
  const {during, after} = await throttleAndRestore(
    ['topic orders leader.replication.throttled.replicas=0:1,7:7'],
    () => {},
  )
  expect(during.get('2 orders')?.['leader.replication.throttled.replicas']).toBe('0:1,7:7,0:2')
  expect(after).toEqual({'2 orders': {'leader.replication.throttled.replicas': '0:1,7:7'}})
})

test('a list of all replicas stays its only entry', async () => {
  const {during, after} = await throttleAndRestore(['topic orders leader.replication.throttled.replicas=*'], () => {})
  expect(during.get('2 orders')?.['leader.replication.throttled.replicas']).toBe('*')
  expect(after).toEqual({'2 orders': {'leader.replication.throttled.replicas': '*'}})
})
