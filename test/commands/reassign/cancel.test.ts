import {copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs'
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

test('cancel reports the waiting partitions of a run that no process carries on', async () => {
  const moves = await fakeMoves()
  await using _ = moves.cluster
  writeMoveFiles(folder, 'fake-cluster')
  const journal = join(folder, 'running.json')
  const {out, code} = await kafkit(['reassign', 'cancel', '--journal', journal, '--yes', '-o', 'json', '-b', moves.cluster.bootstrapServers]) // prettier-ignore
  expect({code, out: JSON.parse(out) as unknown}).toMatchObject({code: 0, out: [{status: 'waiting', replicas: [1, 2]}]})
  expect((JSON.parse(readFileSync(journal, 'utf8')) as {state: string}).state).toBe('cancelled')
})

test('cancel says how to name a journal if none fits, or more than one', async () => {
  const moves = await fakeMoves()
  await using _ = moves.cluster
  const state = mkdtempSync(join(folder, 'state-'))
  const env = {KAFKIT_STATE_DIR: state}
  const ask = () => kafkit(['reassign', 'cancel', '--yes', '-b', moves.cluster.bootstrapServers], {env})
  const none = await ask()
  expect(none).toMatchObject({code: 2, out: ''})
  expect(none.err).toContain(`in ${join(state, 'reassign')}; if it is elsewhere, name its file with --journal`)
  const runs = join(state, 'reassign')
  mkdirSync(runs)
  writeMoveFiles(runs, 'fake-cluster')
  for (const name of readdirSync(runs)) if (name !== 'running.json') rmSync(join(runs, name))
  copyFileSync(join(runs, 'running.json'), join(runs, 'second.json'))
  const two = await ask()
  expect(two).toMatchObject({code: 2, out: ''})
  expect(two.err).toMatch(/there are 2 journals that fit; name one with --journal: .*running\.json or .*second\.json/)
})
