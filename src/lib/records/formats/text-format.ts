// Writes one line per record as Apache's DefaultMessageFormatter does: fields in a fixed order, each only if it is
// asked for.
import {isoText, type TimeZone} from '../../text/time-zone.ts'
import {visibleBytes} from '../../text/visible-bytes.ts'
import type {RecordCursor} from '../../wire/records.ts'
import type {Format, Piece} from './format.ts'
import {composed, noTimestamp, timestampLabels, type Part} from './pieces.ts'

/** Only `value` is on by default. Fields are written in this order. */
export interface TextFormat {
  /** An addition of kafkit: the topic's name, before all other fields. */
  topic?: boolean
  /** `CreateTime:1700000000000`, `LogAppendTime:…` or `NO_TIMESTAMP`. */
  timestamp?: boolean
  /** If set, the timestamp is written in ISO 8601 in this zone; Apache's formatter writes only milliseconds. */
  timeZone?: TimeZone | undefined
  /** `Partition:0`. */
  partition?: boolean
  /** `Offset:7`. */
  offset?: boolean
  /** `Delivery:1`, or `Delivery:NOT_PRESENT` outside share groups, which alone count deliveries. */
  delivery?: boolean
  /** `Epoch:3` from the batch; `apache`: always `Epoch:NOT_PRESENT`, as the console consumer prints. */
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
  /** For a terminal: escape control characters of keys, values and headers. */
  visible?: boolean
  /**
   * Converts bytes before they are printed. As in Apache's formatter, it also receives the bytes of the null literal.
   */
  decodeKey?: Decode | undefined
  decodeValue?: Decode | undefined
  decodeHeader?: Decode | undefined
}
export type Decode = (bytes: Buffer) => Uint8Array

/** If every field is off, nothing is printed, not even a line end, as in Apache's formatter. */
export function textFormat(format: TextFormat = {}): Format {
  const {value = true, nullLiteral = 'null'} = format
  const nothing = Buffer.from(nullLiteral)
  const separator: Piece = {kind: 'text', text: Buffer.from(format.keySeparator ?? '\t')}
  const lineEnd: Piece = {kind: 'text', text: Buffer.from(format.lineSeparator ?? '\n')}

  const columns: (Piece | Part)[][] = []
  if (format.topic) columns.push([{kind: 'topic'}])
  if (format.timestamp) columns.push([format.timeZone ? timestampIn(format.timeZone) : {kind: 'typedTimestamp'}])
  if (format.partition) columns.push([{kind: 'text', text: Buffer.from('Partition:')}, {kind: 'partition'}])
  if (format.offset) columns.push([{kind: 'text', text: Buffer.from('Offset:')}, {kind: 'offset'}])
  if (format.delivery) columns.push([delivery])
  if (format.epoch) columns.push([format.epoch === 'apache' ? {kind: 'text', text: notPresent} : epoch])
  if (format.headers) columns.push([headers(format, nothing)])
  const screen = format.visible ? visibleBytes : undefined
  if (format.key)
    columns.push([decoded(format.decodeKey ?? screen, nothing, (record) => record.key) ?? {kind: 'key', nothing}])
  if (value)
    columns.push([decoded(format.decodeValue ?? screen, nothing, (record) => record.value) ?? {kind: 'value', nothing}])

  if (columns.length === 0) return () => undefined
  return composed([...columns.flatMap((column, i) => (i === 0 ? column : [separator, ...column])), lineEnd])
}

// Kept as bytes, because they are written for every record.
const deliveryLabel = Buffer.from('Delivery:')
const noDelivery = Buffer.from('Delivery:NOT_PRESENT')
const noHeaders = Buffer.from('NO_HEADERS')
const notPresent = Buffer.from('Epoch:NOT_PRESENT')
const epochLabel = Buffer.from('Epoch:')

const timestampIn =
  (zone: TimeZone): Part =>
  (record, {timestampType}, to) => {
    if (timestampType === 'NoTimestamp') return to.bytes(noTimestamp)
    to.bytes(timestampLabels[timestampType])
    to.text(isoText(record.timestamp, zone))
  }

const delivery: Part = (_, {deliveryCount}, to) => {
  if (deliveryCount === undefined) return to.bytes(noDelivery)
  to.bytes(deliveryLabel)
  to.number(deliveryCount)
}

const epoch: Part = (_, {leaderEpoch}, to) => {
  if (leaderEpoch < 0) return to.bytes(notPresent)
  to.bytes(epochLabel)
  to.number(leaderEpoch)
}

const decoded = (
  decode: Decode | undefined,
  nothing: Buffer,
  of: (record: RecordCursor) => Buffer | null,
): Part | undefined => decode && ((record, _, to) => to.bytes(decode(of(record) ?? nothing)))

function headers({headersSeparator = ',', decodeHeader, visible}: TextFormat, nothing: Buffer): Part {
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
