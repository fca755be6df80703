// groups reset-offsets: the plan, what is asked, committed, and taken back.
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, afterEach, beforeEach, expect, test} from 'vitest'
import {DescribeGroups} from '../../../src/lib/apis/describe-groups.ts'
import {OffsetCommit} from '../../../src/lib/apis/offset-commit.ts'
import {OffsetFetch} from '../../../src/lib/apis/offset-fetch.ts'
import {ctrlC, kafkit, shown, type CliOptions} from '../../support/cli.ts'
import {on, type FakeCluster} from '../../support/fake-cluster.ts'
import {groupServices, type FakeGroup} from '../../support/fake-groups.ts'
import {groupsScene} from '../../support/groups-scene.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-groups-'))
afterAll(() => rmSync(folder, {recursive: true}))

let cluster: FakeCluster
let groups: Record<string, FakeGroup>
beforeEach(async () => {
  ;({cluster, groups} = await groupsScene())
})
afterEach(() => cluster.close())

const run = (line: string, options?: CliOptions) =>
  kafkit([...line.split(' '), '-b', cluster.bootstrapServers], options)
/** The name of the undo file has the time and the process in it. */
const screen = async (line: string, options?: CliOptions) =>
  (await shown([...line.split(' '), '-b', cluster.bootstrapServers], options))
    .replaceAll(cluster.bootstrapServers, 'broker:9092')
    .replaceAll(/\/\S+\/undo\/[\dT-]+Z-([\w-]+?)-[0-9a-f]{8}\.json/g, '$1.json')
const committed = () =>
  cluster
    .asked(OffsetCommit)
    .map(({groupId, topics}) => [
      groupId,
      ...topics.flatMap(({name, partitions}) =>
        partitions.map(({partitionIndex, committedOffset}) => `${name}-${partitionIndex} ${committedOffset}`),
      ),
    ])

test('the plan, and nothing else', async () => {
  expect(await screen('groups reset-offsets billing --topic orders --to-earliest')).toMatchInlineSnapshot(`
    "billing  Empty, 95 records to be read again
    TOPIC   PARTITION  CURRENT-OFFSET  NEW-OFFSET  CHANGE
    orders          0              90          10     -80
    orders          1              15           0     -15
    ! kafkit: this is only the plan, no offset was changed; add --execute to carry it out
    exit 0"
  `)
  expect(committed()).toEqual([])
})

test('what is skipped and what is read again are not offset against each other', async () => {
  expect(await screen('groups reset-offsets billing --topic orders --to-offset 50 --dry-run')).toMatchInlineSnapshot(`
    "billing  Empty, 40 records to be read again, 5 records skipped
    TOPIC   PARTITION  CURRENT-OFFSET  NEW-OFFSET  CHANGE  NOTE
    orders          0              90          50     -40  -
    orders          1              15          20      +5  lowered from 50 to the end of the log
    exit 0"
  `)
})

test('--execute commits the plan', async () => {
  expect(await screen('groups reset-offsets billing --topic orders:1 --shift-by -5 --execute')).toMatchInlineSnapshot(`
    "billing  Empty, 5 records to be read again
    TOPIC   PARTITION  CURRENT-OFFSET  NEW-OFFSET  CHANGE
    orders          1              15          10      -5
    1 offset committed
    ! kafkit: to undo this: kafkit groups reset-offsets --from-file billing.json --execute
    exit 0"
  `)
  expect(committed()).toEqual([['billing', 'orders-1 10']])
})

test('on a terminal it asks once more; no is no', async () => {
  const line = 'groups reset-offsets billing --all-topics --to-latest --execute'
  const no = await run(line, {terminal: true, stdin: 'n\n'})
  expect(no.err).toContain('Commit 3 new offsets for group billing? (y/N)')
  expect(no.err).toMatch(/no offset was changed\n$/)
  expect(no.code).toBe(1)
  expect(committed()).toEqual([])
  expect((await run(line, {terminal: true, stdin: 'y\n'})).code).toBe(0)
  expect((await run(`${line} --yes`, {terminal: true})).err).toMatch(/^kafkit: to undo this: [^\n]*\n$/)
  expect(committed()).toHaveLength(2)
})

test.each([
  ['--to-datetime 1970-01-01T00:00:01.050Z', 'orders-0 50', 'orders-1 20'],
  ['--to-datetime 1970-01-01T01:00:01.050 --time-zone +01:00', 'orders-0 50', 'orders-1 20'],
  // The tests' clock stands at 2026-03-01T12:00:00Z.
  ['--to-datetime -1h', 'orders-0 100', 'orders-1 20'],
  ['--by-duration 1h', 'orders-0 100', 'orders-1 20'],
  ['--to-current', 'orders-0 90', 'orders-1 15'],
])('%s', async (flags, ...offsets) => {
  expect((await run(`groups reset-offsets billing --topic orders ${flags} --execute`)).code).toBe(0)
  expect(committed()).toEqual([['billing', ...offsets]])
})

