// A long run of what runs for long: the exporter scraped every second, groups watch, and a group of ours and Java's members
// that reads what a producer writes at a steady rate, while brokers are stopped, killed, frozen and restarted one after the
// other, and topics and groups come and go.
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {parseAddresses} from '../../src/lib/cluster/address.ts'
import {openCluster, type Cluster} from '../../src/lib/cluster/cluster.ts'
import {commitOffsets} from '../../src/lib/groups/commit-offsets.ts'
import {deleteGroups} from '../../src/lib/groups/delete.ts'
import {
  freezeBroker,
  startBroker,
  startSandbox,
  stopBroker,
  stopSandbox,
  thawBroker,
  type Sandbox,
} from '../../src/lib/sandbox/sandbox.ts'
import {createTopics} from '../../src/lib/topics/create.ts'
import {deleteTopics} from '../../src/lib/topics/delete.ts'
import {startJava, type MemberProcess} from '../real/numbered-records.ts'
import {runKafkit} from '../support/built-kafkit.ts'
import {NumberedRounds} from './numbered-rounds.ts'
import {knownAndUnknown} from './scraped.ts'
import {trendOf, type Trend} from './trend.ts'
import {startKafkit, type WatchedProcess} from './watched-process.ts'

export interface SoakResult {
  readonly minutes: number
  /** Records of whole rounds. */
  readonly written: number
  /** Runs of the producer that ended early and were resumed. */
  readonly resumed: number
  readonly missing: number
  /** Printed twice by members of the group: at least once allows it. */
  readonly readAgain: number
  /** Twice in the log, in rounds in which no producer was killed. */
  readonly doubled: number
  /** Twice in the log, in rounds in which one was. */
  readonly doubledByKill: number
  readonly outOfOrder: number
  readonly scrapes: number
  /** Scrapes that got no answer at all. */
  readonly failedScrapes: number
  /** Scrapes that told of a part of the cluster, or of none. */
  readonly incomplete: number
  /** Lines that told a lag which is not known. */
  readonly untrue: readonly string[]
  readonly watchLines: number
  readonly faults: readonly string[]
  readonly processes: readonly {readonly name: string; readonly memory: Trend; readonly files: Trend}[]
  /** What went wrong with those that should run to the end. */
  readonly problems: readonly string[]
}

const topic = 'numbers'
const group = 'soak'
/** It stands beyond the end of its log all the time. */
const beyond = 'beyond'

export async function soak(minutes: number, say: (text: string) => void): Promise<SoakResult> {
  const dir = await mkdtemp(join(tmpdir(), 'kafkit-soak-'))
  const sandbox = await startSandbox({
    detached: false,
    brokers: 3,
    properties: {'min.insync.replicas': 2, 'offsets.topic.replication.factor': 3, 'offsets.topic.num.partitions': 6},
  })
  const cluster = openCluster({bootstrap: parseAddresses(sandbox.bootstrapServers)})
  try {
    await createTopics(cluster, {topics: [{name: topic, partitions: 6, replicationFactor: 3}]})
    await untilDone(() => commitOffsets(cluster, beyond, [{topic, partition: 0, offset: 10 ** 9}]))
    return await run({dir, sandbox, cluster, minutes, say})
  } finally {
    cluster.close()
    await stopSandbox(sandbox, {removeData: true})
    await rm(dir, {recursive: true, force: true})
  }
}

interface Scene {
  readonly dir: string
  readonly sandbox: Sandbox
  readonly cluster: Cluster
  readonly minutes: number
  readonly say: (text: string) => void
}

