// groups idle: who is empty, what is not read or written; what is not known is never called idle.
import {afterEach, beforeEach, describe, expect, test} from 'vitest'
import {DescribeLogDirs} from '../../../src/lib/apis/describe-log-dirs.ts'
import {ListGroups} from '../../../src/lib/apis/list-groups.ts'
import {ListOffsets} from '../../../src/lib/apis/list-offsets.ts'
import {kafkit, noon, shown} from '../../support/cli.ts'
import {fakeCluster, on, type FakeCluster} from '../../support/fake-cluster.ts'
import {groupServices, type FakeGroup} from '../../support/fake-groups.ts'

// The tests' clock.
const now = Date.UTC(2026, 2, 1, 12)
const day = 86_400_000
/** Partition → start, end, timestamp of the newest record. */
const logs: Record<string, readonly [start: number, end: number, newest: number]> = {
  'orders-0': [0, 100, now - 1000],
  'orders-1': [0, 5, now - 40 * day],
  'audit-0': [0, 30, now - 8 * day],
  'fresh-0': [0, 0, -1],
  'emptied-0': [7, 7, -1],
}
const groups: Record<string, FakeGroup> = {
  billing: {state: 'Empty', committed: {'orders-0': 90}},
  live: {members: {m: ['orders-0', 'fresh-0']}, committed: {'orders-0': 80}},
  connect: {protocolType: 'connect', members: {w: []}},
}

let cluster: FakeCluster
async function start(release = '4.3.1') {
  cluster = await fakeCluster(
    {release, nodes: 2, topics: {orders: 2, audit: 1, fresh: 1, emptied: 1}},
    ...groupServices(() => cluster.nodes, groups),
    on(ListOffsets, ({topics}) => ({
      topics: topics.map(({name, partitions}) => ({
        name,
        partitions: partitions.map(({partitionIndex, timestamp: asked}) => {
          const [first, end, newest] = logs[`${name}-${partitionIndex}`] ?? [0, 0, -1]
          const at = (offset: number, timestamp = -1) => ({partitionIndex, offset, timestamp})
          if (asked === -2) return at(first)
          if (asked === -1) return at(end)
          if (asked === -3) return newest < 0 ? at(-1) : at(end - 1, newest)
          return newest >= asked ? at(end - 1, newest) : at(-1)
        }),
      })),
    })),
    on(DescribeLogDirs, (_, {nodeId}) => ({
      results: [
        {
          logDir: '/data',
          topics: [
            {
              name: 'orders',
              partitions: [
                {partitionIndex: 0, partitionSize: 1000},
                {partitionIndex: 1, partitionSize: 24},
              ],
            },
            {name: 'audit', partitions: [{partitionIndex: 0, partitionSize: nodeId === 1 ? 4096 : 0}]},
          ],
        },
      ],
    })),
  )
}
beforeEach(() => start())
afterEach(() => cluster.close())
const screen = (line: string) => shown([...line.split(' '), '-b', cluster.bootstrapServers], {now: noon})
const run = (line: string) => kafkit([...line.split(' '), '-b', cluster.bootstrapServers], {now: noon})

test('a group that has committed nothing has no lag 0: it is not known', async () => {
  groups['bare'] = {state: 'Empty'}
  try {
    const {out} = await run('groups idle bare -o json')
    expect(JSON.parse(out)).toMatchObject({groups: [{groupId: 'bare', totalLag: null}]})
  } finally {
    delete groups['bare']
  }
})

test('groups without members, topics without readers or writers; sizes of all replicas', async () => {
  expect(await screen('groups idle')).toMatchInlineSnapshot(`
    "KIND   NAME     WHY                                            STATE  #MEMBERS  LAG  #GROUPS  NEWEST-RECORD     SIZE
    group  billing  no members                                     Empty         0   10        -  -                    -
    topic  audit    not read by any group, nothing written for 7d  -             -    -        0  8d ago         4.0 KiB
    topic  emptied  not read by any group, no records              -             -    -        0  -                  0 B
    topic  fresh    no records                                     -             -    -        1  -                  0 B
    ! kafkit: 1 idle group, 3 idle topics (4.0 KiB)
    ! kafkit: warning: commit times are unknown, so no group counts as idle for lack of commits
    exit 0"
  `)
  // Written 40 days ago in one partition, a second ago in the other.
  expect((await run('groups idle --why unwritten -o name')).out).toBe('audit\n')
  expect((await run('groups idle --why unwritten --older-than 9d -o name')).out).toBe('')
  expect((await run('groups idle --only groups -o name')).out).toBe('billing\n')
  expect((await run('groups idle --match ^e -o tsv --columns name,reasons,size')).out).toBe(
    'name\treasons\tsize\nemptied\tunread,noRecords\t0\n',
  )
})

test('before Kafka 3.0 the newest timestamp is not known, but whether there is one as young', async () => {
  await cluster.close()
  await start('2.8.2-zk')
  const {out} = await run('groups idle --only topics -o jsonl --columns name,reasons,newestRecord')
  expect(out.split('\n')).toContain('{"name":"audit","reasons":["unread","unwritten"],"newestRecord":null}')
  expect(out).not.toContain('orders')
})

describe('what is not known', () => {
  test('a broker whose groups are missing: no topic is called unread', async () => {
    cluster.serve(on(ListGroups, (_, {nodeId}) => (nodeId === 2 ? {errorCode: 15} : {groups: []})))
    const {out, code} = await run('groups idle --no-commits --timeout 1s -o jsonl --columns name,reasons')
    expect(out).not.toContain('unread')
    expect(code).toBe(1)
  })

  test('a partition that cannot be asked: its topic is not called unwritten', async () => {
    cluster.serve(
      on(ListOffsets, ({topics}) => ({
        topics: topics.map(({name, partitions}) => ({
          name,
          partitions: partitions.map(({partitionIndex}) =>
            name === 'audit' ? {partitionIndex, errorCode: 29} : {partitionIndex, offset: 0, timestamp: -1},
          ),
        })),
      })),
    )
    const {out, err, code} = await run('groups idle --no-commits --only topics -o jsonl --columns name,reasons')
    expect(out).toContain('{"name":"audit","reasons":["unread"]}')
    expect(err).toContain('TOPIC_AUTHORIZATION_FAILED')
    expect(code).toBe(1)
  })

  test('a broker that does not say sizes: null, not less', async () => {
    cluster.serve(on(DescribeLogDirs, (_, {nodeId}) => (nodeId === 2 ? {errorCode: 31, results: []} : {results: []})))
    const {out, err, code} = await run('groups idle --no-commits --only topics -o csv --columns name,size')
    expect(out).toContain('audit,\r\n')
    expect(err).toContain('describe the log directories of broker 2')
    expect(code).toBe(1)
  })
})

test('names and patterns select groups and topics; what is neither is said, exit code 1', async () => {
  expect((await run('groups idle b* audit -o name')).out).toBe('billing\naudit\n')
  const {out, err, code} = await run('groups idle /^bill/ nightly n?x -o name')
  expect(out).toBe('billing\n')
  expect(err).toContain('there is no group or topic nightly among those that were checked')
  expect(err).toContain('n?x matches no group and no topic')
  expect(code).toBe(1)
})

test('wrong words', async () => {
  expect((await run('groups idle b* --match b')).err).toContain('give either names or --match')
  expect((await run('groups idle --why idle')).code).toBe(2)
  expect((await run('groups idle --only brokers')).code).toBe(2)
  expect((await run('groups idle --older-than 7')).err).toContain('(for seconds write 7s)')
})
