import {afterEach, expect, test} from 'vitest'
import {CreateTopics} from '../../src/lib/apis/create-topics.ts'
import {DescribeCluster} from '../../src/lib/apis/describe-cluster.ts'
import {DescribeGroups} from '../../src/lib/apis/describe-groups.ts'
import {EndTxn} from '../../src/lib/apis/end-txn.ts'
import {FindCoordinator} from '../../src/lib/apis/find-coordinator.ts'
import {InitProducerId} from '../../src/lib/apis/init-producer-id.ts'
import {ListGroups} from '../../src/lib/apis/list-groups.ts'
import {Metadata} from '../../src/lib/apis/metadata.ts'
import {OffsetDelete} from '../../src/lib/apis/offset-delete.ts'
import {parseAddresses} from '../../src/lib/cluster/address.ts'
import {openCluster, type Cluster, type ClusterSettings} from '../../src/lib/cluster/cluster.ts'
import {strangeServer} from '../support/strange-server.ts'
import {after, closeConnection, fakeCluster, noAnswer, on, type FakeCluster} from '../support/fake-cluster.ts'

const opened: Cluster[] = []
afterEach(() => opened.splice(0).forEach((cluster) => cluster.close()))

function open(servers: FakeCluster | string, settings: Partial<ClusterSettings> = {}) {
  const bootstrap = parseAddresses(typeof servers === 'string' ? servers : servers.bootstrapServers)
  const cluster = openCluster({bootstrap, retryBackoffMs: 1, retryBackoffMaxMs: 5, ...settings})
  opened.push(cluster)
  return cluster
}

/** A port of 127.0.0.1 at which nobody listens. */
async function deadServer() {
  const fake = await fakeCluster()
  await fake.close()
  return fake.bootstrapServers
}

const newTopic = {name: 'a', numPartitions: 1, replicationFactor: 1, assignments: [], configs: []}
const forGroup = (groupId: string) => ({groupId, topics: []})

test('bootstrap servers are tried in turn, and a dead one costs only the try', async () => {
  await using fake = await fakeCluster(on(ListGroups, () => ({})))
  const cluster = open(`${await deadServer()},${fake.bootstrapServers}`)
  await cluster.call(ListGroups, {}, {to: 'any'})
})

test('a bootstrap server that accepts but does not answer does not delay the next one', async () => {
  const {createServer} = await import('node:net')
  const silent = createServer((socket) => void socket.resume().on('error', () => {}))
  await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done))
  const {port} = silent.address() as {port: number}
  await using fake = await fakeCluster()
  const cluster = open(`127.0.0.1:${port},${fake.bootstrapServers}`, {connectTimeoutMs: 60_000})
  expect(await cluster.clusterId()).toBe('fake-cluster')
  cluster.close()
  await new Promise((done) => silent.close(done))
})

test('if no bootstrap server can be reached, the call fails at once with each reason', async () => {
  const [a, b] = [await deadServer(), await deadServer()]
  await expect(open(`${a},${b}`).brokers()).rejects.toMatchObject({
    name: 'ConnectionError',
    reason: 'refused',
    message: `no bootstrap server could be reached: ${a} refused the connection; is the broker running, and is this its port? ${b} refused the connection; is the broker running, and is this its port?`,
  })
})

test('a call goes to the destination in its table', async () => {
  await using fake = await fakeCluster(
    {nodes: 3},
    on(CreateTopics, () => ({topics: []})),
    on(OffsetDelete, () => ({})),
    on(ListGroups, () => ({})),
    on(Metadata, () => ({
      brokers: fake.nodes.map((node) => ({...node, rack: null})),
      controllerId: 2,
    })),
    on(FindCoordinator, ({coordinatorKeys: [key = '']}) => ({coordinators: [{key, ...fake.nodes[2]}]})),
  )
  const cluster = open(fake)
  await cluster.call(CreateTopics, {topics: [newTopic], timeoutMs: 1000})
  await cluster.call(OffsetDelete, forGroup('g'))
  await cluster.call(ListGroups, {}, {to: {node: 1}})
  const asked = (name: string) => fake.requests.filter(({api}) => api === name).map(({nodeId}) => nodeId)
  expect([asked('CreateTopics'), asked('OffsetDelete'), asked('ListGroups')]).toEqual([[2], [3], [1]])
})

