// Checks values of client properties like ConfigDef, with its error messages.
import {ConfigDefError} from '../java/errors.ts'

export interface ConfigKey {
  readonly type: 'int' | 'long' | 'boolean' | 'string'
  readonly min?: number
  readonly max?: number
  readonly oneOf?: readonly string[]
  readonly ignoreCase?: boolean
  readonly nonEmpty?: boolean
}

/** Throws ConfigException as JavaError for the first invalid property, in the order of `keys`. */
export function checkConfig(keys: Readonly<Record<string, ConfigKey>>, properties: ReadonlyMap<string, string>): void {
  for (const [name, key] of Object.entries(keys)) {
    const value = properties.get(name)?.trim()
    if (value === undefined) continue
    const why = problem(key, value)
    if (why !== undefined) throw new ConfigDefError(`Invalid value ${value} for configuration ${name}: ${why}`)
  }
}

function problem({type, min = -Infinity, max = Infinity, oneOf, ignoreCase, nonEmpty}: ConfigKey, value: string) {
  if (type === 'boolean') {
    return /^(?:true|false)$/i.test(value) ? undefined : 'Expected value to be either true or false'
  }
  if (type === 'string') {
    const among = ignoreCase ? oneOf?.some((one) => one.toLowerCase() === value.toLowerCase()) : oneOf?.includes(value)
    if (oneOf && !among) return `String must be one of${ignoreCase ? ' (case insensitive)' : ''}: ${oneOf.join(', ')}`
    return nonEmpty && value === '' ? 'String must be non-empty' : undefined
  }
  const bits = type === 'int' ? 32 : 64
  const number = /^[+-]?\d+$/.test(value) ? BigInt(value.replace('+', '')) : undefined
  if (number === undefined || BigInt.asIntN(bits, number) !== number)
    return `Not a number of type ${type.toUpperCase()}`
  if (number < min) return `Value must be at least ${min}`
  return number > max ? `Value must be no more than ${max}` : undefined
}

/** The value of a boolean property that has been checked. */
export const isTrue = (text: string | undefined, standard = false): boolean =>
  text === undefined ? standard : text.trim().toLowerCase() === 'true'
