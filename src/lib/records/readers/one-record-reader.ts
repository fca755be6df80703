// Gives a single record without any input.
import type {OutgoingRecord, RecordReader} from './record-reader.ts'

/** Gives one record without a key and with this value; null: a tombstone. Use `noChunks` as its input. */
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

/** Input without any chunk. */
export async function* noChunks(): AsyncGenerator<Buffer> {}
