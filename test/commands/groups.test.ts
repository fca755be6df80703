// Groups commands: what is described, planned and committed.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, afterEach, beforeEach, describe, expect, test} from 'vitest'
import {offsetCommit} from '../../src/lib/apis/offset-commit.ts'
import {offsetDelete} from '../../src/lib/apis/offset-delete.ts'
import {kafkit, shown, type CliOptions} from '../support/cli.ts'
import {fakeCluster, on, type FakeCluster} from '../support/fake-cluster.ts'
import {groupServices, logServices, type FakeGroup} from '../support/fake-groups.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-groups-'))
afterAll(() => rmSync(folder, {recursive: true}))

let cluster: FakeCluster
let groups: Record<string, FakeGroup>
beforeEach(async () => {
  groups = {
    billing: {state: 'Empty', committed: {'orders-0': 90, 'orders-1': 15, 'audit-0': 5}},
    shipping: {members: {'m-1': ['orders-0'], 'm-2': ['orders-1']}, committed: {'orders-0': 80}},
    modern: {
      type: 'consumer',
      members: {'k-1': ['orders-0', 'orders-1']},
      committed: {'orders-0': 100, 'orders-1': 15},
    },
    connect: {protocolType: 'connect', members: {w: []}},
  }
  cluster = await fakeCluster(
    {nodes: 1, topics: {orders: 2, audit: 1}},
    ...groupServices(() => cluster.nodes, groups),
    logServices({'orders-0': [10, 100], 'orders-1': [0, 20], 'audit-0': [8, 30]}),
  )
})
afterEach(() => cluster.close())

const run = (line: string, options?: CliOptions) =>
  kafkit([...line.split(' '), '-b', cluster.bootstrapServers], options)
/** The coordinator's port changes from run to run. */
const screen = async (line: string, options?: CliOptions) =>
  (await shown([...line.split(' '), '-b', cluster.bootstrapServers], options)).replaceAll(
    cluster.bootstrapServers,
    'broker:9092',
  )
const committed = () =>
  cluster
    .asked(offsetCommit)
    .map(({groupId, topics}) => [
      groupId,
      ...topics.flatMap(({name, partitions}) =>
        partitions.map(({partitionIndex, committedOffset}) => `${name}-${partitionIndex} ${committedOffset}`),
      ),
    ])

describe('list', () => {
  test('type, protocol and state of every group', async () => {
    expect(await screen('groups list')).toMatchInlineSnapshot(`
      "GROUP     TYPE      PROTOCOL  STATE   COORDINATOR
      billing   classic   consumer  Empty             1
      connect   classic   connect   Stable            1
      modern    consumer  consumer  Stable            1
      shipping  classic   consumer  Stable            1
      exit 0"
    `)
  })

  test.each([
    ['--state empty', 'billing\n'],
    ['--state stable,empty --type classic', 'billing\nconnect\nshipping\n'],
    ['--match ^b', 'billing\n'],
    ['modern shipping', 'modern\nshipping\n'],
  ])('%s', async (flags, names) => expect((await run(`groups list ${flags} -o name`)).out).toBe(names))

  test('a broker that cannot be asked: the others are listed, and 1', async () => {
    const down = await fakeCluster({nodes: 2, topics: {}}, ...groupServices(() => down.nodes, groups))
    try {
      await down.stop(2)
      const {out, err, code} = await kafkit([
        'groups',
        'list',
        '-o',
        'name',
        '--timeout',
        '2s',
        '-b',
        `127.0.0.1:${down.ports[0]}`,
      ])
      expect(out).toContain('billing')
      expect(err).toContain('warning: groups of broker 2 are missing: it could not be asked')
      expect(code).toBe(1)
    } finally {
      await down.close()
    }
  })
})

