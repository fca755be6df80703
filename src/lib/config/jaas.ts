import {UsageError} from '../cluster/errors.ts'

/** A property's value. */
export type Get = (name: string) => string | undefined

/** One login module of a JAAS configuration. */
export interface JaasEntry {
  /** Class name without its package: `PlainLoginModule`. */
  readonly module: string
  readonly options: ReadonlyMap<string, string>
}

/**
 * Parses `sasl.jaas.config`: `some.package.Module required name="value" other='value' flag=true;`. Throws UsageError
 * that never shows a value, because values contain passwords.
 */
export function parseJaas(text: string): JaasEntry {
  const tokens = [...tokensOf(text)]
  const [className, control, ...rest] = tokens
  if (className === undefined || !/^(required|requisite|sufficient|optional)$/i.test(control ?? '')) {
    // A shell passes on only the first word of an unquoted value.
    const cut = className !== undefined && control === undefined && className.endsWith('LoginModule')
    throw new UsageError(
      `sasl.jaas.config must read: LOGIN.MODULE.CLASS required username="…" password="…";${cut ? quoteIt : ''}`,
      {property: 'sasl.jaas.config'},
    )
  }
  const end = rest.indexOf(';')
  if (end < 0)
    throw new UsageError(`sasl.jaas.config: the ';' at its end is missing${quoteIt}`, {property: 'sasl.jaas.config'})
  if (end < rest.length - 1)
    throw new UsageError('sasl.jaas.config: there must be one login module, and nothing behind it', {
      property: 'sasl.jaas.config',
    })
  const options = new Map<string, string>()
  for (let i = 0; i < end; i += 3) {
    const [name = '', equals, value] = rest.slice(i, Math.min(i + 3, end))
    if (equals !== '=' || value === undefined) {
      throw new UsageError(`sasl.jaas.config: option ${i / 3 + 1} is not of the form name="value"`, {
        property: 'sasl.jaas.config',
      })
    }
    options.set(name, value)
  }
  if (options.get('username') === '')
    throw new UsageError(
      `sasl.jaas.config: the user name is empty; a shell replaces $ConnectionString and the like by nothing${quoteIt}`,
      {property: 'sasl.jaas.config'},
    )
  return {module: className.slice(className.lastIndexOf('.') + 1), options}
}

const quoteIt = "; in a shell, quote the value: 'sasl.jaas.config=…;' in single quotes"

/** Words, quoted strings, `=` and `;` without comments, split as by Java's StreamTokenizer. */
function* tokensOf(text: string): Generator<string> {
  const pattern =
    /\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/|"((?:[^"\\]|\\[\s\S])*)"|'((?:[^'\\]|\\[\s\S])*)'|([=;])|((?:[^\s=;"'/]|\/(?![/*]))+)/gy
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text)
    if (!match)
      throw new UsageError('sasl.jaas.config: a quotation mark or a comment is not closed', {
        property: 'sasl.jaas.config',
      })
    const [, double, single, sign, word] = match
    const quoted = double ?? single
    if (quoted !== undefined)
      yield quoted.replaceAll(/\\([0-3]?[0-7]{1,2}|[\s\S])/g, (_, escape: string) => unescaped(escape))
    else if (sign !== undefined || word !== undefined) yield sign ?? word ?? ''
  }
}

/** Java's escapes: octal numbers, C's letters, and any other character as it is. */
const unescaped = (escape: string): string =>
  /^[0-7]+$/.test(escape) ? String.fromCharCode(Number.parseInt(escape, 8)) : (letters[escape] ?? escape)
const letters: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

/** The JAAS entry, which must be for one of these modules; `undefined` if there is none. */
export function jaasOf(get: Get, mechanism: string, ...modules: readonly string[]): JaasEntry | undefined {
  const text = get('sasl.jaas.config')
  if (text === undefined) return undefined
  const entry = parseJaas(text)
  if (!modules.includes(entry.module))
    throw new UsageError(
      `sasl.jaas.config names ${entry.module}, but sasl.mechanism ${mechanism} needs ${modules[0]}`,
      {
        property: 'sasl.jaas.config',
      },
    )
  return entry
}
