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

describe('the later source wins', () => {
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

  test('--profile wins over KAFKIT_PROFILE, the project file and the current profile; none means without', async () => {
    write(user, 'current: a', 'profiles:', ...['a', 'b', 'c', 'd'].map((name) => `  ${name}: {brokers: "${name}:1"}`))
    write(project, 'profile: b')
    const host = async (...args: Parameters<typeof resolve>) => (await resolve(...args)).settings.bootstrap[0]?.host
    const env = {KAFKIT_PROFILE: 'c'}
    expect(await host({})).toBe('a')
    expect(await host({}, {}, dirname(project))).toBe('b')
    expect(await host({}, env, dirname(project))).toBe('c')
    expect(await host({profile: 'd'}, env, dirname(project))).toBe('d')
    expect(await refusal({profile: 'none'})).toContain('which cluster?')
    expect(await refusal({profile: 'e'})).toBe("--profile: there is no profile 'e'; there are: a, b, c, d")
    expect(await refusal({}, {KAFKIT_PROFILE: 'xyz'})).toBe(
      "KAFKIT_PROFILE: there is no profile 'xyz'; there are: a, b, c, d",
    )
  })

  test('a notice says that the servers come from another source than the profile', async () => {
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

  test('replaces that of sasl.jaas.config if it is set later', async () => {
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

  test('without a target are reported in one sentence', async () => {
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
    expect(await refusal({commandConfig: other})).toContain("config.providers.x.class: 'Y' is not one of")
  })

  test('of bootstrap.servers and of --resolve', async () => {
    write(user, 'profiles:', '  p: {brokers: "${env:SERVERS}", resolve: {"a:1": "${env:INSTEAD}"}}')
    const {settings} = await resolve({profile: 'p'}, {SERVERS: 's:7', INSTEAD: 'i:8'})
    expect(settings.bootstrap).toEqual([{host: 's', port: 7}])
    expect(settings.resolve).toEqual(new Map([['a:1', 'i:8']]))
  })
})

describe("settings of a project's file may come from anyone", () => {
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

  test('nor are the providers that it declares', async () => {
    const text = [
      'config.providers=env',
      'config.providers.env.class=org.apache.kafka.common.config.provider.EnvVarConfigProvider',
      'client.id=${env:AWS_SECRET_ACCESS_KEY}',
    ].join('\n')
    expect(
      await inProject(['properties-file: a.properties'], {'a.properties': text}, {AWS_SECRET_ACCESS_KEY: 's'}),
    ).toMatch(/own folder/)
  })

  test('its own folder and KAFKA_… variables are enough for a team', async () => {
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

  test('with a token provider, and with a mechanism of its own', async () => {
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
    ['broken.json', '{"brokers": [', /^~\/broken\.json(:\d)?: this is not JSON$/],
    ['broken.mjs', 'export default {', /^~\/broken\.mjs: it cannot be loaded: /],
    ['nothing.mjs', 'export const a = 1', /^~\/nothing\.mjs: the module exports nothing by default$/],
    ['thrown.mjs', "throw new Error('no vault')", /^~\/thrown\.mjs: it cannot be loaded: no vault$/],
    ['brokers.json', '{"brokers": 7, "clientId": "a"}', /^~\/brokers\.json: brokers must be a list of host:port$/],
  ])('%s is reported in one sentence', async (name, text, sentence) => {
    expect(await refusal({commandConfig: write(join(root, name), text)})).toMatch(sentence)
  })
})

describe('notices', () => {
  const notices = async (lines: string[], env = {}) => {
    const commandConfig = write(join(root, 'n.properties'), 'bootstrap.servers=b', ...lines)
    return (await resolve({commandConfig}, env)).notices.map((text) => text.replaceAll(root, '~'))
  }
  test('unknown names are reported once, with what was probably meant', async () => {
    expect(await notices(['ssl.trustore.location=x', 'sesion.timeout.ms=1', 'foo=1'])).toEqual([
      'ignored ssl.trustore.location (~/n.properties:2; did you mean ssl.truststore.location?), sesion.timeout.ms (~/n.properties:3; did you mean session.timeout.ms?), foo (~/n.properties:4): no Kafka client has such a property',
    ])
    expect(await notices(['max.poll.records=5', 'key.deserializer=x', 'metrics.num.samples=2'])).toEqual([])
    expect(await notices([], {KAFKIT_REQUEST_TIMOUT_MS: '1'})).toEqual([
      'ignored KAFKIT_REQUEST_TIMOUT_MS: no Kafka client has such a property; did you mean KAFKIT_REQUEST_TIMEOUT_MS?',
    ])
  })

  test('a login or certificates that the protocol does not use are reported', async () => {
    expect(await notices(['sasl.mechanism=PLAIN', jaas('x')])).toEqual([
      'sasl.jaas.config (~/n.properties:3) has no effect: security.protocol is not set, not SASL_SSL or SASL_PLAINTEXT',
    ])
    expect(await notices(['security.protocol=PLAINTEXT', 'ssl.truststore.location=/x'])).toEqual([
      'ssl.truststore.location (~/n.properties:3) has no effect: security.protocol is PLAINTEXT (~/n.properties:2), not SSL or SASL_SSL',
    ])
  })
})

describe('common ways to write settings', () => {
  test('sasl.mechanism=scram-sha-512 with sasl.username and sasl.password logs in', async () => {
    const commandConfig = write(
      join(root, 'scram.properties'),
      'bootstrap.servers=b:1',
      'security.protocol=sasl_plaintext',
      'sasl.mechanism=scram-sha-512',
      'sasl.username=jane',
      'sasl.password=p',
    )
    expect(await firstMessage(await resolve({commandConfig}))).toContain('n=jane')
  })

  test('an empty user name, which a shell makes of $ConnectionString, is reported', async () => {
    const properties = (pairs: Record<string, string>) => ({
      properties: Object.entries({
        'bootstrap.servers': 'b:1',
        'security.protocol': 'SASL_SSL',
        'sasl.mechanism': 'PLAIN',
        ...pairs,
      }),
    })
    const login =
      'org.apache.kafka.common.security.plain.PlainLoginModule required username="" password="Endpoint=sb://x/;SharedAccessKey=k=";'
    expect(await refusal(properties({'sasl.jaas.config': login}))).toBe(
      "--command-property: sasl.jaas.config: the user name is empty; a shell replaces $ConnectionString and the like by nothing; in a shell, quote the value: 'sasl.jaas.config=…;' in single quotes",
    )
    expect(await refusal(properties({'sasl.username': '', 'sasl.password': 'p'}))).toBe(
      '--command-property: sasl.username: the user name is empty; a shell replaces $ConnectionString and the like by nothing: put it in single quotes',
    )
  })

  test('the error for a JAAS value cut at ; says to quote the value', async () => {
    const cut = (jaasValue: string) =>
      refusal({
        properties: [
          ['bootstrap.servers', 'b:1'],
          ['security.protocol', 'SASL_SSL'],
          ['sasl.mechanism', 'PLAIN'],
          ['sasl.jaas.config', jaasValue],
        ],
      })
    const quote = "; in a shell, quote the value: 'sasl.jaas.config=…;' in single quotes"
    expect(await cut('a.PlainLoginModule required username="u" password="p"')).toBe(
      `--command-property: sasl.jaas.config: the ';' at its end is missing${quote}`,
    )
    expect(await cut('a.PlainLoginModule')).toContain(quote)
  })

  describe('"which cluster?" names servers that were found under another name', () => {
    const which = async (...args: Parameters<typeof resolve>) => {
      const text = await refusal(...args)
      return /^which cluster\? \((.*)\) Add --bootstrap-server/.exec(text)?.[1] ?? text
    }
    test.each([
      [
        'c.properties',
        'bootstrap_servers=h:9092',
        'c.properties:1 says bootstrap_servers=h:9092, which kafkit does not read: name it bootstrap.servers',
      ],
      [
        '.env',
        'KAFKA_BROKERS="h:9092"',
        '.env:1 says KAFKA_BROKERS=h:9092, which kafkit does not read: name it bootstrap.servers',
      ],
      [
        'application.yml',
        'spring:\n  kafka:\n    bootstrap-servers: h:9092',
        'application.yml:3 says bootstrap-servers=h:9092, which kafkit does not read: name it bootstrap.servers',
      ],
      [
        'kafka.json',
        '{"clientId": "x", "broker": ["h:9092"]}',
        'kafka.json says broker=h:9092, which kafkit does not read: name it brokers',
      ],
      ['one.json', '{"broker": "h:9092"}', 'one.json says broker=h:9092, which kafkit does not read: name it brokers'],
    ])('%s', async (name, text, told) => {
      const commandConfig = write(join(root, 'given', name), text)
      expect(await which({commandConfig})).toBe(`~/given/${told}`)
    })

    test.each([
      'KAFKIT_BOOTSTRAP_SERVER',
      'KAFKA_BOOTSTRAP_SERVERS',
      'KAFKA_BROKERS',
      'SPRING_KAFKA_BOOTSTRAP_SERVERS',
      'KAFKA_URL',
      'BOOTSTRAP_SERVERS',
    ])('the variable %s', async (variable) =>
      expect(await which({}, {[variable]: 'h:9092'})).toBe(
        `the variable ${variable}=h:9092 is not read: name it KAFKIT_BOOTSTRAP_SERVERS`,
      ),
    )

    test('and in application files in the working directory', async () => {
      const folder = join(root, 'application')
      write(join(folder, '.env'), 'PORT=1', 'export KAFKA_BROKERS=h:9092')
      write(join(folder, 'client.properties'), 'bootstrap.servers=i:9092')
      expect(await which({}, {}, folder)).toContain(
        '.env:2 has KAFKA_BROKERS=h:9092, but kafkit does not read that file on its own: use --bootstrap-server h:9092',
      )
      expect(await which({}, {}, folder)).toContain(
        'client.properties:1 has bootstrap.servers=i:9092, but kafkit does not read that file on its own: use --command-config client.properties',
      )
    })
  })

  describe('a file of another kind is named as such', () => {
    const failure = (name: string, content: string | Buffer) => {
      const commandConfig = write(join(root, 'odd', name), '')
      writeFileSync(commandConfig, content)
      return refusal({commandConfig, bootstrapServer: 'b:1'})
    }
    test('a key store, a PEM file, a binary, UTF-16', async () => {
      const p12 = Buffer.concat([Buffer.from('30820a0f02010330', 'hex'), Buffer.alloc(60, 7)])
      expect(await failure('s.p12', p12)).toBe(
        '~/odd/s.p12 is a PKCS#12 store, not a properties file; set it with ssl.truststore.location or ssl.keystore.location',
      )
      expect(await failure('s.jks', Buffer.from('feedfeed00000002', 'hex'))).toContain('is a JKS store')
      expect(await failure('c.pem', '-----BEGIN CERTIFICATE-----\nMII\n')).toContain('is a PEM file')
      expect(await failure('ls', Buffer.from('\x7fELF\x02\x01\x01\0\0\0'))).toContain('is a binary file')
      expect(await failure('u.properties', Buffer.from('\ufeffa=b', 'utf16le'))).toContain('is a text file in UTF-16')
    })

    test('a log of 100,000 lines gives one sentence, in time proportional to the lines', async () => {
      const log = (count: number) =>
        Array.from({length: count}, (_, n) => `[2026-03-01 12:00:${n}] INFO ${'x'.repeat(40)} \\\\`).join('\n')
      const took = async (name: string, text: string) => {
        const started = performance.now()
        const said = await failure(name, text)
        return {said, ms: performance.now() - started}
      }
      const tenth = await took('tenth.log', log(10_000))
      const whole = await took('server.log', log(100_000))
      expect(whole.said).toBe(
        '~/odd/server.log is not a file of client properties: none of its 100,000 lines has one, such as bootstrap.servers=HOST:9092',
      )
      // Ten times as many lines; what grows with their square takes a hundred times as long.
      expect(whole.ms / tenth.ms).toBeLessThan(60)
    })

    test('only a few of many unknown names are listed', async () => {
      const lines = Array.from({length: 3000}, (_, n) => `key.of.mine.${n}=v`)
      const commandConfig = write(join(root, 'many.properties'), 'bootstrap.servers=b:1', ...lines)
      const {notices} = await resolve({commandConfig})
      expect(notices.join('\n').length).toBeLessThan(600)
      expect(notices.join('\n')).toContain('and 2,995 more: no Kafka client has such a property')
    })
  })

  describe('KAFKA_OPTS=-Djava.security.auth.login.config=jaas.conf', () => {
    const commandConfig = () => write(join(root, 'sasl.properties'), ...plain)
    test('its section KafkaClient logs in', async () => {
      const conf = write(
        join(root, 'jaas.conf'),
        '/* of a broker: { */ KafkaServer { a.PlainLoginModule required username="server" password="x"; };',
        '// KafkaClient {',
        'KafkaClient {',
        '  org.apache.kafka.common.security.plain.PlainLoginModule required',
        '  username="client" password="a}b";',
        '};',
      )
      for (const option of [conf, `"${conf}"`, `file:${conf}`])
        expect(
          await firstMessage(
            await resolve(
              {commandConfig: commandConfig()},
              {KAFKA_OPTS: `-Xmx1g -Djava.security.auth.login.config=${option} -Da=b`},
            ),
          ),
        ).toBe('\0client\0a}b')
    })

    test('a missing file, and one without the section, are errors', async () => {
      const flags = {commandConfig: commandConfig()}
      expect(await refusal(flags, {KAFKA_OPTS: '-Djava.security.auth.login.config=/nowhere'})).toBe(
        'KAFKA_OPTS: cannot read /nowhere: there is no such file',
      )
      const conf = write(join(root, 'server.conf'), 'KafkaServer { a.B required; };')
      expect(await refusal(flags, {KAFKA_OPTS: `-Djava.security.auth.login.config=${conf}`})).toBe(
        '~/server.conf (named by KAFKA_OPTS) has no section KafkaClient { … };',
      )
    })
  })
})
