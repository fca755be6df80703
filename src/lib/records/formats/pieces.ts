// Formats from pieces, which are data, and from functions for what is no piece. `composed` makes a format of them that
// writes one record after the other, and RecordPrinter's kernel writes many at once.
import type {TextBuffer} from '../../text/text-buffer.ts'
import type {RecordCursor} from '../../wire/records.ts'
import type {Format, NumberPiece, Piece, Place} from './format.ts'

export type Part = (record: RecordCursor, place: Place, to: TextBuffer) => void

/** The label in front of a timestamp of each type. */
export const timestampLabels = {CreateTime: Buffer.from('CreateTime:'), LogAppendTime: Buffer.from('LogAppendTime:')}
export const noTimestamp = Buffer.from('NO_TIMESTAMP')

/** Reads each number that can be a piece. */
export const numberOf: Readonly<Record<NumberPiece, (record: RecordCursor, place: Place) => number>> = {
  partition: (_, place) => place.partition,
  leaderEpoch: (_, place) => place.leaderEpoch,
  offset: (record) => record.offset,
  timestamp: (record) => record.timestamp,
  keyLength: (record) => record.keyLength,
  valueLength: (record) => record.valueLength,
}

/** Joins the parts into a format that writes them one after the other. */
export function composed(parts: readonly (Piece | Part)[]): Format {
  const writers = parts.map((part) => (typeof part === 'function' ? part : writerOf(part)))
  const format = inOrder(parts, writers)
  const pieces = parts.filter((part) => typeof part !== 'function')
  return pieces.length === parts.length ? Object.assign(format, {pieces}) : format
}

function inOrder(parts: readonly (Piece | Part)[], writers: readonly Part[]): Part {
  const [first, second, ...others] = writers
  if (!first) return () => undefined
  const end = parts[1]
  if (others.length > 0 || !second || !end || typeof end === 'function' || end.kind !== 'text' || end.text.length !== 1)
    return (record, place, to) => {
      for (const write of writers) write(record, place, to)
    }
  // Most formats end with a single byte, the line end.
  const byte = end.text[0] as number
  return (record, place, to) => {
    first(record, place, to)
    to.byte(byte)
  }
}

function writerOf(piece: Piece): Part {
  switch (piece.kind) {
    case 'text': {
      const {text} = piece
      return (_, __, to) => to.bytes(text)
    }
    case 'key':
      return key(piece.nothing)
    case 'value':
      return value(piece.nothing)
    case 'topic':
      return (_, place, to) => to.text(place.topic)
    case 'typedTimestamp':
      return typedTimestamp
    default: {
      const number = numberOf[piece.kind]
      return (record, place, to) => to.number(number(record, place))
    }
  }
}

const typedTimestamp: Part = (record, {timestampType}, to) => {
  if (timestampType === 'NoTimestamp') return to.bytes(noTimestamp)
  to.bytes(timestampLabels[timestampType])
  to.number(record.timestamp)
}

const key =
  (nothing: Buffer): Part =>
  ({bytes, keyStart, keyLength}, _, to) => {
    if (keyLength < 0) to.bytes(nothing)
    else to.slice(bytes, keyStart, keyStart + keyLength)
  }

const value =
  (nothing: Buffer): Part =>
  ({bytes, valueStart, valueLength}, _, to) => {
    if (valueLength < 0) to.bytes(nothing)
    else to.slice(bytes, valueStart, valueStart + valueLength)
  }
