import type {Cluster} from '../cluster/cluster.ts'
import {openProducer} from '../records/produce/open-producer.ts'
import {Pace} from '../records/produce/pace.ts'
import {payloadsOf} from '../records/produce/payloads.ts'
import type {ProducerSettings} from '../records/produce/producer-settings.ts'
import {Unanswered} from '../records/produce/unanswered.ts'
import {Latencies} from './latencies.ts'
import {ratesOf, type Measured} from './measured.ts'

export interface ProduceRunInput {
  readonly topic: string
  /** Stop after this many records, or this time (ms); at least one of them is set. */
  readonly records?: number | undefined
  readonly forMs?: number | undefined
  /** The number of records at the beginning that do not count. */
  readonly warmup: number
  readonly recordSize: number
  readonly recordsPerSecond?: number | undefined
  readonly producer: Pick<ProducerSettings, 'acks' | 'compression' | 'lingerMs' | 'batchBytes'>
  /** Aborting stops early; what was sent until then counts. */
  readonly signal: AbortSignal
  readonly onNotice: (text: string) => void
  /** Called for each acknowledged batch, with the records and bytes so far, warm-up included. */
  readonly onProgress?: ((records: number, bytes: number, latencies: Latencies) => void) | undefined
}

/** Sends as fast as possible, or at a rate. Failed records are counted; an error that ends the producer is thrown. */
export async function produceRun(cluster: Cluster, input: ProduceRunInput): Promise<Measured> {
  const {topic, records = Infinity, forMs = Infinity, warmup, recordSize, signal, onProgress} = input
  const unanswered = new Unanswered()
  const latencies = new Latencies()
  const counts = {acknowledged: 0, bytes: 0, counted: 0, countedBytes: 0, failed: 0}
  let countsFrom: number | undefined
  let lastAt = 0
  const producer = await openProducer(cluster, {
    ...input.producer,
    topic,
    onError: 'continue',
    signal,
    onNotice: input.onNotice,
    onDelivery: ({ordinals, error}) => {
      const now = performance.now()
      unanswered.answered(ordinals, 0, (number, sentAt, bytes) => {
        if (error) {
          counts.failed++
          return
        }
        counts.acknowledged++
        counts.bytes += bytes
        if (number <= warmup) return
        counts.counted++
        counts.countedBytes += bytes
        latencies.record(now - sentAt)
        lastAt = now
      })
      onProgress?.(counts.acknowledged, counts.bytes, latencies)
    },
  })
  const payload = await payloadsOf({letters: recordSize})
  const pace = input.recordsPerSecond === undefined ? undefined : new Pace({recordsPerSecond: input.recordsPerSecond})
  const record = {key: null, value: payload(0), headers: [], timestamp: null, partition: null}
  const begun = performance.now()
  for (let number = 1; number <= records && !signal.aborted; number++) {
    if (number > 1) record.value = payload(number - 1)
    const now = performance.now()
    if (now - begun >= forMs) break
    if (number === warmup + 1) countsFrom = now
    unanswered.sent(number, now, recordSize)
    const room = producer.add(record)
    if (room) await room
    const wait = pace?.take(recordSize) ?? 0
    if (wait > 0) await pace?.wait(wait, signal)
  }
  await producer.flush()
  const elapsedMs = countsFrom === undefined ? 0 : Math.max(0, lastAt - countsFrom)
  return {
    records: counts.counted,
    failed: counts.failed,
    bytes: counts.countedBytes,
    elapsedMs: Math.round(elapsedMs * 1000) / 1000,
    ...ratesOf(counts.counted, counts.countedBytes, elapsedMs),
    latencyMs: latencies.summary() ?? null,
    histogram: latencies.histogram(),
    stoppedBy: signal.aborted ? 'signal' : 'done',
  }
}
