// Records for programs: bytes without anything between them, or each with its length in front.
import type {RecordCursor} from '../../wire/records.ts'
import type {Format} from './format.ts'
import type {TextBuffer} from './text-buffer.ts'

/** Values as they are, one behind the other; null is nothing. */
export function rawFormat(): Format {
  return ({bytes, valueStart, valueLength}, _, to) => {
    if (valueLength > 0) to.slice(bytes, valueStart, valueStart + valueLength)
  }
}

/** A 32-bit big-endian length in front of each value, -1 for null; with `key` the key in the same form before it. */
export function lengthFormat({key = false}: {key?: boolean} = {}): Format {
  return (record, _, to) => {
    if (key) framed(to, record, record.keyStart, record.keyLength)
    framed(to, record, record.valueStart, record.valueLength)
  }
}

function framed(to: TextBuffer, {bytes}: RecordCursor, start: number, length: number) {
  to.int32(length)
  if (length > 0) to.slice(bytes, start, start + length)
}
