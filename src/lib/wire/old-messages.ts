// Messages from before Kafka 0.11 (magic 0 and 1). They are no longer written, but brokers of 4.x still return them as
// they are on disk, and Apache's console consumer prints them. Each becomes a batch, so that one reader is enough.
import {zlib} from './zlib.ts'
import {batchHeader} from './batch-header.ts'
import {BatchWriter} from './batch-writer.ts'
import {Reader} from './buffers.ts'
import {decompress} from './compression.ts'
import {CorruptData} from './corrupt-data.ts'

interface Message {
  offset: number
  timestamp: number
  appendTime: boolean
  key: Buffer | null
  value: Buffer | null
}

/** One message, or one compressed set of messages, as batches of one record each. Throws CorruptData. */
export function asBatches(entry: Buffer): Buffer {
  const writer = new BatchWriter(entry.length + 64)
  const batches = messagesIn(entry).map(({offset, timestamp, appendTime, key, value}) => {
    writer.add(slice(value), slice(key), timestamp)
    const batch = Buffer.from(writer.seal({appendTime}))
    batch.writeBigInt64BE(BigInt(offset), batchHeader.baseOffset)
    return batch
  })
  return Buffer.concat(batches)
}

const slice = (bytes: Buffer | null) => bytes && {bytes, start: 0, end: bytes.length}

function messagesIn(set: Buffer, nested = false): Message[] {
  const r = new Reader(set)
  const found: Message[][] = []
  while (r.remaining > 0) found.push(messagesOf(r, nested))
  return found.flat()
}

/** The next message, or the messages in it if it is compressed. */
function messagesOf(r: Reader, nested: boolean): Message[] {
  const offset = r.int64()
  const message = new Reader(r.bytes(r.int32()))
  const crc = message.int32() >>> 0
  if (crc !== zlib().crc32(message.buffer.subarray(4))) throw new CorruptData('wrong checksum', `offset ${offset}`)
  const magic = message.int8()
  const attributes = message.int8()
  const timestamp = magic === 0 ? -1 : message.int64()
  const appendTime = (attributes & 8) !== 0
  const key = sized(message)
  const value = sized(message)
  const compression = attributes & 7
  if (compression === 0) return [{offset, timestamp, appendTime, key, value}]
  if (value === null) throw new CorruptData('a compressed message without content', `offset ${offset}`)
  if (nested) throw new CorruptData('a compressed message inside another', `offset ${offset}`)

  const inner = messagesIn(decompress(compression, value), true)
  const last = inner.at(-1)?.offset ?? 0
  const shift = magic === 0 ? 0 : offset - last // in magic 1, inner offsets count from 0 and the wrapper has the last one
  return inner.map((one) => ({...one, offset: one.offset + shift, ...(appendTime ? {timestamp, appendTime} : {})}))
}

function sized(r: Reader): Buffer | null {
  const length = r.int32()
  return length < 0 ? null : r.bytes(length)
}
