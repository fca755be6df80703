// The acquired records in a response to ShareFetch. The bytes may hold further records, which other members have
// acquired or which are already acknowledged.
import type {ShareFetch} from '../../apis/share-fetch.ts'
import {errorCode} from '../../cluster/error-codes.ts'
import {KafkaError} from '../../cluster/errors.ts'
import type {SharedPartition} from '../../groups/membership/share-member.ts'
import {CorruptData} from '../../wire/corrupt-data.ts'
import {batchesIn, type Batch, type RecordCursor} from '../../wire/records.ts'
import type {Got} from '../../wire/schema.ts'
import type {Place} from '../formats/format.ts'
import {Acknowledgements, verdict, type Verdict} from './acknowledgements.ts'

type PartitionAnswer = Got<typeof ShareFetch.response>['responses'][number]['partitions'][number]
type Range = PartitionAnswer['acquiredRecords'][number]

/**
 * Returns the verdict on a record; undefined: take no more records, and give no verdict on this one. Keep no references
 * to the arguments.
 */
export type Visit = (record: RecordCursor, place: Place) => Verdict | undefined

export interface Visited {
  readonly acknowledgements: Acknowledgements
  /** Set if a batch could not be read: CORRUPT_MESSAGE. */
  readonly corrupt?: KafkaError
}

export class AcquiredRecords {
  readonly partition: SharedPartition
  /** Disjoint ranges in the order of their offsets. */
  readonly ranges: readonly Range[]
  readonly #bytes: Buffer

  constructor(
    partition: SharedPartition,
    {records, acquiredRecords}: Pick<PartitionAnswer, 'records' | 'acquiredRecords'>,
  ) {
    this.partition = partition
    this.#bytes = records
    this.ranges = acquiredRecords.toSorted((a, b) => a.firstOffset - b.firstOffset)
  }

  /**
   * Visits the records in order. An acquired offset without a record is a gap if complete batches prove it, and is
   * released if it comes after them. `onCorrupt` is the verdict on a batch that cannot be read; nothing after it is
   * visited.
   */
  visit(cursor: RecordCursor, visit: Visit, onCorrupt: Verdict): Visited {
    const walk = new Walk(this.ranges)
    try {
      for (const batch of batchesIn(this.#bytes)) {
        if (walk.over) break
        if (batch.lastOffset < walk.next) continue
        if (!batch.control) {
          try {
            if (!this.#batch(batch, cursor, visit, walk)) return {acknowledgements: walk.acknowledgements}
          } catch (error) {
            if (!(error instanceof CorruptData)) throw error
            walk.until(batch.baseOffset, verdict.gap)
            walk.until(batch.lastOffset + 1, onCorrupt)
            return {acknowledgements: walk.acknowledgements, corrupt: this.#corrupt(error)}
          }
        }
        walk.until(batch.lastOffset + 1, verdict.gap)
      }
    } catch (error) {
      if (!(error instanceof CorruptData)) throw error
      return {acknowledgements: walk.acknowledgements, corrupt: this.#corrupt(error)}
    }
    // A batch that was cut off at the end of the response may hold these offsets.
    walk.until(Infinity, verdict.release)
    return {acknowledgements: walk.acknowledgements}
  }

  /** False: the visitor takes no more records. */
  #batch(batch: Batch, cursor: RecordCursor, visit: Visit, walk: Walk): boolean {
    const {topic, partition} = this.partition
    const timestampType = batch.appendTime ? 'LogAppendTime' : 'CreateTime'
    const {leaderEpoch} = batch
    // A new object only when the delivery count changes, because formats may cache what they derive from a place.
    let place: Place | undefined
    cursor.open(batch)
    while (cursor.next()) {
      const {offset} = cursor
      walk.until(offset, verdict.gap)
      if (walk.over) return true
      if (offset < walk.next) continue
      const {deliveryCount} = walk
      if (place?.deliveryCount !== deliveryCount) place = {topic, partition, leaderEpoch, timestampType, deliveryCount}
      const said = visit(cursor, place)
      if (said === undefined) return false
      walk.say(offset, said)
    }
    return true
  }

  #corrupt(cause: CorruptData) {
    const {topic, partition} = this.partition
    return new KafkaError(errorCode.corruptMessage, `read ${topic}-${partition}`, cause.message, {cause})
  }
}

/** Walks through the acquired offsets, each of which gets one verdict. */
class Walk {
  readonly acknowledgements = new Acknowledgements()
  /** The next acquired offset; Infinity: there is none. */
  next: number
  readonly #ranges: readonly Range[]
  #at = 0

  constructor(ranges: readonly Range[]) {
    this.#ranges = ranges
    this.next = ranges[0]?.firstOffset ?? Infinity
  }

  get over(): boolean {
    return this.next === Infinity
  }

  /** The delivery count of the next acquired offset; 1 for the first delivery. */
  get deliveryCount(): number {
    return this.#ranges[this.#at]?.deliveryCount ?? 0
  }

  say(offset: number, verdict: Verdict): void {
    this.acknowledgements.add(offset, offset, verdict)
    this.#moveTo(offset + 1)
  }

  /** Gives the verdict to all acquired offsets before `offset` that have none yet. */
  until(offset: number, verdict: Verdict): void {
    while (this.next < offset) {
      const last = Math.min(this.#ranges[this.#at]?.lastOffset ?? this.next, offset - 1)
      this.acknowledgements.add(this.next, last, verdict)
      this.#moveTo(last + 1)
    }
  }

  #moveTo(offset: number) {
    let range = this.#ranges[this.#at]
    if (range && offset > range.lastOffset) range = this.#ranges[++this.#at]
    this.next = range ? Math.max(offset, range.firstOffset) : Infinity
  }
}
