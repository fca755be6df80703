import type {UnreadAge} from './ages.ts'
import {summedLag, type GroupLag, type PartitionLag} from './group-lag.ts'

/** A sum of lags: of a group, or of one of its topics, members or hosts. */
export interface LagTotal {
  readonly groupId: string
  /** The topic, member id or host; null for the group as a whole, and for partitions that no member owns. */
  readonly key: string | null
  readonly partitions: readonly PartitionLag[]
  /** Null if the lag of a partition is unknown, because then the sum is unknown, too. */
  readonly lag: number | null
  /** Sum of the known lags: the lag is at least this. */
  readonly knownLag: number
  /** The number of partitions whose lag is unknown and therefore missing in `knownLag`. */
  readonly unknownCount: number
  /** The partition with the largest lag. */
  readonly worst: PartitionLag | null
  /** The greatest of the ages, or an unknown one if there is any; null unless requested. */
  readonly age: UnreadAge | null
  /** The greatest of the known ages, ms: the oldest unread record is at least that old. Null if none is known. */
  readonly knownAgeMs: number | null
}

export type LagKey = 'group' | 'topic' | 'member' | 'host'

const keys: Readonly<Record<LagKey, (at: PartitionLag) => string | null>> = {
  group: () => null,
  topic: ({topic}) => topic,
  member: ({member}) => member?.memberId ?? null,
  host: ({member}) => member?.host ?? null,
}

/** The totals in the order of the partitions. A group without partitions has a total only by `group`. */
export function lagTotals({groupId, partitions}: GroupLag, by: LagKey): LagTotal[] {
  const pieces = Map.groupBy(partitions, keys[by])
  if (by === 'group' && partitions.length === 0) pieces.set(null, [])
  return [...pieces].map(([key, some]) => totalOf(groupId, key, some))
}

function totalOf(groupId: string, key: string | null, partitions: readonly PartitionLag[]): LagTotal {
  const {totalLag: knownLag, unknownCount} = summedLag(partitions)
  let worst: PartitionLag | null = null
  let age: UnreadAge | null = null
  let knownAgeMs: number | null = null
  for (const at of partitions) {
    if (at.lag !== null && at.lag > (worst?.lag ?? -Infinity)) worst = at
    if (!at.age) continue
    if (at.age.ms !== null) knownAgeMs = Math.max(knownAgeMs ?? 0, at.age.ms)
    if (age === null || (age.ms !== null && (at.age.ms === null || at.age.ms > age.ms))) age = at.age
  }
  const lag = unknownCount > 0 || partitions.length === 0 ? null : knownLag
  return {groupId, key, partitions, lag, knownLag, unknownCount, worst, age, knownAgeMs}
}
