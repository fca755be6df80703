// Durations, times and sizes as people and Apache's tools write them. UsageError says what is accepted.
import {UsageError} from '../errors/usage-error.ts'

const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
}

/** `500ms`, `30s`, `5m`, `1h30m`, `7d`, `2w`, or ISO 8601 as Apache's `--by-duration` takes (`PT1H30M`, `P7D`): ms. */
export function parseDuration(text: string): number {
  const ms = isoDuration(text) ?? shortDuration(text)
  if (ms !== undefined && Number.isSafeInteger(ms)) return ms
  const missing = /^\d+(\.\d+)?$/.test(text) ? ` (for seconds write ${text}s)` : ''
  throw new UsageError(`'${text}' is no duration${missing}: use for instance 500ms, 30s, 5m, 1h30m, 7d or PT1H`)
}

function shortDuration(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(ms|s|min|m|h|d|w))+$/.test(text)) return undefined
  const parts = text.matchAll(/(\d+(?:\.\d+)?)(ms|s|min|m|h|d|w)/g)
  return Math.round(parts.reduce((sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ''] ?? NaN), 0))
}

/** java.time.Duration's form; years and months have no fixed length and are refused, as Java does. */
function isoDuration(text: string): number | undefined {
  const match = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d{1,9})?)S)?)?$/i.exec(text)
  if (!match || /[PT]$/i.test(text)) return undefined
  const [weeks, days, hours, minutes, seconds] = match.slice(1).map((each) => Number(each ?? 0))
  return Math.round(
    (((weeks ?? 0) * 7 + (days ?? 0)) * 24 + (hours ?? 0)) * 3_600_000 +
      (minutes ?? 0) * 60_000 +
      (seconds ?? 0) * 1000,
  )
}

/** `1d2h`, `1h30m`, `2m5s`, `350ms`: at most two units, for people. */
export function durationText(ms: number): string {
  const parts: string[] = []
  let rest = Math.max(0, Math.round(ms))
  for (const unit of ['d', 'h', 'm', 's', 'ms']) {
    const size = units[unit] ?? 1
    const count = Math.floor(rest / size)
    rest -= count * size
    if (count > 0) parts.push(`${count}${unit}`)
    // Beside a larger unit the remainder of the one after the next says nothing.
    if (parts.length === 2 || (parts.length === 1 && count === 0)) break
  }
  return parts.join('') || '0ms'
}

/** durationText without ms from a second on, and `0s`: for what changes while one looks. */
export const roughDuration = (ms: number): string =>
  ms < 0.5 ? '0s' : durationText(ms < 1000 ? ms : Math.round(ms / 1000) * 1000)

/** A moment, or one relative to now: `resolveTime` knows. */
export type Time = {readonly timestamp: number} | {readonly ago: number}

/** Ms since the epoch. */
export const resolveTime = (time: Time, now: number): number => ('ago' in time ? now - time.ago : time.timestamp)

/**
 * ISO 8601 (`2026-03-01T14:00:00Z`; without a zone UTC, as Apache's tools have it; the time of day may be left out),
 * `now`, a duration before now (`-2h`, `2h ago`), or ms since the epoch.
 */
export function parseTime(text: string): Time {
  if (text === 'now') return {ago: 0}
  const relative = /^-\s*(\S+)$/.exec(text) ?? /^(\S+)\s+ago$/.exec(text)
  if (relative?.[1]) return {ago: parseDuration(relative[1])}
  if (/^\d+$/.test(text)) return {timestamp: epochMs(text)}
  const timestamp = isoTime(text)
  if (timestamp === undefined) {
    throw new UsageError(
      `'${text}' is no time: use for instance 2026-03-01T14:00:00Z, 2026-03-01, -2h (two hours ago), now, or milliseconds since 1970`,
    )
  }
  return {timestamp}
}

function epochMs(text: string): number {
  const ms = Number(text)
  // As milliseconds these lie in early 1970, as seconds between 1973 and 2286.
  if (ms >= 100_000_000 && ms < 10_000_000_000) {
    throw new UsageError(`'${text}' looks like seconds since 1970, but milliseconds are expected: ${text}000`)
  }
  if (!Number.isSafeInteger(ms)) throw new UsageError(`'${text}' is no time: too large`)
  return ms
}

function isoTime(text: string): number | undefined {
  const match =
    /^(\d{4})-(\d\d?)-(\d\d?)(?:[T ](\d\d?):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?)?$/i.exec(
      text,
    )
  if (!match) return undefined
  const [year, month, day, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map((each) => Number(each ?? 0))
  const ms = Math.floor(Number(`0.${match[7] ?? '0'}`) * 1000)
  const time = Date.UTC(year ?? NaN, (month ?? NaN) - 1, day, hour, minute, second, ms)
  const back = new Date(time)
  // Date.UTC turns 31 February into 3 March and 25 o'clock into the next day.
  const same = back.getUTCMonth() + 1 === month && back.getUTCDate() === day && hour < 24 && minute < 60 && second < 60
  if (!same) return undefined
  const zone = /^([+-])(\d\d):?(\d\d)?$/.exec(match[8] ?? '')
  if (!zone) return time
  const offset = (Number(zone[2]) * 60 + Number(zone[3] ?? 0)) * 60_000
  return zone[1] === '+' ? time - offset : time + offset
}

const sizes: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1024,
  kib: 1024,
  kb: 1000,
  m: 1024 ** 2,
  mib: 1024 ** 2,
  mb: 1e6,
  g: 1024 ** 3,
  gib: 1024 ** 3,
  gb: 1e9,
  t: 1024 ** 4,
  tib: 1024 ** 4,
  tb: 1e12,
}

/** `1048576`, `512KiB`, `1MB` (a million), `16k` (as in Unix tools: 1024): bytes. */
export function parseSize(text: string): number {
  const [, count, unit = ''] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text) ?? []
  const bytes = Math.round(Number(count) * (sizes[unit.toLowerCase()] ?? NaN))
  if (!Number.isSafeInteger(bytes))
    throw new UsageError(`'${text}' is no size: use for instance 1048576, 512KiB or 1MB`)
  return bytes
}

/** `532 B`, `1.5 KiB`, `2.0 GiB`, for people. */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  const names = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB']
  let value = bytes
  let i = -1
  do {
    value /= 1024
    i++
  } while (value >= 1023.95 && i < names.length - 1)
  return `${value.toFixed(1)} ${names[i] ?? ''}`
}
