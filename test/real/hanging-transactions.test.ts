// Transactions that hang for real: a transactional batch that no coordinator ever heard of. Found, proved and ended, and what
// waited behind them is read; the same batch of a producer that was just there, and a transaction that runs, are left alone.
import {execFile} from 'node:child_process'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {parseAddresses} from '../../src/lib/cluster/address.ts'
import {openCluster, type Cluster} from '../../src/lib/cluster/cluster.ts'
import {startSandbox, stopSandbox, type Sandbox} from '../../src/lib/sandbox/sandbox.ts'
import {kafkit} from '../support/cli.ts'
import type {Step} from '../../src/lib/doctor/step.ts'
import type {Health} from '../../src/lib/health/health.ts'
import {cases, describeWithKafka, full} from '../support/real-kafka.ts'
import {TransactionalProducer} from './transactions.ts'

const hour = 3_600_000

/** Coordinators end what has timed out every second: the third proof waits twice as long. */
const properties = (release: number) => ({
  'transaction.max.timeout.ms': 60_000,
  'transaction.abort.timed.out.transaction.cleanup.interval.ms': 1000,
  ...(release >= 3.6 ? {'transaction.partition.verification.enable': 'false'} : {}),
})

interface Scene {
  readonly sandbox: Sandbox
  readonly cluster: Cluster
  /** Runs kafkit on the cluster, with the time as it is. */
  readonly at: (line: string) => ReturnType<typeof kafkit>
}

/** Partition 0: a batch from an hour ago; 1: one from just now; 2: a transaction that runs. Each between plain records. */
async function sceneOf(kafkaVersion: string): Promise<Scene> {
  const release = Number.parseFloat(kafkaVersion)
  const sandbox = await startSandbox({detached: false, kafkaVersion, properties: properties(release)}) // prettier-ignore
  const cluster = openCluster({bootstrap: parseAddresses(sandbox.bootstrapServers), clientId: 'hanging-test'})
  const at = (line: string, stdin = '') =>
    kafkit([...line.split(' '), '-b', sandbox.bootstrapServers], {stdin, now: () => Date.now()})
  await at('topics create orders --partitions 3')
  const plain = async (values: string) => {
    for (const partition of [0, 1, 2])
      expect(await at(`produce orders --partition ${partition}`, values)).toMatchObject({code: 0})
  }
  await plain('a\nb\n')
  const [lost, young, running] = await Promise.all(
    ['lost', 'young', 'running'].map((id) => TransactionalProducer.open(cluster, id)),
  )
  await lost?.sendUnannounced('orders', 0, ['x', 'y'], Date.now() - hour)
  // A moment that no machine is too slow for.
  await young?.sendUnannounced('orders', 1, ['x'], Date.now() + hour)
  await running?.send('orders', 2, ['x'])
  await plain('c\nd\n')
  return {sandbox, cluster, at}
}

const read = 'consume orders --partition 0 --from-beginning --isolation-level read_committed'

