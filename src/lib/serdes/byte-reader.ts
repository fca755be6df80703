// Reads the bytes of one key or value from the front. Every number in them may be wrong, so everything is checked
// against the bytes that exist.
import {DecodeError} from './serde-error.ts'

/** How deeply values may be nested. */
export const deepest = 512
/** How many items without bytes (null, empty records) one record may have. */
const mostEmpty = 1_000_000
/**
 * A few bytes that announce a million items are an attack or damage, but a single byte may stand for a field with a
 * long name.
 */
const [textAtLeast, textPerByte] = [16 * 2 ** 20, 256]

const views = new WeakMap<Uint8Array, DataView>()

export class ByteReader {
  bytes: Uint8Array = new Uint8Array(0)
  at = 0
  end = 0
  depth = 0
  empty = 0
  /** The most bytes of text that may be produced from the opened bytes. */
  mostText = textAtLeast
  #view: DataView = new DataView(new ArrayBuffer(0))

  /** Starts again with other bytes or another part of them. */
  open(bytes: Uint8Array, start: number, end: number): this {
    if (bytes !== this.bytes) {
      this.bytes = bytes
      let view = views.get(bytes)
      if (!view) views.set(bytes, (view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)))
      this.#view = view
    }
    this.at = start
    this.end = end
    this.depth = 0
    this.empty = 0
    this.mostText = textAtLeast + (end - start) * textPerByte
    return this
  }

  get left(): number {
    return this.end - this.at
  }

  byte(): number {
    if (this.at >= this.end) throw ended()
    return this.bytes[this.at++] as number
  }

  /** Skips this many bytes, and returns where they begin. */
  skip(length: number): number {
    const start = this.at
    if (length < 0 || length > this.end - start) throw tooLong(length, this.end - start)
    this.at = start + length
    return start
  }

  float32(littleEndian: boolean): number {
    return this.#view.getFloat32(this.skip(4), littleEndian)
  }

  float64(littleEndian: boolean): number {
    return this.#view.getFloat64(this.skip(8), littleEndian)
  }

  uint32(littleEndian: boolean): number {
    return this.#view.getUint32(this.skip(4), littleEndian)
  }

  uint16(littleEndian: boolean): number {
    return this.#view.getUint16(this.skip(2), littleEndian)
  }

  uint64(littleEndian: boolean): bigint {
    return this.#view.getBigUint64(this.skip(8), littleEndian)
  }

  int64(littleEndian: boolean): bigint {
    return this.#view.getBigInt64(this.skip(8), littleEndian)
  }

  /** A base-128 varint of up to 64 bits: a number up to 2^53, above that a bigint up to 2^64-1. */
  varint(): number | bigint {
    const {bytes, end} = this
    let at = this.at
    let value = 0
    let scale = 1
    for (let more = 0; more < 7; more++) {
      if (at >= end) throw ended()
      const byte = bytes[at++] as number
      value += (byte & 0x7f) * scale
      if (byte < 0x80) {
        this.at = at
        return value
      }
      scale *= 128
    }
    // The eighth byte: values up to 2^53 need no bigint, which covers most 64-bit ids and all times in microseconds.
    if (at < end && (bytes[at] as number) < 16) {
      this.at = at + 1
      return value + (bytes[at] as number) * scale
    }
    return this.#longVarint(value, at)
  }

  /** Continues after seven bytes, which hold 49 bits. */
  #longVarint(low: number, start: number): number | bigint {
    const {bytes, end} = this
    let at = start
    let value = BigInt(low)
    for (let shift = 49n; shift < 70n; shift += 7n) {
      if (at >= end) throw ended()
      const byte = bytes[at++] as number
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) {
        this.at = at
        if (value >= 2n ** 64n) throw new DecodeError('a number of more than 64 bits')
        return value <= largest ? Number(value) : value
      }
    }
    throw new DecodeError('a number that does not end: it has more than 10 bytes')
  }

  /** Zigzag: 0, -1, 1, -2 … are encoded as 0, 1, 2, 3 …; a bigint only above 2^52. */
  zigzag(): number | bigint {
    const value = this.varint()
    if (typeof value === 'number' && value < 0x8000_0000) return (value >>> 1) ^ -(value & 1)
    if (typeof value === 'number' && value < 2 ** 53) return value % 2 === 0 ? value / 2 : -(value + 1) / 2
    const wide = BigInt(value)
    return (wide >> 1n) ^ -(wide & 1n)
  }

  /** A length or a count: a negative one, or one above the number of bytes left, is an error. */
  length(zigzag: boolean): number {
    const length = zigzag ? this.zigzag() : this.varint()
    if (typeof length === 'bigint' || length < 0 || length > this.end - this.at)
      throw tooLong(length, this.end - this.at)
    return length
  }

  /** Call before an item that has no bytes. */
  takeEmpty(count: number | bigint): void {
    const left = mostEmpty - this.empty
    if (count > left) throw new DecodeError(`${count} items without a byte of their own: that is not a real record`)
    this.empty += Number(count)
  }

  enter(): void {
    if (++this.depth > deepest) throw new DecodeError(`values more than ${deepest} deep inside of each other`)
  }

  leave(): void {
    this.depth--
  }
}

const largest = BigInt(Number.MAX_SAFE_INTEGER)

export const ended = (): DecodeError => new DecodeError('the bytes end in the middle of it')

const tooLong = (length: number | bigint, left: number) =>
  new DecodeError(
    length < 0
      ? `a length of ${length}`
      : `${length} bytes are announced, and ${left === 1 ? '1 is' : `${left} are`} left`,
  )
