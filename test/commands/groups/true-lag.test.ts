// What users saw of lags that were not so: each test is named after it.
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {stripVTControlCharacters} from 'node:util'
import {afterAll, afterEach, beforeEach, describe, expect, test} from 'vitest'
import {DescribeShareGroupOffsets} from '../../../src/lib/apis/describe-share-group-offsets.ts'
import {Fetch} from '../../../src/lib/apis/fetch.ts'
import {ListGroups} from '../../../src/lib/apis/list-groups.ts'
import {ShareGroupDescribe} from '../../../src/lib/apis/share-group-describe.ts'
import {StreamsGroupDescribe} from '../../../src/lib/apis/streams-group-describe.ts'
import {BatchWriter} from '../../../src/lib/wire/batch-writer.ts'
import {crc32c} from '../../../src/lib/wire/crc32c.ts'
import {kafkit, shown} from '../../support/cli.ts'
import {fakeCluster, on, topicId, type FakeCluster} from '../../support/fake-cluster.ts'
import {groupServices, logServices, type FakeGroup} from '../../support/fake-groups.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-true-lag-'))
afterAll(() => rmSync(folder, {recursive: true}))
const now = Date.UTC(2026, 2, 1, 12)

interface Shape {
  readonly control?: boolean
  readonly producer?: number
}

/** A batch with a record for each timestamp, from offset `base` on. */
function batch(base: number, timestamps: readonly number[], {control = false, producer}: Shape = {}): Buffer {
  const writer = new BatchWriter(100_000)
  for (const at of timestamps) writer.add({bytes: Buffer.from('x'), start: 0, end: 1}, null, at)
  const bytes = Buffer.from(writer.seal({}))
  bytes.writeBigInt64BE(BigInt(base), 0)
  const attributes = (control ? 32 : 0) | (producer === undefined ? 0 : 16)
  bytes.writeInt16BE(bytes.readInt16BE(21) | attributes, 21)
  if (producer !== undefined) bytes.writeBigInt64BE(BigInt(producer), 43)
  bytes.writeUInt32BE(crc32c(bytes.subarray(21)), 17)
  return bytes
}
const records = (base: number, count: number, at: number, shape?: Shape) =>
  batch(
    base,
    Array.from({length: count}, () => at),
    shape,
  )

let cluster: FakeCluster
let groups: Record<string, FakeGroup>
let ends: Record<string, readonly [number, number]>
/** Batches by partition; a partition without them may not be read. */
let logs: Record<string, readonly Buffer[]>
let aborted: Record<string, readonly {producerId: number; firstOffset: number}[]>
beforeEach(async () => {
  groups = {}
  aborted = {}
  ends = {'orders-0': [0, 20], 'orders-1': [0, 20]}
  logs = {'orders-0': [records(0, 20, now - 300_000)], 'orders-1': [records(0, 20, now - 300_000)]}
  const names = new Map(['orders'].map((name) => [topicId(name), name]))
  cluster = await fakeCluster(
    {nodes: 1, topics: {orders: 2}},
    ...groupServices(() => cluster.nodes, groups),
    // Looked up at each question, because a test may change them.
    on(Fetch, (request) => ({
      responses: request.topics.map(({topicId: id, partitions}) => ({
        topicId: id,
        partitions: partitions.map(({partition, fetchOffset}) => {
          const place = `${names.get(id)}-${partition}`
          const log = logs[place]
          if (!log) return {partitionIndex: partition, errorCode: 29}
          const from = log.filter((each) => Number(each.readBigInt64BE(0)) + each.readInt32BE(23) >= fetchOffset)
          const abortedTransactions = request.isolationLevel === 1 ? (aborted[place] ?? []) : null
          return {partitionIndex: partition, records: Buffer.concat(from), abortedTransactions}
        }),
      })),
    })),
  )
  serveEnds()
})
afterEach(() => cluster.close())
const serveEnds = () => cluster.serve(logServices(ends))

let files = 0
const argv = (line: string) => [...line.split(' '), '-b', cluster.bootstrapServers]
const run = (line: string, at = now) => kafkit(argv(line), {now: at})

