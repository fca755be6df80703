// Converts CBOR to JSON (RFC 8949).
import {doubleText, floatText} from '../text/number-text.ts'
import type {TextBuffer} from '../text/text-buffer.ts'
import {ByteReader} from './byte-reader.ts'
import {usedUp} from './payload.ts'
import type {PrimitiveDecoder} from './primitives.ts'
import {DecodeError} from './serde-error.ts'
import {countIn, instantText, writeBase64, writeKey, writeText} from './self-describing.ts'

const reader = new ByteReader()

/** Byte strings in base64, big numbers with all digits, epoch times in ISO 8601. Other tags are ignored. */
export const cborToJson: PrimitiveDecoder = (bytes, start, length, to) => {
  const from = reader.open(bytes, start, start + length)
  value(from, to)
  usedUp(from)
}

const ended = 0xff

function value(from: ByteReader, to: TextBuffer): void {
  const head = from.byte()
  const info = head & 31
  switch (head >> 5) {
    case 0:
      return to.text(String(argument(from, info)))
    case 1:
      return to.text(String(-1n - BigInt(argument(from, info))))
    case 2:
      if (info === 31) return chunked(from, 2, to)
      return writeBase64(from, countIn(from, argument(from, info), 1), to)
    case 3:
      if (info === 31) return chunked(from, 3, to)
      return writeText(from, countIn(from, argument(from, info), 1), to)
    case 4:
      return list(from, info, to)
    case 5:
      return map(from, info, to)
    case 6:
      return tagged(from, argument(from, info), to)
    default:
      return simple(from, info, to)
  }
}

/** The number that follows the first byte. */
function argument(from: ByteReader, info: number): number | bigint {
  if (info < 24) return info
  if (info === 24) return from.byte()
  if (info === 25) return from.uint16(false)
  if (info === 26) return from.uint32(false)
  if (info === 27) return from.uint64(false)
  throw new DecodeError(`a length of kind ${info}, which CBOR does not have here`)
}

/** Returns true and skips the break that ends an item without a length. */
function atBreak(from: ByteReader): boolean {
  if (from.left === 0 || from.bytes[from.at] !== ended) return false
  from.at++
  return true
}

function list(from: ByteReader, info: number, to: TextBuffer): void {
  const count = info === 31 ? Infinity : countIn(from, argument(from, info), 1)
  from.enter()
  to.byte(91)
  for (let index = 0; index < count && !(count === Infinity && atBreak(from)); index++) {
    if (index > 0) to.byte(44)
    value(from, to)
  }
  to.byte(93)
  from.leave()
}

function map(from: ByteReader, info: number, to: TextBuffer): void {
  const count = info === 31 ? Infinity : countIn(from, argument(from, info), 2)
  from.enter()
  to.byte(123)
  for (let index = 0; index < count && !(count === Infinity && atBreak(from)); index++) {
    if (index > 0) to.byte(44)
    writeKey(to, () => value(from, to))
    to.byte(58)
    value(from, to)
  }
  to.byte(125)
  from.leave()
}

/** A string in parts of the same kind. */
function chunked(from: ByteReader, kind: 2 | 3, to: TextBuffer): void {
  const parts: Uint8Array[] = []
  while (!atBreak(from)) {
    const head = from.byte()
    if (head >> 5 !== kind) throw new DecodeError('a part of another kind inside of a string')
    const length = countIn(from, argument(from, head & 31), 1)
    const start = from.skip(length)
    parts.push(from.bytes.subarray(start, start + length))
  }
  const whole = Buffer.concat(parts)
  const rest = new ByteReader().open(whole, 0, whole.length)
  if (kind === 2) writeBase64(rest, whole.length, to)
  else writeText(rest, whole.length, to)
}

function tagged(from: ByteReader, tag: number | bigint, to: TextBuffer): void {
  from.enter()
  const before = to.length
  const bytesAt = from.at
  value(from, to)
  from.leave()
  const written = () => to.buffer.toString('latin1', before, to.length)
  if (tag === 1) {
    const seconds = Number(written())
    // For present times, a double is precise only to microseconds.
    const micros = Math.round((seconds - Math.floor(seconds)) * 1e6) % 1e6
    const whole = micros === 0 ? Math.round(seconds) : Math.floor(seconds)
    const text = Number.isNaN(seconds) ? undefined : instantText(whole, micros * 1000)
    if (text === undefined) return
    to.length = before
    return to.text(text)
  }
  const head = from.bytes[bytesAt] as number
  if ((tag === 2 || tag === 3) && head >> 5 === 2) {
    const digits = BigInt(`0x${Buffer.from(JSON.parse(written()) as string, 'base64').toString('hex') || '0'}`)
    to.length = before
    return to.text(String(tag === 2 ? digits : -1n - digits))
  }
  if (tag === 4) {
    const [, power, digits] = /^\[(-?\d{1,5}),(-?\d+)\]$/.exec(written()) ?? []
    if (power === undefined) return
    to.length = before
    to.text(`${digits}e${power}`)
  }
}

function simple(from: ByteReader, info: number, to: TextBuffer): void {
  switch (info) {
    case 20:
      return to.text('false')
    case 21:
      return to.text('true')
    case 22:
    case 23: // undefined, which JSON does not have
      return to.text('null')
    case 25:
      return to.text(floatText(half(from.uint16(false))))
    case 26:
      return to.text(floatText(from.float32(false)))
    case 27:
      return to.text(doubleText(from.float64(false)))
    case 31:
      throw new DecodeError('an end of something that has not begun')
    default:
      return to.text(`"simple(${info === 24 ? from.byte() : info})"`)
  }
}

/** A 16-bit float (RFC 8949, appendix D). */
function half(bits: number): number {
  const [exponent, mantissa] = [(bits >> 10) & 31, bits & 1023]
  const size =
    exponent === 0
      ? mantissa * 2 ** -24
      : exponent < 31
        ? (mantissa + 1024) * 2 ** (exponent - 25)
        : mantissa === 0
          ? Infinity
          : NaN
  return bits & 0x8000 ? -size : size
}
