// Every place that a setting can come from, and every form: what counts is what a login or a connection then uses.
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {afterAll, beforeEach, describe, expect, test} from 'vitest'
import {UsageError} from '../../src/lib/cluster/errors.ts'
import {resolveConnection, type Connection, type ConnectionFlags} from '../../src/lib/config/connection.ts'

const root = mkdtempSync(join(tmpdir(), 'kafkit-sources-'))
afterAll(() => rmSync(root, {recursive: true}))
const user = join(root, 'xdg', 'kafkit', 'config.yaml')
const project = join(root, 'project', '.kafkit.yaml')
beforeEach(() => {
  rmSync(dirname(user), {recursive: true, force: true})
  rmSync(dirname(project), {recursive: true, force: true})
})
const write = (path: string, ...lines: string[]) => {
  mkdirSync(dirname(path), {recursive: true})
  writeFileSync(path, `${lines.join('\n')}\n`, {mode: 0o600})
  return path
}
const resolve = (flags: ConnectionFlags, env: Record<string, string> = {}, cwd = root) =>
  resolveConnection(flags, {XDG_CONFIG_HOME: join(root, 'xdg'), KAFKIT_SANDBOX_DIR: join(root, 'none'), ...env}, cwd)
/** The sentence that somebody gets. */
const refusal = async (...args: Parameters<typeof resolve>) => {
  const error: unknown = await resolve(...args).then(
    () => undefined,
    (failure: unknown) => failure,
  )
  expect(error).toBeInstanceOf(UsageError)
  return (error as Error).message.replaceAll(root, '~')
}
const broker = {host: 'b', port: 1}
/** What the first message of the login says. */
async function firstMessage({settings}: Connection): Promise<string> {
  const {value} = (await settings.sasl?.converse(broker).next()) ?? {}
  return value instanceof Buffer ? value.toString() : ''
}
const plain = ['security.protocol=SASL_PLAINTEXT', 'sasl.mechanism=PLAIN', 'bootstrap.servers=b:1']
const jaas = (password: string) =>
  `sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="u" password="${password}";`

describe('the later source counts', () => {
  test('profile, environment, file, properties of the command line, flags', async () => {
    write(user, 'profiles:', '  p:', '    brokers: "profile:1"', '    properties: {client.id: profile}')
    const commandConfig = write(join(root, 'a.properties'), 'bootstrap.servers=file:3', 'client.id=file')
    const env = {KAFKIT_BOOTSTRAP_SERVERS: 'env:2', KAFKIT_CLIENT_ID: 'env'}
    const seen = async (flags: ConnectionFlags, variables = {}) => {
      const {settings} = await resolve(flags, variables)
      return [settings.bootstrap[0]?.host, settings.clientId]
    }
    expect(await seen({profile: 'p'})).toEqual(['profile', 'profile'])
    expect(await seen({profile: 'p'}, env)).toEqual(['env', 'env'])
    expect(await seen({profile: 'p', commandConfig}, env)).toEqual(['file', 'file'])
    const properties = [['bootstrap.servers', 'property:4'] as const, ['client.id', 'property'] as const]
    expect(await seen({profile: 'p', commandConfig, properties}, env)).toEqual(['property', 'property'])
    expect(await seen({profile: 'p', commandConfig, properties, bootstrapServer: 'flag:5'}, env)).toEqual([
      'flag',
      'property',
    ])
  })

  test('--profile before KAFKIT_PROFILE before the project file before the one in use; none is without', async () => {
    write(user, 'current: a', 'profiles:', ...['a', 'b', 'c', 'd'].map((name) => `  ${name}: {brokers: "${name}:1"}`))
    write(project, 'profile: b')
    const host = async (...args: Parameters<typeof resolve>) => (await resolve(...args)).settings.bootstrap[0]?.host
    const env = {KAFKIT_PROFILE: 'c'}
    expect(await host({})).toBe('a')
    expect(await host({}, {}, dirname(project))).toBe('b')
    expect(await host({}, env, dirname(project))).toBe('c')
    expect(await host({profile: 'd'}, env, dirname(project))).toBe('d')
    expect(await refusal({profile: 'none'})).toContain('which cluster?')
    expect(await refusal({profile: 'e'})).toBe(
      "--profile: there is no profile 'e'; there are: a, b, c, d",
    )
    expect(await refusal({}, {KAFKIT_PROFILE: 'xyz'})).toBe(
      "KAFKIT_PROFILE: there is no profile 'xyz'; there are: a, b, c, d",
    )
  })

  test("servers of another source than the profile's are told", async () => {
    write(user, 'current: a', 'profiles:', '  a: {brokers: "a:1"}')
    const notices = async (...args: Parameters<typeof resolve>) =>
      (await resolve(...args)).notices.map((text) => text.replaceAll(root, '~'))
    const told = (who: string, by = '~/xdg/kafkit/config.yaml:1') => [
      `${who} names the servers, not profile a (chosen by ${by}), whose other settings count; --profile none leaves it out`,
    ]
    const env = {KAFKIT_BOOTSTRAP_SERVERS: 'b:1'}
    expect(await notices({})).toEqual([])
    expect(await notices({}, env)).toEqual(told('KAFKIT_BOOTSTRAP_SERVERS'))
    expect(await notices({profile: 'a'}, env)).toEqual(told('KAFKIT_BOOTSTRAP_SERVERS', '--profile'))
    expect(await notices({bootstrapServer: 'b:1'})).toEqual(told('--bootstrap-server'))
    expect(await notices({bootstrapServer: 'b:1', profile: 'a'})).toEqual([])
    expect(await notices({bootstrapServer: 'b:1', profile: 'none'})).toEqual([])
  })
})

