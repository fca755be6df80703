// Encodes JSON as MessagePack and CBOR. JSON has no bytes, times or 32-bit floats, so these become text or doubles.
import {NumberText} from '../text/exact-json.ts'
import type {TextBuffer} from '../text/text-buffer.ts'
import {isObject} from './avro/json-values.ts'
import {EncodeError} from './serde-error.ts'

type Write = (value: unknown, to: TextBuffer) => void

/** Integers in the fewest bytes, other numbers as doubles; `{"ext":5,"data":"base64"}` becomes an extension again. */
export const jsonToMsgpack: Write = (value, to) => {
  if (value === null) return to.byte(0xc0)
  if (typeof value === 'boolean') return to.byte(value ? 0xc3 : 0xc2)
  if (typeof value === 'string') {
    const bytes = utf8(value)
    if (bytes.length < 32) to.byte(0xa0 | bytes.length)
    else sized(bytes.length, [0xd9, 0xda, 0xdb], to)
    return to.bytes(bytes)
  }
  if (Array.isArray(value)) {
    if (value.length < 16) to.byte(0x90 | value.length)
    else sized(value.length, [undefined, 0xdc, 0xdd], to)
    for (const each of value) jsonToMsgpack(each, to)
    return
  }
  if (isObject(value)) {
    const entries = Object.entries(value)
    if (isExtension(value)) return extension(value, to)
    if (entries.length < 16) to.byte(0x80 | entries.length)
    else sized(entries.length, [undefined, 0xde, 0xdf], to)
    for (const [name, each] of entries) {
      jsonToMsgpack(name, to)
      jsonToMsgpack(each, to)
    }
    return
  }
  const number = integerOf(value)
  if (number === undefined) return double(0xcb, value, to)
  if (number >= 0n) {
    if (number < 128n) return to.byte(Number(number))
    if (number >= 2n ** 64n) throw new EncodeError(`${number} is more than MessagePack's 64 bits hold`)
    return number < 2n ** 32n ? sized(Number(number), [0xcc, 0xcd, 0xce], to) : wide(0xcf, number, to)
  }
  if (number >= -32n) return to.byte(Number(number) + 256)
  if (number < -(2n ** 63n)) throw new EncodeError(`${number} is less than MessagePack's 64 bits hold`)
  const size = number >= -128n ? 1 : number >= -32_768n ? 2 : number >= -(2n ** 31n) ? 4 : 8
  to.reserve(9)
  to.byte(0xd0 + Math.log2(size))
  if (size === 8) to.length = to.buffer.writeBigInt64BE(number, to.length)
  else to.length = to.buffer.writeIntBE(Number(number), to.length, size)
}

const isExtension = (value: Readonly<Record<string, unknown>>): value is {ext: number; data: string} =>
  Object.keys(value).join() === 'ext,data' &&
  Number.isInteger(value['ext']) &&
  Math.abs(Number(value['ext'])) < 128 &&
  typeof value['data'] === 'string'

function extension({ext, data}: {readonly ext: number; readonly data: string}, to: TextBuffer): void {
  const bytes = Buffer.from(data, 'base64')
  const power = [1, 2, 4, 8, 16].indexOf(bytes.length)
  if (power >= 0) to.byte(0xd4 + power)
  else sized(bytes.length, [0xc7, 0xc8, 0xc9], to)
  to.byte(ext & 0xff)
  to.bytes(bytes)
}

/** Integers in the fewest bytes, other numbers in the shortest float with the same value (RFC 8949, section 4.1). */
export const jsonToCbor: Write = (value, to) => {
  if (value === null) return to.byte(0xf6)
  if (typeof value === 'boolean') return to.byte(value ? 0xf5 : 0xf4)
  if (typeof value === 'string') {
    const bytes = utf8(value)
    head(3, BigInt(bytes.length), to)
    return to.bytes(bytes)
  }
  if (Array.isArray(value)) {
    head(4, BigInt(value.length), to)
    for (const each of value) jsonToCbor(each, to)
    return
  }
  if (isObject(value)) {
    const entries = Object.entries(value)
    head(5, BigInt(entries.length), to)
    for (const [name, each] of entries) {
      jsonToCbor(name, to)
      jsonToCbor(each, to)
    }
    return
  }
  const number = integerOf(value)
  if (number === undefined) {
    const float = Number(value instanceof NumberText ? value.text : value)
    if (Math.fround(float) !== float) return double(0xfb, value, to)
    to.reserve(5)
    to.byte(0xfa)
    to.length = to.buffer.writeFloatBE(float, to.length)
    return
  }
  const size = number < 0n ? -1n - number : number
  if (size < 2n ** 64n) return head(number < 0n ? 1 : 0, size, to)
  head(6, number < 0n ? 3n : 2n, to)
  const hex = size.toString(16)
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
  head(2, BigInt(bytes.length), to)
  to.bytes(bytes)
}

function head(kind: number, size: bigint, to: TextBuffer): void {
  const first = kind << 5
  if (size < 24n) return to.byte(first | Number(size))
  if (size < 2n ** 32n) return sized(Number(size), [first | 24, first | 25, first | 26], to)
  wide(first | 27, size, to)
}

/** The byte that announces a size of 8, 16 or 32 bits, and the size. */
function sized(
  size: number,
  [byte, short, long]: readonly [byte: number | undefined, short: number, long: number],
  to: TextBuffer,
): void {
  to.reserve(5)
  if (byte !== undefined && size < 0x100) {
    to.byte(byte)
    to.byte(size)
  } else if (size < 0x1_0000) {
    to.byte(short)
    to.length = to.buffer.writeUInt16BE(size, to.length)
  } else {
    to.byte(long)
    to.length = to.buffer.writeUInt32BE(size, to.length)
  }
}

function wide(byte: number, value: bigint, to: TextBuffer): void {
  to.reserve(9)
  to.byte(byte)
  to.length = to.buffer.writeBigUInt64BE(value, to.length)
}

function double(byte: number, value: unknown, to: TextBuffer): void {
  to.reserve(9)
  to.byte(byte)
  to.length = to.buffer.writeDoubleBE(Number(value instanceof NumberText ? value.text : value), to.length)
}

function utf8(text: string): Buffer {
  if (!text.isWellFormed()) throw new EncodeError('a string with half a character, which is not UTF-8')
  return Buffer.from(text)
}

/** Undefined: a number with a fraction, or -0. */
function integerOf(value: unknown): bigint | undefined {
  if (typeof value === 'bigint') return value
  return typeof value === 'number' && Number.isSafeInteger(value) && !Object.is(value, -0) ? BigInt(value) : undefined
}
