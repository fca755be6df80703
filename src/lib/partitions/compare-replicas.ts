// Compares the replicas of a partition batch by batch, up to their high watermarks.
import type {ReplicaLog} from './fetch-replica.ts'

/** A batch that differs between two replicas. */
export type Mismatch = {
  /** The node ids, and what each of them has. */
  readonly first: number
  readonly second: number
} & (
  | {readonly kind: 'offset'; readonly firstOffset: number; readonly secondOffset: number}
  | {readonly kind: 'checksum'; readonly offset: number; readonly firstCrc: number; readonly secondCrc: number}
)
export interface Comparison {
  /** In the order in which they were found; nothing is compared after a mismatch of kind `offset`. */
  readonly mismatches: readonly Mismatch[]
  /** Every replica was compared up to here; the given position if there was nothing to compare. */
  readonly nextOffset: number
  /** The highest of the replicas' high watermarks; -1: none is known. */
  readonly highWatermark: number
}

/** `logs` by node id, in the order of comparison, all read from `offset` on. */
export function compareReplicas(logs: ReadonlyMap<number, ReplicaLog>, offset: number): Comparison {
  const mismatches: Mismatch[] = []
  let nextOffset = offset
  let inAll = logs.size > 0
  for (let at = 0; inAll; at++) {
    let first: {readonly id: number; readonly lastOffset: number; readonly crc: number} | undefined
    for (const [id, {batches, highWatermark}] of logs) {
      const batch = batches[at]
      // Records above the high watermark may still differ.
      if (batch === undefined || batch.lastOffset >= highWatermark) inAll = false
      else if (first === undefined) first = {id, ...batch}
      else {
        const two = {first: first.id, second: id}
        if (first.lastOffset !== batch.lastOffset) {
          mismatches.push({...two, kind: 'offset', firstOffset: first.lastOffset, secondOffset: batch.lastOffset})
          return result(logs, mismatches, nextOffset)
        }
        if (first.crc !== batch.crc)
          mismatches.push({
            ...two,
            kind: 'checksum',
            offset: batch.lastOffset,
            firstCrc: first.crc,
            secondCrc: batch.crc,
          })
      }
    }
    if (inAll && first) nextOffset = first.lastOffset + 1
  }
  return result(logs, mismatches, nextOffset)
}

const result = (
  logs: ReadonlyMap<number, ReplicaLog>,
  mismatches: readonly Mismatch[],
  nextOffset: number,
): Comparison => ({
  mismatches,
  nextOffset,
  highWatermark: Math.max(-1, ...[...logs.values()].map(({highWatermark}) => highWatermark)),
})