describe('a password', () => {
  test('from the environment, a file, a command, standard input', async () => {
    const file = write(join(root, 'secrets', 'p.txt'), 'from file', 'another line')
    const login = ['brokers: b', 'security-protocol: SASL_PLAINTEXT', 'mechanism: PLAIN', 'username: u']
    const said = async (line: string, env = {}, flags = {}) => {
      write(user, 'profiles:', '  p:', ...[...login, line].map((each) => `    ${each}`))
      return (await firstMessage(await resolve({profile: 'p', ...flags}, env))).split('\0').at(-1)
    }
    expect(await said('password: "as written "')).toBe('as written ')
    expect(await said('password: 0123')).toBe('0123')
    expect(await said('password: ${env:SECRET}', {SECRET: 'from env'})).toBe('from env')
    expect(await said(`password-file: ${file}`)).toBe('from file')
    expect(await said("password-command: echo 'from command'; echo more")).toBe('from command')
    expect(await said('password_command: echo underscores')).toBe('underscores')
    expect(await said('password: profile', {KAFKIT_SASL_PASSWORD: 'variable'})).toBe('variable')
    expect(await said("password-command: 'false'", {}, {password: 'stdin'})).toBe('stdin')
  })

  test('replaces that of sasl.jaas.config if it is said later', async () => {
    const commandConfig = write(join(root, 'jaas.properties'), ...plain, jaas('file'))
    expect(await firstMessage(await resolve({commandConfig}))).toBe('\0u\0file')
    expect(await firstMessage(await resolve({commandConfig}, {KAFKIT_SASL_PASSWORD: 'earlier'}))).toBe('\0u\0file')
    expect(await firstMessage(await resolve({commandConfig, password: 'a "quoted" \\ one'}))).toBe(
      '\0u\0a "quoted" \\ one',
    )
  })
})

