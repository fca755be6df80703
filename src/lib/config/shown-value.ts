// Settings in the form in which they may be shown.
import {
  commandWithoutCredentials,
  looksHarmless,
  looksLikePair,
  looksRandom,
  looksLikeWord,
  masked,
  mentionsSecrets,
  soundsHarmless,
  withoutCredentials,
} from '../text/credentials.ts'
import {ignoredLibrdkafka, librdkafkaNames} from './librdkafka-names.ts'
import {isMisspeltHarmless, isSecret, knownProperties} from './known-properties.ts'
import type {Setting} from './setting.ts'

export {masked} from '../text/credentials.ts'

/**
 * A value in the form in which it may be shown. A reference to a secret may be shown, and is more helpful than
 * asterisks. An unknown property may be a misspelt secret, so its value is shown only if it cannot be one.
 */
export function shownValue({name, value}: Pick<Setting, 'name' | 'value'>, mask = masked): string {
  if (value === '' || isReference(value)) return value
  if (isSecret(name)) return mask
  const shown = commandWithoutCredentials(value, mask)
  if (shown !== value) return shown
  if (isClientProperty(name)) return mayBePair.test(name) && looksLikePair(value) ? mask : value
  if (looksHarmless(value) || (looksLikeWord(value) && !hasToDoWithLogins.test(name))) return value
  const isHarmless = isMisspeltHarmless(name) || soundsHarmless(name)
  if (!isHarmless) return mask
  return mentionsSecrets(name) && (looksLikePair(value) || looksRandom(value)) ? mask : value
}

/**
 * The name of a property in the form in which it may be shown. A line of a key, or of a JAAS configuration without a
 * backslash, is read as a name.
 */
export function shownName(name: string): string {
  const text = withoutCredentials(name)
  if (text !== name) return text
  return /[^\w.-]/.test(name) || (name.length > 40 && looksRandom(name)) || looksBase64(name)
    ? `${name.slice(0, 4)}…`
    : name
}

const looksBase64 = (name: string) => name.length > 24 && /^[A-Za-z\d+/=]+$/.test(name) && /[A-Z]/.test(name)

const isClientProperty = (name: string): boolean =>
  Object.hasOwn(knownProperties, name) || Object.hasOwn(librdkafkaNames, name) || ignoredLibrdkafka.has(name)

/** Known properties into which users write name and password by mistake. */
const mayBePair = /^sasl\.username$|auth\.credentials\.source$/

/** Parts of names for which even a plain word may be a password. */
const hasToDoWithLogins = /sasl|ssl|tls|auth|login|sec|pass|pw|user|cred|cert|key|token|vault|crypt|registry|connect/i

/** Whether the value consists only of references: `${env:PASSWORD}`. */
const isReference = (value: string): boolean => /^(?:\s*\$\{[^}]*\}\s*)+$/.test(value)
