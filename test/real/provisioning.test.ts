// kafkit plan and apply on three brokers in three racks, with Apache's tools as witnesses. Numbers are those of the scenarios.
import {spawn} from 'node:child_process'
import {randomBytes} from 'node:crypto'
import {existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {delimiter, dirname, join} from 'node:path'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {root} from '../../scripts/command-files.ts'
import {startBroker, stopBroker} from '../../src/lib/sandbox/nodes.ts'
import {startSandbox, stopSandbox, type Sandbox} from '../../src/lib/sandbox/sandbox.ts'
import {runKafkaTool} from '../support/apache-tools.ts'
import {kafkit} from '../support/cli.ts'
import {describeWithKfake, startKfake} from '../support/kfake.ts'
import {cases, describeWithKafka} from '../support/real-kafka.ts'

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
    const logins = {
      'listener.name.sasl.sasl.enabled.mechanisms': 'SCRAM-SHA-512',
      'listener.name.sasl.scram-sha-512.sasl.jaas.config':
        'org.apache.kafka.common.security.scram.ScramLoginModule required;',
    }
    sandbox = await startSandbox({
      detached: false,
      brokers: 3,
      racks: ['a', 'b', 'c'],
      listeners: [{name: 'SASL', protocol: 'SASL_PLAINTEXT'}],
      properties: {...authorizer, ...logins},
    })
  }, 180_000)
  afterAll(async () => {
    if (sandbox) await stopSandbox(sandbox, {removeData: true})
    rmSync(folder, {recursive: true})
  })

  const run = (line: string, more: Record<string, string> = {}) =>
    kafkit([...line.split(' '), '-b', sandbox.bootstrapServers], {env: {...env, ...more}})
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
    // What cannot be compressed: 5 MB, more than brokers let through at once before a throttle of 300 kB/s holds.
    const lines = Array.from({length: 40_000}, () => `${randomBytes(100).toString('base64url')}\n`).join('')
    await kafkit(['produce', 'grow', '-q', '-b', sandbox.bootstrapServers], {stdin: lines})
    const text = 'topics: {grow: {partitions: 2, replicationFactor: 3}}'
    const refused = await run(`apply -f ${file(text)} --yes`)
    expect(refused).toMatchObject({code: 1, err: expect.stringContaining('--allow move')})
    const applied = apply(text, ' --allow move --throttle 300kB/s')
    const throttles = async () => {
      const {out} = await run('configs list topic broker -o csv')
      return [/leader\.replication\.throttled\.rate,300000/, /follower\.replication\.throttled\.replicas,"?\d:\d/].map(
        (each) => each.test(out),
      )
    }
    // Both at the same time, before they are taken away.
    await expect.poll(throttles, {timeout: 60_000, interval: 20}).toEqual([true, true])
    await applied
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

  test('5: fewer replicas while a broker is down: its replicas go, and the move ends', async () => {
    await apply('topics: {shrink: {assignment: [[1, 2, 3], [2, 3, 1], [1, 3, 2]]}}')
    await stopBroker(sandbox, 3)
    try {
      await apply('topics: {shrink: {replicationFactor: 2}}', ' --allow move --no-throttle')
      const lists = [...(await topics('--describe', '--topic', 'shrink')).matchAll(/Replicas: (\S+)/g)].map(
        ([, list]) => list,
      )
      expect(lists).toEqual(['1,2', '2,1', '1,2'])
      const refused = await run(
        `plan -f ${file('topics: {shrink: {replicationFactor: 1, configs: {min.insync.replicas: 2}}}')}`,
      )
      expect(refused).toMatchObject({code: 1, err: expect.stringContaining('fewer than min.insync.replicas (2)')})
    } finally {
      sandbox = await startBroker(sandbox, 3)
    }
  })

  test('8: killed in the middle of a move: the next plan says so, apply ends it, and an older rate is back', async () => {
    await apply('topics: {killed: {assignment: [[1]]}}')
    const lines = Array.from({length: 40_000}, (_, i) => `${i} ${'x'.repeat(100)}\n`).join('')
    await kafkit(['produce', 'killed', '-q', '-b', sandbox.bootstrapServers], {stdin: lines})
    expect((await run('configs set broker/1 leader.replication.throttled.rate=77000 --yes')).code).toBe(0)
    const text = 'topics: {killed: {replicationFactor: 3}}'
    const words = ['apply', '-f', file(text), '--yes', '--allow', 'move', '--throttle', '100kB/s']
    const child = spawn(process.execPath, [join(root, 'bin', 'dev.js'), ...words, '-b', sandbox.bootstrapServers], {
      env: {...process.env, ...env},
      stdio: 'ignore',
    })
    const moving = async () => (await run('reassign status -o csv --no-headers')).out.includes('killed')
    while (child.exitCode === null && !(await moving())) await new Promise((resolve) => setTimeout(resolve, 100))
    child.kill('SIGKILL')
    expect(await moving()).toBe(true)
    const planned = await run(`plan -f ${file(text)} --fail-on-changes`)
    expect(planned, planned.err).toMatchObject({code: 3, out: expect.stringContaining('is moving its replicas')})
    const [journal = ''] = readdirSync(join(env.KAFKIT_STATE_DIR, 'reassign')).toSorted().slice(-1)
    await run(`reassign throttle 200MB/s --yes --journal ${join(env.KAFKIT_STATE_DIR, 'reassign', journal)}`)
    const resumed = await run(`apply -f ${file(text)} --yes`)
    expect(resumed, resumed.err).toMatchObject({code: 0, err: expect.stringContaining('has been completed')})
    expect(await topics('--describe', '--topic', 'killed')).toMatch(/Isr: \d,\d,\d/)
    const rates = await configs('--entity-type', 'brokers', '--entity-name', '1')
    expect(rates).toContain('leader.replication.throttled.rate=77000')
    await run('configs unset broker/1 leader.replication.throttled.rate --yes')
    expect(await drift(text)).toBe(0)
  }, 120_000)

  test('34: --verify-passwords knows whether the password is the declared one', async () => {
    const text = `users: {verified: {scram: {SCRAM-SHA-512: {iterations: 4096, passwordFrom: {env: API_PASSWORD}}}}}`
    await apply(text)
    const sasl = sandbox.brokers[0]?.listeners['SASL'] ?? ''
    const same = await run(`plan -f ${file(text)} --verify-passwords --verify-at ${sasl} --fail-on-changes`)
    expect(same, same.err).toMatchObject({code: 0, out: expect.stringContaining('1 user is as it should be')})
    const other = await run(`apply -f ${file(text)} --verify-passwords --verify-at ${sasl} --yes`, {
      API_PASSWORD: 'another one',
    })
    expect(other, other.err).toMatchObject({
      code: 0,
      out: expect.stringContaining('brokers refused a login with the declared password'),
    })
    expect((await run(`plan -f ${file(text)} --verify-passwords --verify-at ${sasl} --fail-on-changes`)).code).toBe(3)
    const again = await run(`plan -f ${file(text)} --verify-passwords --verify-at ${sasl} --fail-on-changes`, {
      API_PASSWORD: 'another one',
    })
    expect(again.code, again.err).toBe(0)
  })

  test.each(['native', 'strimzi', 'jikkou', 'topicctl'])(
    '46: what export --as %s prints is what there is: nothing to do',
    async (format) => {
      const into = join(folder, `export-${format}`)
      const exported = await run(`export --as ${format} --dir ${into}`)
      // Formats that cannot say all of it have told so.
      expect(exported.code === 0 || /kafkit: /.test(exported.err), exported.err).toBe(true)
      const planned = await run(`plan -f ${into} --fail-on-changes`)
      expect(planned, `${planned.out}${planned.err}`).toMatchObject({code: 0})
      expect(planned.out).toMatch(/\d+ topics/)
    },
  )

  test.each(['provision.sh', 'loop.sh'])(
    '56: what record writes down of %s is what the script does',
    async (script) => {
      const path = join(import.meta.dirname, 'scripts', script)
      const more = {
        BROKERS: sandbox.bootstrapServers,
        PREFIX: `rec-${script.slice(0, 4)}`,
        PATH: [join(root, 'bin'), dirname(process.execPath), process.env['PATH']].join(delimiter),
      }
      const recorded = await kafkit(['record', '--', path], {env: more})
      expect(recorded, recorded.err).toMatchObject({code: 0})
      const into = join(folder, `${script}.yaml`)
      writeFileSync(into, recorded.out)
      expect((await run(`plan -f ${into} --fail-on-changes`)).code).toBe(3)
      const child = spawn('bash', [path], {env: {...process.env, ...more}, stdio: 'ignore'})
      await new Promise((resolve) => child.once('close', resolve))
      const planned = await run(`plan -f ${into} --fail-on-changes`)
      expect(planned, planned.out).toMatchObject({code: 0})
    },
    60_000,
  )

  test('42: more than a thousand topics in batches, and a second plan finds nothing', async () => {
    const text = `topics: {${Array.from({length: 1200}, (_, i) => `many-${i}: {partitions: 1, replicationFactor: 1}`).join(', ')}}`
    await apply(text)
    expect((await topics('--list')).match(/^many-\d+$/gm)).toHaveLength(1200)
    expect(await drift(text)).toBe(0)
  }, 120_000)

  // Brokers let through what eleven seconds may bring (quota samples), and refuse the rest.
  test('42: with a quota of changes it says so, takes its time and ends well', async () => {
    expect((await run('quotas set --user-default controller_mutation_rate=30 --yes')).code).toBe(0)
    try {
      const text = `topics: {${Array.from({length: 200}, (_, i) => `slow-${i}: {partitions: 3, replicationFactor: 1}`).join(', ')}}`
      const applied = await apply(text)
      expect(applied.err).toMatch(/the quota of changes \(controller_mutation_rate\) is used up: \d+ topics wait for /)
      expect((await topics('--list')).match(/^slow-\d+$/gm)).toHaveLength(200)
      expect(await drift(text)).toBe(0)
    } finally {
      await run('quotas unset --user-default controller_mutation_rate --yes')
    }
  }, 120_000)
})

