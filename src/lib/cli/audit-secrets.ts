// Nothing that opens a door belongs in a log.
import {shownValue} from '../config/shown-value.ts'
import {soundsSecret, withoutCredentials} from '../text/credentials.ts'

const masked = '***'

/** A sentence, a command or an address without what has the form of a credential. */
export const withoutSecrets = (text: string): string => withoutCredentials(text, masked)

/** Flags whose argument is a client's property. */
const propertyFlag = /^--(?:command|consumer|producer|client|admin)-property$/

/** The words of a command line: `NAME=VALUE` of a secret property, and what follows a flag that is named like one. */
export function withoutSecretWords(argv: readonly string[]): string[] {
  return argv.map((word, at) => {
    const before = argv[at - 1] ?? ''
    const [, inline = '', rest = word] = /^(--[\w.-]+)=(.*)$/s.exec(word) ?? []
    const flag = inline || before
    if (/^--?[\w.-]+$/.test(flag) && soundsSecret(flag) && (inline || !word.startsWith('-')))
      return inline ? `${inline}=${masked}` : masked
    const [, name, value = ''] = /^([\w.-]+)=(.*)$/s.exec(rest) ?? []
    const front = inline && `${inline}=`
    if (name === undefined) return front + withoutSecrets(rest)
    if (propertyFlag.test(flag)) return `${front}${name}=${shownValue({name, value}, masked)}`
    return `${front}${name}=${soundsSecret(name) && value !== '' ? masked : withoutSecrets(value)}`
  })
}
