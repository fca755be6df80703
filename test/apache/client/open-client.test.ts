// Like Java's clients, the drop-ins go on knocking for a while at a cluster that is not there yet.
import {createServer, type AddressInfo} from 'node:net'
import {once} from 'node:events'
import {writeFileSync, mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, describe, expect, test} from 'vitest'
import kafkaTopics from '../../../src/lib/apache/kafka-topics/tool.ts'
import kafkaConsumerGroups from '../../../src/lib/apache/kafka-consumer-groups/tool.ts'
import {ctrlC, testIo} from '../../support/cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'apache-client-'))
afterAll(() => rmSync(folder, {recursive: true}))

/** An address that no process listens on. */
async function nobody(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address ? `127.0.0.1:${address.port}` : ''
}

test('the time-out says what Apache says, and why on stderr', async () => {
  const config = join(folder, 'quick.properties')
  writeFileSync(config, 'default.api.timeout.ms=300\nrequest.timeout.ms=200\nretry.backoff.ms=50\n')
  const {io, text} = testIo()
  const address = await nobody()
  const code = await kafkaTopics.run(['--bootstrap-server', address, '--list', '--command-config', config], io)
  expect(code).toBe(1)
  expect(text().out).toBe(
    'Error while executing topic command : Timed out waiting for a node assignment. Call: listTopics\n',
  )
  expect(text().err).toContain(`${address} refused the connection`)
})

test('kafka-consumer-groups waits as long as --timeout says, and ends with 0', async () => {
  const {io, text} = testIo()
  const argv = ['--bootstrap-server', await nobody(), '--describe', '--group', 'g', '--timeout', '300']
  expect(await kafkaConsumerGroups.run(argv, io)).toBe(0)
  expect(text().out).toBe(
    '\nError: Executing consumer group command failed due to org.apache.kafka.common.errors.TimeoutException: ' +
      'Timed out waiting for a node assignment. Call: describeConsumerGroups(api=FIND_COORDINATOR)\n',
  )
})

test('Ctrl-C ends the wait with 130', async () => {
  const {signal, press} = ctrlC()
  const {io, text} = testIo({interrupt: signal})
  let knocks = 0
  // It knocks again after it was turned away: only then is it waiting.
  const server = createServer((socket) => {
    socket.destroy()
    if (++knocks === 2) press()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const {port} = server.address() as AddressInfo
  expect(await kafkaTopics.run(['--bootstrap-server', `127.0.0.1:${port}`, '--list'], io)).toBe(130)
  expect(text().out).toBe('')
  server.close()
})

test('a store that is not there is one sentence, said once', async () => {
  const config = join(folder, 'store.properties')
  writeFileSync(config, 'security.protocol=SSL\nssl.truststore.location=/nowhere/trust.jks\n')
  const {io, text} = testIo()
  expect(await kafkaTopics.run(['--bootstrap-server', 'localhost:1', '--list', '--command-config', config], io)).toBe(1)
  expect(text()).toEqual({
    out: '',
    err: 'org.apache.kafka.common.KafkaException: Failed to create new KafkaAdminClient: ssl.truststore.location: cannot read /nowhere/trust.jks: there is no such file\n',
  })
})

describe('properties that Apache refuses', () => {
  const list = async (name: string, lines: string, env: Record<string, string> = {}) => {
    const config = join(folder, name)
    writeFileSync(config, `${lines}\ndefault.api.timeout.ms=300\nrequest.timeout.ms=200\n`)
    const {io, text} = testIo({env})
    const argv = ['--bootstrap-server', 'localhost:1', '--list', '--command-config', config]
    expect(await kafkaTopics.run(argv, io)).toBe(1)
    return text().err
  }
  const pem = join(folder, 'store.pem')
  writeFileSync(pem, '-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----\n')

  test('ssl.truststore.type=JKS, which is the default, with a PEM file', async () => {
    const said = `Failed to load SSL keystore ${pem} of type JKS: java.io.IOException: Invalid keystore format: the file is PEM; set ssl.truststore.type=PEM`
    const file = `security.protocol=SSL\nssl.truststore.location=${pem}\n`
    expect(await list('a.properties', file)).toContain(said)
    expect(await list('b.properties', `${file}ssl.truststore.type=JKS`)).toContain(said)
    expect(await list('c.properties', `${file}ssl.truststore.type=PEM`)).not.toContain('Failed to load SSL keystore')
  })

  test('certificates inline, or a password, with the type that has none', async () => {
    expect(await list('d.properties', 'security.protocol=SSL\nssl.truststore.certificates=x')).toContain(
      'SSL trust store certs can be specified only for PEM, but trust store type is JKS.',
    )
    expect(
      await list(
        'e.properties',
        `security.protocol=SSL\nssl.truststore.type=PEM\nssl.truststore.location=${pem}\nssl.truststore.password=x`,
      ),
    ).toContain('SSL trust store password cannot be specified for PEM format.')
  })

  test('a key store instead of a properties file', async () => {
    const config = join(folder, 's.p12')
    writeFileSync(config, Buffer.concat([Buffer.from('30820a0f02010330', 'hex'), Buffer.alloc(60, 7)]))
    const {io, text} = testIo()
    expect(await kafkaTopics.run(['--bootstrap-server', 'localhost:1', '--list', '--command-config', config], io)).toBe(
      1,
    )
    expect(text().err).toContain('s.p12 is a PKCS#12 store, not a properties file')
  })

  test('KAFKA_OPTS names a jaas.conf without KafkaClient', async () => {
    const conf = join(folder, 'jaas.conf')
    writeFileSync(conf, 'KafkaServer { a.B required; };')
    const said = await list('f.properties', 'security.protocol=SASL_PLAINTEXT\nsasl.mechanism=PLAIN', {
      KAFKA_OPTS: `-Djava.security.auth.login.config=${conf}`,
    })
    expect(said).toContain('(named by KAFKA_OPTS) has no section KafkaClient')
  })

  test('a secret in a URL is not shown', async () => {
    const {io, text} = testIo()
    expect(await kafkaTopics.run(['--bootstrap-server', 'http://jane:hunter2@h', '--list'], io)).toBe(1)
    expect(text().err).not.toContain('hunter2')
  })
})

test('the sentence about a server that refuses ends in one mark', async () => {
  const {io, text} = testIo()
  const argv = ['--bootstrap-server', await nobody(), '--describe', '--group', 'g', '--timeout', '300']
  await kafkaConsumerGroups.run(argv, io)
  expect(text().err).toContain('is this its port? Trying again.')
})