test('a request about a transaction goes to the coordinator of its transactional id', async () => {
  await using fake = await fakeCluster(
    {nodes: 3},
    on(EndTxn, () => ({})),
    on(FindCoordinator, ({keyType, coordinatorKeys: [key = '']}) => ({
      coordinators: [{key, ...fake.nodes[keyType === 1 ? 2 : 1]}],
    })),
  )
  await open(fake).call(EndTxn, {transactionalId: 'tx', producerId: 7, producerEpoch: 0, committed: true})
  expect(fake.requests.filter(({api}) => api === 'EndTxn').map(({nodeId}) => nodeId)).toEqual([3])
})

test.each([
  ['a request that only takes shape with the version', DescribeGroups, () => ({groups: []})],
  ['a request about several groups', DescribeGroups, {groups: ['a', 'b']}],
])('%s must name the key of its coordinator', async (_, api, request) => {
  await using fake = await fakeCluster(on(DescribeGroups, () => ({groups: []})))
  await expect(open(fake).call(api, request)).rejects.toThrow(
    new TypeError('DescribeGroups goes to a group: the call must say which'),
  )
  expect(fake.asked(FindCoordinator)).toEqual([])
})

test('codes of items are left to the caller, unless they say that another broker has to be asked', async () => {
  let asked = 0
  await using fake = await fakeCluster(
    on(CreateTopics, () => {
      asked++
      return {topics: [{name: 'a', errorCode: 36, errorMessage: "Topic 'a' already exists."}]}
    }),
  )
  const {topics} = await open(fake).call(
    CreateTopics,
    {topics: [newTopic], timeoutMs: 1000},
    {errors: (response) => response.topics.map(({errorCode}) => errorCode)},
  )
  expect(topics).toMatchObject([{name: 'a', errorCode: 36}])
  expect(asked).toBe(1)
})

test('the level of a feature is the cluster’s, and 0 if the cluster does not have it', async () => {
  await using fake = await fakeCluster({features: {'transaction.version': 2}})
  const cluster = open(fake)
  expect([await cluster.feature('transaction.version'), await cluster.feature('nope.version')]).toEqual([2, 0])
})

test('the cluster remembers which brokers were reached', async () => {
  await using fake = await fakeCluster({nodes: 2})
  const cluster = open(fake)
  await cluster.brokers()
  const [first = '', second = ''] = fake.bootstrapServers.split(',')
  expect([cluster.hasReached(first), cluster.hasReached(second)]).toEqual([true, false])
  expect([cluster.hasReached(`${second}, ${first}`), cluster.hasReached('nowhere:1')]).toEqual([true, false])
  await cluster.connection(2)
  expect(cluster.hasReached(second)).toBe(true)
})

test('callers that find the same connection broken at the same time share the new one', async () => {
  await using fake = await fakeCluster()
  const cluster = open(fake)
  await cluster.brokers()
  const before = await cluster.connection(1)
  fake.disconnect()
  await expect.poll(() => before.closed).toBe(true)
  const after = await Promise.all([1, 1, 1].map((node) => cluster.connection(node)))
  expect(after[0]).not.toBe(before)
  expect(new Set(after).size).toBe(1)
  expect(fake.connections()).toBe(1)
})

test('versions are requested once per connection, coordinators once per group', async () => {
  await using fake = await fakeCluster(on(OffsetDelete, () => ({})))
  const cluster = open(fake)
  for (const group of ['g', 'g', 'h']) await cluster.call(OffsetDelete, forGroup(group))
  const count = (name: string) => fake.requests.filter(({api}) => api === name).length
  expect([count('ApiVersions'), count('FindCoordinator')]).toEqual([1, 2])
})

