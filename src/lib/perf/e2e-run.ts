// Measures how long a record takes from the producer to a consumer, one record at a time so that none waits for
// another.
import {setTimeout as sleep} from 'node:timers/promises'
import type {Cluster} from '../cluster/cluster.ts'
import {KafkaError} from '../cluster/errors.ts'
import {timerMs} from '../cluster/waiting.ts'
import {ExpectedError} from '../errors/expected-error.ts'
import {Consumption} from '../records/consume/consumption.ts'
import {Position} from '../records/consume/position.ts'
import {offsetsAt} from '../records/consume/start.ts'
import {openProducer} from '../records/produce/open-producer.ts'
import type {ProducerSettings} from '../records/produce/producer-settings.ts'
import {Latencies} from './latencies.ts'
import {ratesOf, type Measured} from './measured.ts'

export interface EndToEndInput {
  readonly topic: string
  readonly records: number
  readonly forMs?: number | undefined
  readonly warmup: number
  /** At least `leastSize`, because each record contains its number. */
  readonly recordSize: number
  /** The longest time that a record may take, ms. */
  readonly patienceMs: number
  readonly producer: Pick<ProducerSettings, 'acks' | 'compression'>
  readonly signal: AbortSignal
  readonly onNotice: (text: string) => void
  readonly onProgress?: ((records: number, bytes: number, latencies: Latencies) => void) | undefined
}

/** Bytes for the id of the run and the number of the record. */
export const leastSize = 24

/** A record was acknowledged but did not arrive. */
export class DidNotArrive extends ExpectedError {
  override readonly name = 'DidNotArrive'
}

/** Throws DidNotArrive, KafkaError and ConnectionError: a lost record makes all later ones meaningless. */
export async function endToEndRun(cluster: Cluster, input: EndToEndInput): Promise<Measured> {
  const {topic, records, forMs = Infinity, warmup, recordSize, patienceMs, signal, onNotice, onProgress} = input
  const producer = await openProducer(cluster, {...input.producer, topic, lingerMs: 0, signal, onNotice})
  const run = Math.random().toString(36).slice(2, 14).padEnd(12, '0')
  const arrived = {number: 0, at: 0}
  let arrival = Promise.withResolvers<void>()
  const consumption = new Consumption(
    cluster,
    {
      format: ({value}) => {
        // Other clients may write to the topic, too.
        if (value === null || value.length < leastSize) return
        const text = Buffer.from(value.subarray(0, leastSize)).toString('latin1')
        if (!text.startsWith(run)) return
        arrived.number = Number(text.slice(12))
        arrived.at = performance.now()
        arrival.resolve()
      },
      fetch: {minBytes: 1},
      output: {write: () => Promise.resolve()},
      onNotice,
    },
    {mayDrop: () => false, endless: true},
  )
  const finished = consumption.finish()
  finished.catch(() => arrival.resolve())
  const latencies = new Latencies()
  let [bytes, countsFrom, lastAt] = [0, 0, 0]
  try {
    await readFromEnds(cluster, topic, consumption)
    const value = {bytes: Buffer.alloc(recordSize, 'k'), start: 0, end: recordSize}
    const begun = performance.now()
    for (let number = 1; number <= records && !signal.aborted && performance.now() - begun < forMs; number++) {
      value.bytes.write(`${run}${String(number).padStart(12, '0')}`, 'latin1')
      arrival = Promise.withResolvers()
      const sentAt = performance.now()
      if (number === warmup + 1) countsFrom = sentAt
      await producer.add({key: null, value, headers: [], timestamp: null, partition: null})
      await producer.flush()
      const found = await awaited(() => arrived.number === number, arrival.promise, {patienceMs, signal})
      if (consumption.stopping.aborted) await finished
      if (!found && signal.aborted) break
      if (!found) throw new DidNotArrive(`record ${number} was acknowledged but did not arrive within ${patienceMs} ms`)
      if (number <= warmup) continue
      latencies.record(arrived.at - sentAt)
      bytes += recordSize
      lastAt = arrived.at
      onProgress?.(number, bytes, latencies)
    }
  } finally {
    consumption.stop('signal')
    await finished.catch(() => undefined)
  }
  const elapsedMs = Math.max(0, lastAt - countsFrom)
  return {
    records: latencies.count,
    failed: 0,
    bytes,
    elapsedMs: Math.round(elapsedMs * 1000) / 1000,
    ...ratesOf(latencies.count, bytes, elapsedMs),
    latencyMs: latencies.summary() ?? null,
    histogram: latencies.histogram(),
    stoppedBy: signal.aborted ? 'signal' : 'done',
  }
}

async function awaited(
  isThere: () => boolean,
  arrival: Promise<void>,
  {patienceMs, signal}: {readonly patienceMs: number; readonly signal: AbortSignal},
): Promise<boolean> {
  if (isThere()) return true
  const late = new AbortController()
  const timer = sleep(timerMs(patienceMs), undefined, {signal: AbortSignal.any([late.signal, signal])}).catch(
    () => undefined,
  )
  await Promise.race([arrival, timer]).finally(() => late.abort())
  return isThere()
}

/** Everything that is sent from now on will be received. */
async function readFromEnds(cluster: Cluster, topic: string, consumption: Consumption): Promise<void> {
  const [metadata] = await cluster.topics([topic], {refresh: true})
  if (!metadata || metadata.errorCode !== 0) throw new KafkaError(metadata?.errorCode ?? 3, `read topic ${topic}`)
  const partitions = metadata.partitions.map(({index}) => ({topic, partition: index}))
  const ends = await offsetsAt(cluster, partitions, 'latest', {isolation: 'read_uncommitted', signal: undefined})
  consumption.fetcher.add(
    partitions.map(({partition}, at) => new Position(metadata, partition, ends[at] ?? 0, undefined)),
  )
}
