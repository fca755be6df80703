// Kafka's primitive types on a buffer. Reader and Writer know only bytes; the codec knows the order of the types.
import {CorruptData} from './corrupt-data.ts'

/** Reads in order and never past the end: `CorruptData` says how much is missing. */
/** Up to so many, a loop is cheaper than calling the engine's comparison. */
const fewBytes = 64

export class Reader {
  readonly buffer: Buffer
  position: number
  /** For reading numbers; `advance` has checked that their bytes exist. */
  readonly #view: DataView

  constructor(buffer: Buffer, position = 0) {
    this.buffer = buffer
    this.position = position
    this.#view = new DataView(buffer.buffer, buffer.byteOffset, buffer.length)
  }

  int8() {
    return this.#view.getInt8(this.advance(1))
  }
  bool() {
    return this.int8() !== 0
  }
  int16() {
    return this.#view.getInt16(this.advance(2))
  }
  uint16() {
    return this.#view.getUint16(this.advance(2))
  }
  int32() {
    return this.#view.getInt32(this.advance(4))
  }
  float64() {
    return this.#view.getFloat64(this.advance(8))
  }

  /**
   * As a number: exact up to 2^53, which covers every offset, timestamp and producer id of real clusters. Above that it
   * is the nearest number: Java's Long.MAX_VALUE (a default in Fetch) is read as 2^63, and written as Long.MAX_VALUE
   * again.
   */
  int64() {
    const at = this.advance(8)
    return this.#view.getInt32(at) * 2 ** 32 + this.#view.getUint32(at + 4)
  }

  unsignedVarint() {
    const first = this.#view.getUint8(this.advance(1))
    if (first < 0x80) return first // nearly all of them
    let value = first & 0x7f
    for (let shift = 7; shift < 35; shift += 7) {
      const byte = this.buffer[this.advance(1)]!
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value >>> 0
    }
    throw new CorruptData(`a varint of more than 5 bytes before byte ${this.position}`)
  }

  /** In the form of Kafka's tools: base64url without padding. */
  uuid() {
    const start = this.advance(16)
    return this.buffer.toString('base64url', start, this.position)
  }

  string(length: number) {
    const start = this.advance(length)
    return this.buffer.toString('utf8', start, this.position)
  }

  /** A view, not a copy; it keeps the whole response in memory. */
  bytes(length: number) {
    const start = this.advance(length)
    return this.buffer.subarray(start, this.position)
  }

  /** Skips a tag section with unknown tags. */
  skipTags() {
    for (let tags = this.unsignedVarint(); tags > 0; tags--) {
      this.unsignedVarint()
      this.advance(this.unsignedVarint())
    }
  }

  /** Skips the next bytes if they equal those from `start` to `end`; returns whether they did. */
  skipRepeated(start: number, end: number) {
    const {buffer, position} = this
    const length = end - start
    if (length > buffer.length - position) return false
    if (length > fewBytes) {
      if (buffer.compare(buffer, start, end, position, position + length) !== 0) return false
      this.position = position + length
      return true
    }
    for (let i = 0; i < length; i++) if (buffer[start + i] !== buffer[position + i]) return false
    this.position = position + length
    return true
  }

  get remaining() {
    return this.buffer.length - this.position
  }

  #beyond(length: number) {
    return new CorruptData(`${length} bytes wanted at byte ${this.position}, ${this.remaining} are left`)
  }

  /** Skips `length` bytes and returns where they begin. */
  advance(length: number) {
    const start = this.position
    if (length < 0 || length > this.buffer.length - start) throw this.#beyond(length)
    this.position = start + length
    return start
  }
}

/**
 * Grows as needed. Large byte fields are not copied: `chunks()` lists them between the other bytes, for a single
 * writev.
 */
export class Writer {
  #done: Buffer[] = []
  #buffer = Buffer.allocUnsafe(512)
  #position = 0

  int8(value: number) {
    this.#reserve(1).writeInt8(value, this.#advance(1))
  }
  bool(value: boolean) {
    this.int8(value ? 1 : 0)
  }
  int16(value: number) {
    this.#reserve(2).writeInt16BE(value, this.#advance(2))
  }
  uint16(value: number) {
    this.#reserve(2).writeUInt16BE(value, this.#advance(2))
  }
  int32(value: number) {
    this.#reserve(4).writeInt32BE(value, this.#advance(4))
  }
  int64(value: number) {
    if (!Number.isInteger(value)) throw new RangeError(`not a whole number: ${value}`)
    const high = Math.floor(value / 2 ** 32)
    const inRange = high >= -(2 ** 31) && high < 2 ** 31
    if (!inRange && value !== 2 ** 63) throw new RangeError(`does not fit into 64 bits: ${value}`)
    const buffer = this.#reserve(8)
    buffer.writeInt32BE(inRange ? high : 2 ** 31 - 1, this.#advance(4))
    buffer.writeUInt32BE(inRange ? value - high * 2 ** 32 : 2 ** 32 - 1, this.#advance(4))
  }
  float64(value: number) {
    this.#reserve(8).writeDoubleBE(value, this.#advance(8))
  }
  uuid(value: string) {
    const written = this.#reserve(16).write(value, this.#advance(16), 16, 'base64url')
    if (written !== 16 || value.length !== 22) throw new RangeError(`not a Kafka uuid (22 letters): '${value}'`)
  }

  unsignedVarint(value: number) {
    const buffer = this.#reserve(5)
    for (; value > 0x7f; value >>>= 7) buffer[this.#advance(1)] = (value & 0x7f) | 0x80
    buffer[this.#advance(1)] = value
  }

  string(value: string, byteLength: number) {
    this.#reserve(byteLength).write(value, this.#advance(byteLength))
  }

  bytes(value: Uint8Array) {
    if (value.length < 4096) this.#reserve(value.length).set(value, this.#advance(value.length))
    else {
      const whole = Buffer.from(value.buffer, value.byteOffset, value.length)
      this.#done.push(this.#buffer.subarray(0, this.#position), whole)
      this.#buffer = Buffer.allocUnsafe(512)
      this.#position = 0
    }
  }

  /** Writes what `body` writes, preceded by its length. */
  sized(body: (w: Writer) => void) {
    const inner = new Writer()
    body(inner)
    const chunks = inner.chunks()
    this.unsignedVarint(chunks.reduce((sum, chunk) => sum + chunk.length, 0))
    for (const chunk of chunks) this.bytes(chunk)
  }

  chunks(): Buffer[] {
    return [...this.#done, this.#buffer.subarray(0, this.#position)]
  }

  /** Returns the buffer after making it large enough. Ask again before each write, because growing replaces it. */
  #reserve(length: number) {
    const needed = this.#position + length
    if (needed > this.#buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2))
      this.#buffer.copy(larger, 0, 0, this.#position)
      this.#buffer = larger
    }
    return this.#buffer
  }

  #advance(length: number) {
    const start = this.#position
    this.#position += length
    return start
  }
}
