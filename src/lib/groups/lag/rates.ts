// How fast a lag changes, from two looks at it.
import {readUpTo, unreadCount, type GroupLag, type PartitionLag} from './group-lag.ts'

export interface LagRate {
  /** Records committed per second. */
  readonly outPerSecond: number
  /** Records written per second. */
  readonly inPerSecond: number
  /**
   * Ms until nothing is unread at these rates: 0 if nothing is unread, null if the lag does not shrink or is not
   * completely known.
   */
  readonly etaMs: number | null
}

/** The positions of a look, with which a later look is compared. */
export type Positions = ReadonlyMap<string, Position>

interface Position {
  readonly read: number
  readonly end: number
}

/** Null if unknown. */
function positionOf(at: PartitionLag): Position | null {
  const read = readUpTo(at)
  return read === null || at.logEndOffset === null ? null : {read, end: at.logEndOffset}
}

const positionKey = (groupId: string, {topic, partition}: PartitionLag) => `${groupId} ${partition} ${topic}`

export const positionsOf = (groups: readonly GroupLag[]): Positions =>
  new Map(
    groups.flatMap(({groupId, partitions}) =>
      partitions.flatMap((at) => {
        const position = positionOf(at)
        return position ? [[positionKey(groupId, at), position] as const] : []
      }),
    ),
  )

/** An earlier look: its positions, and how long ago it was. */
export interface EarlierLook {
  readonly positions: Positions
  readonly elapsedMs: number
}

/**
 * The rate of some partitions of a group together. Partitions whose positions were unknown in one of the looks are
 * left out; null if none is left or no time has passed. An offset that was reset backwards counts as if nothing was
 * committed.
 */
export function lagRate(
  groupId: string,
  partitions: readonly PartitionLag[],
  {positions, elapsedMs}: EarlierLook,
): LagRate | null {
  if (elapsedMs <= 0) return null
  let [read, written, lag, count, unknown] = [0, 0, 0, 0, 0]
  for (const at of partitions) {
    const unread = unreadCount(at)
    if (unread === null) unknown++
    lag += unread ?? 0
    const now = positionOf(at)
    const earlier = positions.get(positionKey(groupId, at))
    if (!now || !earlier) continue
    count++
    read += Math.max(0, now.read - earlier.read)
    written += Math.max(0, now.end - earlier.end)
  }
  if (count === 0) return null
  const seconds = elapsedMs / 1000
  const shrinkPerMs = (read - written) / elapsedMs
  const etaMs = unknown > 0 ? null : lag === 0 ? 0 : shrinkPerMs > 0 ? lag / shrinkPerMs : null
  return {outPerSecond: read / seconds, inPerSecond: written / seconds, etaMs}
}
