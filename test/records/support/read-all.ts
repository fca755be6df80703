import type {RecordReader} from '../../../src/lib/records/readers/record-reader.ts'
import type {Slice} from '../../../src/lib/wire/batch-writer.ts'

export interface ReadRecord {
  key: string | null
  value: string | null
  headers: [string, string | null][]
  timestamp: number | null
  partition: number | null
}

const text = (slice: Slice | null) =>
  slice && Buffer.from(slice.bytes.subarray(slice.start, slice.end)).toString('latin1')
const utf8 = (slice: Slice | null) => slice && Buffer.from(text(slice) ?? '', 'latin1').toString()

/** All records of an input that comes in pieces; the pieces' buffer is overwritten behind the reader, as the real one is. */
export function all(reader: RecordReader, input: string | Buffer, chunk = 1000): ReadRecord[] {
  const bytes = Buffer.from(input)
  const found: ReadRecord[] = []
  const take = () => {
    while (reader.next()) {
      const {key, value, headers, timestamp, partition} = reader.record
      found.push({
        key: utf8(key),
        value: utf8(value),
        headers: headers.map(([name, content]) => [Buffer.from(name).toString(), content && Buffer.from(content).toString()]), // prettier-ignore
        timestamp,
        partition,
      })
    }
  }
  for (let at = 0; at < bytes.length; at += chunk) {
    const piece = Buffer.from(bytes.subarray(at, at + chunk))
    reader.push(piece)
    take()
    piece.fill(0x21)
  }
  reader.end()
  take()
  return found
}
