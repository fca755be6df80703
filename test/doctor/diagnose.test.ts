// Each fault is named at the step where it is, by the sentence that the user sees.
import {afterEach, expect, test} from 'vitest'
import {DescribeCluster} from '../../src/lib/apis/describe-cluster.ts'
import {DescribeProducers} from '../../src/lib/apis/describe-producers.ts'
import {DescribeQuorum} from '../../src/lib/apis/describe-quorum.ts'
import {DescribeTransactions} from '../../src/lib/apis/describe-transactions.ts'
import {ListGroups} from '../../src/lib/apis/list-groups.ts'
import {ListOffsets} from '../../src/lib/apis/list-offsets.ts'
import {ListTransactions} from '../../src/lib/apis/list-transactions.ts'
import {Metadata} from '../../src/lib/apis/metadata.ts'
import {SaslAuthenticate} from '../../src/lib/apis/sasl-authenticate.ts'
import {SaslHandshake} from '../../src/lib/apis/sasl-handshake.ts'
import {parseAddresses} from '../../src/lib/cluster/address.ts'
import type {ClusterSettings} from '../../src/lib/cluster/cluster.ts'
import {plain} from '../../src/lib/cluster/sasl/plain.ts'
import {scram} from '../../src/lib/cluster/sasl/scram.ts'
import {diagnose} from '../../src/lib/doctor/diagnose.ts'
import {stepNames, type Step, type StepName} from '../../src/lib/doctor/step.ts'
import {closeConnection, fakeCluster, on, type FakeCluster} from '../support/fake-cluster.ts'
import {closedPort, strangeServer} from '../support/strange-server.ts'

let fake: FakeCluster | undefined
afterEach(() => fake?.close())

interface Options extends Partial<ClusterSettings> {
  readonly now?: () => number
}

/** All steps by name, after a look that each came once and in order, the registry's aside: none is named here. */
async function examined(servers: string, {now = Date.now, ...settings}: Options = {}): Promise<Record<StepName, Step>> {
  const steps: Step[] = []
  const input = {
    settings: {bootstrap: parseAddresses(servers), ...settings},
    configuration: [],
    now,
    secondOpinion: false,
  }
  for await (const step of diagnose(input)) steps.push(step)
  expect(steps.map(({name}) => name)).toEqual(stepNames.filter((name) => name !== 'registry'))
  return Object.fromEntries(steps.map((step) => [step.name, step])) as Record<StepName, Step>
}

const verdicts = (steps: Record<StepName, Step>) => Object.values(steps).map(({verdict}) => verdict).join(' ') // prettier-ignore
const failedSteps = (steps: Record<StepName, Step>) =>
  Object.values(steps)
    .filter(({verdict}) => verdict === 'failed')
    .map(({name}) => name)

const allOperations = 0b1111_1111_1000
const permitted = [
  on(DescribeCluster, () => ({clusterAuthorizedOperations: allOperations})),
  on(ListGroups, () => ({groups: []})),
]

/** What a KRaft quorum's leader says of itself, its clock included. */
const quorumAt = (time: () => number) =>
  on(DescribeQuorum, () => ({
    topics: [
      {
        topicName: '__cluster_metadata',
        partitions: [
          {
            leaderId: 3,
            leaderEpoch: 7,
            currentVoters: [1, 3, 2].map((replicaId) => ({replicaId, lastFetchTimestamp: time()})),
          },
        ],
      },
    ],
  }))

/** A transaction of producer 7 that is open since `start`, silent since the epoch, in partitions of orders; or an error. */
const producing = (starts: Readonly<Record<number, number | {readonly error: number}>>) => [
  on(DescribeProducers, ({topics}) => ({
    topics: topics.map(({name, partitionIndexes}) => ({
      name,
      partitions: partitionIndexes.map((partitionIndex) => {
        const start = starts[partitionIndex] ?? -1
        if (typeof start === 'object') return {partitionIndex, errorCode: start.error}
        const producer = {producerId: 7, producerEpoch: 2, lastSequence: 5, lastTimestamp: 0, coordinatorEpoch: -1}
        return {partitionIndex, activeProducers: start < 0 ? [] : [{...producer, currentTxnStartOffset: start}]}
      }),
    })),
  })),
  on(ListOffsets, ({topics}) => ({
    topics: topics.map(({name, partitions}) => ({
      name,
      partitions: partitions.map(({partitionIndex}) => ({partitionIndex, timestamp: -1, offset: 20})),
    })),
  })),
]

