// The grammar of joptsimple 5.0.4 as Apache's tools set it up (abbreviations off), from one table of options: the same
// table gives the help text.

import {hashOrder, listHash} from '../java/hash-order.ts'

/** Kafka's word for what an argument must be; other kinds are checked by the tool itself. */
export type ArgumentType = 'string' | 'int' | 'long' | 'boolean' | 'double'

export interface OptionSpec {
  /** Without it the option is a flag: `--opt=x` is `--opt`. An `optional` one takes the next word unless that is an option. */
  readonly argument?: 'required' | 'optional'
  /** How the help calls the argument. */
  readonly argumentName?: string
  readonly type?: ArgumentType
  /** Read where the option is missing; as text, of which the help shows the same. */
  readonly default?: string
  /** For the help, one paragraph. */
  readonly help: string
  /** May be given more than once and all values count. Only for the help: the grammar takes every option repeatedly. */
  readonly repeatable?: boolean
  /** Only allowed together with one of these. */
  readonly availableIf?: readonly string[]
  /** Must be given, unless `--help` or `--version` is. */
  readonly required?: boolean
  /** What to write instead, and since when; only for the help. */
  readonly deprecated?: string
}
export type OptionTable = Readonly<Record<string, OptionSpec>>

/** What every tool has, with Apache's meaning: given, the rest of the command line need not be complete. */
export const helpAndVersion = {
  help: {help: 'Print this text.'},
  version: {help: 'Print the version of Kafka that this tool mirrors.'},
} satisfies OptionTable

/** joptsimple's OptionException: the words are its own, and scripts may look for them. */
export class OptionError extends Error {
  override readonly name = 'OptionError'
  /** joptsimple's class, which some tools show. */
  readonly javaClass: string
  /** The option at fault, if it is unknown. */
  readonly unrecognized: string | undefined

  constructor(javaClass: string, message: string, unrecognized?: string) {
    super(message)
    this.javaClass = `joptsimple.${javaClass}`
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

/** What was given. Values are converted when they are read, as there: a type error surfaces where the tool first looks. */
export class Options<T extends OptionTable> {
  readonly #table: T
  readonly #given: ReadonlyMap<string, readonly string[]>
  /** How many words the command line has. */
  readonly wordCount: number

  constructor(table: T, given: ReadonlyMap<string, readonly string[]>, wordCount: number) {
    this.#table = table
    this.#given = given
    this.wordCount = wordCount
  }

  has(name: keyof T & string): boolean {
    return this.#given.has(name)
  }

  /** Whether a value was given (an optional argument may be missing). */
  hasArgument(name: Valued<T>): boolean {
    return (this.#given.get(name)?.length ?? 0) > 0
  }

  /** All values, or the default. OptionError if one cannot be read as the option's type. */
  values<K extends Valued<T>>(name: K): Value<T[K]>[] {
    const spec: OptionSpec | undefined = this.#table[name]
    const given = this.#given.get(name) ?? []
    const texts = given.length > 0 ? given : spec?.default === undefined ? [] : [spec.default]
    return texts.map((text) => convert(name, spec?.type ?? 'string', text)) as Value<T[K]>[]
  }

  /** The one value, or the default, or undefined. OptionError also if there are several. */
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
  /** Names of older releases, and the option each of them means; those that are ignored have no argument. */
  readonly legacy?: ReadonlyMap<string, {readonly as: string} | 'ignored'>
  readonly onLegacy?: (name: string) => void
}

/** Reads a command line. OptionError for what joptsimple refuses at once. Positional words are ignored, as there. */
export function parseOptions<T extends OptionTable>(
  table: T,
  argv: readonly string[],
  {legacy, onLegacy}: LegacyOptions = {},
): Options<T> {
  const given: Given = new Map()
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
  return new Options(table, given, argv.length)
}

/** Options that were given, with their values in order. */
type Given = Map<string, string[]>

function add(given: Given, name: string, value?: string) {
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

/** `-abc`: single letters, the last of which may have the rest as its argument. */
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

function canConvert(type: ArgumentType, text: string): boolean {
  try {
    convert('', type, text)
    return true
  } catch {
    return false
  }
}

/** As Integer.valueOf and its kin: a sign and digits, nothing around them. */
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

/** joptsimple keeps these rules in a HashMap whose keys are lists of names. */
const inMapOrder = (names: readonly string[]) => hashOrder(names, (name) => listHash([name]))
