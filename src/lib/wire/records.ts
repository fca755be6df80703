// Record batches, read where they lie in a Fetch response. A cursor walks the records and points at keys, values and
// headers; nothing is copied and no object is made per record, because a consumer sees millions of them.
import {decompress} from './compression.ts'
import {crc32c} from './crc32c.ts'
import {asBatches} from './old-messages.ts'

export interface Batch {
  readonly baseOffset: number
  readonly lastOffset: number
  readonly leaderEpoch: number
  readonly count: number
  readonly compression: number
  /** LogAppendTime: all records have `maxTimestamp`; CreateTime: each has its own. */
  readonly appendTime: boolean
  readonly baseTimestamp: number
  readonly maxTimestamp: number
  readonly transactional: boolean
  /** Holds commit or abort markers, no data. */
  readonly control: boolean
  readonly producerId: number
  readonly crc: number
  /** From the size field on, so that `bytes.subarray(…)` needs no other context. */
  readonly bytes: Buffer
}

const headerSize = 61

/** The complete batches of one partition. Brokers cut at max bytes: a partial last one is left out, to fetch again. */
export function* batchesIn(records: Buffer): Generator<Batch> {
  for (let at = 0; at + 17 <= records.length;) {
    const end = at + 12 + records.readInt32BE(at + 8)
    if (end > records.length) return
    if (records[at + 16]! < 2) {
      yield* batchesIn(asBatches(records.subarray(at, end)))
      at = end
      continue
    }
    const attributes = records.readInt16BE(at + 21)
    const baseOffset = Number(records.readBigInt64BE(at))
    yield {
      baseOffset,
      lastOffset: baseOffset + records.readInt32BE(at + 23), // stays when compaction removes the last records
      leaderEpoch: records.readInt32BE(at + 12),
      count: records.readInt32BE(at + 57),
      compression: attributes & 7,
      appendTime: (attributes & 8) !== 0,
      transactional: (attributes & 16) !== 0,
      control: (attributes & 32) !== 0,
      baseTimestamp: Number(records.readBigInt64BE(at + 27)),
      maxTimestamp: Number(records.readBigInt64BE(at + 35)),
      producerId: Number(records.readBigInt64BE(at + 43)),
      crc: records.readUInt32BE(at + 17),
      bytes: records.subarray(at, end),
    }
    at = end
  }
}

/** `next()` moves to the following record; the fields describe it until then. A length of -1 is null. */
export class RecordCursor {
  offset = 0
  timestamp = 0
  bytes: Buffer = Buffer.alloc(0)
  keyStart = 0
  keyLength = -1
  valueStart = 0
  valueLength = -1
  headerCount = 0
  #position = 0
  #end = 0
  #left = 0
  #batch!: Batch

  open(batch: Batch): this {
    if (crc32c(batch.bytes.subarray(21)) !== batch.crc) throw new Error(`wrong checksum at offset ${batch.baseOffset}`)
    this.#batch = batch
    const body = batch.bytes.subarray(headerSize)
    this.bytes = batch.compression === 0 ? body : decompress(batch.compression, body)
    this.#end = 0
    this.#left = batch.count
    return this
  }

  next(): boolean {
    if (this.#left-- === 0) return false
    this.#position = this.#end
    const length = this.#varint()
    this.#end = this.#position + length
    if (length < 0 || this.#end > this.bytes.length) throw new Error(`broken batch at offset ${this.#batch.baseOffset}`)
    this.#position++ // attributes: unused so far
    const timestampDelta = this.#varlong()
    this.timestamp = this.#batch.appendTime ? this.#batch.maxTimestamp : this.#batch.baseTimestamp + timestampDelta
    this.offset = this.#batch.baseOffset + this.#varint()
    this.keyLength = this.#varint()
    this.keyStart = this.#position
    if (this.keyLength > 0) this.#position += this.keyLength
    this.valueLength = this.#varint()
    this.valueStart = this.#position
    if (this.valueLength > 0) this.#position += this.valueLength
    return true
  }

  get key() {
    return this.#view(this.keyStart, this.keyLength)
  }
  get value() {
    return this.#view(this.valueStart, this.valueLength)
  }

  /** In the order they were written; names may repeat. */
  headers(): [name: string, value: Buffer | null][] {
    this.#position = this.valueStart + Math.max(this.valueLength, 0)
    return Array.from({length: this.#varint()}, () => [this.#take()?.toString() ?? '', this.#take()])
  }

  #take() {
    const length = this.#varint()
    const view = this.#view(this.#position, length)
    if (length > 0) this.#position += length
    return view
  }

  #view(start: number, length: number) {
    return length < 0 ? null : this.bytes.subarray(start, start + length)
  }

  /** Zigzag: 0, -1, 1, -2 … are 0, 1, 2, 3 … on the wire. */
  #varint() {
    const bytes = this.bytes
    let byte = bytes[this.#position++]!
    let value = byte & 0x7f
    for (let shift = 7; byte > 0x7f; shift += 7) {
      byte = bytes[this.#position++]!
      value |= (byte & 0x7f) << shift
    }
    return (value >>> 1) ^ -(value & 1)
  }

  /** As varint, beyond 32 bits: timestamps of one batch may lie weeks apart. */
  #varlong() {
    let byte = this.bytes[this.#position++]!
    let value = byte & 0x7f
    for (let scale = 128; byte > 0x7f; scale *= 128) {
      byte = this.bytes[this.#position++]!
      value += (byte & 0x7f) * scale
    }
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  }
}
