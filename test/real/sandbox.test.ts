// The sandbox with Apache Kafka itself: what its shortcuts (no storage tool, archived classes) must not change.
import {existsSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {ApiVersions} from '../../src/lib/apis/api-versions.ts'
import {Metadata} from '../../src/lib/apis/metadata.ts'
import {propertiesText} from '../../src/lib/sandbox/properties.ts'
import {
  freezeBroker,
  sandboxLogs,
  sandboxStatus,
  startBroker,
  startSandbox,
  stopBroker,
  stopSandbox,
  thawBroker,
  type Sandbox,
} from '../../src/lib/sandbox/sandbox.ts'
import {runKafkaTool} from '../support/apache-tools.ts'
import {RawClient} from '../support/raw-client.ts'
import {describeWithKafka} from '../support/real-kafka.ts'
import {startSecureSandbox, type SecureAddresses, type SecureSandbox} from '../support/secure-sandbox.ts'

const patience = {timeout: 30_000, interval: 200}
const topics = (sandbox: Sandbox, ...args: string[]) =>
  runKafkaTool('org.apache.kafka.tools.TopicCommand', ['--bootstrap-server', sandbox.bootstrapServers, ...args])

/** Taken from brokers that `kafka-storage format` had prepared, or that ran with ZooKeeper. */
function recorded(release: string) {
  const file = join(import.meta.dirname, '..', 'fixtures', 'api-versions', `kafka-${release}.json`)
  type Ranges = Record<string, [number, number]>
  return JSON.parse(readFileSync(file, 'utf8')) as {apis: Ranges; finalized_features: Ranges}
}

const rangesOf = (apiKeys: readonly {apiKey: number; minVersion: number; maxVersion: number}[]) =>
  Object.fromEntries(apiKeys.map((each) => [each.apiKey, [each.minVersion, each.maxVersion]]))

describeWithKafka('the sandbox', () => {
  describe('with one broker', () => {
    let sandbox: Sandbox
    beforeAll(async () => {
      sandbox = await startSandbox({detached: false})
    })
    afterAll(() => stopSandbox(sandbox, {removeData: true}))

    test('has all APIs and features of a broker formatted by the real tool', async () => {
      const {apis, finalized_features} = recorded('4.3.1')
      using client = await RawClient.open(sandbox.brokers[0]?.port ?? 0)
      const request = {clientSoftwareName: 'kafkit-test', clientSoftwareVersion: '1'}
      const {apiKeys, finalizedFeatures} = await client.call(ApiVersions, 4, request)
      expect(rangesOf(apiKeys)).toEqual(apis)
      expect(
        Object.fromEntries(finalizedFeatures.map((each) => [each.name, [each.minVersionLevel, each.maxVersionLevel]])),
      ).toEqual(finalized_features)
    })

    test('keeps topics and port when it is stopped and started again', async () => {
      expect((await topics(sandbox, '--create', '--topic', 'kept', '--partitions', '3')).stdout).toContain(
        'Created topic kept.',
      )
      await stopSandbox(sandbox)
      expect((await sandboxStatus(sandbox))?.state).toBe('stopped')
      const again = await startSandbox({dir: sandbox.dir, detached: false})
      expect(again).toMatchObject({clusterId: sandbox.clusterId, bootstrapServers: sandbox.bootstrapServers})
      sandbox = again
      expect((await topics(sandbox, '--list')).stdout).toBe('kept\n')
    })

    test('logs that it started', async () => {
      const [{file, lines} = {file: '', lines: []}] = await sandboxLogs(sandbox)
      expect(file && existsSync(file)).toBe(true)
      expect(lines.filter((line) => line.includes('Kafka Server started')).length).toBeGreaterThan(0)
    })
  })

  describe('with three brokers', () => {
    let sandbox: Sandbox
    beforeAll(async () => {
      sandbox = await startSandbox({detached: false, brokers: 3})
    })
    afterAll(() => stopSandbox(sandbox, {removeData: true}))

    /** As broker 1 knows it; Apache's tool might ask a frozen broker and wait for it. */
    const isrOf = async (topic: string) => {
      using client = await RawClient.open(sandbox.brokers[0]?.port ?? 0)
      const {topics: found} = await client.call(Metadata, 8, {topics: [{name: topic}], allowAutoTopicCreation: false})
      return found[0]?.partitions[0]?.isrNodes.toSorted((a, b) => a - b)
    }

    test('replicates, survives the loss of one and takes it back', async () => {
      await topics(sandbox, '--create', '--topic', 'three', '--partitions', '1')
      await expect.poll(() => isrOf('three'), patience).toEqual([1, 2, 3])
      await stopBroker(sandbox, 2, 'SIGKILL')
      expect((await sandboxStatus(sandbox))?.state).toBe('partly')
      await expect.poll(() => isrOf('three'), patience).toEqual([1, 3])
      sandbox = await startBroker(sandbox, 2)
      await expect.poll(() => isrOf('three'), patience).toEqual([1, 2, 3])
    })

    test('fences a frozen broker and lets it back in', async () => {
      await topics(sandbox, '--create', '--topic', 'frozen', '--partitions', '1')
      await expect.poll(() => isrOf('frozen'), patience).toEqual([1, 2, 3])
      await freezeBroker(sandbox, 3)
      await expect.poll(() => isrOf('frozen'), patience).toEqual([1, 2])
      await thawBroker(sandbox, 3)
      await expect.poll(() => isrOf('frozen'), patience).toEqual([1, 2, 3])
    })
  })

  test.each([
    ['3.9.1', 'combined', '3.9.1-kraft'],
    ['2.8.2', 'zookeeper', '2.8.2-zk'],
  ] as const)('runs Kafka %s (%s)', async (kafkaVersion, layout, release) => {
    const sandbox = await startSandbox({detached: false, kafkaVersion})
    try {
      expect(sandbox.layout).toBe(layout)
      using client = await RawClient.open(sandbox.brokers[0]?.port ?? 0)
      expect(rangesOf((await client.call(ApiVersions, 0, {})).apiKeys)).toEqual(recorded(release).apis)
    } finally {
      await stopSandbox(sandbox, {removeData: true})
    }
  })

  describe('with security', () => {
    let secure: SecureSandbox
    beforeAll(async () => {
      secure = await startSecureSandbox()
    })
    afterAll(() => stopSandbox(secure.sandbox, {removeData: true}))

    const tls = () => ({
      'security.protocol': 'SSL',
      'ssl.truststore.type': 'PEM',
      'ssl.truststore.location': secure.certificates.ca,
    })
    const certificate = () => ({
      'ssl.keystore.type': 'PEM',
      'ssl.keystore.location': secure.certificates.client.keystorePem,
      'ssl.key.password': secure.certificates.password,
    })
    const scram = (password: string) => ({
      'sasl.mechanism': 'SCRAM-SHA-512',
      'sasl.jaas.config': `org.apache.kafka.common.security.scram.ScramLoginModule required username="admin" password="${password}";`,
    })
    /** What Apache's tool says on a listener with these settings. */
    const list = async (listener: keyof SecureAddresses, settings: Record<string, string>) => {
      const file = join(secure.sandbox.dir, `${listener}-client.properties`)
      writeFileSync(file, propertiesText(settings))
      const args = ['--bootstrap-server', secure.addresses[listener], '--command-config', file, '--list']
      const {stdout, exitCode} = await runKafkaTool('org.apache.kafka.tools.TopicCommand', args)
      return `${exitCode} ${stdout.split('\n')[0]}`
    }

    test('a listener accepts its own users only', async () => {
      const {users} = secure
      const args = ['--bootstrap-server', secure.addresses.PLAINTEXT, '--create', '--topic', 'secret']
      await runKafkaTool('org.apache.kafka.tools.TopicCommand', args)
      expect(await list('TLS', tls())).toBe('0 secret')
      expect(await list('WRONGHOST', tls())).toBe('1 Error while executing topic command : SSL handshake failed')
      // alice has no ACL: she gets in and sees nothing.
      expect(await list('MTLS', {...tls(), ...certificate()})).toBe('0 ')
      expect(await list('MTLS', tls())).toMatch(/^1 Error while executing topic command : /)
      const sasl = {...tls(), ...scram(users.admin), 'security.protocol': 'SASL_SSL'}
      expect(await list('SASLTLS', sasl)).toBe('0 secret')
      const plain = {'security.protocol': 'SASL_PLAINTEXT'}
      expect(await list('SASL', {...plain, ...scram(users.admin)})).toBe('0 secret')
      expect(await list('SASL', {...plain, ...scram('guessed')})).toMatch(/^1 .*Authentication failed/)
    })
  })
})
