// Sandbox commands, with a stand-in for the JVM.
import {afterEach, beforeEach, expect, test} from 'vitest'
import {shownSandbox} from '../../../src/lib/sandbox/shown-sandbox.ts'
import {kafkit, shown, type CliOptions} from '../../support/cli.ts'
import {fakeKafka, type FakeKafka} from '../../support/fake-kafka.ts'

let kafka: FakeKafka
beforeEach(() => {
  kafka = fakeKafka()
})
afterEach(async () => {
  await run('sandbox stop --remove-data --yes')
  kafka.restore()
})
const run = (line: string, options: CliOptions = {}) =>
  kafkit(line.split(' '), {...options, env: {KAFKIT_SANDBOX_DIR: kafka.sandboxes, ...options.env}})
/** Ports, process ids and folders differ from run to run. */
const screen = async (line: string) =>
  (await shown(line.split(' '), {env: {KAFKIT_SANDBOX_DIR: kafka.sandboxes}}))
    .replaceAll(kafka.folder, 'FOLDER')
    .replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT')
    .replaceAll(/ +\d{2,}(?= |$)/gm, '  PID')

test('start says where it is and how to stop it, status that it runs, stop what it ended', async () => {
  expect(await screen('sandbox start --brokers 2')).toMatchInlineSnapshot(`
    "BROKER  ADDRESS          PROCESS
         1  127.0.0.1:PORT  PID
         2  127.0.0.1:PORT  PID
    ! starting Kafka 4.3.1, 2 brokers
    ! kafkit's commands find it on their own. For other programs:
    !   export KAFKIT_BOOTSTRAP_SERVERS=127.0.0.1:PORT,127.0.0.1:PORT
    ! Stop it with kafkit sandbox stop
    exit 0"
  `)
  expect(await screen('sandbox status')).toMatchInlineSnapshot(`
    "SANDBOX  KAFKA  PART      ADDRESS          PROCESS  STATE
    default  4.3.1  broker-1  127.0.0.1:PORT  PID  running
    default  4.3.1  broker-2  127.0.0.1:PORT  PID  running
    exit 0"
  `)
  expect(await screen('sandbox stop')).toMatchInlineSnapshot(`
    "sandbox default: stopped broker-1, broker-2
    exit 0"
  `)
  expect(await screen('sandbox status')).toMatchInlineSnapshot(`
    "SANDBOX  KAFKA  PART      ADDRESS          PROCESS  STATE
    default  4.3.1  broker-1  127.0.0.1:PORT        -  stopped
    default  4.3.1  broker-2  127.0.0.1:PORT        -  stopped
    exit 1"
  `)
})

test('nothing there', async () => {
  expect(await screen('sandbox status')).toMatchInlineSnapshot(`
    "! kafkit: there is no sandbox; start one with kafkit sandbox start
    exit 1"
  `)
  expect(await screen('sandbox stop')).toMatchInlineSnapshot(`
    "! kafkit: there is no sandbox default; see kafkit sandbox status
    exit 2"
  `)
  expect(await screen('sandbox logs')).toMatchInlineSnapshot(`
    "! kafkit: there is no sandbox in FOLDER/sandboxes/default
    exit 1"
  `)
})

test('its data is deleted only after a yes', async () => {
  await run('sandbox start --quiet')
  const {err, code} = await run('sandbox stop --remove-data')
  expect(err).toContain('use --yes to confirm')
  expect(code).toBe(2)
  expect((await run('sandbox status')).code).toBe(0)
  const {out} = await run('sandbox stop --remove-data --yes')
  expect(out).toMatch(/^sandbox default: stopped broker-1; its data is deleted\n$/)
})

test('quiet and JSON for scripts', async () => {
  const {out, err, code} = await run('sandbox start --quiet --output json')
  expect({err, code}).toEqual({err: '', code: 0})
  expect(JSON.parse(out)).toMatchObject({name: 'default', engine: 'java', brokers: [{id: 1}]})
})

test.each([
  ['sandbox start --brokers 0', '--brokers: 0 is less than 1'],
  [
    'sandbox start --brokers 2 --racks a,b,c',
    '3 racks (a,b,c) for 2 brokers: name at most as many racks as there are brokers, which take them in turn',
  ],
  ['sandbox start --racks a,,c', "'' is not the name of a rack"],
  ['sandbox start --racks 1,2,3,4,5,6,7,8,9,10', 'a sandbox has 1 to 9 brokers, but 10 racks'],
  ['sandbox start --engine vm', "--engine: 'vm' is not one of auto, java, docker, memory"],
  ['sandbox start --name a/b', '"a/b" cannot name a sandbox'],
])('%s', async (line, sentence) => {
  const {err, code} = await run(line)
  expect(err).toContain(sentence)
  expect(code).toBe(2)
})

test('demo: only where a sandbox runs', async () => {
  const {err, code} = await run('sandbox demo')
  expect([err, code]).toEqual(['kafkit: sandbox default is not running; start it with kafkit sandbox start\n', 2])
})

test('status as JSON: name, state, addresses, version and pids; no class path, no secret', async () => {
  await run('sandbox start --quiet')
  const {out} = await run('sandbox status --output json')
  const [document] = JSON.parse(out) as Record<string, unknown>[]
  expect(document).toMatchObject({
    name: 'default',
    state: 'running',
    version: '4.3.1',
    addresses: [expect.stringMatching(/^127\.0\.0\.1:\d+$/)],
    pids: [expect.any(Number)],
    // As before.
    sandbox: {name: 'default', bootstrapServers: expect.stringMatching(/:\d+$/)},
    processes: [{label: 'broker-1', running: true}],
  })
  expect(out).not.toContain('.jar')
  const started = await run('sandbox start --quiet --output json')
  expect(started.out).not.toContain('.jar')
})

test('no secret of a recorded sandbox is in a document', () => {
  const process = {
    pid: 1,
    startTime: 'x',
    label: 'broker-1',
    log: '/log',
    command: ['java', '-cp', '/a.jar:/b.jar', '-Djavax.net.ssl.keyStorePassword=hunter2', 'kafka.Kafka'],
  }
  const text = JSON.stringify(
    shownSandbox({
      name: 'x',
      dir: '/x',
      engine: 'java',
      kafkaVersion: '4.3.1',
      layout: 'combined',
      clusterId: 'c',
      bootstrapServers: 'h:1',
      brokers: [{...process, id: 1, host: 'h', port: 1, listeners: {}}],
      quorum: [process],
      startedAt: '2026-03-01T12:00:00Z',
      detached: true,
      settings: {
        kafkaVersion: '4.3.1',
        layout: 'combined',
        brokers: 1,
        properties: {
          'ssl.keystore.password': 'hunter2',
          'listener.name.sasl.plain.sasl.jaas.config': 'a.B required password=hunter2;',
        },
        listeners: [],
        formatArguments: ['--add-scram', 'SCRAM-SHA-256=[name=alice,password=hunter2]'],
        jvmArguments: ['-Dtrust.password=hunter2'],
      },
    }),
  )
  expect(text).not.toMatch(/hunter2|\.jar/)
  expect(text).toContain('kafka.Kafka')
})

test('-q does not say which sandbox is used', async () => {
  await run('sandbox start --quiet')
  const loud = await run('consume orders --from-beginning --until-end --timeout 300ms')
  expect(loud.err).toContain('using the sandbox')
  const quiet = await run('consume orders --from-beginning --until-end --timeout 300ms -q')
  expect(quiet.err).not.toContain('using the sandbox')
})
