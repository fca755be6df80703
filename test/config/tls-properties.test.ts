// Stores made by openssl and keytool; what must come out is what openssl says is in them.
import {createPrivateKey, X509Certificate} from 'node:crypto'
import {chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {ConnectionOptions} from 'node:tls'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {clientProperties} from '../../src/lib/config/client-properties.ts'
import {certificates, javaStores, type Certificates} from '../support/certificates.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-tls-'))
afterAll(() => rmSync(folder, {recursive: true}))
const file = (name: string, content: string | Buffer) => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}
const text = (name: string) => readFileSync(name, 'utf8')

let certs: Certificates
let stores: Awaited<ReturnType<typeof javaStores>> | undefined
beforeAll(async () => {
  certs = await certificates()
  stores = await javaStores(certs).catch((error: Error) => {
    console.warn(`SKIPPED, stores written by keytool: ${error.message}`)
    return undefined
  })
}, 60_000)

async function tls(properties: Record<string, string>): Promise<ConnectionOptions> {
  const {settings} = await clientProperties(new Map(Object.entries({'security.protocol': 'SSL', ...properties})))
  if (!settings.tls) throw new Error('no TLS')
  return settings.tls
}
const fingerprints = (pems: unknown) =>
  [pems]
    .flat()
    .flatMap((pem) => String(pem).match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [])
    .map((pem) => new X509Certificate(pem).fingerprint256)
const keyOf = (pem: unknown, passphrase = '') =>
  createPrivateKey({key: String(pem), passphrase}).export({format: 'jwk'})

test("the machine's authorities are trusted unless a trust store is set", async () => expect(await tls({})).toEqual({}))

describe('trust stores', () => {
  const ca = () => [new X509Certificate(text(certs.ca)).fingerprint256]

  test('PEM: a file, or the certificates themselves in one line', async () => {
    expect((await tls({'ssl.truststore.type': 'PEM', 'ssl.truststore.location': certs.ca})).ca).toBe(text(certs.ca))
    for (const inline of [text(certs.ca).replaceAll('\n', ' '), text(certs.ca).replaceAll('\n', '')])
      expect(fingerprints((await tls({'ssl.truststore.certificates': inline})).ca)).toEqual(ca())
  })

  test('several certificates inline, with lines joined by backslashes, blanks or \\n, are all read', async () => {
    const one = text(certs.ca).trim()
    const other = text(certs.server.certificate).trim()
    const both = [new X509Certificate(one).fingerprint256, new X509Certificate(other).fingerprint256]
    const chain = `${one}\n${other}`
    for (const inline of [
      chain.replaceAll('\n', ' '),
      chain.replaceAll('\n', ''),
      chain.replaceAll('\n', '\\n'),
      chain.replaceAll('\n', ' \\ '),
      `# comment ${chain.replaceAll('\n', '  ')}`,
    ]) {
      const {ca} = await tls({'ssl.truststore.certificates': inline})
      expect(fingerprints(ca)).toEqual(both)
      // OpenSSL reads a block only where it begins a line.
      expect(String(ca).match(/^-----BEGIN CERTIFICATE-----$/gm)).toHaveLength(2)
    }
    const joined = file('joined.pem', chain.replaceAll('\n', ' '))
    expect(fingerprints((await tls({'ssl.truststore.location': joined})).ca)).toEqual(both)
  })

  test('a password followed by blanks opens the store, as in Java', async (context) => {
    if (!stores) return context.skip()
    const p12 = {'ssl.truststore.location': stores.trustP12, 'ssl.truststore.password': `${certs.password} \t`}
    expect(fingerprints((await tls(p12)).ca)).toEqual(ca())
  })

  test('PKCS12 as keytool writes it, the type left out, and JKS with and without its password', async (context) => {
    if (!stores) return context.skip()
    const p12 = {'ssl.truststore.location': stores.trustP12, 'ssl.truststore.password': certs.password}
    expect(fingerprints((await tls(p12)).ca)).toEqual(ca())
    const jks = {'ssl.truststore.location': stores.trustJks, 'ssl.truststore.type': 'JKS'}
    expect(fingerprints((await tls(jks)).ca)).toEqual(ca())
    expect(fingerprints((await tls({...jks, 'ssl.truststore.password': certs.password})).ca)).toEqual(ca())
    // Java reads the one where the other is said.
    expect(fingerprints((await tls({...jks, 'ssl.truststore.type': 'PKCS12'})).ca)).toEqual(ca())
  })

  test("all certificates of a PKCS12 file by openssl are trusted, because none has keytool's mark", async () => {
    const properties = {'ssl.truststore.location': certs.client.pkcs12, 'ssl.truststore.password': certs.password}
    expect(fingerprints((await tls(properties)).ca)).toEqual(expect.arrayContaining(ca()))
  })
})

