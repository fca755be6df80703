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

/**
 * Ms, from `500ms`, `30s`, `5m`, `1h30m`, `7d`, `2w`, or from ISO 8601 as Apache's `--by-duration` takes it
 * (`PT1H30M`, `P7D`). Throws UsageError for anything else.
 */
export function parseDuration(text: string): number {
  const ms = isoDuration(text) ?? shortDuration(text)
  if (ms !== undefined && Number.isSafeInteger(ms)) return ms
  const hint = /^\d+(\.\d+)?$/.test(text) ? ` (for seconds write ${text}s)` : ''
  throw new UsageError(`'${text}' is not a duration${hint}: write for example 500ms, 30s, 5m, 1h30m, 7d or PT1H`)
}

function shortDuration(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(ms|s|min|m|h|d|w))+$/.test(text)) return undefined
  const parts = text.matchAll(/(\d+(?:\.\d+)?)(ms|s|min|m|h|d|w)/g)
  return Math.round(parts.reduce((sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ''] ?? NaN), 0))
}

/**
 * What java.time.Duration parses, and also weeks. Years and months have no fixed length, so Java and kafkit reject
 * them.
 */
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

/** `1d2h`, `1h30m`, `2m5s`, `350ms`: at most two adjacent units. */
export function durationText(ms: number): string {
  const parts: string[] = []
  let rest = Math.max(0, Math.round(ms))
  for (const unit of ['d', 'h', 'm', 's', 'ms']) {
    const size = units[unit] ?? 1
    const count = Math.floor(rest / size)
    rest -= count * size
    if (count > 0) parts.push(`${count}${unit}`)
    // Only adjacent units are combined: a day and five seconds is `1d`.
    if (parts.length === 2 || (parts.length === 1 && count === 0)) break
  }
  return parts.join('') || '0ms'
}

/** Like durationText, but rounded to seconds from one second on, and `0s` for 0: for values that change on the screen. */
export const roughDuration = (ms: number): string =>
  ms < 0.5 ? '0s' : durationText(ms < 1000 ? ms : Math.round(ms / 1000) * 1000)
