// Conditions on parts of a record: `value.customer.id=42`, `header.source~^web`, `timestamp>=-2h`.
import {isUtf8} from 'node:buffer'
import {UsageError} from '../../cluster/errors.ts'
import {compareDecimals, isDecimal} from '../../text/decimal.ts'
import {sliceAt} from '../../text/json-slice.ts'
import type {TimeZone} from '../../text/time-zone.ts'
import {parseTime, resolveTime, type Time} from '../../text/time.ts'
import type {RecordCursor} from '../../wire/records.ts'
import type {Place} from '../formats/format.ts'
import {parsePath, valueAt, type RecordPath} from '../formats/record-path.ts'
import type {Filter} from './filter.ts'

export const operators = ['=', '!=', '<', '<=', '>', '>=', '~', '!~'] as const
export type Operator = (typeof operators)[number]

export interface Condition {
  readonly path: RecordPath
  readonly operator: Operator
  readonly operand: Operand
}

/** The spellings that other languages use. */
const otherSigns: Readonly<Record<string, Operator>> = {'==': '=', '=~': '~'}

type Operand =
  /** `quoted`: stands for text only, not for a number, true, false or null. */
  | {readonly text: string; readonly quoted: boolean}
  | {readonly pattern: RegExp}
  | {readonly number: number}
  | {readonly time: Time}

/** Parses PATH OPERATOR VALUE, with optional blanks around the operator. Throws UsageError for anything else. */
export function parseCondition(text: string): Condition {
  const {path, rest} = parsePath(text.trim())
  const [whole = '', sign = ''] = /^\s*(=~|!~|~|[=!<>]+)/.exec(rest) ?? []
  const operator = operators.find((each) => each === (otherSigns[sign] ?? sign))
  if (operator === undefined)
    throw new UsageError(
      sign === '' && rest.trim() === ''
        ? `'${text}' compares with nothing: write for example '${path.text}=42', in quotation marks where a shell would take < and > for itself`
        : `'${text}': '${sign || rest.trim()}' is not an operator; there are ${operators.join(' ')}`,
    )
  return {path, operator, operand: operandOf(path, operator, rest.slice(whole.length).trim())}
}

function operandOf({root}: RecordPath, operator: Operator, text: string): Operand {
  const search = operator === '~' || operator === '!~'
  if (root === 'partition' || root === 'offset' || root === 'timestamp') {
    if (search) throw new UsageError(`${operator} compares text, but ${root} is a number`)
    if (root === 'timestamp') return {time: parseTime(text)}
    const number = Number(text)
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(number))
      throw new UsageError(`'${text}' is not ${root === 'offset' ? 'an offset' : 'a partition'}`)
    return {number}
  }
  if (search) return {pattern: expression(text)}
  if (text.startsWith('"')) {
    try {
      return {text: String(JSON.parse(text)), quoted: true}
    } catch {
      throw new UsageError(`${text} is not text in quotation marks as JSON writes it`)
    }
  }
  return {text, quoted: false}
}

function expression(text: string): RegExp {
  try {
    return new RegExp(text, 'u')
  } catch (error) {
    throw new UsageError(`'${text}' is not a regular expression: ${(error as Error).message.replace(/^.*: /s, '')}`)
  }
}

export interface WhereOptions {
  /** The present time, ms since 1970, for times such as -2h. */
  readonly now: number
  /** The time zone for times without one. */
  readonly zone?: TimeZone | undefined
  /** Ignore case in the expressions. */
  readonly ignoreCase?: boolean | undefined
}

export interface Where {
  readonly filter: Filter
  /** The records left out so far because a condition asked for a field of their JSON and they are not JSON. */
  readonly notJson: {readonly values: number; readonly keys: number}
}

/**
 * A filter for records that meet all conditions. A null key or value counts as JSON null; one that is not JSON meets no
 * condition on a field, not even `!=`.
 */
export function whereFilter(conditions: readonly Condition[], options: WhereOptions): Where {
  const plain = conditions.filter((each) => !inJson(each)).map((each) => plainTest(each, options))
  const jsonOf = (root: 'value' | 'key') => {
    const tests = conditions.filter((each) => inJson(each) && each.path.root === root)
    return tests.map((each) => jsonTest(each, options))
  }
  const [keyTests, valueTests] = [jsonOf('key'), jsonOf('value')]
  const field = new JsonField()
  const notJson = {values: 0, keys: 0}
  const filter: Filter = (record, place) => {
    for (const test of plain) if (!test(record, place)) return false
    if (keyTests.length > 0) {
      if (!field.read(record.key)) return (notJson.keys++, false)
      for (const test of keyTests) if (!test(field)) return false
    }
    if (valueTests.length > 0) {
      if (!field.read(record.value)) return (notJson.values++, false)
      for (const test of valueTests) if (!test(field)) return false
    }
    return true
  }
  return {filter, notJson}
}

const inJson = ({path: {root, steps}}: Condition) => (root === 'value' || root === 'key') && steps.length > 0

/** A key or value, parsed once for all conditions. */
class JsonField {
  json: unknown = null
  text = 'null'

  /** False: the bytes are not JSON. */
  read(bytes: Buffer | null): boolean {
    if (bytes === null) {
      this.json = null
      this.text = 'null'
      return true
    }
    if (!mayBeJson(bytes)) return false
    const text = bytes.toString()
    try {
      this.json = JSON.parse(text)
    } catch {
      return false
    }
    this.text = text
    return !text.includes('\ufffd') || isUtf8(bytes)
  }
}

