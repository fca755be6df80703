// Whether a group has stopped committing although there is something to read: two looks tell, one cannot.
import type {GroupLag} from './lag.ts'

/** What was seen of one partition: since when its committed offset is what it is, and where the log ended then. */
export interface SeenCommit {
  readonly committed: number
  readonly end: number
  /** Ms since the epoch. */
  readonly since: number
}
/** By group, then `topic-partition`. Plain data, to be kept in a file between looks. */
export type SeenCommits = Readonly<Record<string, Readonly<Record<string, SeenCommit>>>>

export interface Standstill {
  readonly groupId: string
  readonly topic: string
  readonly partition: number
  /** How long the committed offset has not moved, as far as the looks tell, ms. */
  readonly forMs: number
  /** Records written meanwhile. */
  readonly written: number
}

export interface StuckReport {
  /** Partitions with a lag all the time, whose committed offset did not move for that long. */
  readonly stuck: readonly Standstill[]
  /** Partitions with a lag that were never looked at before: nobody can say. */
  readonly unseen: readonly Pick<Standstill, 'groupId' | 'topic' | 'partition'>[]
  /** What to keep for the next look. */
  readonly seen: SeenCommits
}

/** Compares with what was seen before and says what to remember; groups that were not looked at are remembered as they were. */
export function findStuck(
  groups: readonly GroupLag[],
  before: SeenCommits,
  {now, stuckMs}: {readonly now: number; readonly stuckMs: number},
): StuckReport {
  const stuck: Standstill[] = []
  const unseen: {groupId: string; topic: string; partition: number}[] = []
  const seen: Record<string, Record<string, SeenCommit>> = {...before}
  for (const {groupId, partitions} of groups) {
    const commits: Record<string, SeenCommit> = {...before[groupId]}
    for (const {topic, partition, committedOffset: committed, logEndOffset: end, lag} of partitions) {
      if (committed === null || end === null) continue
      const place = `${topic}-${partition}`
      const earlier = before[groupId]?.[place]
      // A log that is shorter than it was is another log; and who had nothing to read did not stand still.
      const stands = earlier?.committed === committed && earlier.end <= end && earlier.end > committed
      commits[place] = stands ? earlier : {committed, end, since: now}
      if ((lag ?? 0) <= 0) continue
      if (!earlier) unseen.push({groupId, topic, partition})
      else if (stands && now - earlier.since >= stuckMs) {
        stuck.push({groupId, topic, partition, forMs: now - earlier.since, written: end - earlier.end})
      }
    }
    seen[groupId] = commits
  }
  return {stuck, unseen, seen}
}