async function run({dir, sandbox, cluster, minutes, say}: Scene): Promise<SoakResult> {
  const bootstrap = sandbox.bootstrapServers
  const ours = (name: string) =>
    startKafkit(dir, name, ['consume', topic, '--group', group, '--from-beginning', '-b', bootstrap, '--quiet'])
  const exporter = startKafkit(dir, 'exporter', [
    'groups',
    'export-metrics',
    '--listen',
    '127.0.0.1:0',
    '-b',
    bootstrap,
  ])
  const watch = startKafkit(dir, 'watch', ['groups', 'watch', '*', '--interval', '1s', '-b', bootstrap])
  const rounds = new NumberedRounds(dir, bootstrap, topic)
  const staying = ours('consumer')
  const java: MemberProcess = await startJava(dir, 'java', bootstrap, group, topic, [])
  const guests: WatchedProcess[] = []
  const watched = [exporter, watch, staying]

  const started = Date.now()
  const over = () => Date.now() - started >= minutes * 60_000
  const scraped = {count: 0, failed: 0, incomplete: 0, untrue: [] as string[]}
  const faults: string[] = []
  const tasks = [
    every(1000, over, async () => {
      const port = /:(\d+)\/metrics/.exec(exporter.err())?.[1]
      if (port !== undefined) await scrape(port, scraped)
    }),
    every(2000, over, async () => watched.forEach((each) => each.sample(Date.now() - started))),
    comeAndGo(cluster, over),
    every(30_000, over, async (turn) => {
      const guest = ours(`guest-${turn}`)
      guests.push(guest)
      await sleep(15_000)
      await guest.stop()
    }),
    hurt(sandbox, over, (text) => {
      faults.push(text)
      say(`${((Date.now() - started) / 1000).toFixed(0)} s: ${text}`)
    }),
  ]
  await Promise.all(tasks)
  say('all brokers run; waiting for the rest to be written and read')
  await rounds.end()
  const drained = await runKafkit(['groups', 'wait', group, '--timeout', '3m', '--topic', topic], {
    bootstrapServers: bootstrap,
    timeoutMs: 240_000,
  })

  const problems: string[] = []
  if (drained.code !== 0) problems.push(`groups wait: ${drained.stderr.trim()}`)
  const processes = watched.map(({name, memory, files}) => ({name, memory: trendOf(memory), files: trendOf(files)}))
  for (const each of [...watched, java]) {
    if (each.child.exitCode !== null) problems.push(`${each.name} ended early: ${ended(each)}`)
    else await each.stop()
  }
  const printed = [
    ...java.numbers(),
    ...[staying, ...guests].flatMap((each) => each.out().split('\n').slice(0, -1).map(Number)),
  ]
  const log = await logOf(bootstrap)
  return {
    minutes: (Date.now() - started) / 60_000,
    written: rounds.written,
    resumed: rounds.resumed,
    missing: Array.from({length: rounds.written}, (_, at) => at + 1).filter(notIn(printed)).length,
    readAgain: printed.length - new Set(printed).size,
    ...judged(log, rounds.killed),
    scrapes: scraped.count,
    failedScrapes: scraped.failed,
    incomplete: scraped.incomplete,
    untrue: scraped.untrue,
    watchLines: watch.out().split('\n').length - 1,
    faults,
    processes,
    problems: [...problems, ...rounds.errors.map((text) => `produce, resumed: ${text}`)],
  }
}

const ended = (each: WatchedProcess | MemberProcess) => ('err' in each ? each.err() : each.said()).slice(-500)
const notIn = (numbers: readonly number[]) => {
  const seen = new Set(numbers)
  return (number: number) => !seen.has(number)
}

/** `work` again and again, at most once in so many ms, until it is over. */
async function every(ms: number, over: () => boolean, work: (turn: number) => Promise<void>): Promise<void> {
  for (let turn = 0; !over(); turn++) {
    const [began] = [Date.now()]
    await work(turn)
    await sleep(Math.max(0, ms - (Date.now() - began)))
  }
}

async function scrape(port: string, scraped: {count: number; failed: number; incomplete: number; untrue: string[]}) {
  scraped.count++
  try {
    const response = await fetch(`http://127.0.0.1:${port}/metrics`)
    const text = await response.text()
    if (response.status !== 200) scraped.failed++
    if (!/^kafkit_up 1$/m.test(text)) scraped.incomplete++
    scraped.untrue.push(...knownAndUnknown(text))
    const untrue = new RegExp(`^kafka_consumergroup_lag(_sum)?\\{consumergroup="${beyond}".*`, 'm').exec(text)
    if (untrue) scraped.untrue.push(untrue[0])
  } catch {
    scraped.failed++
  }
}

