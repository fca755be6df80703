// The type of a check and of its findings.
import type {Facts} from './facts.ts'

export type Severity = 'warning' | 'critical'

/** Something unhealthy. */
export interface Found {
  /** Identifies the item in every reading: `orders-3`, `broker-2`; empty: the cluster. */
  readonly subject: string
  readonly severity: Severity
  readonly text: string
}
export interface Looked {
  readonly found: readonly Found[]
  /** Why a part could not be checked, so that its state is not known. */
  readonly errors: readonly Error[]
  /** What was checked, shown if there are no findings: `3 brokers`. */
  readonly looked: string
}
/** The check does not apply, or needs another reading. */
export interface Skipped {
  readonly skipped: string
}
export interface Limits {
  readonly warning: number
  readonly critical: number
}
export interface Context {
  readonly limits: Limits
  /** The intended number of brokers; undefined: the present number. */
  readonly expect: number | undefined
  /** The previous reading; undefined: this is the first one. */
  readonly before: Facts | undefined
}
export interface Check {
  /** Never changed, because scripts and ignore lists contain it. */
  readonly id: string
  /** What it checks, as a line of the manual. */
  readonly about: string
  /** `percent`, `days`, `ms`, `bytes`, `records`; undefined: it has no limits. */
  readonly unit?: 'percent' | 'days' | 'ms' | 'bytes' | 'records'
  readonly limits?: Limits
  judge(facts: Facts, context: Context): Looked | Skipped
}

/** Undefined below both limits; if lower values are worse, negate both. */
export const severityOf = (value: number, {warning, critical}: Limits): Severity | undefined =>
  value >= critical ? 'critical' : value >= warning ? 'warning' : undefined

export const twoLooks: Skipped = {skipped: 'needs two readings: use --sample, --wait or --watch'}
