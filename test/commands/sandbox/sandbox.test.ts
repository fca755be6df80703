// Sandbox commands, with a stand-in for the JVM.
import {afterEach, beforeEach, expect, test} from 'vitest'
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
