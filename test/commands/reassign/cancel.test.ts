import {mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, expect, test} from 'vitest'
import {ListPartitionReassignments} from '../../../src/lib/apis/list-partition-reassignments.ts'
import {kafkit} from '../../support/cli.ts'
import {fakeMoves, writeMoveFiles} from '../../support/fake-moves.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-cancel-'))
afterAll(() => rmSync(folder, {recursive: true}))

test('a batch that begins while cancel is under way is stopped, too', async () => {
  const moves = await fakeMoves({held: ['orders-0']})
  await using _ = moves.cluster
  writeMoveFiles(folder, 'fake-cluster')
  const journal = join(folder, 'running.json')
  const partition = moves.partitions.get('orders-0')
  // The process that runs it read its journal before it was cancelled, and sends what it had in mind after that: when the
  // cancelling has looked once and found nothing that moves.
  const asked = () => moves.cluster.asked(ListPartitionReassignments).length
  let looks: number | undefined
  const runner = setInterval(() => {
    if (!partition || (JSON.parse(readFileSync(journal, 'utf8')) as {state: string}).state !== 'cancelled') return
    looks ??= asked()
    if (asked() === looks) return
    clearInterval(runner)
    partition.target = [1, 3]
  }, 10)
  const ran = await kafkit(['reassign', 'cancel', '--journal', journal, '--yes', '-o', 'json', '-b', moves.cluster.bootstrapServers]) // prettier-ignore
  clearInterval(runner)
  expect(ran.code, ran.err).toBe(0)
  expect(JSON.parse(ran.out)).toMatchObject([{topic: 'orders', partition: 0, status: 'cancelled', replicas: [1, 2]}])
  // Kafka is told the order of before as well; the fake holds that, too.
  expect(partition).toMatchObject({target: [1, 2], replicas: [1, 2]})
})

test('of a run that nobody carries on, what waits is told as it is', async () => {
  const moves = await fakeMoves()
  await using _ = moves.cluster
  writeMoveFiles(folder, 'fake-cluster')
  const journal = join(folder, 'running.json')
  const {out, code} = await kafkit(['reassign', 'cancel', '--journal', journal, '--yes', '-o', 'json', '-b', moves.cluster.bootstrapServers]) // prettier-ignore
  expect({code, out: JSON.parse(out) as unknown}).toMatchObject({code: 0, out: [{status: 'waiting', replicas: [1, 2]}]})
  expect((JSON.parse(readFileSync(journal, 'utf8')) as {state: string}).state).toBe('cancelled')
})
