import {UsageError} from '../errors/usage-error.ts'
import {parseDuration} from './duration.ts'
import {fromWall, utc, type TimeZone} from './time-zone.ts'

/**
 * A point in time: ms since the epoch, ms before now, or what a wall clock shows, as if it were UTC; `resolveTime`
 * turns each into a timestamp.
 */
export type Time = {readonly timestamp: number} | {readonly ago: number} | {readonly wall: number}

/** The time in ms since the epoch. `zone`: for a time without a zone; the default is UTC, as in Apache's tools. */
export function resolveTime(time: Time, now: number, zone: TimeZone = utc): number {
  if ('ago' in time) return now - time.ago
  return 'wall' in time ? fromWall(time.wall, zone) : time.timestamp
}

/**
 * Parses ISO 8601 (`2026-03-01T14:00:00Z`; without a zone, `resolveTime` decides; the time of day may be missing),
 * `now`, a duration before now (`-2h`, `2h ago`), or ms since the epoch. Throws UsageError for anything else.
 */
export function parseTime(text: string): Time {
  if (text === 'now') return {ago: 0}
  const relative = /^-\s*(\S+)$/.exec(text) ?? /^(\S+)\s+ago$/.exec(text)
  if (relative?.[1]) return {ago: parseDuration(relative[1])}
  if (/^\d+$/.test(text)) return {timestamp: epochMs(text)}
  const timestamp = isoTime(text)
  if (timestamp === undefined) {
    throw new UsageError(
      `'${text}' is not a time: write for example 2026-03-01T14:00:00Z, 2026-03-01, -2h (two hours ago), now, or milliseconds since 1970`,
    )
  }
  return saysZone(text) ? {timestamp} : {wall: timestamp}
}

/** Whether a valid time names its zone. */
const saysZone = (text: string) => /[T ].*(?:Z|[+-]\d\d(?::?\d\d)?)$/i.test(text)

/**
 * `looks like seconds since 1970; in milliseconds it is …`, for whole numbers that as milliseconds are in early 1970
 * or after the year 5138, and in another unit between 1973 and 2286 (nanoseconds: 5138). Undefined for anything else.
 */
export function wrongUnit(text: string): string | undefined {
  const digits = /^\d+$/.test(text) ? text.replace(/^0+/, '').length : 0
  const [unit, ms] =
    digits === 9 || digits === 10
      ? ['seconds', `${text}000`]
      : digits >= 15 && digits <= 17
        ? ['microseconds', text.slice(0, -3)]
        : digits >= 18 && digits <= 20
          ? ['nanoseconds', text.slice(0, -6)]
          : []
  return unit === undefined ? undefined : `looks like ${unit} since 1970; in milliseconds it is ${ms}`
}

function epochMs(text: string): number {
  const ms = Number(text)
  const wrong = wrongUnit(text)
  if (wrong !== undefined) throw new UsageError(`'${text}' ${wrong}`)
  if (!Number.isSafeInteger(ms)) throw new UsageError(`'${text}' is too large for a time`)
  return ms
}

/**
 * ISO 8601 in the form of `parseTime`, in ms since 1970; undefined for anything else. `zoneless`: the zone of a time
 * without one.
 */
export function isoTime(text: string, zoneless: TimeZone = utc): number | undefined {
  const match =
    /^(\d{4})-(\d\d?)-(\d\d?)(?:[T ](\d\d?):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?)?$/i.exec(
      text,
    )
  if (!match) return undefined
  const [year, month, day, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map((each) => Number(each ?? 0))
  const ms = Math.floor(Number(`0.${match[7] ?? '0'}`) * 1000)
  const time = Date.UTC(year ?? NaN, (month ?? NaN) - 1, day, hour, minute, second, ms)
  const back = new Date(time)
  // Date.UTC turns 31 February into 3 March, and hour 25 into the next day.
  const same = back.getUTCMonth() + 1 === month && back.getUTCDate() === day && hour < 24 && minute < 60 && second < 60
  if (!same) return undefined
  const zone = /^([+-])(\d\d):?(\d\d)?$/.exec(match[8] ?? '')
  if (!zone) return match[8] ? time : fromWall(time, zoneless)
  const offset = (Number(zone[2]) * 60 + Number(zone[3] ?? 0)) * 60_000
  return zone[1] === '+' ? time - offset : time + offset
}
