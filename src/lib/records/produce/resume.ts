// Where to go on in the input after a crash: kept in a file, or with transactions in the cluster.
import {UsageError} from '../../cluster/errors.ts'
import {crc32c} from '../../wire/crc32c.ts'
import type {OutgoingRecord, RecordReader} from '../readers/record-reader.ts'
import type {Producer} from './producer.ts'

/** What is kept. Everything before `bytes` is acknowledged. */
export interface ResumePoint {
  readonly bytes: number
  /** Lines before it. */
  readonly line: number
  /** Of the input's first `headBytes`, to tell another input; CRC-32C. */
  readonly head: number
  readonly headBytes: number
  /** By partition: records that go there for sure (by key, or told so) are acknowledged up to here. */
  readonly partitions?: readonly number[] | undefined
}

/** Somebody who keeps it; `save` returns when a crash cannot take it away any more. */
export interface ResumeStore {
  readonly point: ResumePoint | undefined
  save(point: ResumePoint): void
}

const mostHead = 4096

/** Reads past what is acknowledged, then tells where the input is. */
export class Resume {
  readonly #reader: RecordReader
  readonly #producer: Producer
  readonly #point: ResumePoint | undefined
  /** Of readers of lines: bytes that still are to be thrown away. */
  #toSkip: number
  #lastByte = 0
  #head = 0
  #headBytes = 0
  /** The head of what was there before is yet to be compared. */
  #unproved: Buffer[] | undefined

  constructor(reader: RecordReader, producer: Producer, point: ResumePoint | undefined) {
    this.#reader = reader
    this.#producer = producer
    this.#point = point
    this.#toSkip = point && reader.passed ? point.bytes : 0
    this.#unproved = point && point.headBytes > 0 ? [] : undefined
  }

  /** What of the chunk is new to the reader. */
  rest(chunk: Buffer): Buffer {
    this.#look(chunk)
    if (this.#toSkip === 0 && this.#lastByte !== 13) return chunk
    const skipped = Math.min(this.#toSkip, chunk.length)
    if (skipped > 0) {
      this.#toSkip -= skipped
      this.#lastByte = this.#toSkip === 0 ? (chunk[skipped - 1] ?? 0) : 0
      if (this.#toSkip === 0) this.#reader.passed?.(this.#point?.line ?? 0, this.#point?.bytes ?? 0)
    }
    let rest = chunk.subarray(skipped)
    if (this.#lastByte === 13 && rest.length > 0) {
      this.#lastByte = 0
      // The place is between \r and \n, which end one line.
      if (rest[0] === 10 && this.#reader.plain?.anyLineEnd !== false) {
        this.#reader.passed?.(0, 1)
        rest = rest.subarray(1)
      }
    }
    return rest
  }

  /** Everything may go the fast way. */
  get caughtUp(): boolean {
    if (!this.#point) return true
    const partitions = Math.max(0, ...(this.#point.partitions ?? []))
    return this.#toSkip === 0 && this.#reader.consumed >= Math.max(partitions, this.#point.bytes)
  }

  /** Whether the reader's record is in the topic already. */
  has(record: OutgoingRecord): boolean {
    const {offset} = this.#reader
    if (!this.#point) return false
    if (offset < this.#point.bytes) return true
    const {partitions} = this.#point
    if (!partitions) return false
    const partition = this.#producer.fixedPartition(record)
    return partition !== undefined && offset < (partitions[partition] ?? 0)
  }

  /** UsageError if the input is shorter than what was taken from it before. */
  ended(): void {
    if (this.#toSkip > 0 || this.#unproved)
      throw new UsageError(`the input has fewer bytes than were sent of it (${this.#point?.bytes}): is it another one?`)
  }

  /** The point that this is the head of the input for. */
  point(place: {whole: {bytes: number; line: number}; partitions?: readonly number[]}): ResumePoint {
    const {bytes, line} = place.whole
    const ahead = place.partitions?.some((each) => each > bytes)
    return {
      bytes,
      line,
      head: this.#head,
      headBytes: this.#headBytes,
      ...(ahead ? {partitions: place.partitions} : {}),
    }
  }

  /** Takes the first bytes down; UsageError if they are not those of before. */
  #look(chunk: Buffer) {
    if (this.#unproved) {
      const wanted = this.#point?.headBytes ?? 0
      this.#unproved.push(Buffer.from(chunk.subarray(0, wanted)))
      const head = Buffer.concat(this.#unproved)
      if (head.length < wanted) return
      if (crc32c(head.subarray(0, wanted)) !== this.#point?.head)
        throw new UsageError('this is another input than the one that is to be resumed: it begins differently')
      this.#head = this.#point.head
      this.#headBytes = wanted
      this.#unproved = undefined
    } else if (this.#headBytes === 0 && chunk.length > 0) {
      this.#headBytes = Math.min(mostHead, chunk.length)
      this.#head = crc32c(chunk.subarray(0, this.#headBytes))
    }
  }
}
