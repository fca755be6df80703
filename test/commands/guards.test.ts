// What a profile demands before anything is changed. The practice broker answers as Kafka 4.3 does.
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {stripVTControlCharacters} from 'node:util'
import {afterAll, beforeAll, beforeEach, describe, expect, test} from 'vitest'
import {commandFiles} from '../../scripts/command-files.ts'
import {ChangingCommand} from '../../src/lib/cli/changing-command.ts'
import {KafkaCommand} from '../../src/lib/cli/kafka-command.ts'
import {Metadata} from '../../src/lib/apis/metadata.ts'
import {createTopics} from '../../src/lib/topics/create.ts'
import {startPracticeBroker, type PracticeBroker} from '../../src/lib/practice-broker/start.ts'
import type {PracticeRegistry} from '../../src/lib/practice-registry/start.ts'
import {
  changesOperations,
  changing,
  isMoves,
  isRegistry,
  leavesNothing,
  moveFiles,
  otherRegistry,
  schemaFile,
  exportedFile,
} from '../support/changing-commands.ts'
import {fakeMoves, writeMoveFiles, type FakeMoves} from '../support/fake-moves.ts'
import {kafkit, program, testIo, type CliOptions} from '../support/cli.ts'
import {acl, fakeAcls} from '../support/fake-acls.ts'
import {fakeCluster, on, type FakeCluster} from '../support/fake-cluster.ts'
import {fakeConfigs} from '../support/fake-configs.ts'
import {fakeCredentials} from '../support/fake-credentials.ts'
import {exportedInvoices, fakeRegistry, orders, otherIds} from '../support/fake-registry.ts'
import {fakeOperations, operationsToChange} from '../support/fake-operations.ts'

const home = mkdtempSync(join(tmpdir(), 'kafkit-guards-'))
const file = join(home, 'kafkit', 'config.yaml')
let broker: PracticeBroker
/** For ACLs, client metrics and credentials, which the practice broker does not have. */
let secured: FakeCluster
let moves: FakeMoves | undefined
let registry: PracticeRegistry | undefined
/** To copy from: its ids begin where the other's end. */
let copied: PracticeRegistry
const clusterId = 'practice-cluster-id-00'
const operating = operationsToChange(clusterId)
let operated: FakeCluster
const acls = fakeAcls()
const configs = fakeConfigs()
const credentials = fakeCredentials()
const isSecured = (line: string) => /^(?:acls|client-metrics|quotas|tokens|users) /.test(line)
beforeAll(async () => {
  operated = await fakeOperations(operating)
  copied = await otherIds()
  mkdirSync(join(home, 'kafkit'))
  secured = await fakeCluster(...acls.services, ...configs.services, ...credentials.services)
  secured.serve(
    on(Metadata, () => ({
      brokers: secured.nodes.map((node) => ({...node, rack: null})),
      clusterId: 'practice-cluster-id-00',
      controllerId: 1,
      topics: [],
    })),
  )
  broker = await startPracticeBroker({clusterId: 'practice-cluster-id-00'})
})
afterAll(async () => {
  await broker.close()
  await secured.close()
  await moves?.cluster.close()
  rmSync(moveFiles, {recursive: true, force: true})
  rmSync(schemaFile, {force: true})
  rmSync(exportedFile, {force: true})
  await copied.close()
  await operated.close()
  await registry?.close()
  rmSync(home, {recursive: true})
})
const profile = (...lines: string[]) =>
  writeFileSync(
    file,
    [
      'profiles:',
      '  prod:',
      `    bootstrap-servers: ${broker.bootstrapServers}`,
      ...lines.map((each) => `    ${each}`),
      `    registry: ${registry?.url ?? ''}`,
      '',
    ].join('\n'),
    {mode: 0o600},
  )