describeWithKafka.each(cases(['3.9.1', '2.8.2'], ['2.4.1', '0.11.0.3']))('provisioning on Kafka %s', (kafkaVersion) => {
  const folder = mkdtempSync(join(tmpdir(), 'kafkit-provisioning-old-'))
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await startSandbox({detached: false, kafkaVersion})
  }, 180_000)
  afterAll(async () => {
    if (sandbox) await stopSandbox(sandbox, {removeData: true})
    rmSync(folder, {recursive: true})
  })
  const run = (line: string) =>
    kafkit([...line.split(' '), '-b', sandbox.bootstrapServers], {env: {KAFKIT_STATE_DIR: join(folder, 'state')}})

  test('36, 53: topics and configs are as declared, and what the release cannot have is said', async () => {
    const topics = join(folder, 'topics.yaml')
    writeFileSync(
      topics,
      'kafkit: 1\ntopics: {old-a: {partitions: 2, replicationFactor: 1, configs: {retention.ms: 3d}}, old-b: {partitions: 1, replicationFactor: 1}}\n',
    )
    const applied = await run(`apply -f ${topics} --yes`)
    expect(applied, applied.err).toMatchObject({code: 0})
    expect((await run('configs describe topic/old-a -o csv')).out).toContain('retention.ms,259200000')
    expect((await run(`plan -f ${topics} --fail-on-changes`)).code).toBe(0)
    const growing = 'kafkit: 1\ntopics: {old-a: {partitions: 4, configs: {retention.ms: null, segment.ms: 1h}}}\n'
    // CreatePartitions came with Kafka 1.0: the plan says so, and nothing is begun.
    const grows = !kafkaVersion.startsWith('0.')
    writeFileSync(topics, growing)
    if (!grows) {
      const refused = await run(`apply -f ${topics} --yes --allow repartition,data-loss`)
      expect(refused).toMatchObject({code: 1, err: expect.stringContaining('it came with Kafka 1.0')})
      expect((await run('configs describe topic/old-a -o csv')).out).toContain('retention.ms,259200000')
      writeFileSync(topics, growing.replace('partitions: 4', 'partitions: 2'))
    }
    const changed = await run(`apply -f ${topics} --yes --allow repartition,data-loss`)
    expect(changed, changed.err).toMatchObject({code: 0})
    expect((await run(`plan -f ${topics} --fail-on-changes`)).code).toBe(0)
    const groups = join(folder, 'groups.yaml')
    writeFileSync(
      groups,
      'kafkit: 1\ntopics: {old-c: {partitions: 1, replicationFactor: 1}}\ngroups: {g: {configs: {consumer.session.timeout.ms: 50s}}}\n',
    )
    const mixed = await run(`apply -f ${groups} --yes`)
    expect(mixed.code, mixed.out).toBe(1)
    expect(mixed.out).toMatch(/^\? group g /m)
    expect(mixed.out).toMatch(/^\+ topic old-c +done/m)
    const into = join(folder, 'exported')
    await run(`export topics --dir ${into}`)
    expect(existsSync(join(into, 'topics.yaml'))).toBe(true)
    expect((await run(`plan -f ${into} --fail-on-changes`)).code).toBe(0)
  })
})