test('readers that wait for an open transaction: where, since when, and what to type', async () => {
  const nobodys = on(ListTransactions, () => ({transactionStates: []}))
  const all = on(DescribeTransactions, ({transactionalIds}) => ({
    // TRANSACTIONAL_ID_NOT_FOUND
    transactionStates: transactionalIds.map((transactionalId) => ({transactionalId, errorCode: 105})),
  }))
  fake = await fakeCluster({topics: {orders: 3}}, ...permitted, ...producing({1: 12}), nobodys, all)
  const {transactions} = await examined(fake.bootstrapServers, {now: () => 7_200_000})
  expect(transactions).toMatchObject({
    verdict: 'warning',
    summary: 'readers of committed records wait for 1 open transaction',
    hint: 'kafkit transactions hanging orders --older 1m shows whose they are, and whether they will end',
  })
  expect(transactions.details).toMatchObject([
    {
      subject: 'orders-1',
      text: 'blocked by an open transaction at offset 12 (producer 7, silent for 2h): no coordinator knows its producer',
    },
  ])
  // Somebody who is writing is no finding.
  const {transactions: young} = await examined(fake.bootstrapServers, {now: () => 50_000})
  expect(young.verdict).toBe('ok')
})

test('open transactions that coordinators cannot judge, as in Kafka 2.8, are still reported', async () => {
  fake = await fakeCluster({topics: {orders: 1}}, ...permitted, ...producing({0: 3}))
  const {transactions} = await examined(fake.bootstrapServers, {now: () => 7_200_000})
  expect(transactions.verdict).toBe('warning')
  expect(transactions.details[0]?.text).toBe(
    'blocked by an open transaction at offset 3 (producer 7, silent for 2h): coordinators report transactions only since Kafka 3.0',
  )
})

test('partitions that may not be read are not reported as free of open transactions', async () => {
  // TOPIC_AUTHORIZATION_FAILED
  fake = await fakeCluster({topics: {orders: 3}}, ...permitted, ...producing({1: {error: 29}}))
  const {transactions} = await examined(fake.bootstrapServers)
  expect(transactions.verdict).toBe('skipped')
  expect(transactions.summary).toMatch(/^not known for 1 of 3 partitions: .*orders-1/)
})

test('a partition without a leader is not reported as free of open transactions', async () => {
  fake = await fakeCluster({topics: {orders: 2}}, ...permitted, ...producing({}))
  const [port = 0] = fake.ports
  const leaders = [1, -1]
  const partitions = leaders.map((leaderId, partitionIndex) => ({partitionIndex, leaderId, replicaNodes: [1]}))
  fake.serve(
    on(Metadata, () => ({
      controllerId: 1,
      brokers: [{nodeId: 1, host: '127.0.0.1', port, rack: null}],
      topics: [{name: 'orders', partitions}],
    })),
  )
  const {transactions} = await examined(fake.bootstrapServers)
  expect(transactions.verdict).toBe('skipped')
  expect(transactions.summary).toMatch(/^not known for 1 of 2 partitions: .*orders-1: the partition has no leader/)
})

test('a healthy cluster passes every step', async () => {
  fake = await fakeCluster({nodes: 3, topics: {orders: 1}}, ...permitted, quorumAt(Date.now), ...producing({}))
  const steps = await examined(fake.bootstrapServers)
  expect(verdicts(steps)).toBe('ok ok ok skipped ok skipped ok ok ok ok ok ok skipped')
  expect(steps.tcp.details.map(({subject}) => subject)).toEqual(fake.ports.map((port) => `127.0.0.1:${port}`))
  expect(steps.listeners.summary).toBe('all 3 advertised listeners can be used from here')
  expect(steps.controller.summary).toBe('controller 3 leads the quorum of 1, 2, 3 (epoch 7)')
  expect(steps.permissions.summary).toBe('may describe the cluster; 1 topic can be seen')
  // Nothing is left open, or the broker would keep it for minutes.
  await expect.poll(() => fake?.connections()).toBe(0)
})

