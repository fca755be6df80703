// A record whose key and value were decoded by schemas. Filters and formats find JSON where the bytes were.
import {TextBuffer} from '../../text/text-buffer.ts'
import {RecordCursor} from '../../wire/records.ts'

/** What was decoded from a key or value, in addition to its bytes. */
export interface DecodedField {
  /** Whether the bytes are JSON, without line ends. */
  json: boolean
  /** JSON that describes the schema; empty if nothing was decoded. */
  schema: Buffer
  /** Why the field could not be decoded; its bytes are then unchanged. */
  error: string | undefined
}

const nothing = Buffer.alloc(0)
const emptied = (): DecodedField => ({json: false, schema: nothing, error: undefined})

/** The same object for all records. `bytes`, `key` and `value` point into `text`; headers are those of the record. */
export class DecodedRecord extends RecordCursor {
  /** The text of the present record. */
  readonly text = new TextBuffer(16 * 1024)
  readonly keyField = emptied()
  readonly valueField = emptied()
  #record: RecordCursor = this

  /** Takes over the record; call before key and value are written into `text`. */
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
