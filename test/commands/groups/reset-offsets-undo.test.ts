// Resets taken back, on a broker that keeps what is committed.
import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, afterEach, beforeEach, expect, test} from 'vitest'
import {root} from '../../../scripts/command-files.ts'
import {OffsetCommit} from '../../../src/lib/apis/offset-commit.ts'
import {commitOffsets} from '../../../src/lib/groups/commit-offsets.ts'
import {committedOffsets} from '../../../src/lib/offsets/committed-offsets.ts'
import {byPlace} from '../../../src/lib/groups/group-description.ts'
import {parseOffsetsFile} from '../../../src/lib/groups/undo-file.ts'
import {startPracticeBroker, type PracticeBroker} from '../../../src/lib/practice-broker/start.ts'
import {kafkit, noon, type CliOptions} from '../../support/cli.ts'
import {fakeCluster, on, type FakeCluster} from '../../support/fake-cluster.ts'
import {groupServices, logServices} from '../../support/fake-groups.ts'
import {open} from '../../support/open-cluster.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-undo-'))
afterAll(() => rmSync(folder, {recursive: true}))

let broker: PracticeBroker
beforeEach(async () => {
  broker = await startPracticeBroker({brokers: 3, clusterId: 'here'})
  await run('topics create orders audit --partitions 3')
  for (const partition of [0, 1]) await run(`produce orders --partition ${partition}`, {stdin: 'record\n'.repeat(20)})
})
afterEach(() => broker.close())

const run = (line: string, options: CliOptions = {}) =>
  kafkit([...line.split(' '), ...(line.includes('--bootstrap-server') ? [] : ['-b', broker.bootstrapServers])], {
    ...options,
    env: {KAFKIT_STATE_DIR: join(folder, broker.bootstrapServers), ...options.env},
  })
const commit = (group: string, rows: Parameters<typeof commitOffsets>[2]) => commitOffsets(open(broker), group, rows)
/** As `orders-0 15 (epoch 0, note)`. */
async function offsets(group: string) {
  const found = (await committedOffsets(open(broker), [group])).get(group)
  if (!found || found instanceof Error) throw new Error(`nothing known of ${group}`)
  return found
    .toSorted(byPlace)
    .map((each) => `${each.topic}-${each.partition} ${each.offset} (epoch ${each.leaderEpoch}, ${each.metadata})`)
}
const before = ['audit-2 0 (epoch null, )', 'orders-0 15 (epoch 0, note)', 'orders-1 7 (epoch null, )']
const fill = () =>
  commit('billing', [
    {topic: 'orders', partition: 0, offset: 15, leaderEpoch: 0, metadata: 'note'},
    {topic: 'orders', partition: 1, offset: 7},
    {topic: 'audit', partition: 2, offset: 0},
  ])

test('reset, undo: equal to before, with epochs, metadata, and what had no offset', async () => {
  await fill()
  expect(await offsets('billing')).toEqual(before)
  const reset = await run('groups reset-offsets billing --topic orders --to-latest --execute')
  expect(reset.code).toBe(0)
  expect(await offsets('billing')).toEqual([
    'audit-2 0 (epoch null, )',
    'orders-0 20 (epoch null, )',
    'orders-1 20 (epoch null, )',
    'orders-2 0 (epoch null, )',
  ])
  const [, undo = ''] = /to undo this: kafkit (groups reset-offsets .* --execute)\n/.exec(reset.err) ?? []
  const undone = await run(undo)
  expect(undone.out).toMatch(/orders +2 +0 +- +- +had no offset before; deleted\n/)
  expect(undone.out).toMatch(/2 offsets committed\n1 offset deleted\n$/)
  expect(undone.code).toBe(0)
  expect(await offsets('billing')).toEqual(before)
  // And back again, by the undo file of the undo.
  const [, redo = ''] = /to undo this: kafkit (groups reset-offsets .* --execute)\n/.exec(undone.err) ?? []
  expect((await run(redo)).code).toBe(0)
  expect(await offsets('billing')).toContain('orders-2 0 (epoch null, )')
})

test('the undo file: what was there, for which cluster; in the state directory, for the user alone', async () => {
  await fill()
  await run('groups reset-offsets billing --topic orders:0,2 --to-earliest --execute', {now: noon})
  const state = join(folder, broker.bootstrapServers, 'undo')
  const [name = ''] = readdirSync(state)
  expect(name).toMatch(/^2026-03-01T12-00-00-000Z-billing-[0-9a-f]{8}\.json$/)
  expect(JSON.parse(readFileSync(join(state, name), 'utf8'))).toEqual({
    format: 'kafkit offsets before a reset',
    version: 1,
    clusterId: 'here',
    time: '2026-03-01T12:00:00.000Z',
    offsets: [
      {group: 'billing', topic: 'orders', partition: 0, offset: 15, leaderEpoch: 0, metadata: 'note', replacedBy: 0},
      {group: 'billing', topic: 'orders', partition: 2, offset: null, leaderEpoch: null, metadata: null, replacedBy: 0},
    ],
  })
})

