// Formats any long as SimpleDateFormat does: a broker adds periods to its clock, and the sum may overflow.

const dayMs = 86_400_000
const minuteMs = 60_000
/**
 * The first day of java.util.GregorianCalendar's Gregorian calendar, in days since 1970-01-01; before it, the Julian
 * calendar is used.
 */
const gregorianDay = -141_427

/** `yyyy-MM-dd'T'HH:mm` in the local time zone, of ms since the epoch. */
export function minuteText(ms: number): string {
  const local = ms - zoneOffsetMs(ms)
  const day = Math.floor(local / dayMs)
  const minutes = Math.floor((local - day * dayMs) / minuteMs)
  const {year, month, dayOfMonth} = day < gregorianDay ? julian(day) : gregorian(day)
  // SimpleDateFormat does not show the era: the year before 1 is 1 again.
  const shownYear = year > 0 ? year : 1 - year
  const two = (value: number) => String(value).padStart(2, '0')
  const date = `${String(shownYear).padStart(4, '0')}-${two(month)}-${two(dayOfMonth)}`
  return `${date}T${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

/**
 * Before 1970 and beyond the range of JavaScript's dates, the offset of the nearest instant within it is used: no
 * token was issued then.
 */
const zoneOffsetMs = (ms: number): number =>
  Math.round(new Date(Math.min(Math.max(ms, 0), 8.64e15)).getTimezoneOffset() * minuteMs)

interface Day {
  /** 0 is 1 BC. */
  readonly year: number
  /** From 1. */
  readonly month: number
  readonly dayOfMonth: number
}

/** The date of a day since 1970-01-01, by eras of 400 years that begin in March. */
function gregorian(day: number): Day {
  const shifted = day + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  return fromMarch(yearOfEra + era * 400, dayOfYear)
}

/** The date of a day since 1970-01-01, by cycles of four years that begin in March. */
function julian(day: number): Day {
  const shifted = day + 719_470
  const cycle = Math.floor(shifted / 1461)
  const dayOfCycle = shifted - cycle * 1461
  const yearOfCycle = Math.floor((dayOfCycle - Math.floor(dayOfCycle / 1460)) / 365)
  return fromMarch(yearOfCycle + cycle * 4, dayOfCycle - 365 * yearOfCycle)
}

/** `dayOfYear` is 0 for the first of March. */
function fromMarch(marchYear: number, dayOfYear: number): Day {
  const fromMarchMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const dayOfMonth = dayOfYear - Math.floor((153 * fromMarchMonth + 2) / 5) + 1
  const month = fromMarchMonth < 10 ? fromMarchMonth + 3 : fromMarchMonth - 9
  return {year: marchYear + (month <= 2 ? 1 : 0), month, dayOfMonth}
}
