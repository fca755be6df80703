// What cannot be written was asked for and is lost: no program may end as if all were well. `npm test` builds first.
import {spawn} from 'node:child_process'
import {existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {text} from 'node:stream/consumers'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {commandFiles, root} from '../../scripts/command-files.ts'
import {dropInNames} from '../../scripts/drop-in-tools.ts'
import {startPracticeBroker, type PracticeBroker} from '../../src/lib/practice-broker/start.ts'
import {startPracticeRegistry, type PracticeRegistry} from '../../src/lib/practice-registry/start.ts'
import {fakeAcls} from '../support/fake-acls.ts'
import {fakeCredentials} from '../support/fake-credentials.ts'
import {fakeCluster, type FakeCluster} from '../support/fake-cluster.ts'
import {fakeMoves, writeMoveFiles, type FakeMoves} from '../support/fake-moves.ts'
import {fakeConfigs} from '../support/fake-configs.ts'
import {exportedInvoices, fakeRegistry, orders, record} from '../support/fake-registry.ts'
import {fakeOperations, operations, topic} from '../support/fake-operations.ts'
import {programFolder} from '../support/built-kafkit.ts'
import {commandLines, dropInLines, type CommandLine} from './command-lines.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-lost-'))
const isBuilt = existsSync(join(root, 'dist/kafkit.cjs'))
const commands = commandFiles().map(({id}) => id)
const dropIns = dropInNames()

test('every command and every drop-in has its command line here', () => {
  expect(Object.keys(commandLines).toSorted()).toEqual(commands)
  expect(Object.keys(dropInLines).toSorted()).toEqual(dropIns.toSorted())
})

const every: readonly (readonly [name: string, program: string, command: CommandLine | undefined])[] = [
  ...commands.map((id) => [`kafkit ${id}`, 'kafkit', commandLines[id]] as const),
  ...dropIns.map((name) => [name, name, dropInLines[name]] as const),
]

