import {UsageError} from '../cluster/errors.ts'
import type {OffsetRow} from './offsets-csv.ts'

/** Where to: times and durations in ms; `shift` relative to the committed offset; `rows` as read from a CSV file. */
export type ResetTarget =
  | {readonly to: 'earliest' | 'latest' | 'current'}
  | {readonly to: 'offset'; readonly offset: number}
  | {readonly to: 'time'; readonly timestamp: number}
  | {readonly to: 'duration'; readonly ms: number}
  | {readonly to: 'shift'; readonly by: number}
  | {readonly to: 'rows'; readonly rows: readonly OffsetRow[]}

/**
 * Why a new offset is not quite what was asked: `raisedToStart`, `loweredToEnd` it lay outside of the log,
 * `noRecordSince` no record is as young as the time so the end is taken, `noCommit` nothing to keep so the end is taken.
 */
export type ResetNote = 'raisedToStart' | 'loweredToEnd' | 'noRecordSince' | 'noCommit'

/** The point in time of a target, ms since the epoch; undefined if it is none. UsageError before 1970. */
export function resetTime(target: ResetTarget, now: number): number | undefined {
  if (target.to !== 'time' && target.to !== 'duration') return undefined
  const timestamp = target.to === 'time' ? target.timestamp : now - target.ms
  // Negative ones mean something else on the wire: -1 is the end, -2 the start.
  if (!Number.isSafeInteger(timestamp) || timestamp < 0)
    throw new UsageError('reset offsets: the time is before 1970 or beyond reckoning')
  return timestamp
}

export type NewOffset =
  | {readonly newOffset: number; readonly wantedOffset: number | null; readonly note: ResetNote | null}
  | {readonly error: Error}

/** What is known of a partition. */
export interface Situation {
  /** How an error begins. */
  readonly what: string
  readonly committed: number | null
  /** From the file. */
  readonly given: number | undefined
  readonly start: number
  readonly end: number
  /** Null: no record is as young as the time; undefined: not asked for. */
  readonly timed: number | null | Error | undefined
}

/** The rules of Apache's reset: explicit offsets are clamped to the log, the rest falls back to its end. */
export function newOffset(target: ResetTarget, {what, committed, given, start, end, timed}: Situation): NewOffset {
  switch (target.to) {
    case 'earliest':
      return exactly(start)
    case 'latest':
      return exactly(end)
    case 'offset':
      return clamped(target.offset, start, end)
    case 'rows':
      return given === undefined
        ? {error: new UsageError(`${what}: the file has no offset for it`)}
        : clamped(given, start, end)
    case 'shift':
      if (committed === null)
        return {error: new UsageError(`${what}: nothing is committed there, so there is nothing to shift from`)}
      return clamped(committed + target.by, start, end)
    // Kept as it is, even where the log does not reach: that is what was asked.
    case 'current':
      return committed === null ? {newOffset: end, wantedOffset: null, note: 'noCommit'} : exactly(committed)
    case 'time':
    case 'duration':
      if (timed === undefined) return {error: new Error(`${what}: the offset for the time is unknown`)}
      if (timed instanceof Error) return {error: timed}
      return timed === null ? {newOffset: end, wantedOffset: null, note: 'noRecordSince'} : exactly(timed)
  }
}

const exactly = (offset: number): NewOffset => ({newOffset: offset, wantedOffset: offset, note: null})

function clamped(offset: number, start: number, end: number): NewOffset {
  if (offset < start) return {newOffset: start, wantedOffset: offset, note: 'raisedToStart'}
  if (offset > end) return {newOffset: end, wantedOffset: offset, note: 'loweredToEnd'}
  return exactly(offset)
}
