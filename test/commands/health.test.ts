// Each check of kafkit health failing and passing, over a cluster that the test sets.
import {X509Certificate} from 'node:crypto'
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, describe, expect, test} from 'vitest'
import {ApiVersions} from '../../src/lib/apis/api-versions.ts'
import {DescribeCluster} from '../../src/lib/apis/describe-cluster.ts'
import {DescribeProducers} from '../../src/lib/apis/describe-producers.ts'
import {ListPartitionReassignments} from '../../src/lib/apis/list-partition-reassignments.ts'
import {HealthChanges} from '../../src/lib/health/changes.ts'
import {checkIds, type Health as Judged} from '../../src/lib/health/health.ts'
import {certificates} from '../support/certificates.ts'
import {ctrlC, kafkit, noon, shown} from '../support/cli.ts'
import {on} from '../support/fake-cluster.ts'
import {fakeOperations, operations, partition, topic, type Operations} from '../support/fake-operations.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-health-'))
afterAll(() => rmSync(folder, {recursive: true, force: true}))

const now = Date.UTC(2026, 2, 1, 12)
const voter = (id: number, silentMs = 0, lag = 0) => ({id, silentMs, lag})
const quorum = (...voters: ReturnType<typeof voter>[]) => ({leader: 1, voters, observers: [], now: () => now})
/** All is well: nothing is found in it. */
const fine = (changes: Partial<Operations> = {}): Operations =>
  operations({quorum: quorum(voter(1), voter(2), voter(3)), ...changes})

interface Finding {
  readonly id: string
  readonly severity: string
  readonly text: string
}
interface Checked {
  readonly check: string
  readonly state: string
  readonly limits: string | null
  readonly findings: readonly Finding[]
}
async function run(state: Operations, ...words: string[]) {
  await using fake = await fakeOperations(state, {nodes: state.fenced.length > 0 ? 4 : 3})
  const {out, err, code} = await kafkit(
    ['health', ...words, '-o', 'json', '-b', fake.bootstrapServers, '--timeout', '2s'],
    {now: noon},
  )
  const health = (out === '' ? {checks: []} : JSON.parse(out)) as {state: string; checks: Checked[]}
  const of = (check: string) => health.checks.find((each) => each.check === check)
  return {out, err, code, health, of}
}

test('a cluster with which all is well', async () => {
  await using fake = await fakeOperations(fine())
  expect(await shown(['health', '-b', fake.bootstrapServers], {now: noon})).toMatchInlineSnapshot(`
    "CHECK                 STATE        FOUND  LIMITS                SUMMARY
    at-min-isr            ok               0  -                     3 partitions
    brokers               ok               0  -                     3 brokers of 3: 1, 2, 3
    certificates          not checked      -  30, 7 days            the listeners do not speak TLS (security.protocol is without SSL)
    clock                 ok               0  5000, 60000 ms        0 ms behind (± 0 ms)
    controller            ok               0  -                     node 1
    coordinators          ok               0  -                     no group has ever committed
    disk                  ok               0  80, 90 percent        3 brokers
    features              ok               0  -                     1 feature
    fenced                ok               0  -                     3 brokers
    hanging-transactions  ok               0  -                     3 partitions
    imbalance             ok               0  20 percent            0% of 3 partitions
    isr-flapping          not checked      -  -                     needs two readings: use --sample, --wait or --watch
    listeners             ok               0  -                     3 brokers
    log-dirs              ok               0  -                     3 brokers
    offline               ok               0  -                     3 partitions
    offsets-size          ok               0  10.0 GiB, 100.0 GiB   3 brokers
    quorum                ok               0  1000, 100000 records  3 voters, led by 1
    redundancy            ok               0  -                     1 topic
    stalled-moves         ok               0  -                     nothing is being moved
    throttles             ok               0  -                     1 topic, 3 brokers
    unclean-election      ok               0  -                     1 topic
    under-min-isr         ok               0  -                     3 partitions
    under-replicated      ok               0  -                     3 partitions
    versions              ok               0  -                     4.3
    exit 0"
  `)
})

