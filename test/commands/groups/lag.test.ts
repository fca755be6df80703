// groups lag: for every condition of the gate a case that passes and one that fails.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, afterEach, beforeEach, describe, expect, test} from 'vitest'
import {Fetch} from '../../../src/lib/apis/fetch.ts'
import {FindCoordinator} from '../../../src/lib/apis/find-coordinator.ts'
import {Metadata} from '../../../src/lib/apis/metadata.ts'
import {BatchWriter} from '../../../src/lib/wire/batch-writer.ts'
import {kafkit, shown, type CliOptions} from '../../support/cli.ts'
import {fakeCluster, on, topicId, type FakeCluster} from '../../support/fake-cluster.ts'
import {groupServices, logServices, type FakeGroup} from '../../support/fake-groups.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-lag-'))
afterAll(() => rmSync(folder, {recursive: true}))
const now = Date.UTC(2026, 2, 1, 12)
/** Every record is five minutes old. */
const writtenAt = now - 300_000

let cluster: FakeCluster
let groups: Record<string, FakeGroup>
let ends: Record<string, readonly [number, number]>
const leaderless = new Set<string>()
beforeEach(async () => {
  leaderless.clear()
  groups = {
    billing: {state: 'Empty', committed: {'orders-0': 90, 'orders-1': 15}},
    shipping: {members: {'m-1': ['orders-0'], 'm-2': ['orders-1']}, committed: {'orders-0': 100, 'orders-1': 20}},
    fresh: {members: {'m-3': ['orders-0']}},
    late: {state: 'Empty', committed: {'audit-0': 5}},
    beyond: {state: 'Empty', committed: {'audit-0': 31}},
    connect: {protocolType: 'connect', members: {w: []}},
    hollow: {state: 'Empty'},
  }
  ends = {'orders-0': [10, 100], 'orders-1': [0, 20], 'audit-0': [8, 30], 'secret-0': [0, 10]}
  const topics: Record<string, number> = {orders: 2, audit: 1, secret: 1}
  cluster = await fakeCluster(
    {nodes: 1, topics},
    ...groupServices(() => cluster.nodes, groups),
    logServices(ends),
    on(Fetch, (request) => ({
      responses: request.topics.map((each) => ({
        topicId: each.topicId,
        partitions: each.partitions.map(({partition, fetchOffset}) => {
          const writer = new BatchWriter(1000)
          writer.add({bytes: Buffer.from('x'), start: 0, end: 1}, null, writtenAt)
          const records = Buffer.from(writer.seal({}))
          records.writeBigInt64BE(BigInt(fetchOffset), 0)
          return {partitionIndex: partition, records}
        }),
      })),
    })),
    on(Metadata, (request) => ({
      brokers: cluster.nodes.map((node) => ({...node, rack: null})),
      clusterId: 'fake-cluster',
      controllerId: 1,
      topics: (request.topics ?? []).map(({name}) => {
        if (name === null || topics[name] === undefined) return {name, errorCode: 3}
        if (name === 'secret') return {name, errorCode: 29}
        return {
          name,
          topicId: topicId(name),
          partitions: Array.from({length: topics[name]}, (_, partitionIndex) => ({
            partitionIndex,
            leaderId: leaderless.has(`${name}-${partitionIndex}`) ? -1 : 1,
            errorCode: leaderless.has(`${name}-${partitionIndex}`) ? 5 : 0,
            replicaNodes: [1],
            isrNodes: [1],
          })),
        }
      }),
    })),
  )
})
afterEach(() => cluster.close())

let files = 0
const run = (line: string, options: CliOptions = {}) =>
  kafkit([...line.split(' '), '-b', cluster.bootstrapServers], {
    now,
    env: {KAFKIT_STATE_DIR: join(folder, String(files))},
    ...options,
  })
const screen = (line: string) => shown([...line.split(' '), '-b', cluster.bootstrapServers], {now})

