// Keeps credentials out of the audit log.
import {isSecret} from '../config/known-properties.ts'
import {shownValue} from '../config/shown-value.ts'
import {flagSoundsSecret, soundsSecret, withoutCredentials} from '../text/credentials.ts'

const masked = '***'

/** A sentence, a command or an address without anything that looks like a credential. */
export const withoutSecrets = (text: string): string => withoutCredentials(text, masked)

/** Flags whose value is a property of a client. */
const propertyFlag = /^--(?:command|consumer|producer|client|admin)-property$/

/** Masks the value in `NAME=VALUE` of a secret property, and the word after a flag with the name of one. */
export function withoutSecretWords(argv: readonly string[]): string[] {
  return argv.map((word, at) => {
    const before = argv[at - 1] ?? ''
    const [, added, configs = word] = /^(--?add-config=)(.*)$/s.exec(word) ?? []
    if (added !== undefined || /^--?add-config$/.test(before)) return (added ?? '') + withoutSecretPairs(configs)
    const [, inline = '', rest = word] = /^(--[\w.-]+)=(.*)$/s.exec(word) ?? []
    const flag = inline || before
    if (/^--?[\w.-]+$/.test(flag) && flagSoundsSecret(flag) && (inline || !word.startsWith('-')))
      return inline ? `${inline}=${masked}` : masked
    const [, name, value = ''] = /^([\w.-]+)=(.*)$/s.exec(rest) ?? []
    const front = inline && `${inline}=`
    if (name === undefined) return front + withoutSecrets(rest)
    if (propertyFlag.test(flag)) return `${front}${name}=${shownValue({name, value}, masked)}`
    return `${front}${name}=${soundsSecret(name) && value !== '' ? masked : withoutSecrets(value)}`
  })
}

/** `--add-config` of kafka-configs: brackets keep commas together, and a SCRAM credential is one value. */
const withoutSecretPairs = (text: string): string =>
  text
    .split(/,(?=[^\]]*(?:\[|$))/)
    .map((pair) => {
      const [, name, value = ''] = /^([^=]*)=(.*)$/s.exec(pair) ?? []
      if (name === undefined) return withoutSecrets(pair)
      return `${name}=${/^\s*SCRAM-/i.test(name) || soundsSecret(name) ? masked : withoutSecrets(value)}`
    })
    .join(',')

/** The fields of a request for the log: values of secret configs are masked, and bigints become text. */
export const withoutSecretConfigs = (fields: object): object =>
  JSON.parse(
    JSON.stringify(fields, function (this: unknown, key: string, value: unknown) {
      if (key === 'value' && isSecret(configName(this))) return masked
      if (typeof value === 'string') return withoutSecrets(value)
      return typeof value === 'bigint' ? String(value) : value
    }),
  ) as object

/** The name of the config to which a value belongs. */
function configName(config: unknown): string {
  const {name} = config as {name?: unknown}
  return typeof name === 'string' ? name : ''
}
