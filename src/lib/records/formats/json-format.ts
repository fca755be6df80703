// Writes one JSON object per line, from which the record can be restored byte by byte.
import {isUtf8} from 'node:buffer'
import type {RecordCursor} from '../../wire/records.ts'
import {DecodedRecord} from './decoded-record.ts'
import type {Format, Place, TimestampType} from './format.ts'
import {quotedText} from '../../text/json-text.ts'
import type {TextBuffer} from '../../text/text-buffer.ts'

/** One line of output. */
export interface JsonRecord {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  /** Ms since the epoch; -1 with NoTimestamp. */
  readonly timestamp: number
  /** NoTimestamp: in the message format before Kafka 0.10. */
  readonly timestampType: TimestampType
  /** Text; with --key-format json also the object, array, number or boolean that the bytes represent. */
  readonly key: string | EmbeddedJson | null
  /** Present if the bytes are not UTF-8. */
  readonly keyEncoding?: 'base64'
  /** Like `key`, with --value-format json. */
  readonly value: string | EmbeddedJson | null
  readonly valueEncoding?: 'base64'
  /** With --decode: what the key was decoded with; `key` is then any JSON. */
  readonly keySchema?: UsedSchema
  /** With --decode: why the key could not be decoded; `key` is then as without --decode. */
  readonly keyError?: string
  readonly valueSchema?: UsedSchema
  readonly valueError?: string
  /** In the record's order; names may repeat. */
  readonly headers: readonly JsonHeader[]
  /** Only for transaction markers (--control-records): `commit` or `abort`. */
  readonly control?: string
  /** Only in share groups: how often the record was delivered, this time included. */
  readonly deliveryCount?: number
}
/** What a key or value was decoded with. */
export interface UsedSchema {
  /** The schema id in the registry. */
  readonly id?: number
  readonly guid?: string
  /** AVRO, PROTOBUF, JSON, or a type without a schema: int64, msgpack, … */
  readonly type: string
  /** For Protobuf, the full name of the message. */
  readonly message?: string
  /** How the record identifies its schema, unless by an id in front of the bytes. */
  readonly framing?: string
  /** With --avro-json standard. */
  readonly avroJson?: 'standard'
  /** With --logical raw. */
  readonly logical?: 'raw'
}
/** The JSON that the bytes of a key or value represent. */
type EmbeddedJson = number | boolean | readonly unknown[] | {readonly [name: string]: unknown}
interface JsonHeader {
  readonly key: string
  readonly keyEncoding?: 'base64'
  readonly value: string | null
  readonly valueEncoding?: 'base64'
}

export interface JsonSettings {
  /** `json`: objects, arrays, numbers, true and false become part of the line. */
  readonly key?: 'text' | 'json' | undefined
  readonly value?: 'text' | 'json' | undefined
}

export interface JsonFormat {
  readonly format: Format
  /** The keys and values so far that should have been JSON but were not, and were written as text. */
  readonly notJson: {readonly keys: number; readonly values: number}
}

/**
 * `{"topic":…,"partition":…,"offset":…,"timestamp":…,"timestampType":…,"key":…,"value":…,"headers":[{"key":…,"value":…}]}`.
 * Keys, values and headers are text if they are UTF-8; otherwise base64, followed by `"keyEncoding":"base64"` (or
 * `valueEncoding`). Null stays null. Headers keep their order and repeated names. A transaction marker has
 * `"control":"commit"` or `"abort"` at the end.
 */
export const jsonFormat = (): Format => lines(field, field)

/**
 * Like `jsonFormat`, but with `json` a key or value that is a JSON object, array, number, true or false is embedded as it
 * was written, without line ends. A string remains the text of the bytes for everything else: bytes that are not JSON,
 * and also JSON strings and the word null, which could not be told from text and from a record without a value. The
 * bytes can therefore still be restored.
 */
export function embeddingFormat(settings: JsonSettings): JsonFormat {
  const {key, value, notJson} = fieldsOf(settings)
  return {format: lines(key, value), notJson}
}

/**
 * The format of decoded records: decoded keys and values are embedded as JSON, followed by
 * `"valueSchema":{"id":32,"type":"AVRO"}`. What could not be decoded is printed as by `jsonFormat`, followed by
 * `"valueError":"why"`. Everything else is written by the given format.
 */
export function decodedFormat(settings: JsonSettings): JsonFormat {
  const {key, value, notJson} = fieldsOf(settings)
  return {format: lines(decoded('key', key), decoded('value', value)), notJson}
}

function fieldsOf({key, value}: JsonSettings) {
  const notJson = {keys: 0, values: 0}
  return {
    key: key === 'json' ? embedded(() => notJson.keys++) : field,
    value: value === 'json' ? embedded(() => notJson.values++) : field,
    notJson,
  }
}