async function run(line: string, options: CliOptions = {}) {
  const written = readFileSync(file, 'utf8')
  const elsewhere = isMoves(line)
    ? moves?.cluster
    : isSecured(line)
      ? secured
      : changesOperations(line)
        ? operated
        : undefined
  if (elsewhere) writeFileSync(file, written.replace(broker.bootstrapServers, elsewhere.bootstrapServers))
  const ran = await kafkit([...line.replace(otherRegistry, copied.url).split(' '), '-p', 'prod'], {
    stdin: 'a\n',
    ...options,
    env: {XDG_CONFIG_HOME: home, KAFKIT_STATE_DIR: join(home, 'state')},
  })
  writeFileSync(file, written)
  return ran
}

/** A question as it reads when the terminal did not break it into lines. */
const asked = (err: string) => stripVTControlCharacters(err).replaceAll(/\s+/g, ' ')

/** Topics with their partitions, records, groups with their offsets, ACLs. */
async function state(): Promise<string> {
  const all = [
    'topics describe -o json',
    'groups describe --all-groups -o json',
    'consume orders --from-beginning -e -q',
  ]
  const schemas = ['schemas list --wide --deleted -o json'].map((line) =>
    kafkit([...line.split(' '), '--registry', registry?.url ?? '']),
  )
  const topics = all.map((line) => kafkit([...line.split(' '), '-b', broker.bootstrapServers]))
  return (await Promise.all([...topics, ...schemas]))
    .map(({out}) => out)
    .concat(
      JSON.stringify([...(moves?.partitions ?? [])]),
      JSON.stringify([...(moves?.configs.set ?? [])].map(([key, each]) => [key, ...each])),
    )
    .concat(JSON.stringify(acls.bindings), JSON.stringify([...configs.set].map(([key, values]) => [key, ...values])))
    .concat(
      JSON.stringify([
        [...credentials.users].map(([name, each]) => [name, [...each]]),
        credentials.quotas,
        credentials.tokens,
        operating,
      ]),
    )
    .join('')
}
beforeEach(async () => {
  Object.assign(operating, operationsToChange(clusterId))
  await moves?.cluster.close()
  moves = await fakeMoves({
    clusterId,
    configs: ['topic orders leader.replication.throttled.replicas=1:9'],
  })
  writeMoveFiles(moveFiles)
  if (registry) await registry.close()
  registry = await fakeRegistry()
  writeFileSync(schemaFile, orders[0])
  writeFileSync(exportedFile, exportedInvoices)
  rmSync(join(home, 'state'), {recursive: true, force: true})
  credentials.users.clear()
  credentials.users.set('alice', new Map([[2, 4096]]))
  credentials.quotas.splice(0, Infinity, {entity: {user: 'alice'}, quotas: {producer_byte_rate: 1024}})
  credentials.tokens.splice(0, Infinity, {
    id: 'one',
    owner: 'User:alice',
    renewers: [],
    issued: 0,
    expires: 4e12,
    max: 4e12,
  })
  configs.set.clear()
  configs.set.set('16 apps', new Map([['metrics', 'org.apache.kafka.']]))
  acls.bindings.splice(0, Infinity, acl('TOPIC orders LITERAL User:alice * WRITE ALLOW'))
  const plain = (line: string) =>
    kafkit([...line.split(' '), '-b', broker.bootstrapServers], {stdin: 'first\nsecond\n'})
  await plain('topics delete --match . --yes')
  await plain('topics create orders --partitions 1 --config segment.ms=7200000')
  await plain('produce orders')
  await plain('consume orders --group billing --from-beginning -n 1')
})

test('the commands that can change something are these', async () => {
  const found: string[] = []
  for (const {id} of commandFiles()) {
    const Class = (await program.commands[id]?.())?.default as unknown
    if ((Class as {prototype: unknown}).prototype instanceof ChangingCommand) found.push(id)
  }
  expect(found.toSorted()).toEqual(Object.keys(changing))
})