/** Decides by the first character that is not a blank, because an exception is expensive. */
function mayBeJson(bytes: Buffer): boolean {
  let at = 0
  while (at < bytes.length && blanks.has(bytes[at] as number)) at++
  return starts.has(bytes[at] ?? -1)
}
const blanks = new Set(Buffer.from(' \t\r\n'))
const starts = new Set(Buffer.from('{["-0123456789tfn'))

function jsonTest({path: {steps}, operator, operand}: Condition, options: WhereOptions): (field: JsonField) => boolean {
  if ('pattern' in operand) {
    const pattern = withCase(operand.pattern, options)
    const found = (field: JsonField) => {
      const value = valueAt(field.json, steps)
      if (value === undefined || value === null) return false
      return pattern.test(typeof value === 'string' ? value : (sliceAt(field.text, steps) ?? ''))
    }
    return operator === '~' ? found : (field) => !found(field)
  }
  const wanted = wantedText(operand)
  const decide = decision(operator)
  return (field) => {
    const value = valueAt(field.json, steps)
    return decide(typeof value === 'number' ? numberOrder(value, wanted, field, steps) : order(value, wanted, operator))
  }
}

interface Wanted {
  readonly text: string
  readonly quoted: boolean
  readonly decimal: boolean
  /** The number as a double. */
  readonly number: number
}

function wantedText(operand: Operand): Wanted {
  if (!('text' in operand)) throw new TypeError('an operand for numbers or times')
  const {text, quoted} = operand
  const isNumber = !quoted && isDecimal(text)
  return {text, quoted, decimal: isNumber, number: isNumber ? Number(text) : NaN}
}

/** Compares doubles; the digits are compared only if the doubles are equal. */
function numberOrder(value: number, wanted: Wanted, field: JsonField, steps: RecordPath['steps']): number | undefined {
  if (!wanted.decimal) return undefined
  if (value !== wanted.number) return value < wanted.number ? -1 : 1
  return compareDecimals(sliceAt(field.text, steps) ?? '0', wanted.text)
}

/** Negative, 0 or positive; undefined: the two cannot be compared. */
function order(value: unknown, wanted: Wanted, operator: Operator): number | undefined {
  if (value === undefined || value === null) return !wanted.quoted && wanted.text === 'null' ? 0 : undefined
  if (typeof value === 'boolean') return !wanted.quoted && wanted.text === String(value) ? 0 : undefined
  if (typeof value !== 'string') return undefined
  if (value === wanted.text) return 0
  if (operator === '=' || operator === '!=') return undefined
  // Text that is a number is compared as a number, because many programs write decimals as text to keep their digits.
  if (wanted.decimal) return isDecimal(value) ? compareDecimals(value, wanted.text) : undefined
  return value < wanted.text ? -1 : 1
}

function decision(operator: Operator): (order: number | undefined) => boolean {
  switch (operator) {
    case '=':
      return (by) => by === 0
    case '!=':
      return (by) => by !== 0
    case '<':
      return (by) => by !== undefined && by < 0
    case '<=':
      return (by) => by !== undefined && by <= 0
    case '>':
      return (by) => by !== undefined && by > 0
    default:
      return (by) => by !== undefined && by >= 0
  }
}

/** A test of anything other than a JSON field: numbers of the record, the topic, a header, a whole key or value. */
function plainTest({path, operator, operand}: Condition, options: WhereOptions): Filter {
  const {root, steps} = path
  const decide = decision(operator)
  if ('number' in operand || 'time' in operand) {
    const wanted = 'number' in operand ? operand.number : resolveTime(operand.time, options.now, options.zone)
    const of = numbers[root] ?? (() => NaN)
    return (record, place) => decide(of(record, place) - wanted)
  }
  const text = textOf(root, String(steps[0]))
  if ('pattern' in operand) {
    const pattern = withCase(operand.pattern, options)
    const found: Filter = (record, place) => {
      const value = text(record, place)
      return value !== null && pattern.test(value)
    }
    return operator === '~' ? found : (record, place) => !found(record, place)
  }
  const wanted = wantedText(operand)
  return (record, place) => decide(order(text(record, place), wanted, operator))
}

const numbers: Readonly<Partial<Record<RecordPath['root'], (record: RecordCursor, place: Place) => number>>> = {
  partition: (_, {partition}) => partition,
  offset: ({offset}) => offset,
  timestamp: ({timestamp}) => timestamp,
}

/** Of several headers with the same name the last one counts, as in templates. */
function textOf(root: RecordPath['root'], header: string): (record: RecordCursor, place: Place) => string | null {
  if (root === 'topic') return (_, {topic}) => topic
  if (root === 'key') return ({key}) => key?.toString() ?? null
  if (root === 'value') return ({value}) => value?.toString() ?? null
  return (record) => {
    const found = record.headerCount > 0 ? record.headers().findLast(([name]) => name === header) : undefined
    return found?.[1]?.toString() ?? null
  }
}

const withCase = (pattern: RegExp, {ignoreCase = false}: WhereOptions) =>
  ignoreCase ? new RegExp(pattern.source, `${pattern.flags}i`) : pattern
