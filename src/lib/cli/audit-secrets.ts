// Nothing that opens a door belongs in a log.
import {isSecret} from '../config/known-properties.ts'

const masked = '***'

/** Passwords in URLs, in JAAS lines and behind words that say so. */
export const withoutSecrets = (text: string): string =>
  text
    .replaceAll(/([a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, `$1${masked}@`)
    .replaceAll(
      /\b([\w.-]*(?:password|passphrase|secret|token))(\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s;,]+)/gi,
      `$1$2${masked}`,
    )

/** The words of a command line: `NAME=VALUE` of a secret property, and what follows a flag that is named like one. */
export function withoutSecretWords(argv: readonly string[]): string[] {
  return argv.map((word, at) => {
    const before = argv[at - 1] ?? ''
    if (/^--?[\w.-]*(?:password|passphrase|secret|token)$/i.test(before) && !word.startsWith('-')) return masked
    const [all, flag = '', name = ''] = /^(--[\w.-]+=)?([\w.-]+)=/s.exec(word) ?? []
    if (all !== undefined && isSecret(name)) return `${flag}${name}=${masked}`
    return withoutSecrets(word)
  })
}
