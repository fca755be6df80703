// Converts MessagePack to JSON, by its specification (https://github.com/msgpack/msgpack/blob/master/spec.md).
import {doubleText, floatText} from '../text/number-text.ts'
import type {TextBuffer} from '../text/text-buffer.ts'
import {ByteReader} from './byte-reader.ts'
import {usedUp} from './payload.ts'
import type {PrimitiveDecoder} from './primitives.ts'
import {DecodeError} from './serde-error.ts'
import {countIn, instantText, writeBase64, writeKey, writeText} from './self-describing.ts'

const reader = new ByteReader()

/** Binary data in base64, timestamps in ISO 8601, other extensions as `{"ext":5,"data":"base64"}`. */
export const msgpackToJson: PrimitiveDecoder = (bytes, start, length, to) => {
  const from = reader.open(bytes, start, start + length)
  value(from, to)
  usedUp(from)
}

function value(from: ByteReader, to: TextBuffer): void {
  const type = from.byte()
  if (type < 0x80) return to.number(type)
  if (type < 0x90) return map(from, type & 15, to)
  if (type < 0xa0) return array(from, type & 15, to)
  if (type < 0xc0) return writeText(from, type & 31, to)
  if (type >= 0xe0) return to.text(String(type - 256))
  switch (type) {
    case 0xc0:
      return to.text('null')
    case 0xc2:
      return to.text('false')
    case 0xc3:
      return to.text('true')
    case 0xc4:
    case 0xc5:
    case 0xc6:
      return writeBase64(from, size(from, type - 0xc4), to)
    case 0xc7:
    case 0xc8:
    case 0xc9:
      return extension(from, size(from, type - 0xc7), to)
    case 0xca:
      return to.text(floatText(from.float32(false)))
    case 0xcb:
      return to.text(doubleText(from.float64(false)))
    case 0xcc:
    case 0xcd:
    case 0xce:
      return to.number(size(from, type - 0xcc))
    case 0xcf:
      return to.text(String(from.uint64(false)))
    case 0xd0:
      return to.text(String((from.byte() << 24) >> 24))
    case 0xd1:
      return to.text(String((from.uint16(false) << 16) >> 16))
    case 0xd2:
      return to.text(String(from.uint32(false) | 0))
    case 0xd3:
      return to.text(String(from.int64(false)))
    case 0xd4:
    case 0xd5:
    case 0xd6:
    case 0xd7:
    case 0xd8:
      return extension(from, 2 ** (type - 0xd4), to)
    case 0xd9:
    case 0xda:
    case 0xdb:
      return writeText(from, size(from, type - 0xd9), to)
    case 0xdc:
    case 0xdd:
      return array(from, size(from, type - 0xdb), to)
    case 0xde:
    case 0xdf:
      return map(from, size(from, type - 0xdd), to)
    default:
      throw new DecodeError('the byte c1, which MessagePack never uses')
  }
}

/** A size in 8, 16 or 32 bits. */
const size = (from: ByteReader, power: number) =>
  power === 0 ? from.byte() : power === 1 ? from.uint16(false) : from.uint32(false)

function array(from: ByteReader, count: number, to: TextBuffer): void {
  countIn(from, count, 1)
  from.enter()
  to.byte(91)
  for (let index = 0; index < count; index++) {
    if (index > 0) to.byte(44)
    value(from, to)
  }
  to.byte(93)
  from.leave()
}

function map(from: ByteReader, count: number, to: TextBuffer): void {
  countIn(from, count, 2)
  from.enter()
  to.byte(123)
  for (let index = 0; index < count; index++) {
    if (index > 0) to.byte(44)
    writeKey(to, () => value(from, to))
    to.byte(58)
    value(from, to)
  }
  to.byte(125)
  from.leave()
}

function extension(from: ByteReader, length: number, to: TextBuffer): void {
  const type = (from.byte() << 24) >> 24
  const instant = type === -1 ? timestamp(from, length) : undefined
  if (instant !== undefined) return to.text(instant)
  to.text(`{"ext":${type},"data":`)
  writeBase64(from, length, to)
  to.byte(125)
}

/** Extension -1 in its three lengths; undefined, without reading anything: it is another extension. */
function timestamp(from: ByteReader, length: number): string | undefined {
  const {at} = from
  let text: string | undefined
  if (length === 4) text = instantText(from.uint32(false), 0)
  else if (length === 8) {
    const packed = from.uint64(false)
    text = instantText(Number(packed & 0x3ffffffffn), Number(packed >> 34n))
  } else if (length === 12) {
    const nanos = from.uint32(false)
    text = instantText(Number(from.int64(false)), nanos)
  }
  if (text === undefined) from.at = at
  return text
}
