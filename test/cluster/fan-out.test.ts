import {afterEach, describe, expect, test, vi} from 'vitest'
import {FindCoordinator} from '../../src/lib/apis/find-coordinator.ts'
import {ListGroups} from '../../src/lib/apis/list-groups.ts'
import {Metadata} from '../../src/lib/apis/metadata.ts'
import {parseAddresses} from '../../src/lib/cluster/address.ts'
import {openCluster, type Cluster, type ClusterSettings} from '../../src/lib/cluster/cluster.ts'
import {ConnectionError, KafkaError} from '../../src/lib/cluster/errors.ts'
import {askBrokers, askCoordinators, askLeaders, type Failure} from '../../src/lib/cluster/fan-out.ts'
import type {Gathered} from '../../src/lib/cluster/gathered.ts'
import {fakeCluster, on, type FakeCluster} from '../support/fake-cluster.ts'

const opened: Cluster[] = []
afterEach(() => opened.splice(0).forEach((cluster) => cluster.close()))

function open(fake: FakeCluster, settings: Partial<ClusterSettings> = {}) {
  const cluster = openCluster({
    bootstrap: parseAddresses(fake.bootstrapServers),
    retryBackoffMs: 1,
    retryBackoffMaxMs: 5,
    ...settings,
  })
  opened.push(cluster)
  return cluster
}

/** Answers and failures as one list, in the order of the items. */
const results = <K, V>(gathered: Gathered<K, V, Failure>) =>
  gathered.each(
    (answer) => answer,
    (failure) => ({error: failure.error('ask'), errorCode: failure.code}),
  )

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
  expect(results(outcomes)).toMatchObject(
    items.map(({topic, partition}) => ({topic, partition, node: (partition % 3) + 1, leaderEpoch: 0})),
  )
})

test('an unknown topic or partition is final, and a missing leader is waited for a while', async () => {
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
  expect(results(outcomes)).toMatchObject([{errorCode: 3}, {errorCode: 3}, {errorCode: 0, node: 1}])
})

test('when the time is over, the last outcome is kept', async () => {
  await using fake = await fakeCluster({topics: {a: 2}})
  const outcomes = await askLeaders(
    open(fake),
    partitions('a', 2),
    async (_, asked) => asked.map(({topic, partition}) => ({topic, partition, errorCode: partition === 0 ? 0 : 6})),
    {timeoutMs: 700},
  )
  expect(results(outcomes).map(({errorCode}) => errorCode)).toEqual([0, 6])
})