describe('key stores', () => {
  const chain = () => [certs.client.certificate, certs.ca].map((name) => new X509Certificate(text(name)).fingerprint256)
  const expectAlice = async (properties: Record<string, string>) => {
    const options = await tls(properties)
    expect(fingerprints(options.cert)).toEqual(chain())
    expect(keyOf(options.key, options.passphrase)).toEqual(keyOf(text(certs.client.key)))
  }

  test('PEM, plain and encrypted', async () => {
    await expectAlice({'ssl.keystore.type': 'PEM', 'ssl.keystore.location': certs.client.plainKeystorePem})
    await expectAlice({'ssl.keystore.location': certs.client.keystorePem, 'ssl.key.password': certs.password})
    await expectAlice({
      'ssl.keystore.key': text(certs.client.encryptedKey).replaceAll('\n', ' '),
      'ssl.keystore.certificate.chain': `${text(certs.client.certificate)}${text(certs.ca)}`.replaceAll('\n', ' '),
      'ssl.key.password': certs.password,
    })
  })

  test('PKCS12: modern (AES), old (RC2, triple DES), and with an elliptic-curve key', async () => {
    const password = {'ssl.keystore.password': certs.password}
    await expectAlice({'ssl.keystore.type': 'PKCS12', 'ssl.keystore.location': certs.client.pkcs12, ...password})
    await expectAlice({'ssl.keystore.location': certs.oldPkcs12, ...password})
    const ec = await tls({'ssl.keystore.location': certs.ec.pkcs12, ...password})
    expect(keyOf(ec.key)).toEqual(keyOf(text(certs.ec.key)))
  })

  test('JKS, whose key has a password of its own', async (context) => {
    if (!stores) return context.skip()
    const properties = {'ssl.keystore.location': stores.clientJks, 'ssl.keystore.password': certs.password}
    await expectAlice({...properties, 'ssl.key.password': 'keypass12'})
    await expect(tls(properties)).rejects.toThrow(
      `the private key in ${stores.clientJks} has a password of its own; set ssl.key.password`,
    )
    await expect(tls({...properties, 'ssl.key.password': 'guess'})).rejects.toThrow(
      `ssl.key.password does not open the private key in ${stores.clientJks}`,
    )
  })
})

