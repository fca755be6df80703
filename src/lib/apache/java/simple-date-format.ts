// java.text.SimpleDateFormat in the time zone of this machine, with English names, for --date-format.
import {JavaError} from './errors.ts'

const dayMs = 86_400_000
const months = 'January February March April May June July August September October November December'.split(' ')
const days = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ')

const padded = (value: number, width: number) => String(value).padStart(width, '0')
const name = (text: string, count: number) => (count >= 4 ? text : text.slice(0, 3))
const dayOfYear = (date: Date) =>
  Math.round(
    (Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) - Date.UTC(date.getFullYear(), 0, 1)) / dayMs,
  )

/** The weeks of Java's English calendar: they begin on Sunday, and the first one contains January 1. */
function week(date: Date): {year: number; week: number} {
  const year = date.getFullYear()
  const saturday = new Date(year, date.getMonth(), date.getDate() + 6 - date.getDay())
  if (saturday.getFullYear() > year) return {year: year + 1, week: 1}
  const firstDay = new Date(year, 0, 1).getDay()
  return {year, week: Math.floor((dayOfYear(date) + firstDay) / 7) + 1}
}

function offset(date: Date, form: 'rfc' | 'hours' | 'minutes' | 'colon'): string {
  const minutes = -date.getTimezoneOffset()
  if (minutes === 0 && form !== 'rfc') return 'Z'
  const size = Math.abs(minutes)
  const [hour, minute] = [padded(Math.floor(size / 60), 2), padded(size % 60, 2)]
  const rest = form === 'hours' ? '' : form === 'colon' ? `:${minute}` : minute
  return `${minutes < 0 ? '-' : '+'}${hour}${rest}`
}

function zoneName(date: Date, count: number): string {
  const timeZoneName = count >= 4 ? 'long' : 'short'
  const parts = new Intl.DateTimeFormat('en-US', {timeZoneName}).formatToParts(date)
  return parts.find(({type}) => type === 'timeZoneName')?.value ?? 'UTC'
}

const year = (value: number, count: number) => (count === 2 ? padded(value % 100, 2) : padded(value, count))

/** For each letter, a function that formats its field; `count` is how often the letter is repeated. */
const fields: Readonly<Record<string, (date: Date, count: number) => string>> = {
  G: () => 'AD',
  y: (date, count) => year(date.getFullYear(), count),
  Y: (date, count) => year(week(date).year, count),
  M: (date, count) => (count > 2 ? name(months[date.getMonth()] ?? '', count) : padded(date.getMonth() + 1, count)),
  L: (date, count) => (count > 2 ? name(months[date.getMonth()] ?? '', count) : padded(date.getMonth() + 1, count)),
  w: (date, count) => padded(week(date).week, count),
  W: (date, count) => {
    const firstDay = new Date(date.getFullYear(), date.getMonth(), 1).getDay()
    return padded(Math.floor((date.getDate() - 1 + firstDay) / 7) + 1, count)
  },
  D: (date, count) => padded(dayOfYear(date) + 1, count),
  d: (date, count) => padded(date.getDate(), count),
  F: (date, count) => padded(Math.floor((date.getDate() - 1) / 7) + 1, count),
  E: (date, count) => name(days[date.getDay()] ?? '', count),
  u: (date, count) => padded(date.getDay() || 7, count),
  a: (date) => (date.getHours() < 12 ? 'AM' : 'PM'),
  H: (date, count) => padded(date.getHours(), count),
  k: (date, count) => padded(date.getHours() || 24, count),
  K: (date, count) => padded(date.getHours() % 12, count),
  h: (date, count) => padded(date.getHours() % 12 || 12, count),
  m: (date, count) => padded(date.getMinutes(), count),
  s: (date, count) => padded(date.getSeconds(), count),
  S: (date, count) => padded(date.getMilliseconds(), count),
  z: zoneName,
  Z: (date) => offset(date, 'rfc'),
  X: (date, count) => offset(date, count === 1 ? 'hours' : count === 2 ? 'minutes' : 'colon'),
}

/** Returns a function of ms since the epoch. Throws IllegalArgumentException as JavaError, with Java's message. */
export function simpleDateFormat(pattern: string): (ms: number) => string {
  const parts: ((date: Date) => string)[] = []
  const literal = (text: string) => void parts.push(() => text)
  for (let at = 0; at < pattern.length;) {
    const letter = pattern[at] ?? ''
    if (letter === "'") {
      const quoted = /^'((?:[^']|'')*)'/.exec(pattern.slice(at))
      if (pattern[at + 1] === "'") literal("'")
      else if (quoted) literal((quoted[1] ?? '').replaceAll("''", "'"))
      else throw illegal('Unterminated quote')
      at += pattern[at + 1] === "'" ? 2 : (quoted?.[0].length ?? 1)
    } else if (/[a-zA-Z]/.test(letter)) {
      const field = fields[letter]
      if (!field) throw illegal(`Illegal pattern character '${letter}'`)
      let end = at + 1
      while (pattern[end] === letter) end++
      const count = end - at
      if (letter === 'X' && count > 3) throw illegal(`invalid ISO 8601 format: length=${count}`)
      parts.push((date) => field(date, count))
      at = end
    } else {
      literal(letter)
      at++
    }
  }
  return (ms) => {
    const date = new Date(ms)
    return parts.map((part) => part(date)).join('')
  }
}

const illegal = (message: string) => new JavaError('java.lang.IllegalArgumentException', message)
