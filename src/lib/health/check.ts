// What a check is, and what it finds.
import type {Facts} from './facts.ts'

export type Severity = 'warning' | 'critical'

/** Something that is not as it should be. */
export interface Found {
  /** Which one of its kind, the same in every look: `orders-3`, `broker-2`; empty: the cluster. */
  readonly subject: string
  readonly severity: Severity
  readonly text: string
}
export interface Looked {
  readonly found: readonly Found[]
  /** Why a part could not be looked at: what is there is not known. */
  readonly errors: readonly Error[]
  /** What was looked at, for a check that finds nothing: `3 brokers`. */
  readonly looked: string
}
/** The check does not apply, or needs another look. */
export interface Skipped {
  readonly skipped: string
}
export interface Limits {
  readonly warning: number
  readonly critical: number
}
export interface Context {
  readonly limits: Limits
  /** How many brokers there should be; undefined: as many as there are. */
  readonly expect: number | undefined
  /** The look before; undefined: this is the first one. */
  readonly before: Facts | undefined
}
export interface Check {
  /** Never changed, because scripts and ignore lists have it. */
  readonly id: string
  /** What it is about, as a line of the manual. */
  readonly about: string
  /** `percent`, `days`, `ms`, `bytes`, `records`; undefined: it has no limits. */
  readonly unit?: 'percent' | 'days' | 'ms' | 'bytes' | 'records'
  readonly limits?: Limits
  judge(facts: Facts, context: Context): Looked | Skipped
}

/** Undefined below both limits; where less is worse, negate both. */
export const severityOf = (value: number, {warning, critical}: Limits): Severity | undefined =>
  value >= critical ? 'critical' : value >= warning ? 'warning' : undefined

export const twoLooks: Skipped = {skipped: 'needs two looks: use --sample, --wait or --watch'}
