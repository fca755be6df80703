// How fast a lag moves, from two looks at it.
import type {GroupLag, PartitionLag} from './group-lag.ts'

export interface LagRate {
  /** Records committed per second. */
  readonly outPerSecond: number
  /** Records written per second. */
  readonly inPerSecond: number
  /** Ms until nothing is unread, if it goes on like this: 0 if nothing is unread, null if the lag does not shrink. */
  readonly etaMs: number | null
}

/** The positions of a look, for a later one to be compared with. */
export type Positions = ReadonlyMap<string, Pick<PartitionLag, 'committedOffset' | 'logEndOffset'>>

const positionKey = (groupId: string, {topic, partition}: PartitionLag) => `${groupId} ${partition} ${topic}`

export const positionsOf = (groups: readonly GroupLag[]): Positions =>
  new Map(
    groups.flatMap(({groupId, partitions}) =>
      partitions.map((at) => {
        const {committedOffset, logEndOffset} = at
        return [positionKey(groupId, at), {committedOffset, logEndOffset}] as const
      }),
    ),
  )

/** An earlier look: its positions, and how long ago it was. */
export interface EarlierLook {
  readonly positions: Positions
  readonly elapsedMs: number
}

/**
 * The rate of some partitions of a group together. Partitions whose positions were unknown in one of the looks are left
 * out; null if none is left or no time has passed. An offset that was reset backwards counts as nothing committed.
 */
export function lagRate(
  groupId: string,
  partitions: readonly PartitionLag[],
  {positions, elapsedMs}: EarlierLook,
): LagRate | null {
  if (elapsedMs <= 0) return null
  let [read, written, lag, count] = [0, 0, 0, 0]
  for (const at of partitions) {
    const earlier = positions.get(positionKey(groupId, at))
    if (at.committedOffset === null || at.logEndOffset === null) continue
    if (earlier?.committedOffset == null || earlier.logEndOffset === null) continue
    count++
    read += Math.max(0, at.committedOffset - earlier.committedOffset)
    written += Math.max(0, at.logEndOffset - earlier.logEndOffset)
    lag += Math.max(0, at.lag ?? 0)
  }
  if (count === 0) return null
  const seconds = elapsedMs / 1000
  const shrinkPerMs = (read - written) / elapsedMs
  const etaMs = lag === 0 ? 0 : shrinkPerMs > 0 ? lag / shrinkPerMs : null
  return {outPerSecond: read / seconds, inPerSecond: written / seconds, etaMs}
}