test('only items that moved are asked again', async () => {
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

test('groups are asked at their coordinators, each broker once; a refused group does not affect the others', async () => {
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
  expect(results(outcomes)).toMatchObject([{node: 1}, {errorCode: 30}, {node: 2}, {node: 1}])
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
  expect(results(outcomes)).toEqual([{errorCode: 0, node: 2}])
})

test("the failure of one broker is kept beside the other brokers' answers", async () => {
  await using fake = await fakeCluster(
    {nodes: 2},
    on(ListGroups, (_, {nodeId}) => ({errorCode: nodeId === 2 ? 31 : 0})),
  )
  const cluster = open(fake)
  const answers = await askBrokers(cluster, (node) =>
    cluster.call(ListGroups, {}, {to: {node}, what: `list groups of broker ${node}`}),
  )
  const told = answers.each(
    (value, node) => ({node, value}),
    (error, node) => ({node, error}),
  )
  expect(told).toMatchObject([
    {node: 1, value: {groups: []}},
    {node: 2, error: {codeName: 'CLUSTER_AUTHORIZATION_FAILED'}},
  ])
})

describe('unknown answers are reported, never dropped', () => {
  test('answers cannot be read without a handler of failures that keeps the error', async () => {
    await using fake = await fakeCluster({topics: {a: 1}})
    const answers = await askLeaders(open(fake), partitions('a', 1), async (_, asked) =>
      asked.map(({topic, partition}) => ({topic, partition, errorCode: 29})),
    )
    // @ts-expect-error -- no handler
    expect(() => answers.each((answer) => answer)).toThrow(TypeError)
    const [dropped, empty] = [() => undefined, () => []]
    // @ts-expect-error -- a handler that drops the failure
    expect(answers.each((answer) => answer, dropped)).toEqual([undefined])
    // @ts-expect-error -- a failure that looks like an empty answer
    expect(answers.each(empty, empty)).toEqual([[]])
    expect(results(answers)).toMatchObject([{error: {codeName: 'TOPIC_AUTHORIZATION_FAILED'}}])
  })

  test.each([
    [14, 4],
    [15, 13],
    [16, 4],
    [7, 4],
  ])(
    'a coordinator that answers %i until it was asked %i times, longer than an election takes',
    async (code, times) => {
      await using fake = await fakeCluster()
      // Of the 13th try the first 12 take 4 s.
      const cluster = open(fake, code === 15 ? {retryBackoffMs: 100, retryBackoffMaxMs: 400} : {})
      let asked = 0
      const outcomes = await askCoordinators(cluster, 'group', ['g', 'h'], async (_, groups) => {
        asked++
        return new Map(groups.map((group) => [group, {errorCode: group === 'g' && asked < times ? code : 0, asked}]))
      })
      expect(results(outcomes)).toEqual([
        {errorCode: 0, asked: times},
        {errorCode: 0, asked: 1},
      ])
    },
  )

  test('while one of many groups has no coordinator, the others are asked, and that one later', async () => {
    let looked = 0
    await using fake = await fakeCluster(
      on(FindCoordinator, ({coordinatorKeys}) => ({
        coordinators: coordinatorKeys.map((key) =>
          key === 'late' && ++looked < 20 ? {key, errorCode: 15} : {key, ...fake.nodes[0]},
        ),
      })),
    )
    const asked: string[] = []
    const outcomes = await askCoordinators(open(fake), 'group', ['a', 'late', 'b'], async (_, groups) => {
      asked.push(`${looked}: ${groups.join(' ')}`)
      return new Map(groups.map((group) => [group, {errorCode: 0}]))
    })
    expect(asked).toEqual(['1: a b', '20: late'])
    expect(results(outcomes)).toEqual([{errorCode: 0}, {errorCode: 0}, {errorCode: 0}])
  })

  test("a coordinator that is never found fails only its group when the time is over, with the brokers' error", async () => {
    await using fake = await fakeCluster(
      on(FindCoordinator, ({coordinatorKeys}) => ({
        coordinators: coordinatorKeys.map((key) => (key === 'lost' ? {key, errorCode: 15} : {key, ...fake.nodes[0]})),
      })),
    )
    const outcomes = await askCoordinators(
      open(fake),
      'group',
      ['a', 'lost'],
      async (_, groups) => new Map(groups.map((group) => [group, {errorCode: 0}])),
      {timeoutMs: 700},
    )
    expect(results(outcomes)).toMatchObject([{errorCode: 0}, {error: {codeName: 'COORDINATOR_NOT_AVAILABLE'}}])
  })

  test('a group that the coordinator leaves out of its answer is a failure', async () => {
    await using fake = await fakeCluster()
    const outcomes = await askCoordinators(open(fake), 'group', ['g'], async () => new Map(), {timeoutMs: 700})
    expect(results(outcomes)).toMatchObject([{error: {codeName: 'COORDINATOR_NOT_AVAILABLE'}}])
  })

  test('a request that one broker refuses as a whole fails only its items', async () => {
    await using fake = await fakeCluster({nodes: 2, topics: {a: 2}})
    const outcomes = await askLeaders(open(fake), partitions('a', 2), async (node, asked) => {
      if (node === 2) throw new KafkaError(31, 'ask', 'not you')
      return asked.map(({topic, partition}) => ({topic, partition, errorCode: 0}))
    })
    expect(results(outcomes)).toMatchObject([
      {errorCode: 0},
      {error: {message: 'ask: not you (CLUSTER_AUTHORIZATION_FAILED)'}},
    ])
  })

  test('a lost connection is reported with its own message', async () => {
    await using fake = await fakeCluster({topics: {a: 1}})
    const lost = new ConnectionError('somewhere:9', 'closed', 'somewhere:9 hung up')
    const asked = vi.fn(() => Promise.reject(lost))
    const outcomes = await askLeaders(open(fake), partitions('a', 1), asked, {timeoutMs: 700})
    expect(asked.mock.calls.length).toBeGreaterThan(1)
    expect(results(outcomes)).toMatchObject([{error: {message: 'ask: somewhere:9 hung up (NETWORK_EXCEPTION)'}}])
  })

  test.each(['tls', 'authentication'])('a lasting failure (%s) is raised at once', async (kind) => {
    await using fake = await fakeCluster({topics: {a: 1}})
    const reason = kind === 'tls' ? 'tlsUntrusted' : 'loginRefused'
    const bad = new ConnectionError('somewhere:9', reason, 'no')
    await expect(askLeaders(open(fake), partitions('a', 1), () => Promise.reject(bad))).rejects.toThrow(bad)
  })

  test('leader 0 is a leader, and -1 means none', async () => {
    await using fake = await fakeCluster(
      on(Metadata, () => ({
        brokers: [{...fake.nodes[0], nodeId: 0, rack: null}],
        topics: [
          {
            name: 'a',
            partitions: [
              {partitionIndex: 0, leaderId: 0},
              {partitionIndex: 1, leaderId: -1},
            ],
          },
        ],
      })),
    )
    const outcomes = await askLeaders(
      open(fake),
      partitions('a', 2),
      async (node, asked) => asked.map(({topic, partition}) => ({topic, partition, node, errorCode: 0})),
      {timeoutMs: 700},
    )
    expect(results(outcomes)).toMatchObject([{node: 0}, {errorCode: 5}])
  })
})

describe('a broker goes down while every broker is asked', () => {
  const metadata = (fake: () => FakeCluster, gone: () => boolean) =>
    on(Metadata, () => ({
      brokers: fake()
        .nodes.filter(({nodeId}) => !(gone() && nodeId === 2))
        .map((node) => ({...node, rack: null})),
    }))

  test('it stays a failure, and is not waited for', async () => {
    let asked = 0
    await using fake: FakeCluster = await fakeCluster(
      {nodes: 3},
      metadata(
        () => fake,
        () => asked > 0,
      ),
    )
    const answers = await askBrokers(open(fake), async (node) => {
      if (node !== 2) return node
      asked++
      throw new ConnectionError('two:9', 'refused', 'two is away')
    })
    expect(asked).toBe(1)
    expect(
      answers.each(
        (node) => ({node}),
        (error) => ({error}),
      ),
    ).toMatchObject([{node: 1}, {error: {message: 'two is away'}}, {node: 3}])
  })

  test('one that stays in the cluster is asked again until it answers; the others are not', async () => {
    const asked: number[] = []
    await using fake = await fakeCluster({nodes: 2})
    const answers = await askBrokers(open(fake), async (node) => {
      asked.push(node)
      if (node === 2 && asked.length < 6) throw new KafkaError(14, 'list')
      return node
    })
    expect(asked).toEqual([1, 2, 2, 2, 2, 2])
    expect(
      answers.each(
        (node) => node,
        (error) => error,
      ),
    ).toEqual([1, 2])
  })

  test('a broken disk is not waited for', async () => {
    let asked = 0
    await using fake = await fakeCluster()
    const answers = await askBrokers(open(fake), async () => {
      asked++
      throw new KafkaError(56, 'describe')
    })
    expect(asked).toBe(1)
    expect(
      answers.each(
        () => undefined,
        (error) => error,
      ),
    ).toMatchObject([{codeName: 'KAFKA_STORAGE_ERROR'}])
  })
})

describe('the whole cluster becomes unreachable after the first round', () => {
  test('answers of leaders are kept, and the rest keeps its failure', async () => {
    await using fake = await fakeCluster({topics: {a: 2}})
    const ask = async (_: number, asked: readonly {topic: string; partition: number}[]) => {
      await fake.stop(1)
      return asked.map(({topic, partition}) => ({topic, partition, errorCode: partition === 0 ? 0 : 6}))
    }
    const outcomes = await askLeaders(open(fake), partitions('a', 2), ask, {timeoutMs: 700})
    expect(results(outcomes).map(({errorCode}) => errorCode)).toEqual([0, 6])
  })

  test('answers of brokers are kept, and the rest keeps its failure', async () => {
    await using fake = await fakeCluster({nodes: 2})
    const ask = async (node: number) => {
      await Promise.all([fake.stop(1), fake.stop(2)])
      if (node === 2) throw new KafkaError(14, 'list')
      return node
    }
    const answers = await askBrokers(open(fake), ask, {timeoutMs: 700})
    expect(
      answers.each(
        (node) => node,
        (error) => error,
      ),
    ).toMatchObject([1, {codeName: 'COORDINATOR_LOAD_IN_PROGRESS'}])
  })

  test('a failure that makes every further try useless is raised', async () => {
    await using fake = await fakeCluster({topics: {a: 1}})
    const bug = new TypeError('a bug')
    let rounds = 0
    const ask = async (_: number, asked: readonly {topic: string; partition: number}[]) => {
      if (rounds++ > 0) throw bug
      return asked.map(({topic, partition}) => ({topic, partition, errorCode: 6}))
    }
    await expect(askLeaders(open(fake), partitions('a', 1), ask)).rejects.toBe(bug)
    expect(rounds).toBe(2)
  })
})

test('every code that says that a leader moved or is not ready leads to another try', async () => {
  // What Java's NetworkClient and Errors call an InvalidMetadataException or a retriable error of a leader.
  const codes = [5, 6, 9, 13, 56, 74, 75, 78, 100, 103, 3, 7]
  await using fake = await fakeCluster({topics: {a: codes.length}})
  const asked = new Map<number, number>()
  const outcomes = await askLeaders(open(fake), partitions('a', codes.length), async (_, items) =>
    items.map(({topic, partition}) => {
      const times = (asked.get(partition) ?? 0) + 1
      asked.set(partition, times)
      return {topic, partition, errorCode: times === 1 ? (codes[partition] ?? 0) : 0}
    }),
  )
  expect(results(outcomes).map(({errorCode}) => errorCode)).toEqual(codes.map(() => 0))
  expect([...asked.values()]).toEqual(codes.map(() => 2))
})

test('a topic that its broker does not know yet is waited for, and one that may not be seen is not', async () => {
  await using fake = await fakeCluster()
  let looks = 0
  fake.serve(
    on(Metadata, ({topics}) => {
      looks++
      return {
        brokers: fake.nodes.map((node) => ({...node, rack: null})),
        topics: (topics ?? []).map(({name}) => ({
          name,
          errorCode: name === 'hidden' ? 29 : looks <= 2 ? 5 : 0,
          partitions: name === 'hidden' || looks <= 2 ? [] : [{partitionIndex: 0, leaderId: 1}],
        })),
      }
    }),
  )
  const places = ['late', 'hidden'].map((topic) => ({topic, partition: 0}))
  const outcomes = await askLeaders(open(fake), places, async (_, items) =>
    items.map(({topic, partition}) => ({topic, partition, errorCode: 0})),
  )
  const told = outcomes.each(
    ({topic}) => topic,
    (failure) => ({error: failure.error('ask')}),
  )
  expect(told).toMatchObject(['late', {error: {codeName: 'TOPIC_AUTHORIZATION_FAILED'}}])
})

test('every code that says that a coordinator moved or is not ready leads to another try', async () => {
  // What Java's CoordinatorStrategy and Errors call retriable of a coordinator.
  const codes = new Map([['a', 14], ['b', 15], ['c', 16], ['d', 13], ['e', 7]]) // prettier-ignore
  await using fake = await fakeCluster()
  const cluster = open(fake)
  const asked: string[] = []
  const ask = () =>
    askCoordinators(cluster, 'group', [...codes.keys()], async (_, keys) => {
      const answers = keys.map((key) => [key, {errorCode: asked.includes(key) ? 0 : (codes.get(key) ?? 0)}] as const)
      asked.push(...keys)
      return new Map(answers)
    })
  const told = (await ask()).each(
    ({errorCode}) => `code ${errorCode}`,
    (failure) => ({error: failure.error('ask')}),
  )
  expect(told).toEqual([...codes.keys()].map(() => 'code 0'))
  expect(asked.toSorted()).toEqual([...codes.keys()].flatMap((key) => [key, key]))
  // Who has answered is not looked up again.
  const lookups = fake.asked(FindCoordinator).length
  await ask()
  expect(fake.asked(FindCoordinator)).toHaveLength(lookups)
})

test('a bug in a question to a broker is raised, and is not its answer', async () => {
  await using fake = await fakeCluster({nodes: 2})
  const bug = new TypeError('a bug')
  const asked = askBrokers(open(fake), async (node) => {
    if (node === 2) throw bug
    return node
  })
  await expect(asked).rejects.toBe(bug)
})
