// Tells whether RE2 (re2j 1.8, which Kafka's brokers use) accepts a regular expression, and its error message if not.

class Problem extends Error {}

const categories = /^(?:C[cfos]?|L[lmotu]?|M[cen]?|N[dlo]?|P[cdefios]?|S[ckmo]?|Z[lps]?)$/
const posixClasses = /^\^?(?:alnum|alpha|ascii|blank|cntrl|digit|graph|lower|print|punct|space|upper|word|xdigit)$/
const mostRepeats = 1000
const controls: Readonly<Record<string, number>> = {a: 7, t: 9, n: 10, v: 11, f: 12, r: 13}

/** The error message; undefined if the expression is valid. */
export function re2Problem(pattern: string): string | undefined {
  try {
    new Reader(pattern).read()
    return undefined
  } catch (error) {
    if (error instanceof Problem) return error.message
    throw error
  }
}

class Reader {
  readonly #units: readonly string[]
  #at = 0
  /** For each open group, whether its current alternative holds something that a repetition can apply to. */
  readonly #operands: boolean[] = [false]
  readonly #names = new Set<string>()
  #afterRepetition = false

  constructor(pattern: string) {
    this.#units = Array.from(pattern)
  }

  read(): void {
    while (this.#at < this.#units.length) {
      const repeated = this.#one()
      this.#afterRepetition = repeated
    }
    if (this.#operands.length > 1) throw new Problem('missing closing )')
  }

  get #rest(): string {
    return this.#units.slice(this.#at).join('')
  }

