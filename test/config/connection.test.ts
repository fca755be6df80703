import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, expect, test} from 'vitest'
import {UsageError} from '../../src/lib/cluster/errors.ts'
import {resolveConnection} from '../../src/lib/config/connection.ts'
import {identify} from '../../src/lib/sandbox/processes.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-connection-'))
afterAll(() => rmSync(folder, {recursive: true}))
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const withServers = file('servers.properties', 'bootstrap.servers=file:1\ndefault.api.timeout.ms=9000\n')
const withoutServers = file('plain.properties', 'client.id=me\n')
const nowhere = {KAFKIT_SANDBOX_DIR: join(folder, 'none')}
const bootstrap = async (...args: Parameters<typeof resolveConnection>) =>
  (await resolveConnection(...args)).settings.bootstrap.map(({host, port}) => `${host}:${port}`)

test('the flag takes precedence over the file, and the file over the environment', async () => {
  const env = {...nowhere, KAFKIT_BOOTSTRAP_SERVERS: 'env:3'}
  expect(await bootstrap({bootstrapServer: 'flag:2', commandConfig: withServers}, env)).toEqual(['flag:2'])
  expect(await bootstrap({commandConfig: withServers}, env)).toEqual(['file:1'])
  expect(await bootstrap({commandConfig: withoutServers}, env)).toEqual(['env:3'])
  expect(await bootstrap({}, env)).toEqual(['env:3'])
  expect(await bootstrap({}, {...nowhere, KAFKIT_COMMAND_CONFIG: withServers})).toEqual(['file:1'])
})

test('the rest of the file applies, whatever names the servers', async () => {
  const {settings, notices} = await resolveConnection({bootstrapServer: 'flag', commandConfig: withoutServers}, nowhere)
  expect(settings).toMatchObject({clientId: 'me', bootstrap: [{host: 'flag', port: 9092}]})
  expect(notices).toEqual([])
})

test('--timeout also limits connecting and single requests', async () => {
  const times = async (timeoutMs: number, commandConfig?: string) => {
    const {settings} = await resolveConnection({bootstrapServer: 'a', timeoutMs, commandConfig}, nowhere)
    return [settings.totalTimeoutMs, settings.requestTimeoutMs, settings.connectTimeoutMs]
  }
  expect(await times(500)).toEqual([500, 500, 500])
  expect(await times(120_000)).toEqual([120_000, 30_000, 10_000])
  const quick = file('quick.properties', 'request.timeout.ms=700\nsocket.connection.setup.timeout.ms=200\n')
  expect(await times(500, quick)).toEqual([500, 500, 200])
})

test('--timeout takes precedence over the file', async () => {
  const {settings} = await resolveConnection({commandConfig: withServers, timeoutMs: 1234}, nowhere)
  expect(settings.totalTimeoutMs).toBe(1234)
  expect((await resolveConnection({commandConfig: withServers}, nowhere)).settings.totalTimeoutMs).toBe(9000)
})

test('unknown names are reported in one notice', async () => {
  const {notices} = await resolveConnection(
    {bootstrapServer: 'a', commandConfig: file('odd.properties', 'colour=blue\nshape=round\n')},
    nowhere,
  )
  const odd = join(folder, 'odd.properties')
  expect(notices).toEqual([`ignored colour (${odd}:1), shape (${odd}:2): no Kafka client has such a property`])
})

test.each([
  [{commandConfig: '/nowhere/x.properties'}, 'cannot read /nowhere/x.properties: there is no such file'],
  [
    {commandConfig: file('bad.properties', 'security.protocol=TLS')},
    `${join(folder, 'bad.properties')}:1: security.protocol`,
  ],
  [{bootstrapServer: 'a:99999'}, 'a:99999'],
  [
    {},
    'which cluster? Add --bootstrap-server HOST:9092, set KAFKIT_BOOTSTRAP_SERVERS, add a profile (kafkit profile add), or start one of your own: kafkit sandbox start',
  ],
])('%o is a usage error', async (flags, message) => {
  const failure = await resolveConnection(flags, nowhere).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(UsageError)
  expect((failure as Error).message).toContain(message)
})

