// What every command answers a user who lacks one right: all of it, or what it could not see. Drop-ins may be as silent as
// Apache's tools are, and no more.
import {spawn} from 'node:child_process'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {filterOf, type AclBinding} from '../../src/lib/acls/acl-binding.ts'
import {createAcls} from '../../src/lib/acls/create-acls.ts'
import {deleteAcls} from '../../src/lib/acls/delete-acls.ts'
import {readBack} from '../../src/lib/acls/read-back.ts'
import {parseAddresses} from '../../src/lib/cluster/address.ts'
import {openCluster, type Cluster} from '../../src/lib/cluster/cluster.ts'
import {commitOffsets} from '../../src/lib/groups/commit-offsets.ts'
import {listOffsets} from '../../src/lib/offsets/list-offsets.ts'
import {stopSandbox} from '../../src/lib/sandbox/sandbox.ts'
import {createTopics} from '../../src/lib/topics/create.ts'
import {toolClasses} from '../parity/tool-classes.ts'
import {commandOf} from '../support/built-kafkit.ts'
import {runKafkaTool} from '../support/apache-tools.ts'
import {commandLines, lineText, sceneAcls, type CommandLine, type Scene} from '../support/command-lines.ts'
import {describeWithKafka, full} from '../support/real-kafka.ts'
import {deleteGroups} from '../../src/lib/groups/delete.ts'
import {listGroups} from '../../src/lib/groups/list.ts'
import {deleteTopics} from '../../src/lib/topics/delete.ts'
import {startSecureSandbox, type SecureSandbox} from '../support/secure-sandbox.ts'
import {opened} from '../support/opened.ts'

const topic = 'orders'
const groups = ['billing', 'mailing', 'stock'] as const
const user = 'User:bob'
const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 100))

const acl = (
  resourceType: AclBinding['resourceType'],
  resourceName: string,
  operation: AclBinding['operation'],
  permission: AclBinding['permission'] = 'DENY',
): AclBinding => ({
  resourceType,
  resourceName,
  patternType: 'LITERAL',
  principal: user,
  host: '*',
  operation,
  permission,
})

/** What bob lacks, in turn. He may do everything else. */
const lacking: Readonly<Record<string, readonly AclBinding[]>> = {
  'DESCRIBE on the topic': [acl('TOPIC', topic, 'DESCRIBE')],
  'READ on the topic': [acl('TOPIC', topic, 'READ')],
  'DESCRIBE_CONFIGS on the topic': [acl('TOPIC', topic, 'DESCRIBE_CONFIGS')],
  'DESCRIBE_CONFIGS on the cluster': [acl('CLUSTER', 'kafka-cluster', 'DESCRIBE_CONFIGS')],
  'DESCRIBE on a group': [
    acl('GROUP', groups[0], 'DESCRIBE'),
    {...acl('GROUP', 'own-', 'DESCRIBE'), patternType: 'PREFIXED'},
  ],
  'READ on a group': [acl('GROUP', groups[0], 'READ'), {...acl('GROUP', 'own-', 'READ'), patternType: 'PREFIXED'}],
  'DESCRIBE on the cluster': [acl('CLUSTER', 'kafka-cluster', 'DESCRIBE')],
}
const everything = (['TOPIC', 'GROUP', 'TRANSACTIONAL_ID'] as const).map((type) => acl(type, '*', 'ALL', 'ALLOW'))
const allowed = [...everything, acl('CLUSTER', 'kafka-cluster', 'ALL', 'ALLOW')]

/**
 * Brokers leave out of a list what may not be described, and tell nobody that they did. Only an empty list can be remarked
 * upon (`kafkit topics list`, `groups list`).
 */
const leftOutByBrokers: readonly {readonly line: RegExp; readonly right: RegExp}[] = [
  {line: /^kafkit (?:topics list|configs list topic) /, right: /^DESCRIBE on the topic$/},
]

/**
 * What these show changes with what other commands do: ACLs, users and quotas come and go, the metadata log grows, and topics
 * that others write to.
 */
const showsOtherChanges =
  /^kafkit (?:acls|groups idle|users list|quotas list|quorum describe|export) |^kafka-(?:acls|features|metadata-quorum) /

interface Ran {
  readonly out: string
  readonly err: string
  readonly code: number
}

