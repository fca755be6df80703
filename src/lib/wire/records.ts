// Record batches, read in place in a Fetch response. A cursor walks the records and points at keys, values and headers.
// Nothing is copied and no object is created per record, because a consumer reads millions of them.
import {batchAttributes, batchHeader as at, batchOverhead} from './batch-header.ts'
import {decompress, decompressAside, worthAside} from './compression.ts'
import {CorruptData} from './corrupt-data.ts'
import {crc32c} from './crc32c.ts'
import {asBatches} from './old-messages.ts'

export interface Batch {
  readonly baseOffset: number
  readonly lastOffset: number
  readonly leaderEpoch: number
  readonly count: number
  /** An index in `compressionNames`. */
  readonly compression: number
  /** True (LogAppendTime): all records have `maxTimestamp`. False (CreateTime): each has its own. */
  readonly appendTime: boolean
  readonly baseTimestamp: number
  readonly maxTimestamp: number
  readonly transactional: boolean
  /** The batch holds transaction markers, not data. */
  readonly control: boolean
  readonly producerId: number
  readonly producerEpoch: number
  /** Sequence number of the first record, -1 without idempotence. */
  readonly baseSequence: number
  readonly crc: number
  /** The whole batch, header included: a view of the given bytes. */
  readonly bytes: Buffer
}

const leastOldMessage = 14 // bytes of checksum, magic, attributes and two lengths
/** A cursor keeps no more memory than this: what a single huge batch needs is not kept. */
const largestSpace = 4 * 2 ** 20
const leastRecord = 7 // a byte each for length, attributes, two deltas, key, value and header count

/**
 * The complete batches of one partition; messages of older formats are turned into batches. Leaves out an incomplete
 * batch at the end, where the broker cut the response at max bytes. Throws `CorruptData` that names the offset.
 */
export function* batchesIn(records: Buffer): Generator<Batch> {
  for (let start = 0; start + at.magic + 1 <= records.length;) {
    const baseOffset = offsetAt(records, start)
    const size = records.readInt32BE(start + at.length)
    const magic = records.readInt8(start + at.magic)
    if (magic < 0 || magic > 2) throw broken(baseOffset, `unknown format (magic ${magic})`)
    if (size < (magic === 2 ? at.records - batchOverhead : leastOldMessage))
      throw broken(baseOffset, `a size of ${size} bytes`)
    const end = start + batchOverhead + size
    if (end > records.length) return
    const bytes = records.subarray(start, end)
    start = end
    if (magic === 2) yield header(bytes, baseOffset)
    else yield* batchesIn(within(baseOffset, () => asBatches(bytes)))
  }
}

function header(bytes: Buffer, baseOffset: number): Batch {
  const attributes = bytes.readInt16BE(at.attributes)
  const lastOffsetDelta = bytes.readInt32BE(at.lastOffsetDelta)
  const count = bytes.readInt32BE(at.count)
  if (lastOffsetDelta < 0 || count < 0) {
    throw broken(baseOffset, `${count} records up to offset ${baseOffset + lastOffsetDelta}`)
  }
  return {
    baseOffset,
    lastOffset: baseOffset + lastOffsetDelta, // unchanged when compaction removes the last records
    leaderEpoch: bytes.readInt32BE(at.partitionLeaderEpoch),
    count,
    compression: attributes & batchAttributes.compression,
    appendTime: (attributes & batchAttributes.logAppendTime) !== 0,
    transactional: (attributes & batchAttributes.transactional) !== 0,
    control: (attributes & batchAttributes.control) !== 0,
    baseTimestamp: Number(bytes.readBigInt64BE(at.baseTimestamp)),
    maxTimestamp: Number(bytes.readBigInt64BE(at.maxTimestamp)),
    producerId: Number(bytes.readBigInt64BE(at.producerId)),
    producerEpoch: bytes.readInt16BE(at.producerEpoch),
    baseSequence: bytes.readInt32BE(at.baseSequence),
    crc: bytes.readUInt32BE(at.crc),
    bytes,
  }
}

