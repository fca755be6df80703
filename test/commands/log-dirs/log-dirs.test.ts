import {expect, test} from 'vitest'
import {AlterReplicaLogDirs} from '../../../src/lib/apis/alter-replica-log-dirs.ts'
import {shown} from '../../support/cli.ts'
import {fakeOperations, operations, topic, type Operations} from '../../support/fake-operations.ts'

const scene = () =>
  operations({
    topics: {orders: topic(['1|1,2|1,2', '1|1|1'])},
    dirs: {
      1: [
        {path: '/d1', totalBytes: 1e9, usableBytes: 1e8},
        {path: '/d2', totalBytes: 1e9, usableBytes: 5e8, holds: ['orders-1']},
        {path: '/d3', totalBytes: 1e9, usableBytes: 10},
      ],
      2: [{path: '/d1', error: 56, totalBytes: -1, usableBytes: -1}],
    },
  })
async function run(state: Operations, ...words: string[]): Promise<string> {
  await using fake = await fakeOperations(state, {nodes: 2})
  const text = await shown(['log-dirs', ...words, '-b', fake.bootstrapServers])
  return `${text}\n${fake.asked(AlterReplicaLogDirs).length} moves`
}

test('list names directories that are out of service, and fails for them', async () => {
  expect(await run(scene(), 'list')).toMatchInlineSnapshot(`
    "BROKER  LOG-DIR  STATE                REPLICAS    SIZE     VOLUME  USED
         1  /d1      ok                          1  1000 B  953.7 MiB   90%
         1  /d2      ok                          1  1000 B  953.7 MiB   50%
         1  /d3      ok                          0     0 B  953.7 MiB  100%
         2  /d1      KAFKA_STORAGE_ERROR         0     0 B          -     -
    ! kafkit: describe the log directories of broker 2: Disk error when trying to access log file on the disk. (KAFKA_STORAGE_ERROR)
    exit 1
    0 moves"
  `)
})

test('describe shows where each replica lies', async () => {
  expect(await run(scene(), 'describe', 'orders', '--broker', '1')).toMatchInlineSnapshot(`
    "TOPIC   PARTITION  BROKER  LOG-DIR    SIZE  LAG
    orders          0       1  /d1      1000 B    0
    orders          1       1  /d2      1000 B    0
    exit 0
    0 moves"
  `)
})

test('move shows the plan, moves, reads back and says how to take it back', async () => {
  const state = scene()
  expect(await run(state, 'move', 'orders', '--broker', '1', '--to', '/d2', '--yes')).toMatch(
    /orders +0 +1 +\/d1 +\/d2 +1000 B +moved\norders +1 +1 +\/d2 +\/d2 +1000 B +unchanged\n! kafkit: to undo this: kafkit log-dirs move orders:0 --broker 1 --to \/d1\nexit 0\n1 moves$/,
  )
  expect(await run(state, 'move', 'orders', '--broker', '1', '--to', '/d2', '--yes')).toContain(
    'there is nothing to move: everything is already in /d2\nexit 0\n0 moves',
  )
})

test.each([
  [['orders', '--broker', '1', '--to', '/d9'], 'broker 1 has no log directory /d9; it has /d1, /d2 and /d3', 1],
  [['orders:7', '--broker', '1', '--to', '/d2'], 'broker 1 has no replica of orders-7', 1],
  [['other', '--broker', '1', '--to', '/d2'], 'broker 1 has no replica of topic other', 1],
  [['orders', '--broker', '1', '--to', '/d3'], '/d3 has 10 bytes left, and 2000 would be copied there', 1],
  [['orders', '--broker', '2', '--to', '/d1'], 'KAFKA_STORAGE_ERROR', 1],
  [['orders', '--broker', '1', '--to', 'd2'], "'d2' is not an absolute path", 2],
])('move %j is refused', async (words, said, code) => {
  const text = await run(scene(), 'move', ...words, '--yes')
  expect(text).toContain(said)
  expect(text.slice(text.indexOf('\nexit'))).toBe(`\nexit ${code}\n0 moves`)
})
