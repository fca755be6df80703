// brokers can-stop over a cluster whose replicas the test sets.
import {describe, expect, test} from 'vitest'
import {kafkit, shown} from '../../support/cli.ts'
import {fakeOperations, operations, topic, type Operations} from '../../support/fake-operations.ts'

async function run(state: Operations, ...words: string[]): Promise<string> {
  await using fake = await fakeOperations(state)
  return await shown(['brokers', 'can-stop', ...words, '-b', fake.bootstrapServers])
}
const after = (text: string) => text.slice(text.indexOf('exit '))

test('a broker that no partition needs can be stopped', async () => {
  expect(await run(operations(), '3')).toMatchInlineSnapshot(`
    "broker 3 can be stopped: all 3 partitions with a replica there keep enough in-sync replicas
    exit 0"
  `)
})

test('every partition that would suffer is named, with what would be left', async () => {
  const state = operations({
    topics: {
      alone: topic(['3|3|3']),
      // The last replica in sync: min.insync.replicas is 1, so nothing is below it yet.
      last: topic(['3|1,3|3'], {'min.insync.replicas': '1'}),
      orders: topic(['1|1,2,3|1,3', '2|1,2,3|1,2,3', '1|1,2,3|1,2']),
      // More than it has replicas: both are enough for the leader, and both are needed.
      two: topic(['2|2,3|2,3'], {'min.insync.replicas': '3'}),
    },
  })
  expect(await run(state, '3')).toMatchInlineSnapshot(`
    "TOPIC   PARTITION  EFFECT         ISR  ISR-AFTER  MIN-ISR
    alone           0  offline        3    none             1
    last            0  offline        3    none             1
    orders          0  under-min-isr  1,3  1                2
    two             0  under-min-isr  2,3  2                2
    ! kafkit: broker 3 cannot be stopped now: 2 partitions would go offline and 2 partitions would fall below min.insync.replicas
    exit 3"
  `)
})

test('topics that do not matter can be left out', async () => {
  const state = operations({topics: {'scratch-1': topic(['3|3|3']), orders: topic(['1|1,2,3|1,2,3'])}})
  expect(after(await run(state, '3', '--ignore', 'scratch-*'))).toBe('exit 0')
  expect(after(await run(state, '3', '--ignore', 'scratch'))).toBe('exit 3')
})

test('a dead broker that metadata still shows in sync is no replica that is left', async () => {
  const state = operations({live: [1, 3]})
  expect(after(await run(state, '3'))).toBe('exit 3')
})

describe('what is not known is never yes', () => {
  const seconds = ['--timeout', '1s']

  test('a broker that is not in the cluster', async () => {
    expect(await run(operations(), '7')).toMatchInlineSnapshot(`
      "! kafkit: cannot tell whether broker 7 can be stopped
      ! kafkit: broker 7 is not in the cluster, which has the brokers 1, 2, 3 at the moment
      exit 1"
    `)
  })

  test('a broker that does not answer, though metadata still shows it', async () => {
    await using fake = await fakeOperations(operations())
    await fake.stop(2)
    const {err, code} = await kafkit(['brokers', 'can-stop', '3', '-b', `127.0.0.1:${fake.ports[0]}`, ...seconds])
    expect(err).toContain('cannot tell whether broker 3 can be stopped')
    expect(err).toContain('broker 2')
    expect(code).toBe(1)
  })

  test('min.insync.replicas that may not be read', async () => {
    const text = await run(operations({refused: {'DescribeConfigs of topics': 29}}), '3')
    expect(text).toContain('describe configs of topic orders')
    expect(after(text)).toBe('exit 1')
  })

  test('log directories that may not be seen', async () => {
    const text = await run(operations({refused: {DescribeLogDirs: 31}}), '3')
    expect(text).toContain('log directories of broker 3')
    expect(after(text)).toBe('exit 1')
  })

  test('a topic that may not be described, though the broker has replicas of it', async () => {
    const state = operations()
    state.topics['secret'] = {...topic(['3|3,1|3']), hidden: 'forbidden'}
    const text = await run(state, '3')
    expect(text).toContain('judge topic secret, of which broker 3 has replicas')
    expect(after(text)).toBe('exit 1')
  })

  test('a replica of a topic that was deleted is no matter', async () => {
    const state = operations()
    state.topics['old'] = {...topic(['3|3,1|3']), hidden: 'deleted'}
    expect(after(await run(state, '3'))).toBe('exit 0')
  })

  test('what is known to be wrong counts more than what is not known', async () => {
    const state = operations({topics: {alone: topic(['3|3|3'])}, refused: {DescribeLogDirs: 31}})
    expect(after(await run(state, '3'))).toBe('exit 3')
  })
})

describe('a broker that is a controller, too', () => {
  const voter = (id: number, silentMs = 0) => ({id, silentMs, lag: 0})
  const quorum = (...voters: ReturnType<typeof voter>[]) => ({leader: 1, voters, observers: [], now: () => 1e12})

  test('may go while the others are a majority', async () => {
    const state = operations({quorum: quorum(voter(1), voter(2), voter(3))})
    expect(after(await run(state, '3'))).toBe('exit 0')
  })

  test('must stay where another one is out of reach', async () => {
    const state = operations({quorum: quorum(voter(1), voter(2, 60_000), voter(3))})
    expect(await run(state, '3')).toMatchInlineSnapshot(`
      "! kafkit: broker 3 cannot be stopped now: the quorum of controllers would have 1 of 3 voters in reach and needs 2
      exit 3"
    `)
  })
})

test('every broker is asked for its view, and the worst counts: one that lags behind shows an earlier state', async () => {
  const state = operations({views: {2: {orders: topic(['1|1,2,3|1,3'])}}})
  await using fake = await fakeOperations(state)
  const {out, code} = await kafkit(['brokers', 'can-stop', '3', '-b', fake.bootstrapServers, '-o', 'csv'])
  expect({out, code}).toEqual({
    out: 'topic,partition,effect,isr,isrAfter,minInsyncReplicas\r\norders,0,under-min-isr,"1,3",1,2\r\n',
    code: 3,
  })
})

test('--wait looks again until it can be stopped', async () => {
  const state = operations({topics: {orders: topic(['1|1,2,3|1,3'])}})
  await using fake = await fakeOperations(state)
  const begun = Date.now()
  const {out, err, code} = await kafkit(
    ['brokers', 'can-stop', '3', '--wait', '30s', '--interval', '50ms', '-b', fake.bootstrapServers],
    {
      now: () => Date.now(),
      onErr: () => {
        state.topics['orders'] = topic(['1|1,2,3|1,2,3'])
      },
    },
  )
  expect(code).toBe(0)
  expect(out).toContain('broker 3 can be stopped')
  expect(err).toContain('broker 3 cannot be stopped now: 1 partition would fall below min.insync.replicas')
  expect(Date.now() - begun).toBeLessThan(25_000)
})

test('--wait that was in vain ends with 3', async () => {
  const state = operations({topics: {orders: topic(['1|1,2,3|1,3'])}})
  await using fake = await fakeOperations(state)
  const {err, code} = await kafkit(
    ['brokers', 'can-stop', '3', '--wait', '300ms', '--interval', '50ms', '-b', fake.bootstrapServers],
    {now: () => Date.now()},
  )
  expect(err).toMatch(/gave up after .*: broker 3 cannot be stopped now/)
  expect(code).toBe(3)
})