describe('a share group whose records are all acknowledged', () => {
  const serve = (startOffset: number, lag: number) =>
    cluster.serve([
      on(ListGroups, () => ({
        groups: [{groupId: 'share', protocolType: 'share', groupState: 'Empty', groupType: 'Share'}],
      })),
      on(ShareGroupDescribe, ({groupIds}) => ({groups: groupIds.map((groupId) => ({groupId, groupState: 'Empty'}))})),
      on(DescribeShareGroupOffsets, (request) => ({
        groups: request.groups.map(({groupId}) => ({
          groupId,
          topics: [{topicName: 'orders', partitions: [{partitionIndex: 0, startOffset, leaderEpoch: 0, lag}]}],
        })),
      })),
    ])

  test('AGE grows with LAG 0: the start offset moves lazily, the broker’s own lag decides', async () => {
    serve(0, 0)
    const {out, err, code} = await run('groups lag share --crit 5s --allow-uncommitted -o jsonl')
    expect([JSON.parse(out), err, code]).toMatchObject([{lag: 0, ageMs: 0, ageBasis: 'caughtUp'}, '', 0])
  })
  test('a share group is stuck for ever: what was acknowledged behind the start offset is progress', async () => {
    const file = join(folder, `share-${files++}.json`)
    serve(0, 15)
    await run(`groups lag share --stuck 10m --stuck-file ${file}`)
    serve(0, 5)
    expect((await run(`groups lag share --stuck 10m --stuck-file ${file}`, now + 900_000)).code).toBe(0)
    // The same lag for another quarter of an hour.
    const {err, code} = await run(`groups lag share --stuck 10m --stuck-file ${file}`, now + 1_800_000)
    expect([err, code]).toEqual([expect.stringContaining('nothing committed for 15m although'), 3])
  })
})

describe('Describe but not Read on a topic: partition 0 lags, partition 1 is caught up', () => {
  beforeEach(() => {
    groups['billing'] = {state: 'Empty', committed: {'orders-0': 5, 'orders-1': 20}}
    delete logs['orders-0']
  })
  test.each(['group', 'topic'])('the row by %s says AGE 0s: a sum of known and unknown is unknown', async (by) => {
    const table = await run(`groups lag billing --by ${by} --crit 1h --columns group,lag,age`)
    expect(table.out).toMatch(/^billing +15 +\?$/m)
    expect(table.code).toBe(1)
    const json = await run(`groups lag billing --by ${by} --age -o json`)
    expect((JSON.parse(json.out) as {rows: unknown[]}).rows).toMatchObject([{ageMs: null, ageBasis: 'unknown'}])
    const nagios = await run(`groups lag billing --by ${by} --crit 1h --nagios`)
    expect(nagios.out).toContain(`'billing${by === 'topic' ? ' orders' : ''} age'=U;;3600;0`)
    expect(nagios.code).toBe(3)
  })
  test('a limit that the known part exceeds is still exceeded', async () => {
    groups['billing'] = {state: 'Empty', committed: {'orders-0': 5, 'orders-1': 3}}
    expect(await run('groups lag billing --crit 1m')).toMatchObject({
      code: 3,
      err: expect.stringContaining('critical: billing: the oldest unread record is 5m old') as string,
    })
  })
  test('a lag that is known in part is not a number', async () => {
    groups['half'] = {state: 'Empty', committed: {'orders-0': 5}, members: {m: ['orders-0', 'orders-1']}}
    const {out} = await run('groups lag half --no-age -o json --allow-unknown')
    expect((JSON.parse(out) as {rows: unknown[]}).rows).toMatchObject([{lag: null, unknown: 1}])
    expect((await run('groups lag half --no-age --allow-unknown')).out).toMatch(/ 15\+1\? /)
    const nagios = await run('groups lag half --no-age --allow-unknown --nagios')
    expect(nagios.out).toBe("LAG OK - 1 group, lag 15, 1 partition unknown | 'half'=U;;;0\n")
    expect((await run('groups lag half --no-age --allow-unknown --crit 14')).code).toBe(3)
  })
})