describe('groups lag prints', () => {
  test('a row for each group', async () => {
    expect(await screen('groups lag billing shipping')).toMatchInlineSnapshot(`
      "GROUP     STATE   #MEMBERS  #PARTITIONS  LAG  AGE  WORST
      billing   Empty          0            2   15   5m  orders-0
      shipping  Stable         2            2    0   0s  -
      exit 0"
    `)
  })
  test('a row for each partition, with its problem', async () => {
    expect(await screen('groups lag billing fresh late beyond --by partition')).toMatchInlineSnapshot(`
      "GROUP    TOPIC   PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG  AGE  HOST      CLIENT-ID   STATUS   NOTE
      billing  orders          0              90             100   10   5m  -         -           -        -
      billing  orders          1              15              20    5   5m  -         -           -        -
      fresh    orders          0               -             100    -    ?  10.0.0.1  client-m-3  unknown  nothing committed
      late     audit           0               5              30   25  ~5m  -         -           unknown  committed offset 5 is before the start of the log 8: records were deleted unread
      beyond   audit           0              31              30   -1    ?  -         -           unknown  committed offset 31 is beyond the end of the log 30
      ! kafkit: unknown: fresh orders-0: nothing committed
      ! kafkit: unknown: late audit-0: committed offset 5 is before the start of the log 8: records were deleted unread
      ! kafkit: unknown: beyond audit-0: committed offset 31 is beyond the end of the log 30
      exit 1"
    `)
  })
  test('sums by topic and by member', async () => {
    expect(await screen('groups lag shipping --by member --warn 5')).toMatchInlineSnapshot(`
      "GROUP     STATE   #MEMBERS  CONSUMER-ID  #PARTITIONS  LAG  AGE
      shipping  Stable         2  m-1                    1    0   0s
      shipping  Stable         2  m-2                    1    0   0s
      exit 0"
    `)
    expect(await screen('groups lag billing --by topic --warn 5 --crit 10')).toMatchInlineSnapshot(`
      "GROUP    STATE  #MEMBERS  TOPIC   #PARTITIONS  LAG  AGE  WORST     STATUS
      billing  Empty         0  orders            2   15   5m  orders-0  critical
      ! kafkit: critical: billing orders: lag 15 is more than 10
      exit 3"
    `)
  })
  test('CSV with digits only', async () => {
    expect((await run('groups lag billing --by partition -o csv --columns topic,partition,lag,ageMs')).out).toBe(
      'topic,partition,lag,ageMs\r\norders,0,10,300000\r\norders,1,5,300000\r\n',
    )
  })
  test('JSON with the verdict, the rows and everything that is known about the groups', async () => {
    const {out, code} = await run('groups lag billing --crit 10 -o json')
    expect(code).toBe(3)
    expect(JSON.parse(out)).toMatchObject({
      status: 'critical',
      findings: [{status: 'critical', reason: 'lag', groupId: 'billing', text: 'billing: lag 15 is more than 10'}],
      rows: [{group: 'billing', lag: 15, ageMs: 300_000, ageBasis: 'record', worst: 'orders-0', status: 'critical'}],
      groups: [{groupId: 'billing', totalLag: 15, partitions: [{lag: 10, age: {basis: 'record'}}, {lag: 5}]}],
    })
  })
})