const orders = (...partitions: string[]) => ({topics: {orders: topic(partitions)}})
const withMove = (): Operations['topics'] => ({
  orders: {partitions: [{...partition('1|1,2,3|1,2'), adding: [3], removing: []}], configs: {}},
})
const cases: Readonly<Record<string, readonly [Partial<Operations>, string, string, ...string[]]>> = {
  brokers: [{}, 'brokers', 'critical', '--expect', '4'],
  fenced: [{live: [1, 2, 3], fenced: [4]}, 'fenced:broker-4', 'warning'],
  offline: [orders('-1|4|4'), 'offline:orders-0', 'critical'],
  'under-min-isr': [orders('1|1,2,3|1'), 'under-min-isr:orders-0', 'critical'],
  'at-min-isr': [orders('1|1,2,3|1,2'), 'at-min-isr:orders-0', 'warning'],
  'under-replicated': [orders('1|1,2,3|1,2'), 'under-replicated:orders-0', 'warning'],
  redundancy: [orders('1|1,2|1,2'), 'redundancy:orders', 'warning'],
  imbalance: [orders('1|2,1,3|1,2,3'), 'imbalance', 'warning'],
  'unclean-election': [{topics: {orders: topic(['1|1,2,3|1,2,3'], {'unclean.leader.election.enable': 'true'})}}, 'unclean-election:orders', 'warning'], // prettier-ignore
  'log-dirs': [{dirs: {2: [{path: '/d', error: 56, totalBytes: -1, usableBytes: -1}]}}, 'log-dirs:broker-2:/d', 'critical'], // prettier-ignore
  disk: [{dirs: {2: [{path: '/d', totalBytes: 1000, usableBytes: 150}]}}, 'disk:broker-2:/d', 'warning'],
  'offsets-size': [{topics: {__consumer_offsets: topic(['1|1,2,3|1,2,3'])}, sizes: {'__consumer_offsets-0': 20 * 1024 ** 3}}, 'offsets-size:broker-1', 'warning'], // prettier-ignore
  features: [{features: [{name: 'group.version', min: 0, max: 1, level: 0}]}, 'features:group.version', 'warning'],
  controller: [{quorum: {...quorum(voter(1)), leader: -1}}, 'controller', 'critical'],
  quorum: [{quorum: quorum(voter(1), voter(2), voter(3, 60_000))}, 'quorum:node-3', 'critical'],
  throttles: [{brokerConfigs: {1: {'leader.replication.throttled.rate': '1000'}}}, 'throttles:broker-1', 'warning'],
  clock: [{quorum: {...quorum(voter(1), voter(2), voter(3)), now: () => now + 20_000}}, 'clock', 'warning'],
}

