// Values of configs by the types that brokers report.
import {UsageError} from '../errors/usage-error.ts'
import {listed} from '../text/listed.ts'
import {nearest} from '../text/nearest.ts'
import type {ConfigType} from './config-entry.ts'
import {inUnitOf} from './config-units.ts'

const bounds: Readonly<Partial<Record<ConfigType, readonly [bigint, bigint]>>> = {
  SHORT: [-(2n ** 15n), 2n ** 15n - 1n],
  INT: [-(2n ** 31n), 2n ** 31n - 1n],
  LONG: [-(2n ** 63n), 2n ** 63n - 1n],
}

/** LogLevelConfig.VALID_LOG_LEVELS. */
export const logLevels = ['FATAL', 'ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE'] as const

/** The items of a list in Kafka's form: separated by commas, without the blanks around them. */
export const listParts = (value: string): string[] =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')

/** The value as the broker will show it. Throws UsageError if it does not have this type. */
export function typedValue(name: string, type: ConfigType, text: string): string {
  const value = type === 'PASSWORD' ? text : inUnitOf(name, text)
  const range = bounds[type]
  if (range) return wholeNumber(name, value.trim(), range)
  switch (type) {
    case 'BOOLEAN': {
      const word = value.trim().toLowerCase()
      if (word === 'true' || word === 'false') return word
      throw new UsageError(`${name} must be true or false, not '${value}'`)
    }
    case 'DOUBLE':
      if (value.trim() !== '' && Number.isFinite(Number(value))) return value.trim()
      throw new UsageError(`${name} must be a number, not '${value}'`)
    case 'LIST':
      return listParts(value).join(',')
    default:
      return value
  }
}

function wholeNumber(name: string, text: string, [least, most]: readonly [bigint, bigint]): string {
  if (!/^[+-]?\d+$/.test(text)) throw new UsageError(`${name} must be a whole number, not '${text}'`)
  const number = BigInt(text.replace(/^\+/, ''))
  if (number < least || number > most)
    throw new UsageError(`${name} must be a whole number from ${least} to ${most}, not ${text}`)
  return String(number)
}

/** Throws UsageError if it is not a level of a logger. */
export function logLevel(logger: string, text: string): string {
  const level = text.trim().toUpperCase()
  if (logLevels.some((each) => each === level)) return level
  const guess = nearest(level, logLevels)
  throw new UsageError(
    `'${text}' is not a level for the logger ${logger}: the levels are ${listed(logLevels, 'and')}${guess ? `; did you mean ${guess}?` : ''}`,
  )
}

/** Whether two values mean the same to Kafka: `0.50` and `0.5`, `a, b` and `a,b`. */
export function sameValue(type: ConfigType, a: string | null, b: string | null): boolean {
  if (a === null || b === null) return a === b
  if (a === b) return true
  if (type === 'DOUBLE') return Number(a) === Number(b)
  if (type === 'LIST') return listParts(a).join(',') === listParts(b).join(',')
  return type === 'UNKNOWN' && a.replaceAll(/\s*,\s*/g, ',') === b.replaceAll(/\s*,\s*/g, ',')
}
