import type {Cluster} from '../cluster/cluster.ts'
import type {KafkaError} from '../cluster/errors.ts'
import type {OffsetRow} from './offsets-csv.ts'

/** All partitions with a commit, or these topics (all their partitions unless listed). */
export type ResetScope =
  'committed' | readonly {readonly topic: string; readonly partitions?: readonly number[] | undefined}[]

/** Where to: times and durations in ms; `shift` relative to the committed offset; `rows` as read from a CSV file. */
export type ResetTarget =
  | {readonly to: 'earliest' | 'latest' | 'current'}
  | {readonly to: 'offset'; readonly offset: number}
  | {readonly to: 'time'; readonly timestamp: number}
  | {readonly to: 'duration'; readonly ms: number}
  | {readonly to: 'shift'; readonly by: number}
  | {readonly to: 'rows'; readonly rows: readonly OffsetRow[]}

export interface PlanResetInput {
  readonly groups: readonly string[]
  /** Ignored with `rows`, which name their partitions. */
  readonly scope: ResetScope
  readonly target: ResetTarget
  /** Ms since the epoch; what durations count back from. */
  readonly now: number
}

/**
 * Why a new offset is not quite what was asked: `raisedToStart`, `loweredToEnd` it lay outside of the log,
 * `noRecordSince` no record is as young as the time so the end is taken, `noCommit` nothing to keep so the end is taken.
 */
export type ResetNote = 'raisedToStart' | 'loweredToEnd' | 'noRecordSince' | 'noCommit'

export interface ResetRow {
  readonly topic: string
  readonly partition: number
  readonly oldOffset: number | null
  /** Null if it cannot be reset: see `error`. */
  readonly newOffset: number | null
  /** newOffset - oldOffset, null if either is unknown. */
  readonly change: number | null
  readonly logStartOffset: number | null
  readonly logEndOffset: number | null
  /** The offset asked for before clamping, null where it was not a number. */
  readonly wantedOffset: number | null
  readonly note: ResetNote | null
  /** Why there is no new offset: unknown partition, no leader, nothing committed to shift … */
  readonly error: KafkaError | Error | null
}

export interface GroupResetPlan {
  readonly groupId: string
  /** As the broker says; null if the group does not exist (yet): committing creates it. */
  readonly state: string | null
  readonly rows: readonly ResetRow[]
  /** Why nothing of the group may be reset: it has active members, is no consumer group, is not in the file … */
  readonly refusal: Error | null
}

/** What a reset would do, without doing it: one plan per group, in their order. */
export async function planReset(_cluster: Cluster, _input: PlanResetInput): Promise<GroupResetPlan[]> {
  throw new Error('being written')
}
