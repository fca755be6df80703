// Whether the replicas of a partition hold the same, batch by batch up to their high watermarks.
import type {ReplicaLog} from './fetch-replica.ts'

/** A batch that two replicas hold in different ways. */
export type Mismatch = {
  /** Node ids, and what each has. */
  readonly first: number
  readonly second: number
} & (
  | {readonly kind: 'offset'; readonly firstOffset: number; readonly secondOffset: number}
  | {readonly kind: 'checksum'; readonly offset: number; readonly firstCrc: number; readonly secondCrc: number}
)
export interface Comparison {
  /** In the order in which they were found; nothing is compared behind one of kind `offset`. */
  readonly mismatches: readonly Mismatch[]
  /** Up to here every replica has been compared; the position given if there was nothing to compare. */
  readonly nextOffset: number
  /** The highest of the replicas'; -1: none is known. */
  readonly highWatermark: number
}

/** `logs` by node id, in the order in which they are to be compared, all read from `offset` on. */
export function compareReplicas(logs: ReadonlyMap<number, ReplicaLog>, offset: number): Comparison {
  const mismatches: Mismatch[] = []
  let nextOffset = offset
  let inAll = logs.size > 0
  for (let at = 0; inAll; at++) {
    let first: {readonly id: number; readonly lastOffset: number; readonly crc: number} | undefined
    for (const [id, {batches, highWatermark}] of logs) {
      const batch = batches[at]
      // What is above the high watermark may still differ.
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
