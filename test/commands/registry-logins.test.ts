// Registries behind TLS, client certificates, logins and proxies, as a user names them in properties.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {startPracticeRegistry, type PracticeRegistry} from '../../src/lib/practice-registry/start.ts'
import {certificates, type Certificates} from '../support/certificates.ts'
import {kafkit} from '../support/cli.ts'
import {record, register} from '../support/fake-registry.ts'
import {identityProvider} from '../support/identity-provider.ts'
import {httpProxy, socksProxy} from '../support/proxies.ts'
import {registryDoor, type Door} from '../support/registry-door.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-registry-logins-'))
let keys: Certificates
let registry: PracticeRegistry
beforeAll(async () => {
  keys = await certificates()
  registry = await startPracticeRegistry()
  await register(registry, 'orders-value', record('Order', {id: 'int'}))
})
afterAll(async () => {
  await registry.close()
  rmSync(folder, {recursive: true})
})

const trust = () => ({'schema.registry.ssl.truststore.type': 'PEM', 'schema.registry.ssl.truststore.location': keys.ca})

/** `kafkit schemas list` by a properties file, as applications have it. */
async function list({url}: Pick<Door, 'url'>, properties: Readonly<Record<string, string>>, ...flags: string[]) {
  const file = join(folder, 'client.properties')
  const lines = Object.entries({'schema.registry.url': url, ...properties}).map(([name, value]) => `${name}=${value}\n`)
  writeFileSync(file, lines.join(''))
  const {out, err, code} = await kafkit([
    'schemas',
    'list',
    '-o',
    'name',
    '--command-config',
    file,
    '--timeout',
    '5s',
    ...flags,
  ])
  return code === 0 ? out : `${err.replaceAll(url, 'URL').trim()} (exit ${code})`
}
const found = 'orders-value\n'

describe('TLS', () => {
  test('an authority that is named is trusted, another one is not', async () => {
    await using door = await registryDoor(registry)
    expect(await list(door, trust())).toBe(found)
    expect(await list(door, {...trust(), 'schema.registry.ssl.truststore.location': keys.otherCa})).toMatch(
      /^kafkit: the registry at URL: its certificate is not trusted \(.*\) by the trust store \(exit 1\)$/,
    )
    expect(await list(door, {})).toContain('set schema.registry.ssl.truststore.location to its authority')
  })

  test('http where https is spoken', async () => {
    await using door = await registryDoor(registry)
    const url = door.url.replace('https', 'http')
    expect(await list({url}, {})).toMatch(/^kafkit: the registry at URL(?:: it| ).*\(exit 1\)$/)
    expect(await list({url: registry.url.replace('http', 'https')}, {})).toContain(
      'it does not answer in TLS: is it http',
    )
  })

  test.each([
    ['PEM', () => ({type: 'PEM', location: keys.client.plainKeystorePem})],
    ['PKCS12', () => ({type: 'PKCS12', location: keys.client.pkcs12, password: keys.password})],
  ])('a client certificate in %s', async (_, store) => {
    await using door = await registryDoor(registry, {clientCertificate: true})
    const own = Object.entries(store()).map(([name, value]) => [`schema.registry.ssl.keystore.${name}`, value])
    expect(await list(door, {...trust(), ...Object.fromEntries(own)} as Record<string, string>)).toBe(found)
    expect(await list(door, trust())).toContain(
      'it requires a client certificate that it trusts; see schema.registry.ssl.keystore.location',
    )
  })
})

describe('logins', () => {
  const basic = `Basic ${Buffer.from('ada:s3:cret').toString('base64')}`
  const isAda = {authorization: (header: string | undefined) => header === basic}

  test.each<[string, (url: string) => Record<string, string>]>([
    [
      'in basic.auth.user.info',
      () => ({'basic.auth.credentials.source': 'USER_INFO', 'basic.auth.user.info': 'ada:s3:cret'}),
    ],
    ['with schema.registry. in front', () => ({'schema.registry.basic.auth.user.info': 'ada:s3:cret'})],
    ['in the address', (url) => ({'schema.registry.url': url.replace('://', '://ada:s3%3Acret@')})],
    [
      'of the brokers',
      () => ({
        'basic.auth.credentials.source': 'SASL_INHERIT',
        'sasl.jaas.config':
          'org.apache.kafka.common.security.plain.PlainLoginModule required username="ada" password="s3:cret";',
      }),
    ],
  ])('a name and a password %s', async (_, properties) => {
    await using door = await registryDoor(registry, isAda)
    expect(await list(door, {...trust(), ...properties(door.url)})).toBe(found)
    expect(door.logins).toEqual([basic])
  })

  test('a missing or wrong password is reported; no password is printed', async () => {
    await using door = await registryDoor(registry, isAda)
    expect(await list(door, trust())).toContain(
      'URL requires a login (401: Unauthorized); set basic.auth.user.info (USER:PASSWORD) in the file of --command-config',
    )
    const wrong = await list(door, {...trust(), 'basic.auth.user.info': 'ada:hunter2'})
    expect(wrong).toContain('URL does not accept the login (401')
    expect(wrong).not.toContain('hunter2')
  })

  test('a bearer token', async () => {
    await using door = await registryDoor(registry, {authorization: (header) => header === 'Bearer t0ken'})
    expect(
      await list(door, {...trust(), 'bearer.auth.credentials.source': 'STATIC_TOKEN', 'bearer.auth.token': 't0ken'}),
    ).toBe(found)
    expect(await list(door, {...trust(), 'bearer.auth.token': 'other'})).toContain('does not accept the login (401')
  })

  test('a token of OAuth, fetched once for several questions', async () => {
    await using provider = await identityProvider({clients: {kafkit: 'pw'}})
    await using door = await registryDoor(registry, {authorization: (header) => (header ?? '').startsWith('Bearer e')})
    const oauth = {
      ...trust(),
      'bearer.auth.credentials.source': 'OAUTHBEARER',
      'bearer.auth.issuer.endpoint.url': provider.url,
      'bearer.auth.client.id': 'kafkit',
      'bearer.auth.client.secret': 'pw',
      'bearer.auth.logical.cluster': 'lsrc-1',
    }
    expect(await list(door, oauth, '--wide')).toBe(found)
    expect(door.logins.length).toBeGreaterThan(1)
    expect(provider.requests).toHaveLength(1)
    const refused = await list(door, {...oauth, 'bearer.auth.client.secret': 'wrong'})
    expect(refused).toMatch(/401|refus|bad secret/)
    expect(refused).not.toContain('wrong')
  })
})

describe('proxies', () => {
  test('of its own properties, with TLS inside', async () => {
    await using door = await registryDoor(registry)
    await using proxy = await httpProxy()
    const [host = '', port = ''] = proxy.address.replace(/^\w+:\/\//, '').split(':')
    expect(await list(door, {...trust(), 'proxy.host': host, 'proxy.port': port})).toBe(found)
    expect(proxy.asked).toEqual([door.url.replace('https://', '')])
  })

  test('of --proxy', async () => {
    await using proxy = await socksProxy()
    expect(await list({url: registry.url}, {}, '--proxy', `socks5://${proxy.address.replace(/^\w+:\/\//, '')}`)).toBe(
      found,
    )
    expect(proxy.asked).toHaveLength(1)
  })
})
