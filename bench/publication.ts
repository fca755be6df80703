// Measures how much later `kafkit apply` ends than the last broker knows a thousand new topics. Each round takes both
// times itself, so the time that brokers take (which differs more from round to round than kafkit's) is on both sides
// of the ratio.
//   node bench/publication.ts [--rounds 5]
import {spawn} from 'node:child_process'
import {mkdtempSync, rmSync} from 'node:fs'
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

const {values: flags} = parseArgs({options: {rounds: {type: 'string', default: '5'}}})
const rounds = Number(flags.rounds)
const program = resolve(import.meta.dirname, '..', 'bin', 'kafkit')
const scratch = mkdtempSync(join(tmpdir(), 'kafkit-publication-'))
const sandbox = await startThree()
const cluster = openCluster({bootstrap: parseAddresses(sandbox.bootstrapServers)})
try {
  const {newFile, newNames} = declare(scratch, sandbox.bootstrapServers, [])
  const names = newNames.split(' ')
  // The first round warms up and is not counted.
  for (let round = 0; round <= rounds; round++) {
    const begun = performance.now()
    const [applied, known] = await Promise.all([
      ends(['apply', '-f', newFile, '--yes', '-b', sandbox.bootstrapServers]),
      lastBrokerKnows(cluster, names),
    ])
    if ((await deleteNew(cluster, count)) !== count) throw new Error('not all topics were there')
    await forgotten(cluster, names)
    const [of, until] = [applied - begun, known - begun]
    if (round > 0)
      console.log(
        `apply ended after ${Math.round(of)} ms, the last broker knew after ${Math.round(until)} ms: ${(of / until).toFixed(3)}`,
      )
  }
} finally {
  cluster.close()
  await stopSandbox(sandbox, {removeData: true})
  rmSync(scratch, {recursive: true})
}

/** The time at which the process ended. */
async function ends(args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {...process.env, KAFKIT_STATE_DIR: join(scratch, 'state')},
  })
  const code = await new Promise((resolveCode) => child.once('close', resolveCode))
  if (code !== 0) throw new Error(`kafkit apply ended with ${String(code)}`)
  return performance.now()
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
  return performance.now()
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
