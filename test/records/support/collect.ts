// What readers read, kept: their own record object is reused.
import type {RecordReader} from '../../../src/lib/records/readers/record-reader.ts'

export interface Kept {
  key: string | null
  value: string | null
  headers?: [string, string | null][]
  partition?: number
  timestamp?: number
}

/** Feeds the text in chunks of `size` bytes; overwrites each chunk when the reader says that it is through with it. */
export function readAll(reader: RecordReader, text: string | Buffer, size = Infinity): Kept[] {
  const bytes = Buffer.from(text)
  const found: Kept[] = []
  const drain = () => {
    while (reader.next()) found.push(keep(reader))
  }
  for (let at = 0; at < bytes.length; at += size) {
    const chunk = Buffer.from(bytes.subarray(at, at + size))
    reader.push(chunk)
    drain()
    chunk.fill('#')
  }
  reader.end()
  drain()
  return found
}

function keep({record}: RecordReader): Kept {
  const text = (slice: typeof record.key) =>
    slice && Buffer.from(slice.bytes.subarray(slice.start, slice.end)).toString('latin1')
  const headers = record.headers.map(([name, value]): [string, string | null] => [
    Buffer.from(name).toString('latin1'),
    value && Buffer.from(value).toString('latin1'),
  ])
  return {
    key: text(record.key),
    value: text(record.value),
    ...(headers.length > 0 ? {headers} : {}),
    ...(record.partition === null ? {} : {partition: record.partition}),
    ...(record.timestamp === null ? {} : {timestamp: record.timestamp}),
  }
}
