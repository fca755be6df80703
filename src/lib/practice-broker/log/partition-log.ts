import {batchHeader} from '../../wire/batch-header.ts'
import {batchesIn, RecordCursor} from '../../wire/records.ts'
import type {TopicSettings} from '../configs/topic-settings.ts'
import type {AcceptedBatch} from './accept-batch.ts'
import type {Memory} from './byte-budget.ts'
import {ProducerStates} from './producer-states.ts'
import {Segment} from './segment.ts'

/** However large `segment.bytes` is: memory is given back segment by segment. */
const largestSegment = 4 * 2 ** 20

/** The records of one partition. All replicas of it share this one log, so its end is also its high watermark. */
export class PartitionLog {
  startOffset = 0
  endOffset = 0
  readonly producers = new ProducerStates()
  readonly #memory: Memory
  readonly #waiting = new Set<() => void>()
  #segments: Segment[] = []

  constructor(memory: Memory) {
    this.#memory = memory
    memory.add(this)
  }

  get oldest(): Segment | undefined {
    return this.#segments[0]
  }

  /** Bytes of record batches. */
  get size(): number {
    return this.#segments.reduce((sum, {size}) => sum + size, 0)
  }

  /** Gives the batch its offsets and keeps it; answers with the first one, or that of the batch that it repeats. */
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
    this.#memory.used += segment.footprint - before
    this.producers.note(batch, baseOffset)
    this.#memory.makeRoom(segment)
    this.#wake()
    return {baseOffset}
  }

  /** Whole batches from this offset on, at most to the end of a segment; undefined if the offset is out of range. */
  read(offset: number, maxBytes: number, atLeastOne: boolean): Buffer | undefined {
    if (offset < this.startOffset || offset > this.endOffset) return undefined
    const segment = this.#segments.find(({nextOffset}) => nextOffset > offset)
    return segment?.read(offset, maxBytes, atLeastOne) ?? Buffer.alloc(0)
  }

  /** The first record that is not older; undefined if all are. */
  firstSince(timestamp: number): {offset: number; timestamp: number} | undefined {
    return this.#find(timestamp, (each) => each >= timestamp)
  }

  /** The first record of those with the greatest timestamp. */
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

  /** Forgets what lies before an offset; answers with the new start. */
  deleteBefore(offset: number): number {
    this.startOffset = Math.max(this.startOffset, offset)
    while (this.oldest && this.oldest.nextOffset <= this.startOffset) this.dropOldest()
    return this.startOffset
  }

  /** Drops what `retention.ms` and `retention.bytes` let go, segment by segment. */
  enforceRetention({deletes, retentionMs, retentionBytes}: TopicSettings, now: number): void {
    if (!deletes) return
    while (this.oldest && retentionMs >= 0 && this.oldest.maxTimestamp < now - retentionMs) this.dropOldest()
    if (retentionBytes < 0) return
    while (this.oldest && this.#segments.length > 1 && this.size - this.oldest.size >= retentionBytes) this.dropOldest()
  }

  dropOldest(): void {
    const dropped = this.#segments.shift()
    if (!dropped) return
    this.#memory.used -= dropped.footprint
    this.startOffset = Math.max(this.startOffset, dropped.nextOffset)
  }

  /** Gives all memory back; who waits for records is woken to find the partition gone. */
  close(): void {
    while (this.oldest) this.dropOldest()
    this.#memory.remove(this)
    this.#wake()
  }

  /** Calls back once when records arrive or the partition goes; returns what takes that back. */
  onChange(wake: () => void): () => void {
    this.#waiting.add(wake)
    return () => this.#waiting.delete(wake)
  }

  #wake() {
    for (const wake of this.#waiting) wake()
  }

  #roll(): Segment {
    const segment = new Segment(this.endOffset, this.#memory.nextBorn())
    this.#segments.push(segment)
    return segment
  }
}