describe('each check fails where it should, and passes where all is well', () => {
  test.each(Object.entries(cases))('%s', async (check, [changes, id, severity, ...words]) => {
    const {of, code} = await run(fine(changes), ...words)
    expect(of(check)?.findings).toContainEqual({id, severity, text: expect.any(String)})
    expect(code).toBe(3)
    expect((await run(fine())).of(check)).toMatchObject({state: 'ok', findings: []})
  })

  test('listeners: a broker whose address does not answer', async () => {
    await using fake = await fakeOperations(fine())
    await fake.stop(3)
    const ran = await kafkit(['health', '-o', 'json', '-b', `127.0.0.1:${fake.ports[0]}`, '--timeout', '1s'], {
      now: noon,
    })
    const {checks} = JSON.parse(ran.out) as {checks: Checked[]}
    expect(checks.find(({check}) => check === 'listeners')?.findings).toMatchObject([{id: 'listeners:broker-3'}])
    // Its disks are not known then, whatever else is found.
    expect(checks.find(({check}) => check === 'disk')?.state).toBe('unknown')
    expect(ran.code).toBe(3)
  })

  test('hanging-transactions: open for longer than brokers allow', async () => {
    const ran = async (minutesAgo: number) => {
      await using fake = await fakeOperations(fine())
      const producer = {producerId: 7, producerEpoch: 0, lastSequence: 0, coordinatorEpoch: 0}
      fake.serve(
        on(DescribeProducers, ({topics}) => ({
          topics: topics.map(({name, partitionIndexes}) => ({
            name,
            partitions: partitionIndexes.map((partitionIndex) => ({
              partitionIndex,
              activeProducers: [{...producer, lastTimestamp: now - minutesAgo * 60_000, currentTxnStartOffset: 5}],
            })),
          })),
        })),
      )
      return await shown(['health', '--check', 'hanging-transactions', '-b', fake.bootstrapServers], {now: noon})
    }
    expect(await ran(60)).toMatch(
      /critical: hanging-transactions:orders-0 blocked by an open transaction at offset 5 \(producer 7, silent for 1h\): kafkit transactions hanging orders\n[^]*exit 3$/,
    )
    expect(await ran(5)).toMatch(/exit 0$/)
  })

  test('hanging-transactions: not ok where a partition has no leader that could tell', async () => {
    const ran = await run(fine(orders('1|1,2,3|1,2,3', '-1|4|4')), '--check', 'hanging-transactions')
    expect(ran.of('hanging-transactions')?.state).toBe('unknown')
    expect(ran.err).toContain('orders-1: the partition has no leader at the moment')
    expect(ran.code).toBe(1)
  })

  test('nothing about topics is ok for a user who may describe none of them', async () => {
    await using fake = await fakeOperations(fine({topics: {}}))
    const look = async (...words: string[]) => kafkit(['health', ...words, '-o', 'json', '-b', fake.bootstrapServers], {now: noon}) // prettier-ignore
    const some = ['--check', 'offline,under-min-isr,hanging-transactions,imbalance,coordinators']
    // Somebody with all rights sees that there are no topics.
    expect((await look(...some)).code).toBe(0)
    fake.serve(
      on(DescribeCluster, () => ({
        clusterId: 'c',
        controllerId: 1,
        brokers: fake.ports.map((port, at) => ({brokerId: at + 1, host: '127.0.0.1', port})),
        clusterAuthorizedOperations: 0,
      })),
    )
    const {out, err, code} = await look(...some)
    expect((JSON.parse(out) as {checks: Checked[]}).checks.map(({state}) => state)).toEqual(Array(5).fill('unknown'))
    expect(err).toContain('this user lacks Describe on topics')
    expect(code).toBe(1)
  })

  test('coordinators: one that loads its groups, and one that knows that a group does not exist', async () => {
    const ran = async (refused: Record<string, number>) => {
      const topics = {...fine().topics, __consumer_offsets: topic(['1|1,2,3|1,2,3'])}
      await using fake = await fakeOperations(fine({topics, refused}))
      return await shown(['health', '--check', 'coordinators', '-b', fake.bootstrapServers])
    }
    expect(await ran({DescribeGroups: 14})).toMatch(
      /critical: coordinators:broker-1 list the groups of partition 0 of __consumer_offsets/,
    )
    expect(await ran({})).toMatch(/coordinators  ok[^]*exit 0$/)
  })

  test('disk: a broker that reports no sizes is unknown if others do report them, and no finding if none does', async () => {
    const silent = [{path: '/data', totalBytes: -1, usableBytes: -1}]
    const mixed = await run(fine({dirs: {2: silent}}))
    expect(mixed.of('disk')?.state).toBe('unknown')
    expect(mixed.err).toContain('broker 2 does not report how full its volumes are')
    expect(mixed.code).toBe(1)
    const old = await run(fine({dirs: {1: silent, 2: silent, 3: silent}}))
    expect([old.of('disk')?.state, old.code]).toEqual(['skipped', 0])
  })

  test('throttles: lists of replicas that nothing needs; while it moves they are no finding', async () => {
    const state = fine({topics: withMove()})
    state.topics['orders']!.configs = {'leader.replication.throttled.replicas': '0:1'}
    expect((await run(state)).of('throttles')?.findings).toEqual([])
    state.topics = {orders: topic(['1|1,2,3|1,2,3'], {'leader.replication.throttled.replicas': '0:1'})}
    expect((await run(state)).of('throttles')?.findings).toMatchObject([{id: 'throttles:orders'}])
  })

  test('stalled-moves and isr-flapping need two looks, and say so', async () => {
    const once = await run(fine({topics: withMove()}))
    expect(once.of('stalled-moves')?.state).toBe('skipped')
    expect(once.of('isr-flapping')?.state).toBe('skipped')
    const twice = await run(fine({topics: withMove()}), '--sample', '10ms')
    expect(twice.of('stalled-moves')?.findings).toMatchObject([{id: 'stalled-moves:orders-0'}])
    expect(twice.of('isr-flapping')?.state).toBe('ok')
  })

  test('versions: brokers that speak like different releases', async () => {
    await using fake = await fakeOperations(fine())
    const speaking = (max: number) =>
      on(ApiVersions, () => ({
        apiKeys: [
          {apiKey: 3, minVersion: 0, maxVersion: max},
          {apiKey: 18, minVersion: 0, maxVersion: 4},
          {apiKey: 32, minVersion: 0, maxVersion: 4},
          {apiKey: 60, minVersion: 0, maxVersion: 2},
        ],
      }))
    fake.serve(speaking(13))
    const line = ['health', '--check', 'versions', '-b', fake.bootstrapServers]
    expect(await shown(line)).toMatch(/exit 0$/)
    fake.serve(speaking(12), 2)
    fake.serve(on(ApiVersions, () => ({apiKeys: [[3, 12], [18, 3], [32, 4], [60, 0]].map(([apiKey = 0, maxVersion = 0]) => ({apiKey, minVersion: 0, maxVersion}))})), 2) // prettier-ignore
    expect(await shown(line)).toMatch(/warning: versions .* on 1, 3 and .* on 2\n[^]*exit 3$/)
  })

  test('fenced: a dead broker that Kafka before 4.0 does not name, and that holds replicas', async () => {
    const old = [[3, 12], [18, 3], [32, 4], [60, 0]].map(([apiKey = 0, maxVersion = 0]) => ({apiKey, minVersion: 0, maxVersion})) // prettier-ignore
    for (const [assigned, code, text] of [
      ['2|2,7|2', 3, /warning: fenced:broker-7 is not in the cluster, and 2 replicas are assigned to it\n/],
      ['2|2,3|2', 0, /fenced +ok +0 +- +3 brokers: those that are there or hold replicas\n/],
    ] as const) {
      await using fake = await fakeOperations(fine(orders(assigned, assigned)))
      fake.serve(on(ApiVersions, () => ({apiKeys: old})))
      const screen = await shown(['health', '--check', 'fenced', '-b', fake.bootstrapServers])
      expect(screen).toMatch(text)
      expect(screen.endsWith(`exit ${code}`)).toBe(true)
    }
  })

  test('under-min-isr: a topic that Kafka before 3.7 never lets anybody write to with acks=all', async () => {
    // One replica, and min.insync.replicas is 2: Kafka 2.8 refuses such writes (NOT_ENOUGH_REPLICAS), 4.3 takes them.
    await using fake = await fakeOperations(fine(orders('1|1|1')))
    const line = ['health', '--check', 'under-min-isr', '-b', fake.bootstrapServers]
    expect(await shown(line)).toMatch(/exit 0$/)
    const old = [[3, 12], [18, 3], [32, 4], [60, 0]].map(([apiKey = 0, maxVersion = 0]) => ({apiKey, minVersion: 0, maxVersion})) // prettier-ignore
    fake.serve(on(ApiVersions, () => ({apiKeys: old})))
    expect(await shown(line)).toMatch(
      /critical: under-min-isr:orders-0 in sync 1, but 2 are needed, more than there are replicas \(1\)\n[^]*exit 3$/,
    )
  })

  test('certificates: those that end soon, by broker', async () => {
    const {server, ca} = await certificates()
    const certificate = readFileSync(server.certificate)
    const ends = Date.parse(new X509Certificate(certificate).validTo)
    await using fake = await fakeOperations(operations(orders('1|1|1')), {
      nodes: 1,
      tls: {cert: certificate, key: readFileSync(server.key)},
    })
    const ran = (days: number) =>
      shown(
        ['health', '--check', 'certificates', '-b', fake.bootstrapServers.replace('127.0.0.1', 'localhost'), '--command-property', 'security.protocol=SSL', '--command-property', 'ssl.truststore.type=PEM', '--command-property', `ssl.truststore.location=${ca}`], // prettier-ignore
        {now: ends - days * 86_400_000 - 1000},
      )
    expect(await ran(40)).toMatch(/exit 0$/)
    expect(await ran(20)).toMatch(/warning: certificates:broker-1:\S+ .* expires in 20 days\n[^]*exit 3$/)
    expect(await ran(3)).toMatch(/critical: certificates:broker-1:/)
    expect(await ran(-2)).toMatch(/expired 2 days ago/)
  })

  test('every check is among those', () => {
    const elsewhere = [
      'certificates',
      'coordinators',
      'hanging-transactions',
      'isr-flapping',
      'listeners',
      'stalled-moves',
      'versions',
    ]
    expect([...Object.keys(cases), ...elsewhere].toSorted()).toEqual(checkIds)
  })
})

