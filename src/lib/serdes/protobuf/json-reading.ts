// The JSON accepted for Protobuf's scalar fields, in two variants: as consume writes it, strictly (`kafkitReading`),
// and as Java's JsonFormat reads it, for the tools that mirror Confluent's (`javaReading`). The rest of encoding is the
// same for both.
import type {Enum} from 'protobufjs'
import {NumberText} from '../../text/exact-json.ts'
import {nearest} from '../../text/nearest.ts'
import {unscaledOf} from '../avro/logical.ts'
import {integer, shown, unlike} from '../avro/json-values.ts'
import {EncodeError} from '../serde-error.ts'

/** Each function takes a value of `parseExactJson` and throws EncodeError. `type`: the name in protobufjs. */
export interface JsonReading {
  /** For all integer types; within the range of `type`. */
  readonly integer: (type: string, value: unknown) => number | bigint
  readonly floating: (type: 'double' | 'float', value: unknown) => number
  readonly truth: (value: unknown) => boolean
  readonly text: (value: unknown) => string
  readonly bytes: (value: unknown) => Buffer
  readonly symbol: (enumeration: Enum | null, value: unknown) => number
  /** Accepts the forms that only consume writes and Java does not: decimals, extensions, an Any of unknown type. */
  readonly ownForms: boolean
}

const bitsOf = (type: string) => (type.endsWith('64') ? 64 : 32)
const isUnsigned = (type: string) => type.startsWith('u') || type.startsWith('f')
const aType = (type: string) => `${type.startsWith('i') ? 'an' : 'a'} ${type}`

export const kafkitReading: JsonReading = {
  integer: (type, value) => (isUnsigned(type) ? unsigned(value, type) : integer(value, aType(type), bitsOf(type))),
  /** Also as text, as Protobuf's JSON allows. */
  floating(type, value) {
    if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value)
    const text = value instanceof NumberText ? value.text : typeof value === 'string' ? value.trim() : ''
    const number =
      typeof value === 'number' || typeof value === 'bigint' ? Number(value) : text === '' ? NaN : Number(text)
    if (Number.isNaN(number)) throw unlike(`a ${type}`, value)
    return finite(type, number, shown(value))
  },
  truth(value) {
    if (typeof value !== 'boolean') throw unlike('true or false', value)
    return value
  },
  text(value) {
    if (typeof value !== 'string') throw unlike('a string', value)
    return value
  },
  bytes: base64Bytes,
  symbol(enumeration, value) {
    // consume shows a number for a symbol that the schema does not have.
    if (typeof value === 'number') return Number(integer(value, 'a symbol', 32))
    const number = typeof value === 'string' ? numberOf(enumeration, value) : undefined
    if (number !== undefined) return number
    throw new EncodeError(
      `${shown(value)} is not a symbol of ${enumeration?.name ?? 'the enum'}: ${Object.keys(enumeration?.values ?? {}).join(', ')}`,
    )
  },
  ownForms: true,
}

function unsigned(value: unknown, type: string): bigint {
  const text = value instanceof NumberText ? value.text : String(value)
  const isText = typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint'
  if (!isText || !/^\d{1,20}$/.test(text)) throw unlike(`a ${type}`, value)
  const number = BigInt(text)
  if (BigInt.asUintN(bitsOf(type), number) !== number) throw new EncodeError(`${text} is more than a ${type} holds`)
  return number
}

export const javaReading: JsonReading = {
  /** Digits, also in a string; 1.0 and 1e2 are integers, too. */
  integer(type, value) {
    const text = textOf(value)
    const number = text === undefined || text.length > 400 ? undefined : unscaledOf(text, 0)
    if (number === undefined) throw unlike(aType(type), value)
    const bits = bitsOf(type)
    if ((isUnsigned(type) ? BigInt.asUintN : BigInt.asIntN)(bits, number) !== number)
      throw new EncodeError(`${shown(value)} is beyond ${type}`)
    return number
  },
  floating(type, value) {
    const text = textOf(value)
    if (typeof value === 'string' && Object.hasOwn(notFinite, value)) return notFinite[value] as number
    if (text === undefined || (typeof value !== 'number' && !/^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text)))
      throw unlike(`a ${type}`, value)
    const number = finite(type, typeof value === 'number' ? value : Number(text), text)
    // Java reads a double through a BigDecimal, which has no -0, but a float without it.
    return type === 'double' && number === 0 ? 0 : number
  },
  truth(value) {
    const truth = value === 'true' ? true : value === 'false' ? false : value
    if (typeof truth !== 'boolean') throw unlike('a boolean', value)
    return truth
  },
  text(value) {
    if (typeof value === 'boolean' || typeof value === 'bigint' || Number.isSafeInteger(value)) return String(value)
    return kafkitReading.text(value)
  },
  bytes: base64Bytes,
  symbol(enumeration, value) {
    const named = typeof value === 'string' ? numberOf(enumeration, value) : undefined
    if (named !== undefined) return named
    const text = textOf(value)
    if (text !== undefined && /^-?\d{1,11}$/.test(text)) {
      const number = Number(javaReading.integer('int32', value))
      if (enumeration && (Object.values(enumeration.values).includes(number) || isOpenEnum(enumeration))) return number
    }
    const names = Object.keys(enumeration?.values ?? {})
    const near = typeof value === 'string' ? nearest(value, names) : undefined
    throw new EncodeError(
      `${shown(value)} is not a value of ${enumeration?.name ?? 'the enum'}: ${near === undefined ? names.join(', ') : `is ${near} meant?`}`,
    )
  },
  ownForms: false,
}

const notFinite: Readonly<Record<string, number>> = {NaN, Infinity, '-Infinity': -Infinity}

function finite(type: 'double' | 'float', number: number, text: string): number {
  if (Number.isFinite(type === 'float' ? Math.fround(number) : number)) return number
  throw new EncodeError(`${text} is too large for a ${type}`)
}

/** In both alphabets. */
const base64 = /^(?:[A-Za-z0-9+/_-]{4})*(?:[A-Za-z0-9+/_-]{2}(?:==)?|[A-Za-z0-9+/_-]{3}=?)?$/

function base64Bytes(value: unknown): Buffer {
  if (typeof value !== 'string' || !base64.test(value)) throw unlike('bytes in base64', value)
  return Buffer.from(value, 'base64')
}

/** Uses Object.hasOwn, because protobufjs's tables inherit `constructor` and others. */
const numberOf = (enumeration: Enum | null, name: string): number | undefined =>
  enumeration && Object.hasOwn(enumeration.values, name) ? enumeration.values[name] : undefined

function textOf(value: unknown): string | undefined {
  if (value instanceof NumberText) return value.text
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'string' ? String(value) : undefined
}

/** Whether this is an enum of proto3 or editions, in which numbers without a name are valid. */
export const isOpenEnum = (enumeration: Enum): boolean =>
  (enumeration as unknown as {readonly _features?: {readonly enum_type?: string}})._features?.enum_type !== 'CLOSED'
