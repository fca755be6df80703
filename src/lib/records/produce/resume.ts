// Where to resume in the input after a crash. The place is kept in a file or, with transactions, in the cluster.
import {UsageError} from '../../cluster/errors.ts'
import {crc32c} from '../../wire/crc32c.ts'
import type {OutgoingRecord, RecordReader} from '../readers/record-reader.ts'
import type {Producer} from './producer.ts'

/** A place in the input: everything before `bytes` is acknowledged. */
export interface ResumePoint {
  readonly bytes: number
  /** The number of lines before this place. */
  readonly line: number
  /** CRC-32C of the input's first `headBytes`, which reveals that another input is given. */
  readonly head: number
  readonly headBytes: number
  /** By partition, in bytes: records whose partition is fixed (by key or number) are acknowledged up to here. */
  readonly partitions?: readonly number[] | undefined
}

/** Stores a ResumePoint. Once `save` returns, the point survives a crash. */
export interface ResumeStore {
  readonly point: ResumePoint | undefined
  save(point: ResumePoint): void
}

const mostHead = 4096

/** Skips input that is already acknowledged, and makes the points to save. */
export class Resume {
  readonly #reader: RecordReader
  readonly #producer: Producer
  readonly #point: ResumePoint | undefined
  /** For readers of lines only: the bytes still to be skipped. */
  #toSkip: number
  #lastByte = 0
  #head = 0
  #headBytes = 0
  /** The beginning of the input, until it is long enough to be compared with the head of the earlier run. */
  #uncompared: Buffer[] | undefined

  constructor(reader: RecordReader, producer: Producer, point: ResumePoint | undefined) {
    this.#reader = reader
    this.#producer = producer
    this.#point = point
    this.#toSkip = point && reader.passed ? point.bytes : 0
    this.#uncompared = point && point.headBytes > 0 ? [] : undefined
  }

  /** The part of the chunk that the reader should get. */
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
      // The place is between the \r and \n that together end one line.
      if (rest[0] === 10 && this.#reader.plain?.anyLineEnd !== false) {
        this.#reader.passed?.(0, 1)
        rest = rest.subarray(1)
      }
    }
    return rest
  }

  /** Whether no record can be in the topic already, so that bulk lines may be used. */
  get caughtUp(): boolean {
    if (!this.#point) return true
    const partitions = Math.max(0, ...(this.#point.partitions ?? []))
    return this.#toSkip === 0 && this.#reader.consumed >= Math.max(partitions, this.#point.bytes)
  }

  /** Whether the reader's present record is already in the topic. */
  has(record: OutgoingRecord): boolean {
    const {offset} = this.#reader
    if (!this.#point) return false
    if (offset < this.#point.bytes) return true
    const {partitions} = this.#point
    if (!partitions) return false
    const partition = this.#producer.fixedPartition(record)
    return partition !== undefined && offset < (partitions[partition] ?? 0)
  }

  /** Call at the end of the input. Throws UsageError if it is shorter than the part that was sent before. */
  ended(): void {
    if (this.#toSkip > 0 || this.#uncompared)
      throw new UsageError(
        `the input is shorter than the part that was already sent (${this.#point?.bytes}): is it another input?`,
      )
  }

  /** The point to save for this place. */
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

  /** Records the first bytes. Throws UsageError if they differ from those of the earlier run. */
  #look(chunk: Buffer) {
    if (this.#uncompared) {
      const wanted = this.#point?.headBytes ?? 0
      this.#uncompared.push(Buffer.from(chunk.subarray(0, wanted)))
      const head = Buffer.concat(this.#uncompared)
      if (head.length < wanted) return
      if (crc32c(head.subarray(0, wanted)) !== this.#point?.head)
        throw new UsageError('this is not the input that was being sent: it begins differently')
      this.#head = this.#point.head
      this.#headBytes = wanted
      this.#uncompared = undefined
    } else if (this.#headBytes === 0 && chunk.length > 0) {
      this.#headBytes = Math.min(mostHead, chunk.length)
      this.#head = crc32c(chunk.subarray(0, this.#headBytes))
    }
  }
}
