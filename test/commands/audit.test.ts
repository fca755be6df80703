// KAFKIT_AUDIT_LOG: whoever changes something leaves a line, also when it fails or is refused, and never a secret.
import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir, userInfo} from 'node:os'
import {join} from 'node:path'
import {afterAll, afterEach, beforeEach, describe, expect, test} from 'vitest'
import {root} from '../../scripts/command-files.ts'
import {runAudited} from '../../src/lib/apache/command-line/audited.ts'
import type {Tool} from '../../src/lib/apache/command-line/tool.ts'
import kafkaConsoleProducer from '../../src/lib/apache/kafka-console-producer/tool.ts'
import kafkaConsumerGroups from '../../src/lib/apache/kafka-consumer-groups/tool.ts'
import kafkaTopics from '../../src/lib/apache/kafka-topics/tool.ts'
import {DeleteTopics} from '../../src/lib/apis/delete-topics.ts'
import {withoutSecretWords, withoutSecrets} from '../../src/lib/cli/audit-secrets.ts'
import {startPracticeBroker, type PracticeBroker} from '../../src/lib/practice-broker/start.ts'
import type {PracticeRegistry} from '../../src/lib/practice-registry/start.ts'
import {
  changesOperations,
  changing,
  isMoves,
  isRegistry,
  moveFiles,
  otherRegistry,
  schemaFile,
  exportedFile,
} from '../support/changing-commands.ts'
import {fakeMoves, writeMoveFiles, type FakeMoves} from '../support/fake-moves.ts'
import {kafkit, testIo, type CliOptions} from '../support/cli.ts'
import {fakeAcls} from '../support/fake-acls.ts'
import {fakeCluster, on, type FakeCluster} from '../support/fake-cluster.ts'
import {fakeConfigs} from '../support/fake-configs.ts'
import {fakeCredentials} from '../support/fake-credentials.ts'
import {exportedInvoices, fakeRegistry, orders, otherIds} from '../support/fake-registry.ts'
import {fakeOperations, operationsToChange} from '../support/fake-operations.ts'

interface Line {
  readonly phase: 'begin' | 'end'
  readonly id: string
  readonly who: {readonly user: string; readonly pid: number}
  readonly cluster: {readonly id: string | null; readonly bootstrap: string; readonly profile: string | null}
  readonly command: string
  readonly argv: readonly string[]
  readonly plan: object
  readonly outcome?: string
  readonly exitCode?: number | null
  readonly error?: string | null
  readonly sent?: Readonly<Record<string, number>>
  readonly result?: unknown
}

const home = mkdtempSync(join(tmpdir(), 'kafkit-audit-'))
const log = join(home, 'audit.jsonl')
afterAll(() => {
  rmSync(home, {recursive: true})
  rmSync(moveFiles, {recursive: true, force: true})
})

let broker: PracticeBroker
/** For ACLs, client metrics and credentials, which the practice broker does not have. */
let secured: FakeCluster
let operated: FakeCluster
let moves: FakeMoves
let registry: PracticeRegistry
let other: PracticeRegistry
beforeEach(async () => {
  operated = await fakeOperations(operationsToChange())
  moves = await fakeMoves({configs: ['topic orders leader.replication.throttled.replicas=1:9']})
  writeMoveFiles(moveFiles)
  registry = await fakeRegistry()
  writeFileSync(schemaFile, orders[0])
  writeFileSync(exportedFile, exportedInvoices)
  other = await otherIds()
  rmSync(join(home, 'state'), {recursive: true, force: true})
  const credentials = fakeCredentials({
    users: {alice: {2: 8192}},
    quotas: [{entity: {user: 'alice'}, quotas: {producer_byte_rate: 1024}}],
    tokens: [{id: 'one', owner: 'User:alice', renewers: [], issued: 0, expires: 4e12, max: 4e12}],
  })
  secured = await fakeCluster(
    ...fakeAcls(['TOPIC orders LITERAL User:alice * WRITE ALLOW']).services,
    ...fakeConfigs(['metrics apps metrics=org.apache.kafka.']).services,
    ...credentials.services,
  )
  broker = await startPracticeBroker({clusterId: 'practice-cluster-id-00'})
  const plain = (line: string) => kafkit([...line.split(' '), '-b', broker.bootstrapServers], {stdin: 'a\nb\n'})
  await plain('topics create orders --partitions 2 --config segment.ms=7200000')
  await plain('produce orders --partition 0')
  await plain('consume orders --group billing --from-beginning -n 1')
  rmSync(log, {force: true})
})
afterEach(async () => {
  await broker.close()
  await secured.close()
  await operated.close()
  await moves.cluster.close()
  await registry.close()
  await other.close()
})
const isSecured = (line: string) => /^(?:acls|client-metrics|quotas|tokens|users) /.test(line)
const serversFor = (line: string) =>
  (isMoves(line) ? moves.cluster : changesOperations(line) ? operated : isSecured(line) ? secured : broker)
    .bootstrapServers

