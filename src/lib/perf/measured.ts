// The result of a measurement, as a document that later runs can be compared with.
import {UsageError} from '../errors/usage-error.ts'
import type {HistogramBucket, LatencySummary} from './latencies.ts'

export type PerfKind = 'produce' | 'consume' | 'e2e' | 'share'

/** The settings that must be equal for two runs to be comparable. */
export type PerfSettings = Readonly<Record<string, string | number | null>>

/** One run, without the comparison. */
export interface Measured {
  /** The number of records, without those of the warm-up. */
  readonly records: number
  /** Records that brokers refused, or that never arrived. */
  readonly failed: number
  /** Bytes of keys and values, before compression. */
  readonly bytes: number
  /** The duration for the counted records, ms. */
  readonly elapsedMs: number
  readonly recordsPerSecond: number | null
  readonly bytesPerSecond: number | null
  /**
   * In ms: from the call that takes a record to its acknowledgement, to its arrival (e2e), or from its arrival to the
   * confirmed acceptance (share); null: not measured.
   */
  readonly latencyMs: LatencySummary | null
  readonly histogram: readonly HistogramBucket[]
  /** `done`: all records were processed, or the whole time was used. */
  readonly stoppedBy: 'done' | 'signal'
}

/** A figure compared with that of the earlier run. */
export interface ComparedFigure {
  readonly figure: string
  readonly before: number
  readonly now: number
  /** How much worse it is than before, percent; negative: better. */
  readonly worsePercent: number
  readonly verdict: 'same' | 'better' | 'worse'
}

export interface PerfDocument extends Measured {
  /** The version of the format. */
  readonly kafkitPerf: 1
  readonly kind: PerfKind
  /** ISO 8601. */
  readonly startedAt: string
  readonly clusterId: string | null
  readonly settings: PerfSettings
  /** With --compare. */
  readonly comparison: readonly ComparedFigure[] | null
}

/** The parts of an earlier document that are compared. */
export type EarlierRun = Pick<PerfDocument, 'kind' | 'settings' | 'recordsPerSecond' | 'latencyMs'>

/** Throws UsageError for anything but the document of a complete run with the same settings. */
export function earlierRun(name: string, text: string, kind: PerfKind, settings: PerfSettings): EarlierRun {
  let value: Partial<PerfDocument> | null
  try {
    value = JSON.parse(text) as Partial<PerfDocument> | null
  } catch {
    throw new UsageError(`--compare: ${name} is not JSON; kafkit perf ${kind} prints one`)
  }
  if (typeof value !== 'object' || value?.kafkitPerf !== 1 || typeof value.settings !== 'object')
    throw new UsageError(`--compare: ${name} is not what kafkit perf prints`)
  if (value.kind !== kind) throw new UsageError(`--compare: ${name} is of kafkit perf ${value.kind}`)
  const {stoppedBy, recordsPerSecond = null, latencyMs = null} = value
  if (stoppedBy !== 'done') throw new UsageError(`--compare: the run in ${name} was interrupted`)
  const other = [...new Set([...Object.keys(value.settings), ...Object.keys(settings)])].find(
    (key) => (value.settings?.[key] ?? null) !== (settings[key] ?? null),
  )
  if (other !== undefined)
    throw new UsageError(
      `--compare: the run in ${name} had other settings: ${other} was ${value.settings[other] ?? 'not set'}, but is ${settings[other] ?? 'not set'}`,
    )
  return {kind, settings: value.settings, recordsPerSecond, latencyMs}
}

/** `tolerance`: the percentage by which a figure may be worse. A rate that was requested is not compared. */
export function compareRuns(
  before: EarlierRun,
  now: Measured,
  {tolerance, paced}: {readonly tolerance: number; readonly paced: boolean},
): ComparedFigure[] {
  const figures: (readonly [string, number | null | undefined, number | null | undefined, sign: 1 | -1])[] = [
    ...(paced ? [] : [['recordsPerSecond', before.recordsPerSecond, now.recordsPerSecond, -1] as const]),
    ['latencyMs.p50', before.latencyMs?.p50, now.latencyMs?.p50, 1],
    ['latencyMs.p99', before.latencyMs?.p99, now.latencyMs?.p99, 1],
  ]
  return figures.flatMap(([figure, earlier, later, sign]): ComparedFigure[] => {
    if (earlier == null || later == null || earlier <= 0) return []
    const worsePercent = Math.round(((sign * (later - earlier)) / earlier) * 1000) / 10
    const verdict = worsePercent > tolerance ? 'worse' : worsePercent < -tolerance ? 'better' : 'same'
    return [{figure, before: earlier, now: later, worsePercent, verdict}]
  })
}

/** The rates of the counts; null if no time has passed. */
export const ratesOf = (records: number, bytes: number, elapsedMs: number) => ({
  recordsPerSecond: elapsedMs > 0 ? Math.round((records / elapsedMs) * 1e5) / 100 : null,
  bytesPerSecond: elapsedMs > 0 ? Math.round((bytes / elapsedMs) * 1000) : null,
})