const offsetAt = (bytes: Buffer, start: number) => bytes.readInt32BE(start) * 2 ** 32 + bytes.readUInt32BE(start + 4)

const broken = (baseOffset: number, what: string) => new CorruptData(what, `record batch at offset ${baseOffset}`)

function within<T>(baseOffset: number, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw error instanceof CorruptData ? error.inside(`record batch at offset ${baseOffset}`, ', ') : error
  }
}

function unpack(batch: Batch, space: (size: number) => Buffer): Buffer {
  const body = checked(batch)
  return batch.compression === 0
    ? body
    : within(batch.baseOffset, () => decompress(batch.compression, body, undefined, space))
}

/**
 * The records of a batch, decompressed by another thread; undefined if that is not worth it or the codec does not
 * support it (only gzip and zstd do). Throws and rejects as `RecordCursor.open` would. Do not reuse the batch's bytes
 * before the promise has settled.
 */
export function unpackAside(batch: Batch): Promise<Buffer> | undefined {
  if (!worthAside(batch.compression, batch.bytes.length)) return undefined
  return decompressAside(batch.compression, () => checked(batch))?.catch((error: unknown) => {
    throw error instanceof CorruptData ? error.inside(`record batch at offset ${batch.baseOffset}`, ', ') : error
  })
}

function checked({bytes, crc, baseOffset}: Batch): Buffer {
  if (crc32c(bytes.subarray(at.attributes)) !== crc) throw broken(baseOffset, 'wrong checksum')
  return bytes.subarray(at.records)
}

/**
 * `next()` moves to the next record, which the fields then describe. A length of -1 means null. A broken batch throws
 * `CorruptData` that names the batch, but only when `next()` reaches the broken place.
 */
export class RecordCursor {
  offset = 0
  timestamp = 0
  /** The batch's decompressed records, which the positions refer to. */
  bytes: Buffer = Buffer.alloc(0)
  keyStart = 0
  keyLength = -1
  valueStart = 0
  valueLength = -1
  #position = 0
  #end = 0
  #left = 0
  #baseOffset = 0
  #baseTimestamp = 0
  #appendTimestamp = 0
  #appendTime = false
  /** Memory for decompressed batches, reused for each batch. */
  #space: Buffer = Buffer.alloc(0)

