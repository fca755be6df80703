// Builds one record batch (magic 2) at a time, directly from the bytes of the input, without an object per record.
import {batchAttributes, batchHeader as at, batchOverhead} from './batch-header.ts'
import {compress} from './compression.ts'
import {crc32c} from './crc32c.ts'
import type {LineKernel, Slot} from './line-kernel.ts'
import type {Allocate} from './lz4.ts'

/** A range of bytes in another buffer, such as the key inside a line. */
export interface Slice {
  bytes: Uint8Array
  start: number
  end: number
}
export interface Seal {
  producerId?: number
  producerEpoch?: number
  baseSequence?: number
  transactional?: boolean
  appendTime?: boolean
  /** An index in `compressionNames`. */
  compression?: number
  /** Compression level; default: the codec's own. */
  level?: number | undefined
  /** Where compressed bytes go; default: a new buffer for each batch. */
  allocate?: Allocate
}
export type Header = readonly [name: Uint8Array, value: Uint8Array | null]

const noHeaders: readonly Header[] = []

/** Fills a buffer of about `limit` bytes, seals the batch, and starts the next one in the same buffer. */
export class BatchWriter {
  /** Records added since the last seal. */
  count = 0
  #buffer: Buffer
  #position: number = at.records
  #firstTimestamp = 0
  #maxTimestamp = 0
  readonly #limit: number
  /** The buffer's place in the kernel's memory; undefined: it is outside of it. */
  readonly slot: Slot | undefined

  /** `limit`: the largest batch, header included; with a slot, at most the slot's size. */
  constructor(limit: number, slot?: Slot) {
    this.slot = slot
    this.#limit = Math.min(limit, slot?.buffer.length ?? limit)
    this.#buffer = slot?.buffer ?? Buffer.allocUnsafeSlow(Math.max(limit, at.records))
  }