const env = {KAFKIT_AUDIT_LOG: log, KAFKIT_STATE_DIR: join(home, 'state')}
const run = (line: string, options: CliOptions = {}) =>
  kafkit([...line.replace(otherRegistry, other.url).split(' '), '-b', serversFor(line)], {
    stdin: 'a\n',
    ...options,
    env: {...env, KAFKIT_REGISTRY: registry.url, ...options.env},
  })
const lines = (): Line[] =>
  existsSync(log)
    ? readFileSync(log, 'utf8')
        .trimEnd()
        .split('\n')
        .map((text) => JSON.parse(text) as Line)
    : []
const ends = () => lines().filter(({phase}) => phase === 'end')

describe('every command that changes something', () => {
  const sends: Readonly<Record<string, string>> = {
    'acls grant': 'CreateAcls',
    'acls revoke': 'DeleteAcls',
    apply: 'CreateTopics',
    'brokers drain': 'AlterPartitionReassignments',
    'client-metrics delete': 'IncrementalAlterConfigs',
    'client-metrics set': 'IncrementalAlterConfigs',
    'configs set': 'IncrementalAlterConfigs',
    'configs unset': 'IncrementalAlterConfigs',
    consume: 'OffsetCommit',
    'elect preferred': 'ElectLeaders',
    'elect unclean': 'ElectLeaders',
    'features downgrade': 'UpdateFeatures',
    'features upgrade': 'UpdateFeatures',
    'groups delete': 'DeleteGroups',
    'groups delete-offsets': 'OffsetDelete',
    'groups reset-offsets': 'OffsetCommit',
    'log-dirs move': 'AlterReplicaLogDirs',
    'perf consume': 'CreateTopics',
    'perf e2e': 'Produce',
    'perf produce': 'Produce',
    'perf share': 'AlterShareGroupOffsets',
    produce: 'Produce',
    'quorum add-controller': 'AddRaftVoter',
    'quorum remove-controller': 'RemoveRaftVoter',
    'quotas set': 'AlterClientQuotas',
    'quotas unset': 'AlterClientQuotas',
    'reassign cancel': 'AlterPartitionReassignments',
    'reassign clean-throttles': 'IncrementalAlterConfigs',
    'reassign resume': 'AlterPartitionReassignments',
    'reassign start': 'AlterPartitionReassignments',
    'reassign throttle': 'IncrementalAlterConfigs',
    'reassign undo': 'AlterPartitionReassignments',
    'records trim': 'DeleteRecords',
    'schemas copy': 'POST /subjects',
    'schemas delete': 'DELETE /subjects',
    'schemas import': 'POST /subjects',
    'schemas level': 'PUT /config',
    'schemas mode': 'PUT /mode',
    'schemas register': 'POST /subjects',
    'schemas restore': 'POST /subjects',
    'share consume': 'ShareGroupHeartbeat',
    'share delete': 'DeleteGroups',
    'share reset': 'AlterShareGroupOffsets',
    'streams reset': 'OffsetCommit',
    'tokens create': 'CreateDelegationToken',
    'tokens expire': 'ExpireDelegationToken',
    'tokens renew': 'RenewDelegationToken',
    'topics alter': 'CreatePartitions',
    'topics create': 'CreateTopics',
    'topics delete': 'DeleteTopics',
    'transactions abort': 'WriteTxnMarkers',
    'transactions fence': 'InitProducerId',
    'users create': 'AlterUserScramCredentials',
    'users delete': 'AlterUserScramCredentials',
    'users rotate': 'AlterUserScramCredentials',
  }
  test('every such command is known here', () => expect(Object.keys(sends)).toEqual(Object.keys(changing)))

  test.each(Object.entries(changing))('%s: a line before, a line behind', async (command, line) => {
    expect((await run(line)).code).toBe(0)
    const [begin, end, ...more] = lines()
    expect(more).toEqual([])
    expect(begin).toMatchObject({
      phase: 'begin',
      id: end?.id,
      who: {user: userInfo().username, pid: process.env['KAFKIT_BIN'] ? expect.any(Number) : process.pid},
      cluster: isRegistry(line)
        ? {id: null, bootstrap: null, profile: null}
        : {
            id: isSecured(line) || isMoves(line) || changesOperations(line) ? 'fake-cluster' : 'practice-cluster-id-00',
            bootstrap: serversFor(line),
            profile: null,
          },
      command: `kafkit ${command}`,
    })
    expect(end).toMatchObject({phase: 'end', cluster: begin?.cluster, plan: begin?.plan, outcome: 'done', exitCode: 0})
    expect(end?.sent).toHaveProperty(sends[command] ?? '')
    expect(end?.result).not.toBeNull()
    expect(end?.plan).not.toBeNull()
  })

  test.each(Object.entries(changing))(
    '%s: a cluster out of reach is a failure without a change',
    async (command, line) => {
      const {code} = await kafkit([...line.split(' '), '-b', '127.0.0.1:1', '--timeout', '1s'], {
        stdin: 'a\n',
        env: {...env, KAFKIT_REGISTRY: 'http://127.0.0.1:1'},
      })
      expect(code).toBe(1)
      expect(lines()).toMatchObject([
        {phase: 'end', command: `kafkit ${command}`, outcome: 'refused', exitCode: 1, cluster: {id: null}, sent: {}},
      ])
      expect(lines()[0]?.error ?? '').toContain('127.0.0.1:1')
    },
  )

  test.each(Object.entries(changing))('%s: refused by its profile', async (command, line) => {
    mkdirSync(join(home, 'kafkit'), {recursive: true})
    const profile = `profiles:\n  prod:\n    bootstrap-servers: ${broker.bootstrapServers}\n    read-only: true\n`
    writeFileSync(join(home, 'kafkit', 'config.yaml'), profile, {mode: 0o600})
    const {code} = await kafkit([...line.split(' '), '-p', 'prod'], {
      stdin: 'a\n',
      env: {...env, XDG_CONFIG_HOME: home, KAFKIT_REGISTRY: registry.url},
    })
    expect(code).toBe(2)
    expect(lines()).toMatchObject([
      {command: `kafkit ${command}`, outcome: 'refused', cluster: {profile: 'prod'}, sent: {}},
    ])
    expect(lines()[0]?.error ?? '').toContain('read-only')
  })
})