test('notes say where the new offset is not what was asked for', async () => {
  expect(await screen('groups reset-offsets billing --all-topics --to-offset 0')).toMatchInlineSnapshot(`
    "billing  Empty, 95 records to be read again
    TOPIC   PARTITION  CURRENT-OFFSET  NEW-OFFSET  CHANGE  NOTE
    audit           0               5           8       0  raised from 0 to the start of the log
    orders          0              90          10     -80  raised from 0 to the start of the log
    orders          1              15           0     -15  -
    ! kafkit: this is only the plan, no offset was changed; add --execute to carry it out
    exit 0"
  `)
  const {out} = await run('groups reset-offsets billing --topic orders --to-datetime 2026-01-01')
  expect(out).toContain('no record since then; moved to the end of the log')
})

test('a group with members: refused, and none of the others is changed either', async () => {
  expect(await screen('groups reset-offsets billing shipping --topic orders --to-earliest --execute'))
    .toMatchInlineSnapshot(`
      "billing  Empty, 95 records to be read again
      TOPIC   PARTITION  CURRENT-OFFSET  NEW-OFFSET  CHANGE
      orders          0              90          10     -80
      orders          1              15           0     -15
      ! kafkit: members of shipping: client-m-1 on 10.0.0.1 (m-1), client-m-2 on 10.0.0.1 (m-2)
      ! kafkit: reset offsets of group shipping: it is in use (state Stable, 2 members); stop its consumers first (NON_EMPTY_GROUP)
      ! kafkit: no offset was changed
      exit 1"
    `)
  expect(committed()).toEqual([])
})

test('a partition that is not there: none is changed', async () => {
  const {out, err, code} = await run('groups reset-offsets billing --topic orders:0,7 --to-earliest --execute')
  expect(out).toMatch(/orders +7 +- +- +- +cannot be reset/)
  expect(err).toContain('there is no such partition (UNKNOWN_TOPIC_OR_PARTITION)')
  expect(err).toMatch(/no offset was changed\n$/)
  expect(code).toBe(1)
  expect(committed()).toEqual([])
})

test('a group that does not exist comes to be', async () => {
  expect(await screen('groups reset-offsets fresh --topic audit --to-earliest --execute')).toMatchInlineSnapshot(`
    "fresh  does not exist yet, unknown for 1 partition
    TOPIC  PARTITION  CURRENT-OFFSET  NEW-OFFSET  CHANGE
    audit          0               -           8       -
    1 offset committed
    ! kafkit: to undo this: kafkit groups reset-offsets --from-file fresh.json --execute
    exit 0"
  `)
  expect(committed()).toEqual([['fresh', 'audit-0 8']])
})

test('to a file and back', async () => {
  const file = join(folder, 'offsets.csv')
  const exported = await run('groups reset-offsets billing --all-topics --to-current --export')
  expect(exported).toEqual({out: 'audit,0,5\norders,0,90\norders,1,15\n', err: '', code: 0})
  writeFileSync(file, 'orders,0,20\norders,1,3\n')
  expect((await run(`groups reset-offsets billing --from-file ${file} --execute`)).code).toBe(0)
  const fromStdin = await run('groups reset-offsets billing --from-file - --execute', {stdin: 'orders,1,4\n'})
  expect(fromStdin.code).toBe(0)
  expect(committed()).toEqual([
    ['billing', 'orders-0 20', 'orders-1 3'],
    ['billing', 'orders-1 4'],
  ])
})

test.each([
  ['orders,0\n', 'stdin, line 1'],
  ['orders,0,20\norders,x,3\n', 'stdin, line 2'],
  ['', 'stdin is empty'],
])('a broken file: %j', async (stdin, sentence) => {
  const {err, code} = await run('groups reset-offsets billing --from-file - --execute', {stdin})
  expect(err).toContain(sentence)
  expect(code).toBe(2)
  expect(committed()).toEqual([])
})

test('a file that is not there', async () => {
  const {err, code} = await run('groups reset-offsets billing --from-file /nowhere/o.csv')
  expect(err).toContain('cannot read /nowhere/o.csv: there is no such file')
  expect(code).toBe(2)
})

test('all groups: their names are in the CSV', async () => {
  delete groups['shipping']
  delete groups['modern']
  groups['other'] = {state: 'Empty', committed: {'orders-1': 1}}
  expect((await run('groups reset-offsets --all-groups --topic orders:1 --to-current --export')).out).toBe(
    'billing,orders,1,15\nother,orders,1,1\n',
  )
})