  /** Lets the kernel write into this batch, as the batch of `lane`. False: the buffer is not in the kernel's memory. */
  lend(kernel: LineKernel, lane: number): boolean {
    const {slot} = this
    if (!slot || this.#buffer !== slot.buffer) return false
    kernel.lend(lane, slot, this.#position, this.#limit, this.count, this.#firstTimestamp, this.#maxTimestamp)
    return true
  }

  /** Takes over what the kernel has added. */
  takeBack(kernel: LineKernel, lane: number): void {
    if (!this.slot || this.#buffer !== this.slot.buffer) return
    const {position, count, first, max} = kernel.read(lane, this.slot)
    this.#position = position
    this.count = count
    this.#firstTimestamp = first
    this.#maxTimestamp = max
  }

  /** Bytes of the batch so far, header included, before compression. */
  get size(): number {
    return this.#position
  }

  /**
   * Returns false if the batch is full and must be sealed first. A record larger than the limit gets a batch of its
   * own.
   */
  add(value: Slice | null, key: Slice | null, timestamp: number, headers: readonly Header[] = noHeaders): boolean {
    const valueLength = value ? value.end - value.start : -1
    const keyLength = key ? key.end - key.start : -1
    const delta = this.count === 0 ? 0 : timestamp - this.#firstTimestamp
    let size = 1 + varlongSize(delta) + varintSize(this.count) + sizedSize(keyLength) + sizedSize(valueLength)
    size += varintSize(headers.length)
    for (const [name, content] of headers) size += sizedSize(name.length) + sizedSize(content ? content.length : -1)
    const end = this.#position + varintSize(size) + size
    if (end > this.#limit && this.count > 0) return false
    if (end > this.#buffer.length) this.#buffer = Buffer.allocUnsafeSlow(end) // for a first record only, so nothing is lost

    if (this.count === 0) this.#firstTimestamp = this.#maxTimestamp = timestamp
    else if (timestamp > this.#maxTimestamp) this.#maxTimestamp = timestamp
    this.#varint(size)
    this.#buffer[this.#position++] = 0 // attributes
    this.#varlong(delta)
    this.#varint(this.count)
    this.#sized(key?.bytes, key?.start ?? 0, keyLength)
    this.#sized(value?.bytes, value?.start ?? 0, valueLength)
    this.#varint(headers.length)
    for (const [name, content] of headers) {
      this.#sized(name, 0, name.length)
      this.#sized(content ?? undefined, 0, content ? content.length : -1)
    }
    this.count++
    return true
  }

  /** The finished batch: a view of this writer's buffer, valid until the next `add`, or a copy if compressed. */
  seal(options: Seal = {}): Buffer {
    const {producerId = -1, producerEpoch = -1, baseSequence = -1, compression = 0} = options
    let batch = this.#buffer.subarray(0, this.#position)
    if (compression !== 0) {
      batch = compress(compression, batch.subarray(at.records), options.level, at.records, options.allocate) // the header follows
    }
    batch.writeBigInt64BE(0n, at.baseOffset) // set by the broker
    batch.writeInt32BE(batch.length - batchOverhead, at.length)
    batch.writeInt32BE(-1, at.partitionLeaderEpoch)
    batch[at.magic] = 2
    batch.writeInt16BE(
      compression |
        (options.appendTime ? batchAttributes.logAppendTime : 0) |
        (options.transactional ? batchAttributes.transactional : 0),
      at.attributes,
    )
    batch.writeInt32BE(this.count - 1, at.lastOffsetDelta)
    batch.writeBigInt64BE(BigInt(this.#firstTimestamp), at.baseTimestamp)
    batch.writeBigInt64BE(BigInt(this.#maxTimestamp), at.maxTimestamp)
    batch.writeBigInt64BE(BigInt(producerId), at.producerId)
    batch.writeInt16BE(producerEpoch, at.producerEpoch)
    batch.writeInt32BE(baseSequence, at.baseSequence)
    batch.writeInt32BE(this.count, at.count)
    batch.writeUInt32BE(crc32c(batch.subarray(at.attributes)), at.crc) // brokers may set offset and leader epoch, which it does not cover
    this.count = 0
    this.#position = at.records
    return batch
  }

  #sized(from: Uint8Array | undefined, start: number, length: number) {
    this.#varint(length)
    if (from === undefined || length <= 0) return
    const buffer = this.#buffer
    const position = this.#position
    if (length < 36) for (let i = 0; i < length; i++) buffer[position + i] = from[start + i]!
    else buffer.set(from.subarray(start, start + length), position)
    this.#position = position + length
  }

  #varint(value: number) {
    const buffer = this.#buffer
    let rest = (value << 1) ^ (value >> 31)
    for (; rest > 0x7f || rest < 0; rest >>>= 7) buffer[this.#position++] = (rest & 0x7f) | 0x80
    buffer[this.#position++] = rest
  }

  #varlong(value: number) {
    if (isSmall(value)) return this.#varint(value)
    let rest = value < 0 ? -2 * value - 1 : 2 * value
    for (; rest > 0x7f; rest = Math.floor(rest / 128)) this.#buffer[this.#position++] = (rest % 128) | 0x80
    this.#buffer[this.#position++] = rest
  }
}

/** The header count and the headers, encoded as in a record. */
export function encodedHeaders(headers: readonly Header[]): Buffer {
  const writer = new BatchWriter(at.records + 64)
  writer.add(null, null, 0, headers)
  const record = writer.seal().subarray(at.records)
  // They follow the record's length, attributes, two deltas of 0, no key (-1) and no value (-1).
  return Buffer.from(record.subarray(record.findIndex((byte) => byte < 0x80) + 6))
}

const isSmall = (value: number) => value < 2 ** 30 && value > -(2 ** 30)

function varintSize(value: number) {
  const zigzag = value < 0 ? -2 * value - 1 : 2 * value
  return zigzag < 0x80 ? 1 : zigzag < 0x4000 ? 2 : zigzag < 0x200000 ? 3 : zigzag < 0x10000000 ? 4 : 5
}

const sizedSize = (length: number) => varintSize(length) + Math.max(length, 0)

function varlongSize(value: number) {
  if (isSmall(value)) return varintSize(value)
  let size = 1
  for (let rest = value < 0 ? -2 * value - 1 : 2 * value; rest > 0x7f; rest = Math.floor(rest / 128)) size++
  return size
}
