import type {UnreadAge} from './ages.ts'
import type {GroupLag, PartitionLag} from './group-lag.ts'

/** Lags added up: those of a group, or of one of its topics, members or hosts. */
export interface LagTotal {
  readonly groupId: string
  /** The topic, member id or host; null for the group as a whole, and for partitions that no member owns. */
  readonly key: string | null
  readonly partitions: readonly PartitionLag[]
  /** Sum of the known lags; negative ones count as 0. Null if none is known. */
  readonly lag: number | null
  /** Partitions whose lag is unknown, and so missing in the sum. */
  readonly unknownCount: number
  /** The partition with the largest lag. */
  readonly worst: PartitionLag | null
  /** The greatest of the known ages; null unless asked for. */
  readonly age: UnreadAge | null
}

export type LagKey = 'group' | 'topic' | 'member' | 'host'

const keys: Readonly<Record<LagKey, (at: PartitionLag) => string | null>> = {
  group: () => null,
  topic: ({topic}) => topic,
  member: ({member}) => member?.memberId ?? null,
  host: ({member}) => member?.host ?? null,
}

/** In the order of the partitions. A group without partitions has a total only by `group`. */
export function lagTotals({groupId, partitions}: GroupLag, by: LagKey): LagTotal[] {
  const pieces = Map.groupBy(partitions, keys[by])
  if (by === 'group' && partitions.length === 0) pieces.set(null, [])
  return [...pieces].map(([key, some]) => totalOf(groupId, key, some))
}

function totalOf(groupId: string, key: string | null, partitions: readonly PartitionLag[]): LagTotal {
  const known = partitions.filter(({lag}) => lag !== null)
  let worst: PartitionLag | null = null
  let age: UnreadAge | null = null
  for (const at of partitions) {
    if (at.lag !== null && at.lag > (worst?.lag ?? -Infinity)) worst = at
    if (at.age && (age === null || (at.age.ms ?? -1) > (age.ms ?? -1))) age = at.age
  }
  return {
    groupId,
    key,
    partitions,
    lag: known.length > 0 ? known.reduce((sum, {lag}) => sum + Math.max(0, lag ?? 0), 0) : null,
    unknownCount: partitions.length - known.length,
    worst,
    age,
  }
}