describe('invalid settings are refused before connecting', () => {
  const refused = async (properties: Record<string, string>) =>
    tls(properties).then(
      () => 'accepted',
      (error: Error) => `${error.name}: ${error.message}`,
    )

  test('files', async () => {
    expect(await refused({'ssl.truststore.location': '/nowhere/ca.pem'})).toBe(
      'UsageError: ssl.truststore.location: cannot read /nowhere/ca.pem: there is no such file',
    )
    expect(await refused({'ssl.keystore.location': folder})).toBe(
      `UsageError: ssl.keystore.location: cannot read ${folder}: it is a folder`,
    )
    const empty = file('empty', '')
    expect(await refused({'ssl.truststore.location': empty})).toBe(
      `UsageError: ssl.truststore.location: ${empty} is empty`,
    )
    const letter = file('letter', 'Dear operator, here is the certificate that you asked for.')
    expect(await refused({'ssl.truststore.location': letter})).toBe(
      `UsageError: ssl.truststore.location: ${letter}: it is not a PEM, PKCS12 or JKS store`,
    )
    expect(await refused({'ssl.truststore.location': certs.client.key})).toBe(
      `UsageError: ssl.truststore.location: ${certs.client.key} holds no certificate`,
    )
    expect(await refused({'ssl.keystore.location': certs.ca})).toBe(
      `UsageError: ssl.keystore.location: ${certs.ca} holds no private key`,
    )
    const jceks = file('x.jceks', Buffer.from('cececece00000002', 'hex'))
    expect(await refused({'ssl.keystore.location': jceks})).toMatch(
      /it is a JCEKS store, which kafkit does not read: convert it/,
    )
    const cut = file('cut.p12', readFileSync(certs.client.pkcs12).subarray(0, 900))
    expect(await refused({'ssl.keystore.location': cut, 'ssl.keystore.password': certs.password})).toMatch(
      /cut\.p12: it cannot be read/,
    )
  })

  test('a file that this user may not read is refused', async (context) => {
    const secret = file('secret.pem', text(certs.ca))
    chmodSync(secret, 0)
    if (process.getuid?.() === 0) return context.skip()
    expect(await refused({'ssl.truststore.location': secret})).toMatch(/permission denied/)
  })

  test('wrong passwords are refused without ever showing one', async () => {
    const p12 = certs.client.pkcs12
    expect(await refused({'ssl.keystore.location': p12, 'ssl.keystore.password': 'guess'})).toBe(
      `UsageError: ssl.keystore.password does not open ${p12}`,
    )
    expect(await refused({'ssl.truststore.location': p12})).toBe(
      `UsageError: ssl.truststore.location: ${p12} is protected by a password; set ssl.truststore.password`,
    )
    expect(await refused({'ssl.keystore.location': certs.oldPkcs12, 'ssl.keystore.password': 'guess'})).toBe(
      `UsageError: ssl.keystore.password does not open ${certs.oldPkcs12}`,
    )
    const pem = certs.client.keystorePem
    expect(await refused({'ssl.keystore.location': pem, 'ssl.key.password': 'guess'})).toBe(
      `UsageError: ssl.keystore.location: ${pem}: ssl.key.password does not open the private key`,
    )
    expect(await refused({'ssl.keystore.location': pem})).toBe(
      `UsageError: ssl.keystore.location: ${pem}: the private key is encrypted; set ssl.key.password`,
    )
  })

  test('a wrong password of a JKS file is refused', async (context) => {
    if (!stores) return context.skip()
    const wrong = {'ssl.truststore.location': stores.trustJks, 'ssl.truststore.password': 'guess'}
    expect(await refused(wrong)).toBe(`UsageError: ssl.truststore.password does not open ${stores.trustJks}`)
  })

  test('keys that are broken or belong to another certificate are refused', async () => {
    const broken = file('broken.pem', text(certs.client.plainKeystorePem).replace(/(PRIVATE KEY-----\n)MII/, '$1AAA'))
    expect(await refused({'ssl.keystore.location': broken})).toMatch(/the private key cannot be read/)
    const other = file('other.pem', `${text(certs.server.key)}${text(certs.client.certificate)}`)
    expect(await refused({'ssl.keystore.location': other})).toBe(
      `UsageError: ssl.keystore: the private key and the certificate in ${other} do not belong together`,
    )
    expect(await refused({'ssl.keystore.key': text(certs.client.key)})).toMatch(/must be set together/)
  })

  test('unknown versions, ciphers and algorithms are refused', async () => {
    expect(await refused({'ssl.enabled.protocols': 'TLSv1.2,TLSv1.4'})).toBe(
      "UsageError: ssl.enabled.protocols: 'TLSv1.4' is not one of TLSv1, TLSv1.1, TLSv1.2, TLSv1.3",
    )
    expect(await refused({'ssl.protocol': 'DTLS'})).toMatch(/'DTLS' is not a TLS version/)
    expect(await refused({'ssl.cipher.suites': 'TLS_NULL_WITH_NONE'})).toBe(
      "UsageError: ssl.cipher.suites: there is no suite 'TLS_NULL_WITH_NONE' in this OpenSSL",
    )
    expect(await refused({'ssl.endpoint.identification.algorithm': 'LDAPS'})).toMatch(/is neither https nor empty/)
  })
})

test("versions and cipher suites may have Java's names", async () => {
  expect(await tls({'ssl.protocol': 'TLSv1.3', 'ssl.enabled.protocols': 'TLSv1.2, TLSv1.3'})).toEqual({
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.3',
  })
  expect(await tls({'ssl.enabled.protocols': 'TLSv1.2'})).toEqual({minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2'})
  const suites = {
    TLS_AES_256_GCM_SHA384: 'TLS_AES_256_GCM_SHA384',
    TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384: 'ECDHE-RSA-AES256-GCM-SHA384',
    TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256: 'ECDHE-ECDSA-CHACHA20-POLY1305',
    TLS_DHE_RSA_WITH_AES_128_CBC_SHA256: 'DHE-RSA-AES128-SHA256',
    TLS_RSA_WITH_AES_128_CBC_SHA: 'AES128-SHA',
    'ECDHE-RSA-AES128-GCM-SHA256': 'ECDHE-RSA-AES128-GCM-SHA256',
  }
  const {ciphers} = await tls({'ssl.cipher.suites': Object.keys(suites).join(', ')})
  expect(ciphers?.split(':')).toEqual(Object.values(suites))
})

test('the host name is not checked if the algorithm is empty, as in Java', async () => {
  const options = await tls({'ssl.endpoint.identification.algorithm': ''})
  expect(options.checkServerIdentity?.('wrong.example', {} as never)).toBeUndefined()
  expect(options.rejectUnauthorized).toBeUndefined()
  expect(await tls({'ssl.endpoint.identification.algorithm': 'HTTPS'})).toEqual({})
})