/** What is checked, arguments that pass, arguments that fail, the exit code and the message of the failure. */
const conditions: [string, string, string, number, string][] = [
  ['records', 'billing --crit 15', 'billing --crit 14', 3, 'critical: billing: lag 15 is more than 14'],
  ['a warning', 'billing --warn 15', 'billing --warn 14', 3, 'warning: billing: lag 15 is more than 14'],
  [
    'records of a partition',
    'billing --by partition --crit 10',
    'billing --by partition --crit 9',
    3,
    'critical: billing orders-0: lag 10 is more than 9',
  ],
  [
    'records of a topic',
    'billing --by topic --crit 15',
    'billing --by topic --crit 14',
    3,
    'critical: billing orders: lag 15 is more than 14',
  ],
  [
    'time',
    'billing --crit 5m',
    'billing --crit 4m59s',
    3,
    'critical: billing: the oldest unread record is 5m old, more than 4m59s',
  ],
  ['records or time', 'billing --crit 99 --crit 5m', 'billing --crit 99 --crit 1m', 3, 'the oldest unread record'],
  ['nothing is unread', 'shipping --crit 0 --crit 0s', 'billing --crit 0', 3, 'lag 15 is more than 0'],
  ['members', 'shipping --expect-members 2', 'shipping --expect-members 3', 3, 'shipping: 2 members, 3 expected'],
  ['at least so many', 'shipping --expect-members 2+', 'shipping --expect-members 3+', 3, '3 or more expected'],
  ['state', 'shipping --expect-state stable', 'billing --expect-state Stable', 3, 'billing: is Empty, Stable expected'],
  ['how many groups', '*ping billing --expect-groups 2', '*ping --expect-groups 2', 3, '1 group, 2 expected'],
  ['a group that is there', 'billing', 'billing nope', 1, 'unknown: nope: there is no such group'],
  ['a missing one is allowed', 'billing nope --allow-missing', 'nope', 1, 'there is no such group'],
  ['a pattern that matches', 'bill*', 'bull*', 1, 'unknown: no group matches bull*'],
  ['a regular expression', '/^b.+g$/', '/^b.+x$/', 1, 'no group matches /^b.+x$/'],
  ['a pattern that matches nothing is allowed', 'bull* --allow-missing', 'bull*', 1, 'no group matches'],
  ['a topic', 'billing --topic orders', 'billing --topic audit', 1, 'billing: does not read topic audit'],
  ['a topic of a pattern', '*ing --topic orders', '*ing --topic secret', 1, 'unknown: no group reads topic secret'],
  ['a missing topic is allowed', 'billing --topic audit --allow-missing', 'billing --topic audit', 1, 'audit'],
  ['never committed', 'fresh --allow-uncommitted', 'fresh', 1, 'unknown: fresh orders-0: nothing committed'],
  ['nothing committed at all', 'hollow --allow-unknown', 'hollow', 1, 'hollow: has committed nothing'],
  ['before the log', 'late --allow-unknown', 'late', 1, 'is before the start of the log 8: records were deleted'],
  ['beyond the log', 'beyond --allow-unknown', 'beyond', 1, 'committed offset 31 is beyond the end of the log 30'],
]
describe('the gate', () => {
  test.each(conditions)('checks %s', async (_, passing, failing, code, said) => {
    const good = await run(`groups lag ${passing}`)
    expect([good.code, good.err]).toEqual([0, ''])
    const bad = await run(`groups lag ${failing}`)
    expect(bad.err).toContain(said)
    expect(bad.code).toBe(code)
    const nagios = await run(`groups lag ${failing} --nagios`)
    expect([nagios.code, nagios.err]).toEqual([code === 1 ? 3 : said.startsWith('warning') ? 1 : 2, ''])
    expect(nagios.out).toContain(said.replace(/^\w+: /, ''))
    expect((await run(`groups lag ${passing} --nagios`)).code).toBe(0)
  })

  test('reports a partition without a leader as unknown', async () => {
    leaderless.add('orders-1')
    const {err, code} = await run('groups lag billing --crit 1000')
    expect([err, code]).toEqual(['kafkit: unknown: billing orders-1: no leader, so its end is unknown\n', 1])
    expect((await run('groups lag billing --crit 1000 --allow-unknown')).code).toBe(0)
    // An unknown lag does not hide a critical one.
    expect((await run('groups lag billing --crit 5')).code).toBe(3)
    // It outranks a warning, because it may be worse.
    expect((await run('groups lag billing --warn 5')).code).toBe(1)
  })

  test('reports a deleted topic, and one that may not be seen, as unknown', async () => {
    groups['billing'] = {state: 'Empty', committed: {'gone-0': 1, 'secret-0': 1}}
    const {err, code} = await run('groups lag billing --crit 1000')
    expect(err).toContain('unknown: billing gone-0: no such partition any more')
    expect(err).toContain('unknown: billing secret-0: not authorized to see the topic')
    expect(code).toBe(1)
  })

  test('reports a group that may not be seen beside the others', async () => {
    cluster.serve(
      on(FindCoordinator, ({coordinatorKeys}) => ({
        coordinators: coordinatorKeys.map((key) => ({
          key,
          errorCode: key === 'billing' ? 30 : 0,
          nodeId: 1,
          host: '127.0.0.1',
          port: cluster.ports[0] ?? 0,
        })),
      })),
    )
    const {out, err, code} = await run('groups lag billing shipping --allow-unknown --allow-missing')
    expect(out).toContain('shipping')
    expect(err).toContain('unknown: describe group billing: Group authorization failed.')
    expect(code).toBe(1)
  })

  test('passes a limit on records where the records may not be read, and reports a limit on time as unknown', async () => {
    cluster.serve(
      on(Fetch, (request) => ({
        responses: request.topics.map(({topicId: id, partitions}) => ({
          topicId: id,
          partitions: partitions.map(({partition}) => ({partitionIndex: partition, errorCode: 29})),
        })),
      })),
    )
    expect((await run('groups lag billing --crit 15')).code).toBe(0)
    const {err, code} = await run('groups lag billing --crit 1h')
    expect(err).toContain(
      'billing orders-0: the age of the oldest unread record is unknown: Topic authorization failed.',
    )
    expect(code).toBe(1)
  })

  test('fails if no broker answers', async () => {
    await cluster.stop(1)
    expect((await run('groups lag billing --crit 5')).code).toBe(1)
    const {out, code} = await run('groups lag billing --crit 5 --nagios')
    expect([out.startsWith('LAG UNKNOWN - 127.0.0.1:'), code]).toEqual([true, 3])
  })

  test('reports a cluster without groups as unknown', async () => {
    for (const name of Object.keys(groups)) delete groups[name]
    const {err, code} = await run('groups lag')
    expect([err, code]).toEqual(['kafkit: unknown: there is no group that reads topics\n', 1])
  })

  test.each([
    ['--crit x', "'x' is not a duration"],
    ['--crit 5 --crit 6', 'two limits of the same kind'],
    ['--warn 10 --crit 5', '--warn is greater than --crit'],
    ['--crit 5m --no-age', 'needs the ages'],
    ['--expect-members x', "'x' is not a count"],
    ['--expect-members 3-2', '2 is less than 3'],
    ['/(/', '/(/ is not a regular expression'],
    ['--stuck-file f', '--stuck-file needs --stuck'],
    ['--bogus', 'there is no flag --bogus'],
  ])('rejects %s with exit code 2, and for Nagios with unknown', async (flags, said) => {
    const wrong = await run(`groups lag billing ${flags}`)
    expect([wrong.code, wrong.err.includes(said) || wrong.err]).toEqual([2, true])
    const nagios = await run(`groups lag billing ${flags} --format nagios`)
    expect([nagios.code, nagios.out.startsWith('LAG UNKNOWN - ')]).toEqual([3, true])
  })

  test('rejects --format openmetrics together with --nagios, in the way of Nagios', async () => {
    const {out, code} = await run('groups lag billing --format openmetrics --nagios')
    expect([out, code]).toEqual([
      'LAG UNKNOWN - --format and --nagios exclude each other (see kafkit groups lag --help)\n',
      3,
    ])
  })
  test('answers Nagios even if --nagios is the only flag that can be read', async () => {
    const {out, code} = await run('groups lag --format nagios --crit --format=nagios -x')
    expect([out.startsWith('LAG UNKNOWN - '), code]).toEqual([true, 3])
  })
  test('does not take a group called nagios for the flag', async () => {
    expect((await run('groups lag nagios --crit')).code).toBe(2)
  })
})