test('no is an answer, and written down', async () => {
  await run('topics delete orders', {terminal: true, stdin: 'n\n'})
  expect(lines()).toMatchObject([
    {phase: 'end', outcome: 'refused', exitCode: 1, error: null, plan: {topics: ['orders']}, sent: {}},
  ])
})

test('a failure of one item is in the result', async () => {
  await run('topics create orders fresh')
  expect(ends()).toMatchObject([
    {
      outcome: 'failed',
      exitCode: 1,
      plan: {topics: [{name: 'orders'}, {name: 'fresh'}]},
      result: [
        {name: 'orders', status: 'failed', error: {error: 'TOPIC_ALREADY_EXISTS'}},
        {name: 'fresh', status: 'created'},
      ],
    },
  ])
})

test('a reset: from where to where, its undo file, what came of each partition', async () => {
  await run('groups reset-offsets billing --topic orders:0 --to-latest --execute')
  expect(ends()).toMatchObject([
    {
      plan: {groups: [{group: 'billing', rows: [{topic: 'orders', partition: 0, from: 1, to: 2}]}]},
      result: {
        undoFile: expect.stringContaining('/undo/') as string,
        groups: [{group: 'billing', outcomes: [{partition: 0, status: 'committed', readBack: 2}]}],
      },
    },
  ])
})