test('a group that was not there is left without offsets', async () => {
  const undo = join(folder, 'fresh.json')
  await run(`groups reset-offsets fresh --topic orders --to-earliest --execute --undo ${undo}`)
  expect(await offsets('fresh')).toHaveLength(3)
  expect((await run(`groups reset-offsets --from-file ${undo} --execute`)).code).toBe(0)
  expect(await offsets('fresh')).toEqual([])
})

test('no undo file, no reset', async () => {
  await fill()
  writeFileSync(join(folder, 'there.json'), 'mine')
  mkdirSync(join(folder, 'folder.json'))
  for (const [file, why] of [
    ['there.json', 'it already exists'],
    ['folder.json', 'it already exists'],
    ['there.json/undo.json', 'EEXIST: file already exists, mkdir'],
  ]) {
    const undo = join(folder, file ?? '')
    const {err, code} = await run(`groups reset-offsets billing --topic orders --to-latest --execute --undo ${undo}`)
    expect(err).toContain(`cannot write ${undo}: ${why}`)
    expect(err).toMatch(/; no offset was changed; use --undo to write it elsewhere\n$/)
    expect(code).toBe(2)
  }
  expect(readFileSync(join(folder, 'there.json'), 'utf8')).toBe('mine')
  expect(await offsets('billing')).toEqual(before)
})

test('an undo file of another cluster is refused', async () => {
  await fill()
  const undo = join(folder, 'elsewhere.json')
  await run(`groups reset-offsets billing --topic orders --to-latest --execute --undo ${undo}`)
  const other = await startPracticeBroker({clusterId: 'there'})
  try {
    const {err, code} = await kafkit([
      'groups',
      'reset-offsets',
      '--from-file',
      undo,
      '--execute',
      '-b',
      other.bootstrapServers,
    ])
    expect(err).toBe('kafkit: the undo file was written for cluster here, but this is there; nothing was changed\n')
    expect(code).toBe(2)
  } finally {
    await other.close()
  }
})

test('undo of a reset changes nothing if a topic has been deleted since', async () => {
  await fill()
  const undo = join(folder, 'gone.json')
  await run(`groups reset-offsets billing --all-topics --to-latest --execute --undo ${undo}`)
  await run('topics delete audit --yes')
  const {err, code} = await run(`groups reset-offsets --from-file ${undo} --execute`)
  expect(err).toContain('audit-2')
  expect(err).toMatch(/no offset was changed\n$/)
  expect(code).toBe(1)
})

test('some of the groups of an undo file', async () => {
  await fill()
  await commit('shipping', [{topic: 'orders', partition: 1, offset: 3}])
  const undo = join(folder, 'two.json')
  await run(`groups reset-offsets billing shipping --all-topics --to-latest --execute --undo ${undo}`)
  expect((await run(`groups reset-offsets shipping --from-file ${undo} --execute`)).code).toBe(0)
  expect(await offsets('shipping')).toEqual(['orders-1 3 (epoch null, )'])
  expect(await offsets('billing')).toContain('orders-1 20 (epoch null, )')
  const {err, code} = await run(`groups reset-offsets nobody --from-file ${undo} --execute`)
  expect(err).toContain('the file has no offsets for group nobody')
  expect(code).toBe(1)
})

test('a log that was cut since: restored as it was, and said', async () => {
  await fill()
  const undo = join(folder, 'cut.json')
  await run(`groups reset-offsets billing --topic orders:0 --to-latest --execute --undo ${undo}`)
  await run('topics delete orders --yes')
  await run('topics create orders --partitions 3')
  const {out, code} = await run(`groups reset-offsets --from-file ${undo} --execute`)
  expect(out).toMatch(/orders +0 +- +15 +- +restored, beyond the end of the log\n/)
  expect(code).toBe(0)
  expect(await offsets('billing')).toContain('orders-0 15 (epoch 0, note)')
})

test('killed between the undo file and the commit: the file is whole', async () => {
  // A coordinator that never answers a commit.
  const fake: FakeCluster = await fakeCluster(
    {nodes: 1, topics: {orders: 2}},
    ...groupServices(() => fake.nodes, {billing: {state: 'Empty', committed: {'orders-0': 90}}}),
    logServices({'orders-0': [10, 100], 'orders-1': [0, 20]}),
    on(OffsetCommit, () => new Promise<never>(() => {})),
  )
  const undo = join(folder, 'killed.json')
  const args = ['groups', 'reset-offsets', 'billing', '--topic', 'orders', '--to-latest', '--execute', '--undo', undo]
  const child = spawn(process.execPath, [join(root, 'bin/kafkit'), ...args, '-b', fake.bootstrapServers])
  await expect.poll(() => fake.asked(OffsetCommit).length, {timeout: 20_000}).toBe(1)
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(parseOffsetsFile(readFileSync(undo, 'utf8'), undo).rows).toMatchObject([
    {group: 'billing', topic: 'orders', partition: 0, offset: 90},
    {group: 'billing', topic: 'orders', partition: 1, offset: null},
  ])
  await fake.close()
})
