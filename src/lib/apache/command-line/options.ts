// The grammar of joptsimple 5.0.4 as Apache's tools configure it (no abbreviations). One table of options drives both
// the parser and the help.

import {hashOrder, listHash} from '../java/hash-order.ts'

/** The types that joptsimple converts; the tools check everything else themselves. */
export type ArgumentType = 'string' | 'int' | 'long' | 'boolean' | 'double'

export interface OptionSpec {
  /**
   * Left out for a flag, of which `--opt=x` means `--opt`. An `optional` argument is the next word, unless that is an
   * option.
   */
  readonly argument?: 'required' | 'optional'
  /** Name of the argument in the help. */
  readonly argumentName?: string
  readonly type?: ArgumentType
  /** Value if the option is not given: text to convert, which the help shows as it is. */
  readonly default?: string
  /** One paragraph for the help. */
  readonly help: string
  /**
   * All values are used if the option is repeated. This is for the help only: the grammar lets any option be
   * repeated.
   */
  readonly repeatable?: boolean
  /** Allowed only together with one of these. */
  readonly availableIf?: readonly string[]
  /** Must be given, except with `--help` or `--version`. */
  readonly required?: boolean
  /** Since which release, and what to use instead; for the help only. */
  readonly deprecated?: string
}
export type OptionTable = Readonly<Record<string, OptionSpec>>

/** Every tool has these options. If one of them is given, no other option is required. */
export const helpAndVersion = {
  help: {help: 'Print this text.'},
  version: {help: 'Print the version of Kafka that this tool mirrors.'},
} satisfies OptionTable

/** joptsimple's OptionException, with its messages: scripts may look for them. */
export class OptionError extends Error {
  override readonly name = 'OptionError'
  /** The class name in joptsimple, which some tools print. */
  readonly javaClass: string
  /** The option, if the error is that it is unknown. */
  readonly unrecognized: string | undefined

  constructor(javaClass: string, message: string, unrecognized?: string) {
    super(message)
    this.javaClass = `joptsimple.${javaClass.replace(/^joptsimple\./, '')}`
    this.unrecognized = unrecognized
  }
}

type Value<T extends OptionSpec> = T['type'] extends 'int' | 'double'
  ? number
  : T['type'] extends 'long'
    ? bigint
    : T['type'] extends 'boolean'
      ? boolean
      : string
type Valued<T extends OptionTable> = {[K in keyof T]: T[K] extends {argument: string} ? K : never}[keyof T] & string

/**
 * Options of a command line. As in joptsimple, a value is converted when it is read, so that is when a type error is
 * thrown.
 */
export class Options<T extends OptionTable> {
  readonly #table: T
  readonly #given: ReadonlyMap<string, readonly string[]>
  /** Number of words of the command line. */
  readonly wordCount: number
  readonly #sequence: readonly string[]

  constructor(
    table: T,
    given: ReadonlyMap<string, readonly string[]>,
    wordCount: number,
    sequence: readonly string[] = [],
  ) {
    this.#sequence = sequence
    this.#table = table
    this.#given = given
    this.wordCount = wordCount
  }

  has(name: keyof T & string): boolean {
    return this.#given.has(name)
  }

  /** Those of these options that were given, in the order of the command line; a repeated one is listed repeatedly. */
  inOrder<K extends keyof T & string>(...names: readonly K[]): K[] {
    return this.#sequence.filter((given): given is K => names.some((name) => name === given))
  }

