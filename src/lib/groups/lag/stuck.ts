// Whether a group has stopped committing although there is something to read. One look cannot tell; two can.
import type {GroupLag} from './group-lag.ts'

/** What is remembered of one partition: its committed offset, when it was first seen, and where the log ended then. */
export interface SeenCommit {
  readonly committed: number
  readonly end: number
  /** Ms since the epoch. */
  readonly since: number
}
/** By group, then by `topic-partition`. Plain JSON, because it is kept in a file between runs. */
export type SeenCommits = Readonly<Record<string, Readonly<Record<string, SeenCommit>>>>

interface StuckPlace {
  readonly groupId: string
  readonly topic: string
  readonly partition: number
}

export interface Standstill extends StuckPlace {
  /** Ms for which the committed offset has not moved, as far as the looks can tell. */
  readonly forMs: number
  /** Records written since then. */
  readonly written: number
}

export interface StuckReport {
  /** Partitions that had something unread all the time, and whose committed offset did not move for `stuckMs`. */
  readonly stuck: readonly Standstill[]
  /** Partitions with a lag that are seen for the first time, so that nothing can be said about them. */
  readonly unseen: readonly StuckPlace[]
  /** What to pass as `before` next time. */
  readonly seen: SeenCommits
}

/** Compares with what earlier looks saw. Groups that are not in `groups` are remembered unchanged. */
export function findStuck(
  groups: readonly GroupLag[],
  before: SeenCommits,
  {now, stuckMs}: {readonly now: number; readonly stuckMs: number},
): StuckReport {
  const stuck: Standstill[] = []
  const unseen: StuckPlace[] = []
  const seen: Record<string, Record<string, SeenCommit>> = {...before}
  for (const {groupId, partitions} of groups) {
    const commits: Record<string, SeenCommit> = {...before[groupId]}
    for (const {topic, partition, committedOffset: committed, logEndOffset: end, lag} of partitions) {
      if (committed === null || end === null) continue
      const place = `${topic}-${partition}`
      const earlier = before[groupId]?.[place]
      // A log that ends earlier than before is a different log. A group that had nothing to read did not stand still.
      const stands = earlier?.committed === committed && earlier.end <= end && earlier.end > committed
      commits[place] = stands ? earlier : {committed, end, since: now}
      if ((lag ?? 0) <= 0) continue
      if (!earlier) unseen.push({groupId, topic, partition})
      else if (stands && now - earlier.since >= stuckMs)
        stuck.push({groupId, topic, partition, forMs: now - earlier.since, written: end - earlier.end})
    }
    seen[groupId] = commits
  }
  return {stuck, unseen, seen}
}