describeWithKfake('provisioning on kfake', () => {
  test('53: topics, configs, ACLs, users and quotas are as declared, and what it lacks is said', async () => {
    const kfake = await startKfake()
    const folder = mkdtempSync(join(tmpdir(), 'kafkit-provisioning-kfake-'))
    const run = (line: string, env: Record<string, string> = {}) =>
      kafkit([...line.split(' '), '-b', kfake.bootstrapServers], {
        env: {KAFKIT_STATE_DIR: join(folder, 'state'), ...env},
      })
    const path = join(folder, 'all.yaml')
    try {
      writeFileSync(
        path,
        `kafkit: 1
topics: {kf-a: {partitions: 2, replicationFactor: 3, configs: {retention.ms: 3d}}, kf-b: {partitions: 1}}
acls: [{principal: 'User:api', allow: [Read], topic: kf-a}]
users: {api: {scram: {SCRAM-SHA-512: {iterations: 4096, passwordFrom: {env: API_PASSWORD}}}}}
quotas: [{user: api, producer_byte_rate: 1MiB}]
`,
      )
      const applied = await run(`apply -f ${path} --yes`, {API_PASSWORD: 'secret'})
      expect(applied, `${applied.out}${applied.err}`).toMatchObject({code: 0})
      expect((await run(`plan -f ${path} --fail-on-changes`)).code).toBe(0)
      writeFileSync(
        path,
        'kafkit: 1\ntopics: {kf-a: {partitions: 3, configs: {retention.ms: 4d}}, kf-b: {state: absent}}\n',
      )
      const changed = await run(`apply -f ${path} --yes --allow delete,repartition`)
      expect(changed, `${changed.out}${changed.err}`).toMatchObject({code: 0})
      expect((await run(`diff -f ${path}`)).code).toBe(0)
    } finally {
      await kfake.close()
      rmSync(folder, {recursive: true})
    }
  })
})
