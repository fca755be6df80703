// Time zones: how far the clocks of a place are ahead of UTC at a given time.
import {UsageError} from '../errors/usage-error.ts'

export interface TimeZone {
  /** The name as it was typed. */
  readonly name: string
  /** How far ahead of UTC the clocks are, ms, at a time in ms since 1970. */
  readonly aheadAt: (time: number) => number
}

export const utc: TimeZone = {name: 'UTC', aheadAt: () => 0}

/** Parses `UTC`, `local`, `+02:00`, or a name such as `Europe/Berlin`. Throws UsageError for anything else. */
export function parseTimeZone(text: string): TimeZone {
  if (/^(?:utc|z)$/i.test(text)) return utc
  if (text === 'local') return {name: text, aheadAt: (time) => (0 - new Date(time).getTimezoneOffset()) * 60_000}
  const [, sign, hours, minutes = '0'] = /^(?:UTC|GMT)?([+-])(\d\d?)(?::?(\d\d))?$/i.exec(text) ?? []
  if (sign !== undefined) {
    const ahead = (Number(hours) * 60 + Number(minutes)) * 60_000
    if (Number(hours) > 18 || Number(minutes) > 59) throw unknownZone(text)
    return {name: text, aheadAt: () => (sign === '+' ? ahead : -ahead)}
  }
  return named(text)
}

const unknownZone = (text: string) =>
  new UsageError(`'${text}' is not a time zone: write for example Europe/Berlin, +02:00, UTC or local`)

/** Clocks change only at full quarters of an hour. */
const quarterMs = 900_000

function named(name: string): TimeZone {
  const fields = formatOf(name)
  let quarter = NaN
  let ahead = 0
  const aheadAt = (time: number) => {
    // A look-up takes microseconds, and records are usually in the order of their times.
    const now = Math.floor(time / quarterMs)
    if (now !== quarter) {
      ahead = aheadBy(fields, time)
      quarter = now
    }
    return ahead
  }
  return {name, aheadAt}
}

function formatOf(name: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {timeZone: name, timeZoneName: 'longOffset'})
  } catch {
    throw unknownZone(name)
  }
}

/** Parses the zone in `GMT+02:00`, `GMT-03:30:52` (before standard time zones) or `GMT`. */
function aheadBy(format: Intl.DateTimeFormat, time: number): number {
  const text = format.formatToParts(time).find(({type}) => type === 'timeZoneName')?.value ?? ''
  const [, sign, hours = 0, minutes = 0, seconds = 0] = /([+-])(\d+):?(\d\d)?:?(\d\d)?/.exec(text) ?? []
  const ahead = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000
  return sign === '-' ? -ahead : ahead
}

/**
 * The time at which clocks in the zone show `wall`, ms since 1970; `wall` is given as if it were UTC. If clocks show
 * it twice (in autumn), it is the first of the two; if they skip it (in spring), it is later by as much as they skip.
 * As in Java's LocalDateTime.atZone.
 */
export function fromWall(wall: number, {aheadAt}: TimeZone): number {
  const dayMs = 86_400_000
  const [before, after] = [aheadAt(wall - dayMs), aheadAt(wall + dayMs)]
  const first = wall - before
  if (aheadAt(first) === before) return first
  const second = wall - after
  return aheadAt(second) === after ? second : first
}

/** ISO 8601 with the zone: `2026-03-01T13:00:00.000+01:00`, with Z for UTC. Times beyond Date's range stay numbers. */
export function isoText(time: number, {name, aheadAt}: TimeZone): string {
  const moment = new Date(time)
  if (Number.isNaN(moment.getTime())) return String(time)
  if (name === utc.name) return moment.toISOString()
  const ahead = aheadAt(time)
  const shifted = new Date(time + ahead)
  if (Number.isNaN(shifted.getTime())) return String(time)
  const minutes = Math.round(Math.abs(ahead) / 60_000)
  const two = (number: number) => String(number).padStart(2, '0')
  return `${shifted.toISOString().slice(0, -1)}${ahead < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}
