// What a user with few rights sees: brokers leave out what may not be described.
import {afterEach, expect, test} from 'vitest'
import {DescribeCluster} from '../../src/lib/apis/describe-cluster.ts'
import {ListPartitionReassignments} from '../../src/lib/apis/list-partition-reassignments.ts'
import {ListGroups} from '../../src/lib/apis/list-groups.ts'
import {commandsAt} from '../support/commands-at.ts'
import {fakeCluster, on, type FakeCluster} from '../support/fake-cluster.ts'

let cluster: FakeCluster
const {screen} = commandsAt(() => cluster.bootstrapServers)
afterEach(() => cluster.close())

/** `operations`: the bits of KIP-430. */
const withRights = (operations: number) =>
  fakeCluster(
    {topics: {}},
    on(ListGroups, () => ({groups: []})),
    on(ListPartitionReassignments, () => ({topics: []})),
    on(DescribeCluster, () => ({
      clusterId: 'c',
      controllerId: 1,
      brokers: [],
      clusterAuthorizedOperations: operations,
    })),
  )
const nothing = 0
const everything = 8096

test('an empty list of topics because of ACLs says which right is missing', async () => {
  cluster = await withRights(nothing)
  expect(await screen('topics list')).toMatchInlineSnapshot(`
    "TOPIC  PARTITIONS  REPLICAS
    ! kafkit: brokers list only topics that this user may describe: if some exist, this user lacks Describe on topics (kafkit doctor shows the rights)
    exit 0"
  `)
  expect(await screen('topics list -o name')).toMatchInlineSnapshot(`
    "! kafkit: brokers list only topics that this user may describe: if some exist, this user lacks Describe on topics (kafkit doctor shows the rights)
    exit 0"
  `)
  expect(await screen('topics list orders-*')).toMatchInlineSnapshot(`
    "TOPIC  PARTITIONS  REPLICAS
    ! kafkit: brokers list only topics that this user may describe: if some exist, this user lacks Describe on topics (kafkit doctor shows the rights)
    ! kafkit: list topic orders-*: no topic matches (UNKNOWN_TOPIC_OR_PARTITION)
    exit 1"
  `)
})

test('an empty list of groups because of ACLs says which right is missing', async () => {
  cluster = await withRights(nothing)
  expect(await screen('groups list')).toMatchInlineSnapshot(`
    "GROUP  TYPE  PROTOCOL  STATE  COORDINATOR
    ! kafkit: brokers list only groups that this user may describe: if some exist, this user lacks Describe on groups or on the cluster (kafkit doctor shows the rights)
    exit 0"
  `)
  expect(await screen('groups describe --all-groups')).toMatchInlineSnapshot(`
    "! kafkit: brokers list only groups that this user may describe: if some exist, this user lacks Describe on groups or on the cluster (kafkit doctor shows the rights)
    exit 0"
  `)
  expect(await screen('groups lag')).toMatchInlineSnapshot(`
    "GROUP  STATE  #MEMBERS  #PARTITIONS  LAG
    ! kafkit: brokers list only groups that this user may describe: if some exist, this user lacks Describe on groups or on the cluster (kafkit doctor shows the rights)
    ! kafkit: unknown: there is no group that reads topics
    exit 1"
  `)
})

test('an empty list of a user with all rights is simply empty', async () => {
  cluster = await withRights(everything)
  expect(await screen('topics list -o name')).toBe('exit 0')
  expect(await screen('groups list -o name')).toBe('exit 0')
})

test.each([
  'topics describe --under-replicated-partitions --check',
  'topics describe --unavailable-partitions --check -o json',
  'partitions list --offline --check',
  'transactions hanging',
])('%s does not end with 0 for a user who sees no topic', async (line) => {
  cluster = await withRights(nothing)
  const blind = await screen(line)
  expect(blind).toContain('this user lacks Describe on topics')
  expect(blind).not.toMatch(/! kafkit: (?:no|there is no such) /)
  expect(blind).toMatch(/exit 1$/)
  await cluster.close()
  cluster = await withRights(everything)
  expect(await screen(line)).toMatch(/exit 0$/)
})

test('an election for all topics is not said to be needless by a user who sees no topic', async () => {
  cluster = await withRights(nothing)
  const blind = await screen('elect preferred --all-topics --yes')
  expect(blind).toContain('this user lacks Describe on topics')
  expect(blind).toMatch(/exit 1$/)
  await cluster.close()
  cluster = await withRights(everything)
  expect(await screen('elect preferred --all-topics --yes')).toMatch(/no election is needed[^]*exit 0$/)
})