test('callers that look for the same coordinator at the same time share one request, and its failure', async () => {
  await using fake = await fakeCluster({nodes: 2})
  const cluster = open(fake)
  expect(await Promise.all([1, 2, 3].map(() => cluster.coordinator('group', 'g')))).toEqual([1, 1, 1])
  expect(fake.asked(FindCoordinator)).toHaveLength(1)
  fake.serve(on(FindCoordinator, () => ({coordinators: [{key: 'h', errorCode: 30}]})))
  const refused = await Promise.allSettled([1, 2].map(() => cluster.coordinator('group', 'h')))
  expect(refused.map(({status}) => status)).toEqual(['rejected', 'rejected'])
  await expect(cluster.coordinator('group', 'h')).rejects.toMatchObject({codeName: 'GROUP_AUTHORIZATION_FAILED'})
  expect(fake.asked(FindCoordinator)).toHaveLength(3)
})

test('NOT_COORDINATOR: the group is looked up again', async () => {
  let moved = false
  await using fake = await fakeCluster(
    {nodes: 2},
    on(FindCoordinator, ({coordinatorKeys: [key = '']}) => ({coordinators: [{key, ...fake.nodes[moved ? 1 : 0]}]})),
    on(OffsetDelete, (_, {nodeId}) => {
      moved = true
      return {errorCode: nodeId === 2 ? 0 : 16}
    }),
  )
  await open(fake).call(OffsetDelete, forGroup('g'))
  expect(fake.requests.filter(({api}) => api === 'OffsetDelete').map(({nodeId}) => nodeId)).toEqual([1, 2])
})

test.each([3, 6])('a coordinator that is not available yet is retried (FindCoordinator v%i)', async (newest) => {
  let tries = 0
  await using fake = await fakeCluster(
    on(
      FindCoordinator,
      ({coordinatorKeys: [key = '']}) => {
        const errorCode = ++tries < 3 ? 15 : 0
        const node = errorCode === 0 ? {...fake.nodes[0]} : {}
        return newest < 4 ? {errorCode, ...node} : {coordinators: [{key, errorCode, ...node}]}
      },
      newest,
    ),
    on(OffsetDelete, () => ({})),
  )
  await open(fake).call(OffsetDelete, forGroup('g'))
  expect(tries).toBe(3)
})

test('a coordinator that is loading its groups may have lost them, so it is looked up again', async () => {
  let asked = 0
  await using fake = await fakeCluster(
    {nodes: 2},
    on(FindCoordinator, ({coordinatorKeys: [key = '']}) => ({coordinators: [{key, ...fake.nodes[asked > 0 ? 1 : 0]}]})),
    on(OffsetDelete, (_, {nodeId}) => {
      asked++
      return {errorCode: nodeId === 2 ? 0 : 14}
    }),
  )
  await open(fake).call(OffsetDelete, forGroup('g'))
  expect(fake.requests.filter(({api}) => api === 'OffsetDelete').map(({nodeId}) => nodeId)).toEqual([1, 2])
})

test('NOT_COORDINATOR: a transactional id is looked up again', async () => {
  let moved = false
  await using fake = await fakeCluster(
    {nodes: 2},
    on(FindCoordinator, ({coordinatorKeys: [key = '']}) => ({coordinators: [{key, ...fake.nodes[moved ? 1 : 0]}]})),
    on(InitProducerId, (_, {nodeId}) => {
      moved = true
      return {errorCode: nodeId === 2 ? 0 : 16, producerId: 7, producerEpoch: 0}
    }),
  )
  const cluster = open(fake)
  await cluster.call(InitProducerId, {transactionalId: 'tx', transactionTimeoutMs: 1000}, {to: {transaction: 'tx'}})
  expect(fake.requests.filter(({api}) => api === 'InitProducerId').map(({nodeId}) => nodeId)).toEqual([1, 2])
  expect(fake.asked(FindCoordinator).map(({keyType}) => keyType)).toEqual([1, 1])
})

test('a call without any time left says that no coordinator was found in time', async () => {
  await using fake = await fakeCluster(on(OffsetDelete, () => ({errorCode: 0})))
  const cluster = open(fake)
  await cluster.brokers()
  await expect(cluster.call(OffsetDelete, forGroup('g'), {timeoutMs: 0})).rejects.toMatchObject({
    reason: 'coordinatorNotFound',
    message: 'no coordinator was found in time',
  })
})

