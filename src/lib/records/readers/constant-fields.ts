// Adds a key, a timestamp, a partition or headers to every record of any reader.
import {encodedHeaders} from '../../wire/batch-writer.ts'
import type {PlainLines} from '../../wire/line-kernel.ts'
import type {DecodedWith, Header, OutgoingRecord, RecordReader, Slice, SourcePlace} from './record-reader.ts'

export interface ConstantFields {
  /** The key of every record, instead of the reader's key. */
  readonly key?: string | undefined
  readonly partition?: number | undefined
  /** Milliseconds since 1970, instead of the reader's timestamp. */
  readonly timestamp?: number | undefined
  /** Added after the record's own headers. */
  readonly headers?: readonly Header[] | undefined
}

/** Returns a reader that adds these fields, or the reader itself if there are none. */
export function withConstants(reader: RecordReader, fields: ConstantFields): RecordReader {
  const {key, partition, timestamp, headers = []} = fields
  const none = key === undefined && partition === undefined && timestamp === undefined && headers.length === 0
  return none ? reader : new ConstantReader(reader, fields)
}

class ConstantReader implements RecordReader {
  readonly record: OutgoingRecord
  readonly plain: PlainLines | undefined
  readonly passed?: (lines: number, bytes: number) => void
  readonly #inner: RecordReader
  readonly #key: Slice | undefined
  readonly #partition: number | undefined
  readonly #timestamp: number | undefined
  readonly #headers: readonly Header[]

  constructor(inner: RecordReader, {key, partition, timestamp, headers = []}: ConstantFields) {
    this.#inner = inner
    this.record = {...inner.record}
    const bytes = Buffer.from(key ?? '')
    this.#key = key === undefined ? undefined : {bytes, start: 0, end: bytes.length}
    this.#partition = partition
    this.#timestamp = timestamp
    this.#headers = headers
    if (inner.passed) this.passed = (lines, bytes) => inner.passed?.(lines, bytes)
    const {plain} = inner
    if (plain && partition === undefined && timestamp === undefined)
      this.plain = {
        ...plain,
        ...(this.#key && {key: this.#key.bytes}),
        ...(headers.length > 0 && {encodedHeaders: encodedHeaders(headers)}),
      }
  }

  get line(): number {
    return this.#inner.line
  }

  get offset(): number {
    return this.#inner.offset
  }

  get consumed(): number {
    return this.#inner.consumed
  }

  get text(): string | undefined {
    return this.#inner.text
  }

  get decodedWith(): DecodedWith | undefined {
    const used = this.#inner.decodedWith
    // The constant key was not decoded from anything.
    return used && this.#key ? {value: used.value} : used
  }

  get source(): SourcePlace | undefined {
    return this.#inner.source
  }

  push(chunk: Buffer): void {
    this.#inner.push(chunk)
  }

  end(): void {
    this.#inner.end()
  }

  next(): boolean {
    if (!this.#inner.next()) return false
    const {key, value, headers, timestamp, partition} = this.#inner.record
    const {record} = this
    record.key = this.#key ?? key
    record.value = value
    record.headers = this.#headers.length > 0 ? [...headers, ...this.#headers] : headers
    record.timestamp = this.#timestamp ?? timestamp
    record.partition = this.#partition ?? partition
    return true
  }
}
