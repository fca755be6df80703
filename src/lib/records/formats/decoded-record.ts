// A record whose key and value were decoded by schemas, for filters and formats: where they look for bytes, they find JSON.
import {TextBuffer} from '../../text/text-buffer.ts'
import {RecordCursor} from '../../wire/records.ts'

/** What was decoded of a key or value, beside its bytes. */
export interface DecodedField {
  /** The bytes are JSON, without line ends. */
  json: boolean
  /** JSON of what the schema is; empty where nothing was decoded. */
  schema: Buffer
  /** Why it could not be decoded; the bytes are as they were. */
  error: string | undefined
}

const nothing = Buffer.alloc(0)
const emptied = (): DecodedField => ({json: false, schema: nothing, error: undefined})

/** The same object for all records. `bytes`, `key` and `value` are the text; headers are those of the record. */
export class DecodedRecord extends RecordCursor {
  /** Of this record alone. */
  readonly text = new TextBuffer(16 * 1024)
  readonly keyField = emptied()
  readonly valueField = emptied()
  #record: RecordCursor = this

  /** Before key and value are written into `text`. */
  of(record: RecordCursor): void {
    this.#record = record
    this.offset = record.offset
    this.timestamp = record.timestamp
    this.text.length = 0
  }

  override get headerCount(): number {
    return this.#record.headerCount
  }

  override rawHeaders(): [name: Buffer, value: Buffer | null][] {
    return this.#record.rawHeaders()
  }
}