test('JSON: the plan, and after --execute its outcomes', async () => {
  const plan = await run('groups reset-offsets billing --topic orders:1 --to-latest -o json')
  expect(JSON.parse(plan.out)).toMatchObject({
    executed: false,
    undoFile: null,
    totals: {skipped: 5, reread: 0, unknown: 0},
    groups: [
      {
        groupId: 'billing',
        state: 'Empty',
        rows: [{topic: 'orders', partition: 1, oldOffset: 15, newOffset: 20, change: 5}],
      },
    ],
  })
  expect(JSON.parse(plan.out)).not.toHaveProperty('groups.0.outcomes')
  const done = await run('groups reset-offsets billing --topic orders:1 --to-latest -o json --execute')
  expect(JSON.parse(done.out)).toMatchObject({
    executed: true,
    groups: [{outcomes: [{partition: 1, status: 'committed', readBack: 20}]}],
  })
})

test('over a time range: only what stands in it is moved', async () => {
  // The log's records are a millisecond apart from 1000 on.
  const line =
    'groups reset-offsets billing --all-topics --skip-between 1970-01-01T00:00:01.015Z/1970-01-01T00:00:01.030Z'
  expect(await screen(line)).toMatchInlineSnapshot(`
    "over the records from 1970-01-01T00:00:01.015Z until 1970-01-01T00:00:01.030Z
    billing  Empty, 5 records skipped
    TOPIC   PARTITION  CURRENT-OFFSET  NEW-OFFSET  CHANGE  NOTE
    audit           0               5           5       0  not in the time range; unchanged
    orders          0              90          90       0  not in the time range; unchanged
    orders          1              15          20      +5  -
    ! kafkit: this is only the plan, no offset was changed; add --execute to carry it out
    exit 0"
  `)
  expect(await screen('groups reset-offsets billing --all-topics --skip-between 2026-01-01')).toMatchInlineSnapshot(`
    "! kafkit: --skip-between: '2026-01-01' is not a time range: write FROM/UNTIL, for instance 2026-03-01T14:00:00Z/-5m (see kafkit groups reset-offsets --help)
    exit 2"
  `)
})

test('several groups, by name, glob and regex, in one plan with one total', async () => {
  groups['billing-eu'] = {state: 'Empty', committed: {'orders-1': 3}}
  groups['billing-us'] = {state: 'Empty', type: 'consumer', committed: {'orders-1': 20}}
  expect(await screen('groups reset-offsets billing-* /^billing$/ --topic orders:1 --to-offset 10'))
    .toMatchInlineSnapshot(`
    "billing-eu  Empty, 7 records skipped
    TOPIC   PARTITION  CURRENT-OFFSET  NEW-OFFSET  CHANGE
    orders          1               3          10      +7

    billing-us  Empty, 10 records to be read again
    TOPIC   PARTITION  CURRENT-OFFSET  NEW-OFFSET  CHANGE
    orders          1              20          10     -10

    billing  Empty, 5 records to be read again
    TOPIC   PARTITION  CURRENT-OFFSET  NEW-OFFSET  CHANGE
    orders          1              15          10      -5

    3 groups: 15 records to be read again, 7 records skipped
    ! kafkit: this is only the plan, no offset was changed; add --execute to carry it out
    exit 0"
  `)
  expect(await screen('groups reset-offsets billing nobody-* --all-topics --to-earliest')).toMatchInlineSnapshot(`
    "! kafkit: no group matches nobody-*
    exit 2"
  `)
  expect(
    (await run('groups reset-offsets billing-* /billing/ --topic orders:1 --to-offset 9 --execute -o csv')).out,
  ).toBe(
    'group,topic,partition,currentOffset,newOffset,change,status,note\r\n' +
      'billing-eu,orders,1,3,9,6,committed,\r\n' +
      'billing-us,orders,1,20,9,-11,committed,\r\n' +
      'billing,orders,1,15,9,-6,committed,\r\n',
  )
})

test('a KIP-848 group in use: who reads, and why nobody else may commit', async () => {
  expect(await screen('groups reset-offsets modern --all-topics --to-earliest --execute')).toMatchInlineSnapshot(`
    "! kafkit: members of modern: client-k-1 on 10.0.0.1 (k-1)
    ! kafkit: reset offsets of group modern: it is in use (state Stable, 1 member); stop its consumers first. Commits to a consumer group (KIP-848) require a member id and its epoch (now 5), so the group must be empty; a killed member remains until its session times out (45 s by default) (NON_EMPTY_GROUP)
    ! kafkit: no offset was changed
    exit 1"
  `)
})

