// Definitions of flags whose text becomes a checked value. The errors that these throw are reported as `--flag: …`
// (parse-errors.ts).
import {custom} from '@oclif/core/flags'
import {UsageError} from '../cluster/errors.ts'
import {parseDuration} from '../text/duration.ts'
import {nameSelector} from '../text/name-selector.ts'
import {parseSize} from '../text/size.ts'
import {parseTimeZone, type TimeZone} from '../text/time-zone.ts'
import {parseTime, type Time} from '../text/time.ts'
import {splitScope, topicScope, type TopicScope} from '../text/topic-scope.ts'
import {unescaped} from './separators.ts'

/** A whole number; the bounds are inclusive. */
export const integer = custom<number, {min?: number; max?: number}>({
  helpValue: 'N',
  parse: async (text, _context, {min, max}) => wholeNumber(text, min, max),
})

export function wholeNumber(text: string, min = -Number.MAX_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER): number {
  const number = Number(text)
  if (!/^[+-]?\d+$/.test(text)) throw new UsageError(`'${text}' is not a whole number`)
  if (number < min) throw new UsageError(`${text} is less than ${min}`)
  if (number > max) throw new UsageError(`${text} is more than ${max}`)
  return number
}

/** `5m`, `1h30m`, `PT1H`: ms. */
export const duration = custom<number>({helpValue: 'DURATION', parse: async (text) => parseDuration(text)})

/** `2026-03-01T14:00:00Z`, `-2h`, ms since the epoch. */
export const time = custom<Time>({helpValue: 'TIME', parse: async (text) => parseTime(text)})

/** The zone of times that name none, and of printed times. */
export const timeZone = custom<TimeZone>({helpValue: 'ZONE', parse: async (text) => parseTimeZone(text)})

export interface TimeRange {
  readonly from: Time
  readonly until: Time
}

/** `2026-03-01T14:00:00Z/2026-03-01T15:00:00Z`, `-2h/-1h`. */
export const timeRange = custom<TimeRange>({
  helpValue: 'FROM/UNTIL',
  parse: async (text) => {
    const [from = '', until, ...more] = text.split('/')
    if (until === undefined || more.length > 0)
      throw new UsageError(`'${text}' is not a time range: write FROM/UNTIL, for instance 2026-03-01T14:00:00Z/-5m`)
    return {from: parseTime(from), until: parseTime(until)}
  },
})

/** Ids of brokers, repeatable. */
export const brokerIds = custom<number>({
  helpValue: 'ID',
  multiple: true,
  multipleNonGreedy: true,
  parse: async (text) => wholeNumber(text, 0),
})

/** `1MB`, `512KiB`: bytes. */
export const size = custom<number>({helpValue: 'SIZE', parse: async (text) => parseSize(text)})

/** `name=value`, repeatable; the value may contain `=` and may be empty. */
export const pairs = custom<readonly [name: string, value: string]>({
  helpValue: 'NAME=VALUE',
  multiple: true,
  multipleNonGreedy: true,
  parse: async (text) => nameAndValue(text),
})

/** Splits at the first `=`. */
export function nameAndValue(text: string): [name: string, value: string] {
  const at = text.indexOf('=')
  if (at < 1) throw new UsageError(`'${text}' is not of the form NAME=VALUE`)
  return [text.slice(0, at).trim(), text.slice(at + 1)]
}

/** Words separated by commas, in one flag or several. */
export const words = custom<string>({multiple: true, multipleNonGreedy: true, delimiter: ','})

/** Names and patterns separated by commas, in one flag or several. */
export const selectors = custom<string>({
  helpValue: 'TOPIC,…',
  multiple: true,
  multipleNonGreedy: true,
  delimiter: ',',
  parse: async (text) => nameSelector(text).text,
})

const groupTypeNames = ['classic', 'consumer', 'share', 'streams']

/** Types of groups, in lower case. They are checked, because a misspelt one would select nothing. */
export const groupTypes = custom<string>({
  helpValue: 'TYPE,…',
  multiple: true,
  multipleNonGreedy: true,
  delimiter: ',',
  parse: async (text) => {
    const type = text.trim().toLowerCase()
    if (groupTypeNames.includes(type)) return type
    throw new UsageError(`'${text}' is not a type of groups: ${groupTypeNames.join(', ')}`)
  },
})

/** A JavaScript regular expression. */
export const pattern = custom<RegExp>({helpValue: 'REGEX', parse: async (text) => regularExpression(text)})

export function regularExpression(text: string): RegExp {
  try {
    return new RegExp(text, 'u')
  } catch (error) {
    throw new UsageError(`'${text}' is not a regular expression: ${(error as Error).message.replace(/^.*: /s, '')}`)
  }
}

/** The `pairs` as an object. Throws UsageError if a name is given twice. */
export function fromPairs(flag: string, given: readonly (readonly [string, string])[] = []): Record<string, string> {
  const result: Record<string, string> = {}
  for (const [name, value] of given) {
    if (Object.hasOwn(result, name)) throw new UsageError(`--${flag} sets ${name} twice`)
    result[name] = value
  }
  return result
}

/** A separator, which may have escapes such as `\t`. */
export const separator = custom<string>({helpValue: 'TEXT', parse: async (text) => unescaped(text)})

/** `orders`, `orders:0,3`, `orders-*:0-5,9`, repeatable; `check` throws UsageError for a forbidden name or pattern. */
export const topicScopes = (check: (name: string) => void) =>
  custom<TopicScope>({
    helpValue: 'TOPIC[:PARTITIONS]',
    multiple: true,
    multipleNonGreedy: true,
    parse: async (text) => {
      const {topic, partitions} = splitScope(text)
      check(topic)
      return topicScope(topic, partitions === undefined ? undefined : partitionNumbers(partitions))
    },
  })

/** `0,3` or `0-5,9`: sorted, without duplicates. */
export function partitionNumbers(text: string): number[] {
  const numbers = text.split(',').flatMap((part) => {
    const [, first, last] = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(part.trim()) ?? []
    if (first === undefined) throw new UsageError(`'${part}' is not a partition: write for instance 0,3 or 0-5`)
    const [from, to] = [Number(first), Number(last ?? first)]
    if (to < from || to - from > 1_000_000) throw new UsageError(`'${part}' is not a range of partitions`)
    return Array.from({length: to - from + 1}, (_, i) => from + i)
  })
  return [...new Set(numbers)].toSorted((a, b) => a - b)
}

/**
 * Throws UsageError unless either names or the flag were given. `given`: whether the flag was; `what`: the plural for
 * messages.
 */
export function eitherNamesOr(flag: string, names: readonly string[] | undefined, given: boolean, what: string): void {
  if (Boolean(names) !== given) return
  throw new UsageError(
    given ? `give either names of ${what} or --${flag}, not both` : `no ${what} given: name them or use --${flag}`,
  )
}