test.each([
  ['DescribeConfigs of topics', 'at-min-isr'],
  ['DescribeLogDirs', 'disk'],
  ['ListPartitionReassignments', 'throttles'],
  ['DescribeQuorum', 'quorum'],
])('what may not be looked at is unknown, never ok: %s', async (request, check) => {
  const {of, code, err} = await run(fine({refused: {[request]: 31}}))
  expect(of(check)?.state).toBe('unknown')
  expect(err).toContain('AUTHORIZATION_FAILED')
  expect(code).toBe(1)
})

test('a topic that may not be described is not passed over, and a deleted one is', async () => {
  const state = fine()
  state.topics['secret'] = {...topic(['-1|3|3']), hidden: 'forbidden'}
  const {of, code, err} = await run(state)
  expect(of('offline')?.state).toBe('unknown')
  expect(err).toContain('describe topic secret')
  expect(code).toBe(1)
  state.topics['secret'].hidden = 'deleted'
  expect((await run(state)).code).toBe(0)
})

test('findings are ignored by check, by pattern and from a file, and of a baseline only what is new counts', async () => {
  const state = () => fine(orders('1|1,2,3|1,2', '2|2,3,1|2,3,1'))
  expect((await run(state())).code).toBe(3)
  expect((await run(state(), '--ignore', 'at-min-isr:orders-*', '--ignore', 'under-replicated')).code).toBe(0)
  const ignored = join(folder, 'ignored')
  writeFileSync(ignored, 'at-min-isr  # known\n\nunder-replicated:orders-0\n')
  expect((await run(state(), '--ignore-file', ignored)).code).toBe(0)
  const baseline = join(folder, 'baseline.json')
  writeFileSync(baseline, (await run(state())).out)
  expect((await run(state(), '--baseline', baseline)).code).toBe(0)
  const worse = await run(fine(orders('1|1,2,3|1,2', '2|2,3,1|2,3')), '--baseline', baseline)
  expect(worse.of('under-replicated')?.findings).toMatchObject([{id: 'under-replicated:orders-1'}])
  expect(worse.code).toBe(3)
})

