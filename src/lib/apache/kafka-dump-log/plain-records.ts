// Prints records whose keys and values are shown as text, which a large segment mostly consists of: from the bytes of
// the batch to those of the lines, without an object or a string for each record. Everything unusual is left to
// record-lines.ts; this file only has to notice it.
import {isUtf8} from 'node:buffer'
import {batchFields, compressionOf, isControl, maxTimestamp, timestampType} from '../../log-files/batch-fields.ts'
import type {BatchWalk} from '../../log-files/batch-walk.ts'
import {javaText} from '../../records/formats/java-text.ts'
import {MetadataText} from './metadata-text.ts'
import type {TextBuffer} from '../../text/text-buffer.ts'

const word = (text: string): Buffer => Buffer.from(text)
const words = {
  keyAfter: word(' key: '),
  payloadAfter: word(' payload: '),
  keyFirst: word('| key: '),
  payloadFirst: word('| payload: '),
} as const

export interface PlainOptions {
  readonly contents: boolean
  readonly metadata: boolean
}

/** The most bytes that a line takes beside key and value. */
const frame = 220
/** Below this, the sum of an offset or a timestamp and a 32-bit number is exact. */
const exact = 2 ** 52

export class PlainRecords {
  /** How many records of this batch have been printed. */
  printed = 0
  /** Offset of the last printed record, in this batch or an earlier one. */
  lastOffset = -1
  readonly #contents: boolean
  readonly #metadata: boolean
  readonly #onGap: (before: number, after: number) => void
  #body: Buffer = Buffer.alloc(0)
  #position = 0
  #left = 0
  #baseOffset = 0
  #baseTimestamp = 0
  #appendTimestamp = 0
  #appendTime = false
  #baseSequence = -1
  /** Fields of the record that `#parse` has read. */
  #offset = 0
  #timestamp = 0
  #keyStart = 0
  #keyLength = -1
  #valueStart = 0
  #valueLength = -1
  #headerCount = 0
  #headersAt = 0
  #offsetDelta = 0
  readonly #gaps: number[] = []
  /** Lines with a key and lines without one differ in more than digits, so each kind has its own previous line. */
  readonly #keyed = new MetadataText()
  readonly #keyless = new MetadataText()

  constructor({contents, metadata}: PlainOptions, onGap: (before: number, after: number) => void) {
    this.#contents = contents
    this.#metadata = metadata
    this.#onGap = onGap
  }

  /** Returns false if this class cannot print the batch. `body`: the records, uncompressed. */
  begin(batch: BatchWalk, body: Buffer): boolean {
    this.printed = 0
    const offset = batchFields.baseOffset(batch)
    const timestamp = batchFields.baseTimestamp(batch)
    const latest = maxTimestamp(batch)
    if (isControl(batch) || batchFields.count(batch) < 0) return false
    if (!isExact(offset) || !isExact(timestamp) || !isExact(latest)) return false
    this.#baseOffset = offset
    this.#baseTimestamp = timestamp
    this.#appendTimestamp = latest
    this.#appendTime = timestampType(batch) === 'LogAppendTime'
    this.#baseSequence = batchFields.baseSequence(batch)
    this.#body = body
    this.#rewind(batchFields.count(batch))
    if (compressionOf(batch) === 0) return true
    // Java reads all records of a batch before it prints the first.
    const count = this.#left
    while (this.#left > 0) if (!this.#parse()) return false
    this.#rewind(count)
    return true
  }

  #rewind(count: number) {
    this.#position = 0
    this.#left = count
  }

