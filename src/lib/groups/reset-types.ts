// The types of a reset of committed offsets: its target, its plan, and the offsets that a file restores.
import type {TopicScope} from '../text/topic-scope.ts'
import type {GroupMember, GroupType} from './group-description.ts'
import type {OffsetRow} from './offsets-csv.ts'

/** Where offsets are moved to. Times and durations are in ms; `shift` is relative to the committed offset. */
export type ResetTarget =
  | {readonly to: 'earliest' | 'latest' | 'current'}
  | {readonly to: 'offset'; readonly offset: number}
  | {readonly to: 'time'; readonly timestamp: number}
  | {readonly to: 'duration'; readonly ms: number}
  | {readonly to: 'shift'; readonly by: number}
  /** To the offsets of another group. */
  | {readonly to: 'group'; readonly groupId: string}
  /** Past the records of a time range (ms since the epoch): only offsets inside the range are moved, to its end. */
  | {readonly to: 'past'; readonly from: number; readonly until: number}
  /** To the offsets in a file. `exact`, for undo files: offsets are not clamped, and null deletes the offset. */
  | {readonly to: 'rows'; readonly rows: readonly OffsetToRestore[]; readonly exact?: boolean | undefined}

/**
 * Why a new offset is not exactly the requested one: `raisedToStart`, `loweredToEnd`: the offset was outside the log;
 * `noRecordSince`: no record is as recent as the time, so the end is used; `noCommit`: there is no offset to keep, so
 * the end is used; `outsideRange`: the offset is not inside the time range and stays; `forgotten`: nothing was
 * committed there before, so the offset is deleted; `beforeStart`, `afterEnd`: restored although it is outside the
 * log.
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
  /** Null if nothing was committed. */
  readonly offset: number | null
  readonly leaderEpoch?: number | null | undefined
  readonly metadata?: string | null | undefined
}

/**
 * All partitions with a committed offset, or these topics (all their partitions unless listed). A pattern stands for topics
 * in which the group has committed offsets.
 */
export type ResetScope = 'committed' | readonly TopicScope[]

export interface PlanResetInput {
  readonly groups: readonly string[]
  /** Ignored with `rows`, which name their partitions. */
  readonly scope: ResetScope
  readonly target: ResetTarget
  /** Ms since the epoch; durations count back from it. */
  readonly now: number
  /** Groups of the Streams protocol may be reset, too; the caller also resets the state of their applications. */
  readonly applications?: boolean | undefined
  /** Members do not prevent the reset, because the caller removes them first. */
  readonly despiteMembers?: boolean | undefined
}

export interface ResetRow {
  readonly topic: string
  readonly partition: number
  /** The committed offset; null if nothing is committed. */
  readonly oldOffset: number | null
  /** The leader epoch committed with it, or null. */
  readonly oldLeaderEpoch: number | null
  readonly oldMetadata: string | null
  /** Null if the partition cannot be reset (see `error`), or if its committed offset is deleted (note `forgotten`). */
  readonly newOffset: number | null
  /** The leader epoch to commit with it; null unless it comes from a file or another group. */
  readonly newLeaderEpoch: number | null
  readonly newMetadata: string | null
  /** Records skipped, or read again (negative): newOffset - oldOffset within the log. Null if either is unknown. */
  readonly change: number | null
  readonly logStartOffset: number | null
  readonly logEndOffset: number | null
  /** The requested offset, before clamping; null if the target is not an offset. */
  readonly wantedOffset: number | null
  readonly note: ResetNote | null
  /** Why there is no new offset: the partition is unknown, has no leader, has no committed offset to shift … */
  readonly error: Error | null
}

/**
 * Totals in offsets. Skipping records and reading them again are different kinds of harm and never subtracted from each
 * other.
 */
export interface ResetTotals {
  /** Records that the group has not read and will not read. */
  readonly skipped: number
  /** Records that the group has read and will read again. */
  readonly reread: number
  /** The number of partitions without a known change: nothing was or will be committed, or they cannot be reset. */
  readonly unknown: number
}

export interface GroupResetPlan {
  readonly groupId: string
  /** As the broker reports it; null if the group does not exist, in which case committing creates it. */
  readonly state: string | null
  /** Null if the group does not exist. */
  readonly type: GroupType | null
  /** The members that prevent a reset. */
  readonly members: readonly Pick<GroupMember, 'memberId' | 'groupInstanceId' | 'clientId' | 'host' | 'memberEpoch'>[]
  readonly totals: ResetTotals
  /** Sorted by topic, then partition; empty with a `refusal`. */
  readonly rows: readonly ResetRow[]
  /** Why the group cannot be reset at all: it has active members, is not a consumer group, is not in the file … */
  readonly refusal: Error | null
}