test('many coordinators take one request, or one per group at an old broker', async () => {
  await using fake = await fakeCluster({nodes: 2})
  const found = await open(fake).findCoordinators('group', ['a', 'b', 'c'])
  expect([...found.values()]).toEqual([1, 1, 1])
  expect(fake.asked(FindCoordinator)).toHaveLength(1)
  await using old = await fakeCluster(on(FindCoordinator, () => ({...old.nodes[0]}), 2))
  await open(old).findCoordinators('group', ['a', 'b', 'c'])
  expect(old.asked(FindCoordinator).map(({key}) => key)).toEqual(['a', 'b', 'c'])
})

test('NOT_CONTROLLER in an item: the new controller is asked', async () => {
  let controllerId = 1
  await using fake = await fakeCluster(
    {nodes: 2},
    on(Metadata, () => ({brokers: fake.nodes.map((node) => ({...node, rack: null})), controllerId})),
    on(CreateTopics, ({topics}, {nodeId}) => {
      controllerId = 2
      return {topics: topics.map(({name}) => ({name, errorCode: nodeId === 2 ? 0 : 41}))}
    }),
  )
  const answer = await open(fake).call(
    CreateTopics,
    {topics: [newTopic], timeoutMs: 1000},
    {errors: ({topics}) => topics.map(({errorCode}) => errorCode)},
  )
  expect(answer.topics).toMatchObject([{name: 'a', errorCode: 0}])
})

test('a top-level error is raised with the request and the broker’s text', async () => {
  await using fake = await fakeCluster(on(OffsetDelete, () => ({errorCode: 69})))
  await expect(open(fake).call(OffsetDelete, forGroup('g'), {what: 'delete offsets of group g'})).rejects.toMatchObject(
    {
      name: 'KafkaError',
      code: 69,
      codeName: 'GROUP_ID_NOT_FOUND',
      retriable: false,
      message: 'delete offsets of group g: The group id does not exist. (GROUP_ID_NOT_FOUND)',
    },
  )
})

test('a broker’s own text beside a top-level error is passed on', async () => {
  await using fake = await fakeCluster(
    on(DescribeCluster, () => ({errorCode: 42, errorMessage: 'The endpoint type 3 is not known here.'})),
  )
  await expect(
    open(fake).call(DescribeCluster, {includeClusterAuthorizedOperations: false}, {what: 'describe the cluster'}),
  ).rejects.toThrow('describe the cluster: The endpoint type 3 is not known here. (INVALID_REQUEST)')
})

test('an unknown code is named by its number', async () => {
  await using fake = await fakeCluster(on(OffsetDelete, () => ({errorCode: 999})))
  await expect(open(fake).call(OffsetDelete, forGroup('g'))).rejects.toThrow(
    'OffsetDelete: The broker answered with error code 999, which this version does not know (ERROR_999)',
  )
})

test('retriable codes are retried until the total time is over, then raised', async () => {
  await using fake = await fakeCluster(on(OffsetDelete, () => ({errorCode: 7})))
  await expect(open(fake).call(OffsetDelete, forGroup('g'), {timeoutMs: 500})).rejects.toMatchObject({
    codeName: 'REQUEST_TIMED_OUT',
  })
  expect(fake.asked(OffsetDelete).length).toBeGreaterThan(2)
})

test('with a limit of retries (retries of Java’s clients), a retriable code is raised after that many', async () => {
  await using fake = await fakeCluster(on(ListGroups, () => ({errorCode: 15})))
  await expect(open(fake, {retries: 2}).call(ListGroups, {}, {to: 'any'})).rejects.toMatchObject({code: 15})
  expect(fake.asked(ListGroups)).toHaveLength(3)
})

