// JSON lines, as consume writes them, back to records.
import type {RecordReader} from './outgoing.ts'

export interface JsonReaderSettings {
  /** Default true: the timestamp of the line is kept. */
  timestamps?: boolean
  /** Default false: the partition of the line is kept. */
  partitions?: boolean
  maxLineBytes?: number
}

export function jsonReader(_settings: JsonReaderSettings = {}): RecordReader {
  throw new Error('being written')
}