test('--fail-on critical and other limits', async () => {
  const state = () => fine({dirs: {2: [{path: '/d', totalBytes: 1000, usableBytes: 150}]}})
  expect((await run(state())).code).toBe(3)
  expect((await run(state(), '--fail-on', 'critical')).code).toBe(0)
  expect((await run(state(), '--limit', 'disk=90,95')).code).toBe(0)
  expect((await run(state(), '--limit', 'disk=50,80')).of('disk')?.findings).toMatchObject([{severity: 'critical'}])
})

test('limits are shown in the unit that people read, and none that nothing can reach', async () => {
  const {of} = await run(fine({}))
  expect(of('offsets-size')?.limits).toBe('10.0 GiB, 100.0 GiB')
  expect(of('disk')?.limits).toBe('80, 90 percent')
  expect(of('imbalance')?.limits).toBe('20 percent')
})

test.each([
  [['--check', 'disks'], "there is no check 'disks'; did you mean disk?"],
  [['--ignore', 'nothing'], "there is no check 'nothing'"],
  [['--limit', 'disk'], 'is not of the form CHECK=WARNING[,CRITICAL]'],
  [['--limit', 'offline=3'], 'the check offline has no limits'],
  [['--ignore-file', '/nowhere'], 'there is no such file'],
  [['--baseline', '/dev/null'], 'is not JSON'],
  [['--wait', '1s', '--sample', '1s'], 'exclude each other'],
])('%j is refused', async (words, said) => {
  const {err, code} = await run(fine(), ...words)
  expect(err).toContain(said)
  expect(code).toBe(2)
})