describe('references', () => {
  const providers = [
    'config.providers=env,f,d',
    'config.providers.env.class=org.apache.kafka.common.config.provider.EnvVarConfigProvider',
    'config.providers.f.class=org.apache.kafka.common.config.provider.FileConfigProvider',
    'config.providers.d.class=org.apache.kafka.common.config.provider.DirectoryConfigProvider',
  ]
  test('of declared providers are resolved in files', async () => {
    const secrets = write(join(root, 'secrets', 'my.properties'), 'key=from file')
    write(join(root, 'secrets', 'dir', 'token'), 'from directory')
    const value = async (reference: string, ...more: string[]) => {
      const commandConfig = write(join(root, 'r.properties'), 'bootstrap.servers=b', `client.id=${reference}`, ...more)
      return (await resolve({commandConfig}, {NAME: 'from env'})).settings.clientId
    }
    expect(await value('${env:NAME}', ...providers)).toBe('from env')
    expect(await value('a-${env:NAME}-b', ...providers)).toBe('a-from env-b')
    expect(await value(`\${f:${secrets}:key}`, ...providers)).toBe('from file')
    expect(await value(`\${d:${join(root, 'secrets', 'dir')}:token}`, ...providers)).toBe('from directory')
    // Without a declaration it is text, as in Java.
    expect(await value('${env:NAME}')).toBe('${env:NAME}')
  })

  test('that lead nowhere are one sentence', async () => {
    const at = (reference: string) =>
      refusal({
        commandConfig: write(join(root, 'r.properties'), ...providers, 'bootstrap.servers=b', `client.id=${reference}`),
      })
    expect(await at('${env:NOT_SET}')).toBe(
      '~/r.properties:6: client.id: ${env:NOT_SET} cannot be resolved: env has no NOT_SET',
    )
    expect(await at('${f:/nowhere:k}')).toBe('~/r.properties:6: client.id: cannot read /nowhere: there is no such file')
    expect(await at('${d:/nowhere:k}')).toContain('cannot read the folder /nowhere: there is no such file')
    const other = write(
      join(root, 'o.properties'),
      'bootstrap.servers=b',
      'config.providers=x',
      'config.providers.x.class=Y',
    )
    expect(await refusal({commandConfig: other})).toContain("config.providers.x.class: 'Y' is none of")
  })

  test('of bootstrap.servers and of --resolve', async () => {
    write(user, 'profiles:', '  p: {brokers: "${env:SERVERS}", resolve: {"a:1": "${env:INSTEAD}"}}')
    const {settings} = await resolve({profile: 'p'}, {SERVERS: 's:7', INSTEAD: 'i:8'})
    expect(settings.bootstrap).toEqual([{host: 's', port: 7}])
    expect(settings.resolve).toEqual(new Map([['a:1', 'i:8']]))
  })
})

