import {UsageError} from '../cluster/errors.ts'

/** One login module of a JAAS configuration. */
export interface JaasEntry {
  /** Class name without its package: `PlainLoginModule`. */
  readonly module: string
  readonly options: ReadonlyMap<string, string>
}

/**
 * `sasl.jaas.config`: `some.package.Module required name="value" other='value' flag=true;`. UsageError that never shows
 * a value: there are passwords in it.
 */
export function parseJaas(text: string): JaasEntry {
  const tokens = [...tokensOf(text)]
  const [className, control, ...rest] = tokens
  if (className === undefined || !/^(required|requisite|sufficient|optional)$/i.test(control ?? '')) {
    throw new UsageError('sasl.jaas.config must read: LOGIN.MODULE.CLASS required username="…" password="…";')
  }
  if (rest.at(-1) !== ';') throw new UsageError("sasl.jaas.config: the ';' at its end is missing")
  const options = new Map<string, string>()
  for (let i = 0; i < rest.length - 1; i += 3) {
    const [name = '', equals, value] = rest.slice(i, i + 3)
    if (equals !== '=' || value === undefined || value === ';') {
      throw new UsageError(`sasl.jaas.config: option ${i / 3 + 1} is not of the form name="value"`)
    }
    options.set(name, value)
  }
  return {module: className.slice(className.lastIndexOf('.') + 1), options}
}

/** Words, quoted strings, `=` and `;`, as Java's StreamTokenizer cuts them. */
function* tokensOf(text: string): Generator<string> {
  const pattern = /\s+|"((?:[^"\\]|\\[\s\S])*)"|'((?:[^'\\]|\\[\s\S])*)'|([=;])|([^\s=;"']+)/gy
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text)
    if (!match) throw new UsageError('sasl.jaas.config: a quotation mark is not closed')
    const [, double, single, sign, word] = match
    const quoted = double ?? single
    if (quoted !== undefined)
      yield quoted.replaceAll(/\\([\s\S])/g, (_, character: string) => escapes[character] ?? character)
    else if (sign !== undefined || word !== undefined) yield sign ?? word ?? ''
  }
}
const escapes: Readonly<Record<string, string>> = {n: '\n', t: '\t', r: '\r'}
