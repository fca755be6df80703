import {mkdtemp, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, expect, test} from 'vitest'
import {DescribeCluster} from '../../src/lib/apis/describe-cluster.ts'
import {ListGroups} from '../../src/lib/apis/list-groups.ts'
import {ctrlC, kafkit, shown} from '../support/cli.ts'
import {fakeCluster, on, type FakeCluster} from '../support/fake-cluster.ts'
import {closedPort, strangeServer} from '../support/strange-server.ts'

let fake: FakeCluster | undefined
afterEach(async () => {
  await fake?.close()
  fake = undefined
})

const services = [
  on(DescribeCluster, () => ({clusterAuthorizedOperations: 0b1_0000_0000})),
  on(ListGroups, () => ({groups: []})),
]

/** Ports and times differ from run to run. */
const steady = (text: string) =>
  text.replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT').replaceAll(/ {2}\d[\d.ms]*$/gm, '')

test('each step with its verdict, what to try, and what failed', async () => {
  const text = await shown(['doctor', '--no-second-opinion', '-b', `127.0.0.1:${await closedPort()}`])
  expect(steady(text)).toMatchInlineSnapshot(`
    "ok    configuration  127.0.0.1:PORT by PLAINTEXT
                         bootstrap.servers: 127.0.0.1:PORT  (--bootstrap-server)
    ok    dns            no names to resolve: the servers are addresses
    FAIL  tcp            127.0.0.1:PORT refused the connection; is the broker running, and is this its port?
                         try: look whether the broker runs and listens on this port for other machines too (its 'listeners'), not only on its own localhost
    skip  tls            not possible: tcp failed
    skip  api-versions   not possible: tcp failed
    skip  sasl           not possible: tcp failed
    skip  metadata       not possible: tcp failed
    skip  listeners      not possible: tcp failed
    skip  controller     not possible: tcp failed
    skip  permissions    not possible: tcp failed
    skip  clock          not possible: tcp failed
    skip  transactions   not possible: tcp failed
    skip  kafkajs        not possible: tcp failed

    failed: tcp
    exit 1"
  `)
})

test('what was said and where, without secrets', async () => {
  const file = join(await mkdtemp(join(tmpdir(), 'kafkit-doctor-')), 'client.properties')
  const login = 'org.apache.kafka.common.security.plain.PlainLoginModule required username="ops" password="hunter2";'
  const lines = ['security.protocol=SASL_PLAINTEXT', 'sasl.mechanism=PLAIN', `sasl.jaas.config=${login}`, 'foo=1']
  await writeFile(file, lines.join('\n'))
  const where = ['-b', `127.0.0.1:${await closedPort()}`, '--command-config', file]
  const {out} = await kafkit(['doctor', '--no-second-opinion', ...where])
  const [, ...said] = out.slice(0, out.indexOf('ok    dns')).trimEnd().split('\n')
  expect(said.map((line) => steady(line.replaceAll(file, 'FILE').trim()))).toEqual([
    'bootstrap.servers: 127.0.0.1:PORT  (--bootstrap-server)',
    'sasl.jaas.config: ********  (FILE:3)',
    'sasl.mechanism: PLAIN  (FILE:2)',
    'security.protocol: SASL_PLAINTEXT  (FILE:1)',
  ])
  expect(out).not.toContain('hunter2')
})