  /**
   * Prints until the batch is done, the buffer holds `limit` bytes, or a record comes that this class cannot print.
   * Keys and values that are not UTF-8 are printed as Java prints them.
   */
  run(to: TextBuffer, limit: number): 'done' | 'full' | 'other' {
    const [start, position, left, printed, last] = [
      to.length,
      this.#position,
      this.#left,
      this.printed,
      this.lastOffset,
    ]
    let end = this.#run(to, limit, false)
    // The rest of the lines is ASCII, so the whole is UTF-8 if every key and value is.
    if (!isUtf8(to.buffer.subarray(start, to.length))) {
      to.length = start
      this.#position = position
      this.#left = left
      this.printed = printed
      this.lastOffset = last
      this.#gaps.length = 0
      this.#keyed.forget()
      this.#keyless.forget()
      end = this.#run(to, limit, true)
    }
    for (let i = 0; i < this.#gaps.length; i += 2) this.#onGap(this.#gaps[i] ?? 0, this.#gaps[i + 1] ?? 0)
    this.#gaps.length = 0
    return end
  }

  #run(to: TextBuffer, limit: number, checked: boolean): 'done' | 'full' | 'other' {
    while (this.#left > 0) {
      if (to.length >= limit) return 'full'
      const position = this.#position
      if (!this.#parse()) {
        this.#position = position
        this.#left++
        return 'other'
      }
      if (this.#offset !== this.lastOffset + 1) this.#gaps.push(this.lastOffset, this.#offset)
      this.lastOffset = this.#offset
      this.printed++
      this.#put(to, checked)
    }
    return 'done'
  }

  #put(to: TextBuffer, checked: boolean) {
    to.reserve(frame)
    if (this.#metadata) this.#putMetadata(to, checked)
    if (this.#contents) {
      let first = !this.#metadata
      if (this.#keyLength >= 0) {
        to.bytes(first ? words.keyFirst : words.keyAfter)
        this.#putBytes(to, this.#keyStart, this.#keyStart + this.#keyLength, checked)
        first = false
      }
      if (this.#valueLength >= 0) {
        to.bytes(first ? words.payloadFirst : words.payloadAfter)
        this.#putBytes(to, this.#valueStart, this.#valueStart + this.#valueLength, checked)
      }
    }
    to.byte(10)
  }

  #putMetadata(to: TextBuffer, checked: boolean) {
    const text = this.#keyLength < 0 ? this.#keyless : this.#keyed
    text.put(
      to,
      this.#offset,
      this.#appendTime,
      this.#timestamp,
      this.#keyLength < 0 ? -1 : this.#keyLength,
      this.#valueLength < 0 ? -1 : this.#valueLength,
      this.#baseSequence < 0 ? -1 : this.#baseSequence + this.#offsetDelta,
    )
    if (this.#headerCount > 0) this.#putHeaders(to, checked)
    to.byte(93)
  }

  #putHeaders(to: TextBuffer, checked: boolean) {
    const after = this.#position
    this.#position = this.#headersAt
    for (let i = 0; i < this.#headerCount; i++) {
      if (i > 0) to.byte(44)
      const key = this.#varint()
      this.#putBytes(to, this.#position, this.#position + key, checked)
      this.#position += key
      const value = this.#varint()
      if (value > 0) this.#position += value
    }
    this.#position = after
  }

  #putBytes(to: TextBuffer, start: number, end: number, checked: boolean) {
    if (checked) {
      const bytes = this.#body.subarray(start, end)
      if (!isUtf8(bytes)) {
        to.text(javaText(bytes))
        return
      }
    }
    to.slice(this.#body, start, end)
  }

  /** Reads the next record; returns false for one that is malformed or too unusual for this class. */
  #parse(): boolean {
    this.#left--
    const size = this.#varint()
    const start = this.#position
    const end = start + size
    if (size < 1 || !(end <= this.#body.length)) return false
    this.#position++ // attributes
    const delta = this.#varlong()
    this.#timestamp = this.#appendTime ? this.#appendTimestamp : this.#baseTimestamp + delta
    const offsetDelta = (this.#offsetDelta = this.#varint())
    this.#offset = this.#baseOffset + offsetDelta
    const keyLength = (this.#keyLength = this.#varint())
    this.#keyStart = this.#position
    if (keyLength > 0) this.#position += keyLength
    const valueLength = (this.#valueLength = this.#varint())
    this.#valueStart = this.#position
    if (valueLength > 0) this.#position += valueLength
    const headers = (this.#headerCount = this.#varint())
    this.#headersAt = this.#position
    if (headers !== 0 && !this.#skipHeaders(headers, end)) return false
    if (this.#position !== end || !(Math.abs(delta) < exact)) return false
    if (this.#baseSequence >= 0 && (offsetDelta < 0 || this.#baseSequence + offsetDelta > 0x7fff_ffff)) return false
    return this.#left > 0 || end === this.#body.length
  }

  #skipHeaders(count: number, end: number): boolean {
    for (let i = 0; i < count; i++) {
      const key = this.#varint()
      if (!(key >= 0)) return false
      this.#position += key
      const value = this.#varint()
      if (value > 0) this.#position += value
      if (!(this.#position <= end)) return false
    }
    return count > 0
  }

  /** NaN, to which no comparison is true, if the number goes beyond the end of the body or does not end. */
  #varint(): number {
    const bytes = this.#body
    let byte = bytes[this.#position++] ?? NaN
    if (byte < 0x80) return (byte >>> 1) ^ -(byte & 1)
    let value = byte & 0x7f
    for (let shift = 7; shift < 35; shift += 7) {
      byte = bytes[this.#position++] ?? NaN
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return (value >>> 1) ^ -(value & 1)
    }
    return NaN
  }

  #varlong(): number {
    const bytes = this.#body
    let byte = bytes[this.#position++] ?? NaN
    if (byte < 0x80) return (byte >>> 1) ^ -(byte & 1)
    let value = byte & 0x7f
    let scale = 128
    for (let more = 1; more < 8; more++) {
      byte = bytes[this.#position++] ?? NaN
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2
      scale *= 128
    }
    return NaN
  }
}

const isExact = (value: number | bigint): value is number => typeof value === 'number' && Math.abs(value) < exact
