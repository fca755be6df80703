import {JavaError} from './errors.ts'

const duration = /^([-+]?)P(?:([-+]?\d+)D)?(T(?:([-+]?\d+)H)?(?:([-+]?\d+)M)?(?:([-+]?)(\d+)(?:[.,](\d{0,9}))?S)?)?$/i

/** java.time.Duration.parse, in ms. Throws DateTimeParseException as JavaError. */
export function parseDuration(text: string): number {
  const match = duration.exec(text)
  const [, sign, days, time, hours, minutes, secondsSign = '', seconds, fraction = ''] = match ?? []
  if (!match || time?.toUpperCase() === 'T' || (days ?? hours ?? minutes ?? seconds) === undefined)
    throw new JavaError('java.time.format.DateTimeParseException', 'Text cannot be parsed to a Duration')
  const part = (value: string | undefined, ms: number) => Number(value ?? 0) * ms
  const inSeconds = Number(`${seconds ?? 0}.${fraction || 0}`) * 1000
  const total =
    part(days, 86_400_000) +
    part(hours, 3_600_000) +
    part(minutes, 60_000) +
    (secondsSign === '-' ? -inSeconds : inSeconds)
  return sign === '-' ? -total : total
}

const parseException = (message: string) => new JavaError('java.text.ParseException', message)

const dateTime =
  /^[ \t]*(\d+)-[ \t]*(\d+)-[ \t]*(\d+)T[ \t]*(\d+):[ \t]*(\d+):[ \t]*(\d+)\.[ \t]*(\d+)[ \t]*(?:(Z)|([+-])(\d{2})(?::([0-5]\d))?)/

/**
 * Apache's `--to-datetime` in ms since the epoch: yyyy-MM-ddTHH:mm:ss.SSS, then Z, +hh, +hh:mm or nothing for UTC.
 * Like SimpleDateFormat, it ignores what follows. Throws ParseException as JavaError.
 */
export function parseDateTime(text: string): number {
  const [, time] = text.split('T')
  if (time === undefined || (time === '' && text.endsWith('T')))
    throw parseException("Error parsing timestamp. It does not contain a 'T' according to ISO8601 format")
  const zoned = /[-+Z]/.test(time) ? text : `${text}Z`
  const match = dateTime.exec(zoned)
  if (!match) throw parseException(`Unparseable date: "${zoned}"`)
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, ms = 0] = match.slice(1, 8).map(Number)
  const [, , , , , , , , , sign, hours = '0', minutes = '0'] = match
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  date.setUTCHours(hour, minute, second, ms)
  const exists =
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    hour < 24 &&
    minute < 60 &&
    second < 60 &&
    ms < 1000
  if (!exists || Number(hours) > 23) throw parseException(`Unparseable date: "${zoned}"`)
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000
  return date.getTime() - (sign === '-' ? -offset : offset)
}
