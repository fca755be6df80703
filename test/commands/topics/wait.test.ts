import {afterAll, beforeAll, expect, test} from 'vitest'
import {ListPartitionReassignments} from '../../../src/lib/apis/list-partition-reassignments.ts'
import {Metadata} from '../../../src/lib/apis/metadata.ts'
import {startPracticeBroker, type PracticeBroker} from '../../../src/lib/practice-broker/start.ts'
import {kafkit} from '../../support/cli.ts'
import {commandsAt} from '../../support/commands-at.ts'
import {fakeCluster, on, type FakeCluster} from '../../support/fake-cluster.ts'

let broker: PracticeBroker
beforeAll(async () => {
  broker = await startPracticeBroker({brokers: 3})
})
afterAll(() => broker.close())
const {run} = commandsAt(() => broker.bootstrapServers)
const withoutTimes = (text: string) => text.replaceAll(/after \d+(?:\.\d+)?m?s/g, 'after …')

test('topics wait exits with 0 when every broker knows the topics, and when no broker knows a deleted one', async () => {
  await run('topics create one two --partitions 3')
  const ready = await run('topics wait one two')
  expect({...ready, err: withoutTimes(ready.err)}).toEqual({
    out: '',
    err: 'one and two: known to every broker with all leaders after …\n',
    code: 0,
  })
  expect((await run('topics wait one --until in-sync')).code).toBe(0)
  expect((await run('topics wait one --until settled')).code).toBe(0)
  const there = await run('topics wait one --until gone --timeout 1ms --quiet')
  expect({...there, err: withoutTimes(there.err)}).toEqual({
    out: '',
    err: 'kafkit: one is not gone after …: brokers 1, 2 and 3 still know it\n',
    code: 3,
  })
  await run('topics delete one --yes')
  expect((await run('topics wait one --until gone')).code).toBe(0)
})

test('topics wait ends with 3 for a topic that does not come', async () => {
  const {err, code} = await run('topics wait never --timeout 1ms --quiet')
  expect({err: withoutTimes(err), code}).toEqual({
    err: 'kafkit: never is not ready after …: there is no such topic\n',
    code: 3,
  })
})

interface Seen {
  readonly code?: number
  readonly leader?: number
  readonly isr?: number[]
}
/** Two brokers, with what each of them answers for a topic of one partition, on brokers 1 and 2. */
function views(...seen: readonly [Seen, Seen]): Promise<FakeCluster> {
  const cluster = fakeCluster({nodes: 2})
  return cluster.then((fake) => {
    seen.forEach(({code = 0, leader = 1, isr = [1, 2]}, at) =>
      fake.serve(
        on(Metadata, ({topics}) => ({
          brokers: fake.nodes,
          controllerId: 1,
          topics: (topics ?? []).map(({name}) => ({
            name,
            errorCode: code,
            partitions: code === 0 ? [{partitionIndex: 0, leaderId: leader, replicaNodes: [1, 2], isrNodes: isr}] : [],
          })),
        })),
        at + 1,
      ),
    )
    fake.serve(on(ListPartitionReassignments, () => ({topics: []})))
    return fake
  })
}
const waiting = (fake: FakeCluster, ...flags: string[]) =>
  kafkit(['topics', 'wait', 'orders', '--timeout', '1ms', ...flags, '-b', fake.bootstrapServers])

test('one broker that has not heard of the topic is enough to wait on', async () => {
  await using fake = await views({}, {code: 3})
  const {err, code} = await waiting(fake)
  expect(code).toBe(3)
  expect(err).toContain('broker 2 does not know it yet')
  expect((await waiting(fake, '--until', 'gone')).err).toContain('broker 1 still knows it')
}, 60_000)

test('scenario 51: replicas out of sync end with 3 after the time-out', async () => {
  await using fake = await views({isr: [1]}, {isr: [1]})
  const {err, code} = await waiting(fake, '--until', 'in-sync')
  expect(code).toBe(3)
  expect(err).toContain('1 partition with replicas out of sync, partition 0 on broker 2')
  expect((await waiting(fake)).code).toBe(0)
}, 60_000)

test('a partition without a leader is not ready, and one that moves is not settled', async () => {
  await using leaderless = await views({leader: -1}, {leader: -1})
  expect(await waiting(leaderless)).toMatchObject({code: 3, err: expect.stringContaining('without a leader') as string})
  await using moving = await views({}, {})
  moving.serve(
    on(ListPartitionReassignments, () => ({
      topics: [{name: 'orders', partitions: [{partitionIndex: 0, replicas: [1, 2, 3], addingReplicas: [3]}]}],
    })),
  )
  const {err, code} = await waiting(moving, '--until', 'settled')
  expect(code).toBe(3)
  expect(err).toContain('1 partition is being moved')
}, 60_000)

test('a broker that cannot be asked makes the answer unknown: 1, not 0 and not 3', async () => {
  await using fake = await views({}, {})
  await fake.stop(2)
  const {err, code} = await waiting(fake)
  expect(code).toBe(1)
  expect(err).toContain('broker 2 could not be asked')
}, 60_000)

test('a topic that may not be described is not waited for', async () => {
  await using fake = await views({code: 29}, {code: 29})
  const {err, code} = await kafkit(['topics', 'wait', 'orders', '--timeout', '1h', '-b', fake.bootstrapServers])
  expect(code).toBe(1)
  expect(err).toContain('TOPIC_AUTHORIZATION_FAILED')
}, 60_000)
