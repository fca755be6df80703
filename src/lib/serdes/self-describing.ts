// The common part of MessagePack and CBOR, whose values carry their types and are written as JSON.
import {isoText, utc} from '../text/time-zone.ts'
import {quotedText} from '../text/json-text.ts'
import type {TextBuffer} from '../text/text-buffer.ts'
import type {ByteReader} from './byte-reader.ts'
import {DecodeError} from './serde-error.ts'

export function writeText(from: ByteReader, length: number, to: TextBuffer): void {
  const start = from.skip(length)
  if (!quotedText(to, from.bytes, start, start + length)) throw new DecodeError('a string that is not UTF-8')
}

export function writeBase64(from: ByteReader, length: number, to: TextBuffer): void {
  const start = from.skip(length)
  to.text(`"${Buffer.from(from.bytes.buffer, from.bytes.byteOffset + start, length).toString('base64')}"`)
}

/** JSON has only strings as names: any other key is written as the text of its JSON. */
export function writeKey(to: TextBuffer, write: () => void): void {
  const before = to.length
  write()
  if (to.buffer[before] === 34) return
  const text = to.buffer.toString('utf8', before, to.length)
  to.length = before
  to.text(JSON.stringify(text))
}

/** A count of items that have at least `least` bytes each. */
export function countIn(from: ByteReader, count: number | bigint, least: number): number {
  if (Number(count) * least > from.left) throw new DecodeError(`${count} items are announced in ${from.left} bytes`)
  return Number(count)
}

/** ISO 8601 as quoted text; undefined: outside the range of JavaScript's dates, or not a valid fraction of a second. */
export function instantText(seconds: number, nanos: number): string | undefined {
  const ms = seconds * 1000
  if (nanos >= 1e9) return undefined
  if (!Number.isFinite(ms) || Math.abs(ms) > 8.64e15) return undefined
  const whole = isoText(ms, utc).replace(/\.\d+Z$|Z$/, '')
  const fraction = nanos === 0 ? '' : `.${String(nanos).padStart(9, '0').replace(/0+$/, '')}`
  return `"${whole}${fraction}Z"`
}
