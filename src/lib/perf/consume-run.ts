import type {Cluster} from '../cluster/cluster.ts'
import {consumeRecords} from '../records/consume/consume.ts'
import {ratesOf, type Measured} from './measured.ts'

export interface ConsumeRunInput {
  readonly topic: string
  /** Stop after this many records; default: all that exist now. */
  readonly records?: number | undefined
  readonly signal: AbortSignal
  readonly onNotice: (text: string) => void
  readonly onProgress?: ((records: number, bytes: number) => void) | undefined
}

/** Reads all partitions from their beginning, without a group and without parsing records. */
export async function consumeRun(cluster: Cluster, input: ConsumeRunInput): Promise<Measured> {
  const {topic, records, signal, onNotice, onProgress} = input
  const begun = performance.now()
  const consumed = await consumeRecords(cluster, {
    topics: [topic],
    start: {from: 'beginning'},
    untilEnd: true,
    format: () => undefined,
    output: {write: () => Promise.resolve()},
    ...(records === undefined ? {} : {maxRecords: records}),
    signal,
    onNotice,
    onProgress: (counted) => onProgress?.(counted.records, counted.bytes),
  })
  const elapsedMs = performance.now() - begun
  return {
    records: consumed.records,
    failed: 0,
    bytes: consumed.bytes,
    elapsedMs: Math.round(elapsedMs * 1000) / 1000,
    ...ratesOf(consumed.records, consumed.bytes, elapsedMs),
    latencyMs: null,
    histogram: [],
    stoppedBy: consumed.stoppedBy === 'signal' ? 'signal' : 'done',
  }
}