describe('describe', () => {
  test('offsets with lag', async () => {
    expect(await screen('groups describe billing')).toMatchInlineSnapshot(`
      "billing  Empty, classic group, 0 members, lag 40
      TOPIC   PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG  NOTE
      audit           0               5              30   25  before the start of the log
      orders          0              90             100   10  -
      orders          1              15              20    5  -
      exit 0"
    `)
  })

  test('who reads, and partitions without a commit', async () => {
    expect(await screen('groups describe shipping modern')).toMatchInlineSnapshot(`
      "shipping  Stable, classic group, 2 members, lag 20, and 1 unknown
      TOPIC   PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG  HOST      CLIENT-ID   NOTE
      orders          0              80             100   20  10.0.0.1  client-m-1  -
      orders          1               -              20    -  10.0.0.1  client-m-2  nothing committed

      modern  Stable, consumer group, 1 member, lag 5
      TOPIC   PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG  HOST      CLIENT-ID
      orders          0             100             100    0  10.0.0.1  client-k-1
      orders          1              15              20    5  10.0.0.1  client-k-1
      exit 0"
    `)
    expect(await screen('groups describe shipping --verbose')).toMatchInlineSnapshot(`
      "shipping  Stable, classic group, 2 members, lag 20, and 1 unknown
      TOPIC   PARTITION  LEADER-EPOCH  CURRENT-OFFSET  LOG-END-OFFSET  LAG  CONSUMER-ID  HOST      CLIENT-ID   NOTE
      orders          0             2              80             100   20  m-1          10.0.0.1  client-m-1  -
      orders          1             -               -              20    -  m-2          10.0.0.1  client-m-2  nothing committed
      exit 0"
    `)
  })

  test('members', async () => {
    expect(await screen('groups describe shipping modern --members')).toMatchInlineSnapshot(`
      "shipping  Stable, classic group, 2 members
      CONSUMER-ID  GROUP-INSTANCE-ID  HOST      CLIENT-ID   #PARTITIONS
      m-1          static-m-1         10.0.0.1  client-m-1            1
      m-2          static-m-2         10.0.0.1  client-m-2            1

      modern  Stable, consumer group, 1 member
      CONSUMER-ID  HOST      CLIENT-ID   #PARTITIONS
      k-1          10.0.0.1  client-k-1            2
      exit 0"
    `)
    expect(await screen('groups describe modern --members --verbose')).toMatchInlineSnapshot(`
      "modern  Stable, consumer group, 1 member
      CONSUMER-ID  HOST      CLIENT-ID   #PARTITIONS  EPOCH  ASSIGNMENT
      k-1          10.0.0.1  client-k-1            2      4  orders:0,1
      exit 0"
    `)
  })

  test('state', async () => {
    expect(await screen('groups describe --all-groups --state')).toMatchInlineSnapshot(`
      "GROUP     TYPE      STATE   #MEMBERS  ASSIGNMENT-STRATEGY  COORDINATOR (ID)
      billing   classic   Empty          0  range                broker:9092 (1)
      connect   classic   Stable         1  range                broker:9092 (1)
      modern    consumer  Stable         1  uniform              broker:9092 (1)
      shipping  classic   Stable         2  range                broker:9092 (1)
      exit 0"
    `)
  })

  test('only some topics', async () => {
    const {out} = await run('groups describe billing --topic audit')
    expect(out).toContain('audit')
    expect(out).not.toContain('orders')
  })

  test('a group that is not there: the others are shown, and 1', async () => {
    expect(await screen('groups describe nobody billing --topic audit')).toMatchInlineSnapshot(`
      "billing  Empty, classic group, 0 members, lag 25
      TOPIC  PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG  NOTE
      audit          0               5              30   25  before the start of the log
      ! kafkit: describe group nobody: there is no such group (GROUP_ID_NOT_FOUND)
      exit 1"
    `)
  })

  test('JSON is the value of the operation', async () => {
    const {out} = await run('groups describe billing -o json')
    expect(JSON.parse(out)).toMatchObject({
      groups: [{groupId: 'billing', totalLag: 40, unknownCount: 0, group: {state: 'Empty'}}],
      errors: [],
      brokerErrors: [],
    })
  })
})

