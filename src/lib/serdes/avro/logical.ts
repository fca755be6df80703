// Avro's logical types: what numbers and bytes mean, and how they are written.

export type LogicalType =
  | {readonly name: 'decimal'; readonly precision: number; readonly scale: number}
  | {readonly name: 'date' | 'time-millis' | 'time-micros' | 'uuid' | 'duration'}
  | {readonly name: 'timestamp'; readonly digits: FractionDigits; readonly local: boolean}
/** The digits of a second: milliseconds, microseconds, nanoseconds. */
export type FractionDigits = 3 | 6 | 9

const units: Readonly<Record<string, FractionDigits>> = {millis: 3, micros: 6, nanos: 9}

/** Undefined: there is no logical type, or it does not fit its type and is therefore ignored. */
export function logicalType(
  definition: Readonly<Record<string, unknown>>,
  base: {readonly kind: string; readonly size?: number},
): LogicalType | undefined {
  const name = definition['logicalType']
  if (typeof name !== 'string') return undefined
  const {size} = base
  switch (name) {
    case 'decimal':
      return base.kind === 'bytes' || size !== undefined ? decimal(definition, size) : undefined
    case 'date':
    case 'time-millis':
      return base.kind === 'int' ? {name} : undefined
    case 'time-micros':
      return base.kind === 'long' ? {name} : undefined
    case 'uuid':
      return base.kind === 'string' || size === 16 ? {name} : undefined
    case 'duration':
      return size === 12 ? {name} : undefined
  }
  const [, local, unit = ''] = /^(local-)?timestamp-(millis|micros|nanos)$/.exec(name) ?? []
  const digits = units[unit]
  return digits && base.kind === 'long' ? {name: 'timestamp', digits, local: local !== undefined} : undefined
}

function decimal(definition: Readonly<Record<string, unknown>>, size: number | undefined): LogicalType | undefined {
  const {precision, scale = 0} = definition
  if (!isCount(precision) || !isCount(scale) || precision < 1 || scale > precision) return undefined
  // The largest precision of this many bytes: floor(log10(2^(8n-1) - 1)).
  if (size !== undefined && precision > Math.floor(Math.log10(2) * (8 * size - 1))) return undefined
  return {name: 'decimal', precision, scale}
}

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= 10_000

/** For example -1234 with scale 2 gives `-12.34`. */
export function decimalText(unscaled: bigint | number, scale: number): string {
  const text = String(unscaled)
  if (scale === 0) return text
  const minus = text.startsWith('-') ? '-' : ''
  const digits = text.slice(minus.length).padStart(scale + 1, '0')
  return `${minus}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}

/** The unscaled value of a JSON number; undefined: it has more digits after the decimal point, or is not a number. */
export function unscaledOf(text: string, scale: number): bigint | undefined {
  const [whole, minus = '', integer = '', fraction = '', power = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,5}))?$/.exec(text) ?? []
  if (whole === undefined) return undefined
  const shift = scale + Number(power) - fraction.length
  const digits = integer + fraction
  if (shift >= 0) return shift > 10_000 ? undefined : BigInt(minus + digits + '0'.repeat(shift))
  const kept = digits.slice(0, shift)
  return /^0*$/.test(digits.slice(shift)) ? BigInt(minus + (kept === '' ? '0' : kept)) : undefined
}

/** Big-endian two's complement of any length. */
export function signedOf(bytes: Uint8Array, start: number, end: number): bigint | number {
  const length = end - start
  if (length === 0) return 0
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset + start, length)
  if (length <= 6) return buffer.readIntBE(0, length)
  return BigInt.asIntN(length * 8, BigInt(`0x${buffer.toString('hex')}`))
}

/** The shortest big-endian two's complement, as Java's BigInteger.toByteArray; with `size`, exactly this many bytes. */
export function signedBytes(value: bigint, size?: number): Buffer | undefined {
  let length = 1
  while (BigInt.asIntN(length * 8, value) !== value) length++
  if (size !== undefined) {
    if (length > size) return undefined
    length = size
  }
  return Buffer.from(
    BigInt.asUintN(length * 8, value)
      .toString(16)
      .padStart(length * 2, '0'),
    'hex',
  )
}

const dayMs = 86_400_000

/** `2026-03-01` from days since 1970; undefined: outside the range of JavaScript's dates. */
export const dateText = (days: number): string | undefined =>
  Math.abs(days) <= 100_000_000 ? new Date(days * dayMs).toISOString().replace(/T.*/, '') : undefined

/** `10:15:30.123` from units since midnight; undefined: not within a day. */
export function timeText(value: number, digits: 3 | 6): string | undefined {
  const perSecond = 10 ** digits
  if (value < 0 || value >= 86_400 * perSecond) return undefined
  const seconds = Math.floor(value / perSecond)
  const clock = new Date(seconds * 1000).toISOString().slice(11, 19)
  return `${clock}.${String(value - seconds * perSecond).padStart(digits, '0')}`
}

/** ISO 8601, in UTC with Z, or local time without; undefined: outside the range of JavaScript's dates. */
export function timestampText(value: number | bigint, digits: FractionDigits, local: boolean): string | undefined {
  const end = local ? '' : 'Z'
  if (digits === 3) {
    const ms = Number(value)
    return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString().slice(0, -1) + end : undefined
  }
  const perMs = 10n ** BigInt(digits - 3)
  const whole = BigInt(value)
  const rest = ((whole % perMs) + perMs) % perMs
  const ms = Number((whole - rest) / perMs)
  if (Math.abs(ms) > 8.64e15) return undefined
  return new Date(ms).toISOString().slice(0, -1) + String(rest).padStart(digits - 3, '0') + end
}

/** Reverses the three functions above; undefined: the text has another form, or more digits than the unit. */
export function daysOf(text: string): number | undefined {
  const ms = /^([+-]\d{2})?\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : NaN
  return Number.isNaN(ms) || dateText(ms / dayMs) !== text ? undefined : ms / dayMs
}

export function timeOf(text: string, digits: 3 | 6): number | undefined {
  const [whole, clock, fraction = ''] = /^(\d\d:\d\d:\d\d)(?:\.(\d+))?$/.exec(text) ?? []
  const kept = fraction.replace(/0+$/, '')
  if (whole === undefined || kept.length > digits) return undefined
  const ms = Date.parse(`1970-01-01T${clock}Z`)
  return Number.isNaN(ms) || ms >= dayMs ? undefined : (ms / 1000) * 10 ** digits + Number(kept.padEnd(digits, '0'))
}

export function timestampOf(text: string, digits: FractionDigits, local: boolean): bigint | undefined {
  const [whole, head, fraction = '', zone = ''] =
    /^((?:[+-]\d{2})?\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d)?)(?:[.,](\d+))?([Zz]|[+-]\d\d:?\d\d)?$/.exec(text) ?? []
  const kept = fraction.replace(/0+$/, '')
  // An instant needs a zone, and a local time has none: a guess could be wrong by hours.
  if (whole === undefined || kept.length > digits || (zone === '') !== local) return undefined
  const ms = Date.parse(`${head?.replace(' ', 'T')}${local ? 'Z' : zone.toUpperCase()}`)
  if (Number.isNaN(ms)) return undefined
  return BigInt(ms) * 10n ** BigInt(digits - 3) + BigInt(kept.padEnd(digits, '0'))
}
