// Formats for programs: bytes without separators, or with a length before each value.
import type {RecordCursor} from '../../wire/records.ts'
import type {Format} from './format.ts'
import type {TextBuffer} from '../../text/text-buffer.ts'

/** Values one after the other; a null value writes nothing. */
export function rawFormat(): Format {
  return ({bytes, valueStart, valueLength}, _, to) => {
    if (valueLength > 0) to.slice(bytes, valueStart, valueStart + valueLength)
  }
}

/**
 * An int32 (big-endian) before each value with its length, -1 for null. `key`: the key is written before the value in
 * the same form.
 */
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
