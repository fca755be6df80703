// Measures how much later than it must `kafkit apply` ends that waits until every broker knows a thousand new topics. It can
// end once the last broker knows them, and not before it has the controller's answer and has printed it, which is all that
// `--wait none` does. Each round takes all of these times on one clock, so the time that brokers take (which differs more
// from round to round than kafkit's) is on both sides of the ratio.
//   node bench/publication.ts [--rounds 10]
import {spawn} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join, resolve} from 'node:path'
import {parseArgs} from 'node:util'
import {Metadata} from '../src/lib/apis/metadata.ts'
import {parseAddresses} from '../src/lib/cluster/address.ts'
import {openCluster, type Cluster} from '../src/lib/cluster/cluster.ts'
import {stopSandbox} from '../src/lib/sandbox/sandbox.ts'
import {declare, deleteNew, startThree} from './provisioning.ts'

/** How often a second client asks each broker, ms: first for three topics and, once these exist, for all. */
const lookMs = 10
const count = 1000

const {values: flags} = parseArgs({options: {rounds: {type: 'string', default: '10'}}})
const rounds = Number(flags.rounds)
const program = resolve(import.meta.dirname, '..', 'bin', 'kafkit')
const answerClock = resolve(import.meta.dirname, 'answer-clock.cjs')
const scratch = mkdtempSync(join(tmpdir(), 'kafkit-publication-'))

/** Of one run, ms. */
interface Measured {
  readonly answered: number
  readonly known: number
  readonly ended: number
}

const sandbox = await startThree()
const cluster = openCluster({bootstrap: parseAddresses(sandbox.bootstrapServers)})
try {
  const {newFile, newNames} = declare(scratch, sandbox.bootstrapServers, [])
  const names = newNames.split(' ')
  /** From the last answer to the end of a command that does not wait, ms. */
  const tails: number[] = []
  const measured: Measured[] = []
  // The first round of each warms up and is not counted.
  for (let round = 0; round <= rounds; round++) {
    for (const wait of ['none', 'ready'] as const) {
      const begun = now()
      const [{answered, ended}, known] = await Promise.all([
        run(['apply', '-f', newFile, '--yes', '--wait', wait, '-b', sandbox.bootstrapServers]),
        lastBrokerKnows(cluster, names),
      ])
      if ((await deleteNew(cluster, count)) !== count) throw new Error('not all topics were there')
      await forgotten(cluster, names)
      if (round === 0) continue
      if (wait === 'none') tails.push(ended - answered)
      else measured.push({answered: answered - begun, known: known - begun, ended: ended - begun})
    }
  }
  const tail = median(tails)
  console.log(
    `--wait none ends ${Math.round(tail)} ms after the answer (median of ${tails.map(Math.round).join(', ')})`,
  )
  const ratios = measured.map((each) => each.ended / Math.max(each.answered + tail, each.known))
  for (const [at, {answered, known, ended}] of measured.entries())
    console.log(
      `apply ended after ${Math.round(ended)} ms; answered ${Math.round(answered)} ms, the last broker knew ${Math.round(known)} ms: ${ratios[at]?.toFixed(3)}`,
    )
  console.log(`median ${median(ratios).toFixed(3)}, worst ${Math.max(...ratios).toFixed(3)}`)
} finally {
  cluster.close()
  await stopSandbox(sandbox, {removeData: true})
  rmSync(scratch, {recursive: true})
}

/** Ms since the epoch. */
function now(): number {
  return performance.timeOrigin + performance.now()
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN
}

/** When the last CreateTopics answer had arrived, and when the process ended. */
async function run(args: readonly string[]): Promise<Omit<Measured, 'known'>> {
  const clock = join(scratch, 'clock.json')
  const child = spawn(process.execPath, ['--require', answerClock, program, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {...process.env, KAFKIT_STATE_DIR: join(scratch, 'state'), ANSWER_CLOCK: clock},
  })
  let said = ''
  child.stderr.on('data', (chunk) => (said += String(chunk)))
  const code = await new Promise((resolveCode) => child.once('close', resolveCode))
  const ended = now()
  if (code !== 0) throw new Error(`kafkit apply ended with ${String(code)}: ${said}`)
  const {answered} = JSON.parse(readFileSync(clock, 'utf8')) as {answered: number}
  if (answered === 0) throw new Error('no answer was seen')
  return {answered, ended}
}

/** The time at which the last broker knew all topics. */
async function lastBrokerKnows(of: Cluster, names: readonly string[]): Promise<number> {
  const some = [0, Math.floor(names.length / 2), names.length - 1].flatMap((at) => names[at] ?? [])
  const nodes = (await of.brokers()).map(({id}) => id)
  await Promise.all(
    nodes.map(async (node) => {
      for (const wanted of [some, names])
        while (!(await knows(of, node, wanted))) await new Promise((wake) => setTimeout(wake, lookMs))
    }),
  )
  return now()
}

/** Waits until no broker knows any of them, because the next round would take the old ones for the new. */
async function forgotten(of: Cluster, names: readonly string[]): Promise<void> {
  for (const {id} of await of.brokers())
    while ((await metadata(of, id, names)).some(({errorCode}) => errorCode === 0))
      await new Promise((wake) => setTimeout(wake, 100))
}

async function knows(of: Cluster, node: number, names: readonly string[]): Promise<boolean> {
  const topics = await metadata(of, node, names)
  return topics.every(({errorCode, partitions}) => errorCode === 0 && partitions.every(({leaderId}) => leaderId >= 0))
}

async function metadata(of: Cluster, node: number, names: readonly string[]) {
  const {topics} = await of.call(
    Metadata,
    {topics: names.map((name) => ({name})), allowAutoTopicCreation: false},
    {to: {node}, what: `ask broker ${node}`},
  )
  return topics
}