function lines(keyField: Field, valueField: Field): Format {
  // The part of the line that is the same for all records of a partition.
  let last: Place | undefined
  let head: Buffer = Buffer.alloc(0)
  return (record, place, to) => {
    if (place !== last) {
      last = place
      head = Buffer.from(`{"topic":${JSON.stringify(place.topic)},"partition":${place.partition},"offset":`)
    }
    to.bytes(head)
    to.number(record.offset)
    to.bytes(timestampKey)
    to.number(record.timestamp)
    to.bytes(timestampTypes[place.timestampType])
    keyField(to, keyKey, keyEncoding, record.bytes, record.keyStart, record.keyLength, record)
    valueField(to, valueKey, valueEncoding, record.bytes, record.valueStart, record.valueLength, record)
    headers(record, to)
    if (place.control) to.text(`,"control":${JSON.stringify(markerOf(record))}`)
    if (place.deliveryCount !== undefined) to.text(`,"deliveryCount":${place.deliveryCount}`)
    to.bytes(recordEnd)
  }
}

const timestampKey = Buffer.from(',"timestamp":')
const timestampTypes = {
  CreateTime: Buffer.from(',"timestampType":"CreateTime"'),
  LogAppendTime: Buffer.from(',"timestampType":"LogAppendTime"'),
  NoTimestamp: Buffer.from(',"timestampType":"NoTimestamp"'),
}
const keyKey = Buffer.from(',"key":')
const keyEncoding = Buffer.from(',"keyEncoding":"base64"')
const valueKey = Buffer.from(',"value":')
const valueEncoding = Buffer.from(',"valueEncoding":"base64"')
const headersKey = Buffer.from(',"headers":[')
const headerKey = Buffer.from('{"key":')
const headersEnd = Buffer.from(']')
const recordEnd = Buffer.from('}\n')
const nullText = Buffer.from('null')

const markers: Readonly<Record<number, string>> = {0: 'abort', 1: 'commit'}

function markerOf({key}: RecordCursor): string {
  const type = key && key.length >= 4 ? key.readInt16BE(2) : -1
  return markers[type] ?? `type ${type}`
}

function headers(record: RecordCursor, to: TextBuffer) {
  to.bytes(headersKey)
  if (record.headerCount > 0) {
    let more = false
    for (const [name, value] of record.rawHeaders()) {
      if (more) to.byte(44)
      more = true
      field(to, headerKey, keyEncoding, name, 0, name.length)
      field(to, valueKey, valueEncoding, value ?? name, 0, value ? value.length : -1)
      to.byte(125)
    }
  }
  to.bytes(headersEnd)
}

type Field = (...of: [...Parameters<typeof field>, record: RecordCursor]) => void

/** Like `other`, unless the record was decoded. */
function decoded(name: 'key' | 'value', other: Field): Field {
  const schemaKey = Buffer.from(`,"${name}Schema":`)
  const errorKey = Buffer.from(`,"${name}Error":`)
  const of = name === 'key' ? 'keyField' : 'valueField'
  return (to, key, encoding, from, start, length, record) => {
    const about = record instanceof DecodedRecord ? record[of] : undefined
    if (about?.json) {
      to.bytes(key)
      to.slice(from, start, start + length)
      to.bytes(schemaKey)
      return to.bytes(about.schema)
    }
    other(to, key, encoding, from, start, length, record)
    if (about?.error === undefined) return
    to.bytes(errorKey)
    to.text(JSON.stringify(about.error))
  }
}

/** Like `field`, but JSON becomes part of the line; `other` writes what is not JSON. */
function embedded(other: () => void): Field {
  return (to, name, encoding, from, start, length) => {
    const end = start + Math.max(0, length)
    let first = start
    while (first < end && isBlank(from[first] as number)) first++
    if (length >= 0 && mayEmbed.has(from[first] ?? -1) && isJson(from, first, end)) {
      to.bytes(name)
      for (let at = first; at < end;) {
        const next = lineEnd(from, at, end)
        to.bytes(from, at, next)
        at = next + 1
      }
      return
    }
    if (length >= 0 && !isTextInJson(from, first, end)) other()
    field(to, name, encoding, from, start, length)
  }
}

const isBlank = (byte: number) => byte === 32 || byte === 10 || byte === 13 || byte === 9
const mayEmbed = new Set(Buffer.from('{[-0123456789tf'))

/** A JSON string, or null. */
const isTextInJson = (from: Buffer, start: number, end: number) =>
  (from[start] === 34 || from[start] === 110) && isJson(from, start, end)

function isJson(from: Buffer, start: number, end: number): boolean {
  const text = from.toString('utf8', start, end)
  try {
    JSON.parse(text)
  } catch {
    return false
  }
  return !text.includes('\ufffd') || isUtf8(from.subarray(start, end))
}

/** Valid JSON has line ends only between its tokens, where they have no meaning. */
function lineEnd(from: Buffer, start: number, end: number): number {
  for (let at = start; at < end; at++) if (from[at] === 10 || from[at] === 13) return at
  return end
}

/** A length of -1 means null. */
function field(to: TextBuffer, name: Buffer, encoding: Buffer, from: Buffer, start: number, length: number) {
  to.bytes(name)
  if (length < 0) to.bytes(nullText)
  else if (!quotedText(to, from, start, start + length)) {
    to.byte(34)
    to.text(from.toString('base64', start, start + length))
    to.byte(34)
    to.bytes(encoding)
  }
}