describe('ten records of a transaction, offset 10 committed, the marker at 10', () => {
  beforeEach(() => {
    ends['orders-0'] = [0, 11]
    logs['orders-0'] = [
      records(0, 10, now - 300_000, {producer: 7}),
      batch(10, [now - 300_000], {control: true, producer: 7}),
    ]
    serveEnds()
    groups['g'] = {state: 'Empty', committed: {'orders-0': 10}}
  })
  test('--stuck says critical: behind the last record there is nothing to read', async () => {
    const file = join(folder, `stuck-${files++}.json`)
    expect((await run(`groups lag g --no-age --stuck 1s --stuck-file ${file}`)).code).toBe(0)
    expect(await run(`groups lag g --no-age --stuck 1s --stuck-file ${file}`, now + 60_000)).toMatchObject({
      err: '',
      code: 0,
    })
    // Then a record that comes just before the next look has not waited since the first one.
    ends['orders-0'] = [0, 12]
    logs['orders-0'] = [...(logs['orders-0'] ?? []), records(11, 1, now + 119_500)]
    serveEnds()
    const look = (at: number) => run(`groups lag g --no-age --stuck 1s --stuck-file ${file}`, at)
    expect((await look(now + 120_000)).code).toBe(0)
    expect((await look(now + 180_000)).code).toBe(3)
  })
  test('groups wait never ends', async () => {
    expect(await run('groups wait g --timeout 0s')).toMatchObject({code: 0, err: 'g: lag 0 after 0s\n'})
  })
  test('groups lag says that one record is unread', async () => {
    expect((await run('groups lag g --crit 0 --crit 0s')).code).toBe(0)
  })
  test('records that were deleted unread are not reported for ever: an empty log has nothing unread', async () => {
    ends['orders-0'] = [11, 11]
    logs['orders-0'] = []
    serveEnds()
    expect(await run('groups lag g --crit 0')).toMatchObject({code: 0, err: ''})
    expect((await run('groups wait g --timeout 0s')).code).toBe(0)
    expect((await run('groups describe g -o json')).out).toContain('"totalLag":0')
  })
  test('with --read-committed aborted records give an age', async () => {
    ends['orders-0'] = [0, 17]
    logs['orders-0'] = [
      ...(logs['orders-0'] ?? []),
      records(11, 5, now - 200_000, {producer: 8}),
      batch(16, [now - 200_000], {control: true, producer: 8}),
    ]
    aborted['orders-0'] = [{producerId: 8, firstOffset: 11}]
    serveEnds()
    expect((await run('groups lag g --crit 1s --read-committed')).code).toBe(0)
    expect((await run('groups wait g --read-committed --timeout 0s')).code).toBe(0)
    expect((await run('groups lag g --crit 1s')).code).toBe(3)
    // What is committed behind them counts, of the same producer too.
    ends['orders-0'] = [0, 19]
    logs['orders-0'] = [...logs['orders-0'], records(17, 1, now - 100_000, {producer: 8})]
    serveEnds()
    const {out} = await run('groups lag g --read-committed -o json')
    expect((JSON.parse(out) as {rows: unknown[]}).rows).toMatchObject([{ageMs: 100_000}])
  })
})

