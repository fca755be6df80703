// Like Java's clients, the drop-ins go on knocking for a while at a cluster that is not there yet.
import {createServer} from 'node:net'
import {once} from 'node:events'
import {writeFileSync, mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, expect, test} from 'vitest'
import kafkaTopics from '../../../src/lib/apache/kafka-topics/tool.ts'
import kafkaConsumerGroups from '../../../src/lib/apache/kafka-consumer-groups/tool.ts'
import {ctrlC, testIo} from '../../support/cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'apache-client-'))
afterAll(() => rmSync(folder, {recursive: true}))

/** An address where nobody listens. */
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
  const running = kafkaTopics.run(['--bootstrap-server', await nobody(), '--list'], io)
  setTimeout(press, 100)
  expect(await running).toBe(130)
  expect(text().out).toBe('')
})

test('a store that is not there is one sentence, said once', async () => {
  const config = join(folder, 'store.properties')
  writeFileSync(config, 'security.protocol=SSL\nssl.truststore.location=/nowhere/trust.jks\n')
  const {io, text} = testIo()
  expect(await kafkaTopics.run(['--bootstrap-server', 'localhost:1', '--list', '--command-config', config], io)).toBe(1)
  expect(text()).toEqual({
    out: '',
    err: 'Failed to create new KafkaAdminClient: ssl.truststore.location: cannot read /nowhere/trust.jks: there is no such file\n',
  })
})
