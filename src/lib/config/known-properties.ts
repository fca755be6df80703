// Which properties there are, and what may stand in them.
import {furtherProperties, javaProperties, type ConfigKey, type KnownProperty} from './client-property-table.ts'
import {ignoredLibrdkafka, librdkafkaNames} from './librdkafka-names.ts'
import {nearest} from '../text/nearest.ts'

export const knownProperties: Readonly<Record<string, KnownProperty>> = {...javaProperties, ...furtherProperties}

/** Names with a part that users choose: `config.providers.env.class`; old and optional ones of Java's clients. */
const families =
  /^(config\.providers\.|metrics\.|auto\.include\.jmx\.reporter$|zookeeper\.|listener\.name\.|schema\.registry\.|basic\.auth\.|telemetry\.)/

/** Known to one of the clients, with or without a meaning here; of `ssl.trustore.location` it is clear what was meant. */
export const isKnown = (name: string): boolean =>
  Object.hasOwn(knownProperties, name) ||
  ignoredLibrdkafka.has(name) ||
  Object.hasOwn(librdkafkaNames, name) ||
  (families.test(name) &&
    (/^config\.|\.name\./.test(name) || nearest(name, Object.keys(knownProperties), 2) === undefined))

/** The name that was probably meant. */
export const nearestProperty = (name: string): string | undefined =>
  nearest(name, [...Object.keys(knownProperties), ...Object.keys(librdkafkaNames)])

/** Of variables without their `KAFKIT_`; `others` stand for no property. */
export const nearestVariable = (name: string, others: readonly string[]): string | undefined =>
  nearest(name, [...variableNames().keys(), ...others])

let variables: Map<string, string> | undefined

/** `SECURITY_PROTOCOL` → `security.protocol`; `PROXY` → `kafkit.proxy`. */
export function propertyOfVariable(name: string): string | undefined {
  return variableNames().get(name)
}

const variableNames = (): ReadonlyMap<string, string> =>
  (variables ??= new Map(
    [...Object.keys(librdkafkaNames), ...Object.keys(knownProperties)].map((each) => [variableOf(each), each]),
  ))

/** What stands behind `KAFKIT_` for a property. */
export const variableOf = (property: string): string =>
  property
    .replace(/^kafkit\./, '')
    .replaceAll(/[.-]/g, '_')
    .toUpperCase()

/** Passwords and what holds them: never shown. */
export const isSecret = (name: string): boolean =>
  Object.hasOwn(knownProperties, name)
    ? knownProperties[name]?.type === 'password'
    : /password|passphrase|secret|token|jaas|credential|api[._-]?key/i.test(name)

/** What is wrong with a value, said of `shown` (which hides secrets); undefined if nothing is. */
export function configProblem(
  {type, min = -Infinity, max = Infinity, oneOf, ignoreCase, nonEmpty}: ConfigKey,
  value: string,
  shown: string,
): string | undefined {
  if (type === 'boolean') {
    return /^(?:true|false)$/i.test(value) ? undefined : `'${shown}' is neither true nor false`
  }
  if (type === 'double') {
    const number = value === '' ? NaN : Number(value)
    if (Number.isNaN(number)) return `'${shown}' is no number`
    return between(number)
  }
  if (type === 'int' || type === 'long' || type === 'short') {
    const bits = type === 'int' ? 32 : type === 'long' ? 64 : 16
    const number = /^[+-]?\d+$/.test(value) ? BigInt(value.replace('+', '')) : undefined
    if (number === undefined || BigInt.asIntN(bits, number) !== number) return `'${shown}' is no whole number`
    return between(number)
  }
  const among = ignoreCase ? oneOf?.some((one) => one.toLowerCase() === value.toLowerCase()) : oneOf?.includes(value)
  if (oneOf && !among) return `'${shown}' is none of ${oneOf.join(', ')}`
  return nonEmpty && value === '' ? 'must not be empty' : undefined

  function between(number: number | bigint): string | undefined {
    if (number < min) return `${shown} is less than ${min}`
    return number > max ? `${shown} is more than ${max}` : undefined
  }
}
