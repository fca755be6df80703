import {afterEach, expect, test} from 'vitest'
import {FindCoordinator} from '../../src/lib/apis/find-coordinator.ts'
import {ListGroups} from '../../src/lib/apis/list-groups.ts'
import {Metadata} from '../../src/lib/apis/metadata.ts'
import {parseAddresses} from '../../src/lib/cluster/address.ts'
import {openCluster, type Cluster} from '../../src/lib/cluster/cluster.ts'
import {askBrokers, askCoordinators, askLeaders} from '../../src/lib/cluster/fan-out.ts'
import {fakeCluster, on, type FakeCluster} from '../support/fake-cluster.ts'

const opened: Cluster[] = []
afterEach(() => opened.splice(0).forEach((cluster) => cluster.close()))

function open(fake: FakeCluster) {
  const cluster = openCluster({
    bootstrap: parseAddresses(fake.bootstrapServers),
    retryBackoffMs: 1,
    retryBackoffMaxMs: 5,
  })
  opened.push(cluster)
  return cluster
}

const partitions = (topic: string, count: number) => Array.from({length: count}, (_, partition) => ({topic, partition}))

test('each leader is asked once for all of its partitions, outcomes are in the order of the items', async () => {
  await using fake = await fakeCluster({nodes: 3, topics: {a: 6, b: 2}})
  const rounds: number[] = []
  const items = [...partitions('b', 2), ...partitions('a', 6)]
  const outcomes = await askLeaders(open(fake), items, async (node, asked) => {
    rounds.push(node)
    return asked
      .toReversed()
      .map(({topic, partition, leaderEpoch}) => ({topic, partition, leaderEpoch, node, errorCode: 0}))
  })
  expect(rounds.toSorted()).toEqual([1, 2, 3])
  expect(outcomes).toMatchObject(
    items.map(({topic, partition}) => ({topic, partition, node: (partition % 3) + 1, leaderEpoch: 0})),
  )
})

test('an unknown topic or partition is final, a missing leader is waited for a while', async () => {
  let asked = 0
  await using fake = await fakeCluster(
    on(Metadata, ({topics}) => ({
      brokers: [{...fake.nodes[0], rack: null}],
      topics: (topics ?? []).map(({name}) =>
        name === 'a'
          ? {name, partitions: [{partitionIndex: 0, leaderId: asked++ === 0 ? -1 : 1}]}
          : {name, errorCode: 3},
      ),
    })),
  )
  const outcomes = await askLeaders(
    open(fake),
    [
      {topic: 'nope', partition: 0},
      {topic: 'a', partition: 1},
      {topic: 'a', partition: 0},
    ],
    async (node, asked) => asked.map(({topic, partition}) => ({topic, partition, node, errorCode: 0})),
  )
  expect(outcomes).toMatchObject([{errorCode: 3}, {errorCode: 3}, {errorCode: 0, node: 1}])
})

test('when patience is over, the last outcome stands', async () => {
  await using fake = await fakeCluster({topics: {a: 2}})
  const outcomes = await askLeaders(
    open(fake),
    partitions('a', 2),
    async (_, asked) => asked.map(({topic, partition}) => ({topic, partition, errorCode: partition === 0 ? 0 : 6})),
    {patienceMs: 50},
  )
  expect(outcomes.map(({errorCode}) => errorCode)).toEqual([0, 6])
})

test('only what moved is asked again', async () => {
  await using fake = await fakeCluster({topics: {a: 3}})
  const asked: number[][] = []
  await askLeaders(open(fake), partitions('a', 3), async (_, items) => {
    asked.push(items.map(({partition}) => partition))
    return items.map(({topic, partition}) => ({
      topic,
      partition,
      errorCode: asked.length === 1 && partition === 1 ? 6 : 0,
    }))
  })
  expect(asked).toEqual([[0, 1, 2], [1]])
})

test('groups are asked at their coordinators, each broker once; one that is refused leaves the rest alone', async () => {
  await using fake = await fakeCluster(
    {nodes: 2},
    on(FindCoordinator, ({coordinatorKeys}) => ({
      coordinators: coordinatorKeys.map((key) =>
        key === 'secret' ? {key, errorCode: 30} : {key, ...fake.nodes[key < 'm' ? 0 : 1]},
      ),
    })),
  )
  const asked: string[] = []
  const outcomes = await askCoordinators(open(fake), 'group', ['a', 'secret', 'z', 'b'], async (node, groups) => {
    asked.push(`${node}: ${groups.join(' ')}`)
    return new Map(groups.map((group) => [group, {errorCode: 0, node}]))
  })
  expect(asked.toSorted()).toEqual(['1: a b', '2: z'])
  expect([...outcomes]).toMatchObject([
    ['a', {node: 1}],
    ['secret', {errorCode: 30}],
    ['z', {node: 2}],
    ['b', {node: 1}],
  ])
})

test('a group whose coordinator moved is asked at the new one', async () => {
  let moved = false
  await using fake = await fakeCluster(
    {nodes: 2},
    on(FindCoordinator, ({coordinatorKeys}) => ({
      coordinators: coordinatorKeys.map((key) => ({key, ...fake.nodes[moved ? 1 : 0]})),
    })),
  )
  const outcomes = await askCoordinators(open(fake), 'group', ['g'], async (node) => {
    moved = true
    return new Map([['g', {errorCode: node === 1 ? 16 : 0, node}]])
  })
  expect(outcomes.get('g')).toEqual({errorCode: 0, node: 2})
})

test('the failure of one broker is kept beside the answers of the others', async () => {
  await using fake = await fakeCluster(
    {nodes: 2},
    on(ListGroups, (_, {nodeId}) => ({errorCode: nodeId === 2 ? 31 : 0})),
  )
  const cluster = open(fake)
  const answers = await askBrokers(cluster, (node) =>
    cluster.call(ListGroups, {}, {to: {node}, what: `list groups of broker ${node}`}),
  )
  expect(answers).toMatchObject([
    {node: 1, value: {groups: []}},
    {node: 2, error: {codeName: 'CLUSTER_AUTHORIZATION_FAILED'}},
  ])
})
