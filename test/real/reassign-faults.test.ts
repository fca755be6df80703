// Moves that outlive what happens to the cluster meanwhile: the broker that they go to dies, the controller dies, the shell that
// began them is gone. Throttles are of the partitions that move and of nothing else, and none is left over.
import {spawn} from 'node:child_process'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {parseAddresses} from '../../src/lib/cluster/address.ts'
import {openCluster, type Cluster} from '../../src/lib/cluster/cluster.ts'
import {startBroker, stopBroker, startSandbox, stopSandbox, type Sandbox} from '../../src/lib/sandbox/sandbox.ts'
import {kafkit} from '../support/cli.ts'
import {describeWithKafka} from '../support/real-kafka.ts'

const bin = join(import.meta.dirname, '../../bin/dev.js')

describeWithKafka('moving replicas in a cluster with troubles', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kafkit-reassign-faults-'))
  const env = {KAFKIT_STATE_DIR: join(folder, 'state')}
  let sandbox: Sandbox
  let cluster: Cluster

  const ours = (line: string) => kafkit([...line.split(' '), '-b', sandbox.bootstrapServers], {env})
  const done = async (line: string) => {
    const ran = await ours(line)
    expect(ran, `${line}\n${ran.out}${ran.err}`).toMatchObject({code: 0})
    return ran
  }
  const throttles = async () =>
    (await done('configs list topic broker -o csv')).out
      .split('\r\n')
      .filter((line) => line.includes('throttled'))
      .toSorted()
  const replicasOf = async (topic: string) =>
    (await cluster.topics([topic], {refresh: true}))[0]?.partitions.map(({replicas}) => [...replicas]) ?? []
  const until = async (what: string, check: () => Promise<boolean>) => {
    const end = Date.now() + 60_000
    while (!(await check())) {
      if (Date.now() > end) throw new Error(`not in a minute: ${what}`)
      await sleep(50)
    }
  }
  /** A plan in Apache's format. */
  const planFile = (partitions: readonly {partition: number; replicas: readonly number[]}[]) => {
    const file = join(folder, 'plan.json')
    writeFileSync(file, JSON.stringify({version: 1, partitions: partitions.map((each) => ({topic: 'bulk', ...each}))}))
    return file
  }

  beforeAll(async () => {
    sandbox = await startSandbox({detached: false, brokers: 3})
    cluster = openCluster({bootstrap: parseAddresses(sandbox.bootstrapServers)})
    await done('topics create bulk --replica-assignment 1:2,1:2,1:2')
    const file = join(folder, 'lines.txt')
    writeFileSync(file, Array.from({length: 100_000}, (_, i) => `${i} ${'x'.repeat(100)}\n`).join(''))
    await done(`produce bulk ${file} -q`)
    // Of a partition that nobody moves here.
    await done('configs set topic/bulk leader.replication.throttled.replicas=2:1 --yes')
  }, 120_000)
  afterAll(async () => {
    cluster?.close()
    if (sandbox) await stopSandbox(sandbox, {removeData: true})
    rmSync(folder, {recursive: true})
  })
  const foreign = ['topic/bulk,leader.replication.throttled.replicas,2:1']

  test('--detach leaves them running; throttles are of this partition alone; resume sees them to their end', async () => {
    const plan = planFile([{partition: 0, replicas: [1, 3]}])
    const {err} = await done(`reassign start ${plan} --detach --throttle 1MB/s --yes`)
    expect(err).toContain('the moves continue, with their throttle; to finish the run: kafkit reassign resume')
    // The leader and the replica beside it send, the new one receives; 2:1 was there before.
    const set = await throttles()
    expect(set.filter((line) => line.startsWith('topic/'))).toEqual([
      'topic/bulk,follower.replication.throttled.replicas,0:3',
      'topic/bulk,leader.replication.throttled.replicas,"2:1,0:1,0:2"',
    ])
    expect(set.filter((line) => line.startsWith('broker/')).every((line) => line.endsWith(',1000000'))).toBe(true)
    await done('reassign throttle 500MB/s --yes')
    await done('reassign resume --yes')
    expect((await replicasOf('bulk'))[0]).toEqual([1, 3])
    expect(await throttles()).toEqual(foreign)
  })

  test('a broker and the controller die in the middle: it is said, and the run ends when they are back', async () => {
    const plan = planFile([{partition: 1, replicas: [1, 3]}])
    const child = spawn(
      process.execPath,
      [bin, ...`reassign start ${plan} --throttle 500kB/s --stall 1s --yes`.split(' ')],
      {
        env: {...process.env, ...env, KAFKIT_BOOTSTRAP_SERVERS: sandbox.bootstrapServers},
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    )
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
    const ended = new Promise<unknown>((resolve) => child.once('close', (code, signal) => resolve(code ?? signal)))
    await until('a move', async () => /"moving":\[\{/.test((await ours('reassign status -o json --sample 0s')).out))
    await stopBroker(sandbox, 3, 'SIGKILL')
    await until('a word about broker 3', async () => /broker 3|bulk-1/.test(said) || child.exitCode !== null)
    expect(child.exitCode, said).toBe(null)
    sandbox = await startBroker(sandbox, 3)
    const {out} = await done('quorum describe -o json')
    const {leader} = JSON.parse(out) as {leader: number}
    await stopBroker(sandbox, leader, 'SIGKILL')
    sandbox = await startBroker(sandbox, leader)
    await done('reassign throttle 500MB/s --yes')
    expect(await ended, said).toBe(0)
    expect((await replicasOf('bulk'))[1]).toEqual([1, 3])
    expect(await throttles()).toEqual(foreign)
  }, 180_000)
})