describe("what stands in a project's file may be anybody's", () => {
  const inProject = (lines: string[], files: Record<string, string> = {}, env = {}) => {
    write(project, 'profile: p', 'profiles:', '  p:', '    brokers: evil:9092', ...lines.map((each) => `    ${each}`))
    for (const [name, text] of Object.entries(files)) write(join(dirname(project), name), text)
    return refusal({}, env, dirname(project))
  }
  test.each([
    ['a password command', ['password-command: touch /tmp/x'], {}],
    ['the same under its property', ['properties: {kafkit.password.command: touch /tmp/x}'], {}],
    ['the same in a file beside it', ['properties-file: a.properties'], {'a.properties': 'kafkit.password.command=x'}],
    ['a token command', ['properties: {kafkit.sasl.oauthbearer.token.command: x}'], {}],
    ['a plugin', ['properties: {kafkit.sasl.plugin: ./evil.js}'], {}],
    ['a plugin in a file beside it', ['properties-file: a.properties'], {'a.properties': 'kafkit.sasl.plugin=./x.js'}],
    ['a module', ['kafkajs: ./config.mjs'], {'config.mjs': 'export default {}'}],
  ])('%s is not run', async (_, lines, files) => {
    expect(await inProject(lines, files)).toMatch(
      /^~\/project\/.*(the file of a project may not run anything|may only name data files in its own folder)|^profile p \(~\/project.*may not run/,
    )
  })

  test.each([
    ['a password file elsewhere', ['password-file: ../secret.txt']],
    ['a token file elsewhere', ['properties: {sasl.oauthbearer.token.endpoint.url: "file:///etc/hostname"}']],
    ['an assertion elsewhere', ['properties: {sasl.oauthbearer.assertion.file: ../secret.txt}']],
    ['a properties file elsewhere', ['properties-file: ~/.ssh/config']],
    ['a reference to a file elsewhere', ['properties: {client.id: "${file:/etc/os-release:ID}"}']],
    ['a reference to any variable', ['properties: {client.id: "${env:HOME}"}']],
  ])('%s is not read', async (_, lines) => {
    expect(await inProject(lines, {}, {HOME: root})).toMatch(/own folder/)
  })

  test('nor with providers that it declares itself', async () => {
    const text = [
      'config.providers=env',
      'config.providers.env.class=org.apache.kafka.common.config.provider.EnvVarConfigProvider',
      'client.id=${env:AWS_SECRET_ACCESS_KEY}',
    ].join('\n')
    expect(
      await inProject(['properties-file: a.properties'], {'a.properties': text}, {AWS_SECRET_ACCESS_KEY: 's'}),
    ).toMatch(/own folder/)
  })

  test('its own folder and KAFKA_… are enough for a team', async () => {
    write(
      project,
      'profile: p',
      'profiles:',
      '  p:',
      '    brokers: t',
      '    properties: {client.id: "${env:KAFKA_NAME}"}',
    )
    const {settings} = await resolve({}, {KAFKA_NAME: 'me'}, dirname(project))
    expect(settings.clientId).toBe('me')
  })
})

describe('configurations of other clients', () => {
  test("librdkafka's names", async () => {
    const commandConfig = write(
      join(root, 'rd.properties'),
      'metadata.broker.list=b:1',
      'security.protocol=sasl_plaintext',
      'sasl.mechanisms=PLAIN',
      'sasl.username=u',
      'sasl.password=p',
      'request.required.acks=-1',
      'queue.buffering.max.ms=0.5',
      'fetch.message.max.bytes=77',
      'auto.offset.reset=smallest',
      'statistics.interval.ms=0',
    )
    const found = await resolve({commandConfig})
    expect(found.settings.bootstrap).toEqual([{host: 'b', port: 1}])
    expect(await firstMessage(found)).toBe('\0u\0p')
    expect(found.notices).toEqual([])
    const values = ['acks', 'linger.ms', 'max.partition.fetch.bytes', 'auto.offset.reset']
    expect(values.map((name) => found.properties.get(name))).toEqual(['-1', '1', '77', 'earliest'])
  })

  const config = {
    clientId: 'app',
    brokers: ['a:1', 'b:2'],
    ssl: false,
    sasl: {mechanism: 'plain', username: 'u', password: 'p'},
    connectionTimeout: 1234,
    requestTimeout: 5678,
    retry: {initialRetryTime: 11, maxRetryTime: 22, retries: 3},
  }
  const expected = {
    clientId: 'app',
    bootstrap: [
      {host: 'a', port: 1},
      {host: 'b', port: 2},
    ],
    connectTimeoutMs: 1234,
    requestTimeoutMs: 5678,
    retryBackoffMs: 11,
    retryBackoffMaxMs: 22,
    retries: 3,
  }
  test.each([
    ['JSON', 'kafka.json', JSON.stringify(config)],
    ['a module', 'kafka.mjs', `export default ${JSON.stringify(config)}`],
    ['a CommonJS module', 'kafka.cjs', `module.exports = ${JSON.stringify(config)}`],
    ['a function', 'kafka-function.mjs', `export default async () => (${JSON.stringify(config)})`],
    ["Confluent's wrapping", 'confluent.json', JSON.stringify({kafkaJS: config, 'statistics.interval.ms': 1})],
  ])("kafkajs's KafkaConfig as %s", async (_, name, text) => {
    const found = await resolve({commandConfig: write(join(root, name), text)})
    expect(found.settings).toMatchObject(expected)
    expect(await firstMessage(found)).toBe('\0u\0p')
    expect(found.notices).toEqual([])
  })

  test('in a profile', async () => {
    write(user, 'profiles:', '  p:', '    kafkajs:', '      brokers: [a:1]', '      clientId: app')
    expect((await resolve({profile: 'p'})).settings).toMatchObject({clientId: 'app', bootstrap: [{host: 'a', port: 1}]})
  })

  test('with a provider of tokens, and with a mechanism of its own', async () => {
    const module = (sasl: string) =>
      write(join(root, `code-${sasl.length}.mjs`), `export default {brokers: ['a:1'], ssl: false, sasl: ${sasl}}`)
    const bearer = module(`{mechanism: 'oauthbearer', oauthBearerProvider: async () => ({value: 'tok.en.x'})}`)
    expect(await firstMessage(await resolve({commandConfig: bearer}))).toContain('auth=Bearer tok.en.x')
    const own = module(
      `{mechanism: 'mine', authenticationProvider: ({saslAuthenticate}) => ({authenticate: () =>
        saslAuthenticate({request: {encode: () => Buffer.from('\\0\\0\\0\\x02hi')}})})}`,
    )
    const found = await resolve({commandConfig: own})
    expect(found.settings.sasl?.name).toBe('MINE')
    expect(await firstMessage(found)).toBe('hi')
  })

  test.each([
    ['broken.json', '{"brokers": [', /^~\/broken\.json(:\d)?: this is no JSON$/],
    ['broken.mjs', 'export default {', /^~\/broken\.mjs: it cannot be loaded: /],
    ['nothing.mjs', 'export const a = 1', /^~\/nothing\.mjs: the module exports nothing by default$/],
    ['thrown.mjs', "throw new Error('no vault')", /^~\/thrown\.mjs: it cannot be loaded: no vault$/],
    ['brokers.json', '{"brokers": 7, "clientId": "a"}', /^~\/brokers\.json: brokers must be a list of host:port$/],
  ])('%s is one sentence', async (name, text, sentence) => {
    expect(await refusal({commandConfig: write(join(root, name), text)})).toMatch(sentence)
  })
})

describe('notices', () => {
  const notices = async (lines: string[], env = {}) => {
    const commandConfig = write(join(root, 'n.properties'), 'bootstrap.servers=b', ...lines)
    return (await resolve({commandConfig}, env)).notices.map((text) => text.replaceAll(root, '~'))
  }
  test('unknown names, once, with what was probably meant', async () => {
    expect(await notices(['ssl.trustore.location=x', 'sesion.timeout.ms=1', 'foo=1'])).toEqual([
      'ignored ssl.trustore.location (~/n.properties:2; did you mean ssl.truststore.location?), sesion.timeout.ms (~/n.properties:3; did you mean session.timeout.ms?), foo (~/n.properties:4): no Kafka client has such a property',
    ])
    expect(await notices(['max.poll.records=5', 'key.deserializer=x', 'metrics.num.samples=2'])).toEqual([])
    expect(await notices([], {KAFKIT_REQUEST_TIMOUT_MS: '1'})).toEqual([
      'ignored KAFKIT_REQUEST_TIMOUT_MS: no Kafka client has such a property; did you mean KAFKIT_REQUEST_TIMEOUT_MS?',
    ])
  })

  test('a login or certificates that the protocol does not use', async () => {
    expect(await notices(['sasl.mechanism=PLAIN', jaas('x')])).toEqual([
      'sasl.jaas.config (~/n.properties:3) has no effect: security.protocol is not set, not SASL_SSL or SASL_PLAINTEXT',
    ])
    expect(await notices(['security.protocol=PLAINTEXT', 'ssl.truststore.location=/x'])).toEqual([
      'ssl.truststore.location (~/n.properties:3) has no effect: security.protocol is PLAINTEXT (~/n.properties:2), not SSL or SASL_SSL',
    ])
  })
})
