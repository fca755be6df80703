// Values of Protobuf's scalar types, out of JSON.
import type {Enum} from 'protobufjs'
import {NumberText} from '../../text/exact-json.ts'
import type {TextBuffer} from '../../text/text-buffer.ts'
import {integer, shown, unlike} from '../avro/json-values.ts'
import {EncodeError} from '../serde-error.ts'
import {writeVarint} from './write-wire.ts'

/** What `write` adds gets its length in front. */
export function withLength(to: TextBuffer, write: () => void): void {
  const start = to.length
  write()
  const length = to.length - start
  let room = 1
  for (let rest = length; rest > 0x7f; rest = Math.floor(rest / 128)) room++
  to.reserve(room)
  to.buffer.copyWithin(start + room, start, start + length)
  to.length = start
  writeVarint(length, to)
  to.length = start + room + length
}

/** A value of one field, without its tag. */
export function writeScalar(type: string, enumeration: Enum | null, value: unknown, to: TextBuffer): void {
  switch (type) {
    case 'double':
      to.reserve(8)
      to.length = to.buffer.writeDoubleLE(decimal(value, type), to.length)
      return
    case 'float':
      to.reserve(4)
      to.length = to.buffer.writeFloatLE(decimal(value, type), to.length)
      return
    case 'int32':
    case 'int64':
      return writeVarint(BigInt.asUintN(64, BigInt(integer(value, `an ${type}`, bitsOf(type)))), to)
    case 'uint32':
    case 'uint64':
      return writeVarint(unsigned(value, type), to)
    case 'sint32':
    case 'sint64': {
      const wide = BigInt(integer(value, `an ${type}`, bitsOf(type)))
      return writeVarint(BigInt.asUintN(64, (wide << 1n) ^ (wide >> 63n)), to)
    }
    case 'fixed32':
    case 'fixed64':
      return writeFixed(unsigned(value, type), bitsOf(type), to)
    case 'sfixed32':
    case 'sfixed64':
      return writeFixed(BigInt(integer(value, `an ${type}`, bitsOf(type))), bitsOf(type), to)
    case 'bool':
      if (typeof value !== 'boolean') throw unlike('true or false', value)
      return to.byte(value ? 1 : 0)
    case 'string': {
      if (typeof value !== 'string') throw unlike('a string', value)
      if (!value.isWellFormed()) throw new EncodeError('a string with half a character, which is not UTF-8')
      return withLength(to, () => to.text(value))
    }
    case 'bytes': {
      if (typeof value !== 'string' || !/^[A-Za-z0-9+/_-]*={0,2}$/.test(value)) throw unlike('bytes in base64', value)
      return withLength(to, () => to.bytes(Buffer.from(value, 'base64')))
    }
    default:
      return writeVarint(BigInt.asUintN(64, BigInt(symbol(enumeration, value))), to)
  }
}

const bitsOf = (type: string) => (type.endsWith('64') ? 64 : 32)

function unsigned(value: unknown, type: string): bigint {
  const text = value instanceof NumberText ? value.text : String(value)
  const isText = typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint'
  if (!isText || !/^\d{1,20}$/.test(text)) throw unlike(`a ${type}`, value)
  const number = BigInt(text)
  if (BigInt.asUintN(bitsOf(type), number) !== number) throw new EncodeError(`${text} is more than a ${type} holds`)
  return number
}

function writeFixed(value: bigint, bits: number, to: TextBuffer): void {
  to.reserve(8)
  if (bits === 64) to.length = to.buffer.writeBigUInt64LE(BigInt.asUintN(64, value), to.length)
  else to.length = to.buffer.writeUInt32LE(Number(BigInt.asUintN(32, value)), to.length)
}

/** Also as text, as Protobuf's JSON allows. */
export function decimal(value: unknown, type: string): number {
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value)
  const text = value instanceof NumberText ? value.text : typeof value === 'string' ? value.trim() : ''
  const number =
    typeof value === 'number' || typeof value === 'bigint' ? Number(value) : text === '' ? NaN : Number(text)
  if (Number.isNaN(number)) throw unlike(`a ${type}`, value)
  if (!Number.isFinite(type === 'float' ? Math.fround(number) : number))
    throw new EncodeError(`${shown(value)} is too large for a ${type}`)
  return number
}

function symbol(enumeration: Enum | null, value: unknown): number {
  if (typeof value === 'number') return Number(integer(value, 'a symbol', 32))
  const number = typeof value === 'string' ? enumeration?.values[value] : undefined
  if (number !== undefined) return number
  throw new EncodeError(
    `${shown(value)} is not a symbol of ${enumeration?.name ?? 'the enum'}: ${Object.keys(enumeration?.values ?? {}).join(', ')}`,
  )
}