test('for Nagios, OpenMetrics and JUnit', async () => {
  const state = fine({...orders('1|1,2,3|1,2'), refused: {DescribeLogDirs: 31}})
  const as = async (format: string) => {
    await using fake = await fakeOperations(state)
    const only = 'at-min-isr,disk,fenced,isr-flapping'
    return await shown(['health', '--check', only, '--format', format, '-b', fake.bootstrapServers], {now: noon})
  }
  expect(await as('nagios')).toMatchInlineSnapshot(`
    "KAFKA UNKNOWN - at-min-isr 1, disk unknown | 'at-min-isr'=1;;;0 'disk'=U;;;0 'fenced'=0;;;0
    WARNING: at-min-isr:orders-0 in sync 1,2 of 1,2,3, the minimum
    UNKNOWN: disk describe the log directories of broker 1: Cluster authorization failed. (CLUSTER_AUTHORIZATION_FAILED)
    UNKNOWN: disk describe the log directories of broker 2: Cluster authorization failed. (CLUSTER_AUTHORIZATION_FAILED)
    UNKNOWN: disk describe the log directories of broker 3: Cluster authorization failed. (CLUSTER_AUTHORIZATION_FAILED)
    exit 3"
  `)
  expect(await as('openmetrics')).toMatchInlineSnapshot(`
    "# TYPE kafkit_health_state stateset
    # HELP kafkit_health_state State of each check that was made.
    kafkit_health_state{check="at-min-isr",kafkit_health_state="ok"} 0
    kafkit_health_state{check="at-min-isr",kafkit_health_state="warning"} 1
    kafkit_health_state{check="at-min-isr",kafkit_health_state="critical"} 0
    kafkit_health_state{check="at-min-isr",kafkit_health_state="unknown"} 0
    kafkit_health_state{check="disk",kafkit_health_state="ok"} 0
    kafkit_health_state{check="disk",kafkit_health_state="warning"} 0
    kafkit_health_state{check="disk",kafkit_health_state="critical"} 0
    kafkit_health_state{check="disk",kafkit_health_state="unknown"} 1
    kafkit_health_state{check="fenced",kafkit_health_state="ok"} 1
    kafkit_health_state{check="fenced",kafkit_health_state="warning"} 0
    kafkit_health_state{check="fenced",kafkit_health_state="critical"} 0
    kafkit_health_state{check="fenced",kafkit_health_state="unknown"} 0
    # TYPE kafkit_health_findings gauge
    # HELP kafkit_health_findings Number of findings of each check.
    kafkit_health_findings{check="at-min-isr"} 1
    kafkit_health_findings{check="fenced"} 0
    # EOF
    ! kafkit: describe the log directories of broker 1: Cluster authorization failed. (CLUSTER_AUTHORIZATION_FAILED)
    ! kafkit: describe the log directories of broker 2: Cluster authorization failed. (CLUSTER_AUTHORIZATION_FAILED)
    ! kafkit: describe the log directories of broker 3: Cluster authorization failed. (CLUSTER_AUTHORIZATION_FAILED)
    ! kafkit: to see which right is missing, run as a user who may describe ACLs: kafkit acls why User:ANONYMOUS -- kafkit health --check at-min-isr,disk,fenced,isr-flapping --format openmetrics
    exit 1"
  `)
  expect(await as('junit')).toMatchInlineSnapshot(`
    "<?xml version="1.0" encoding="UTF-8"?>
    <testsuite name="kafkit health" tests="4" failures="1" errors="1" skipped="1">
      <testcase classname="kafkit.health" name="at-min-isr"><failure message="warning">warning: at-min-isr:orders-0 in sync 1,2 of 1,2,3, the minimum</failure></testcase>
      <testcase classname="kafkit.health" name="disk"><error message="unknown">describe the log directories of broker 1: Cluster authorization failed. (CLUSTER_AUTHORIZATION_FAILED)
    describe the log directories of broker 2: Cluster authorization failed. (CLUSTER_AUTHORIZATION_FAILED)
    describe the log directories of broker 3: Cluster authorization failed. (CLUSTER_AUTHORIZATION_FAILED)</error></testcase>
      <testcase classname="kafkit.health" name="fenced"/>
      <testcase classname="kafkit.health" name="isr-flapping"><skipped message="needs two readings: use --sample, --wait or --watch"/></testcase>
    </testsuite>
    ! kafkit: describe the log directories of broker 1: Cluster authorization failed. (CLUSTER_AUTHORIZATION_FAILED)
    ! kafkit: describe the log directories of broker 2: Cluster authorization failed. (CLUSTER_AUTHORIZATION_FAILED)
    ! kafkit: describe the log directories of broker 3: Cluster authorization failed. (CLUSTER_AUTHORIZATION_FAILED)
    ! kafkit: to see which right is missing, run as a user who may describe ACLs: kafkit acls why User:ANONYMOUS -- kafkit health --check at-min-isr,disk,fenced,isr-flapping --format junit
    exit 1"
  `)
  expect(await shown(['health', '--format', 'nagios', '-b', '127.0.0.1:1', '--timeout', '1s'])).toMatch(
    /^KAFKA UNKNOWN - 127\.0\.0\.1:1 refused the connection[^]*exit 3$/,
  )
})