test('produce: one line with counts, and no record', async () => {
  await run('produce orders', {stdin: 'topsecret\nrecord\n'})
  expect(ends()).toMatchObject([{result: {records: 2, acknowledged: 2, failed: 0}}])
  expect(readFileSync(log, 'utf8')).not.toContain('topsecret')
})

test('commands that only read leave no line: lists, plans, dry runs, wrong command lines', async () => {
  for (const line of [
    'topics list',
    'groups reset-offsets billing --topic orders --to-earliest',
    'topics delete orders --dry-run',
    'topics create',
    'consume orders --from-beginning -e',
  ])
    await run(line)
  expect(lines()).toEqual([])
})

test('nothing is changed if the audit log cannot be written', async () => {
  for (const [command, line] of Object.entries(changing)) {
    const {err, code} = await run(line, {env: {KAFKIT_AUDIT_LOG: join(home, 'no', 'such', 'folder', 'audit.jsonl')}})
    expect([command, code]).toEqual([command, 2])
    expect(err).toMatch(/cannot write the audit log .*; nothing was changed\n$/)
  }
  // Told before anything is asked.
  // The random end of a temporary folder may sound like a secret, and what follows it is masked then.
  const folder = join(home, 'folder')
  mkdirSync(folder)
  const {err} = await run('topics delete orders', {terminal: true, env: {KAFKIT_AUDIT_LOG: folder}})
  expect(err).not.toContain('(y/N)')
  expect(err).toContain('EISDIR')
  const {out} = await kafkit([
    'groups',
    'describe',
    'billing',
    '-o',
    'tsv',
    '--no-headers',
    '--columns',
    'currentOffset',
    '-b',
    broker.bootstrapServers,
  ])
  expect(out.split('\n')).toContain('1')
})

test('a profile has a log of its own, written besides', async () => {
  mkdirSync(join(home, 'kafkit'), {recursive: true})
  const profile = `profiles:\n  prod:\n    bootstrap-servers: ${broker.bootstrapServers}\n    audit-log: prod.jsonl\n`
  writeFileSync(join(home, 'kafkit', 'config.yaml'), profile, {mode: 0o600})
  await kafkit(['topics', 'create', 'fresh', '-p', 'prod'], {env: {...env, XDG_CONFIG_HOME: home}})
  expect(readFileSync(join(home, 'kafkit', 'prod.jsonl'), 'utf8')).toBe(readFileSync(log, 'utf8'))
  expect(lines()).toHaveLength(2)
})

test('Ctrl-C at the question', async () => {
  await run('topics delete orders', {terminal: true, stdin: '\u0003'})
  expect(lines()).toMatchObject([{phase: 'end', outcome: 'interrupted', exitCode: 130, error: null, sent: {}}])
})

test('killed after the request was sent: the first line is there', async () => {
  const fake = await fakeCluster(
    {topics: {orders: 1}},
    on(DeleteTopics, () => new Promise<never>(() => {})),
  )
  const args = ['topics', 'delete', 'orders', '--yes', '-b', fake.bootstrapServers]
  const child = spawn(process.execPath, [join(root, 'bin/kafkit'), ...args], {env: {...process.env, ...env}})
  await expect.poll(() => fake.asked(DeleteTopics).length, {timeout: 20_000}).toBe(1)
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(lines()).toMatchObject([{phase: 'begin', plan: {topics: ['orders']}}])
  await fake.close()
})