test('a name that does not exist fails at DNS, and the later steps say why they could not run', async () => {
  const steps = await examined('no-such-host.invalid:9092')
  expect(verdicts(steps)).toBe(`ok failed${' skipped'.repeat(11)}`)
  expect(steps.dns.summary).toBe('no-such-host.invalid cannot be resolved')
  expect(steps.tcp.summary).toBe('not possible: dns failed')
  expect(steps.metadata.summary).toBe('not possible: dns failed')
})

test('one of two names is a warning, and the other is used', async () => {
  fake = await fakeCluster(...permitted)
  const steps = await examined(`no-such-host.invalid:9092,localhost:${fake.ports[0]}`)
  expect(steps.dns.verdict).toBe('warning')
  expect(steps.metadata.verdict).toBe('ok')
  expect(failedSteps(steps)).toEqual([])
})

test('a port without a listener is reported', async () => {
  const port = await closedPort()
  const steps = await examined(`127.0.0.1:${port}`)
  expect(failedSteps(steps)).toEqual(['tcp'])
  expect(steps.tcp.summary).toBe(
    `127.0.0.1:${port} refused the connection; is the broker running, and is this its port?`,
  )
  expect(steps.tcp.hint).toContain('look whether the broker runs')
})

test('a half-open port that accepts connections but does not answer is reported', async () => {
  await using silent = await strangeServer(() => {})
  const steps = await examined(silent.peer, {connectTimeoutMs: 200})
  expect(failedSteps(steps)).toEqual(['api-versions'])
  expect(steps.tcp.verdict).toBe('ok')
  expect(steps['api-versions'].summary).toBe(
    `${silent.peer} accepted a connection and did not answer within 200 ms; is it a Kafka broker, and does it still run?`,
  )
  expect(steps['api-versions'].hint).toContain('accepts connections but does not answer')
})

test('a half-open TLS port is reported', async () => {
  await using silent = await strangeServer(() => {})
  const steps = await examined(silent.peer, {connectTimeoutMs: 200, tls: {}})
  expect(failedSteps(steps)).toEqual(['tls'])
  expect(steps.tls.summary).toContain('did not finish the TLS handshake within 200 ms')
})

test('a web server is recognised', async () => {
  await using web = await strangeServer((socket) => {
    socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n'))
  })
  const steps = await examined(web.peer)
  expect(failedSteps(steps)).toEqual(['api-versions'])
  expect(steps['api-versions'].summary).toBe(`${web.peer} is an HTTP server, not a Kafka broker; is the port right?`)
  expect(steps['api-versions'].hint).toContain('REST proxy')
})

test('TLS at a plain-text port is recognised', async () => {
  // A broker takes the first bytes of TLS for a request of half a gigabyte and hangs up.
  await using plainText = await strangeServer((socket) => {
    socket.once('data', () => socket.end())
  })
  const steps = await examined(plainText.peer, {tls: {}})
  expect(failedSteps(steps)).toEqual(['tls'])
  expect(steps.tls.hint).toContain('this is not a TLS port')
})

const mechanisms = ['PLAIN', 'SCRAM-SHA-256']
const handshake = on(SaslHandshake, ({mechanism}) => ({mechanisms, errorCode: mechanisms.includes(mechanism) ? 0 : 33}))

test('a wrong password is sent to only one server', async () => {
  fake = await fakeCluster(
    {nodes: 3},
    handshake,
    on(SaslAuthenticate, () => ({errorCode: 58, errorMessage: 'Authentication failed: Invalid username or password'})),
  )
  const steps = await examined(fake.bootstrapServers, {sasl: plain('alice', 'wrong')})
  expect(failedSteps(steps)).toEqual(['sasl'])
  expect(steps.sasl.summary).toBe(
    `127.0.0.1:${fake.ports[0]} refused the SASL login: Authentication failed: Invalid username or password (PLAIN)`,
  )
  expect(fake.asked(SaslAuthenticate).length).toBe(1)
  expect(JSON.stringify(steps)).not.toContain('wrong')
  expect(steps.metadata.summary).toBe('not possible: sasl failed')
})

