// Messages from before Kafka 0.11 (magic 0 and 1) in a log: single ones, or a compressed set in the value of another.
// Read as by Java's LegacyRecord and AbstractLegacyRecordBatch, including damaged ones.
import {batchAttributes, batchOverhead} from '../wire/batch-header.ts'
import {decompress} from '../wire/compression.ts'
import {CorruptData} from '../wire/corrupt-data.ts'
import {zlib} from '../wire/zlib.ts'
import {longAt, oldMessage as at, plus, timestampType, type Long} from './batch-fields.ts'
import type {BatchWalk} from './batch-walk.ts'

export interface OldMessage {
  readonly offset: Long
  readonly timestamp: Long
  /** The size field as it is, even if the message is shorter. */
  readonly keySize: number
  readonly valueSize: number
  /** Throws CorruptData if the message is too short. */
  readonly key: () => Buffer | null
  readonly value: () => Buffer | null
  readonly crc: number
  readonly valid: boolean
}

interface Inner {
  readonly offset: Long
  readonly message: Buffer
}

const leastMessage = 14

export class OldMessages {
  readonly #messages: readonly Inner[]
  /** Added to the offsets of magic 1 within a set, which count from 0. */
  readonly #shift: Long
  /** The timestamp of all messages in a set that was appended with LogAppendTime. */
  readonly #appendTime: Long | undefined
  readonly #nested: boolean
  #next = 0

  /** Throws CorruptData for a set that cannot be read. */
  constructor(batch: BatchWalk) {
    const message = batch.bytes.subarray(batch.start + batchOverhead, batch.start + batch.size)
    const offset = longAt(batch.bytes, batch.start)
    const magic = message.readInt8(at.magic)
    const compression = (message[at.attributes] ?? 0) & batchAttributes.compression
    this.#nested = compression !== 0
    this.#appendTime = undefined
    this.#shift = 0
    if (!this.#nested) {
      this.#messages = [{offset, message}]
      return
    }
    if (magic !== 0 && magic !== 1)
      throw new CorruptData(`Invalid wrapper magic found in legacy deep record iterator ${magic}`)
    if (compression === 4)
      throw new CorruptData(`Invalid wrapper compressionType found in legacy deep record iterator ${magic}`)
    const value = valueOf(message)
    if (value === null) {
      throw new CorruptData(`Found invalid compressed record set with null value (magic = ${magic})`)
    }
    this.#messages = messagesIn(decompress(compression, value))
    const last = this.#messages.at(-1)
    if (!last) throw new CorruptData('Found invalid compressed record set with no inner records')
    if (magic === 0) return
    if (timestampType(batch) === 'LogAppendTime') this.#appendTime = longAt(message, at.timestamp)
    if (offset === 0) return
    if (offset < last.offset) {
      throw new CorruptData(
        `Found invalid wrapper offset in compressed v1 message set, wrapper offset '${offset}' is less than the last inner message offset '${last.offset}' and it is not zero.`,
      )
    }
    this.#shift = plus(offset, -BigInt(last.offset))
  }

  /** Throws CorruptData for a message that is compressed within a set, or truncated within a field. */
  next(): OldMessage | undefined {
    const inner = this.#messages[this.#next++]
    if (!inner) return undefined
    const {message} = inner
    const magic = message.readInt8(at.magic)
    if (this.#nested && ((message[at.attributes] ?? 0) & batchAttributes.compression) !== 0)
      throw new CorruptData('Inner messages must not be compressed')
    const crc = message.readUInt32BE(at.crc)
    return {
      offset: plus(inner.offset, this.#shift),
      timestamp: magic === 0 ? -1 : ((magic === 1 ? this.#appendTime : undefined) ?? longAt(message, at.timestamp)),
      keySize: lengthAt(message, keyAt(message)),
      valueSize: lengthAt(message, valueAt(message)),
      key: () => sized(message, keyAt(message)),
      value: () => valueOf(message),
      crc,
      valid: message.length >= leastMessage && zlib().crc32(message.subarray(at.magic)) === crc,
    }
  }
}

function messagesIn(set: Buffer): Inner[] {
  const found: Inner[] = []
  for (let position = 0; set.length - position >= batchOverhead;) {
    const size = set.readInt32BE(position + 8)
    if (size < leastMessage)
      throw new CorruptData(`Record size is less than the minimum record overhead (${leastMessage})`)
    const end = position + batchOverhead + size
    if (end > set.length) break
    found.push({offset: longAt(set, position), message: set.subarray(position + batchOverhead, end)})
    position = end
  }
  return found
}

const keyAt = (message: Buffer) => (message[at.magic] === 0 ? at.key[0] : at.key[1])

function valueAt(message: Buffer): number {
  const key = keyAt(message)
  return key + 4 + Math.max(0, lengthAt(message, key))
}

const valueOf = (message: Buffer): Buffer | null => sized(message, valueAt(message))

function lengthAt(message: Buffer, position: number): number {
  if (position + 4 > message.length) throw new CorruptData('a message ends within a field')
  return message.readInt32BE(position)
}

function sized(message: Buffer, position: number): Buffer | null {
  const length = lengthAt(message, position)
  if (length < 0) return null
  const start = position + 4
  const room = message.length - start
  if (length > room) throw new CorruptData(`newLimit > capacity: (${length} > ${room})`) // Java's ByteBuffer
  return message.subarray(start, start + length)
}
