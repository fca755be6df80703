// Groups commands: what is listed, described and deleted.
import {afterEach, beforeEach, describe, expect, test} from 'vitest'
import {OffsetDelete} from '../../../src/lib/apis/offset-delete.ts'
import {kafkit, shown, type CliOptions} from '../../support/cli.ts'
import {fakeCluster, on, type FakeCluster} from '../../support/fake-cluster.ts'
import {groupServices, type FakeGroup} from '../../support/fake-groups.ts'
import {groupsScene} from '../../support/groups-scene.ts'

let cluster: FakeCluster
let groups: Record<string, FakeGroup>
beforeEach(async () => {
  ;({cluster, groups} = await groupsScene())
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
      TOPIC   PARTITION  LEADER-EPOCH  CURRENT-OFFSET  LOG-END-OFFSET  LAG  CONSUMER-ID  HOST      CLIENT-ID   METADATA  NOTE
      orders          0             2              80             100   20  m-1          10.0.0.1  client-m-1  note      -
      orders          1             -               -              20    -  m-2          10.0.0.1  client-m-2  -         nothing committed
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
    expect(cluster.asked(OffsetDelete)).toEqual([])
  })

  test('a row for each partition; one that a member reads is refused', async () => {
    cluster.serve(
      on(OffsetDelete, ({topics}) => ({
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
    cluster.serve(on(OffsetDelete, () => ({errorCode: 69})))
    expect((await run('groups delete-offsets nobody --topic orders --yes')).code).toBe(1)
    expect((await run('groups delete-offsets nobody --topic orders')).err).toContain('there is no such group')
  })
})