describe('offset 5000 committed, 20 records there', () => {
  beforeEach(() => {
    groups['g'] = {state: 'Empty', committed: {'orders-0': 5000}}
  })
  test('metrics export lag 0: no sample', async () => {
    const {out} = await run('groups lag g --format openmetrics')
    expect(out).not.toMatch(/^kafka_consumergroup_lag(_sum)?\{/m)
    expect(out).toMatch(/^kafkit_consumergroup_lag_unknown\{.*reason="afterEnd"\} 1$/m)
  })
  test('groups describe headlines "lag 0": 1 unknown', async () => {
    expect((await run('groups describe g')).out).toMatch(/^g {2}Empty, classic group, 0 members, lag: 1 unknown$/m)
  })
  test('groups watch and groups top say "lag -4980": it is not known', async () => {
    expect((await run('groups watch g --count 1 --no-age')).out).toMatch(
      /^\S+ {2}g {2}orders-0 {2}Empty {2}lag unknown \(committed offset 5000 is beyond the end of the log 20\) {2}age -/,
    )
    expect((await run('groups top g --by partition --count 1 --no-age')).out).toContain(
      'lag unknown (committed offset 5000 is',
    )
  })
  test('the reset plan says "5,000 records to be read again": 20', async () => {
    const {out} = await run('groups reset-offsets g --topic orders:0 --to-earliest')
    expect(out).toContain('20 records to be read again')
  })
})

test('groups describe --members says 0 partitions for everybody in a Streams group', async () => {
  cluster.serve([
    on(StreamsGroupDescribe, ({groupIds}) => ({
      groups: groupIds.map((groupId) => ({
        groupId,
        groupState: 'Stable',
        topology: {epoch: 1, subtopologies: [{subtopologyId: '0', sourceTopics: ['orders']}]},
        members: [
          // There is no partition 2: another topic of the subtopology may have more.
          {memberId: 't1', assignment: {activeTasks: [{subtopologyId: '0', partitions: [0, 2]}]}},
          {
            memberId: 't2',
            assignment: {
              activeTasks: [{subtopologyId: '0', partitions: [1]}],
              standbyTasks: [{subtopologyId: '0', partitions: [0]}],
            },
          },
        ],
      })),
    })),
  ])
  const {out} = await run('groups describe app --members -o csv --columns consumerId,partitions,assignment')
  expect(out.split('\r\n').slice(1)).toEqual(['t1,1,orders:0', 't2,1,orders:1', ''])
})

describe('record stamps in the future', () => {
  beforeEach(() => {
    groups['g'] = {state: 'Empty', committed: {'orders-0': 5}}
    logs['orders-0'] = [records(0, 20, now + 3_600_000)]
  })
  test('age 0 and the gate OK until the clock catches up: unknown, with the reason', async () => {
    expect(await shown(argv('groups lag g --crit 5s --columns group,lag,age,status'), {now})).toMatchInlineSnapshot(`
      "GROUP  LAG  AGE  STATUS
      g       15    ?  unknown
      ! kafkit: unknown: g orders-0: the age of the oldest unread record is unknown: its timestamp is 2026-03-01T13:00:00.000Z, ahead of this machine's clock
      exit 1"
    `)
    const {out} = await run('groups lag g -o json')
    expect((JSON.parse(out) as {rows: unknown[]}).rows).toMatchObject([{ageMs: null, ageBasis: 'future'}])
  })
  test('clocks that differ by a moment are no reason to worry', async () => {
    logs['orders-0'] = [records(0, 20, now + 2000)]
    expect((await run('groups lag g --crit 5s')).code).toBe(0)
  })
})

describe('commit g orders 1 -1', () => {
  test('row and group are left out: nothing is committed there', async () => {
    groups['g'] = {state: 'Empty', committed: {'orders-1': -1}}
    expect(await shown(argv('groups lag g --by partition'), {now})).toMatchInlineSnapshot(`
      "GROUP  TOPIC   PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG  AGE  STATUS   NOTE
      g      orders          1               -              20    -    ?  unknown  nothing committed
      ! kafkit: unknown: g orders-1: nothing committed
      exit 1"
    `)
  })
})

test('--warn 10k is not a duration', async () => {
  groups['g'] = {state: 'Empty', committed: {'orders-0': 5}}
  expect((await run('groups lag g --warn 10k')).code).toBe(0)
  expect((await run('groups lag g --warn 0.01k')).code).toBe(3)
  expect((await run('groups wait g --lag 1k --timeout 0s')).code).toBe(0)
  expect((await run('groups lag g --warn 10x')).code).toBe(2)
})

test('the reset plan does not say which instant a time without zone was', async () => {
  groups['g'] = {state: 'Empty', committed: {'orders-0': 5}}
  const plan = 'groups reset-offsets g --all-topics'
  expect((await run(`${plan} --to-datetime 2026-02-28T10:30`)).out).toMatch(
    /^to the first record from 2026-02-28T10:30:00.000Z on$/m,
  )
  expect((await run(`${plan} --by-duration 1h`)).out).toContain('from 2026-03-01T11:00:00.000Z on')
  expect((await run(`${plan} --skip-between 2026-02-28/now`)).out).toContain(
    'over the records from 2026-02-28T00:00:00.000Z until 2026-03-01T12:00:00.000Z',
  )
  expect(JSON.parse((await run(`${plan} --by-duration 1h -o json`)).out)).toMatchObject({
    times: ['2026-03-01T11:00:00.000Z'],
  })
})

test('groups watch nosuch --count 1 exits 0', async () => {
  expect((await run('groups watch nosuch --count 1 --no-age')).code).toBe(1)
  groups['g'] = {state: 'Empty', committed: {'orders-0': 5}}
  expect((await run('groups watch g --count 1 --no-age')).code).toBe(0)
})

test('groups describe G --verbose is 84 wide at 80', async () => {
  groups['g'] = {
    members: {'consumer-billing-1-0f3d1c2a': ['orders-0', 'orders-1']},
    committed: {'orders-0': 5, 'orders-1': 20},
  }
  const {out} = await kafkit(argv('groups describe g --verbose'), {now, terminal: true, columns: 80})
  const lines = stripVTControlCharacters(out).split('\n')
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80)
  expect(out).toContain('LAG')
})
