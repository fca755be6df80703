// Writes numbers and times without intermediate strings; they make up most of decoded records.
import {doubleText} from '../text/number-text.ts'
import type {TextBuffer} from '../text/text-buffer.ts'

/** Any integer in decimal digits. */
export function writeInteger(value: number | bigint, to: TextBuffer): void {
  if (typeof value === 'bigint') return to.text(String(value))
  if (value >= 0) return to.number(value)
  to.byte(45)
  to.number(-value)
}

/** Writes what `doubleText` returns. */
export function writeDouble(value: number, to: TextBuffer): void {
  const size = value < 0 ? -value : value
  if (size < 1e12) {
    // With at most two digits after the decimal point, as in amounts of money, these digits are the shortest text,
    // because fewer than 16 digits always identify a double.
    const hundredths = Math.round(size * 100)
    if (hundredths / 100 === size && (value !== 0 || !Object.is(value, -0))) {
      if (value < 0) to.byte(45)
      const whole = Math.floor(hundredths / 100)
      to.number(whole)
      const rest = hundredths - whole * 100
      if (rest === 0) return
      const tenths = (rest / 10) | 0
      to.byte(46)
      to.byte(48 + tenths)
      if (rest !== tenths * 10) to.byte(48 + rest - tenths * 10)
      return
    }
  }
  to.text(doubleText(value))
}

const dayMs = 86_400_000
/** The largest distance from 1970 in JavaScript's dates, ms. */
const furthest = 8.64e15

/** Records of one batch are usually from the same day. */
let lastDay = NaN
let lastDate: Buffer = Buffer.alloc(0)

function writeDay(day: number, to: TextBuffer): void {
  if (day !== lastDay) {
    lastDay = day
    lastDate = Buffer.from(new Date(day * dayMs).toISOString().replace(/T.*/, ''))
  }
  to.bytes(lastDate)
}

/** `"2026-03-01"` from days since 1970. False, without writing anything: outside the range of JavaScript's dates. */
export function writeDate(days: number, to: TextBuffer): boolean {
  if (Math.abs(days) > furthest / dayMs) return false
  to.byte(34)
  writeDay(days, to)
  to.byte(34)
  return true
}

/**
 * `"2026-03-01T10:15:30.123Z"` from units since 1970, with this many digits of a second, and Z unless it is local time.
 * False, without writing anything: outside the range of JavaScript's dates.
 */
export function writeTimestamp(value: number | bigint, digits: 3 | 6 | 9, local: boolean, to: TextBuffer): boolean {
  const perMs = digits === 3 ? 1 : digits === 6 ? 1000 : 1_000_000
  let ms: number
  let rest: number
  if (typeof value === 'number') {
    ms = Math.floor(value / perMs)
    rest = value - ms * perMs
  } else {
    const units = BigInt(perMs)
    const remainder = ((value % units) + units) % units
    ms = Number((value - remainder) / units)
    rest = Number(remainder)
  }
  if (!(Math.abs(ms) <= furthest)) return false
  const day = Math.floor(ms / dayMs)
  to.byte(34)
  writeDay(day, to)
  to.byte(84)
  writeClock(ms - day * dayMs, to)
  if (digits > 3) writeDigits(rest, digits - 3, to)
  if (!local) to.byte(90)
  to.byte(34)
  return true
}

/** `10:15:30.123` from the milliseconds of a day. */
function writeClock(ms: number, to: TextBuffer): void {
  const seconds = (ms / 1000) | 0
  const minutes = (seconds / 60) | 0
  const hours = (minutes / 60) | 0
  writeDigits(hours, 2, to)
  to.byte(58)
  writeDigits(minutes - hours * 60, 2, to)
  to.byte(58)
  writeDigits(seconds - minutes * 60, 2, to)
  to.byte(46)
  writeDigits(ms - seconds * 1000, 3, to)
}

/** With leading zeros. */
function writeDigits(value: number, digits: number, to: TextBuffer): void {
  to.reserve(digits)
  const {buffer} = to
  let rest = value | 0
  for (let at = to.length + digits - 1; at >= to.length; at--) {
    const tenth = (rest / 10) | 0
    buffer[at] = 48 + (rest - tenth * 10)
    rest = tenth
  }
  to.length += digits
}