describeWithKafka('a user lacks a right', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kafkit-rights-'))
  const login = join(folder, 'bob.properties')
  let secure: SecureSandbox
  let cluster: Cluster

  beforeAll(async () => {
    secure = await startSecureSandbox()
    cluster = openCluster({bootstrap: parseAddresses(secure.addresses.PLAINTEXT)})
    writeFileSync(
      login,
      `security.protocol=SASL_PLAINTEXT\nsasl.mechanism=PLAIN\nsasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="bob" password="${secure.users.bob}";\n`,
    )
    const made = await createTopics(cluster, {
      topics: [
        {name: topic, partitions: 6, configs: {'retention.ms': '86400000'}},
        {name: `${topic}-sink`, partitions: 1},
      ],
    })
    expect(made.map(({status}) => status)).toEqual(['created', 'created'])
    const mayDo = [...allowed, ...sceneAcls({topic, doomedTopic: 'nobody'})]
    await createAcls(cluster, mayDo)
    // Brokers follow the controller: until then bob may do nothing.
    await readBack(cluster, mayDo, {there: true, pause})
    const hundred = Array.from({length: 100}, (_, at) => `${at}\n`).join('')
    const sent = await run(
      {program: 'kafkit', args: () => ['produce', topic], stdin: hundred, whole: () => []},
      scene(),
    )
    expect(sent).toMatchObject({code: 0})
    for (const group of groups) await commitSixty(group)
  }, 240_000)
  afterAll(async () => {
    cluster?.close()
    if (secure) await stopSandbox(secure.sandbox, {removeData: true})
    rmSync(folder, {recursive: true})
  })

  /** In a group of whose lag 40 are left. */
  async function commitSixty(group: string) {
    const queries = Array.from({length: 6}, (_, partition) => ({topic, partition, spec: 'latest' as const}))
    let left = 60
    const rows = (await listOffsets(cluster, queries)).map((end) => {
      const offset = Math.min(end.error ? 0 : (end.offset ?? 0), left)
      left -= offset
      return {topic, partition: end.partition, offset}
    })
    for (const outcome of await commitOffsets(cluster, group, rows))
      expect(outcome).toMatchObject({status: 'committed'})
  }

  let scenes = 0
  function scene(own = ''): Scene {
    return {
      bootstrapServers: secure.addresses.SASL,
      topic,
      groups,
      replicas: 1,
      doomedGroup: `${own}group`,
      newTopic: `${own}new`,
      doomedTopic: `${own}old`,
    }
  }
  /** What the command changes is there again. */
  async function sceneFor({changes}: CommandLine): Promise<Scene> {
    if (!changes) return scene()
    const own = scene(`own-${++scenes}-`)
    await createTopics(cluster, {topics: [{name: own.doomedTopic, partitions: 1}]})
    await createAcls(cluster, sceneAcls(own))
    await commitSixty(own.doomedGroup)
    return own
  }

  const argsOf = (line: CommandLine, at: Scene): string[] => {
    const args = line.args(at)
    const end = args.indexOf('--')
    const own = line.program === 'kafkit' ? ['-b', secure.addresses.SASL] : []
    // Before the command (describe): tools of argparse4j take it nowhere else. kafka-cluster has it in its commands.
    const place = args[0] === '--bootstrap-server' ? 2 : end < 0 ? args.length : end
    return args.toSpliced(place, 0, ...own, '--command-config', login)
  }
  async function run(line: CommandLine, at: Scene): Promise<Ran> {
    const [program, ...first] = commandOf(line.program)
    const child = spawn(program, [...first, ...argsOf(line, at)], {
      stdio: 'pipe',
      env: {...process.env, KAFKIT_STATE_DIR: mkdtempSync(join(folder, 'state-'))},
    })
    let [out, err] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
    child.stdin.on('error', () => {})
    child.stdin.end(line.stdin ?? '')
    const timer = setTimeout(() => child.kill('SIGKILL'), 150_000)
    const code = await new Promise<number>((resolve) => child.once('close', (status) => resolve(status ?? 137)))
    clearTimeout(timer)
    return {out, err, code}
  }

  /** What a command has left behind would show in the answers of the others. */
  async function cleanUp() {
    const {groups: left} = await opened(listGroups(cluster))
    const ids = left.map(({groupId}) => groupId).filter((id) => !groups.some((group) => group === id))
    await deleteGroups(cluster, ids)
    const all = await cluster.topics('all')
    const names = all.map(({name}) => name).filter((name) => name.startsWith('own-'))
    if (names.length > 0) await deleteTopics(cluster, names)
  }

  /** Undefined if the answer is whole, or says what is missing. */
  function complaintAbout(line: CommandLine, at: Scene, {out, err, code}: Ran, before: Ran | undefined) {
    const failed = line.failsWithZero ? /^Error: /m.test(out) : code !== 0
    const all = `${out}${err}`
    if (code === 137) return 'did not end'
    if (/this is a bug/.test(all)) return `is a bug report: ${all}`
    if (failed) return all.trim() === '' ? 'failed without a word' : undefined
    const missing = line.whole(at).filter((pattern) => !pattern.test(out))
    const differs = missing.length > 0 || (before !== undefined && out !== before.out)
    if (!differs || tells(err) || (tells(out) && !tells(before?.out ?? ''))) return undefined
    const stripped = `${out}\n--\n${err}`.slice(0, 700)
    return `exit ${code}, but ${missing.length > 0 ? `no ${missing.join(', ')}` : 'less than before'}:\n${stripped}`
  }
  const tells = (text: string) => /authoriz|not allowed|may (?:not|describe)|permission/i.test(text)

  /** Apache's tool says the same on standard output, with the same exit code. */
  async function unlikeApache(line: CommandLine, at: Scene, ran: Ran): Promise<string | undefined> {
    const main = toolClasses[line.program]
    if (main === undefined) return ''
    const java = await runKafkaTool(main, argsOf(line, at), {stdin: line.stdin ?? ''})
    if (java.exitCode === ran.code && own(java.stdout) === own(ran.out)) return undefined
    return `Apache's tool ends with ${java.exitCode}: ${java.stdout}${java.stderr}`
  }

  /** Each run has names of its own. */
  const own = (text: string) => text.replaceAll(/\bown-\d+-/g, 'own-').trim()

  const inOrdinaryRun = (line: CommandLine) => !line.changes && /^kafkit (?:topics|groups)/.test(lineText(line))
  const lines = commandLines().filter((line) => full || inOrdinaryRun(line))
  const rights = Object.entries(lacking).filter(([name]) => full || /DESCRIBE on (?:the topic|a group)/.test(name))

  test('what bob sees while he lacks nothing is the measure, where it does not depend on the time', async () => {
    for (const line of lines.filter(({changes}) => !changes)) {
      const at = await sceneFor(line)
      const [first, second] = [await run(line, at), await run(line, at)]
      expect(complaintAbout(line, at, first, undefined), lineText(line)).toBeUndefined()
      await cleanUp()
      if (first.out === second.out && !showsOtherChanges.test(lineText(line))) measure.set(line, first)
    }
    expect(measure.size).toBeGreaterThan(lines.filter(({changes}) => !changes).length / 2)
  }, 600_000)
  const measure = new Map<CommandLine, Ran>()

  test.each(rights)('%s: each answer is whole or says what is missing', {timeout: 1_200_000}, async (right, denied) => {
    await createAcls(cluster, denied)
    await readBack(cluster, denied, {there: true, pause})
    const complaints: string[] = []
    const told: string[] = []
    for (const line of lines) {
      const at = await sceneFor(line)
      const ran = await run(line, at)
      const name = [line.program, ...line.args(at)].join(' ')
      const complaint = complaintAbout(line, at, ran, measure.get(line))
      const unknowable = leftOutByBrokers.some((each) => each.line.test(name) && each.right.test(right))
      if (complaint !== undefined && !unknowable) {
        const unlike = await unlikeApache(line, line.changes ? await sceneFor(line) : at, ran)
        if (unlike !== undefined) complaints.push(`${name}: ${complaint}\n${unlike}`)
      }
      if (line.changes || line.program === 'kafka-console-consumer') await cleanUp()
      if (ran.code !== 0 || ran.err !== '') told.push(`${name}: ${ran.code} ${ran.err}`)
    }
    await deleteAcls(
      cluster,
      denied.map((each) => filterOf(each)),
    )
    if (process.env['KAFKIT_SHOW']) console.warn(told.join('\n'))
    expect(complaints).toEqual([])
  })
})
