import {UsageError} from '../cluster/errors.ts'
import type {ResetNote, ResetTarget} from './reset-types.ts'

/**
 * The times in a target, ms since the epoch; empty for targets without times. Throws UsageError for a time before
 * 1970.
 */
export function resetTimes(target: ResetTarget, now: number): number[] {
  if (target.to === 'time') return [valid(target.timestamp)]
  if (target.to === 'duration') return [valid(now - target.ms)]
  if (target.to !== 'past') return []
  if (target.from >= target.until) throw new UsageError('reset offsets: the time range ends before it begins')
  return [valid(target.from), valid(target.until)]
}

function valid(timestamp: number): number {
  // Negative timestamps have a meaning in ListOffsets: -1 is the end, -2 the start.
  if (!Number.isSafeInteger(timestamp) || timestamp < 0)
    throw new UsageError('reset offsets: the time is before 1970 or out of range')
  return timestamp
}

export type NewOffset =
  /** Null if the committed offset is deleted. */
  | {readonly newOffset: number | null; readonly wantedOffset: number | null; readonly note: ResetNote | null}
  | {readonly error: Error}

/** What is known about a partition. */
export interface Situation {
  /** The first words of an error message. */
  readonly what: string
  readonly committed: number | null
  /** The offset in the file; null if nothing was committed. */
  readonly given: number | null | undefined
  /** The offset that the other group has committed. */
  readonly other?: number | null | undefined
  readonly start: number
  readonly end: number
  /** The first offset at or after the time; null if no record is that recent, undefined if it was not requested. */
  readonly timed: number | null | Error | undefined
  /** The same for the end of a time range. */
  readonly timedUntil?: number | null | Error | undefined
}

/** Apache's rules for a reset: explicit offsets are clamped to the log, everything else falls back to the end of the log. */
export function newOffset(target: ResetTarget, situation: Situation): NewOffset {
  const {what, committed, given, start, end, timed} = situation
  switch (target.to) {
    case 'earliest':
      return exactly(start)
    case 'latest':
      return exactly(end)
    case 'offset':
      return clamped(target.offset, start, end)
    case 'rows':
      if (given === undefined) return {error: new UsageError(`${what}: the file has no offset for it`)}
      if (given === null) return {newOffset: null, wantedOffset: null, note: 'forgotten'}
      return target.exact ? restored(given, start, end) : clamped(given, start, end)
    case 'group': {
      const {other = null} = situation
      if (other !== null) return clamped(other, start, end)
      return {error: new UsageError(`${what}: group ${target.groupId} has no committed offset there`)}
    }
    case 'past':
      return behindRange(situation)
    case 'shift':
      if (committed === null) return {error: new UsageError(`${what}: there is no committed offset to shift`)}
      return clamped(committed + target.by, start, end)
    // Kept even if it is outside the log, because the request is to keep it.
    case 'current':
      return committed === null ? {newOffset: end, wantedOffset: null, note: 'noCommit'} : exactly(committed)
    case 'time':
    case 'duration':
      if (timed === undefined) return {error: new Error(`${what}: the offset for the time is unknown`)}
      if (timed instanceof Error) return {error: timed}
      return timed === null ? {newOffset: end, wantedOffset: null, note: 'noRecordSince'} : exactly(timed)
  }
}

/** Moves only offsets between the first record of the range and the first record after it. */
function behindRange({what, committed, end, timed = null, timedUntil = null}: Situation): NewOffset {
  if (committed === null)
    return {error: new UsageError(`${what}: there is no committed offset that could be in the time range`)}
  for (const listed of [timed, timedUntil]) if (listed instanceof Error) return {error: listed}
  const [first, next] = [timed ?? end, timedUntil ?? end] as [number, number]
  if (committed < first || committed >= next) return {...exactly(committed), note: 'outsideRange'}
  return exactly(next)
}

function restored(offset: number, start: number, end: number): NewOffset {
  const note = offset < start ? 'beforeStart' : offset > end ? 'afterEnd' : null
  return {...exactly(offset), note}
}

const exactly = (offset: number) => ({newOffset: offset, wantedOffset: offset, note: null}) satisfies NewOffset

function clamped(offset: number, start: number, end: number): NewOffset {
  if (offset < start) return {newOffset: start, wantedOffset: offset, note: 'raisedToStart'}
  if (offset > end) return {newOffset: end, wantedOffset: offset, note: 'loweredToEnd'}
  return exactly(offset)
}