describe.runIf(isBuilt && existsSync('/dev/full'))('where output goes', () => {
  let broker: PracticeBroker
  let acls: FakeCluster
  let metrics: FakeCluster
  let moves: FakeMoves
  let three: FakeCluster
  let registry: PracticeRegistry
  let other: PracticeRegistry
  beforeAll(async () => {
    broker = await startPracticeBroker()
    const configs = {'super.users': 'User:admin', 'allow.everyone.if.no.acl.found': 'false'}
    const rules = ['READ', 'DESCRIBE'].map((each) => `TOPIC orders LITERAL User:alice * ${each} ALLOW`)
    metrics = await fakeCluster(...fakeConfigs().services)
    moves = await fakeMoves({configs: ['topic orders leader.replication.throttled.replicas=1:9']})
    writeMoveFiles(join(folder, 'moves'))
    const voter = (id: number) => ({id, silentMs: 0, lag: 0, directoryId: `AAAAAAAAAAAAAAAAAAAA${id}A`})
    three = await fakeOperations(
      operations({
        topics: {orders: topic(['1|1,2,3|1,2', '2|2,3,1|2,3,1'])},
        quorum: {leader: 1, voters: [1, 2, 3].map(voter), observers: [voter(4)], now: () => 1e12},
        hanging: {'orders-0': 3},
        transactions: [{id: 'billing', producerId: 9, state: 'Empty', startedMsAgo: 0}],
        share: {queue: [4]},
      }),
    )
    const credentials = fakeCredentials({
      users: {alice: {2: 8192}},
      quotas: [{entity: {user: 'alice'}, quotas: {producer_byte_rate: 1024}}],
      tokens: [{id: 'one', owner: 'User:alice', renewers: [], issued: 0, expires: 4e12, max: 4e12}],
    })
    acls = await fakeCluster(...fakeAcls(rules, {configs}).services, ...credentials.services)
    registry = await fakeRegistry()
    other = await startPracticeRegistry()
    mkdirSync(join(folder, 'schemas'))
    writeFileSync(join(folder, 'schemas', 'order.avsc'), orders[1])
    writeFileSync(join(folder, 'schemas', 'flat.avsc'), record('Flat', {id: 'long'}))
    writeFileSync(join(folder, 'schemas', 'exported.json'), exportedInvoices)
    mkdirSync(join(folder, 'home'))
    writeFileSync(
      join(folder, 'wanted.yaml'),
      'kafkit: 1\ntopics:\n  invoices: {partitions: 1, replicationFactor: 1}\n',
    )
    writeFileSync(
      join(folder, 'commit'),
      '#!/bin/sh\nkafkit groups reset-offsets "$1" --topic orders --to-earliest --execute --yes >/dev/null 2>&1\n',
      {mode: 0o755},
    )
    const {err} = await shell(
      'kafkit topics create orders && seq 10 | kafkit produce orders -q && commit billing && ' +
        'kafkit profile add dev -b $KAFKIT_BOOTSTRAP_SERVERS',
    )
    expect(err).not.toContain('kafkit:')
  })
  afterAll(async () => {
    await shell('kafkit sandbox stop --name s')
    await acls.close()
    await metrics.close()
    await moves.cluster.close()
    await three.close()
    await registry.close()
    await other.close()
    await broker.close()
    rmSync(folder, {recursive: true, force: true})
  })

  async function shell(line: string, stdin = ''): Promise<{out: string; err: string; code: number | null}> {
    const {HOME: _, XDG_CACHE_HOME: cache, ...env} = process.env
    const child = spawn('bash', ['-c', line], {
      cwd: folder,
      env: {
        ...env,
        HOME: join(folder, 'home'),
        KAFKIT_SANDBOX_DIR: join(folder, 'sandboxes'),
        KAFKIT_STATE_DIR: join(folder, 'state'),
        KAFKIT_CACHE_DIR: cache ?? join(folder, 'cache'),
        ACLS: acls.bootstrapServers,
        METRICS: metrics.bootstrapServers,
        MOVES: moves.cluster.bootstrapServers,
        MOVE_FILES: join(folder, 'moves'),
        OPERATIONS: three.bootstrapServers,
        REGISTRY: registry.url,
        OTHER_REGISTRY: other.url,
        SCHEMAS: join(folder, 'schemas'),
        KAFKIT_BOOTSTRAP_SERVERS: broker.bootstrapServers,
        PATH: [folder, programFolder(), process.env['PATH']].join(':'),
      },
    })
    child.stdin.on('error', () => {})
    child.stdin.end(stdin)
    const code = new Promise<number | null>((resolve) => child.once('exit', resolve))
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
    return {out, err, code: await code}
  }

  /** Where it never ends by itself, it is interrupted as soon as it has said something, which it does once it is ready. */
  const typed = (program: string, {line, endless}: CommandLine) =>
    `${endless ? `${interrupted} interrupted ` : ''}${program} ${line}`
  // With job control (-m), as in a terminal: else bash lets what runs in the background ignore SIGINT.
  const interrupted = [
    'interrupted() { rm -f said; set -m; "$@" 2> said & ',
    'while kill -0 $! 2> /dev/null && [ ! -s said ]; do sleep 0.1; done; ',
    'kill -INT $!; wait $!; local code=$?; cat said >&2; return $code; };',
  ].join('')

  test.each(every)('%s > /dev/full says so and fails', async (_, program, command) => {
    expect(command, 'a command line in command-lines.ts').toBeDefined()
    if (!command) return
    if (command.before) await shell(command.before)
    const {err, code} = await shell(`${typed(program, command)} > /dev/full`, command.stdin)
    const sentence = `${program}: the output cannot be written: no space left on device (ENOSPC)\n`
    if (command.silent !== undefined) {
      expect(err).not.toContain('cannot be written')
      return
    }
    expect(err.split(sentence), err).toHaveLength(2)
    expect(err).not.toMatch(/\n +at |this is a bug/)
    expect(code).toBe(1)
  })

  test.each([
    ['apply -f wanted.yaml --yes', 'topics delete invoices --yes', 'apply '],
    [
      'configs set topic/orders retention.ms=1d --yes',
      'configs unset topic/orders retention.ms --yes',
      'configs unset',
    ],
    [
      'groups reset-offsets billing --topic orders --to-earliest --execute --yes',
      'topics list',
      'groups reset-offsets',
    ],
    ['acls grant User:alice write topic/orders --yes -b $ACLS', 'topics list', 'acls revoke'],
  ])('kafkit %s > /dev/full says that it was done, and how to undo it', async (line, before, undo) => {
    await shell(`kafkit ${before}`)
    const {err, code} = await shell(`kafkit ${line} > /dev/full`)
    expect(err).toContain(
      `kafkit: all of it was done, but the outcome could not be printed\nkafkit: to undo this: kafkit ${undo}`,
    )
    expect(err).toMatch(/\nkafkit: the output cannot be written: no space left on device \(ENOSPC\)\n$/)
    expect(code).toBe(1)
  })

  test('where a part failed and the outcome is lost, only the rest is said to be done', async () => {
    await shell('kafkit topics create made')
    const {err, code} = await shell('kafkit topics create made another > /dev/full; kafkit topics delete another --yes')
    expect(err).toContain('whatever is not named here was done, but the outcome could not be printed')
    expect(code).toBe(0)
  })

  test.each(every)('%s into a closed pipe ends quietly, with the code of a success', async (...args) => {
    const [, program, command] = args
    if (!command) return
    if (command.before) await shell(command.before)
    const line = typed(program, command)
    const {err, out} = await shell(`exec 3>&1; (${line}; echo "exit $?" >&3) | true`, command.stdin)
    expect(err).not.toMatch(/EPIPE|cannot be written|this is a bug|\n +at /)
    expect(out).toBe(`exit ${command.code ?? 0}\n`)
  })

  test.each([
    ['kafkit --version', 'kafkit'],
    ['kafkit topics list --help', 'kafkit'],
    ['kafkit help topics', 'kafkit'],
    ['kafkit groups lag billing -o json', 'kafkit'],
    ['kafkit groups lag billing --nagios', 'kafkit'],
    ['kafkit groups lag billing -o csv', 'kafkit'],
    ['kafkit groups watch billing --interval 100ms', 'kafkit'],
    ['kafkit consume orders --from-beginning -o json', 'kafkit'],
    ['kafkit consume orders --from-beginning --until-end --client kafkajs', 'kafkit'],
    ['seq 3 | kafkit produce orders --report -', 'kafkit'],
    ['kafka-topics.sh --version', 'kafka-topics'],
    ['sh $(command -v kafka-topics.sh) --bootstrap-server $KAFKIT_BOOTSTRAP_SERVERS --describe', 'kafka-topics'],
    ['kafka-consumer-groups --bootstrap-server $KAFKIT_BOOTSTRAP_SERVERS --describe --all-groups', 'kafka-consumer-groups'], // prettier-ignore
  ])('%s > /dev/full is one sentence', async (line, program) => {
    const {err, code} = await shell(`${line} > /dev/full`)
    expect(err).toContain(`${program}: the output cannot be written: no space left on device (ENOSPC)\n`)
    expect(err).not.toMatch(/\n +at |this is a bug/)
    expect(code).toBe(1)
  })

  test('a file that may not grow gets what there is room for, and the loss is told', async () => {
    const {err, code} = await shell('ulimit -f 1; kafkit output-schema topics describe > cut; exit $?')
    expect(err).toBe('kafkit: the output cannot be written: file too large (EFBIG)\n')
    expect(code).toBe(1)
  })

  test.each([
    ['seq 3 | kafkit produce orders -q --report report', 'cannot write report: file too large (EFBIG)', 1],
    ['echo x | kafkit produce orders -q --key-separator : --on-error skip --rejected bad', 'cannot write bad: file too large (EFBIG)', 1], // prettier-ignore
    ['seq 3 | kafkit produce orders -q --resume place', 'cannot write place: file too large (EFBIG)', 1],
    ['kafkit groups lag billing --stuck 1m --stuck-file seen', 'cannot write seen: file too large (EFBIG)', 1],
    ['kafkit groups reset-offsets billing --topic orders --to-earliest --execute --yes --undo before', 'cannot write before: file too large (EFBIG); no offset was changed', 1], // prettier-ignore
    ['kafkit profile add third -b localhost:9', ': file too large (EFBIG)', 1],
    ['kafkit drop-ins link ./wrappers --legacy', 'cannot write ', 1],
    ['KAFKIT_AUDIT_LOG=log kafkit topics create audited', 'cannot write the audit log log: file too large (EFBIG); nothing was changed', 1], // prettier-ignore
    ['KAFKIT_AUDIT_LOG=log kafka-topics --bootstrap-server $KAFKIT_BOOTSTRAP_SERVERS --create --topic audited', 'cannot write the audit log log: file too large (EFBIG); nothing was changed', 1], // prettier-ignore
    ['kafkit sandbox start --name full --engine memory', 'cannot write ', 1],
    ['kafkit export topics --dir declared', 'cannot write declared/topics.yaml: file too large (EFBIG); the export is not complete', 1], // prettier-ignore
    ['kafkit plan -f wanted.yaml --out planned', 'cannot write planned: file too large (EFBIG); the plan was not written', 1], // prettier-ignore
  ])('on a full disk: %s', async (line, sentence, expected) => {
    const {err, code} = await shell(`ulimit -f 0; ${line}`)
    expect(err).toContain(sentence)
    expect(err).not.toMatch(/\n +at |this is a bug/)
    expect(code).toBe(expected)
  })
})