  #peek(): string | undefined {
    return this.#units[this.#at]
  }

  #pop(): string | undefined {
    return this.#units[this.#at++]
  }

  #lookingAt(text: string): boolean {
    return this.#units.slice(this.#at, this.#at + text.length).join('') === text
  }

  #operand() {
    this.#operands[this.#operands.length - 1] = true
  }

  /** Reads one token. Returns whether it was a repetition. */
  #one(): boolean {
    const unit = this.#peek()
    if (unit === '*' || unit === '+' || unit === '?') {
      this.#at++
      this.#repeat()
      return true
    }
    if (unit === '{') return this.#braces()
    if (unit === '(') this.#open()
    else if (unit === ')') this.#close()
    else if (unit === '|') {
      this.#at++
      this.#operands[this.#operands.length - 1] = false
    } else if (unit === '[') {
      this.#at++
      this.#class()
      this.#operand()
    } else if (unit === '\\') this.#backslash()
    else {
      this.#at++
      this.#operand()
    }
    return false
  }

  #repeat() {
    if (this.#peek() === '?') this.#at++
    if (this.#afterRepetition) throw new Problem('invalid nested repetition operator')
    if (!this.#operands.at(-1)) throw new Problem('missing argument to repetition operator')
  }

  #braces(): boolean {
    const match = /^\{(0|[1-9]\d*)(,(0|[1-9]\d*)?)?\}/.exec(this.#rest)
    if (!match) {
      // A literal brace: re2j nevertheless treats a repetition right after it as a nested one.
      this.#at++
      this.#operand()
      return true
    }
    const [text, least, more, most] = match
    this.#at += text.length
    const min = Number(least)
    const max = more === undefined ? min : most === undefined ? -1 : Number(most)
    if (min > mostRepeats || max > mostRepeats || (max >= 0 && min > max)) throw new Problem('invalid repeat count')
    this.#repeat()
    return true
  }

  #open() {
    if (!this.#lookingAt('(?')) {
      this.#at++
      this.#operands.push(false)
      return
    }
    const named = /^\(\?P?</.exec(this.#rest)?.[0]
    if (named === undefined) return this.#flags()
    const name = /^([^>]*)>/.exec(this.#rest.slice(named.length))?.[1]
    if (name === undefined || !/^[A-Za-z0-9_]+$/.test(name)) throw new Problem('invalid named capture')
    if (this.#names.has(name)) throw new Problem('duplicate capture group name')
    this.#names.add(name)
    this.#at += named.length + name.length + 1
    this.#operands.push(false)
  }

  #flags() {
    const match = /^\(\?(?:[imsU]*|[imsU]*-[imsU]+)([:)])/.exec(this.#rest)
    if (!match) throw new Problem('invalid or unsupported Perl syntax')
    this.#at += match[0].length
    if (match[1] === ':') this.#operands.push(false)
  }

  #close() {
    if (this.#operands.length === 1) throw new Problem('regexp/syntax: internal error')
    this.#at++
    this.#operands.pop()
    this.#operand()
  }

  #backslash() {
    if (this.#lookingAt('\\Q')) {
      this.#at += 2
      const stop = this.#rest.indexOf('\\E')
      const quoted = stop < 0 ? this.#rest : this.#rest.slice(0, stop)
      this.#at += Array.from(quoted).length + (stop < 0 ? 0 : 2)
      if (quoted !== '') this.#operand()
      return
    }
    if (/^\\[AbBz]/.test(this.#rest)) this.#at += 2
    else if (!this.#unicodeClass() && !this.#perlClass()) this.#escape()
    this.#operand()
  }

  #perlClass(): boolean {
    const found = /^\\[dDsSwW]/.test(this.#rest)
    if (found) this.#at += 2
    return found
  }

  #unicodeClass(): boolean {
    if (!/^\\[pP]/.test(this.#rest)) return false
    const [text, braced, single] = /^\\[pP](?:\{([^}]*)\}|([^{]))/u.exec(this.#rest) ?? []
    const name = (braced ?? single)?.replace(/^\^/, '')
    if (text === undefined || name === undefined || !isUnicodeGroup(name))
      throw new Problem('invalid character class range')
    this.#at += Array.from(text).length
    return true
  }

  #class() {
    if (this.#peek() === '^') this.#at++
    for (let first = true; first || this.#peek() !== ']'; first = false) {
      if (this.#posixClass() || this.#unicodeClass() || this.#perlClass()) continue
      const low = this.#classCharacter()
      if (this.#peek() !== '-' || this.#lookingAt('-]')) continue
      this.#at++
      if (this.#classCharacter() < low) throw new Problem('invalid character class range')
    }
    this.#at++
  }

  #posixClass(): boolean {
    const match = /^\[:(.*?):\]/su.exec(this.#rest)
    if (!match) return false
    if (!posixClasses.test(match[1] ?? '')) throw new Problem('invalid character class range')
    this.#at += Array.from(match[0]).length
    return true
  }

  #classCharacter(): number {
    const unit = this.#peek()
    if (unit === undefined) throw new Problem('missing closing ]')
    if (unit === '\\') return this.#escape()
    this.#at++
    return unit.codePointAt(0) ?? 0
  }

  /** The character after a backslash. */
  #escape(): number {
    this.#at++
    const unit = this.#pop()
    if (unit === undefined) throw new Problem('trailing backslash at end of expression')
    const take = (text: string, value: number) => {
      this.#at += text.length
      return value
    }
    // A digit other than 0 that no octal digit follows would be a back reference, which RE2 does not have.
    const octal = (unit === '0' ? /^[0-7]{0,2}/ : /^[0-7]{1,2}/).exec(this.#rest)?.[0]
    if (/[0-7]/.test(unit) && octal !== undefined) return take(octal, Number.parseInt(unit + octal, 8))
    if (unit === 'x') {
      const [text, braced, two] = /^(?:\{([0-9a-fA-F]+)\}|([0-9a-fA-F]{2}))/.exec(this.#rest) ?? []
      const code = Number.parseInt(braced ?? two ?? '', 16)
      if (text !== undefined && code <= 0x10ffff) return take(text, code)
    } else if (Object.hasOwn(controls, unit)) return controls[unit] ?? 0
    else if (!/[A-Za-z0-9]/.test(unit)) return unit.codePointAt(0) ?? 0
    throw new Problem('invalid escape sequence')
  }
}

function isUnicodeGroup(name: string): boolean {
  if (name === 'Any' || categories.test(name)) return true
  if (!/^[A-Z]/.test(name)) return false
  try {
    return new RegExp(`\\p{Script=${name}}`, 'u').source !== ''
  } catch {
    return false
  }
}
