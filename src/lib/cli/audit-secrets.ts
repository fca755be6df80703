// Keeps credentials out of the audit log.
import {isSecret} from '../config/known-properties.ts'

const masked = '***'

/**
 * Masks passwords in URLs and in JAAS lines, and the values of words such as `password=`. In `--add-config` of kafka-configs
 * a SCRAM password ends with the bracket, and brackets hold commas together.
 */
export const withoutSecrets = (text: string): string =>
  text
    .replaceAll(/(\bSCRAM-SHA-\d+\s*=[^\]]*?password=).*?(?=\](?:,[^\]]*(?:\[|$)|$)|$)/gis, `$1${masked}`)
    .replaceAll(/([a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, `$1${masked}@`)
    .replaceAll(
      /\b([\w.-]*(?:password|passphrase|secret|token))(\s*[=:]\s*)(?!\*{3})(\[[^\]]*\]?|"[^"]*"|'[^']*'|[^\s;,]+)/gi,
      `$1$2${masked}`,
    )

/** Masks the value in `NAME=VALUE` of a secret property, and the word after a flag with such a name. */
export function withoutSecretWords(argv: readonly string[]): string[] {
  return argv.map((word, at) => {
    const before = argv[at - 1] ?? ''
    if (/^--?[\w.-]*(?:password|passphrase|secret|token)$/i.test(before) && !word.startsWith('-')) return masked
    const [all, flag = '', name = ''] = /^(--[\w.-]+=)?([\w.-]+)=/s.exec(word) ?? []
    if (all !== undefined && isSecret(name)) return `${flag}${name}=${masked}`
    return withoutSecrets(word)
  })
}

/** The fields of a request for the log: values of secret configs masked, bigints as text. */
export const withoutSecretConfigs = (fields: object): object =>
  JSON.parse(
    JSON.stringify(fields, function (this: unknown, key: string, value: unknown) {
      if (key === 'value' && isSecret(configName(this))) return masked
      return typeof value === 'bigint' ? String(value) : value
    }),
  ) as object

/** The name of the config that a value belongs to. */
function configName(config: unknown): string {
  const {name} = config as {name?: unknown}
  return typeof name === 'string' ? name : ''
}
