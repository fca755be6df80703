// Translates java.util.regex patterns to JavaScript. Topic and group filters are written for Java, so what differs is
// translated, and what Java refuses is refused. Over 300 lines: one parser, whose productions call each other.
import {CharacterSet, namedSet} from './character-set.ts'

/** Java's PatternSyntaxException; the message is the exception's description. */
export class JavaRegexError extends Error {
  override readonly name = 'JavaRegexError'
}

/** A pattern that must match the whole text, like Matcher.matches. Throws JavaRegexError if Java refuses it. */
export function javaRegex(pattern: string): RegExp {
  return new RegExp(`^(?:${new Translator(pattern).translate()})$`, 'v')
}

/**
 * A pattern that is searched for in a text: with `g` from `lastIndex` on, with `y` only there. Throws JavaRegexError
 * likewise.
 */
export function javaSearch(pattern: string, how: 'g' | 'y'): RegExp {
  return new RegExp(new Translator(pattern).translate(), `v${how}`)
}

interface Flags {
  readonly ignoreCase: boolean
  readonly multiline: boolean
  readonly dotAll: boolean
  readonly comments: boolean
}

const lineEnds = '\\n\\r\\u0085\\u2028\\u2029'
const start = '(?<![\\s\\S])'
const end = '(?![\\s\\S])'
const anchors: Readonly<Record<string, string>> = {
  A: start,
  G: start,
  z: end,
  Z: `(?=(?:\\r\\n|[${lineEnds}])?${end})`,
  b: '\\b',
  B: '\\B',
  R: `(?:\\r\\n|[${lineEnds}\\u000b\\f])`,
  X: '[\\s\\S]\\p{M}*',
}
const controls: Readonly<Record<string, number>> = {t: 9, n: 10, r: 13, f: 12, a: 7, e: 27}

class Translator {
  readonly #units: readonly string[]
  #at = 0
  #flags: Flags = {ignoreCase: false, multiline: false, dotAll: false, comments: false}
  /** Groups so far: Java's numbers and names mapped to ours, which differ because each atomic group adds one. */
  #groupCount = 0
  readonly #groups: number[] = [0]
  readonly #names = new Map<string, number>()

  constructor(pattern: string) {
    this.#units = Array.from(pattern)
  }

  translate(): string {
    const translated = this.#alternatives()
    if (this.#at < this.#units.length) throw new JavaRegexError("Unmatched closing ')'")
    return translated
  }

  #peek(ahead = 0): string | undefined {
    return this.#units[this.#at + ahead]
  }