describe('read-only', () => {
  test.each(Object.entries(changing))('%s is refused, and nothing is sent', async (_, line) => {
    profile('read-only: true')
    const before = await state()
    const {err, code, out} = await run(line)
    expect({out, code}).toEqual({out: '', code: 2})
    expect(err).toMatch(
      /^kafkit: cannot [a-z].*: profile prod is read-only \(.*config\.yaml:2\); nothing was sent; use another profile( \(see .*)?\n$/,
    )
    expect(await state()).toBe(before)
  })

  test('a read-only profile allows reading, plans and dry runs', async () => {
    profile('read-only: true')
    expect((await run('topics list -o name')).out).toContain('orders\n')
    expect((await run('consume orders --from-beginning -n 1')).out).toBe('first\n')
    expect((await run('topics create x --dry-run')).code).toBe(0)
    expect((await run('topics delete orders --dry-run')).code).toBe(0)
    expect((await run('groups reset-offsets billing --topic orders --to-latest')).code).toBe(0)
  })
})

describe('protected', () => {
  test.each(Object.entries(changing))(
    '%s without a terminal wants --confirm-cluster, --yes is not enough',
    async (_, line) => {
      profile('protected: true', 'label: Production')
      const before = await state()
      const {err, code} = await run(line)
      expect(err).toContain('there is no terminal to ask on; use --confirm-cluster prod to confirm')
      expect(code).toBe(2)
      const wrong = await run(`${line} --confirm-cluster production`)
      expect(wrong.err).toContain("--confirm-cluster is 'production', but the profile is prod; nothing was changed")
      expect(wrong.code).toBe(2)
      expect(await state()).toBe(before)
    },
  )

  test.each(Object.entries(changing))('%s is done with --confirm-cluster', async (name, line) => {
    profile('protected: true')
    const before = await state()
    expect((await run(`${line} --confirm-cluster prod`)).code).toBe(0)
    if (leavesNothing.has(name)) expect(await state()).toBe(before)
    else expect(await state()).not.toBe(before)
  })

  test('the name of a protected profile is typed on a terminal', async () => {
    profile('protected: true', 'label: Production, EU')
    const no = await run('topics delete orders', {terminal: true, stdin: 'yes\n'})
    expect(asked(no.err)).toContain(
      'Delete topic orders for good on Production, EU (profile prod)? Type prod to go on:',
    )
    expect(no.err).toMatch(/nothing was deleted\n$/)
    expect(no.code).toBe(1)
    expect((await run('topics create more', {terminal: true, stdin: 'prd\n'})).err).toContain('nothing was changed')
    expect((await run('topics delete orders', {terminal: true, stdin: 'prod\n'})).out).toContain('orders deleted')
  })
})

describe('cluster-id', () => {
  test('a profile with the id of another cluster changes nothing', async () => {
    profile('cluster-id: another-one')
    const before = await state()
    // A registry belongs to no cluster.
    for (const line of Object.values(changing).filter((each) => !isRegistry(each))) {
      const {err, code} = await run(line)
      expect(err).toContain(
        'profile prod is for cluster another-one (' +
          file +
          ':4), but these brokers belong to practice-cluster-id-00; nothing was changed',
      )
      expect(code).toBe(2)
    }
    expect(await state()).toBe(before)
    expect((await run('topics list')).code).toBe(0)
  })

  test('a profile with the id of this cluster changes things', async () => {
    profile('cluster-id: practice-cluster-id-00')
    expect((await run('topics create invoices')).code).toBe(0)
  })
})

test('a label is in the question of a profile that is not protected', async () => {
  profile('label: Staging')
  const {err} = await run('topics delete orders', {terminal: true, stdin: 'n\n'})
  expect(asked(err)).toContain('Delete topic orders for good on Staging (profile prod)?')
})

test('a command that changes something without saying so is stopped at its connection: it is a bug', async () => {
  class Sly extends KafkaCommand {
    async run() {
      const cluster = await this.connect({'bootstrap-server': broker.bootstrapServers})
      await createTopics(cluster, {topics: [{name: 'sly'}]})
      return 0
    }
  }
  const {io} = testIo()
  const sly = new Sly([], {bin: 'kafkit', runHook: () => ({})} as never)
  sly.id = 'sly'
  await expect(sly.start(io)).rejects.toThrow('kafkit sly sends CreateTopics but is not a ChangingCommand')
  expect((await kafkit(['topics', 'list', '-o', 'name', '-b', broker.bootstrapServers])).out).not.toContain('sly')
})
