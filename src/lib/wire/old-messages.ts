// Messages from before Kafka 0.11 (magic 0 and 1). Nobody writes them any more, but a 4.x broker still hands them out
// as they lie on disk, and Apache's console consumer prints them. Each becomes a batch: so there is one reader only.
import {BatchWriter} from './batch-writer.ts'
import {decompress} from './compression.ts'

interface Message {
  offset: number
  timestamp: number
  appendTime: boolean
  key: Buffer | null
  value: Buffer | null
}

export function asBatches(entry: Buffer): Buffer {
  const writer = new BatchWriter(entry.length + 64)
  return Buffer.concat(
    [...messagesIn(entry)].map(({offset, timestamp, appendTime, key, value}) => {
      writer.add(slice(value), slice(key), timestamp)
      const batch = Buffer.from(writer.seal({appendTime}))
      batch.writeBigInt64BE(BigInt(offset), 0)
      return batch
    }),
  )
}

const slice = (bytes: Buffer | null) => bytes && {bytes, start: 0, end: bytes.length}

function* messagesIn(set: Buffer): Generator<Message> {
  for (let at = 0; at + 12 <= set.length;) {
    const offset = Number(set.readBigInt64BE(at))
    const message = set.subarray(at + 12, at + 12 + set.readInt32BE(at + 8))
    at += 12 + message.length
    const magic = message.readInt8(4)
    const attributes = message.readInt8(5)
    const timestamp = magic === 0 ? -1 : Number(message.readBigInt64BE(6))
    const appendTime = (attributes & 8) !== 0
    const [key, valueAt] = sized(message, magic === 0 ? 6 : 14)
    const [value] = sized(message, valueAt)
    if ((attributes & 7) === 0 || value === null) yield {offset, timestamp, appendTime, key, value}
    else {
      const inner = [...messagesIn(decompress(attributes & 7, value))]
      const shift = magic === 0 ? 0 : offset - inner.at(-1)!.offset // magic 1 counts from 0; the wrapper has the last
      const stamp = appendTime ? {timestamp, appendTime} : {}
      for (const one of inner) yield {...one, offset: one.offset + shift, ...stamp}
    }
  }
}

function sized(message: Buffer, at: number): [Buffer | null, number] {
  const length = message.readInt32BE(at)
  return length < 0 ? [null, at + 4] : [message.subarray(at + 4, at + 4 + length), at + 4 + length]
}
