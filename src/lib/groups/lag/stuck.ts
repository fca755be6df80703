// Whether a group has stopped committing although there are unread records. One look cannot show that; two can.
import type {Cluster} from '../../cluster/cluster.ts'
import {UnsupportedApi} from '../../cluster/errors.ts'
import type {Isolation} from '../../offsets/list-offsets.ts'
import {placeKey} from '../log-ends.ts'
import {unreadAges, type UnreadAge} from './ages.ts'
import {readUpTo, type GroupLag, type PartitionLag} from './group-lag.ts'
import {withAges} from './with-ages.ts'

/**
 * What is remembered about a partition: up to which offset it was read, when that was first seen, and where the log
 * ended then.
 */
export interface SeenCommit {
  readonly committed: number
  readonly end: number
  /** Ms since the epoch. */
  readonly since: number
}
/** Commits by group, then by `topic-partition`. Plain JSON, because they are kept in a file between runs. */
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
  /** Partitions that had unread records all the time, and whose committed offset did not move for `stuckMs`. */
  readonly stuck: readonly Standstill[]
  /** Partitions with a lag that are seen for the first time, so that nothing is known about them yet. */
  readonly unseen: readonly StuckPlace[]
  /** The value of `before` for the next time. */
  readonly seen: SeenCommits
}

/** Compares with the results of earlier looks. Groups that are not in `groups` are remembered unchanged. */
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
    for (const at of partitions) {
      const {topic, partition, logEndOffset: end, lag} = at
      const committed = readUpTo(at)
      if (committed === null || end === null) continue
      const place = `${topic}-${partition}`
      const earlier = before[groupId]?.[place]
      // A log that ends earlier than before is a different log. A group with nothing to read did not stand still.
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

/**
 * findStuck, followed by a look at the records themselves if something seems to stand still or is seen for the first
 * time. A group with only transaction markers ahead has nothing to read, and a record younger than `stuckMs` has not
 * waited that long. If the records may not be read, the offsets decide.
 */
export async function lookForStuck(
  cluster: Cluster,
  groups: readonly GroupLag[],
  before: SeenCommits,
  {
    now,
    stuckMs,
    isolation,
  }: {readonly now: number; readonly stuckMs: number; readonly isolation?: Isolation | undefined},
): Promise<StuckReport> {
  const first = findStuck(groups, before, {now, stuckMs})
  const keyOf = (at: Omit<StuckPlace, 'groupId'>, groupId: string) => `${placeKey(at)} ${groupId}`
  const suspects = new Set([...first.stuck, ...first.unseen].map((at) => keyOf(at, at.groupId)))
  if (suspects.size === 0) return first
  const asked = new Map<string, PartitionLag>()
  const named = new Set([...first.stuck, ...first.unseen].map(({groupId}) => groupId))
  const looked = groups.map((group) => (named.has(group.groupId) ? {...group} : group))
  for (const {groupId, partitions} of looked.filter((group) => named.has(group.groupId)))
    for (const at of partitions) if (suspects.has(keyOf(at, groupId))) asked.set(keyOf(at, groupId), at)
  const unaged = [...asked.values()].filter(({age}) => age === null)
  const ages = await unreadAges(cluster, unaged, {now, isolation}).catch((error: unknown) => {
    if (error instanceof UnsupportedApi) return new Map<PartitionLag, UnreadAge>()
    throw error
  })
  const {stuck, ...rest} = findStuck(withAges(looked, ages), before, {now, stuckMs})
  const isOld = (age: UnreadAge | null | undefined) => age?.ms == null || age.ms >= stuckMs
  const ageOf = (at: PartitionLag | undefined) => at && (at.age ?? ages.get(at))
  return {...rest, stuck: stuck.filter((each) => isOld(ageOf(asked.get(keyOf(each, each.groupId)))))}
}
