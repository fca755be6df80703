// Kafka's primitive types, read from a record as by Java's generated classes. Apache's tools print the messages of
// their errors between records and continue, so the messages are part of the output and must be Java's; that is why the
// reader of the wire room is not used.
import {CorruptData} from '../wire/corrupt-data.ts'

/** The bytes end within a number. Java's BufferUnderflowException has no message. */
export class EndsTooEarly extends CorruptData {
  constructor() {
    super('the bytes end too early')
  }
}

export class StoredReader {
  readonly buffer: Buffer
  position: number

  constructor(buffer: Buffer, position = 0) {
    this.buffer = buffer
    this.position = position
  }

  get remaining(): number {
    return this.buffer.length - this.position
  }

  int8(): number {
    return this.buffer.readInt8(this.#advance(1))
  }
  int16(): number {
    return this.buffer.readInt16BE(this.#advance(2))
  }
  uint16(): number {
    return this.buffer.readUInt16BE(this.#advance(2))
  }
  int32(): number {
    return this.buffer.readInt32BE(this.#advance(4))
  }
  float64(): number {
    return this.buffer.readDoubleBE(this.#advance(8))
  }

  /** Like digits, because all 64 bits count. */
  int64(): string {
    const at = this.#advance(8)
    const high = this.buffer.readInt32BE(at)
    return high >= -0x20_0000 && high < 0x20_0000
      ? String(high * 2 ** 32 + this.buffer.readUInt32BE(at + 4))
      : String(this.buffer.readBigInt64BE(at))
  }

  uuid(): string {
    const start = this.#advance(16)
    return this.buffer.toString('base64url', start, this.position)
  }

  unsignedVarint(): number {
    let value = 0
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.buffer[this.#advance(1)] ?? 0
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
    const byte = this.buffer.readInt8(this.#advance(1))
    value |= byte << 28
    if (byte >= 0) return value
    const converted = (value >>> 0).toString(16)
    throw new CorruptData(
      `Varint is too long, the most significant bit in the 5th byte is set, converted value: ${converted}`,
    )
  }

  /** A view of the bytes. */
  bytes(length: number): Buffer {
    if (length > this.remaining) {
      throw new CorruptData(`Error reading byte array of ${length} byte(s): only ${this.remaining} byte(s) available`)
    }
    const start = this.position
    this.position += length
    return this.buffer.subarray(start, this.position)
  }

  #advance(length: number): number {
    const start = this.position
    if (length > this.buffer.length - start) throw new EndsTooEarly()
    this.position = start + length
    return start
  }
}