describe('reset-offsets', () => {
  test('the plan, and nothing else', async () => {
    expect(await screen('groups reset-offsets billing --topic orders --to-earliest')).toMatchInlineSnapshot(`
      "billing  Empty, 95 records to be read again
      TOPIC   PARTITION  CURRENT-OFFSET  NEW-OFFSET  CHANGE
      orders          0              90          10     -80
      orders          1              15           0     -15
      ! kafkit: this is the plan, no offset was changed; to do it say --execute
      exit 0"
    `)
    expect(committed()).toEqual([])
  })

  test('what is skipped and what is read again are not offset against each other', async () => {
    expect(await screen('groups reset-offsets billing --topic orders --to-offset 50 --dry-run')).toMatchInlineSnapshot(`
      "billing  Empty, 40 records to be read again, 5 records skipped
      TOPIC   PARTITION  CURRENT-OFFSET  NEW-OFFSET  CHANGE  NOTE
      orders          0              90          50     -40  -
      orders          1              15          20      +5  lowered to the end of the log
      exit 0"
    `)
  })

  test('--execute commits the plan', async () => {
    expect(await screen('groups reset-offsets billing --topic orders:1 --shift-by -5 --execute'))
      .toMatchInlineSnapshot(`
      "billing  Empty, 5 records to be read again
      TOPIC   PARTITION  CURRENT-OFFSET  NEW-OFFSET  CHANGE
      orders          1              15          10      -5
      1 offset committed
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
    expect((await run(`${line} --yes`, {terminal: true})).err).toBe('')
    expect(committed()).toHaveLength(2)
  })

  test.each([
    ['--to-datetime 1970-01-01T00:00:01.050Z', 'orders-0 50', 'orders-1 20'],
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
      "billing  Empty, 95 records to be read again, 3 records skipped
      TOPIC   PARTITION  CURRENT-OFFSET  NEW-OFFSET  CHANGE  NOTE
      audit           0               5           8      +3  raised to the start of the log
      orders          0              90          10     -80  raised to the start of the log
      orders          1              15           0     -15  -
      ! kafkit: this is the plan, no offset was changed; to do it say --execute
      exit 0"
    `)
    const {out} = await run('groups reset-offsets billing --topic orders --to-datetime 2026-01-01')
    expect(out).toContain('no record since then: the end of the log')
  })

  test('a group with members: refused, and none of the others is changed either', async () => {
    expect(await screen('groups reset-offsets billing shipping --topic orders --to-earliest --execute'))
      .toMatchInlineSnapshot(`
      "billing  Empty, 95 records to be read again
      TOPIC   PARTITION  CURRENT-OFFSET  NEW-OFFSET  CHANGE
      orders          0              90          10     -80
      orders          1              15           0     -15
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
      "fresh  does not exist yet, no records skipped or read again
      TOPIC  PARTITION  CURRENT-OFFSET  NEW-OFFSET  CHANGE
      audit          0               -           8       -
      1 offset committed
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
    expect(JSON.parse(plan.out)).toMatchObject([
      {
        groupId: 'billing',
        state: 'Empty',
        rows: [{topic: 'orders', partition: 1, oldOffset: 15, newOffset: 20, change: 5}],
      },
    ])
    expect(JSON.parse(plan.out)).not.toHaveProperty('0.outcomes')
    const done = await run('groups reset-offsets billing --topic orders:1 --to-latest -o json --execute')
    expect(JSON.parse(done.out)).toMatchObject([{outcomes: [{partition: 1, status: 'committed', offset: 20}]}])
  })
})

describe('delete', () => {
  test('without a terminal it refuses', async () => {
    expect(await screen('groups delete billing')).toMatchInlineSnapshot(`
      "! GROUP    STATE  #MEMBERS  OFFSETS
      ! billing  Empty         0        3
      ! kafkit: Delete group billing for good? There is no terminal to ask on: say --yes if you mean it
      exit 2"
    `)
    expect(groups).toHaveProperty('billing')
  })

  test('on a terminal it asks', async () => {
    expect((await run('groups delete billing', {terminal: true, stdin: 'n\n'})).err).toContain(
      'Delete group billing for good? (y/N)',
    )
    expect(groups).toHaveProperty('billing')
    expect((await run('groups delete billing', {terminal: true, stdin: 'y\n'})).out).toBe('billing deleted\n')
    expect(groups).not.toHaveProperty('billing')
  })

  test('one with members is refused by its coordinator, the other is deleted', async () => {
    expect(await screen('groups delete billing shipping --yes')).toMatchInlineSnapshot(`
      "billing deleted
      ! kafkit: delete group shipping: the group has active members; stop them first (NON_EMPTY_GROUP)
      exit 1"
    `)
  })

  test('one that is not there: nothing is deleted, unless --if-exists', async () => {
    expect(await screen('groups delete nobody billing --yes')).toMatchInlineSnapshot(`
      "! kafkit: delete group nobody: there is no such group (GROUP_ID_NOT_FOUND)
      ! kafkit: nothing was deleted
      exit 1"
    `)
    expect(groups).toHaveProperty('billing')
    expect((await run('groups delete nobody billing --yes --if-exists')).out).toBe('billing deleted\n')
  })

  test('all groups: those with members are left alone', async () => {
    expect((await run('groups delete --all-groups --dry-run')).out).toMatch(/^GROUP.*\nbilling [^\n]*\n$/)
  })
})

describe('delete-offsets', () => {
  test('without a terminal it refuses, and shows what would be forgotten', async () => {
    expect(await screen('groups delete-offsets billing --topic orders:1')).toMatchInlineSnapshot(`
      "! TOPIC   PARTITION  CURRENT-OFFSET  LAG
      ! orders          1              15    5
      ! kafkit: Forget 1 offset of group billing? There is no terminal to ask on: say --yes if you mean it
      exit 2"
    `)
    expect(cluster.asked(offsetDelete)).toEqual([])
  })

  test('a row for each partition; one that a member reads is refused', async () => {
    cluster.serve(
      on(offsetDelete, ({topics}) => ({
        topics: topics.map(({name, partitions}) => ({
          name,
          partitions: partitions.map((each) => ({...each, errorCode: name === 'audit' ? 86 : 0})),
        })),
      })),
    )
    expect(await screen('groups delete-offsets billing --topic orders --topic audit:0 --yes')).toMatchInlineSnapshot(`
      "TOPIC   PARTITION  STATUS
      orders          0  deleted
      orders          1  deleted
      audit           0  failed
      ! kafkit: delete the offset in audit-0 of group billing: members of the group are subscribed to the topic; stop them first (GROUP_SUBSCRIBED_TO_TOPIC)
      exit 1"
    `)
  })

  test('a group that is not there', async () => {
    cluster.serve(on(offsetDelete, () => ({errorCode: 69})))
    expect((await run('groups delete-offsets nobody --topic orders --yes')).code).toBe(1)
    expect((await run('groups delete-offsets nobody --topic orders')).err).toContain('there is no such group')
  })
})
