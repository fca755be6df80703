// Checks what users write in JSON for Avro's numbers and bytes.
import {NumberText} from '../../text/exact-json.ts'
import {EncodeError} from '../serde-error.ts'
import {daysOf, signedBytes, timeOf, timestampOf, unscaledOf, type LogicalType} from './logical.ts'

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof NumberText)

/** Turns dates and times in text form into numbers; leaves everything else unchanged. */
export function meant(logical: LogicalType | undefined, value: unknown): unknown {
  if (logical === undefined || typeof value !== 'string') return value
  const number = numberOf(logical, value)
  // Digits are the number itself, as --longs string writes it.
  if (number === undefined && /^-?\d{1,20}$/.test(value)) return value
  if (number === undefined) throw new EncodeError(`${shown(value)} is not a valid ${kindOf(logical)}`)
  return number
}

function numberOf(logical: LogicalType, text: string): number | bigint | undefined {
  switch (logical.name) {
    case 'date':
      return daysOf(text)
    case 'time-millis':
      return timeOf(text, 3)
    case 'time-micros':
      return timeOf(text, 6)
    case 'timestamp':
      return timestampOf(text, logical.digits, logical.local)
    default:
      return undefined
  }
}

function kindOf(logical: LogicalType): string {
  if (logical.name === 'date') return 'date (2026-03-01)'
  if (logical.name !== 'timestamp') return 'time of day (10:15:30.123)'
  const {digits, local} = logical
  const example = `2026-03-01T10:15:30.${'123456789'.slice(0, digits)}`
  return local ? `local time (${example}, without a zone)` : `time (${example}Z)`
}

/** The integer of a number or of a text of digits; programs without 64-bit numbers write longs as text. */
export function integer(value: unknown, what: string, bits: number): number | bigint {
  if (typeof value === 'number' && Number.isSafeInteger(value) && (bits === 64 || (value | 0) === value)) return value
  const text = value instanceof NumberText ? value.text : String(value)
  const whole = typeof value === 'bigint' || /^-?\d{1,20}$/.test(text) ? BigInt(text) : unscaledOf(text, 0)
  if (
    whole === undefined ||
    typeof value === 'boolean' ||
    (typeof value === 'object' && !(value instanceof NumberText))
  )
    throw unlike(what, value)
  if (BigInt.asIntN(bits, whole) !== whole) throw new EncodeError(`${text} does not fit into ${what} of ${bits} bits`)
  return whole
}

const notFinite: Readonly<Record<string, number>> = {
  NaN,
  Infinity,
  '-Infinity': -Infinity,
  INF: Infinity,
  '-INF': -Infinity,
}

export function double(value: unknown, what: string): number {
  const number =
    typeof value === 'string'
      ? (notFinite[value] ?? undefined)
      : value instanceof NumberText
        ? Number(value.text)
        : typeof value === 'bigint' || typeof value === 'number'
          ? Number(value)
          : undefined
  if (number === undefined) throw unlike(what, value)
  if (typeof value !== 'string' && !Number.isFinite(number)) throw new EncodeError(`a number too large for ${what}`)
  return number
}

export function decimalBytes(
  value: unknown,
  {precision, scale}: LogicalType & {name: 'decimal'},
  size?: number,
): Buffer {
  const text =
    value instanceof NumberText
      ? value.text
      : typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint'
        ? String(value)
        : undefined
  if (text === undefined) throw unlike(`a decimal (12.50)`, value)
  const unscaled = unscaledOf(text, scale)
  if (unscaled === undefined)
    throw new EncodeError(`${shown(value)} is not a decimal with at most ${scale} digits after the decimal point`)
  const digits = String(unscaled).replace('-', '').length
  const bytes = digits <= precision ? signedBytes(unscaled, size) : undefined
  if (!bytes) throw new EncodeError(`${text} has more than the ${precision} digits of its type`)
  return bytes
}

export function durationBytes(value: Readonly<Record<string, unknown>>): Buffer {
  const bytes = Buffer.alloc(12)
  const names = ['months', 'days', 'milliseconds']
  for (const [index, name] of names.entries()) {
    const part = value[name]
    if (typeof part !== 'number' || !Number.isInteger(part) || part < 0 || part >= 2 ** 32)
      throw new EncodeError(`a duration has ${names.join(', ')}, each from 0 to ${2 ** 32 - 1}`)
    bytes.writeUInt32LE(part, index * 4)
  }
  return bytes
}

export function latin1Bytes(text: string): Buffer {
  // oxlint-disable-next-line no-control-regex -- all of ISO 8859-1
  if (!/^[\u0000-\u00ff]*$/.test(text))
    throw new EncodeError(`${shown(text)} has characters that do not stand for a byte`)
  return Buffer.from(text, 'latin1')
}

export const base64Text = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/

export const unlike = (what: string, value: unknown) => new EncodeError(`${shown(value)}, expected ${what}`)

export function shown(value: unknown): string {
  if (value instanceof NumberText) return value.text
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object' && value !== null) return 'an object'
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