test('--wait looks again until all is well', async () => {
  const state = fine(orders('1|1,2,3|1,2'))
  await using fake = await fakeOperations(state)
  const {code, err} = await kafkit(
    ['health', '--wait', '30s', '--interval', '20ms', '--check', 'under-replicated', '-b', fake.bootstrapServers],
    {
      now: () => Date.now(),
      onErr: () => {
        state.topics = {orders: topic(['1|1,2,3|1,2,3'])}
      },
    },
  )
  expect(err).toContain('under-replicated not ok after')
  expect(code).toBe(0)
})

test('requests to a broker do not grow with the number of topics', async () => {
  const asked = async (count: number) => {
    const topics = Object.fromEntries(Array.from({length: count}, (_, at) => [`t${at}`, topic(['1|1,2,3|1,2,3'])]))
    await using fake = await fakeOperations(fine({topics}))
    expect((await kafkit(['health', '-b', fake.bootstrapServers], {now: noon})).code).toBe(0)
    const byNode = Map.groupBy(fake.requests, ({nodeId}) => nodeId)
    return [1, 2, 3].map((node) => (byNode.get(node) ?? []).map(({api}) => api).toSorted())
  }
  expect(await asked(1000)).toEqual(await asked(1))
})

test('--watch prints what begins, what is over, and that nothing is known while no broker answers', async () => {
  const state = fine()
  await using fake = await fakeOperations(state)
  const interrupt = ctrlC()
  let clock = now
  const heard: string[] = []
  const steps: Record<number, () => void> = {
    // The first look: all is well. Then a replica falls behind, comes back, and that is it.
    1: () => (state.topics['orders']!.partitions[0]!.isr = [1, 2]),
    3: () => (state.topics['orders']!.partitions[0]!.isr = [1, 2, 3]),
    5: () => interrupt.press(),
  }
  let looks = 0
  fake.serve(
    on(ListPartitionReassignments, () => {
      steps[++looks]?.()
      clock += 1000
      return {topics: []}
    }),
  )
  const {out, err, code} = await kafkit(
    ['health', '--watch', '--interval', '5ms', '--check', 'under-replicated', '-b', fake.bootstrapServers],
    {now: () => clock, interrupt: interrupt.signal, onOut: (text) => heard.push(text)},
  )
  expect(code).toBe(130)
  expect(err).toContain('looking every 5ms until Ctrl-C')
  const lines = out
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/^\S+ +/, ''))
  expect(lines[0]).toMatch(/^warning +under-replicated:orders-0 /)
  expect(lines[1]).toMatch(/^over +under-replicated:orders-0 after \d+s$/)
  expect(lines[2]).toBe('all is well')
  expect(lines).toHaveLength(3)
})

test('what cannot be looked at any more is not over', () => {
  const of = (findings: readonly string[], errors: readonly Error[] = []): Judged => ({
    state: 'ok',
    checks: [{check: 'disk', state: 'ok', count: 0, limits: null, summary: '', ignored: 0, errors, findings: findings.map((id) => ({id, severity: 'warning', text: 'full'}))}], // prettier-ignore
  })
  const changes = new HealthChanges()
  const told = (health: Judged | Error, at: number) => changes.next(health, at).map(({change, id, lastedMs}) => [change, id, lastedMs]) // prettier-ignore
  expect(told(of(['disk:1']), 0)).toEqual([['found', 'disk:1', null]])
  expect(told(of([], [new Error('refused')]), 1000)).toEqual([['found', 'unknown:disk', null]])
  expect(told(new Error('nobody answers'), 2000)).toEqual([['found', 'unknown', null]])
  expect(told(of([]), 3000)).toEqual([
    ['over', 'disk:1', 3000],
    ['over', 'unknown:disk', 2000],
    ['over', 'unknown', 1000],
  ])
})
