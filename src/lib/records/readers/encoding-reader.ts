// Encodes keys and values between an input reader and the producer: JSON becomes bytes by the schemas.
import {EncodeError} from '../../serdes/serde-error.ts'
import {excerpt, MalformedInput} from './malformed-input.ts'
import type {UsedSchema} from '../formats/json-format.ts'
import type {OutgoingRecord, RecordReader, Slice, SourcePlace} from './record-reader.ts'

/** Text to bytes. Throws `EncodeError`. */
export type Encode = (text: string) => Buffer

export interface Encoders {
  /** Undefined: the key is sent as it is. */
  readonly key?: Encode | undefined
  readonly value?: Encode | undefined
  /** Encoders for records that name what they were decoded with, if no encoder is given. Throws `EncodeError`. */
  readonly used?: ((schema: UsedSchema) => Encode) | undefined
}

export class EncodingReader implements RecordReader {
  readonly record: OutgoingRecord = {key: null, value: null, headers: [], timestamp: null, partition: null}
  readonly #reader: RecordReader
  readonly #encoders: Encoders

  constructor(reader: RecordReader, encoders: Encoders) {
    this.#reader = reader
    this.#encoders = encoders
  }

  get consumed(): number {
    return this.#reader.consumed
  }
  get offset(): number {
    return this.#reader.offset
  }
  get line(): number {
    return this.#reader.line
  }
  get text(): string | undefined {
    return this.#reader.text
  }
  get source(): SourcePlace | undefined {
    return this.#reader.source
  }

  push(chunk: Buffer): void {
    this.#reader.push(chunk)
  }

  end(): void {
    this.#reader.end()
  }

  next(): boolean {
    if (!this.#reader.next()) return false
    const {record} = this
    const {key, value} = this.#encoders
    Object.assign(record, this.#reader.record)
    const {decodedWith} = this.#reader
    record.key = this.#encoded('key', record.key, key, decodedWith?.key)
    record.value = this.#encoded('value', record.value, value, decodedWith?.value)
    return true
  }

  /** Null stays null: a tombstone has no schema. */
  #encoded(name: string, field: Slice | null, given: Encode | undefined, schema: UsedSchema | undefined): Slice | null {
    const {used} = this.#encoders
    if (field === null || (given === undefined && (used === undefined || schema === undefined))) return field
    const {buffer, byteOffset} = field.bytes
    const text = Buffer.from(buffer, byteOffset + field.start, field.end - field.start).toString()
    try {
      const encode = given ?? used?.(schema as UsedSchema)
      const bytes = encode ? encode(text) : Buffer.from(text)
      return {bytes, start: 0, end: bytes.length}
    } catch (error) {
      if (!(error instanceof EncodeError)) throw error
      const line = this.text ?? text
      throw new MalformedInput(this.line, 'no such value', line, `the ${name} does not fit its schema: ${error.message} (${excerpt(text)})`) // prettier-ignore
    }
  }
}
