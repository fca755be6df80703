import type {GroupLag, PartitionLag} from './lag.ts'

/** What two looks tell of how a lag moves. */
export interface LagRate {
  /** Records a second that were committed, and that were written. */
  readonly outPerSecond: number
  readonly inPerSecond: number
  /** Until nothing is unread if it goes on like that, ms: 0 if nothing is, null if the lag does not shrink. */
  readonly etaMs: number | null
}

export interface Look {
  /** Ms since the epoch. */
  readonly at: number
  readonly groups: readonly GroupLag[]
}

const place = (groupId: string, {topic, partition}: PartitionLag) => `${groupId} ${partition} ${topic}`

/** A partition's positions by group and place, for the next look to be compared with. */
export type Positions = ReadonlyMap<string, Pick<PartitionLag, 'committedOffset' | 'logEndOffset'>>

export const positionsOf = (groups: readonly GroupLag[]): Positions =>
  new Map(
    groups.flatMap(({groupId, partitions}) =>
      partitions.map(({committedOffset, logEndOffset, ...at}) => [
        place(groupId, at as PartitionLag),
        {committedOffset, logEndOffset},
      ]),
    ),
  )

/**
 * Rates of some partitions of a group together. Those whose positions were unknown in one of the looks do not count; null
 * if that is all of them or no time went by. An offset that was set back counts as nothing committed.
 */
export function lagRate(
  groupId: string,
  partitions: readonly PartitionLag[],
  before: Positions,
  elapsedMs: number,
): LagRate | null {
  if (elapsedMs <= 0) return null
  let [read, written, lag, count] = [0, 0, 0, 0]
  for (const at of partitions) {
    const earlier = before.get(place(groupId, at))
    if (at.committedOffset === null || at.logEndOffset === null) continue
    if (earlier?.committedOffset == null || earlier.logEndOffset === null) continue
    count++
    read += Math.max(0, at.committedOffset - earlier.committedOffset)
    written += Math.max(0, at.logEndOffset - earlier.logEndOffset)
    lag += Math.max(0, at.lag ?? 0)
  }
  if (count === 0) return null
  const seconds = elapsedMs / 1000
  const shrinking = (read - written) / elapsedMs
  const etaMs = lag === 0 ? 0 : shrinking > 0 ? lag / shrinking : null
  return {outPerSecond: read / seconds, inPerSecond: written / seconds, etaMs}
}