describe('--stuck', () => {
  beforeEach(() => files++)
  const later = (minutes: number, line = 'groups lag billing --stuck 10m') =>
    run(line, {now: now + minutes * 60_000, env: {KAFKIT_STATE_DIR: join(folder, String(files))}})

  test('is unknown at the first look, and critical once nothing has moved for that long', async () => {
    const first = await later(0)
    expect(first.err).toContain('unknown: billing orders-0: seen for the first time')
    expect(first.code).toBe(1)
    expect((await later(5)).code).toBe(0)
    const last = await later(11)
    expect(last.err).toContain('critical: billing orders-0: nothing committed for 11m although')
    expect(last.code).toBe(3)
  })
  test('is ok while commits go on', async () => {
    await later(0)
    groups['billing'] = {state: 'Empty', committed: {'orders-0': 91, 'orders-1': 16}}
    expect((await later(11)).code).toBe(0)
  })
  test('counts from the moment when something was unread', async () => {
    groups['billing'] = {state: 'Empty', committed: {'orders-0': 100}}
    await later(0)
    ends['orders-0'] = [10, 105]
    expect((await later(11)).code).toBe(0)
    expect((await later(20)).code).toBe(0)
    expect((await later(22)).code).toBe(3)
  })
  test('needs no file if --sample is long enough', async () => {
    const {err, code} = await run('groups lag billing --stuck 0s --sample 1ms')
    expect(err).toContain('nothing committed for 0ms')
    expect(code).toBe(3)
  })
  test('rejects a file that kafkit did not write', async () => {
    const file = join(folder, 'other')
    writeFileSync(file, 'x')
    const {err, code} = await run(`groups lag billing --stuck 1m --stuck-file ${file}`)
    expect([code, err]).toEqual([2, `kafkit: ${file} was not written by kafkit: delete it, or name another file\n`])
  })
})

