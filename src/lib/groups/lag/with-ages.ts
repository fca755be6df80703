import type {UnreadAge} from './ages.ts'
import {summedLag, type GroupLag, type PartitionLag} from './group-lag.ts'

/**
 * The groups with these ages, whose keys are the partition objects of these groups (see `unpacked`). Records say more
 * than offsets: if a consumer would find only transaction markers (and aborted records, with read_committed), the lag
 * is 0.
 */
export function withAges(groups: readonly GroupLag[], ages: ReadonlyMap<PartitionLag, UnreadAge>): GroupLag[] {
  return groups.map((group) => {
    const {partitions: before} = group
    if (!before.some((at) => ages.has(at))) return group
    const partitions = before.map((at): PartitionLag => {
      const age = ages.get(at)
      if (!age) return at
      return {...at, age, lag: age.basis === 'caughtUp' ? 0 : at.lag}
    })
    return {...group, partitions, ...summedLag(partitions)}
  })
}

/** The same groups, with partition objects that stay the same, so that ages can belong to them. */
export const unpacked = (groups: readonly GroupLag[]): GroupLag[] => groups.map((group) => ({...group}))