test('a cluster that is well', async () => {
  fake = await fakeCluster({release: '2.8.2-zk'}, ...services)
  const text = await shown(['doctor', '--no-second-opinion', '-b', fake.bootstrapServers])
  expect(steady(text)).toMatchInlineSnapshot(`
    "ok    configuration  127.0.0.1:PORT by PLAINTEXT
                         bootstrap.servers: 127.0.0.1:PORT  (--bootstrap-server)
    ok    dns            no names to resolve: the servers are addresses
    ok    tcp            the address accepts connections
                         127.0.0.1:PORT: connected
    skip  tls            not used: security.protocol is without SSL
    ok    api-versions   apparently not Apache Kafka (it lacks 24 APIs); its newest API version is from Kafka 2.8
                         127.0.0.1:PORT: 5 APIs
    skip  sasl           not used: security.protocol is without SASL
    ok    metadata       cluster fake-cluster, 1 broker
                         broker 1: advertised as 127.0.0.1:PORT
    ok    listeners      the advertised listener can be used from here
                         broker 1: 127.0.0.1:PORT reached
    ok    controller     changes go to broker 1
    ok    permissions    may describe the cluster; no topic can be seen
                         cluster: DESCRIBE
                         topics: no topic can be seen
                         groups: 0 can be seen at the broker asked
    skip  clock          unknown: only KRaft controllers since Kafka 3.3 report their time, and no record has a broker's timestamp
    skip  transactions   no partition can be seen
    skip  kafkajs        not asked for

    nothing is wrong
    exit 0"
  `)
})

test('colours on a terminal, and the step under way on stderr', async () => {
  fake = await fakeCluster(...services)
  const argv = ['doctor', '--no-second-opinion', '-b', fake.bootstrapServers]
  const {out, err} = await kafkit(argv, {terminal: true, env: {FORCE_COLOR: '1', NO_COLOR: ''}})
  expect(out).toContain('\u001B[32mok  \u001B[39m')
  expect(err).toContain('configuration …')
})

test('JSON holds every step', async () => {
  fake = await fakeCluster({release: '4.3.1'}, ...services)
  const {out, code} = await kafkit(['doctor', '--no-second-opinion', '-o', 'json', '-b', fake.bootstrapServers])
  const {verdict, steps} = JSON.parse(out) as {verdict: string; steps: {name: string; verdict: string}[]}
  expect({code, verdict}).toEqual({code: 0, verdict: 'ok'})
  expect(steps.map((step) => `${step.name} ${step.verdict}`)).toEqual([
    'configuration ok',
    'dns ok',
    'tcp ok',
    'tls skipped',
    'api-versions ok',
    'sasl skipped',
    'metadata ok',
    'listeners ok',
    'controller ok',
    'permissions ok',
    'clock skipped',
    'transactions skipped',
    'kafkajs skipped',
  ])
})

test.each([
  ['there is no such file', undefined, 'there is no such file'],
  ['an unreadable key', 'security.protocol=SSL\nssl.keystore.location=/nowhere/key.pem', '/nowhere/key.pem'],
  ['no such protocol', 'security.protocol=SASL', "'SASL' is not one of"],
  ['bad JAAS', 'security.protocol=SASL_SSL\nsasl.mechanism=PLAIN\nsasl.jaas.config=x', 'sasl.jaas.config must read'],
])('a configuration that cannot be read is the step that failed: %s', async (_, properties, words) => {
  const file = join(await mkdtemp(join(tmpdir(), 'kafkit-doctor-')), 'client.properties')
  if (properties !== undefined) await writeFile(file, properties)
  const argv = ['doctor', '--command-config', file, '-b', 'localhost:1', '-o', 'json']
  const {out, code} = await kafkit(argv)
  const {steps} = JSON.parse(out) as {steps: {name: string; verdict: string; summary: string}[]}
  expect(code).toBe(2)
  expect(steps[0]).toMatchObject({name: 'configuration', verdict: 'failed'})
  expect(steps[0]?.summary).toContain(words)
  expect(steps.slice(1).every(({verdict}) => verdict === 'skipped')).toBe(true)
})

test('Ctrl-C ends it, with what was found so far', async () => {
  const pressed = ctrlC()
  await using silent = await strangeServer(() => setImmediate(() => pressed.press()))
  const {out, code} = await kafkit(['doctor', '-b', silent.peer], {interrupt: pressed.signal})
  expect(code).toBe(130)
  expect(out).toContain('ok    dns')
})

test('kafkajs is asked too', async () => {
  fake = await fakeCluster(...services)
  const {out, code} = await kafkit(['doctor', '-b', fake.bootstrapServers])
  expect(out).toContain('kafkajs connects with the same settings: 1 broker, 0 topics')
  expect(code).toBe(0)
})
