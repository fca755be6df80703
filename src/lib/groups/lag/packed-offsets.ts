import type {CommittedOffset} from '../../offsets/committed-offsets.ts'
import {columnOf, valueAt} from './columns-of.ts'

/** The committed offsets of a group, kept in little memory until they are needed. */
export interface PackedOffsets {
  readonly count: number
  /** Created anew at each call if there are many. */
  unpack(): readonly CommittedOffset[]
}

/** Up to this number, objects take only a few MB, while packing them would take a tenth of a command's time. */
export const fewPartitions = 20_000

/**
 * Keeps the offsets of one group after the other: the first ones as they are, and packed once there are more than a
 * few.
 */
export function offsetsKeeper(): (offsets: readonly CommittedOffset[]) => PackedOffsets {
  let kept = 0
  return (offsets) => {
    kept += offsets.length
    return kept > fewPartitions ? packOffsets(offsets) : {count: offsets.length, unpack: () => offsets}
  }
}

export function packOffsets(offsets: readonly CommittedOffset[]): PackedOffsets {
  const count = offsets.length
  const topic = columnOf(offsets, (each) => each.topic)
  const partition = columnOf(offsets, (each) => each.partition)
  const offset = columnOf(offsets, (each) => each.offset)
  const leaderEpoch = columnOf(offsets, (each) => each.leaderEpoch)
  const metadata = columnOf(offsets, (each) => each.metadata)
  const lag = columnOf(offsets, (each) => each.lag)
  const error = columnOf(offsets, (each) => each.error)
  return {
    count,
    unpack: () =>
      Array.from({length: count}, (_, i): CommittedOffset => {
        const own = valueAt(lag, i)
        return {
          topic: valueAt(topic, i),
          partition: valueAt(partition, i),
          offset: valueAt(offset, i),
          leaderEpoch: valueAt(leaderEpoch, i),
          metadata: valueAt(metadata, i),
          ...(own === undefined ? {} : {lag: own}),
          error: valueAt(error, i),
        }
      }),
  }
}