test('any broker, for a purpose: another connection to the same broker, or the existing one if it takes no more', async () => {
  await using fake = await fakeCluster(
    {nodes: 2},
    on(ListGroups, () => ({})),
  )
  const free = open(fake)
  await free.call(ListGroups, {}, {to: 'any'})
  await Promise.all([1, 2, 3].map(() => free.call(ListGroups, {}, {to: 'any', purpose: 'aside'})))
  expect([fake.connections(1), fake.connections(2)]).toEqual([2, 0])

  let connections = 0
  const {createServer, connect} = await import('node:net')
  const one = createServer((socket) => {
    socket.on('error', () => {})
    if (++connections > 1) return socket.destroy()
    const broker = connect(fake.ports[0] ?? 0, '127.0.0.1').on('error', () => {})
    return socket.pipe(broker).pipe(socket)
  })
  await new Promise<void>((done) => one.listen(0, '127.0.0.1', done))
  const {port} = one.address() as {port: number}
  const limited = open(`127.0.0.1:${port}`)
  await limited.call(ListGroups, {}, {to: 'any', purpose: 'aside'})
  expect(fake.asked(ListGroups)).toHaveLength(5)
  expect(connections).toBe(2)
  limited.close()
  await new Promise((done) => one.close(done))
})

test('a broken connection is opened again', async () => {
  let calls = 0
  await using fake = await fakeCluster(on(ListGroups, () => (++calls < 3 ? closeConnection : {})))
  const cluster = open(fake)
  await cluster.brokers()
  await cluster.call(ListGroups, {}, {to: {node: 1}})
  expect(calls).toBe(3)
})

test('an advertised address that cannot be reached is named as such, with a way around it', async () => {
  const [host = '', port = ''] = (await deadServer()).split(':')
  await using fake = await fakeCluster(
    on(Metadata, () => ({
      brokers: [
        {nodeId: 1, host: '127.0.0.1', port: fake.ports[0] ?? 0, rack: null},
        {nodeId: 7, host, port: Number(port), rack: null},
      ],
    })),
  )
  const cluster = open(fake)
  await expect(cluster.connection(7)).rejects.toThrow(
    `the cluster advertises this address for broker 7 (advertised.listeners): where another one leads there, say --resolve ${host}:${port}=HOST:PORT`,
  )
  // One that the user typed needs no such advice.
  const typed = open(`${fake.bootstrapServers},${host}:${port}`)
  await expect(typed.connection(7)).rejects.not.toThrow('advertises')
  await expect(cluster.connection(9)).rejects.toThrow('broker 9 is not in the cluster')
})

test('a listener that closes connections without a login is not tried until the time is over', async () => {
  await using fake = await fakeCluster(
    {nodes: 2},
    on(ListGroups, () => closeConnection),
  )
  const cluster = open(fake, {totalTimeoutMs: 3_600_000})
  await cluster.brokers()
  await expect(cluster.call(ListGroups, {}, {to: {node: 2}})).rejects.toMatchObject({reason: 'closedBeforeLogin'})
  expect(fake.asked(ListGroups)).toHaveLength(2)
})

test('a question about APIs fails at once if no broker can be reached, unless the cluster is waited for', async () => {
  const dead = await deadServer()
  await expect(open(dead, {totalTimeoutMs: 3_600_000}).supports(ListGroups)).rejects.toMatchObject({reason: 'refused'})
})

test('wrong credentials are not tried twice by a question about APIs, even if the cluster is waited for', async () => {
  await using fake = await fakeCluster()
  const {plain} = await import('../../src/lib/cluster/sasl/plain.ts')
  const cluster = open(fake, {sasl: plain('a', 'b'), waitForBootstrap: true, totalTimeoutMs: 3_600_000})
  await expect(cluster.supports(ListGroups)).rejects.toMatchObject({name: 'UnsupportedApi'})
  expect(fake.requests.filter(({api}) => api === 'ApiVersions')).toHaveLength(1)
})

test('a node that left the cluster is not waited for', async () => {
  await using fake = await fakeCluster(
    {nodes: 2},
    on(ListGroups, () => ({})),
  )
  const cluster = open(fake)
  await cluster.brokers()
  await fake.stop(2)
  fake.serve(on(Metadata, () => ({brokers: [{...fake.nodes[0], rack: null}], controllerId: 1})))
  await expect(cluster.call(ListGroups, {}, {to: {node: 2}})).rejects.toMatchObject({kind: 'unreachable'})
})

