// What every command answers when a broker has just been killed: all of it, or what is missing and no exit code 0.
import {spawn} from 'node:child_process'
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {DescribeQuorum} from '../../src/lib/apis/describe-quorum.ts'
import {DescribeGroups} from '../../src/lib/apis/describe-groups.ts'
import {parseAddresses} from '../../src/lib/cluster/address.ts'
import {openCluster, type Cluster} from '../../src/lib/cluster/cluster.ts'
import {errorCode} from '../../src/lib/cluster/error-codes.ts'
import {KafkaError} from '../../src/lib/cluster/errors.ts'
import {commitOffsets} from '../../src/lib/groups/commit-offsets.ts'
import {startBroker, startSandbox, stopBroker, stopSandbox, type Sandbox} from '../../src/lib/sandbox/sandbox.ts'
import {listReassignments} from '../../src/lib/partitions/reassignments.ts'
import {createTopics} from '../../src/lib/topics/create.ts'
import {chunks} from '../../src/lib/cluster/pooled.ts'
import {commandOf} from '../support/built-kafkit.ts'
import {
  commandLines,
  lineText,
  sceneAcls,
  sceneProperties,
  type CommandLine,
  type Scene,
} from '../support/command-lines.ts'
import {createAcls} from '../../src/lib/acls/create-acls.ts'
import {describeWithKafka, full} from '../support/real-kafka.ts'

const topic = 'orders'

/** Whose sudden end the command meets. */
const roles = ['coordinator', 'leader', 'controller'] as const
/** So many start at the same moment: more would mostly wait for the processor. */
const atOnce = 4

