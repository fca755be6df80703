// Members that come, go and die while numbered records keep coming: together they print each number, and print it once.
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {spawn} from 'node:child_process'
import {setTimeout as sleep} from 'node:timers/promises'
import {afterAll, beforeAll, expect, test, vi} from 'vitest'
import {CreateTopics} from '../../src/lib/apis/create-topics.ts'
import {parseAddresses} from '../../src/lib/cluster/address.ts'
import {openCluster, type Cluster} from '../../src/lib/cluster/cluster.ts'
import {startBroker, startSandbox, stopBroker, stopSandbox, type Sandbox} from '../../src/lib/sandbox/sandbox.ts'
import {cases, describeWithKafka} from '../support/real-kafka.ts'
import {startJava, startNumbers, startOurs, sum, type MemberProcess, type Sum} from './numbered-records.ts'

const patience = {timeout: 60_000, interval: 50}
const exactlyOnce: Sum = {missing: [], doubled: [], strange: []}
const javaClasses = {
  range: undefined, // its own default: range, cooperative-sticky
  roundrobin: 'RoundRobinAssignor',
  'cooperative-sticky': 'CooperativeStickyAssignor',
}
type Assignor = keyof typeof javaClasses

/** A topic, its producer and the members that read it; everything ends with the trial. */
class Trial implements AsyncDisposable {
  readonly members: MemberProcess[] = []
  readonly topic: string
  readonly group: string
  readonly #sandbox: Sandbox
  readonly #dir: string
  readonly #numbers: ReturnType<typeof startNumbers>

  private constructor(sandbox: Sandbox, cluster: Cluster, topic: string, dir: string) {
    this.#sandbox = sandbox
    this.#dir = dir
    this.topic = topic
    this.group = `group-of-${topic}`
    this.#numbers = startNumbers(cluster, topic)
  }

  static async start(sandbox: Sandbox, cluster: Cluster, topic: string): Promise<Trial> {
    await createTopic(cluster, topic, sandbox.brokers.length)
    return new Trial(sandbox, cluster, topic, await mkdtemp(join(tmpdir(), `kafkit-${topic}-`)))
  }

  get written() {
    return this.#numbers.count
  }

  /** Has printed something when it resolves. */
  async ours(settings: object): Promise<MemberProcess> {
    const {bootstrapServers} = this.#sandbox
    const args = [bootstrapServers, this.group, this.topic, JSON.stringify(settings)]
    return this.#joined(startOurs(this.#dir, `${this.members.length}-ours`, args))
  }
  async java(properties: readonly string[]): Promise<MemberProcess> {
    const name = `${this.members.length}-java`
    return this.#joined(
      await startJava(this.#dir, name, this.#sandbox.bootstrapServers, this.group, this.topic, properties),
    )
  }

  async #joined(member: MemberProcess) {
    this.members.push(member)
    await this.progress(member)
    return member
  }

  /** Resolves when a member has printed a good deal more. */
  async progress(member: MemberProcess, more = 500): Promise<void> {
    const before = member.numbers().length
    await vi.waitFor(() => {
      if (member.child.exitCode !== null) throw new Error(`${member.name} ended:\n${member.said()}`)
      if (member.numbers().length < before + more)
        throw new Error(`${member.name} prints nothing more than ${before} numbers:\n${member.said()}`)
    }, patience)
  }

  /** No more records; everything is read; all members end. */
  async end(): Promise<Sum> {
    const written = await this.#numbers.stop()
    await vi.waitFor(() => expect(sum(written, this.members).missing).toEqual([]), patience).catch(() => undefined) // the sum shows it
    for (const member of this.members) if (member.child.exitCode === null) await member.stop()
    return sum(written, this.members)
  }

  async [Symbol.asyncDispose]() {
    for (const {child} of this.members) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
    await this.#numbers.stop().catch(() => undefined)
    await rm(this.#dir, {recursive: true, force: true})
  }
}

async function createTopic(cluster: Cluster, name: string, replicationFactor: number) {
  const topic = {name, numPartitions: 4, replicationFactor, assignments: [], configs: []}
  const {topics} = await cluster.call(CreateTopics, {topics: [topic], timeoutMs: 30_000})
  expect(topics[0]?.errorCode).toBe(0)
  await vi.waitFor(async () => {
    const [found] = await cluster.topics([name], {refresh: true})
    expect(found?.partitions.map(({leader}) => leader >= 0)).toEqual([true, true, true, true])
  }, patience)
}

/** One joins, another joins, the first leaves, comes back, the second leaves. */
async function comeAndGo(trial: Trial, first: () => Promise<MemberProcess>, second: () => Promise<MemberProcess>) {
  const a = await first()
  const b = await second()
  await Promise.all([trial.progress(a), trial.progress(b)])
  await a.stop()
  await trial.progress(b, 2000)
  const c = await first()
  await trial.progress(c)
  await b.stop()
  await trial.progress(c, 2000)
  return trial.end()
}

