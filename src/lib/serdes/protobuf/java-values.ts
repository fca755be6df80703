// What JSON may have for Protobuf's scalar fields, as Java's JsonFormat reads it, and their bytes.
import type {Enum, Field} from 'protobufjs'
import {NumberText} from '../../text/exact-json.ts'
import {nearest} from '../../text/nearest.ts'
import type {TextBuffer} from '../../text/text-buffer.ts'
import {unscaledOf} from '../avro/logical.ts'
import {shown, unlike} from '../avro/json-values.ts'
import {EncodeError} from '../serde-error.ts'
import {writeVarint} from './write-wire.ts'

export interface Scalar {
  /** It is the default of fields that have no presence, which is not written. */
  readonly isDefault: boolean
  readonly write: (to: TextBuffer) => void
}

/** Raises EncodeError. `type`: as protobufjs names it; of an enum its name. */
export function scalarOf(type: string, enumeration: Enum | null, value: unknown): Scalar {
  switch (type) {
    case 'double':
    case 'float':
      return floating(type, value)
    case 'bool': {
      const truth = value === 'true' ? true : value === 'false' ? false : value
      if (typeof truth !== 'boolean') throw unlike('a boolean', value)
      return {isDefault: !truth, write: (to) => to.byte(truth ? 1 : 0)}
    }
    case 'string': {
      const text = typeof value === 'boolean' || typeof value === 'bigint' || Number.isSafeInteger(value) ? String(value) : value // prettier-ignore
      if (typeof text !== 'string') throw unlike('a string', value)
      if (!text.isWellFormed()) throw new EncodeError('a string with half a character, which is not UTF-8')
      return bytes(Buffer.from(text))
    }
    case 'bytes':
      if (typeof value !== 'string' || !base64.test(value)) throw unlike('bytes in base64', value)
      return bytes(Buffer.from(value, 'base64'))
    case 'fixed32':
      return fixed32(whole(value, type, 0n, 2n ** 32n))
    case 'sfixed32':
      return fixed32(whole(value, type, -(2n ** 31n), 2n ** 31n))
    case 'fixed64':
      return fixed64(whole(value, type, 0n, 2n ** 64n))
    case 'sfixed64':
      return fixed64(whole(value, type, -(2n ** 63n), 2n ** 63n))
    case 'uint32':
      return varint(whole(value, type, 0n, 2n ** 32n))
    case 'uint64':
      return varint(whole(value, type, 0n, 2n ** 64n))
    case 'int32':
      return varint(whole(value, type, -(2n ** 31n), 2n ** 31n))
    case 'int64':
      return varint(whole(value, type, -(2n ** 63n), 2n ** 63n))
    case 'sint32':
      return varint(zigzag(whole(value, type, -(2n ** 31n), 2n ** 31n)))
    case 'sint64':
      return varint(zigzag(whole(value, type, -(2n ** 63n), 2n ** 63n)))
    default:
      return varint(enumNumber(enumeration, value))
  }
}

/** In both alphabets. */
const base64 = /^(?:[A-Za-z0-9+/_-]{4})*(?:[A-Za-z0-9+/_-]{2}(?:==)?|[A-Za-z0-9+/_-]{3}=?)?$/

/** A varint of 0 is the number 0, and so is its zigzag. */
const varint = (value: bigint): Scalar => ({isDefault: value === 0n, write: (to) => writeVarint(value, to)})
const zigzag = (value: bigint) => (value << 1n) ^ (value >> 63n)

const fixed32 = (value: bigint): Scalar => ({
  isDefault: value === 0n,
  write: (to) => {
    to.reserve(4)
    to.length = to.buffer.writeInt32LE(Number(BigInt.asIntN(32, value)), to.length)
  },
})

const fixed64 = (value: bigint): Scalar => ({
  isDefault: value === 0n,
  write: (to) => {
    to.reserve(8)
    to.length = to.buffer.writeBigInt64LE(BigInt.asIntN(64, value), to.length)
  },
})

const bytes = (value: Buffer): Scalar => ({
  isDefault: value.length === 0,
  write: (to) => {
    writeVarint(value.length, to)
    to.bytes(value)
  },
})

const notFinite: Readonly<Record<string, number>> = {NaN, Infinity, '-Infinity': -Infinity}

function floating(type: 'double' | 'float', value: unknown): Scalar {
  const text = textOf(value)
  const named = typeof value === 'string' ? notFinite[value] : undefined
  const written = typeof value === 'number' || (text !== undefined && /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text))
  const number = named ?? (typeof value === 'number' ? value : written ? Number(text) : undefined)
  if (number === undefined) throw unlike(`a ${type}`, value)
  if (named === undefined && !Number.isFinite(type === 'float' ? Math.fround(number) : number))
    throw new EncodeError(`${text} is more than a ${type} holds`)
  // Java reads a double by a BigDecimal, which has no -0, and a float without.
  return floatBytes(type, type === 'double' && number === 0 ? 0 : number)
}

function floatBytes(type: 'double' | 'float', number: number): Scalar {
  return {
    isDefault: Object.is(number, 0),
    write: (to) => {
      to.reserve(8)
      to.length = type === 'float' ? to.buffer.writeFloatLE(number, to.length) : to.buffer.writeDoubleLE(number, to.length) // prettier-ignore
    },
  }
}

/** Digits, in a string as well; 1.0 and 1e2 are integers, too. */
function whole(value: unknown, type: string, least: bigint, limit: bigint): bigint {
  const text = textOf(value)
  const number = text === undefined || text.length > 400 ? undefined : unscaledOf(text, 0)
  if (number === undefined) throw unlike(`${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`, value)
  if (number < least || number >= limit) throw new EncodeError(`${shown(value)} is beyond ${type}`)
  return number
}

function textOf(value: unknown): string | undefined {
  if (value instanceof NumberText) return value.text
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'string' ? String(value) : undefined
}

function enumNumber(enumeration: Enum | null, value: unknown): bigint {
  const names = Object.keys(enumeration?.values ?? {})
  const found =
    typeof value === 'string' && enumeration && names.includes(value) ? enumeration.values[value] : undefined
  if (found !== undefined) return BigInt(found)
  const text = textOf(value)
  if (text !== undefined && /^-?\d{1,11}$/.test(text)) {
    const number = whole(value, 'int32', -(2n ** 31n), 2n ** 31n)
    if (enumeration && (Object.values(enumeration.values).map(BigInt).includes(number) || isOpenEnum(enumeration)))
      return number
  }
  const near = typeof value === 'string' ? nearest(value, names) : undefined
  throw new EncodeError(
    `${shown(value)} is not a value of ${enumeration?.name ?? 'the enum'}: ${near === undefined ? names.join(', ') : `is ${near} meant?`}`,
  )
}

/** Of proto3 and editions: numbers without a name are values, too. */
export const isOpenEnum = (enumeration: Enum): boolean =>
  (enumeration as unknown as {readonly _features?: {readonly enum_type?: string}})._features?.enum_type !== 'CLOSED'

/** The key of a map, which is a string in JSON. */
export const keyOf = (keyType: string, text: string): Scalar => scalarOf(keyType, null, text)

export const isEnum = (field: Pick<Field, 'resolvedType'>): boolean =>
  field.resolvedType !== null && 'valuesById' in field.resolvedType