test('a mechanism that the listener does not offer is reported with those that it does', async () => {
  fake = await fakeCluster(handshake)
  const steps = await examined(fake.bootstrapServers, {sasl: scram(512, 'alice', 'secret')})
  expect(failedSteps(steps)).toEqual(['sasl'])
  expect(steps.sasl.summary).toContain('it does not offer SCRAM-SHA-512, it offers PLAIN, SCRAM-SHA-256')
  expect(steps.sasl.hint).toContain('set sasl.mechanism')
})

test('a listener that requires a login is reported if none is configured', async () => {
  fake = await fakeCluster(handshake, on(Metadata, () => closeConnection)) // prettier-ignore
  const steps = await examined(fake.bootstrapServers)
  expect(failedSteps(steps)).toEqual(['sasl'])
  expect(steps.sasl.summary).toBe(
    `127.0.0.1:${fake.ports[0]} requires a login by PLAIN, SCRAM-SHA-256, but none is configured`,
  )
  expect(steps.sasl.hint).toContain('security.protocol=SASL_PLAINTEXT')
})

test('a listener without SASL, of a broker that lists its mechanisms anyway (before 2.0)', async () => {
  fake = await fakeCluster(...permitted, on(SaslHandshake, () => ({errorCode: 34, mechanisms: ['GSSAPI']}))) // prettier-ignore
  const steps = await examined(fake.bootstrapServers)
  expect(steps.sasl.verdict).toBe('skipped')
  expect(failedSteps(steps)).toEqual([])
})

test('a listener without SASL, of another implementation that lists its mechanisms anyway', async () => {
  fake = await fakeCluster(...permitted, on(SaslHandshake, () => ({errorCode: 33, mechanisms: ['PLAIN']}))) // prettier-ignore
  const steps = await examined(fake.bootstrapServers)
  expect(steps.sasl.verdict).toBe('skipped')
  expect(failedSteps(steps)).toEqual([])
})

/** A cluster whose broker 1 answers at `bootstrapServers` and says that it is somewhere else. */
async function advertising(host: string, port: number) {
  return fakeCluster(
    on(Metadata, () => ({
      clusterId: 'right',
      controllerId: 1,
      brokers: [{nodeId: 1, host, port, rack: null}],
      topics: [],
    })),
    ...permitted,
  )
}

test.each([
  ['kafka', 'a name that only its container network or its own machine knows'],
  ['f3ab09c1d2e4', 'a name that only its container network or its own machine knows'],
  ['kafka-0.kafka.svc.cluster.local', 'a name that only its Kubernetes cluster knows'],
  ['broker.internal.invalid', 'a name that only its own network knows'],
])('an advertised listener that only the other side knows: %s', async (host, mistake) => {
  fake = await advertising(host, 9092)
  const steps = await examined(fake.bootstrapServers)
  expect(failedSteps(steps)).toEqual(['listeners'])
  expect(steps.listeners.summary).toBe('1 of 1 advertised listener cannot be used from here')
  expect(steps.listeners.details[0]?.text).toContain(mistake)
  expect(steps.listeners.hint).toContain(`--resolve ${host}:9092=127.0.0.1:${fake.ports[0]}`)
  expect(steps.controller.verdict).toBe('ok')
})

test('the advice works', async () => {
  fake = await advertising('kafka', 9092)
  const resolve = new Map([['kafka:9092', `127.0.0.1:${fake.ports[0]}`]])
  const steps = await examined(fake.bootstrapServers, {resolve})
  expect(failedSteps(steps)).toEqual([])
  expect(steps.listeners.details[0]?.text).toBe(`kafka:9092 reached, by way of 127.0.0.1:${fake.ports[0]}`)
})

test('a broker that is down is not accused of advertising a wrong address if the user gave the same one', async () => {
  const port = await closedPort()
  fake = await advertising('127.0.0.1', port)
  const steps = await examined(`${fake.bootstrapServers},127.0.0.1:${port}`)
  expect(steps.listeners.verdict).toBe('failed')
  expect(steps.listeners.details[0]?.text).not.toContain('the port')
  expect(steps.listeners.hint).toBe(
    `look at the broker at 127.0.0.1:${port}: does it run, and may this machine reach that port?`,
  )
})

test('the internal port of a container is recognised', async () => {
  const port = await closedPort()
  fake = await advertising('127.0.0.1', port)
  const steps = await examined(fake.bootstrapServers)
  expect(steps.listeners.details[0]?.text).toContain(`but the port differs from ${fake.ports[0]}`)
})