test('--nagios prints one line with performance data', async () => {
  expect((await run('groups lag billing shipping --warn 5 --crit 10 --nagios')).out).toMatchInlineSnapshot(`
    "LAG CRITICAL - billing: lag 15 is more than 10 | 'billing'=15;5;10;0 'billing age'=300s;;;0 'shipping'=0;5;10;0 'shipping age'=0s;;;0
    "
  `)
  expect((await run('groups lag billing fresh --by partition --crit 1h --nagios')).out).toMatchInlineSnapshot(`
    "LAG UNKNOWN - fresh orders-0: nothing committed | 'billing orders-0'=10;;;0 'billing orders-0 age'=300s;;3600;0 'billing orders-1'=5;;;0 'billing orders-1 age'=300s;;3600;0 'fresh orders-0'=U;;;0 'fresh orders-0 age'=U;;3600;0
    "
  `)
})

test('--format openmetrics has no sample for an unknown lag, which could be taken for 0', async () => {
  const {out, code} = await run('groups lag billing fresh --format openmetrics')
  expect(code).toBe(1)
  expect(out).toContain('kafka_consumergroup_lag{consumergroup="billing",topic="orders",partition="0"} 10\n')
  expect(out).toContain('kafka_consumergroup_lag_sum{consumergroup="billing",topic="orders"} 15\n')
  expect(out).not.toContain('kafka_consumergroup_lag{consumergroup="fresh"')
  expect(out).toContain(
    'kafkit_consumergroup_lag_unknown{consumergroup="fresh",topic="orders",partition="0",reason="noCommit"} 1\n',
  )
  expect(out).toContain('kafka_topic_partition_current_offset{topic="orders",partition="0"} 100\n')
  expect(out).toContain('kafka_consumergroup_members{consumergroup="fresh"} 1\n')
  expect(out.endsWith('\n# EOF\n')).toBe(true)
  // The samples of a family stand together, after its TYPE.
  const families = [...out.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name)
  expect(new Set(families).size).toBe(families.length)
})