test('to where another group stands, also for a new one', async () => {
  groups['empty'] = {state: 'Empty', committed: {}}
  expect(await screen('groups reset-offsets copy --to-group shipping --execute')).toMatchInlineSnapshot(`
    "copy  does not exist yet, unknown for 1 partition
    TOPIC   PARTITION  CURRENT-OFFSET  NEW-OFFSET  CHANGE
    orders          0               -          80       -
    1 offset committed
    ! kafkit: to undo this: kafkit groups reset-offsets --from-file copy.json --execute
    exit 0"
  `)
  expect(committed()).toEqual([['copy', 'orders-0 80']])
  expect((await run('groups reset-offsets billing --to-group shipping --topic orders')).err).toContain(
    'reset orders-1 of group billing: group shipping has no committed offset there',
  )
  expect((await run('groups reset-offsets billing --to-group empty')).code).toBe(2)
})

/** `change` is called when this API has answered for the time `nth`. */
function after(api: {readonly key: number}, nth: number, change: () => void) {
  const service = groupServices(() => cluster.nodes, groups).find((each) => each.api.key === api.key)
  if (!service) throw new Error('no such service')
  let calls = 0
  cluster.serve({
    ...service,
    handler: (...asked) => {
      const answer = service.handler(...asked)
      if (++calls === nth) change()
      return answer
    },
  })
}
const execute = 'groups reset-offsets billing --topic orders --to-earliest --execute'

test('a member that comes while the plan is looked at', async () => {
  after(
    DescribeGroups,
    1,
    () => (groups['billing'] = {...groups['billing'], state: 'Stable', members: {m: ['orders-0']}}),
  )
  const {err, code} = await run(execute, {terminal: true, stdin: 'y\n'})
  expect(err).toContain('kafkit: group billing now has members (state Stable); stop its consumers first\n')
  expect(err).toContain('kafkit: no offset was changed; check the plan again\n')
  expect([code, committed()]).toEqual([1, []])
})

test('a commit while the plan is looked at', async () => {
  after(OffsetFetch, 1, () => (groups['billing'] = {state: 'Empty', committed: {'orders-0': 90, 'orders-1': 16}}))
  const {err, code} = await run(execute)
  expect(err).toContain('group billing has committed since the plan was made: orders-1 is 16, not 15')
  expect([code, committed()]).toEqual([1, []])
})

test('a commit after ours is reported', async () => {
  after(OffsetCommit, 1, () => (groups['billing'] = {state: 'Empty', committed: {'orders-0': 44, 'orders-1': 0}}))
  const {err, code} = await run(execute)
  expect(err).toContain('orders-0 of group billing is now at 44 instead of 10: another client has committed since')
  expect(code).toBe(1)
})

test('a coordinator that refuses: each row has its outcome, and the others are committed', async () => {
  groups['other'] = {state: 'Empty', committed: {'orders-1': 3}}
  // One comes between the last look and the commit.
  after(DescribeGroups, 2, () => (groups['billing'] = {...groups['billing'], members: {m: []}}))
  const {out, err, code} = await run(
    'groups reset-offsets billing other --topic orders:1 --to-offset 7 --execute -o jsonl',
  )
  const statuses = out
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as {status: string}).status)
  expect(statuses).toEqual(['failed', 'committed'])
  expect(err).toContain(
    'commit the offset in orders-1 of group billing: the group has active members; stop them first (UNKNOWN_MEMBER_ID)',
  )
  expect(err).toContain('to undo this')
  expect(code).toBe(1)
})

test('Ctrl-C while it commits: the undo file is there, and named', async () => {
  const {signal, press} = ctrlC()
  cluster.serve(
    on(OffsetCommit, async () => {
      press()
      return new Promise<never>(() => {})
    }),
  )
  const undo = join(folder, 'interrupted.json')
  const {err, code} = await run(`${execute} --undo ${undo}`, {interrupt: signal})
  expect([err, code]).toEqual([`kafkit: offsets may have been changed; the previous offsets are in ${undo}\n`, 130])
  expect(readFileSync(undo, 'utf8')).toContain('"topic":"orders","partition":0,"offset":90,')
})

test.each([
  ['--to-earliest --to-latest', '--to-earliest and --to-latest exclude each other'],
  ['--to-earliest --undo x.json', '--execute'],
  ['--skip-between now', "'now' is not a time range: write FROM/UNTIL"],
  ['--skip-between now/-1h', 'the time range ends before it begins'],
  ['--from-file /nowhere/undo.json --topic orders', '--topic'],
  ['--shift-by x', "'x' is not a whole number"],
  ['/(/ --to-latest', 'is not a regular expression'],
])('a wrong command line: %s', async (flags, said) => {
  const {err, code} = await run(
    `groups reset-offsets billing --all-topics ${flags}`.replace('--all-topics --from', '--from'),
  )
  expect([code, err.includes(said) ? said : err]).toEqual([2, said])
  expect(cluster.requests.filter(({api}) => api !== 'ApiVersions' && api !== 'Metadata')).toEqual([])
})