test('another cluster at the advertised address is recognised', async () => {
  await using other = await fakeCluster(on(Metadata, () => ({clusterId: 'wrong', brokers: [], topics: []})))
  fake = await advertising('127.0.0.1', other.ports[0] ?? 0)
  const steps = await examined(fake.bootstrapServers)
  expect(failedSteps(steps)).toEqual(['listeners'])
  expect(steps.listeners.details[0]?.text).toContain(`another cluster (wrong) answers at 127.0.0.1:${other.ports[0]}`)
})

test('a proxy that refuses is reported', async () => {
  await using proxy = await strangeServer((socket) => {
    socket.once('data', () => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n'))
  })
  const steps = await examined('broker.invalid:9092', {proxy: `http://me:secret@${proxy.peer}`})
  expect(failedSteps(steps)).toEqual(['tcp'])
  expect(steps.dns.summary).toContain('the proxy resolves the names')
  expect(steps.tcp.summary).toBe(`the proxy ${proxy.peer} refused to connect to broker.invalid:9092: 403 Forbidden`)
  expect(JSON.stringify(steps)).not.toContain('secret')
})

test.each([
  [100_000, 'warning', 'ahead of'],
  [-100_000, 'warning', 'behind'],
  [2000, 'ok', 'ahead of'],
])("a difference of %i ms from the controller's clock is measured", async (difference, verdict, word) => {
  fake = await fakeCluster(...permitted, quorumAt(() => Date.now() + difference)) // prettier-ignore
  const {clock} = await examined(fake.bootstrapServers)
  expect(clock.verdict).toBe(verdict)
  expect(clock.summary).toContain(word)
  const {differenceMs, uncertaintyMs} = clock.data as {differenceMs: number; uncertaintyMs: number}
  expect(Math.abs(differenceMs - difference)).toBeLessThanOrEqual(uncertaintyMs + 1)
})

test('without a quorum the newest timestamp of a broker limits its clock on one side', async () => {
  const now = Date.UTC(2026, 2, 1)
  const newest = now - 60_000
  fake = await fakeCluster(
    {topics: {__consumer_offsets: 2}, release: '3.5.2-zk'},
    ...permitted,
    on(ListOffsets, ({topics}) => ({
      topics: topics.map(({name, partitions}) => ({
        name,
        partitions: partitions.map(({partitionIndex}) => ({
          partitionIndex,
          timestamp: newest - partitionIndex * 1000,
          offset: 1,
        })),
      })),
    })),
  )
  const {clock} = await examined(fake.bootstrapServers, {now: () => now})
  expect(clock.summary).toContain("no broker's clock is more than 60.0 s behind this machine's")
  const later = await examined(fake.bootstrapServers, {now: () => newest - 20_000})
  expect(later.clock.verdict).toBe('warning')
  expect(later.clock.summary).toContain('at least 20.0 s ahead')
})

test('brokers that do not report the time are not a fault', async () => {
  fake = await fakeCluster({release: '2.0.1-zk'}, ...permitted)
  const {clock} = await examined(fake.bootstrapServers)
  expect(clock.verdict).toBe('skipped')
  expect(clock.summary).toContain('unknown: only KRaft controllers')
})

test('a user who may not describe the cluster is warned', async () => {
  fake = await fakeCluster(
    on(DescribeCluster, () => ({clusterAuthorizedOperations: 0})),
    on(ListGroups, () => ({groups: []})),
  )
  const {permissions} = await examined(fake.bootstrapServers)
  expect(permissions.verdict).toBe('warning')
  expect(permissions.hint).toContain('kafka-acls --add')
})

test('the signal ends the examination at once', async () => {
  await using silent = await strangeServer(() => {})
  const controller = new AbortController()
  const seen: string[] = []
  const run = async () => {
    const settings = {bootstrap: parseAddresses(silent.peer)}
    const input = {settings, configuration: [], now: Date.now, signal: controller.signal}
    for await (const {name} of diagnose(
      input,
      (name) => name === 'api-versions' && controller.abort(new Error('enough')),
    ))
      seen.push(name)
  }
  await expect(run()).rejects.toThrow('enough')
  expect(seen).toEqual(['configuration', 'dns', 'tcp', 'tls'])
})
