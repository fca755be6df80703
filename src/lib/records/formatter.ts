// Records to bytes.
import type {RecordCursor} from '../wire/records.ts'

/** What a record does not know itself. */
export interface Place {
  readonly topic: string
  readonly partition: number
  /** Of the batch the record came in; -1 unknown. */
  readonly leaderEpoch: number
  readonly timestampType: 'CreateTime' | 'LogAppendTime' | 'NoTimestamp'
}

/** Writes one record; must not keep anything of it. */
export type Format = (record: RecordCursor, place: Place, to: TextBuffer) => void

/** A growing buffer that text and numbers are written into without strings in between. */
export interface TextBuffer {
  length: number
  bytes(from: Uint8Array, start: number, end: number): void
  byte(value: number): void
  text(text: string): void
  number(value: number): void
}

/** Field by field as Apache's DefaultMessageFormatter, in its order; only `value` is on by default. */
export interface TextFormat {
  timestamp?: boolean
  partition?: boolean
  offset?: boolean
  delivery?: boolean
  epoch?: boolean
  headers?: boolean
  key?: boolean
  value?: boolean
  /** Ours, in front of the line. */
  topic?: boolean
  /** Default a tab. */
  keySeparator?: string
  /** Default a newline. */
  lineSeparator?: string
  /** Default a comma. */
  headersSeparator?: string
  /** Stands for a null key, value or header value; default `null`. */
  nullLiteral?: string
  /** Bytes to bytes; get the null literal's bytes for null, as Apache's deserializers do. */
  decodeKey?: (bytes: Buffer) => Uint8Array
  decodeValue?: (bytes: Buffer) => Uint8Array
  decodeHeader?: (bytes: Buffer) => Uint8Array
}

export function textFormat(_format: TextFormat = {}): Format {
  throw new Error('being written')
}

/**
 * kcat's placeholders: %t topic, %p partition, %o offset, %T timestamp (ms), %k key, %s or %v value, %K and %S or %V their
 * lengths (-1: null), %h headers (`a=1,b=2`), %e leader epoch, %% and \n \t \r \0 \\ \xNN. `%k{hex}`, `{base64}` and
 * `%T{iso}` convert. A mistake is a UsageError.
 */
export function templateFormat(_template: string, _nullLiteral = ''): Format {
  throw new Error('being written')
}

/**
 * One JSON object a line, lossless: key and value as text where they are UTF-8, else base64 and `"keyEncoding":"base64"`
 * (`valueEncoding`); null stays null; headers in order, repeated names kept: `[{"key":…,"value":…}]`.
 */
export function jsonFormat(): Format {
  throw new Error('being written')
}
