import {existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {DescribeAcls} from '../../src/lib/apis/describe-acls.ts'
import {startPracticeBroker, type PracticeBroker} from '../../src/lib/practice-broker/start.ts'
import {kafkit} from '../support/cli.ts'
import {commandsAt} from '../support/commands-at.ts'
import {fakeCluster, on} from '../support/fake-cluster.ts'
import {fakeOperations, operations, topic} from '../support/fake-operations.ts'

let broker: PracticeBroker
const dir = mkdtempSync(join(tmpdir(), 'kafkit-export-'))
beforeAll(async () => {
  broker = await startPracticeBroker({brokers: 3})
  await run('topics create orders --partitions 6 --config retention.ms=7d --config cleanup.policy=compact,delete')
  await run('topics create payments --partitions 1 --replication-factor 2')
})
afterAll(async () => {
  await broker.close()
  rmSync(dir, {recursive: true})
})
const {run, screen} = commandsAt(() => broker.bootstrapServers)

test('export topics prints what is set on topics, without defaults', async () => {
  expect(await screen('export topics')).toMatchInlineSnapshot(`
    "kafkit: 1
    topics:
      orders:
        partitions: 6
        replicationFactor: 3
        configs:
          cleanup.policy:
            - compact
            - delete
          retention.ms: 7d
      payments:
        partitions: 1
        replicationFactor: 2
    exit 0"
  `)
  expect(await screen('export topics --match ^pay --as strimzi --cluster-name main')).toMatchInlineSnapshot(`
    "apiVersion: kafka.strimzi.io/v1beta2
    kind: KafkaTopic
    metadata:
      name: payments
      labels:
        strimzi.io/cluster: main
    spec:
      partitions: 1
      replicas: 2
    exit 0"
  `)
})

test('export --dir writes files, and never over others without --overwrite', async () => {
  const into = join(dir, 'new')
  expect((await run(`export topics --dir ${into}`)).code).toBe(0)
  expect(readdirSync(into)).toEqual(['topics.yaml'])
  expect(readFileSync(join(into, 'topics.yaml'), 'utf8')).toContain('orders:')
  const again = await run(`export topics --dir ${into}`)
  expect(again).toMatchObject({code: 2, err: expect.stringContaining('already exists') as string})
  expect((await run(`export topics --dir ${into} --overwrite`)).code).toBe(0)
  expect((await run(`export topics --dir ${join(into, 'topics.yaml')}/x`)).code).toBe(2)
})

test.each(['native', 'strimzi', 'jikkou', 'topicctl'])(
  'scenario 46: export --as %s, then plan: nothing to do',
  async (format) => {
    const into = join(dir, format)
    expect((await run(`export topics --as ${format} --dir ${into}`)).code).toBe(0)
    const plan = await run(`plan -f ${into} --fail-on-changes`)
    expect({out: plan.out, code: plan.code}).toMatchObject({code: 0})
    // A file that says something else is a change: the plan has read it.
    const [file = ''] = readdirSync(into)
    const text = readFileSync(join(into, file), 'utf8')
    writeFileSync(join(into, file), text.replace('partitions: 6', 'partitions: 7'))
    expect((await run(`plan -f ${into} --fail-on-changes`)).code).toBe(3)
  },
)

test('a section that cannot be read is a failure, and the others are exported all the same', async () => {
  await using fake = await fakeCluster(
    {topics: {}},
    on(DescribeAcls, () => ({errorCode: 31, errorMessage: null, resources: []})),
  )
  const {code, err} = await kafkit(['export', 'acls', '-b', fake.bootstrapServers])
  expect(code).toBe(1)
  expect(err).toContain('CLUSTER_AUTHORIZATION_FAILED')
  // The practice broker has no SCRAM users: that is said, not passed over.
  const all = await run('export')
  expect(all.code).toBe(1)
  expect(all.out).toContain('orders:')
  expect(all.err).toContain('DescribeUserScramCredentials')
}, 60_000)

test('a topic that may not be described is in no file, and that is said', async () => {
  const state = operations({topics: {orders: topic(['1|1'])}})
  state.topics['secret'] = {...topic(['1|1']), hidden: 'forbidden'}
  await using fake = await fakeOperations(state)
  const {out, err, code} = await kafkit(['export', 'topics', '-b', fake.bootstrapServers])
  expect(out).toContain('orders:')
  expect(err).toContain('describe topic secret: Topic authorization failed')
  expect(code).toBe(1)
  expect((await kafkit(['export', 'topics', '--match', '^ord', '-b', fake.bootstrapServers])).code).toBe(0)
})

test('a cluster without an authorizer has no ACLs, which is no failure', async () => {
  await using fake = await fakeCluster(on(DescribeAcls, () => ({errorCode: 54, errorMessage: null, resources: []})))
  const {code, err} = await kafkit(['export', 'acls', '-b', fake.bootstrapServers])
  expect({code, err}).toMatchObject({code: 0, err: expect.stringContaining('no authorizer') as string})
}, 60_000)

test('export says what a format cannot have', async () => {
  expect(await screen('export groups --as topicctl')).toMatchInlineSnapshot(`
    "! kafkit: topicctl has no groups: it has topics and acls
    exit 2"
  `)
  expect(await screen('export topic')).toMatchInlineSnapshot(`
    "! kafkit: 'topic' cannot be exported: there are topics, acls, users, quotas, brokers, groups, clientMetrics and client-metrics; did you mean topics? (see kafkit export --help)
    exit 2"
  `)
  expect(existsSync(join(dir, 'never'))).toBe(false)
})
