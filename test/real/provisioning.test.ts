// kafkit plan and apply on three brokers in three racks, with Apache's tools as witnesses. Numbers are those of the scenarios.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {startBroker, stopBroker} from '../../src/lib/sandbox/nodes.ts'
import {startSandbox, stopSandbox, type Sandbox} from '../../src/lib/sandbox/sandbox.ts'
import {runKafkaTool} from '../support/apache-tools.ts'
import {kafkit} from '../support/cli.ts'
import {describeWithKafka} from '../support/real-kafka.ts'

describeWithKafka('provisioning', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kafkit-provisioning-'))
  const env = {KAFKIT_STATE_DIR: join(folder, 'state'), API_PASSWORD: 'correct horse battery'}
  let sandbox: Sandbox
  let count = 0

  beforeAll(async () => {
    const authorizer = {
      'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
      'super.users': 'User:ANONYMOUS',
    }
    sandbox = await startSandbox({detached: false, brokers: 3, properties: authorizer})
  }, 180_000)
  afterAll(async () => {
    if (sandbox) await stopSandbox(sandbox, {removeData: true})
    rmSync(folder, {recursive: true})
  })

  const run = (line: string) => kafkit([...line.split(' '), '-b', sandbox.bootstrapServers], {env})
  function file(text: string): string {
    const path = join(folder, `${count++}.yaml`)
    writeFileSync(path, `kafkit: 1\n${text}`)
    return path
  }
  async function apply(text: string, flags = '') {
    const ran = await run(`apply -f ${file(text)} --yes${flags}`)
    expect(ran, `${ran.out}${ran.err}`).toMatchObject({code: 0})
    return ran
  }
  const drift = async (text: string) => (await run(`plan -f ${file(text)} --fail-on-changes`)).code
  async function apache(name: string, ...args: string[]): Promise<string> {
    const ran = await runKafkaTool(name, ['--bootstrap-server', sandbox.bootstrapServers, ...args])
    expect(ran, ran.stdout + ran.stderr).toMatchObject({exitCode: 0})
    return ran.stdout
  }
  const topics = (...args: string[]) => apache('org.apache.kafka.tools.TopicCommand', ...args)
  const configs = (...args: string[]) => apache('kafka.admin.ConfigCommand', '--describe', ...args)

  test("1: what Apache's tool then shows is what was declared, and there is nothing left to do", async () => {
    const text = `topics:
  created: {partitions: 6, replicationFactor: 3, configs: {retention.ms: 3d, cleanup.policy: [compact, delete]}}
  pinned: {assignment: [[1, 2], [2, 3], [3, 1]]}
`
    await apply(text)
    const shown = await topics('--describe', '--topic', 'created')
    expect(shown).toMatch(/PartitionCount: 6\s+ReplicationFactor: 3/)
    expect(shown).toContain('retention.ms=259200000')
    expect(shown).toContain('cleanup.policy=compact,delete')
    const placed = [...(await topics('--describe', '--topic', 'pinned')).matchAll(/Replicas: (\S+)/g)].map(
      ([, list]) => list,
    )
    expect(placed).toEqual(['1,2', '2,3', '3,1'])
    expect(await drift(text)).toBe(0)
  })

  test('4: from one replica to three, with a throttle of which nothing is left, and the first replicas stay', async () => {
    await apply('topics: {grow: {partitions: 2, replicationFactor: 1}}')
    const leaders = async () =>
      [...(await topics('--describe', '--topic', 'grow')).matchAll(/Replicas: (\d)/g)].map(([, id]) => id)
    const before = await leaders()
    const lines = Array.from({length: 20_000}, (_, i) => `${i} ${'x'.repeat(100)}\n`).join('')
    await kafkit(['produce', 'grow', '-q', '-b', sandbox.bootstrapServers], {stdin: lines})
    const text = 'topics: {grow: {partitions: 2, replicationFactor: 3}}'
    const refused = await run(`apply -f ${file(text)} --yes`)
    expect(refused).toMatchObject({code: 1, err: expect.stringContaining('--allow move')})
    await apply(text, ' --allow move --throttle 5MB/s')
    expect(await leaders()).toEqual(before)
    expect(await topics('--describe', '--topic', 'grow')).toMatch(/Isr: \d,\d,\d[\s\S]*Isr: \d,\d,\d/)
    expect((await run('configs list topic broker -o csv')).out).not.toContain('throttled')
    expect(await drift(text)).toBe(0)
  })

  test('7: a broker that is down is no drift', async () => {
    await apply('topics: {down: {partitions: 3, replicationFactor: 3}}')
    await stopBroker(sandbox, 3)
    try {
      expect(await drift('topics: {down: {partitions: 3, replicationFactor: 3}}')).toBe(0)
    } finally {
      sandbox = await startBroker(sandbox, 3)
    }
  })

  test("31, 34, 35, 36: ACLs, a user, quotas and configs, as Apache's tools show them", async () => {
    const text = `topics: {shared: {partitions: 1, replicationFactor: 1}}
access: {User:api: {produce: [shared], consume: [{topics: [shared], group: report}]}}
users: {api: {scram: {SCRAM-SHA-512: {iterations: 8192, passwordFrom: {env: API_PASSWORD}}}}}
quotas:
  - {user: api, producer_byte_rate: 20MiB}
  - {user: default, clientId: backfill, producer_byte_rate: 2MiB}
brokers: {default: {configs: {log.retention.ms: 5d}}, '2': {configs: {num.io.threads: 3}}}
groups: {report: {configs: {consumer.session.timeout.ms: 50s}}}
clientMetrics: {apps: {interval.ms: 30s, metrics: [org.apache.kafka.producer.]}}
`
    const planned = await run(`plan -f ${file(text)} -o json`)
    expect(planned.code, planned.err).toBe(0)
    const {items} = JSON.parse(planned.out) as {items: {kind: string; status: string; checked: string | null}[]}
    // What brokers can judge they have judged.
    const checked = (kind: string) => [
      ...new Set(items.filter((each) => each.kind === kind && each.status === 'planned').map((each) => each.checked)),
    ]
    for (const kind of ['topic', 'quota', 'broker', 'group', 'client-metrics'])
      expect(checked(kind), kind).toEqual(['broker'])
    expect(checked('user')).toEqual(['kafkit'])
    await apply(text)
    const acls = await apache('org.apache.kafka.tools.AclCommand', '--list', '--principal', 'User:api')
    expect(acls.match(/operation=(READ|WRITE|DESCRIBE), permissionType=ALLOW/g)).toHaveLength(5)
    const user = await configs('--entity-type', 'users', '--entity-name', 'api')
    expect(user).toContain('SCRAM-SHA-512=iterations=8192')
    expect(user).toContain('producer_byte_rate=2.097152E7')
    expect(await configs('--entity-type', 'brokers', '--entity-default')).toContain('log.retention.ms=432000000')
    expect(await configs('--entity-type', 'brokers', '--entity-name', '2')).toContain('num.io.threads=3')
    expect(await configs('--entity-type', 'groups', '--entity-name', 'report')).toContain(
      'consumer.session.timeout.ms=50000',
    )
    expect(await configs('--entity-type', 'client-metrics', '--entity-name', 'apps')).toContain('interval.ms=30000')
    expect(await drift(text)).toBe(0)
    await apache(
      'org.apache.kafka.tools.AclCommand',
      '--remove',
      '--allow-principal',
      'User:api',
      '--operation',
      'Write',
      '--topic',
      'shared',
      '--force',
    )
    expect(await drift(text)).toBe(3)
  })

  test('42: a thousand topics in batches, and a second plan finds nothing', async () => {
    const text = `topics: {${Array.from({length: 1000}, (_, i) => `many-${i}: {partitions: 1, replicationFactor: 1}`).join(', ')}}`
    await apply(text)
    expect((await topics('--list')).match(/^many-\d+$/gm)).toHaveLength(1000)
    expect(await drift(text)).toBe(0)
  }, 120_000)
})