const open = (sandbox: Sandbox) => openCluster({bootstrap: parseAddresses(sandbox.bootstrapServers)})

describeWithKafka('one broker', () => {
  let sandbox: Sandbox
  let cluster: Cluster
  beforeAll(async () => {
    sandbox = await startSandbox({detached: false})
    cluster = open(sandbox)
  })
  afterAll(async () => {
    cluster.close()
    await stopSandbox(sandbox, {removeData: true})
  })

  /** As our settings, as Apache's properties. */
  const both = (assignor: Assignor | 'consumer') => {
    if (assignor === 'consumer') return {ours: {protocol: 'consumer'}, java: ['group.protocol=consumer']}
    const javaClass = javaClasses[assignor]
    return {
      ours: javaClass ? {assignors: [assignor]} : {},
      java: [
        'heartbeat.interval.ms=500',
        'session.timeout.ms=10000',
        ...(javaClass ? [`partition.assignment.strategy=org.apache.kafka.clients.consumer.${javaClass}`] : []),
      ],
    }
  }

  test.concurrent.each(cases<Assignor | 'consumer'>(['cooperative-sticky'], ['roundrobin', 'consumer']))(
    'two of ours: %s',
    async (how) => {
      await using trial = await Trial.start(sandbox, cluster, `ours-${how}`)
      const ours = () => trial.ours(both(how).ours)
      expect(await comeAndGo(trial, ours, ours)).toEqual(exactlyOnce)
    },
  )

  test.concurrent.each(
    cases<[Assignor | 'consumer', 'ours' | 'java']>(
      [['range', 'java']],
      [
        ['range', 'ours'],
        ['roundrobin', 'ours'],
        ['roundrobin', 'java'],
        ['consumer', 'java'],
      ],
    ),
  )('beside the Java console consumer: %s, %s first', async (how, first) => {
    await using trial = await Trial.start(sandbox, cluster, `${first}-first-${how}`)
    const ours = () => trial.ours(both(how).ours)
    const java = () => trial.java(both(how).java)
    const result = await (first === 'ours' ? comeAndGo(trial, ours, java) : comeAndGo(trial, java, ours))
    expect(result, trial.members.map(({name, said}) => `${name}:\n${said()}`).join('\n')).toEqual(exactlyOnce)
  })

  test.concurrent.each(cases<'ours' | 'java'>(['ours'], ['java']))(
    'beside the Java console consumer: cooperative-sticky, %s first',
    async (first) => {
      await using trial = await Trial.start(sandbox, cluster, `${first}-first-cooperative`)
      const {ours, java} = both('cooperative-sticky')
      const [ofOurs, ofJava] = [() => trial.ours(ours), () => trial.java(java)]
      const {doubled, ...rest} = await (first === 'ours'
        ? comeAndGo(trial, ofOurs, ofJava)
        : comeAndGo(trial, ofJava, ofOurs))
      expect(rest).toEqual({missing: [], strange: []})
      // A cooperative Java member gives partitions up without committing what it read meanwhile: those come twice.
      const printedByJava = new Set(trial.members.filter(({name}) => name.endsWith('java')).flatMap((m) => m.numbers()))
      expect(doubled.filter((number) => !printedByJava.has(number))).toEqual([])
    },
  )

  test.concurrent.each(cases<string>([], ['a KIP-848 one']))(
    'ours of the classic protocol in a group whose other member is %s',
    async () => {
      await using trial = await Trial.start(sandbox, cluster, 'mixed')
      const ours = () => trial.ours({})
      const java = () => trial.java(['group.protocol=consumer'])
      expect(await comeAndGo(trial, ours, java)).toEqual(exactlyOnce)
    },
  )

  test.concurrent('a killed member: another reads on from its last commit', async () => {
    await using trial = await Trial.start(sandbox, cluster, 'killed')
    const killed = await trial.ours({sessionTimeoutMs: 6000})
    const other = await trial.ours({sessionTimeoutMs: 6000})
    await trial.progress(killed)
    await killed.stop('SIGKILL')
    const before = trial.written
    await vi.waitFor(() => expect(other.said()).toMatch(/\+\[killed-\d killed-\d\].*\n$/), patience)
    await trial.progress(other, 2000)
    const {doubled, ...rest} = await trial.end()
    expect(rest).toEqual({missing: [], strange: []})
    const printed = new Set(killed.numbers())
    expect(doubled.filter((number) => !printed.has(number) || number > before)).toEqual([])
  })

  test.concurrent('a static member comes back within its session: no rebalance happens, and it reads on', async () => {
    await using trial = await Trial.start(sandbox, cluster, 'static')
    const settings = {instanceId: 'i-1', sessionTimeoutMs: 30_000}
    const a = await trial.ours(settings)
    const other = await trial.ours({...settings, instanceId: 'i-2'})
    await trial.progress(a)
    const assignments = () => other.said().match(/assigned/g)?.length
    const before = assignments()
    await a.stop()
    const back = await trial.ours(settings)
    await trial.progress(other)
    expect(assignments()).toBe(before)
    expect(back.said()).toMatch(/assigned \[static-\d static-\d\] .* generation 2 range/)
    expect(await trial.end()).toEqual(exactlyOnce)
  })

  test.concurrent('a blocked output: the member stays in the group far beyond its session', async () => {
    await using trial = await Trial.start(sandbox, cluster, 'blocked')
    const other = await trial.ours({sessionTimeoutMs: 6000})
    const member = join(import.meta.dirname, 'group-member.ts')
    const settings = JSON.stringify({sessionTimeoutMs: 6000})
    const args = [member, sandbox.bootstrapServers, trial.group, 'blocked', settings]
    const child = spawn(process.execPath, args, {stdio: ['ignore', 'pipe', 'pipe']})
    const [out, err]: [string[], string[]] = [[], []]
    child.stderr.on('data', (chunk: Buffer) => err.push(String(chunk)))
    const blocked: MemberProcess = {
      name: 'blocked',
      child,
      numbers: () => out.join('').split('\n').slice(0, -1).map(Number),
      said: () => err.join(''),
      stop: () => {
        child.kill()
        return new Promise((resolve) => child.once('close', (code) => resolve(code ?? 'SIGKILL')))
      },
    }
    trial.members.push(blocked)
    await vi.waitFor(() => expect(blocked.said()).toContain('assigned'), patience)
    // Nobody reads the pipe: some 64 KiB fit into it, two seconds of its half of the records. The session of 6 s is the
    // clock that is tested: it must run out twice.
    await sleep(15_000)
    expect(other.said()).not.toMatch(/generation [3-9]/)
    child.stdout.on('data', (chunk: Buffer) => out.push(String(chunk)))
    await trial.progress(blocked, 2000)
    expect(blocked.said().match(/assigned/g)).toHaveLength(1)
    expect(await trial.end()).toEqual(exactlyOnce)
  })

  test.concurrent('an expression: a topic that comes later is read as well', async () => {
    await using trial = await Trial.start(sandbox, cluster, 'many-1')
    const settings = {metadataMaxAgeMs: 1000}
    const args = [sandbox.bootstrapServers, trial.group, '/many-.*/', JSON.stringify(settings)]
    const dir = await mkdtemp(join(tmpdir(), 'kafkit-many-'))
    const member = startOurs(dir, 'ours', args)
    trial.members.push(member)
    await trial.progress(member)
    await createTopic(cluster, 'many-2', 1)
    await vi.waitFor(() => expect(member.said()).toMatch(/assigned \[(many-1-\d ){4}many-2-0/), patience)
    expect(await trial.end()).toEqual(exactlyOnce)
    await rm(dir, {recursive: true})
  })
})

describeWithKafka('three brokers', () => {
  let sandbox: Sandbox
  let cluster: Cluster
  beforeAll(async () => {
    sandbox = await startSandbox({detached: false, brokers: 3})
    cluster = open(sandbox)
  })
  afterAll(async () => {
    cluster.close()
    await stopSandbox(sandbox, {removeData: true})
  })

  test.each(
    cases<[string, object]>(
      [['classic', {assignors: ['range'], sessionTimeoutMs: 10_000}]],
      [['KIP-848', {protocol: 'consumer'}]],
    ),
  )('%s: the coordinator is killed, the members read on', async (name, settings) => {
    await using trial = await Trial.start(sandbox, cluster, name.toLowerCase())
    const a = await trial.ours(settings)
    const b = await trial.ours(settings)
    await Promise.all([trial.progress(a), trial.progress(b)])
    const node = await cluster.coordinator('group', trial.group)
    await stopBroker(sandbox, node, 'SIGKILL')
    await vi.waitFor(() => expect(a.said()).toContain('coordinator found'), patience)
    await Promise.all([trial.progress(a, 3000), trial.progress(b, 3000)])
    sandbox = await startBroker(sandbox, node)
    await Promise.all([trial.progress(a, 2000), trial.progress(b, 2000)])
    expect(await trial.end()).toEqual(exactlyOnce)
    expect(a.said() + b.said()).not.toMatch(/\d lost: /)
    cluster.forgetCoordinator('group', trial.group)
  })
})

describeWithKafka.each(cases([['2.0.1', 'range']], [['3.9.1', 'cooperative-sticky']]))(
  'Kafka %s',
  (kafkaVersion, how) => {
    let sandbox: Sandbox
    let cluster: Cluster
    beforeAll(async () => {
      sandbox = await startSandbox({detached: false, kafkaVersion})
      cluster = open(sandbox)
    })
    afterAll(async () => {
      cluster.close()
      await stopSandbox(sandbox, {removeData: true})
    })

    test(`two of ours: ${how}`, async () => {
      await using trial = await Trial.start(sandbox, cluster, `old-${how}`)
      const ours = () => trial.ours({assignors: [how]})
      expect(await comeAndGo(trial, ours, ours)).toEqual(exactlyOnce)
    })
  },
)