describeWithKafka('a broker is killed, and at once', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kafkit-killed-'))
  let sandbox: Sandbox
  let cluster: Cluster
  let groups: [string, string, string]

  const openOne = () => openCluster({bootstrap: parseAddresses(sandbox.bootstrapServers)})

  beforeAll(async () => {
    sandbox = await startSandbox({detached: false, brokers: 3, properties: sceneProperties})
    cluster = openOne()
    const spread = {partitions: 6, replicationFactor: 3, configs: {'min.insync.replicas': '1'}}
    const made = await createTopics(cluster, {topics: [topic, `${topic}-sink`].map((name) => ({name, ...spread}))})
    expect(made.map(({status}) => status)).toEqual(['created', 'created'])
    const sent = await run({
      program: 'kafkit',
      args: () => ['produce', topic],
      stdin: Array.from({length: 100}, (_, at) => `${at}\n`).join(''),
      whole: () => [],
    })
    expect(sent).toMatchObject({code: 0})
    const candidates = Array.from({length: 60}, (_, at) => `group-${at}`)
    await cluster.coordinator('group', 'group-0') // __consumer_offsets comes to be
    const found = await cluster.findCoordinators('group', candidates)
    const [a, b, c] = sandbox.brokers.map(({id}) => candidates.find((each) => found.get(each) === id) ?? '')
    groups = [a ?? '', b ?? '', c ?? '']
    expect(groups).not.toContain('')
    for (const group of groups) await commitSixty(group)
    await createAcls(cluster, sceneAcls({topic, doomedTopic: 'nobody'}))
  })
  afterAll(async () => {
    cluster.close()
    await stopSandbox(sandbox, {removeData: true})
    rmSync(folder, {recursive: true})
  })

  /** In a group of whose lag 40 are left. */
  async function commitSixty(group: string) {
    const ends = await endsOf()
    let left = 60
    const rows = ends.map((end, partition) => {
      const offset = Math.min(end, left)
      left -= offset
      return {topic, partition, offset}
    })
    for (const outcome of await commitOffsets(cluster, group, rows))
      expect(outcome).toMatchObject({status: 'committed'})
  }
  async function endsOf(): Promise<number[]> {
    const {listOffsets} = await import('../../src/lib/offsets/list-offsets.ts')
    const listed = await listOffsets(
      cluster,
      Array.from({length: 6}, (_, partition) => ({topic, partition, spec: 'latest'})),
    )
    return listed.map((each) => (each.error ? -1 : (each.offset ?? -1)))
  }

  let scenes = 0
  /** What the command deletes or creates is its own. */
  async function sceneFor({changes}: CommandLine): Promise<Scene> {
    const name = `own-${++scenes}`
    const scene = {
      bootstrapServers: sandbox.bootstrapServers,
      topic,
      replicas: 3,
      groups,
      // At the coordinator that is going to be killed.
      doomedGroup: `${name}-group`,
      newTopic: `${name}-new`,
      doomedTopic: `${name}-old`,
    }
    if (!changes) return scene
    await createAcls(cluster, sceneAcls(scene))
    const [made] = await createTopics(cluster, {
      topics: [{name: scene.doomedTopic, partitions: 3, replicationFactor: 2}],
    })
    expect(made).toMatchObject({status: 'created'})
    await commitSixty(scene.doomedGroup)
    return scene
  }

  async function brokerAs(role: (typeof roles)[number]): Promise<number> {
    if (role === 'coordinator') return cluster.coordinator('group', groups[0])
    if (role === 'leader') {
      const [found] = await cluster.topics([topic], {refresh: true})
      return found?.partitions.find(({leader}) => leader >= 0)?.leader ?? -1
    }
    const {topics} = await cluster.call(DescribeQuorum, {
      topics: [{topicName: '__cluster_metadata', partitions: [{partitionIndex: 0}]}],
    })
    return topics[0]?.partitions[0]?.leaderId ?? -1
  }

  /** All brokers are in sync and coordinate again, so that the next one may go. */
  async function healed(broker: number) {
    sandbox = await startBroker(sandbox, broker)
    cluster.close()
    cluster = openOne()
    const isWell = async () => {
      const found = await cluster.topics([topic, '__consumer_offsets'], {refresh: true})
      const coordinated = await cluster.findCoordinators('group', groups)
      if ([...coordinated.values()].some((each) => each instanceof KafkaError)) return false
      // Moves that were waiting for the broker.
      if ((await listReassignments(cluster, null)).length > 0) return false
      return found.every(({partitions}) => partitions.every(({isr, leader}) => isr.length === 3 && leader >= 0))
    }
    await expect.poll(isWell, {timeout: 120_000, interval: 300}).toBe(true)
  }

  interface Ran {
    readonly line: CommandLine
    readonly scene: Scene
    readonly out: string
    readonly err: string
    readonly code: number
  }
  async function run(line: CommandLine): Promise<Ran> {
    const scene = groups ? await sceneFor(line) : ({} as Scene)
    return runIn(line, scene)
  }
  async function runIn(line: CommandLine, scene: Scene): Promise<Ran> {
    const [program, ...first] = commandOf(line.program)
    const child = spawn(program, [...first, ...line.args(scene)], {
      env: {
        ...process.env,
        KAFKIT_BOOTSTRAP_SERVERS: sandbox.bootstrapServers,
        // A run that goes on after its command is nobody else's.
        KAFKIT_STATE_DIR: mkdtempSync(join(folder, 'state-')),
      },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    let [out, err] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
    child.stdin.on('error', () => {})
    child.stdin.end(line.stdin ?? '')
    const timer = setTimeout(() => child.kill('SIGKILL'), 150_000)
    const code = await new Promise<number>((resolve) => child.once('close', (status) => resolve(status ?? 137)))
    clearTimeout(timer)
    return {line, scene, out, err, code}
  }

  /**
   * Those of the three that their own coordinator does not know, also when it has loaded them. Kafka 4.3's shows groups up to the
   * high watermark, and does not hear of it when that moves between the loading of a partition and the end of that
   * (CoordinatorRuntime registers its listener last): what lies above is hidden from every client until the next commit.
   */
  async function hiddenByCoordinators(): Promise<string[]> {
    const hidden: string[] = []
    for (const group of groups) {
      const describe = async () => {
        const fresh = openOne()
        try {
          const node = await fresh.coordinator('group', group)
          const {groups: found} = await fresh.call(DescribeGroups, {groups: [group]}, {to: {node}})
          return found[0]?.errorCode
        } finally {
          fresh.close()
        }
      }
      const settled = expect.toSatisfy((code) => code === errorCode.none || code === errorCode.groupIdNotFound)
      await expect.poll(describe, {timeout: 60_000, interval: 300}).toEqual(settled)
      if ((await describe()) === errorCode.groupIdNotFound) hidden.push(group)
    }
    return hidden
  }

  /** Undefined if the answer is whole, or says what is missing. `hidden`: groups that no client can see. */
  function complaintAbout({line, scene, out, err, code}: Ran, hidden: readonly string[]): string | undefined {
    const failed = line.failsWithZero ? /^Error: /m.test(out) : code !== 0
    const all = `${out}${err}`
    if (code === 137) return 'did not end'
    if (/this is a bug/.test(all)) return `is a bug report: ${all}`
    if (failed) return all.trim() === '' ? 'failed without a word' : undefined
    const missing = line
      .whole(scene)
      .filter((pattern) => !pattern.test(out) && !hidden.some((group) => pattern.source.includes(group)))
    return missing.length === 0 ? undefined : `exit ${code}, but no ${missing.join(', ')} in:\n${out}\n--\n${err}`
  }

  const inOrdinaryRun = (line: CommandLine) => !line.changes && /groups/.test(lineText(line))
  const lines = commandLines().filter((line) => full || inOrdinaryRun(line))
  const reading = lines.filter(({changes}) => !changes)
  const changing = lines.filter(({changes}) => changes)

  test.each(full ? roles : (['coordinator'] as const))(
    'the %s is gone: each answer is whole or says what is missing',
    {timeout: 1_800_000},
    async (role) => {
      const complaints: string[] = []
      const told: string[] = []
      // A move that waits for the broker would be seen by the others.
      for (const some of [...chunks(reading, atOnce), ...chunks(changing, atOnce)]) {
        const scenes = await Promise.all(some.map(sceneFor))
        const broker = await brokerAs(role)
        await stopBroker(sandbox, broker, 'SIGKILL')
        const all = await Promise.all(some.map((line, i) => runIn(line, scenes[i] as Scene)))
        const hidden = all.some((ran) => complaintAbout(ran, []) !== undefined) ? await hiddenByCoordinators() : []
        if (hidden.length > 0) console.warn(`coordinators do not show ${hidden.join(', ')}`)
        for (const ran of all) {
          const complaint = complaintAbout(ran, hidden)
          const name = [ran.line.program, ...ran.line.args(ran.scene)].join(' ')
          if (complaint !== undefined) complaints.push(`${name}: ${complaint}`)
          if (ran.code !== 0 || /^Error: /m.test(ran.out)) told.push(`${name}: ${ran.code} ${ran.err}${ran.out}`)
        }
        await healed(broker)
      }
      // What was not whole, for whoever looks at the run: most of it should not be there.
      if (told.length > 0) console.warn(told.join('\n'))
      expect(complaints).toEqual([])
    },
  )
})
