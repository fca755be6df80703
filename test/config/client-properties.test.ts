import {describe, expect, test} from 'vitest'
import {clientProperties} from '../../src/lib/config/client-properties.ts'

const read = (properties: Record<string, string>) => clientProperties(new Map(Object.entries(properties)))
const jaas = 'org.apache.kafka.common.security.plain.PlainLoginModule required username="u" password="p";'

test('servers, client id and times are read', async () => {
  expect(
    await read({
      'bootstrap.servers': 'a:1,b:2',
      'client.id': ' ops ',
      'request.timeout.ms': '1000',
      'default.api.timeout.ms': '2000',
      'socket.connection.setup.timeout.ms': '3000',
      'retry.backoff.ms': '4',
      'retry.backoff.max.ms': '5',
      retries: '6',
      'client.dns.lookup': 'resolve_canonical_bootstrap_servers_only',
    }),
  ).toEqual({
    settings: {
      clientId: 'ops',
      requestTimeoutMs: 1000,
      totalTimeoutMs: 2000,
      connectTimeoutMs: 3000,
      retryBackoffMs: 4,
      retryBackoffMaxMs: 5,
      retries: 6,
      dnsLookup: 'resolve_canonical_bootstrap_servers_only',
    },
  })
})

test('the connection is plain text without a login by default', async () => {
  const {settings} = await read({'sasl.mechanism': 'PLAIN', 'ssl.truststore.location': '/nowhere'})
  expect(settings).toEqual({})
})

describe('SASL', () => {
  test.each([
    ['PLAIN', jaas],
    ['SCRAM-SHA-256', jaas.replace('plain.Plain', 'scram.Scram')],
    ['SCRAM-SHA-512', jaas.replace('plain.Plain', 'scram.Scram')],
  ])('%s', async (mechanism, config) => {
    const {settings} = await read({
      'security.protocol': 'sasl_plaintext',
      'sasl.mechanism': mechanism,
      'sasl.jaas.config': config,
    })
    expect(settings.sasl?.name).toBe(mechanism)
    expect(settings.tls).toBeUndefined()
  })

  test.each([
    [{}, "sasl.mechanism GSSAPI (Kafka's default, as sasl.mechanism is not set) needs sasl.kerberos.service.name"],
    [{'sasl.jaas.config': jaas}, "sasl.mechanism is not set, and Kafka's default is GSSAPI; set the mechanism"],
    [
      {'sasl.mechanism': 'OAUTHBEARER'},
      'sasl.mechanism OAUTHBEARER needs a token: sasl.oauthbearer.token.endpoint.url',
    ],
    [{'sasl.mechanism': 'NTLM'}, 'sasl.mechanism NTLM is not one of PLAIN, SCRAM-SHA-256, SCRAM-SHA-512, OAUTHBEARER,'],
    [{'sasl.mechanism': 'PLAIN'}, 'needs sasl.jaas.config with username and password'],
    [{'sasl.mechanism': 'SCRAM-SHA-256', 'sasl.jaas.config': jaas}, 'needs ScramLoginModule'],
    [{'sasl.mechanism': 'PLAIN', 'sasl.jaas.config': jaas.replace('password', 'pass')}, 'needs username and password'],
  ])('%o is refused', async (properties, why) =>
    expect(read({'security.protocol': 'SASL_SSL', ...properties})).rejects.toThrow(why),
  )
})

test('an unknown protocol is refused', async () =>
  expect(read({'security.protocol': 'TLS'})).rejects.toThrow(
    "security.protocol: 'TLS' is not one of PLAINTEXT, SSL, SASL_PLAINTEXT, SASL_SSL",
  ))

test('times must be numbers', async () =>
  expect(read({'request.timeout.ms': '5s'})).rejects.toThrow(
    "request.timeout.ms: '5s' is not a number of milliseconds",
  ))