/** Topics and groups that live for a few seconds. What fails while a broker is away is left to the next turn. */
const comeAndGo = (cluster: Cluster, over: () => boolean) =>
  every(5000, over, async (turn) => {
    const name = `short-${turn}`
    try {
      await createTopics(cluster, {topics: [{name, partitions: 2, replicationFactor: 2}]})
      await commitOffsets(cluster, `reads-${name}`, [{topic: name, partition: 0, offset: 0}])
      await sleep(3000)
      await deleteTopics(cluster, [name])
      await deleteGroups(cluster, [`reads-${name}`])
    } catch {
      // The cluster is hurt on purpose.
    }
  })

/** One broker after the other, so that two replicas of three are always there. */
async function hurt(sandbox: Sandbox, over: () => boolean, tell: (text: string) => void): Promise<void> {
  const ways: readonly (readonly [string, (broker: number) => Promise<unknown>])[] = [
    ['stopped for 5 s', (broker) => away(sandbox, broker, 'SIGTERM', 5000)],
    ['killed, 5 s', (broker) => away(sandbox, broker, 'SIGKILL', 5000)],
    [
      'frozen for 8 s',
      async (broker) => {
        await freezeBroker(sandbox, broker)
        await sleep(8000)
        await thawBroker(sandbox, broker)
      },
    ],
    ['restarted', (broker) => away(sandbox, broker, 'SIGTERM', 0)],
  ]
  await sleep(10_000)
  for (let turn = 0; !over(); turn++) {
    const broker = (turn % 3) + 1
    const [how, act] = ways[turn % ways.length] ?? []
    tell(`broker ${broker} ${how}`)
    await act?.(broker)
    await sleep(12_000)
  }
}

async function away(sandbox: Sandbox, broker: number, signal: 'SIGTERM' | 'SIGKILL', ms: number) {
  await stopBroker(sandbox, broker, signal)
  await sleep(ms)
  await startBroker(sandbox, broker)
}

/** The numbers in the log, by partition, in their order. */
async function logOf(bootstrapServers: string): Promise<ReadonlyMap<string, readonly number[]>> {
  const args = ['consume', topic, '--from-beginning', '--until-end', '--quiet', '--format', '%p %v\\n']
  const {stdout} = await runKafkit(args, {bootstrapServers, timeoutMs: 120_000})
  const lines = stdout.split('\n').slice(0, -1)
  const pairs = lines.map((line) => line.split(' '))
  return new Map(
    [...Map.groupBy(pairs, ([partition = '']) => partition)].map(([partition, all]) => [
      partition,
      all.map(([, number]) => Number(number)),
    ]),
  )
}

type Judged = Pick<SoakResult, 'doubled' | 'doubledByKill' | 'outOfOrder'>

/** What is there for the first time must be in order. */
function judged(log: ReadonlyMap<string, readonly number[]>, killed: NumberedRounds['killed']): Judged {
  let [doubled, doubledByKill, outOfOrder] = [0, 0, 0]
  const seen = new Set<number>()
  for (const numbers of log.values()) {
    let last = 0
    for (const number of numbers) {
      if (seen.has(number)) {
        if (killed.some(({from, to}) => number >= from && number <= to)) doubledByKill++
        else doubled++
        continue
      }
      seen.add(number)
      if (number < last) outOfOrder++
      last = Math.max(last, number)
    }
  }
  return {doubled, doubledByKill, outOfOrder}
}

async function untilDone(work: () => Promise<readonly {readonly status: string}[]>): Promise<void> {
  for (let tries = 0; tries < 60; tries++) {
    const done = await work().catch(() => [])
    if (done.length > 0 && done.every(({status}) => status === 'committed')) return
    await sleep(500)
  }
  throw new Error('the cluster took no commit within half a minute')
}
