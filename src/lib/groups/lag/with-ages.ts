import type {UnreadAge} from './ages.ts'
import {summedLag, type GroupLag, type PartitionLag} from './group-lag.ts'

/**
 * The groups with these ages, which are those of their very partitions (see `unpacked`). Records say more than offsets: where a consumer would find nothing
 * but transaction markers (and aborted records, with read_committed) the lag is 0.
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

/** The same groups, with the same partition objects, to which the ages belong. */
export const unpacked = (groups: readonly GroupLag[]): GroupLag[] => groups.map((group) => ({...group}))
