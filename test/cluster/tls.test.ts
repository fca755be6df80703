// Handshakes with TLS servers of our own, for certificates that no test broker has; test/real/security.test.ts has the rest.
import {once} from 'node:events'
import {readFileSync} from 'node:fs'
import {createServer as createPlainServer, type AddressInfo} from 'node:net'
import {createServer, type TlsOptions} from 'node:tls'
import {beforeAll, describe, expect, test} from 'vitest'
import {Connection, type ConnectionSettings} from '../../src/lib/cluster/connection.ts'
import {certificates, type Certificates, type PlainFiles} from '../support/certificates.ts'

let certs: Certificates
beforeAll(async () => {
  certs = await certificates()
}, 60_000)
const read = (file: string) => readFileSync(file, 'utf8')
const pair = ({certificate, key}: PlainFiles) => ({cert: read(certificate), key: read(key)})

/** What connecting to a server with these options fails with; the port is left out. */
async function failure(server: TlsOptions, tls: ConnectionSettings['tls'], host = 'localhost'): Promise<string> {
  const listener = createServer({...pair(certs.server), ...server}, (socket) => socket.on('error', () => {}))
  listener.on('tlsClientError', () => {})
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const {port} = listener.address() as AddressInfo
  const resolve = new Map([[`${host}:9093`, `127.0.0.1:${port}`]])
  try {
    const connection = await Connection.open({host, port: 9093}, {tls, resolve, connectTimeoutMs: 2000})
    connection.close()
    return 'connected'
  } catch (error) {
    return (error as Error).message
  } finally {
    listener.close()
  }
}
const trusting = () => ({ca: read(certs.ca)})

test('an expired certificate, and one that is not valid yet, are refused', async () => {
  expect(await failure(pair(certs.expired), trusting())).toBe(
    "localhost:9093: its certificate (CN=localhost) expired on 2020-12-31 00:00 UTC; the broker needs a new one (or is this machine's clock wrong?)",
  )
  expect(await failure(pair(certs.future), trusting())).toBe(
    "localhost:9093: its certificate (CN=localhost) is not valid before 2099-01-01 00:00 UTC; is this machine's clock right?",
  )
})

test('an authority that is not trusted is an error', async () => {
  expect(await failure({}, {})).toBe(
    'localhost:9093: its certificate (CN=localhost) comes from CN=kafkit-test-ca, which is not among the authorities that this machine trusts; set ssl.truststore.location (or ssl.truststore.certificates) to its CA',
  )
  expect(await failure({}, {ca: read(certs.otherCa)})).toBe(
    'localhost:9093: its certificate (CN=localhost) comes from CN=kafkit-test-ca, which is not in the trust store (ssl.truststore…); is it the store for this cluster?',
  )
  expect(await failure(pair(certs.selfSigned), trusting())).toBe(
    'localhost:9093: its certificate (CN=mallory) is self-signed and is not in the trust store (ssl.truststore…); is it the store for this cluster?',
  )
})

describe('the name in the certificate', () => {
  test('the name is compared with the advertised host, whatever address is used', async () => {
    expect(await failure({}, trusting(), 'kafka-1.internal')).toBe(
      'kafka-1.internal:9093: its certificate is for localhost, 127.0.0.1, not for kafka-1.internal; connect by a name that is in it, or set ssl.endpoint.identification.algorithm= (empty) if you trust it all the same',
    )
    expect(await failure({}, trusting(), '10.9.8.7')).toMatch(/is for localhost, 127.0.0.1, not for 10.9.8.7;/)
  })

  test('the name is ignored if the check is off', async () => {
    const unchecked = {...trusting(), checkServerIdentity: () => undefined}
    // A TLS server that never speaks Kafka: the handshake is over.
    expect(await failure({}, unchecked, 'kafka-1.internal')).toBe(
      'kafka-1.internal:9093 accepted a connection and did not answer within 2000 ms; is it a Kafka broker, and does it still run?',
    )
  })
})

test('the server is told the name by which it was called (SNI)', async () => {
  const names: string[] = []
  await failure(
    {SNICallback: (name, done) => (names.push(name), done(new Error('enough')))},
    trusting(),
    'kafka-1.internal',
  )
  expect(names).toEqual(['kafka-1.internal'])
})

describe('a client certificate', () => {
  const demanding = () => ({ca: read(certs.ca), requestCert: true, rejectUnauthorized: true})

  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'a certificate is demanded and missing, or of an unknown issuer (%s)',
    async (version) => {
      const server = {...demanding(), minVersion: version, maxVersion: version}
      expect(await failure(server, trusting())).toMatch(/demands? a client certificate/)
      expect(await failure(server, {...trusting(), ...pair(certs.selfSigned)})).toMatch(
        /rejected our client certificate: unknown CA|closed the connection/,
      )
    },
  )
})

test('no common version or cipher suite is an error', async () => {
  expect(await failure({minVersion: 'TLSv1.3'}, {...trusting(), maxVersion: 'TLSv1.2'})).toBe(
    'localhost:9093: it speaks none of the TLS versions that we may (TLSv1.2 to TLSv1.2); see ssl.enabled.protocols',
  )
  const server = {maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES256-GCM-SHA384'} as const
  expect(await failure(server, {...trusting(), ciphers: 'ECDHE-RSA-AES128-GCM-SHA256'})).toBe(
    'localhost:9093: it refused the TLS handshake: no cipher suite in common (see ssl.cipher.suites), or it demands a client certificate (ssl.keystore.location)',
  )
})

test('a port that accepts but never finishes the handshake is given up', async () => {
  const silent = createPlainServer(() => {}).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const {port} = silent.address() as AddressInfo
  await expect(Connection.open({host: '127.0.0.1', port}, {tls: {}, connectTimeoutMs: 100})).rejects.toThrow(
    `127.0.0.1:${port} accepted a connection but did not finish the TLS handshake within 100 ms; is it a TLS listener, and does its broker run?`,
  )
  silent.close()
})
