// One batch after the other through a log of any size, with as much memory as the largest batch takes. Where it ends and
// what stops it is decided as in Apache's FileLogInputStream: bytes at the end that are no whole batch are left over.
import {batchHeader as at, batchOverhead} from '../wire/batch-header.ts'
import {CorruptData} from '../wire/corrupt-data.ts'
import type {ByteSource} from './byte-source.ts'

/** Of base offset, length, leader epoch and magic. */
const headOfBatch = at.magic + 1
/** RECORD_OVERHEAD_V0: the shortest message of the oldest format. */
const leastRecord = 14
const windowSize = 1 << 20

/** The file became shorter while it was read. */
export class EndedEarly extends CorruptData {}

export interface WalkOptions {
  /** Where to begin; 0 unless given. */
  readonly from?: number
  /** Of all bytes that are looked at, from the beginning of the file; its size unless given. */
  readonly end?: number
  /** Only the header of each batch is loaded. */
  readonly headers?: boolean
  /** Bytes to read at once. */
  readonly window?: number
  /** In messages. */
  readonly name: string
}

/**
 * `next()` moves to the next batch, which the fields then describe. What is in `bytes` stays until the next `next()`.
 */
export class BatchWalk {
  bytes: Buffer = Buffer.alloc(0)
  /** Where the batch begins in `bytes`, and in the file. */
  start = 0
  position: number
  /** The whole batch, with offset and length. */
  size = 0
  /** As far as it is loaded: the whole batch, or what a header takes. */
  loaded = 0
  magic = 0
  readonly #source: ByteSource
  readonly #end: number
  readonly #headers: boolean
  readonly #name: string
  readonly #window: number
  /** Of what `bytes` holds. */
  #filled = 0

  constructor(source: ByteSource, options: WalkOptions) {
    const {from = 0, end = source.size ?? Infinity, headers = false, window = windowSize, name} = options
    this.#window = window
    this.#source = source
    this.position = from
    this.#end = end
    this.#headers = headers
    this.#name = name
  }

  /** Where the batch would begin that `next` looks for. */
  get nextPosition(): number {
    return this.position + this.size
  }

  /**
   * False behind the last batch. Without a promise if the bytes are there already, which is the case for most batches.
   * CorruptData if the log cannot go on here.
   */
  next(): boolean | Promise<boolean> {
    this.start += this.size
    this.position += this.size
    this.size = 0
    if (this.position >= this.#end - headOfBatch) return false
    if (!this.#has(headOfBatch)) return this.#fill(headOfBatch).then((there) => (there ? this.#look() : this.#short()))
    return this.#look()
  }

  #look(): boolean | Promise<boolean> {
    const {bytes, start} = this
    const size = bytes.readInt32BE(start + at.length)
    if (size < leastRecord) {
      throw new CorruptData(
        `Found record size ${size} smaller than minimum record overhead (${leastRecord}) in file ${this.#name}.`,
      )
    }
    if (this.position > this.#end - batchOverhead - size) return false
    this.magic = bytes.readInt8(start + at.magic)
    const whole = batchOverhead + size
    const header = this.magic >= 2 ? at.records : this.magic === 0 ? 18 : 26
    const wanted = this.#headers ? header : Math.max(whole, header)
    if (this.#has(wanted)) return this.#found(whole, wanted)
    return this.#fill(wanted).then((there) => {
      if (there || this.#has(whole)) return this.#found(whole, there ? wanted : whole)
      return this.#short()
    })
  }

  #found(size: number, loaded: number): true {
    this.size = size
    this.loaded = loaded
    return true
  }

  /** The end of a pipe is where it is; a file has become shorter. */
  #short(): false {
    if (this.#source.size === undefined) return false
    throw new EndedEarly(`Unexpected EOF while attempting to read the next batch of ${this.#name}`)
  }

  /** Bytes behind the last whole batch, once `next` has answered false. */
  async leftOver(): Promise<number> {
    if (this.#end !== Infinity) return this.#end - this.position
    let left = this.#filled - this.start
    for (;;) {
      const more = await this.#source.read(this.bytes, 0, this.bytes.length, 0)
      if (more === 0) return left
      left += more
    }
  }

  #has(length: number): boolean {
    return this.#filled - this.start >= length
  }

  async #fill(least: number): Promise<boolean> {
    const there = Math.max(0, this.#filled - this.start) // below 0 where a batch was skipped
    if (least > this.bytes.length) {
      // What a damaged length promises is not there yet: memory follows the bytes that come.
      const room = Math.max(
        this.#window,
        this.#source.size === undefined ? Math.min(least, this.bytes.length * 2) : least,
      )
      const larger = Buffer.allocUnsafeSlow(room)
      if (there > 0) this.bytes.copy(larger, 0, this.start, this.#filled)
      this.bytes = larger
    } else {
      if (there > 0) this.bytes.copyWithin(0, this.start, this.#filled)
    }
    this.start = 0
    this.#filled = there
    const room = Math.min(this.bytes.length - there, this.#end - this.position - there)
    if (room > 0) {
      const read = this.#source.read(this.bytes, there, room, this.position + there)
      const more = typeof read === 'number' ? read : await read
      this.#filled += more
      if (more < room) return this.#has(least)
    }
    if (this.#has(least)) return true
    return this.bytes.length < least && this.position + this.bytes.length < this.#end ? this.#fill(least) : false
  }
}
