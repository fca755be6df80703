import {batchHeader} from '../../wire/batch-header.ts'
import {batchesIn, RecordCursor} from '../../wire/records.ts'
import type {TopicSettings} from '../configs/topic-settings.ts'
import type {AcceptedBatch} from './accept-batch.ts'
import type {ByteBudget, Evictable} from './byte-budget.ts'
import {ProducerStates} from './producer-states.ts'
import {Segment} from './segment.ts'

/** The largest segment whatever `segment.bytes` says, bytes, because memory is freed segment by segment. */
const largestSegment = 4 * 2 ** 20

/** The records of one partition. All its replicas share this one log, so its end is also the high watermark. */
export class PartitionLog implements Evictable {
  startOffset = 0
  endOffset = 0
  readonly producers = new ProducerStates()
  readonly #budget: ByteBudget
  readonly #waiting = new Set<() => void>()
  #segments: Segment[] = []

  constructor(budget: ByteBudget) {
    this.#budget = budget
    budget.add(this)
  }

  get oldest(): Segment | undefined {
    return this.#segments[0]
  }

  /** Total size of the record batches, bytes. */
  get size(): number {
    return this.#segments.reduce((sum, {size}) => sum + size, 0)
  }

  /**
   * Assigns offsets to the batch and appends it. Returns its base offset; for a duplicate, that of the first batch and
   * its timestamp. Throws Refusal for a batch out of sequence.
   */
  append(batch: AcceptedBatch, settings: TopicSettings): {baseOffset: number; duplicateOf?: number} {
    const repeated = this.producers.check(batch)
    if (repeated) return {baseOffset: repeated.baseOffset, duplicateOf: repeated.timestamp}
    const baseOffset = this.endOffset
    batch.bytes.writeBigInt64BE(BigInt(baseOffset), batchHeader.baseOffset)
    const most = Math.min(largestSegment, settings.segmentBytes)
    const last = this.#segments.at(-1)
    const segment = last && last.size + batch.bytes.length <= most ? last : this.#roll()
    const before = segment.footprint
    this.endOffset = baseOffset + batch.count
    segment.append(batch.bytes, this.endOffset - 1, batch.maxTimestamp, most)
    this.#budget.used += segment.footprint - before
    this.producers.note(batch, baseOffset)
    this.#budget.makeRoom(segment)
    this.#wake()
    return {baseOffset}
  }

  /** Whole batches from this offset on, at most up to the end of a segment; undefined if the offset is out of range. */
  read(offset: number, maxBytes: number, atLeastOne: boolean): Buffer | undefined {
    if (offset < this.startOffset || offset > this.endOffset) return undefined
    const segment = this.#segments.find(({nextOffset}) => nextOffset > offset)
    return segment?.read(offset, maxBytes, atLeastOne) ?? Buffer.alloc(0)
  }

  /** The first record with this timestamp or a later one; undefined if all are older. */
  firstSince(timestamp: number): {offset: number; timestamp: number} | undefined {
    return this.#find(timestamp, (each) => each >= timestamp)
  }

  /** The first of the records with the greatest timestamp; undefined if there are none. */
  latestTimestamp(): {offset: number; timestamp: number} | undefined {
    const greatest = Math.max(...this.#segments.map(({maxTimestamp}) => maxTimestamp), -Infinity)
    return this.#find(greatest, (each) => each === greatest)
  }

  #find(atLeast: number, fits: (timestamp: number) => boolean) {
    const cursor = new RecordCursor()
    for (const segment of this.#segments) {
      if (segment.maxTimestamp < atLeast) continue
      for (let i = segment.indexOf(this.startOffset); i < segment.count; i++) {
        if (segment.maxTimestampOf(i) < atLeast) continue
        for (const batch of batchesIn(segment.batch(i))) {
          cursor.open(batch)
          while (cursor.next()) {
            const {offset, timestamp} = cursor
            if (offset >= this.startOffset && fits(timestamp)) return {offset, timestamp}
          }
        }
      }
    }
    return undefined
  }

  /** Deletes the records before an offset; returns the new start offset. */
  deleteBefore(offset: number): number {
    this.startOffset = Math.max(this.startOffset, offset)
    while (this.oldest && this.oldest.nextOffset <= this.startOffset) this.dropOldest()
    return this.startOffset
  }

  /** Drops the segments that `retention.ms` and `retention.bytes` no longer keep. */
  enforceRetention({deletes, retentionMs, retentionBytes}: TopicSettings, now: number): void {
    if (!deletes) return
    while (this.oldest && retentionMs >= 0 && this.oldest.maxTimestamp < now - retentionMs) this.dropOldest()
    if (retentionBytes < 0) return
    while (this.oldest && this.#segments.length > 1 && this.size - this.oldest.size >= retentionBytes) this.dropOldest()
  }

  dropOldest(): void {
    const dropped = this.#segments.shift()
    if (!dropped) return
    this.#budget.used -= dropped.footprint
    this.startOffset = Math.max(this.startOffset, dropped.nextOffset)
  }

  /** Frees all memory and wakes fetches that wait for records: they find the partition gone. */
  close(): void {
    while (this.oldest) this.dropOldest()
    this.#budget.remove(this)
    this.#wake()
  }

  /** Calls `wake` whenever records arrive, and when the partition is deleted; returns a function that ends this. */
  onChange(wake: () => void): () => void {
    this.#waiting.add(wake)
    return () => this.#waiting.delete(wake)
  }

  #wake() {
    for (const wake of this.#waiting) wake()
  }

  #roll(): Segment {
    const segment = new Segment(this.endOffset, this.#budget.nextBorn())
    this.#segments.push(segment)
    return segment
  }
}
