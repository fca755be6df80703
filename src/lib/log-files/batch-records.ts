// The records of one batch in a log, in all formats. Checks what Java's record classes check, with their messages; the
// checksum of the batch is not checked here. Compressed records are all read before the first is returned, as in Java.
import {batchHeader as at} from '../wire/batch-header.ts'
import {decompress} from '../wire/compression.ts'
import {CorruptData} from '../wire/corrupt-data.ts'
import {batchFields, compressionOf, maxTimestamp, plus, sequencePlus, timestampType, type Long} from './batch-fields.ts'
import type {BatchWalk} from './batch-walk.ts'
import {OldMessages, type OldMessage} from './old-messages.ts'

/** The error for a truncated record, even if Java only says IndexOutOfBoundsException. */
export const cutShort = (): CorruptData => new CorruptData('Found invalid record structure')

/** Whether the batch is long enough for its own header, after which its records begin. */
const hasRecords = (batch: BatchWalk): boolean => batch.magic >= 2 && batch.size >= at.records

const recordsOf = ({bytes, start, size}: BatchWalk): Buffer => bytes.subarray(start + at.records, start + size)

/** Whether all fields of the header are present, which may not be so in a short file. */
export const hasHeader = (batch: BatchWalk): boolean => batch.magic < 2 || batch.loaded >= at.records

/**
 * The uncompressed records of a batch as bytes, for a separate reader; undefined if there are none: `open` reports why.
 * `space` provides memory, which is used until the next call.
 */
export function unpacked(batch: BatchWalk, space: (size: number) => Buffer): Buffer | undefined {
  if (!hasRecords(batch)) return undefined
  const compression = compressionOf(batch)
  if (compression === 0) return recordsOf(batch)
  try {
    return decompress(compression, recordsOf(batch), undefined, space)
  } catch (error) {
    if (error instanceof CorruptData) return undefined
    throw error
  }
}

/** `next()` moves to the next record, which the fields then describe. */
export class BatchRecords {
  offset: Long = 0
  timestamp: Long = -1
  /** -1 without idempotence. */
  sequence = -1
  /** -1 for null. */
  keySize = -1
  valueSize = -1
  /** For formats before batches: the fields of the message itself. */
  old: OldMessage | undefined
  #key: Buffer | null = null
  #value: Buffer | null = null
  #body: Buffer = Buffer.alloc(0)
  #position = 0
  #left = 0
  #baseOffset: Long = 0
  #baseTimestamp: Long = 0
  #appendTime: Long | undefined
  #baseSequence = -1
  #headersAt = 0
  #headerCount = 0
  #old: OldMessages | undefined

  /** Throws CorruptData if the records cannot be found, or a compressed one is corrupt. */
  open(batch: BatchWalk): this {
    this.#old = undefined
    this.old = undefined
    if (batch.magic < 2) {
      this.#old = new OldMessages(batch)
      return this
    }
    if (!hasRecords(batch)) throw cutShort()
    const count = batchFields.count(batch)
    this.#left = 0
    if (count === 0) return this
    this.#baseOffset = batchFields.baseOffset(batch)
    this.#baseTimestamp = batchFields.baseTimestamp(batch)
    this.#appendTime = timestampType(batch) === 'LogAppendTime' ? maxTimestamp(batch) : undefined
    this.#baseSequence = batchFields.baseSequence(batch)
    const body = recordsOf(batch)
    const compression = compressionOf(batch)
    this.#body = compression === 0 ? body : decompress(compression, body)
    if (count < 0) throw new CorruptData(`Found invalid record count ${count} in magic v${batch.magic} batch`)
    this.#begin(count)
    if (compression !== 0) {
      while (this.next());
      this.#begin(count)
    }
    return this
  }