  /** Starts before the first record. Checks the checksum and decompresses, unless `unpackAside` has done so. */
  open(batch: Batch, unpacked?: Buffer): this {
    this.#left = 0
    this.#baseOffset = batch.baseOffset
    this.bytes = unpacked ?? unpack(batch, this.#roomy)
    if (batch.count * leastRecord > this.bytes.length) {
      throw this.#broken(`${batch.count} records announced in ${this.bytes.length} bytes`)
    }
    this.#baseTimestamp = batch.baseTimestamp
    this.#appendTimestamp = batch.maxTimestamp
    this.#appendTime = batch.appendTime
    this.#end = 0
    this.#left = batch.count
    return this
  }

  readonly #roomy = (size: number): Buffer => {
    if (size > largestSpace) return Buffer.allocUnsafeSlow(size)
    if (size > this.#space.length) this.#space = Buffer.allocUnsafeSlow(Math.ceil(size / 65_536) * 65_536)
    return this.#space
  }

  /** Where `next` continues in `bytes`, and the number of records left, for a kernel that takes some of them. */
  get ahead(): number {
    return this.#end
  }
  get left(): number {
    return this.#left
  }
  get baseOffset(): number {
    return this.#baseOffset
  }
  /** The timestamp of all records (`appendTime`), or the base of their timestamps. */
  get batchTimestamp(): number {
    return this.#appendTime ? this.#appendTimestamp : this.#baseTimestamp
  }
  get appendTime(): boolean {
    return this.#appendTime
  }

  /** Makes `next` continue there, because the records before it were taken. */
  passTo(ahead: number, left: number): void {
    this.#end = ahead
    this.#left = left
  }

  next(): boolean {
    if (this.#left <= 0) return false
    this.#position = this.#end
    const size = this.#varint()
    const end = this.#position + size
    if (size < 0 || end > this.bytes.length) throw this.#broken(`a record of ${size} bytes`)
    this.#end = end
    this.#position++ // attributes, which have no meaning yet
    const delta = this.#varlong()
    this.timestamp = this.#appendTime ? this.#appendTimestamp : this.#baseTimestamp + delta
    this.offset = this.#baseOffset + this.#varint()
    const keyLength = (this.keyLength = this.#varint())
    this.keyStart = this.#position
    if (keyLength > 0) this.#position += keyLength
    const valueLength = (this.valueLength = this.#varint())
    this.valueStart = this.#position
    if (valueLength > 0) this.#position += valueLength
    if (keyLength < -1 || valueLength < -1 || this.#position >= end) {
      throw this.#broken(`key and value of ${keyLength} and ${valueLength} bytes in a record of ${size}`)
    }
    if (--this.#left === 0 && end !== this.bytes.length) {
      throw this.#broken(`${this.bytes.length - end} bytes after the last record`)
    }
    return true
  }

  /** Views of the batch. */
  get key(): Buffer | null {
    return this.#view(this.keyStart, this.keyLength)
  }
  get value(): Buffer | null {
    return this.#view(this.valueStart, this.valueLength)
  }

  get headerCount(): number {
    this.#position = this.valueStart + Math.max(this.valueLength, 0)
    const count = this.#varint()
    const room = this.#end - this.#position
    if (count < 0 || count > room / 2) throw this.#broken(`${count} headers announced in ${room} bytes`)
    return count
  }

  /** In the record's order; names may repeat. */
  headers(): [name: string, value: Buffer | null][] {
    return this.rawHeaders().map(([name, value]) => [name.toString(), value])
  }

  /** Like `headers`, with the names as bytes, which need not be UTF-8. */
  rawHeaders(): [name: Buffer, value: Buffer | null][] {
    return Array.from({length: this.headerCount}, () => [this.#take() ?? this.bytes.subarray(0, 0), this.#take()])
  }

  #take(): Buffer | null {
    const length = this.#varint()
    const start = this.#position
    if (length < -1 || start + length > this.#end) throw this.#broken(`a header of ${length} bytes`)
    if (length > 0) this.#position += length
    return this.#view(start, length)
  }

  #view(start: number, length: number) {
    return length < 0 ? null : this.bytes.subarray(start, start + length)
  }

  /**
   * Zigzag: 0, -1, 1, -2 … are encoded as 0, 1, 2, 3 …. Reading past the end of `bytes` fails, because undefined is not
   * below 128.
   */
  #varint() {
    const bytes = this.bytes
    let byte = bytes[this.#position++]!
    if (byte < 0x80) return (byte >>> 1) ^ -(byte & 1)
    let value = byte & 0x7f
    for (let shift = 7; shift < 35; shift += 7) {
      byte = bytes[this.#position++]!
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return (value >>> 1) ^ -(value & 1)
    }
    throw this.#broken('a number that does not end')
  }

  /** A varint of more than 32 bits, because timestamps in one batch may be weeks apart. */
  #varlong() {
    const bytes = this.bytes
    let byte = bytes[this.#position++]!
    if (byte < 0x80) return (byte >>> 1) ^ -(byte & 1)
    let value = byte & 0x7f
    let scale = 128
    for (let more = 1; more < 10; more++) {
      byte = bytes[this.#position++]!
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2
      scale *= 128
    }
    throw this.#broken('a number that does not end')
  }

  #broken(what: string) {
    return broken(this.#baseOffset, what)
  }
}
