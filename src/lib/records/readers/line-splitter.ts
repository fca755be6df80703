// Finds the lines in chunks of bytes in place; only a line that crosses chunks is copied.
import {excerpt, MalformedInput} from './malformed-input.ts'

const lf = 10
const cr = 13

export class LineSplitter {
  /** The line that `next()` found: `bytes` from `start` to before `end`, valid until the next call. */
  bytes: Buffer = Buffer.alloc(0)
  start = 0
  end = 0
  /** The line's number, counted from 1. */
  line = 0
  /** The number of bytes of the input before the line. */
  offset = 0
  /** The number of bytes of the input before the chunk. */
  #before = 0
  readonly #carriageReturns: boolean
  readonly maxBytes: number
  #chunk: Buffer = Buffer.alloc(0)
  #at = 0
  /** Position of the chunk's next \r; -1: not searched yet; the chunk's length: there is none. */
  #nextReturn = -1
  /** Whether a \n that follows at once belongs to the last line's \r. */
  #skipLf = false
  #carry: Buffer = Buffer.alloc(0)
  #carried = 0
  #ended = false

  /** `any`: \n, \r\n and a lone \r end a line, as Java's readLine; `lf`: only \n. */
  constructor(lineEnd: 'any' | 'lf', maxBytes = 32 * 1024 * 1024) {
    this.#carriageReturns = lineEnd === 'any'
    this.maxBytes = maxBytes
  }

  /** The number of bytes of the input up to the end of the line that was found. */
  get consumed(): number {
    return this.#before + this.#at - this.#carried
  }

  /** Counts lines and bytes that were read elsewhere. */
  passed(lines: number, bytes: number): void {
    this.line += lines
    this.#before += bytes
  }

  push(chunk: Buffer): void {
    this.#before += this.#chunk.length
    this.#chunk = chunk
    this.#at = 0
    this.#nextReturn = this.#carriageReturns ? -1 : chunk.length
  }

  finish(): void {
    this.#ended = true
  }

  next(): boolean {
    const chunk = this.#chunk
    if (this.#skipLf && this.#at < chunk.length) {
      this.#skipLf = false
      if (chunk[this.#at] === lf) this.#at++
    }
    const start = this.#at
    this.offset = this.#before + start - this.#carried
    const end = start < chunk.length ? this.#lineEnd(chunk, start) : -1
    if (end < 0) return this.#leftOver(chunk, start)
    this.#at = end + 1
    if (chunk[end] === cr) this.#skipLf = true
    this.line++
    if (this.#carried === 0) {
      this.bytes = chunk
      this.start = start
      this.end = end
    } else {
      this.#keep(chunk, start, end)
      this.bytes = this.#carry
      this.start = 0
      this.end = this.#carried
      this.#carried = 0
    }
    if (this.end - this.start > this.maxBytes) throw this.#tooLong(this.bytes.subarray(this.start, this.end))
    return true
  }

  #lineEnd(chunk: Buffer, start: number): number {
    const newline = chunk.indexOf(lf, start)
    if (this.#nextReturn < start) {
      const found = chunk.indexOf(cr, start)
      this.#nextReturn = found < 0 ? chunk.length : found
    }
    if (this.#nextReturn < chunk.length && (newline < 0 || this.#nextReturn < newline)) return this.#nextReturn
    return newline
  }

  /** The chunk is used up. Keeps the beginning of a line, which is the last line if nothing follows. */
  #leftOver(chunk: Buffer, start: number): boolean {
    if (start < chunk.length) this.#keep(chunk, start, chunk.length)
    this.#at = chunk.length
    if (this.#carried > this.maxBytes) {
      this.line++
      throw this.#tooLong(this.#carry.subarray(0, this.#carried))
    }
    if (!this.#ended || this.#carried === 0) return false
    this.line++
    this.bytes = this.#carry
    this.start = 0
    this.end = this.#carried
    this.#carried = 0
    return true
  }

  #keep(chunk: Buffer, start: number, end: number) {
    const needed = this.#carried + end - start
    if (needed > this.#carry.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#carry.length, 1024))
      this.#carry.copy(larger, 0, 0, this.#carried)
      this.#carry = larger
    }
    chunk.copy(this.#carry, this.#carried, start, end)
    this.#carried = needed
  }

  #tooLong(line: Buffer) {
    const beginning = excerpt(line.toString('utf8', 0, Math.min(100, line.length)))
    const sentence = `longer than ${this.maxBytes} bytes (it begins with ${beginning}); is this a text file with one record a line?`
    return new MalformedInput(this.line, 'too long', '', sentence)
  }
}