describe('drop-ins', () => {
  const run = (tool: Tool, line: string, stdin = '') => {
    const {io} = testIo({env, stdin})
    return runAudited(tool, [...line.split(' '), '--bootstrap-server', broker.bootstrapServers], io)
  }
  test('kafka-topics: what it sends, and how it ended', async () => {
    await run(kafkaTopics, '--create --topic fresh --partitions 3 --config retention.ms=5')
    await run(kafkaTopics, '--delete --topic fresh')
    await run(kafkaTopics, '--list')
    expect(ends()).toMatchObject([
      {
        command: 'kafka-topics',
        outcome: 'done',
        cluster: {id: 'practice-cluster-id-00'},
        sent: {CreateTopics: 1},
        requests: [{api: 'CreateTopics', topics: [{name: 'fresh', numPartitions: 3}]}],
      },
      {outcome: 'done', sent: {DeleteTopics: 1}},
    ])
    expect(lines()).toHaveLength(4)
  })

  test('kafka-consumer-groups and kafka-console-producer', async () => {
    await run(kafkaConsumerGroups, '--reset-offsets --group billing --topic orders --to-latest --execute')
    await run(kafkaConsoleProducer, '--topic orders', 'topsecret\nb\nc\n')
    expect(ends()).toMatchObject([
      {
        command: 'kafka-consumer-groups',
        requests: [{api: 'OffsetCommit', groupId: 'billing', topics: [{name: 'orders'}]}],
      },
      {command: 'kafka-console-producer', outcome: 'done', recordsSent: 3},
    ])
    expect(readFileSync(log, 'utf8')).not.toContain('topsecret')
  })

  test('nothing is changed if the audit log cannot be written', async () => {
    const {io, text} = testIo({env: {KAFKIT_AUDIT_LOG: '/nowhere/audit.jsonl'}})
    const args = ['--delete', '--topic', 'orders', '--bootstrap-server', broker.bootstrapServers]
    expect(await runAudited(kafkaTopics, args, io)).toBe(1)
    expect(text().out).toContain('cannot write the audit log /nowhere/audit.jsonl')
    expect((await kafkit(['topics', 'list', '-o', 'name', '-b', broker.bootstrapServers])).out).toContain('orders\n')
  })
})

describe('secrets', () => {
  test('secrets of the command line are replaced', async () => {
    await run(
      'topics create fresh --command-property sasl.password=hunter2 --command-property ssl.key.password=hunter2',
    )
    expect(ends()).toHaveLength(1)
    expect(readFileSync(log, 'utf8')).not.toContain('hunter2')
    expect(ends()[0]?.argv).toContain('sasl.password=***')
  })

  test.each([
    [
      ['--command-property', 'sasl.password=hunter2'],
      ['--command-property', 'sasl.password=***'],
    ],
    [['--command-property=sasl.jaas.config=Login password="hunter2";'], ['--command-property=sasl.jaas.config=***']],
    [
      ['--proxy', 'http://me:hunter2@proxy:3128'],
      ['--proxy', 'http://***@proxy:3128'],
    ],
    [
      ['--password', 'hunter2'],
      ['--password', '***'],
    ],
    [
      ['--password-stdin', 'orders'],
      ['--password-stdin', 'orders'],
    ],
    [
      ['--config', 'retention.ms=5', 'acks=all'],
      ['--config', 'retention.ms=5', 'acks=all'],
    ],
    [
      ['--x', 'a b password=hunter2, c'],
      ['--x', 'a b password=***, c'],
    ],
    [
      ['--add-config', 'a=1,SCRAM-SHA-256=[iterations=8192,password=my, hunter2;],b=[2,3]'],
      ['--add-config', 'a=1,SCRAM-SHA-256=***,b=[2,3]'],
    ],
    [['--add-config=SCRAM-SHA-512=password=my hunter2'], ['--add-config=SCRAM-SHA-512=***']],
    [
      ['-add-config', 'ssl.key.password=[my, hunter2],ssl.keystore.password=a b,c=1'],
      ['-add-config', 'ssl.key.password=***,ssl.keystore.password=***,c=1'],
    ],
  ])('the words %j', (argv, expected) => expect(withoutSecretWords(argv)).toEqual(expected))

  test('secrets in sentences are replaced', () =>
    expect(withoutSecrets('cannot use username="me" password="hunter2"; at socks5://a:hunter2@b:1')).toBe(
      'cannot use username="me" password=***; at socks5://***@b:1',
    ))
})
