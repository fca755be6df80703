// Walks through the batches of a log of any size, using as much memory as the largest batch. The end and the errors are
// those of Apache's FileLogInputStream: bytes at the end that are not a whole batch are left over.
import {batchHeader as at, batchOverhead} from '../wire/batch-header.ts'
import {CorruptData} from '../wire/corrupt-data.ts'
import type {ByteSource} from './byte-source.ts'

/** The size of base offset, length, leader epoch and magic. */
const headOfBatch = at.magic + 1
/** RECORD_OVERHEAD_V0: the size of the shortest message in the oldest format. */
const leastRecord = 14
const windowSize = 1 << 20

/** The file became shorter while it was being read. */
export class EndedEarly extends CorruptData {}

export interface WalkOptions {
  /** Where to begin; default 0. */
  readonly from?: number
  /** The end of the bytes to read, counted from the beginning of the file; default: its size. */
  readonly end?: number
  /** Load only the header of each batch. */
  readonly headers?: boolean
  /** The number of bytes to read at once. */
  readonly window?: number
  /** The name of the file in messages. */
  readonly name: string
}

/** `next()` moves to the next batch, which the fields then describe. `bytes` is valid until the next `next()`. */
export class BatchWalk {
  bytes: Buffer = Buffer.alloc(0)
  /** Where the batch begins in `bytes`, and in the file. */
  start = 0
  position: number
  /** The size of the whole batch, with offset and length. */
  size = 0
  /** The loaded size: the whole batch, or its header. */
  loaded = 0
  magic = 0
  readonly #source: ByteSource
  readonly #end: number
  readonly #headers: boolean
  readonly #name: string
  readonly #window: number
  /** The number of bytes in `bytes`. */
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

  /** Where the batch that `next` will read begins. */
  get nextPosition(): number {
    return this.position + this.size
  }

  /**
   * False after the last batch. Returns no promise if the bytes are already loaded, which is so for most batches.
   * Throws CorruptData if the log cannot be continued here.
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

  /** The end of a pipe is unknown before it is reached, but a file has become shorter. */
  #short(): false {
    if (this.#source.size === undefined) return false
    throw new EndedEarly(`Unexpected EOF while attempting to read the next batch of ${this.#name}`)
  }

  /** The number of bytes after the last whole batch, once `next` has returned false. */
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
    const there = Math.max(0, this.#filled - this.start) // negative if a batch was skipped
    if (least > this.bytes.length) {
      // A damaged length may be huge, so memory grows only with the bytes that arrive.
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
