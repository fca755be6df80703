// Where the registry is, from all the places where people write it.
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, expect, test} from 'vitest'
import {identify} from '../../src/lib/sandbox/processes.ts'
import {resolveRegistry, type RegistryFlags} from '../../src/lib/config/registry-settings.ts'

const home = mkdtempSync(join(tmpdir(), 'kafkit-registry-settings-'))
afterAll(() => rmSync(home, {recursive: true}))
mkdirSync(join(home, 'kafkit'))
writeFileSync(
  join(home, 'kafkit', 'config.yaml'),
  'profiles:\n  prod:\n    registry: http://jane:s3cret@profile:8081/base\n    read-only: true\n  plain:\n    label: none\n',
  {mode: 0o600},
)
const properties = join(home, 'client.properties')
writeFileSync(properties, 'schema.registry.url=https://file:8081\n')

const env = (more: Record<string, string> = {}) => ({XDG_CONFIG_HOME: home, KAFKIT_SANDBOX_DIR: '/nowhere', ...more})
async function found(flags: RegistryFlags, variables: Record<string, string> = {}) {
  const connection = await resolveRegistry(flags, env(variables))
  return connection && [connection.settings.urls.map(({href}) => href).join(), connection.named]
}

test('the later source wins: profile, environment, file, property, flag', async () => {
  const variable = {KAFKIT_REGISTRY: 'http://variable:8081'}
  expect(await found({profile: 'prod'})).toEqual(['http://profile:8081/base', 'registry'])
  expect(await found({profile: 'prod'}, variable)).toEqual(['http://variable:8081/', 'registry'])
  expect(await found({profile: 'prod', commandConfig: properties}, variable)).toEqual([
    'https://file:8081/',
    'properties',
  ])
  const property = ['schema.registry.url', 'http://property:8081'] as const
  expect(await found({commandConfig: properties, properties: [property]}, variable)).toEqual(['http://property:8081/', 'properties']) // prettier-ignore
  expect(await found({commandConfig: properties, registry: 'http://flag:8081'}, variable)).toEqual(['http://flag:8081/', 'registry']) // prettier-ignore
  expect(await found({profile: 'plain'})).toBeUndefined()
})

test('--registry "$UNSET" ends with a sentence instead of choosing another registry', async () => {
  for (const registry of ['', ' '])
    await expect(found({profile: 'prod', registry})).rejects.toThrow(/^--registry is empty: write http:\/\/HOST:8081/)
})

test('the registry of the sandbox is found by one of its brokers, and not for other servers', async () => {
  const root = join(home, 'sandboxes')
  mkdirSync(join(root, 'default'), {recursive: true})
  const part = {...identify(process.pid), command: [], log: ''}
  const brokers = [23001, 23002].map((port, at) => ({
    ...part,
    label: `broker-${at + 1}`,
    id: at + 1,
    host: '127.0.0.1',
    port,
    listeners: {},
  }))
  const sandbox = {
    format: 1,
    name: 'default',
    dir: join(root, 'default'),
    engine: 'java',
    kafkaVersion: '4.3.1',
    bootstrapServers: '127.0.0.1:23001,127.0.0.1:23002',
    brokers,
    quorum: [],
    registry: {...part, label: 'registry', engine: 'memory', url: 'http://127.0.0.1:23090', port: 23090},
  }
  writeFileSync(join(root, 'default', 'sandbox.json'), JSON.stringify(sandbox))
  const by = (bootstrapServer?: string) => found({bootstrapServer}, {KAFKIT_SANDBOX_DIR: root})
  const its = ['http://127.0.0.1:23090/', 'registry']
  expect(await by()).toEqual(its)
  expect(await by('127.0.0.1:23001')).toEqual(its)
  expect(await by('localhost:23002, 127.0.0.1:23001')).toEqual(its)
  expect(await by('127.0.0.1:23003')).toBeUndefined()
  expect(await by('127.0.0.1:23001,prod:9092')).toBeUndefined()
})

test('of several addresses, a login in one is used for all and shown in none', async () => {
  const connection = await resolveRegistry({registry: 'http://a:b%40c@one:8081, http://two:8081'}, env())
  expect(connection?.settings.urls.map(({href}) => href)).toEqual(['http://one:8081/', 'http://two:8081/'])
  expect(await connection?.settings.authorization?.()).toBe(`Basic ${Buffer.from('a:b@c').toString('base64')}`)
})

test('the guards of the profile apply', async () => {
  expect((await resolveRegistry({profile: 'prod'}, env()))?.guards).toMatchObject({profile: 'prod', readOnly: true})
})

test.each([
  [
    {registry: 'sr:8081'},
    "--registry: 'sr:8081' is not the address of a registry: write http://HOST:8081, or https://",
  ],
  [
    {registry: 'ftp://x'},
    "--registry: 'ftp://x' is not the address of a registry: write http://HOST:8081, or https://",
  ],
  [
    {registryProperties: [['basic.auth.credentials.source', 'USER_INFO']]},
    'basic.auth.user.info must be USER:PASSWORD',
  ],
  [{registryProperties: [['basic.auth.credentials.source', 'SASL_INHERIT']]}, 'there is no user name and password of the brokers'], // prettier-ignore
  [
    {registryProperties: [['bearer.auth.credentials.source', 'OAUTHBEARER']]},
    'which needs bearer.auth.issuer.endpoint.url',
  ],
  [{registryProperties: [['bearer.auth.credentials.source', 'CUSTOM']]}, "CUSTOM needs a class of Java's"],
] as readonly (readonly [RegistryFlags, string])[])('%j is refused in a sentence', async (flags, sentence) => {
  await expect(resolveRegistry({registry: 'http://sr:8081', ...flags}, env())).rejects.toThrow(sentence)
})

test('TLS has its own properties; a missing file is reported with the property', async () => {
  const property = ['schema.registry.ssl.truststore.location', '/nowhere/ca.pem'] as const
  await expect(resolveRegistry({registry: 'https://sr:8081', registryProperties: [property]}, env())).rejects.toThrow(
    '--command-property: schema.registry.ssl.truststore.location: cannot read /nowhere/ca.pem: there is no such file',
  )
})

test('the proxy is set by its properties, or else by --proxy', async () => {
  const proxy = [
    ['proxy.host', 'proxy'],
    ['proxy.port', '3128'],
  ] as const
  const registry = 'http://sr:8081'
  expect((await resolveRegistry({registry, registryProperties: proxy}, env()))?.settings.proxy).toBe(
    'http://proxy:3128',
  )
  expect((await resolveRegistry({registry, proxy: 'socks5://p:1'}, env()))?.settings.proxy).toBe('socks5://p:1')
})
