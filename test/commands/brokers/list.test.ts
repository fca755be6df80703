// brokers list and describe over a cluster whose replicas and disks the test sets.
import {expect, test} from 'vitest'
import {kafkit, shown} from '../../support/cli.ts'
import {fakeOperations, operations, topic, type Operations} from '../../support/fake-operations.ts'

const scene = (changes: Partial<Operations> = {}): Operations =>
  operations({
    topics: {
      orders: topic(['1|1,2,3|1,2', '1|1,2|1,2', '2|2,3|2,3']),
      big: topic(['1|1|1']),
    },
    live: [1, 2, 3],
    racks: {1: 'a', 2: 'b', 3: 'c'},
    sizes: {'big-0': 5_000_000},
    dirs: {
      1: [
        {path: '/d1', totalBytes: 1e9, usableBytes: 1e8},
        {path: '/d2', totalBytes: 1e9, usableBytes: 5e8, holds: ['big-0']},
      ],
      3: [
        {path: '/d1', totalBytes: 1e9, usableBytes: 7e8},
        {path: '/d2', error: 56, totalBytes: -1, usableBytes: -1},
      ],
    },
    quorum: {leader: 1, voters: [{id: 1, silentMs: 0, lag: 0}], observers: [], now: () => 1e12},
    ...changes,
  })

async function run(state: Operations, ...words: string[]): Promise<string> {
  await using fake = await fakeOperations(state, {nodes: 4})
  const ports = new Map(fake.ports.map((port, at) => [String(port), `900${at + 1}`]))
  const text = await shown(['brokers', ...words, '-b', fake.bootstrapServers])
  return text.replaceAll(/\b\d{5}\b/g, (port) => ports.get(port) ?? port)
}

test('list shows loads, skew, disks and who is fenced', async () => {
  expect(await run(scene({fenced: [4]}), 'list', '--columns', 'broker,rack,state,controller,leaders,leaderSkew,replicas,replicaSkew,outOfSync,size,diskUsed')).toMatchInlineSnapshot(`
    "BROKER  RACK  STATE   CONTROLLER  LEADERS  LEADER-SKEW  REPLICAS    SKEW  OUT-OF-SYNC     SIZE  DISK
         1  a     up      yes               3        +125%         3  +12.5%            0  4.8 MiB   90%
         2  b     up      no                1         -25%         3  +12.5%            0  2.9 KiB   40%
         3  c     up      no                0        -100%         2    -25%            1        -   30%
         4  -     fenced  no                0            -         0       -            0        -     -
    exit 0"
  `) // prettier-ignore
})

test('a dead broker that the cluster does not name is there by its replicas', async () => {
  const dead = scene({topics: {orders: topic(['1|1,2,7|1,2', '2|7,2|2'])}})
  expect(await run(dead, 'list', '--columns', 'broker,host,state,leaders,replicas,replicaSkew,outOfSync')).toMatch(
    /^ +7  -          missing +0 +2 +- +2$/m,
  )
  expect(await run(dead, 'describe', '7')).toBe(
    'broker 7  missing\n  leads 0 partitions, holds 2 replicas, 2 of them out of sync\nexit 0',
  )
})

test('describe shows log directories one by one, and names brokers that are not there', async () => {
  expect(await run(scene(), 'describe', '3', '1', '9')).toMatchInlineSnapshot(`
    "broker 1  127.0.0.1:9001, rack a, up, also a controller
      leads 3 partitions, holds 3 replicas (+12.5% of the mean)
    LOG-DIR  STATE  REPLICAS     SIZE     VOLUME  USED
    /d1      ok            2  2.0 KiB  953.7 MiB   90%
    /d2      ok            1  4.8 MiB  953.7 MiB   50%

    broker 3  127.0.0.1:9003, rack c, up
      leads 0 partitions, holds 2 replicas (-25% of the mean), 1 of them out of sync
    LOG-DIR  STATE                REPLICAS     SIZE     VOLUME  USED
    /d1      ok                          2  2.0 KiB  953.7 MiB   30%
    /d2      KAFKA_STORAGE_ERROR         0      0 B          -     -
    ! kafkit: there is no broker 9; the brokers are 1, 2, 3
    exit 1"
  `)
})

test('what a broker does not report is unknown, and kafkit says so', async () => {
  const text = await run(scene({refused: {DescribeLogDirs: 31}}), 'list', '--columns', 'broker,leaders,size,diskUsed')
  expect(text).toContain('     1        3     -     -\n')
  expect(text).toContain('CLUSTER_AUTHORIZATION_FAILED')
  expect(text).toMatch(/exit 1$/)
})

test('requests to a broker do not grow with the number of topics', async () => {
  const asked = async (count: number) => {
    const topics = Object.fromEntries(Array.from({length: count}, (_, at) => [`t${at}`, topic(['1|1,2|1,2'])]))
    await using fake = await fakeOperations(operations({topics}))
    expect((await kafkit(['brokers', 'list', '-b', fake.bootstrapServers])).code).toBe(0)
    return fake.requests
      .filter(({nodeId}) => nodeId === 2)
      .map(({api}) => api)
      .toSorted()
  }
  expect(await asked(600)).toEqual(await asked(1))
})

test('topics that may not be described are in no count, and that is said', async () => {
  const state = operations()
  state.topics['secret'] = {...topic(['3|3,1|3,1']), hidden: 'forbidden'}
  await using fake = await fakeOperations(state)
  for (const words of [
    ['brokers', 'list'],
    ['brokers', 'describe'],
    ['cluster', 'describe'],
  ]) {
    const {err, code} = await kafkit([...words, '-b', fake.bootstrapServers])
    expect(err, words.join(' ')).toContain('count the partitions of 1 more topic (secret): Topic authorization failed')
    expect(code, words.join(' ')).toBe(1)
  }
})
