import type {GroupLag, PartitionLag, UnreadAge} from './lag.ts'

/** Lags added up: of a group, of one of its topics, members or hosts. */
export interface LagTotal {
  readonly groupId: string
  /** The topic, member id or host; null for a group as a whole, or what nobody owns. */
  readonly key: string | null
  readonly partitionCount: number
  /** Sum of the known lags; negative ones count as 0. Null if none is known. */
  readonly lag: number | null
  /** Partitions with an unknown lag: the sum is too small by theirs. */
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

/** In the order of the partitions; a group without partitions has a total of its own only by `group`. */
export function lagTotals({groupId, partitions}: GroupLag, by: LagKey): LagTotal[] {
  const pieces = Map.groupBy(partitions, keys[by])
  if (by === 'group' && partitions.length === 0) pieces.set(null, [])
  return [...pieces].map(([key, some]) => ({groupId, key, ...sums(some)}))
}

function sums(partitions: readonly PartitionLag[]): Omit<LagTotal, 'groupId' | 'key'> {
  const known = partitions.filter(({lag}) => lag !== null)
  let worst: PartitionLag | null = null
  let age: UnreadAge | null = null
  for (const at of partitions) {
    if (at.lag !== null && at.lag > (worst?.lag ?? -Infinity)) worst = at
    if (at.age && (age === null || (at.age.ms ?? -1) > (age.ms ?? -1))) age = at.age
  }
  return {
    partitionCount: partitions.length,
    lag: known.length > 0 ? known.reduce((sum, {lag}) => sum + Math.max(0, lag ?? 0), 0) : null,
    unknownCount: partitions.length - known.length,
    worst,
    age,
  }
}
