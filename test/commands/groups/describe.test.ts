import {afterEach, beforeEach, expect, test} from 'vitest'
import {commandsAt} from '../../support/commands-at.ts'
import {type FakeCluster} from '../../support/fake-cluster.ts'
import {groupsScene} from '../../support/groups-scene.ts'

let cluster: FakeCluster
beforeEach(async () => {
  ;({cluster} = await groupsScene())
})
afterEach(() => cluster.close())
const {run, screen} = commandsAt(() => cluster.bootstrapServers)

test('groups describe shows offsets with lag', async () => {
  expect(await screen('groups describe billing')).toMatchInlineSnapshot(`
    "billing  Empty, classic group, 0 members, lag 40
    TOPIC   PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG  NOTE
    audit           0               5              30   25  before the start of the log
    orders          0              90             100   10  -
    orders          1              15              20    5  -
    exit 0"
  `)
})

test('groups describe shows who reads each partition, and partitions without a commit', async () => {
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

test('groups describe --members shows the members of each group', async () => {
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

test('groups describe --state shows one row per group', async () => {
  expect(await screen('groups describe --all-groups --state')).toMatchInlineSnapshot(`
    "GROUP     TYPE      STATE   #MEMBERS  ASSIGNMENT-STRATEGY  COORDINATOR (ID)
    billing   classic   Empty          0  range                broker:9092 (1)
    connect   classic   Stable         1  range                broker:9092 (1)
    modern    consumer  Stable         1  uniform              broker:9092 (1)
    shipping  classic   Stable         2  range                broker:9092 (1)
    exit 0"
  `)
})

test('groups describe --topic shows only the offsets of that topic', async () => {
  const {out} = await run('groups describe billing --topic audit')
  expect(out).toContain('audit')
  expect(out).not.toContain('orders')
})

test('groups describe shows the groups that exist and exits with 1 for one that does not', async () => {
  expect(await screen('groups describe nobody billing --topic audit')).toMatchInlineSnapshot(`
    "billing  Empty, classic group, 0 members, lag 25
    TOPIC  PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG  NOTE
    audit          0               5              30   25  before the start of the log
    ! kafkit: describe group nobody: there is no such group (GROUP_ID_NOT_FOUND)
    exit 1"
  `)
})

test('groups describe -o json prints the value of the operation', async () => {
  const {out} = await run('groups describe billing -o json')
  expect(JSON.parse(out)).toMatchObject({
    groups: [{groupId: 'billing', totalLag: 40, unknownCount: 0, group: {state: 'Empty'}}],
    errors: [],
    brokerErrors: [],
  })
})