describeWithKafka.each(cases(['4.3.1'], ['3.4.1']))('transactions that hang, Kafka %s', (kafkaVersion) => {
  let scene: Scene
  beforeAll(async () => {
    scene = await sceneOf(kafkaVersion)
  }, 120_000)
  afterAll(async () => {
    scene.cluster.close()
    await stopSandbox(scene.sandbox, {removeData: true})
  })

  test('are found, apart from one that runs', async () => {
    const {at} = scene
    const {out, code} = await at('transactions hanging orders --older 0s -o csv --columns partition,startOffset,blocked,verdict') // prettier-ignore
    expect(code).toBe(3)
    expect(out.trimEnd().split(/\r?\n/).slice(1)).toContain('0,2,4,hanging')
    // The one that runs sends records with old timestamps, and is no finding all the same.
    const {out: report, code: found} = await at('health --check hanging-transactions -o json')
    expect(found).toBe(3)
    const [check] = (JSON.parse(report) as Health).checks
    expect(check?.findings).toMatchObject([
      {
        id: 'hanging-transactions:orders-0',
        text: expect.stringMatching(/^blocked by an open transaction at offset 2 \(producer \d+, silent for 1h/),
      },
    ])
  })

  test('are named by the doctor, with what to type', async () => {
    const {out, code} = await scene.at('doctor --no-second-opinion -o json')
    expect(code).toBe(0)
    const step = (JSON.parse(out) as {steps: Step[]}).steps.find(({name}) => name === 'transactions')
    expect(step?.verdict).toBe('warning')
    expect(step?.hint).toContain('kafkit transactions hanging orders --older 1m')
    // The one that runs blocks readers as well, and will be ended.
    expect(step?.details.map(({subject, text}) => `${subject} ${text}`)).toEqual([
      expect.stringMatching(/^orders-0 blocked by an open transaction at offset 2 \(producer \d+, silent for 1h.*expects no marker here$/), // prettier-ignore
      expect.stringMatching(/^orders-2 blocked by an open transaction at offset 2 .*the transaction of running is Ongoing here$/), // prettier-ignore
    ])
  })

  test('one that runs, and one whose producer was just there, are not aborted', async () => {
    const {at} = scene
    const running = await at('transactions abort orders:2 --yes')
    expect(running.err).toContain('the transaction of running is Ongoing here')
    expect(running.code).toBe(1)
    const young = await at('transactions abort orders:1 --yes')
    expect(young.err).toContain('its producer has written nothing for')
    expect(young.code).toBe(1)
  })

  test('is ended with three proofs, and readers that waited before it go on', async () => {
    const {at} = scene
    const before = await at(`${read} --until-end`)
    expect(before.out).toBe('a\nb\n')
    const waiting = at(`${read} --max-messages 4`)
    const {out, err, code} = await at('transactions abort orders:0 --yes -o csv --columns startOffset,lastStableOffset,lastStableAfter,status') // prettier-ignore
    expect(code, err).toBe(0)
    // Two plain records, two of the transaction, two plain ones, and the marker that ended it.
    expect(out.trimEnd().split(/\r?\n/)[1]).toBe('2,2,7,aborted')
    expect(err).toContain('its producer has written nothing for 1h')
    expect(err).toContain('nothing has changed after another 2s')
    expect((await waiting).out).toBe('a\nb\nc\nd\n')
    const left = await at('transactions hanging orders --older 1m -o csv')
    expect(left.code, left.err).toBe(0)
  })
})

const inFull = full ? describeWithKafka : describe.skip
inFull('transactions that hang, Kafka 2.8', () => {
  let scene: Scene
  beforeAll(async () => {
    scene = await sceneOf('2.8.2')
  }, 120_000)
  afterAll(async () => {
    scene.cluster.close()
    await stopSandbox(scene.sandbox, {removeData: true})
  })

  test('are shown, cannot be proved, and can be ended by the drop-in for those who know what they do', async () => {
    const {at, sandbox} = scene
    const {out} = await at(
      'transactions producers orders -o csv --columns partition,producerId,producerEpoch,transactionStartOffset',
    )
    const row = out.split(/\r?\n/).find((line) => line.startsWith('0,') && line.endsWith(',2'))
    const [, producerId, epoch] = row?.split(',') ?? []
    const listed = await at('transactions hanging orders --older 1m -o csv --columns partition,startOffset,verdict')
    expect(listed.out.split(/\r?\n/)).toContain('0,2,unknown')
    expect(listed.code).toBe(1)
    expect(listed.err).toContain('3.0')
    const doctor = await at('doctor --no-second-opinion')
    expect(doctor.out).toContain('orders-0: blocked by an open transaction at offset 2')
    const refused = await at('transactions abort orders:0 --yes')
    expect(refused.code).toBe(1)
    expect(refused.err).toContain('3.0')
    expect((await at(`${read} --until-end`)).out).toBe('a\nb\n')
    const words = `--bootstrap-server ${sandbox.bootstrapServers} abort --topic orders --partition 0 --producer-id ${producerId} --producer-epoch ${epoch} --coordinator-epoch 0` // prettier-ignore
    await promisify(execFile)(process.execPath, [
      join(import.meta.dirname, '../../bin/kafka-transactions'),
      ...words.split(' '),
    ])
    expect((await at(`${read} --until-end`)).out).toBe('a\nb\nc\nd\n')
  })
})
