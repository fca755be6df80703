// The equivalent of Kafka's ConfigDef: a config's type, default and checks, with Kafka's messages for values that do
// not fit.

export type ConfigType = 'BOOLEAN' | 'STRING' | 'INT' | 'SHORT' | 'LONG' | 'DOUBLE' | 'LIST'

/** Kafka's codes of the types in DescribeConfigs. */
export const typeCode: Readonly<Record<ConfigType, number>> = {
  BOOLEAN: 1,
  STRING: 2,
  INT: 3,
  SHORT: 4,
  LONG: 5,
  DOUBLE: 6,
  LIST: 7,
}

/** Why a value is refused, without naming the config; `shown` if the message is to show the value in another form. */
export interface Complaint {
  readonly shown?: string
  readonly reason: string
}
/** Checks a value of the right type, given as text and, if it is a list, as items. */
export type Check = (text: string, items: readonly string[]) => Complaint | undefined

export interface ConfigDefinition {
  readonly name: string
  readonly type: ConfigType
  /** Null if Kafka has no default. */
  readonly default: string | null
  readonly check?: Check
}

export const atLeast =
  (least: number | bigint): Check =>
  (text) =>
    compare(text, least) < 0 ? {shown: shown(text), reason: `Value must be at least ${least}`} : undefined

export const between =
  (least: number, most: number): Check =>
  (text) =>
    atLeast(least)(text, []) ??
    (compare(text, most) > 0 ? {shown: shown(text), reason: `Value must be no more than ${most}`} : undefined)

export const oneOf =
  (...names: readonly string[]): Check =>
  (text, items) => {
    const wrong = (items.length > 0 ? items : [text]).find((each) => !names.includes(each))
    return wrong === undefined ? undefined : {shown: wrong, reason: `String must be one of: ${names.join(', ')}`}
  }

/** Below, equal or above 0, as for sorting; integers beyond 2^53 are compared exactly. */
function compare(text: string, to: number | bigint): number {
  if (!/^[+-]?\d+$/.test(text)) return Number(text) - Number(to)
  const value = BigInt(text.replace(/^\+/, ''))
  return value < to ? -1 : value > to ? 1 : 0
}
const shown = (text: string) => text

const limits: Partial<Record<ConfigType, readonly [bigint, bigint]>> = {
  INT: [-(2n ** 31n), 2n ** 31n - 1n],
  SHORT: [-(2n ** 15n), 2n ** 15n - 1n],
  LONG: [-(2n ** 63n), 2n ** 63n - 1n],
}

/**
 * The form that Kafka stores: trimmed, canonical numbers and booleans, lists without spaces. `problem` must be
 * undefined.
 */
export function normal({type}: ConfigDefinition, text: string): string {
  const trimmed = text.trim()
  if (type === 'BOOLEAN') return trimmed.toLowerCase()
  if (type === 'LIST') return listItems(trimmed).join()
  if (type === 'DOUBLE') return javaDouble(trimmed)
  return type === 'STRING' ? trimmed : String(BigInt(trimmed.replace(/^\+/, '')))
}

export const listItems = (text: string): string[] => (text.trim() === '' ? [] : text.trim().split(/\s*,\s*/))

/** Kafka's message for a value that the config cannot have, or undefined. */
export function problem(definition: ConfigDefinition, text: string): string | undefined {
  const {name, type, check} = definition
  const refused = (shown: string, reason: string) => `Invalid value ${shown} for configuration ${name}: ${reason}`
  const trimmed = text.trim()
  const range = limits[type]
  if (type === 'BOOLEAN') {
    return /^(true|false)$/i.test(trimmed) ? undefined : refused(text, 'Expected value to be either true or false')
  }
  if (range) {
    const value = /^[+-]?\d+$/.test(trimmed) ? BigInt(trimmed.replace(/^\+/, '')) : undefined
    if (value === undefined || value < range[0] || value > range[1]) {
      return refused(text, `Not a number of type ${type}`)
    }
  }
  if (type === 'DOUBLE' && (trimmed === '' || !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed))) {
    return refused(text, 'Not a number of type DOUBLE')
  }
  const items = type === 'LIST' ? listItems(trimmed) : []
  if (items.includes('')) return `Configuration '${name}' values must not be empty.`
  if (type === 'LIST' && items.length === 0) return undefined
  const complaint = check?.(normal(definition, text), items)
  return complaint && refused(complaint.shown ?? text, complaint.reason)
}

function javaDouble(text: string): string {
  const value = Number(text)
  return Number.isInteger(value) && Math.abs(value) < 1e7 ? value.toFixed(1) : String(value)
}
