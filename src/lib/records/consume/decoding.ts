// Decodes records by their schemas, between the cursor and the filters and formats.
import {ExpectedError} from '../../errors/expected-error.ts'
import type {FieldDecoder} from '../../serdes/field-decoder.ts'
import type {RecordHeaders} from '../../serdes/framing.ts'
import {DecodeError} from '../../serdes/serde-error.ts'
import type {RecordCursor} from '../../wire/records.ts'
import {DecodedRecord, type DecodedField} from '../formats/decoded-record.ts'
import type {Place} from '../formats/format.ts'
import type {Filter} from './filter.ts'

/** A decoder for all keys or all values. */
export type AnyFieldDecoder = Pick<FieldDecoder, 'decode' | 'pending' | 'schemaJson'>

export interface DecodingSettings {
  /** Undefined: keys stay as they are. */
  readonly key?: AnyFieldDecoder | undefined
  readonly value?: AnyFieldDecoder | undefined
  /** Selects the records to decode, by their undecoded bytes. */
  readonly only?: Filter | undefined
  /** What to do with a record that cannot be decoded. */
  readonly onError: 'raw' | 'skip' | 'stop'
}

/** The records that could not be decoded so far. */
export interface DecodeFailures {
  keys: number
  values: number
  /** The first failure: `orders-0, offset 17: …`. */
  first: string | undefined
}

/** The record that ends reading with --on-decode-error stop. */
export class UndecodableRecord extends ExpectedError {
  override readonly name = 'UndecodableRecord'
}

export class Decoding {
  readonly failures: DecodeFailures = {keys: 0, values: 0, first: undefined}
  /** Set after decode returned `pending`: a schema is being fetched. It never rejects. */
  pending: Promise<void> | undefined
  readonly #settings: DecodingSettings
  readonly #record = new DecodedRecord()
  readonly #headers = new Headers()

  constructor(settings: DecodingSettings) {
    this.#settings = settings
  }

  /**
   * The decoded record, the same object each time. `skip`: leave it out. `pending`: wait for `pending`, then pass the
   * same record again. Throws errors that concern all records, and with `stop` the first record that cannot be decoded.
   */
  decode(cursor: RecordCursor, place: Place): DecodedRecord | 'skip' | 'pending' {
    const {key, value, only} = this.#settings
    if (only !== undefined && !only(cursor, place)) return 'skip'
    const record = this.#record
    const {text} = record
    record.of(cursor)
    this.#headers.of(cursor)
    const {bytes, keyStart, keyLength, valueStart, valueLength} = cursor
    const keys = this.#field(key, record.keyField, bytes, keyStart, keyLength, place)
    if (keys === 'pending') return this.#wait(key)
    record.keyStart = 0
    record.keyLength = keyLength < 0 ? -1 : text.length
    const from = text.length
    const values = this.#field(value, record.valueField, bytes, valueStart, valueLength, place)
    if (values === 'pending') return this.#wait(value)
    record.valueStart = from
    record.valueLength = valueLength < 0 ? -1 : text.length - from
    record.bytes = text.buffer
    const failed = record.keyField.error ?? record.valueField.error
    if (failed !== undefined && this.#failed(record, place, failed)) return 'skip'
    return record
  }

  #field(
    decoder: AnyFieldDecoder | undefined,
    field: DecodedField,
    bytes: Buffer,
    start: number,
    length: number,
    place: Place,
  ): 'done' | 'pending' {
    field.json = false
    field.error = undefined
    if (length < 0) return 'done'
    const {text} = this.#record
    const before = text.length
    if (decoder !== undefined && place.control !== true)
      try {
        const outcome = decoder.decode(bytes, start, length, this.#headers, text)
        if (outcome === 'pending') return outcome
        if (outcome === 'json') {
          field.json = true
          field.schema = decoder.schemaJson
          return 'done'
        }
      } catch (error) {
        if (!(error instanceof DecodeError)) throw error
        text.length = before
        field.error = error.message
      }
    text.slice(bytes, start, start + length)
    return 'done'
  }

  #wait(decoder: AnyFieldDecoder | undefined): 'pending' {
    this.pending = decoder?.pending
    return 'pending'
  }

  /** True: leave it out. */
  #failed({offset, keyField, valueField}: DecodedRecord, {topic, partition}: Place, what: string): boolean {
    const {failures} = this
    if (keyField.error !== undefined) failures.keys++
    if (valueField.error !== undefined) failures.values++
    const field = keyField.error === undefined ? 'value' : 'key'
    const sentence = `${field} of ${topic}-${partition}, offset ${offset}: ${what}`
    failures.first ??= sentence
    if (this.#settings.onError === 'stop') throw new UndecodableRecord(`cannot decode the ${sentence}`)
    return this.#settings.onError === 'skip'
  }
}

/** The headers of the present record, read only when a decoder asks for them. */
export class Headers implements RecordHeaders {
  #record: RecordCursor | undefined

  of(record: RecordCursor): void {
    this.#record = record
  }

  get headerCount(): number {
    return this.#record?.headerCount ?? 0
  }

  header(name: string): Buffer | undefined {
    if (this.headerCount === 0) return undefined
    const found = this.#record?.rawHeaders().findLast(([each]) => each.toString() === name)
    return found?.[1] ?? undefined
  }
}
