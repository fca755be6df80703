// How the outcome of a run is printed.
import type {Columns, RowOf} from '../../cli/columns.ts'
import {problemOf, type Standing} from '../../reassignments/standing.ts'
import type {MoveOutcome, RunOutcome, RunTick} from '../../reassignments/run.ts'
import {roughDuration} from '../../text/duration.ts'
import {grouped} from '../../text/plural.ts'
import {sizeText} from '../../text/size.ts'
import {rateText} from './plan-report.ts'

/** One partition of a run. */
export interface RunItem {
  readonly topic: string
  readonly partition: number
  /** `moving`: left running; `cancelled`: it was not started, or was moved back. */
  readonly status: MoveOutcome['status'] | 'planned' | 'waiting'
  /** Node ids before the run, the preferred leader first. */
  readonly from: readonly number[]
  readonly to: readonly number[]
  /** The size of one replica when the run was planned; null if unknown. */
  readonly bytes: number | null
  /** Node id; null if there is none, or if it is unknown. */
  readonly leader: number | null
  readonly error: Error | null
}

export const runColumns = {
  topic: {value: ({topic}) => topic, role: () => 'name'},
  partition: {value: ({partition}) => partition, align: 'right'},
  status: {value: ({status}) => status, role: ({status}) => (status === 'failed' ? 'bad' : undefined)},
  /** Node ids before the run, the preferred leader first. */
  from: {value: ({from}) => from},
  to: {value: ({to}) => to},
  /** The size of one replica when the run was planned; null if unknown. */
  bytes: {
    value: ({bytes}) => bytes,
    text: ({bytes}) => (bytes === null ? 'unknown' : sizeText(bytes)),
    align: 'right',
  },
  /** Node id; null if there is none, or if it is unknown. */
  leader: {value: ({leader}) => leader, align: 'right'},
  error: {value: ({error}) => error?.message ?? null, filled: true},
} satisfies Columns<RunItem>

export type RunOutput = {
  /** The path for --journal; null if nothing was started. */
  readonly journal: string | null
  readonly partitions: readonly RunItem[]
}
export type RunRow = RowOf<typeof runColumns>

export const itemsOf = ({outcomes}: RunOutcome): RunItem[] =>
  outcomes.map(({partition: {topic, partition, from, to, bytes}, status, leader, error}) => ({
    topic,
    partition,
    status,
    from,
    to,
    bytes,
    leader,
    error,
  }))

/** The row for a partition of a run, in its present state. */
export function standingItem(standing: Standing): RunItem {
  const {
    partition: {topic, partition, from, to, bytes},
    progress,
    leader,
  } = standing
  const error = problemOf(standing) ?? null
  const status = progress === 'gone' || progress === 'elsewhere' ? 'failed' : progress
  return {topic, partition, status, from, to, bytes, leader: leader < 0 ? null : leader, error}
}

/** One line: `3 of 12 partitions, 1.2 GiB of 4.0 GiB, 48.1MB/s, 57s left`. */
export function tickLine({moved, total, doneBytes, leftBytes, rate, etaMs}: RunTick): string {
  const parts = [
    `${grouped(moved)} of ${grouped(total)} partitions`,
    `${sizeText(doneBytes)} of ${sizeText(doneBytes + leftBytes)}`,
    ...(rate === null ? [] : [rateText(rate)]),
    ...(etaMs === null ? [] : [`${roughDuration(etaMs)} left`]),
  ]
  return parts.join(', ')
}
