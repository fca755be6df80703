// The units of configs, which their names state: `retention.ms`, `log.retention.hours`, `segment.bytes`.
import {UsageError} from '../errors/usage-error.ts'
import {durationText, parseDuration} from '../text/duration.ts'
import {parseSize, sizeText} from '../text/size.ts'

type Unit = 'milliseconds' | 'seconds' | 'minutes' | 'hours' | 'bytes'

const unitMs: Readonly<Record<Exclude<Unit, 'bytes'>, number>> = {
  milliseconds: 1,
  seconds: 1000,
  minutes: 60_000,
  hours: 3_600_000,
}

function unitOf(name: string): Unit | undefined {
  if (name.endsWith('.ms')) return 'milliseconds'
  if (/(?<!bytes\.per)(?<!records\.per)\.seconds$/.test(name)) return 'seconds'
  if (name.endsWith('.minutes')) return 'minutes'
  if (name.endsWith('.hours')) return 'hours'
  return /\.bytes$|\.buffer\.size$|\.bytes\.per\.second$|\.throttled\.rate$/.test(name) ? 'bytes' : undefined
}

/** Kafka's Long.MAX_VALUE, which means no limit. */
const noLimit = 2n ** 63n - 1n

/**
 * The value of a config as Kafka takes it: `7d` for `retention.ms` is `604800000`, `10GiB` for `retention.bytes` is
 * `10737418240`. Numbers, and configs without a unit, are returned unchanged. Throws UsageError for anything else.
 */
export function inUnitOf(name: string, text: string): string {
  const unit = unitOf(name)
  if (unit === undefined || text === '' || /^\s*[+-]?\d+(?:\.\d+(?:E\d+)?)?\s*$/i.test(text)) return text
  if (unit === 'bytes') {
    try {
      return String(parseSize(text.trim().replace(/\/s$/, '')))
    } catch {
      const rate = /second$|rate$/.test(name) ? ' a second' : ''
      throw new UsageError(`${name} is in bytes${rate}: write for example 1073741824 or 1GiB, not '${text}'`)
    }
  }
  let ms: number
  try {
    ms = parseDuration(text.trim())
  } catch {
    throw new UsageError(`${name} is in ${unit}: write for example ${exampleOf(unit)}, not '${text}'`)
  }
  if (ms % unitMs[unit] === 0) return String(ms / unitMs[unit])
  throw new UsageError(`${name} is in ${unit}, but '${text}' is not a whole number of them`)
}

const exampleOf = (unit: Exclude<Unit, 'bytes'>): string => `${(7 * 86_400_000) / unitMs[unit]} or 7d`

/**
 * The meaning of a value for people: `7d`, `1 GiB`, `no limit`; undefined if the number itself is clear. `~` marks a
 * rounded one.
 */
export function meaningOf(name: string, value: string): string | undefined {
  const unit = unitOf(name)
  if (unit === undefined || !/^-?\d{1,19}$/.test(value)) return undefined
  const number = BigInt(value)
  if (number === noLimit || (number === -1n && /retention\.(?:ms|bytes)$/.test(name))) return 'no limit'
  if (number <= 0n || number > BigInt(Number.MAX_SAFE_INTEGER)) return undefined
  if (unit === 'bytes') {
    if (number < 1024n) return undefined
    const text = sizeText(Number(number))
    return rounded(text.replace('.0 ', ' '), parseSize(text) === Number(number))
  }
  const ms = Number(number) * unitMs[unit]
  const text = durationText(ms)
  if (!Number.isSafeInteger(ms) || text === `${value}ms`) return undefined
  const exact = parseDuration(text) === ms
  const plain = {milliseconds: 'ms', seconds: 's', minutes: 'm', hours: 'h'}[unit]
  return exact && text === `${value}${plain}` ? undefined : rounded(text, exact)
}

const rounded = (text: string, exact: boolean) => (exact ? text : `~${text}`)

/** A time in the unit of another config: a `log.retention.hours` in the milliseconds of `retention.ms`. */
export function inUnitsOf(name: string, from: string, value: string | null): string | null {
  const [unit, other] = [unitOf(name), unitOf(from)]
  const times = unit !== undefined && other !== undefined && unit !== 'bytes' && other !== 'bytes'
  if (value === null || !times || unit === other || !/^\d{1,12}$/.test(value)) return value
  return String((Number(value) * unitMs[other]) / unitMs[unit])
}

/** `604800000 (7d)`. */
export function valueWithMeaning(name: string, value: string): string {
  const meaning = meaningOf(name, value)
  return meaning === undefined ? value : `${value} (${meaning})`
}
