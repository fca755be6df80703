// Batches made in tests, to be read by the code under test.
import {BatchWriter, type Header, type Seal} from '../../../src/lib/wire/batch-writer.ts'
import {batchesIn, RecordCursor} from '../../../src/lib/wire/records.ts'

export interface Given {
  key?: string | Buffer | null
  value?: string | Buffer | null
  headers?: readonly [name: string | Buffer, value: string | Buffer | null][]
  timestamp?: number
}

const bytes = (text: string | Buffer) => (typeof text === 'string' ? Buffer.from(text) : text)
const slice = (text: string | Buffer | null) => {
  if (text === null) return null
  const whole = bytes(text)
  return {bytes: whole, start: 0, end: whole.length}
}

/** One batch with these records from this offset on; the last offset can be further off (compaction). */
export function batch(
  baseOffset: number,
  records: readonly Given[],
  options: Seal & {lastOffset?: number; epoch?: number} = {},
): Buffer {
  const writer = new BatchWriter(1_000_000)
  for (const {key = null, value = null, headers = [], timestamp = 1_700_000_000_000} of records) {
    const pairs = headers.map(([name, content]): Header => [
      Buffer.from(name),
      content === null ? null : bytes(content),
    ])
    writer.add(slice(value), slice(key), timestamp, pairs)
  }
  const sealed = Buffer.from(writer.seal(options))
  sealed.writeBigInt64BE(BigInt(baseOffset), 0)
  sealed.writeInt32BE(options.epoch ?? 0, 12)
  if (options.lastOffset !== undefined) return withChecksum(sealed, (b) => b.writeInt32BE(options.lastOffset! - baseOffset, 23)) // prettier-ignore
  return sealed
}

/** A batch that marks the end of a transaction. */
export function marker(offset: number, producerId: number): Buffer {
  const sealed = batch(offset, [{key: Buffer.from([0, 0, 0, 0]), value: Buffer.alloc(6)}], {
    producerId,
    transactional: true,
  })
  return withChecksum(sealed, (b) => b.writeInt16BE(b.readInt16BE(21) | 32, 21))
}

function withChecksum(sealed: Buffer, change: (bytes: Buffer) => void): Buffer {
  change(sealed)
  sealed.writeUInt32BE(crc32c(sealed.subarray(21)), 17)
  return sealed
}

/** Slow and by the book (RFC 3720), so that tests do not check the code's checksum with itself. */
export function crc32c(data: Uint8Array): number {
  let crc = 0xffff_ffff
  for (const byte of data) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f6_3b78 : crc >>> 1
  }
  return (crc ^ 0xffff_ffff) >>> 0
}

/** Calls back for each record of some batches. */
export function forEachRecord(records: Buffer, call: (cursor: RecordCursor) => void): void {
  for (const each of batchesIn(records)) {
    const cursor = new RecordCursor().open(each)
    while (cursor.next()) call(cursor)
  }
}