  /** Whether the option was given with a value; an optional argument may be missing. */
  hasArgument(name: Valued<T>): boolean {
    return (this.#given.get(name)?.length ?? 0) > 0
  }

  /** All values, or the default. Throws OptionError if one cannot be converted to the option's type. */
  values<K extends Valued<T>>(name: K): Value<T[K]>[] {
    const spec: OptionSpec | undefined = this.#table[name]
    const given = this.#given.get(name) ?? []
    const texts = given.length > 0 ? given : spec?.default === undefined ? [] : [spec.default]
    return texts.map((text) => convert(name, spec?.type ?? 'string', text)) as Value<T[K]>[]
  }

  /** The value, the default, or undefined. Throws OptionError also if there are several values. */
  value<K extends Valued<T>>(name: K): Value<T[K]> | undefined {
    const values = this.values(name)
    if (values.length > 1) {
      throw new OptionError(
        'MultipleArgumentsForOptionException',
        `Found multiple arguments for option ${name}, but you asked for only one`,
      )
    }
    return values[0]
  }
}

export interface LegacyOptions {
  /** Options of older releases, each with the option that it stands for; ignored ones take no argument. */
  readonly legacy?: ReadonlyMap<string, {readonly as: string} | 'ignored'>
  readonly onLegacy?: (name: string) => void
}

/**
 * Parses a command line. Throws OptionError for what joptsimple refuses while parsing. As in joptsimple, positional
 * words are ignored.
 */
export function parseOptions<T extends OptionTable>(
  table: T,
  argv: readonly string[],
  {legacy, onLegacy}: LegacyOptions = {},
): Options<T> {
  const given = new Given()
  const words = [...argv]
  for (let word = words.shift(); word !== undefined && word !== '--'; word = words.shift()) {
    if (!looksLikeAnOption(word)) continue
    const long = word.startsWith('--')
    const body = word.slice(long ? 2 : 1)
    const equals = body.indexOf('=')
    let name = equals < 0 ? body : body.slice(0, equals)
    const meaning = legacy?.get(name)
    if (meaning) {
      onLegacy?.(name)
      if (meaning === 'ignored') continue
      name = meaning.as
    }
    if (Object.hasOwn(table, name)) take(table, given, words, name, equals < 0 ? undefined : body.slice(equals + 1))
    else if (long) throw unrecognized(name)
    else takeCluster(table, given, words, body)
  }
  checkRequired(table, given)
  checkAvailable(table, given)
  return new Options(table, given, argv.length, given.sequence)
}

/** Given options, with their values in order. */
class Given extends Map<string, string[]> {
  /** Names in the order of the command line, as often as each was given (OptionSet.specs). */
  readonly sequence: string[] = []
}

function add(given: Given, name: string, value?: string) {
  given.sequence.push(name)
  const values = given.get(name)
  if (!values) given.set(name, value === undefined ? [] : [value])
  else if (value !== undefined) values.push(value)
}

const looksLikeAnOption = (word: string) => word.startsWith('-') && word !== '-'

const unrecognized = (name: string) =>
  new OptionError('UnrecognizedOptionException', `${name} is not a recognized option`, name)

function take(table: OptionTable, given: Given, words: string[], name: string, attached: string | undefined) {
  const {argument, type = 'string'} = table[name] ?? {help: ''}
  if (argument === undefined) add(given, name)
  else if (attached !== undefined) add(given, name, attached)
  else if (argument === 'required') {
    const value = words.shift()
    if (value === undefined)
      throw new OptionError('OptionMissingRequiredArgumentException', `Option ${name} requires an argument`)
    add(given, name, value)
  } else {
    const next = words[0]
    const isValue = next !== undefined && (!looksLikeAnOption(next) || isNumeric(type)) && canConvert(type, next)
    add(given, name, isValue ? words.shift() : undefined)
  }
}

/** `-abc`: single letters; if one takes an argument, the rest of the word is its argument. */
function takeCluster(table: OptionTable, given: Given, words: string[], letters: string) {
  for (const letter of letters) {
    if (!Object.hasOwn(table, letter)) throw unrecognized(letter)
    if (table[letter]?.argument) break
  }
  for (const [at, letter] of Array.from(letters).entries()) {
    const rest = letters.slice(at + 1)
    if (table[letter]?.argument && rest !== '') return take(table, given, words, letter, rest)
    take(table, given, words, letter, undefined)
  }
}

const isNumeric = (type: ArgumentType) => type === 'int' || type === 'long' || type === 'double'

/**
 * Whether an optional argument takes this word. It always takes an empty one, in which joptsimple finds nothing to
 * convert.
 */
function canConvert(type: ArgumentType, text: string): boolean {
  if (text === '') return true
  try {
    convert('', type, text)
    return true
  } catch {
    return false
  }
}

/** Like Integer.valueOf: a sign and digits, with nothing before or after them. */
function convert(name: string, type: ArgumentType, text: string): string | number | bigint | boolean {
  const bad = () =>
    new OptionError('OptionArgumentConversionException', `Cannot parse argument '${text}' of option ${name}`)
  switch (type) {
    case 'string':
      return text
    case 'boolean':
      return text.toLowerCase() === 'true'
    case 'double': {
      const trimmed = text.trim()
      const match = /^([+-]?)(NaN|Infinity|(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)[fd]?$/i.exec(trimmed)
      if (!match) throw bad()
      return Number(match[1] + (match[2] ?? ''))
    }
    case 'int':
    case 'long': {
      if (!/^[+-]?\d+$/.test(text)) throw bad()
      const value = BigInt(text.replace(/^\+/, ''))
      if (BigInt.asIntN(type === 'int' ? 32 : 64, value) !== value) throw bad()
      return type === 'int' ? Number(value) : value
    }
  }
}

const asksForHelp = (given: Given) => given.has('help') || given.has('version')

function checkRequired(table: OptionTable, given: Given) {
  const missing = Object.keys(table).filter((name) => table[name]?.required && !given.has(name))
  if (missing.length > 0 && !asksForHelp(given))
    throw new OptionError('MissingRequiredOptionsException', `Missing required option(s) [${missing.join(', ')}]`)
}

function checkAvailable(table: OptionTable, given: Given) {
  const forbidden = Object.keys(table).filter((name) => {
    const {availableIf} = table[name] ?? {}
    return availableIf && given.has(name) && !availableIf.some((other) => given.has(other))
  })
  if (forbidden.length > 0 && !asksForHelp(given)) {
    throw new OptionError(
      'UnavailableOptionException',
      `Option(s) [${inMapOrder(forbidden).join(', ')}] are unavailable given other options on the command line`,
    )
  }
}

/** The order of joptsimple's HashMap, which has these rules by lists of names. */
const inMapOrder = (names: readonly string[]) => hashOrder(names, (name) => listHash([name]))