test('when the bootstrap broker dies, another known broker is asked', async () => {
  await using fake = await fakeCluster(
    {nodes: 2},
    on(ListGroups, () => ({})),
  )
  const cluster = open(fake.bootstrapServers.split(',')[0] ?? '')
  await cluster.brokers()
  await fake.stop(1)
  await cluster.call(ListGroups, {}, {to: 'any'})
  expect(fake.requests.at(-1)).toMatchObject({api: 'ListGroups', nodeId: 2})
})

test('wrong credentials are not tried twice', async () => {
  await using fake = await fakeCluster()
  const {plain} = await import('../../src/lib/cluster/sasl/plain.ts')
  await expect(open(fake, {sasl: plain('a', 'b')}).brokers()).rejects.toMatchObject({name: 'UnsupportedApi'})
  expect(fake.requests.filter(({api}) => api === 'ApiVersions')).toHaveLength(1)
})

test('topics have an outcome for each name, in the order asked, and are never created', async () => {
  await using fake = await fakeCluster({topics: {b: 2, a: 1}})
  const cluster = open(fake)
  const found = await cluster.topics(['b', 'nope', 'a'])
  expect(found.map(({name, errorCode, partitions}) => [name, errorCode, partitions.length])).toEqual([
    ['b', 0, 2],
    ['nope', 3, 0],
    ['a', 0, 1],
  ])
  expect(fake.asked(Metadata).at(-1)).toMatchObject({allowAutoTopicCreation: false})
  expect((await cluster.topics('all')).map(({name}) => name)).toEqual(['a', 'b'])
})

test('known metadata is not requested again, unless that is asked for', async () => {
  await using fake = await fakeCluster({topics: {a: 1}})
  const cluster = open(fake)
  await cluster.topics(['a'])
  await cluster.topics(['a'])
  expect(fake.asked(Metadata)).toHaveLength(1)
  await Promise.all([cluster.refresh(['a']), cluster.refresh(['a'])])
  expect(fake.asked(Metadata)).toHaveLength(2)
})

test('close ends calls under way at once', async () => {
  await using fake = await fakeCluster(on(ListGroups, () => noAnswer))
  const cluster = open(fake)
  const call = cluster.call(ListGroups, {}, {to: {node: 1}})
  call.catch(() => {})
  await after(30, undefined)
  cluster.close()
  await expect(call).rejects.toMatchObject({name: 'ConnectionError', reason: 'closedByUs'})
})

test('a signal ends waiting for a frozen broker, but not a request that has begun', async () => {
  const aborter = new AbortController()
  const reason = new Error('stop')
  let asked: (() => void) | undefined
  await using frozen = await strangeServer((socket) => void socket.once('data', () => asked?.()))
  const waits = new Promise<void>((resolve) => (asked = resolve))
  const bootstrap = parseAddresses(frozen.peer)
  const cluster = openCluster({bootstrap, signalUntilReached: aborter.signal})
  try {
    const call = cluster.call(ListGroups, {}, {to: 'any'}).catch((error: unknown) => error)
    await waits
    aborter.abort(reason)
    expect(await call).toBe(reason)
  } finally {
    cluster.close()
  }

  await using fake = await fakeCluster(on(ListGroups, () => ({groups: []})))
  const later = new AbortController()
  const reached = open(fake, {signalUntilReached: later.signal})
  await reached.call(ListGroups, {}, {to: 'any'})
  later.abort(reason)
  await expect(reached.call(ListGroups, {}, {to: 'any'})).resolves.toMatchObject({groups: []})
})

test('a call whose signal has already aborted sends nothing', async () => {
  await using fake = await fakeCluster(on(ListGroups, () => ({groups: []})))
  const cluster = open(fake)
  await cluster.brokers()
  const signal = AbortSignal.abort(new Error('interrupted'))
  await expect(cluster.call(ListGroups, {}, {to: 'any', signal})).rejects.toThrow('interrupted')
  expect(fake.asked(ListGroups)).toEqual([])
})

test('a signal ends a call with its own reason', async () => {
  const aborter = new AbortController()
  await using fake = await fakeCluster(
    on(ListGroups, () => {
      aborter.abort(new Error('interrupted'))
      return noAnswer
    }),
  )
  const call = open(fake, {signal: aborter.signal}).call(ListGroups, {}, {to: 'any'})
  await expect(call).rejects.toThrow('interrupted')
})