  #next(): string | undefined {
    return this.#units[this.#at++]
  }

  #take(expected: string): boolean {
    const found = this.#units.slice(this.#at, this.#at + expected.length).join('') === expected
    if (found) this.#at += expected.length
    return found
  }

  #until(close: string, problem: string): string {
    const stop = this.#units.indexOf(close, this.#at)
    if (stop < 0) throw new JavaRegexError(problem)
    const text = this.#units.slice(this.#at, stop).join('')
    this.#at = stop + 1
    return text
  }

  #skipComments() {
    while (this.#flags.comments) {
      const unit = this.#peek()
      if (unit !== undefined && /[ \t\n\v\f\r]/.test(unit)) this.#at++
      else if (unit === '#')
        while (this.#at < this.#units.length && !/[\n\r\u0085\u2028\u2029]/.test(this.#next() ?? ''));
      else return
    }
  }

  #alternatives(): string {
    // Flags that are set inside a group end with it.
    const outer = this.#flags
    let result = this.#sequence()
    while (this.#take('|')) result += `|${this.#sequence()}`
    this.#flags = outer
    return result
  }

  #sequence(): string {
    let result = ''
    for (;;) {
      this.#skipComments()
      const unit = this.#peek()
      if (unit === undefined || unit === '|' || unit === ')') return result
      if (unit === '*' || unit === '+' || unit === '?') throw new JavaRegexError(`Dangling meta character '${unit}'`)
      if (this.#take('\\Q')) {
        const stop = this.#units.join('').indexOf('\\E', this.#units.slice(0, this.#at).join('').length)
        const quoted = stop < 0 ? this.#units.slice(this.#at) : []
        if (stop < 0) this.#at = this.#units.length
        else while (!this.#take('\\E')) quoted.push(this.#next() ?? '')
        // A quantifier after the quotation applies to its last character.
        const last = quoted.pop()
        result += quoted.map((each) => this.#literal(each)).join('')
        if (last !== undefined) result += this.#quantified(this.#literal(last))
        continue
      }
      // Flags alone are not an atom: a quantifier after them is dangling.
      result += this.#flagsOnly() ? '' : this.#quantified(this.#atom())
    }
  }

  /** `(?i)`: applies to the rest of the group. */
  #flagsOnly(): boolean {
    const match = /^\(\?[a-zA-Z-]*\)/.exec(this.#units.slice(this.#at).join(''))
    if (!match) return false
    this.#at += 2
    this.#flagGroup()
    return true
  }

  #quantified(atom: string): string {
    this.#skipComments()
    let times: string
    if (this.#take('?')) times = '?'
    else if (this.#take('*')) times = '*'
    else if (this.#take('+')) times = '+'
    else if (this.#peek() === '{') times = this.#count()
    else return atom
    const repeated = `(?:${atom})${times}`
    if (this.#take('?')) return `${repeated}?`
    if (this.#take('+')) return this.#atomic(repeated)
    return repeated
  }

  #count(): string {
    const match = /^\{(\d+)(,(\d*))?\}/.exec(this.#units.slice(this.#at).join(''))
    if (!match) {
      const digit = /\d/.test(this.#peek(1) ?? '')
      throw new JavaRegexError(digit ? 'Unclosed counted closure' : 'Illegal repetition')
    }
    const [text, least = '', more, most] = match
    for (const each of [least, most])
      if (each && Number(each) > 0x7fffffff) throw new JavaRegexError('Illegal repetition range')
    if (more !== undefined && most && Number(most) < Number(least)) throw new JavaRegexError('Illegal repetition range')
    this.#at += text.length
    return text
  }

  /** An atomic group never gives back what it matched. A capturing look-ahead does the same. */
  #atomic(inner: string): string {
    const number = ++this.#groupCount
    return `(?=(?<atomic${number}>${inner}))\\k<atomic${number}>`
  }

  #atom(): string {
    const unit = this.#next()
    switch (unit) {
      case '(':
        return this.#group()
      case '[':
        return this.#set(this.#class())
      case '.':
        return this.#flags.dotAll ? '[\\s\\S]' : `[^${lineEnds}]`
      case '^':
        return this.#flags.multiline ? `(?<=^|\\r\\n|(?!\\r\\n)[${lineEnds}])(?!${end})` : start
      case '$':
        return this.#flags.multiline ? `(?=[${lineEnds}]|${end})` : (anchors['Z'] ?? '')
      case '{':
        // There is nothing to repeat.
        this.#at--
        return ''
      case '\\':
        return this.#escape()
      default:
        return this.#literal(unit ?? '')
    }
  }

  #literal(unit: string): string {
    return this.#set(CharacterSet.of(unit.codePointAt(0) ?? 0))
  }

  #set(set: CharacterSet): string {
    return (this.#flags.ignoreCase ? set.ignoringCase() : set).source
  }

  #group(): string {
    if (!this.#take('?')) return this.#capturing(undefined)
    if (this.#take(':')) return this.#closed('(?:')
    if (this.#take('=')) return this.#closed('(?=')
    if (this.#take('!')) return this.#closed('(?!')
    if (this.#take('>')) return this.#atomic(this.#closed('(?:'))
    if (this.#take('<=')) return this.#closed('(?<=')
    if (this.#take('<!')) return this.#closed('(?<!')
    if (this.#take('<')) {
      const name = this.#until('>', "named capturing group is missing trailing '>'")
      if (!/^[A-Za-z][A-Za-z0-9]*$/.test(name))
        throw new JavaRegexError('capturing group name does not start with a Latin letter')
      if (this.#names.has(name)) throw new JavaRegexError(`Named capturing group <${name}> is already defined`)
      return this.#capturing(name)
    }
    return this.#flagGroup()
  }

  #capturing(name: string | undefined): string {
    const number = ++this.#groupCount
    this.#groups.push(number)
    if (name !== undefined) this.#names.set(name, number)
    return this.#closed(`(?<group${number}>`)
  }

  #closed(open: string): string {
    const inner = this.#alternatives()
    if (!this.#take(')')) throw new JavaRegexError('Unclosed group')
    return `${open}${inner})`
  }

  #flagGroup(): string {
    let on = true
    let flags = this.#flags
    for (;;) {
      const unit = this.#next()
      if (unit === '-') on = false
      else if (unit === 'i') flags = {...flags, ignoreCase: on}
      else if (unit === 'm') flags = {...flags, multiline: on}
      else if (unit === 's') flags = {...flags, dotAll: on}
      else if (unit === 'x') flags = {...flags, comments: on}
      else if (unit === ')') {
        this.#flags = flags
        return ''
      } else if (unit === ':') {
        const outer = this.#flags
        this.#flags = flags
        const inner = this.#closed('(?:')
        this.#flags = outer
        return inner
      } else if (unit === undefined || !/[duU]/.test(unit)) throw new JavaRegexError('Unknown inline modifier')
    }
  }

  #escape(): string {
    const unit = this.#peek()
    if (unit === undefined) throw new JavaRegexError('Unexpected internal error')
    if (/[1-9]/.test(unit)) return this.#backReference()
    if (unit === 'k') {
      this.#at++
      if (!this.#take('<')) throw new JavaRegexError("\\k is not followed by '<' for named capturing group")
      const name = this.#until('>', "named capturing group is missing trailing '>'")
      const number = this.#names.get(name)
      if (number === undefined) throw new JavaRegexError(`named capturing group <${name}> does not exist`)
      return `\\k<group${number}>`
    }
    const anchor = anchors[unit]
    if (anchor === undefined) return this.#set(this.#escapedSet())
    this.#at++
    if (unit === 'b' && this.#take('{g}')) return ''
    return anchor
  }

  #backReference(): string {
    let number = Number(this.#next())
    // Further digits belong to the number as long as there are that many groups.
    while (/\d/.test(this.#peek() ?? '') && number * 10 + Number(this.#peek()) < this.#groups.length)
      number = number * 10 + Number(this.#next())
    const ours = this.#groups[number]
    return ours === undefined ? '(?!)' : `\\k<group${ours}>`
  }

  /** After a backslash: a character, or a set of characters. */
  #escapedSet(): CharacterSet {
    const unit = this.#next() ?? ''
    const control = controls[unit]
    if (control !== undefined) return CharacterSet.of(control)
    if (unit === '0') {
      const octal = /^(?:[0-3][0-7]{2}|[0-7]{1,2})/.exec(this.#units.slice(this.#at, this.#at + 3).join(''))?.[0]
      if (octal === undefined) throw new JavaRegexError('Illegal octal escape sequence')
      this.#at += octal.length
      return CharacterSet.of(Number.parseInt(octal, 8))
    }
    if (unit === 'x')
      return CharacterSet.of(
        this.#take('{') ? this.#hexadecimal() : this.#hex(2, 'Illegal hexadecimal escape sequence'),
      )
    if (unit === 'u') return CharacterSet.of(this.#hex(4, 'Illegal Unicode escape sequence'))
    if (unit === 'c') {
      const letter = this.#next()
      if (letter === undefined) throw new JavaRegexError('Illegal control escape sequence')
      return CharacterSet.of((letter.codePointAt(0) ?? 0) ^ 64)
    }
    if (unit === 'p' || unit === 'P') {
      const name = this.#take('{') ? this.#until('}', 'Unclosed character family') : (this.#next() ?? '')
      const set = namedSet(name)
      if (!set) throw new JavaRegexError(`Unknown character property name {${name}}`)
      return unit === 'P' ? set.inverted() : set
    }
    const set = CharacterSet.shorthand(unit)
    if (set) return set
    if (/[A-Za-z]/.test(unit)) throw new JavaRegexError('Illegal/unsupported escape sequence')
    return CharacterSet.of(unit.codePointAt(0) ?? 0)
  }

  #hex(digits: number, problem: string): number {
    const text = this.#units.slice(this.#at, this.#at + digits).join('')
    if (!/^[0-9a-fA-F]+$/.test(text) || text.length < digits) throw new JavaRegexError(problem)
    this.#at += digits
    return Number.parseInt(text, 16)
  }

  #hexadecimal(): number {
    const text = this.#until('}', 'Unclosed hexadecimal escape sequence')
    const value = Number.parseInt(text, 16)
    if (!/^[0-9a-fA-F]+$/.test(text) || value > 0x10ffff)
      throw new JavaRegexError('Illegal hexadecimal escape sequence')
    return value
  }

  /** After `[`: unions, ranges, nested classes and intersections. */
  #class(): CharacterSet {
    const inverted = this.#take('^')
    let set: CharacterSet | undefined
    let left: CharacterSet | undefined
    const add = (more: CharacterSet) => {
      const one = this.#flags.ignoreCase ? more.ignoringCase() : more
      set = set ? set.or(one) : one
    }
    for (let first = true; ; first = false) {
      this.#skipComments()
      const unit = this.#peek()
      if (unit === undefined) throw new JavaRegexError('Unclosed character class')
      if (unit === ']' && !(first && !left)) {
        this.#at++
        const result = (left ? (set ? left.and(set) : left) : set) ?? CharacterSet.none
        return inverted ? result.inverted() : result
      }
      if (this.#take('&&')) {
        while (this.#take('&'));
        if (this.#peek() === undefined) throw new JavaRegexError('Unclosed character class')
        if (set) left = left ? left.and(set) : set
        set = undefined
        continue
      }
      if (this.#take('[')) add(this.#class())
      else if (this.#take('\\Q'))
        while (this.#peek() !== undefined && !this.#take('\\E')) add(CharacterSet.of(this.#next()?.codePointAt(0) ?? 0))
      else add(this.#range())
    }
  }

  #range(): CharacterSet {
    const low = this.#one()
    // After \\d and the like, a minus is a literal.
    if (this.#peek() !== '-' || low.single === undefined) return low
    const behind = this.#peek(1)
    if (behind === undefined || behind === ']' || behind === '[') return low
    if (behind === '&' && this.#peek(2) === '&') return low
    this.#at++
    const high = this.#one()
    const [from, to] = [low.single, high.single]
    if (from === undefined || to === undefined || to < from) throw new JavaRegexError('Illegal character range')
    return CharacterSet.range(from, to)
  }

  #one(): CharacterSet {
    const unit = this.#next() ?? ''
    return unit === '\\' ? this.#escapedSet() : CharacterSet.of(unit.codePointAt(0) ?? 0)
  }
}
