// What a reset of committed offsets is made of: where to, its plan, and the offsets that a file puts back.
import type {GroupMember, GroupType} from './group-description.ts'
import type {OffsetRow} from './offsets-csv.ts'

/** Where to: times and durations in ms; `shift` relative to the committed offset; `rows` as read from a file. */
export type ResetTarget =
  | {readonly to: 'earliest' | 'latest' | 'current'}
  | {readonly to: 'offset'; readonly offset: number}
  | {readonly to: 'time'; readonly timestamp: number}
  | {readonly to: 'duration'; readonly ms: number}
  | {readonly to: 'shift'; readonly by: number}
  /** The offsets of another group. */
  | {readonly to: 'group'; readonly groupId: string}
  /** Over the records of a time range (ms since the epoch): only what stands inside of it is moved, to its end. */
  | {readonly to: 'past'; readonly from: number; readonly until: number}
  /** `exact`: not clamped, and null forgets the offset: what an undo file restores. */
  | {readonly to: 'rows'; readonly rows: readonly OffsetToRestore[]; readonly exact?: boolean | undefined}

/**
 * Why a new offset is not quite what was asked: `raisedToStart`, `loweredToEnd` it lay outside of the log,
 * `noRecordSince` no record is as young as the time so the end is taken, `noCommit` nothing to keep so the end is taken,
 * `outsideRange` it does not stand inside of the time range and stays, `forgotten` nothing was committed there before, so
 * the offset is deleted, `beforeStart` and `afterEnd` restored as it was although the log does not reach there.
 */
export type ResetNote =
  | 'raisedToStart'
  | 'loweredToEnd'
  | 'noRecordSince'
  | 'noCommit'
  | 'outsideRange'
  | 'forgotten'
  | 'beforeStart'
  | 'afterEnd'

export interface OffsetToRestore extends Omit<OffsetRow, 'offset'> {
  /** Null: nothing was committed. */
  readonly offset: number | null
  readonly leaderEpoch?: number | null | undefined
  readonly metadata?: string | null | undefined
}

/** All partitions with a commit, or these topics (all their partitions unless listed). */
export type ResetScope =
  'committed' | readonly {readonly topic: string; readonly partitions?: readonly number[] | undefined}[]

export interface PlanResetInput {
  readonly groups: readonly string[]
  /** Ignored with `rows`, which name their partitions. */
  readonly scope: ResetScope
  readonly target: ResetTarget
  /** Ms since the epoch; what durations count back from. */
  readonly now: number
}

export interface ResetRow {
  readonly topic: string
  readonly partition: number
  /** What is committed now; null if nothing is. */
  readonly oldOffset: number | null
  /** What is committed beside it. */
  readonly oldLeaderEpoch: number | null
  readonly oldMetadata: string | null
  /** Null if it cannot be reset (see `error`), or if the committed offset is deleted (note `forgotten`). */
  readonly newOffset: number | null
  /** To be committed beside it; null unless a file or another group says it. */
  readonly newLeaderEpoch: number | null
  readonly newMetadata: string | null
  /** newOffset - oldOffset, null if either is unknown. */
  readonly change: number | null
  readonly logStartOffset: number | null
  readonly logEndOffset: number | null
  /** The offset asked for before clamping, null where it was not a number. */
  readonly wantedOffset: number | null
  readonly note: ResetNote | null
  /** Why there is no new offset: unknown partition, no leader, nothing committed to shift … */
  readonly error: Error | null
}

/** In records (offsets). Skipped and re-read are different harms: they are never set off against each other. */
export interface ResetTotals {
  /** Not read yet, and passed over. */
  readonly skipped: number
  /** Read already, and to be read again. */
  readonly reread: number
  /** Partitions for which neither is known: nothing was committed, or nothing will be, or they cannot be reset. */
  readonly unknown: number
}

export interface GroupResetPlan {
  readonly groupId: string
  /** As the broker says; null if there is no such group (yet): committing would create it. */
  readonly state: string | null
  /** Null if there is no such group. */
  readonly type: GroupType | null
  /** Who keeps it from being reset. */
  readonly members: readonly Pick<GroupMember, 'memberId' | 'groupInstanceId' | 'clientId' | 'host' | 'memberEpoch'>[]
  readonly totals: ResetTotals
  /** By topic, then partition; empty with a `refusal`. */
  readonly rows: readonly ResetRow[]
  /** Why nothing of the group may be reset: it has active members, is no consumer group, is not in the file … */
  readonly refusal: Error | null
}
