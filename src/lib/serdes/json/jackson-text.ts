// Rewrites JSON as Jackson would after parsing it: without blanks, names in their order, numbers as Java's BigDecimal
// prints them.
import {DecodeError} from '../serde-error.ts'

/** The deepest nesting that Jackson reads. */
const deepest = 1000

/**
 * `text` must be JSON; throws DecodeError for what only Jackson refuses. `bytes`: as it writes bytes, with two escapes
 * for characters beyond 16 bits; with `text` these stay as they are.
 */
export function jacksonText(text: string, as: 'text' | 'bytes' = 'text'): string {
  const rewritten = new Rewriting(text).value(0)
  if (as === 'text') return rewritten
  return rewritten.replace(/[\ud800-\udfff]/g, (half) => `\\u${half.charCodeAt(0).toString(16).toUpperCase()}`)
}

class Rewriting {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  value(depth: number): string {
    if (depth > deepest) throw new DecodeError(`values more than ${deepest} deep inside of each other`)
    switch (this.#next()) {
      case '{':
        return this.#object(depth)
      case '[':
        return this.#array(depth)
      case '"':
        return this.#string()
      default: {
        const word = this.#take(/[^\s,\]}]+/y)
        return /^[-\d]/.test(word) ? numberText(word) : word
      }
    }
  }

  #object(depth: number): string {
    // If a name occurs twice, the last value is used, at the first position.
    const members = new Map<string, string>()
    this.#at++
    while (this.#next() !== '}') {
      if (this.#next() === ',') this.#at++
      this.#next()
      const name = this.#string()
      this.#next()
      this.#at++ // the colon
      members.set(name, this.value(depth + 1))
    }
    this.#at++
    return `{${[...members].map(([name, value]) => `${name}:${value}`).join(',')}}`
  }

  #array(depth: number): string {
    const items: string[] = []
    this.#at++
    while (this.#next() !== ']') {
      if (this.#next() === ',') this.#at++
      items.push(this.value(depth + 1))
    }
    this.#at++
    return `[${items.join(',')}]`
  }

  #string(): string {
    const text = JSON.parse(this.#take(/"(?:[^"\\]|\\.)*"/sy)) as string
    // Escapes of control characters have capital letters: \u001F. Matches two characters at once, so that the second of
    // two backslashes does not begin an escape.
    return JSON.stringify(text).replace(/\\(?:u[0-9a-f]{4}|.)/g, (escape) =>
      escape.length === 6 ? `\\u${escape.slice(2).toUpperCase()}` : escape,
    )
  }

  /** Skips blanks. */
  #next(): string {
    const blanks = /[\s\ufeff]*/y
    blanks.lastIndex = this.#at
    blanks.test(this.#text)
    this.#at = blanks.lastIndex
    return this.#text[this.#at] ?? ''
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const [found = ''] = pattern.exec(this.#text) ?? []
    if (found === '') throw new DecodeError('it is not JSON')
    this.#at += found.length
    return found
  }
}

/** An integer unchanged; any other number as BigDecimal.toString prints it: 1.50, 1E+5, 1E-10. */
function numberText(text: string): string {
  const [, minus = '', whole = '', fraction = '', power = ''] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? []
  if (fraction === '' && power === '') return whole === '0' ? '0' : text
  const digits = (whole + fraction).replace(/^0+(?=\d)/, '')
  const sign = /^0+$/.test(digits) ? '' : minus
  const scale = fraction.length - Number(power || 0)
  if (!Number.isSafeInteger(scale) || Math.abs(scale) > 2 ** 31 - 1)
    throw new DecodeError(`the number ${text} is beyond Java's`)
  const adjusted = digits.length - 1 - scale
  if (scale >= 0 && adjusted >= -6) {
    if (scale === 0) return sign + digits
    const padded = digits.padStart(scale + 1, '0')
    return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`
  }
  const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits
  return `${sign}${mantissa}${adjusted === 0 ? '' : `E${adjusted > 0 ? '+' : ''}${adjusted}`}`
}
