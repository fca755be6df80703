// A single record without any input.
import type {OutgoingRecord, RecordReader} from './record-reader.ts'

/** Gives one record: without a key, with this value; null: a tombstone. Its chunks are `noChunks`. */
export function oneRecordReader(value: string | null): RecordReader {
  const bytes = value === null ? null : Buffer.from(value)
  const record: OutgoingRecord = {
    key: null,
    value: bytes && {bytes, start: 0, end: bytes.length},
    headers: [],
    timestamp: null,
    partition: null,
  }
  let [given, ended] = [false, false]
  return {
    record,
    offset: 0,
    line: 1,
    consumed: 0,
    push: () => undefined,
    end: () => void (ended = true),
    next: () => {
      const first = ended && !given
      given ||= first
      return first
    },
  }
}

/** There is nothing to read. */
export async function* noChunks(): AsyncGenerator<Buffer> {}
