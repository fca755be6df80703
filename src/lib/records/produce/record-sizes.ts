import {batchesIn, RecordCursor} from '../../wire/records.ts'

export interface SizedRecord {
  /** The record's number, as it was passed in. */
  readonly ordinal: number
  /** Bytes; -1 for null. */
  readonly size: {readonly key: number; readonly value: number}
}

/** The sizes of the records in a batch that kafkit built; error messages of Apache's console producer name them. */
export function recordSizes(batch: Buffer, ordinals: Float64Array): SizedRecord[] {
  const [read] = batchesIn(batch)
  if (!read) return []
  const cursor = new RecordCursor().open(read)
  const found: SizedRecord[] = []
  while (cursor.next())
    found.push({ordinal: ordinals[found.length] ?? 0, size: {key: cursor.keyLength, value: cursor.valueLength}})
  return found
}
