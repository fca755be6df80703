// Which properties exist, which of them are secret, and which values they accept.
import {furtherProperties, javaProperties, type ConfigKey, type KnownProperty} from './client-property-table.ts'
import {ignoredLibrdkafka, librdkafkaNames} from './librdkafka-names.ts'
import {soundsSecret, squashed} from '../text/credentials.ts'
import {misspelt, nearest} from '../text/nearest.ts'

export const knownProperties: Readonly<Record<string, KnownProperty>> = {...javaProperties, ...furtherProperties}

/**
 * Names with a part that users choose: `config.providers.env.class`; also old and optional properties of Java's
 * clients.
 */
const families =
  /^(config\.providers\.|metrics\.|auto\.include\.jmx\.reporter$|zookeeper\.|listener\.name\.|schema\.registry\.|basic\.auth\.|bearer\.auth\.|request\.header\.|telemetry\.)/

/** Whether one of the clients has this property, even if kafkit does not use it. A misspelt name is not known. */
export const isKnown = (name: string): boolean =>
  Object.hasOwn(knownProperties, name) ||
  ignoredLibrdkafka.has(name) ||
  Object.hasOwn(librdkafkaNames, name) ||
  (families.test(name) &&
    (/^config\.|\.name\./.test(name) || nearest(name, Object.keys(knownProperties), 2) === undefined))

/** The name that was probably meant. */
export const nearestProperty = (name: string): string | undefined =>
  nearest(name, [...Object.keys(knownProperties), ...Object.keys(librdkafkaNames)])

/** The variable that was probably meant, without `KAFKIT_`; `others` are names that set no property. */
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

/** The variable of a property, without `KAFKIT_`. */
export const variableOf = (property: string): string =>
  property
    .replace(/^kafkit\./, '')
    .replaceAll(/[.-]/g, '_')
    .toUpperCase()

/**
 * Whether a property's value is a secret, which is never shown: those of type password, also with a prefix
 * (`producer.`, `listener.name.NAME.`) or misspelt, and any other name that sounds like a secret.
 */
export function isSecret(name: string): boolean {
  const java = Object.hasOwn(librdkafkaNames, name) ? librdkafkaNames[name] : name
  if (java !== undefined && Object.hasOwn(knownProperties, java)) return knownProperties[java]?.type === 'password'
  if (Object.hasOwn(knownProperties, withoutPrefix(name))) return isSecret(withoutPrefix(name))
  if (ignoredLibrdkafka.has(name)) return name === 'sasl.oauthbearer.config'
  // For a misspelt name the intended property decides: `…token.endpoint.ulr` is not a token.
  const text = squashed(name)
  const meant = misspelt(text, [...squashedNames().keys()], text.length < 12 ? 1 : 2)
  return (meant === undefined ? undefined : squashedNames().get(meant)) ?? soundsSecret(name)
}

/** The prefixes of client properties in Connect, Streams, MirrorMaker, listeners and schema registries. */
const withoutPrefix = (name: string): string =>
  name.replace(
    /^(?:(?:(?:main|restore|global)\.)?consumer\.|producer\.|admin\.|(?:override|client|connect|kafka|kafkastore|source|target|confluent[\w.]*?|schema\.registry|spring\.kafka\.properties|reporter[\w.]*?)\.|listener\.name\.[^.]+\.(?:[\w-]+\.(?=sasl))?)+/i,
    '',
  )

let names: ReadonlyMap<string, boolean> | undefined
/** Known names in lower case without separators, and whether each is a secret. */
const squashedNames = (): ReadonlyMap<string, boolean> =>
  (names ??= new Map([
    ...Object.entries(knownProperties).map(([name, {type}]) => [squashed(name), type === 'password'] as const),
    ...['basic.auth.user.info', 'bearer.auth.token', 'ssl.ca.pem', 'ssl.key.pem', 'ssl.certificate.pem'].map(
      (name) => [squashed(name), true] as const,
    ),
  ]))

/** Whether an unknown name is a misspelling of a property that is not secret. */
export function isMisspeltHarmless(name: string): boolean {
  const text = squashed(name)
  const meant = misspelt(text, [...squashedNames().keys()], text.length < 12 ? 1 : 2)
  return meant !== undefined && squashedNames().get(meant) === false
}

/** What is wrong with a value, described as `shown` (which hides secrets); undefined if it is valid. */
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
    if (Number.isNaN(number)) return `'${shown}' is not a number`
    return between(number)
  }
  if (type === 'int' || type === 'long' || type === 'short') {
    const bits = type === 'int' ? 32 : type === 'long' ? 64 : 16
    const number = /^[+-]?\d+$/.test(value) ? BigInt(value.replace('+', '')) : undefined
    if (number === undefined || BigInt.asIntN(bits, number) !== number) return `'${shown}' is not a whole number`
    return between(number)
  }
  const among = ignoreCase ? oneOf?.some((one) => one.toLowerCase() === value.toLowerCase()) : oneOf?.includes(value)
  if (oneOf && !among) return `'${shown}' is not one of ${oneOf.join(', ')}`
  return nonEmpty && value === '' ? 'must not be empty' : undefined

  function between(number: number | bigint): string | undefined {
    if (number < min) return `${shown} is less than ${min}`
    return number > max ? `${shown} is more than ${max}` : undefined
  }
}
