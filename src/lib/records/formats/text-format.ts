// A line a record, as Apache's DefaultMessageFormatter prints it: fields in a fixed order, each only when asked for.
import {isoText, type TimeZone} from '../../text/time-zone.ts'
import {visibleBytes} from '../../text/visible-bytes.ts'
import type {RecordCursor} from '../../wire/records.ts'
import type {Format, Place} from './format.ts'
import type {TextBuffer} from '../../text/text-buffer.ts'

/** Only `value` is on by default. The fields come in this order. */
export interface TextFormat {
  /** Ours, not Apache's: the bare name, in front of all else. */
  topic?: boolean
  /** `CreateTime:1700000000000`, `LogAppendTime:…` or `NO_TIMESTAMP`. */
  timestamp?: boolean
  /** With it, the timestamp is written in ISO 8601, in this zone; Apache's formatter has milliseconds only. */
  timeZone?: TimeZone | undefined
  /** `Partition:0`. */
  partition?: boolean
  /** `Offset:7`. */
  offset?: boolean
  /** `Delivery:1`, or `Delivery:NOT_PRESENT`: only share groups count deliveries. */
  delivery?: boolean
  /** `Epoch:3` from the batch; `apache`: `Epoch:NOT_PRESENT`, which is all that the console consumer ever prints. */
  epoch?: boolean | 'apache'
  /** `h1:v1,h2:v2` or `NO_HEADERS`. */
  headers?: boolean
  key?: boolean
  value?: boolean
  /** Between fields; default a tab. */
  keySeparator?: string
  /** After the last field; default a newline. */
  lineSeparator?: string
  /** Between headers; default a comma. */
  headersSeparator?: string
  /** Printed for a null key, value or header value; default `null`. */
  nullLiteral?: string
  /** For a terminal: control characters of keys, values and headers are written out. */
  visible?: boolean
  /** Converts bytes before they are printed. As in Apache's formatter, it also gets the bytes of the null literal. */
  decodeKey?: Decode | undefined
  decodeValue?: Decode | undefined
  decodeHeader?: Decode | undefined
}
export type Decode = (bytes: Buffer) => Uint8Array

type Column = (record: RecordCursor, place: Place, to: TextBuffer) => void

/** If every field is off, nothing is printed, not even a line end, as in Apache's formatter. */
export function textFormat(format: TextFormat = {}): Format {
  const {value = true, nullLiteral = 'null'} = format
  const nothing = Buffer.from(nullLiteral)
  const separator = Buffer.from(format.keySeparator ?? '\t')
  const lineEnd = Buffer.from(format.lineSeparator ?? '\n')

  const columns: Column[] = []
  if (format.topic) columns.push((_, place, to) => to.text(place.topic))
  if (format.timestamp) columns.push(format.timeZone ? timestampIn(format.timeZone) : timestamp)
  if (format.partition) columns.push(labelled('Partition:', (_, place) => place.partition))
  if (format.offset) columns.push(labelled('Offset:', (record) => record.offset))
  if (format.delivery) columns.push(delivery)
  if (format.epoch) columns.push(format.epoch === 'apache' ? noEpoch : epoch)
  if (format.headers) columns.push(headers(format, nothing))
  const screen = format.visible ? visibleBytes : undefined
  if (format.key) columns.push(decoded(format.decodeKey ?? screen, nothing, (record) => record.key) ?? key(nothing))
  const last = value
    ? (decoded(format.decodeValue ?? screen, nothing, (record) => record.value) ?? values(nothing))
    : undefined
  if (last) columns.push(last)

  const [first, ...others] = columns
  if (!first) return () => undefined
  if (others.length === 0 && lineEnd.length === 1) {
    // Mostly only values are printed.
    const end = lineEnd[0] as number
    return (record, place, to) => {
      first(record, place, to)
      to.byte(end)
    }
  }
  return (record, place, to) => {
    first(record, place, to)
    for (const column of others) {
      to.bytes(separator)
      column(record, place, to)
    }
    to.bytes(lineEnd)
  }
}

// As bytes, because they are written for every record.
const createTime = Buffer.from('CreateTime:')
const logAppendTime = Buffer.from('LogAppendTime:')
const noTimestamp = Buffer.from('NO_TIMESTAMP')
const deliveryLabel = Buffer.from('Delivery:')
const noDelivery = Buffer.from('Delivery:NOT_PRESENT')
const noHeaders = Buffer.from('NO_HEADERS')
const notPresent = Buffer.from('Epoch:NOT_PRESENT')
const epochLabel = Buffer.from('Epoch:')

const timestamp: Column = (record, {timestampType}, to) => {
  if (timestampType === 'NoTimestamp') return to.bytes(noTimestamp)
  to.bytes(timestampType === 'CreateTime' ? createTime : logAppendTime)
  to.number(record.timestamp)
}

const timestampIn =
  (zone: TimeZone): Column =>
  (record, {timestampType}, to) => {
    if (timestampType === 'NoTimestamp') return to.bytes(noTimestamp)
    to.bytes(timestampType === 'CreateTime' ? createTime : logAppendTime)
    to.text(isoText(record.timestamp, zone))
  }

function labelled(label: string, of: (record: RecordCursor, place: Place) => number): Column {
  const bytes = Buffer.from(label)
  return (record, place, to) => {
    to.bytes(bytes)
    to.number(of(record, place))
  }
}

const delivery: Column = (_, {deliveryCount}, to) => {
  if (deliveryCount === undefined) return to.bytes(noDelivery)
  to.bytes(deliveryLabel)
  to.number(deliveryCount)
}

const noEpoch: Column = (_, __, to) => to.bytes(notPresent)
const epoch: Column = (record, place, to) => {
  if (place.leaderEpoch < 0) return noEpoch(record, place, to)
  to.bytes(epochLabel)
  to.number(place.leaderEpoch)
}

const key =
  (nothing: Buffer): Column =>
  ({bytes, keyStart, keyLength}, _, to) => {
    if (keyLength < 0) to.bytes(nothing)
    else to.slice(bytes, keyStart, keyStart + keyLength)
  }

const values =
  (nothing: Buffer): Column =>
  ({bytes, valueStart, valueLength}, _, to) => {
    if (valueLength < 0) to.bytes(nothing)
    else to.slice(bytes, valueStart, valueStart + valueLength)
  }

const decoded = (
  decode: Decode | undefined,
  nothing: Buffer,
  of: (record: RecordCursor) => Buffer | null,
): Column | undefined => decode && ((record, _, to) => to.bytes(decode(of(record) ?? nothing)))

function headers({headersSeparator = ',', decodeHeader, visible}: TextFormat, nothing: Buffer): Column {
  const decode = decodeHeader ?? (visible ? visibleBytes : undefined)
  const separator = Buffer.from(headersSeparator)
  return (record, _, to) => {
    if (record.headerCount === 0) return to.bytes(noHeaders)
    let more = false
    for (const [name, value] of record.headers()) {
      if (more) to.bytes(separator)
      more = true
      if (visible) to.bytes(visibleBytes(Buffer.from(name)))
      else to.text(name)
      to.byte(58)
      const bytes = value ?? nothing
      to.bytes(decode ? decode(bytes) : bytes)
    }
  }
}