  #begin(count: number) {
    this.#left = count
    this.#position = 0
  }

  next(): boolean {
    if (this.#old) return this.#nextOld(this.#old)
    if (this.#left <= 0) return false
    this.#left--
    const size = this.#size()
    const start = this.#position
    if (size > this.#body.length - start) {
      throw new CorruptData(
        `Invalid record size: expected ${size} bytes in record payload, but instead the buffer has only ${this.#body.length - start} remaining bytes.`,
      )
    }
    this.#position++ // attributes, which have no meaning yet
    const delta = this.#varlong()
    this.timestamp = this.#appendTime ?? plus(this.#baseTimestamp, delta)
    const offsetDelta = this.#varint()
    this.offset = plus(this.#baseOffset, offsetDelta)
    this.sequence = this.#baseSequence >= 0 ? sequencePlus(this.#baseSequence, offsetDelta) : -1
    this.#key = this.#take(this.#varint())
    this.#value = this.#take(this.#varint())
    this.keySize = this.#key?.length ?? -1
    this.valueSize = this.#value?.length ?? -1
    const headers = this.#varint()
    if (headers < 0) throw new CorruptData(`Found invalid number of record headers ${headers}`)
    if (headers > this.#body.length - this.#position) {
      throw new CorruptData(
        `Found invalid number of record headers. ${headers} is larger than the remaining size of the buffer`,
      )
    }
    this.#headersAt = this.#position
    this.#headerCount = headers
    for (let i = 0; i < headers; i++) {
      this.#headerKey()
      this.#take(this.#varint())
    }
    if (this.#position - start !== size) {
      throw new CorruptData(
        `Invalid record size: expected to read ${size} bytes in record payload, but instead read ${this.#position - start}`,
      )
    }
    if (this.#left === 0 && this.#position !== this.#body.length)
      throw new CorruptData('Incorrect declared batch size, records still remaining in file')
    return true
  }

  /** Views of the batch. Throws CorruptData for a message of an old format that is too short. */
  get key(): Buffer | null {
    return this.old ? this.old.key() : this.#key
  }
  get value(): Buffer | null {
    return this.old ? this.old.value() : this.#value
  }

  #nextOld(old: OldMessages): boolean {
    const message = old.next()
    if (!message) return false
    this.offset = message.offset
    this.timestamp = message.timestamp
    this.keySize = message.keySize
    this.valueSize = message.valueSize
    this.sequence = -1
    this.old = message
    this.#headerCount = 0
    return true
  }

  /** The name and value of each header, in their order. */
  headers(): [name: Buffer, value: Buffer | null][] {
    if (this.#headerCount === 0) return []
    const after = this.#position
    this.#position = this.#headersAt
    const headers = Array.from({length: this.#headerCount}, (): [Buffer, Buffer | null] => [
      this.#headerKey(),
      this.#take(this.#varint()),
    ])
    this.#position = after
    return headers
  }

  #headerKey(): Buffer {
    const size = this.#varint()
    if (size < 0) throw new CorruptData(`Invalid negative header key size ${size}`)
    return this.#take(size) ?? Buffer.alloc(0)
  }

  #take(length: number): Buffer | null {
    if (length < 0) return null
    const start = this.#position
    if (length > this.#body.length - start) throw cutShort()
    this.#position = start + length
    return this.#body.subarray(start, this.#position)
  }

  /** The length before a record. */
  #size(): number {
    try {
      return this.#varint()
    } catch (cause) {
      throw new CorruptData('Incorrect declared batch size, premature EOF reached', '', {cause})
    }
  }

  #varint(): number {
    const body = this.#body
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = body[this.#position++]
      if (byte === undefined) throw cutShort()
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return (value >>> 1) ^ -(value & 1)
    }
    throw cutShort()
  }

  #varlong(): Long {
    const body = this.#body
    let value = 0
    let scale = 1
    for (let i = 0; i < 10; i++) {
      const byte = body[this.#position++]
      if (byte === undefined) throw cutShort()
      if (i === 7) return this.#longer(BigInt(value), byte)
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2
      scale *= 128
    }
    throw cutShort()
  }

  /** The last bytes of a varint, from the eighth on. */
  #longer(low: bigint, eighth: number): Long {
    let value = low
    let byte: number | undefined = eighth
    for (let i = 7n; i < 10n; i++) {
      if (byte === undefined) throw cutShort()
      value |= BigInt(byte & 0x7f) << (7n * i)
      if (byte < 0x80) {
        const raw = BigInt.asUintN(64, value)
        return plus(0, BigInt.asIntN(64, (raw >> 1n) ^ -(raw & 1n)))
      }
      byte = this.#body[this.#position++]
    }
    throw cutShort()
  }
}