/** A sandbox on record whose one broker is this process, or one that ended. `of`: a folder of sandboxes. */
function recordedSandbox(of: string, running: boolean, {name = 'default', port = 23456} = {}): Record<string, string> {
  const root = join(folder, of)
  mkdirSync(join(root, name), {recursive: true})
  const identity = running ? identify(process.pid) : {pid: process.pid, startTime: 'another'}
  const broker = {
    ...identity,
    label: 'broker-1',
    command: [],
    log: '',
    id: 1,
    host: '127.0.0.1',
    port,
    listeners: {},
  }
  const sandbox = {
    format: 1,
    name,
    dir: join(root, name),
    engine: 'java',
    kafkaVersion: '4.3.1',
    bootstrapServers: `127.0.0.1:${port}`,
    brokers: [broker],
    quorum: [],
  }
  writeFileSync(join(root, name, 'sandbox.json'), JSON.stringify(sandbox))
  return {KAFKIT_SANDBOX_DIR: root}
}

test('a running sandbox is used, with a notice', async () => {
  const {settings, notices} = await resolveConnection({}, recordedSandbox('running', true))
  expect(settings.bootstrap).toEqual([{host: '127.0.0.1', port: 23456}])
  expect(notices).toEqual(['using the sandbox at 127.0.0.1:23456'])
})

test('servers under a wrong name in --command-config do not send the command to the running sandbox', async () => {
  const application = file('application.yml', 'spring:\n  kafka:\n    bootstrap-servers: prod:9092\n')
  const properties = file('misnamed.properties', 'kafka.brokers=prod:9092\n')
  for (const path of [application, properties])
    await expect(resolveConnection({commandConfig: path}, recordedSandbox('misnamed', true))).rejects.toThrow(
      /^which cluster\? \(.*=prod:9092, which kafkit does not read: name it bootstrap\.servers\) The sandbox at 127\.0\.0\.1:23456 is only used if no cluster is named$/,
    )
})

test('-b "$UNSET" ends with a sentence instead of going to the running sandbox, and so do empty servers in a file', async () => {
  const env = recordedSandbox('unset', true)
  const advice =
    'write HOST:PORT (is a variable of a script not set?), or leave it out for the profile or a running sandbox'
  for (const bootstrapServer of ['', '  '])
    await expect(resolveConnection({bootstrapServer}, env)).rejects.toThrow(
      new UsageError(`--bootstrap-server is empty: ${advice}`),
    )
  const commandConfig = file('empty.properties', 'bootstrap.servers=\n')
  await expect(resolveConnection({commandConfig}, env)).rejects.toThrow(
    new UsageError(`${commandConfig}:1: bootstrap.servers is empty: ${advice}`),
  )
  // An empty variable counts as one that is not set, as for every other KAFKIT_ variable.
  const {notices} = await resolveConnection({}, {...env, KAFKIT_BOOTSTRAP_SERVERS: ''})
  expect(notices).toEqual(['using the sandbox at 127.0.0.1:23456'])
})

test('of several running sandboxes the one without a name is used, else the only one; none is guessed', async () => {
  const taken = async (env: Record<string, string>) => (await resolveConnection({}, env)).settings.bootstrap[0]?.port
  recordedSandbox('several', false)
  expect(await taken(recordedSandbox('several', true, {name: 'one', port: 23001}))).toBe(23001)
  const env = recordedSandbox('several', true, {name: 'two', port: 23002})
  await expect(taken(env)).rejects.toThrow(
    'which cluster? The sandboxes one, two are running: add --bootstrap-server 127.0.0.1:23001',
  )
  recordedSandbox('several', true)
  expect(await taken(env)).toBe(23456)
})

test('a sandbox that has ended is not used', async () =>
  expect(resolveConnection({}, recordedSandbox('ended', false))).rejects.toThrow('which cluster?'))
