// Character sets of regular expressions, as JavaScript source with the `v` flag.

const escaped = (code: number) => `\\u{${code.toString(16)}}`

/** `source` denotes the set in a regular expression, both inside and outside a class. */
export class CharacterSet {
  static readonly none = new CharacterSet('[]')
  readonly source: string
  /** The code point, if the set has exactly one. */
  readonly single: number | undefined
  readonly #bounds: readonly [number, number] | undefined
  readonly #parts: readonly CharacterSet[]

  private constructor(source: string, bounds?: readonly [number, number], parts: readonly CharacterSet[] = []) {
    this.source = source
    this.#bounds = bounds
    this.#parts = parts
    this.single = bounds && bounds[0] === bounds[1] ? bounds[0] : undefined
  }

  static of(code: number): CharacterSet {
    return new CharacterSet(escaped(code), [code, code])
  }

  static range(from: number, to: number): CharacterSet {
    return new CharacterSet(`[${escaped(from)}-${escaped(to)}]`, [from, to])
  }

  /** From the text inside the brackets of a JavaScript character class. */
  static raw(inside: string): CharacterSet {
    return new CharacterSet(`[${inside}]`)
  }

  /** `\d`, `\s` and so on with Java's meaning: ASCII only. */
  static shorthand(letter: string): CharacterSet | undefined {
    const inside = shorthands[letter.toLowerCase()]
    if (inside === undefined) return undefined
    const set = CharacterSet.raw(inside)
    return letter === letter.toLowerCase() ? set : set.inverted()
  }

  or(other: CharacterSet): CharacterSet {
    return new CharacterSet(`[${this.source}${other.source}]`, undefined, [this, other])
  }

  and(other: CharacterSet): CharacterSet {
    return new CharacterSet(`[${this.#nested}&&${other.#nested}]`)
  }

  inverted(): CharacterSet {
    return new CharacterSet(`[^${this.source}]`)
  }

  get #nested(): string {
    return this.source.startsWith('[') ? this.source : `[${this.source}]`
  }

  /** Adds the other case of ASCII letters, like Java without UNICODE_CASE. */
  ignoringCase(): CharacterSet {
    if (this.#parts.length > 0)
      return this.#parts.map((part) => part.ignoringCase()).reduce((left, right) => left.or(right))
    if (!this.#bounds) return this
    const [from, to] = this.#bounds
    const others = cases.flatMap(([first, last, shift]) => {
      const [low, high] = [Math.max(from, first), Math.min(to, last)]
      return low <= high ? [CharacterSet.range(low + shift, high + shift)] : []
    })
    return others.reduce<CharacterSet>((all, more) => all.or(more), this)
  }
}

const cases = [
  [65, 90, 32],
  [97, 122, -32],
] as const

const shorthands: Readonly<Record<string, string>> = {
  d: '0-9',
  w: 'a-zA-Z0-9_',
  s: ' \\t\\n\\u000b\\f\\r',
  h: ' \\t\\u00a0\\u1680\\u180e\\u2000-\\u200a\\u202f\\u205f\\u3000',
  v: '\\n\\u000b\\f\\r\\u0085\\u2028\\u2029',
}

const posix: Readonly<Record<string, string>> = {
  Lower: 'a-z',
  Upper: 'A-Z',
  ASCII: '\\u0000-\\u007f',
  Alpha: 'a-zA-Z',
  Digit: '0-9',
  Alnum: 'a-zA-Z0-9',
  Punct: '\\u0021-\\u002f\\u003a-\\u0040\\u005b-\\u0060\\u007b-\\u007e',
  Graph: '\\u0021-\\u007e',
  Print: '\\u0020-\\u007e',
  Blank: ' \\t',
  Cntrl: '\\u0000-\\u001f\\u007f',
  XDigit: '0-9a-fA-F',
  Space: ' \\t\\n\\u000b\\f\\r',
  javaLowerCase: '\\p{Lowercase}',
  javaUpperCase: '\\p{Uppercase}',
  javaWhitespace: '\\t-\\r\\u001c-\\u001f\\u0020\\u1680\\u2000-\\u2006\\u2008-\\u200a\\u2028\\u2029\\u205f\\u3000',
  javaMirrored: '\\p{Bidi_M}',
  javaDigit: '\\p{Nd}',
  javaLetter: '\\p{L}',
  javaLetterOrDigit: '\\p{L}\\p{Nd}',
  javaAlphabetic: '\\p{Alphabetic}',
  LC: '\\p{Lu}\\p{Ll}\\p{Lt}',
  LD: '\\p{L}\\p{Nd}',
  L1: '\\u0000-\\u00ff',
  all: '\\s\\S',
}

/**
 * `\p{name}`: POSIX classes (ASCII), categories, and `Is` with a script, category or property. Undefined if the name
 * is unknown.
 */
export function namedSet(name: string): CharacterSet | undefined {
  const inside = posix[name]
  if (inside !== undefined) return CharacterSet.raw(inside)
  const [property = '', value] = name.split('=')
  const candidates =
    value === undefined
      ? propertyNames(name)
      : /^(sc|script)$/i.test(property)
        ? [`Script=${titled(value)}`]
        : [`gc=${value}`]
  for (const candidate of candidates) {
    try {
      void new RegExp(`\\p{${candidate}}`, 'v')
      return CharacterSet.raw(`\\p{${candidate}}`)
    } catch {
      continue
    }
  }
  return undefined
}

const titled = (text: string) => text.charAt(0).toUpperCase() + text.slice(1).toLowerCase()

function propertyNames(name: string): string[] {
  if (!name.startsWith('Is')) return /^[A-Z][a-z]?$/.test(name) ? [name] : []
  const rest = name.slice(2)
  return [rest, titled(rest), `Script=${titled(rest)}`]
}
