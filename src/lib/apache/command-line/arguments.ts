// The grammar of argparse4j 0.7.0, with which some of Apache's tools are written: commands, abbreviations, and groups
// of options of which only one may be given. None of Apache's tools has positional arguments. Over 300 lines: one
// parser, whose steps share its state.
import {JavaError} from '../java/errors.ts'
import {parseJavaDouble, parseJavaInt, parseJavaLong} from '../java/numbers.ts'
import type {OptionSpec} from './options.ts'

/** `repeatable`: all values are kept (append); otherwise the last one is. */
export interface ArgumentSpec extends OptionSpec {
  readonly argument?: 'required'
  /** A letter: with `b`, `-b` is another name of the option. */
  readonly short?: string
  /** Apache's tool declares the letter before the long name; usage and messages show them in that order. */
  readonly shortFirst?: true
  /** What usage calls the value; default: the option's name in capitals, or its choices. */
  readonly metavar?: string
  /** Options of the same group exclude each other. */
  readonly group?: string
  readonly choices?: readonly string[]
  /** With type int: a whole number of 16 bits. */
  readonly isShort?: true
  /** Takes all words up to the next option (nargs '+'). */
  readonly many?: boolean
}
/** The arguments in the order in which Apache's tool adds them. The order decides which error is reported. */
export type ArgumentTable = Readonly<Record<string, ArgumentSpec>>

export interface ParserSpec {
  readonly options: ArgumentTable
  /** Groups of which one option must be given. */
  readonly requiredGroups?: readonly string[]
}
export interface CommandSpec extends ParserSpec {
  /** One sentence for the list of commands. */
  readonly help: string
}
export interface ProgramSpec extends ParserSpec {
  /** Exactly one of these is called; it stands after the program's options and before its own. */
  readonly commands?: Readonly<Record<string, CommandSpec>>
}

/** ArgumentParserException. `command` is the one whose parser complains; undefined for the program's own parser. */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError'
  readonly command: string | undefined
  /** The unknown word, for the suggestions that follow. */
  readonly unknown: {readonly option: string} | {readonly command: string} | undefined

  constructor(message: string, command: string | undefined, unknown?: ArgumentError['unknown']) {
    super(message)
    this.command = command
    this.unknown = unknown
  }
}

/** `--help` or `-h` was found. What comes after it is not looked at. */
export class HelpRequest extends Error {
  override readonly name = 'HelpRequest'
  readonly command: string | undefined

  constructor(command: string | undefined) {
    super('Help Screen')
    this.command = command
  }
}

/** `--version` was found, in a tool that has this option. */
export class VersionRequest extends Error {
  override readonly name = 'VersionRequest'
}

type Value = string | number | bigint

/** The parsed command line, by the names of its options. */
export class Arguments {
  readonly command: string | undefined
  readonly #given: ReadonlyMap<string, readonly Value[]>

  constructor(command: string | undefined, given: ReadonlyMap<string, readonly Value[]>) {
    this.command = command
    this.#given = given
  }

  has(name: string): boolean {
    return this.#given.has(name)
  }

  /** The last value; undefined if the option is not given. */
  text(name: string): string | undefined {
    const value = this.#given.get(name)?.at(-1)
    return value === undefined ? undefined : String(value)
  }

  /** The number of an option of type int, long or double. */
  number(name: string): number | undefined {
    const value = this.#given.get(name)?.at(-1)
    return value === undefined ? undefined : Number(value)
  }

  /** All values of a `repeatable` option; for one that takes `many`, the last list. */
  texts(name: string): string[] | undefined {
    return this.#given.get(name)?.map(String)
  }
}

/** An option with its names as the messages show them: `--id/-i`. */
export interface Named {
  readonly name: string
  readonly flags: readonly string[]
  readonly spec: ArgumentSpec
}
export const namedOptions = (table: ArgumentTable): Named[] => [
  {name: 'help', flags: ['-h', '--help'], spec: {help: 'Print this text.'}},
  ...Object.entries(table).map(([name, spec]) => {
    const flags = [`--${name}`, ...(spec.short === undefined ? [] : [`-${spec.short}`])]
    return {name, flags: spec.shortFirst ? flags.toReversed() : flags, spec}
  }),
]
export const shownName = ({flags}: Named): string => flags.join('/')

/** Throws ArgumentError for what argparse4j refuses, and HelpRequest or VersionRequest for --help and --version. */
export function parseArguments(program: ProgramSpec, argv: readonly string[]): Arguments {
  const state: State = {words: argv, at: 0, separated: false, deferred: undefined}
  const given = new Map<string, Value[]>()
  const command = parseLevel(program, undefined, state, given)
  if (state.deferred) throw state.deferred
  return new Arguments(command, given)
}

interface State {
  readonly words: readonly string[]
  at: number
  /** Whether `--` has been read. */
  separated: boolean
  /** An error about something missing. It is thrown at the end, so that other errors come first. */
  deferred: ArgumentError | undefined
}

/** Returns the command that was called. */
function parseLevel(
  level: ProgramSpec,
  command: string | undefined,
  state: State,
  given: Map<string, Value[]>,
): string | undefined {
  const reader = new LevelReader(level, command, state, given)
  const {commands} = level
  while (state.at < state.words.length) {
    const word = state.words[state.at] ?? ''
    if (isOption(state, word) && word !== '--') reader.option(word)
    else if (word === '--' && !state.separated) {
      state.separated = true
      state.at++
    } else if (!state.separated && commands) {
      reader.checkComplete()
      const chosen = chooseCommand(commands, word)
      state.at++
      parseLevel(commands[chosen] ?? {options: {}}, chosen, state, given)
      return chosen
    } else throw new ArgumentError(`unrecognized arguments: '${state.words.slice(state.at).join(' ')}'`, command)
  }
  if (commands) throw new ArgumentError('too few arguments', command)
  reader.checkComplete()
  return command
}

/** `-5` is a number, because no option looks like one. */
const isOption = ({separated}: State, word: string): boolean =>
  !separated && (word === '--' || (/^-+[^-]/.test(word) && !/^-\d+$/.test(word)))

function chooseCommand(commands: Readonly<Record<string, CommandSpec>>, word: string): string {
  const names = Object.keys(commands)
  if (names.includes(word)) return word
  const found = word === '' ? [] : names.filter((name) => name.startsWith(word)).toSorted()
  const [only] = found
  if (only !== undefined && found.length === 1) return only
  if (found.length > 1) throw new ArgumentError(`ambiguous command: ${word} could match ${found.join(', ')}`, undefined)
  const choices = names.map((name) => `'${name}'`).join(', ')
  throw new ArgumentError(`invalid choice: '${word}' (choose from ${choices})`, undefined, {command: word})
}

/** Reads the options of one parser: the program's, or a command's. */
class LevelReader {
  readonly #level: ParserSpec
  readonly #command: string | undefined
  readonly #state: State
  readonly #given: Map<string, Value[]>
  readonly #options: readonly Named[]
  readonly #byFlag: ReadonlyMap<string, Named>
  readonly #used = new Set<Named>()
  /** The option that was given of each group. */
  readonly #ofGroup = new Map<string, Named>()

  constructor(level: ParserSpec, command: string | undefined, state: State, given: Map<string, Value[]>) {
    this.#level = level
    this.#command = command
    this.#state = state
    this.#given = given
    this.#options = namedOptions(level.options)
    this.#byFlag = new Map(this.#options.flatMap((option) => option.flags.map((flag) => [flag, option] as const)))
  }

  option(word: string): void {
    const equals = word.indexOf('=')
    const option = this.#resolve(equals < 0 ? word : word.slice(0, equals))
    if (option) {
      this.#state.at++
      this.#take(option, equals < 0 ? undefined : word.slice(equals + 1))
    } else if (/^-[^-]/.test(word)) this.#cluster(word)
    else throw this.#unrecognized(word)
  }

  /** Sets the state's deferred error if options are missing: the error is about the last of them. */
  checkComplete(): void {
    const {deferred} = this.#state
    if (deferred) return
    for (const option of this.#options)
      if (option.spec.required && !this.#used.has(option))
        this.#state.deferred = this.#error(`argument ${shownName(option)} is required`)
    if (this.#state.deferred !== undefined) return
    for (const group of this.#level.requiredGroups ?? []) {
      if (this.#ofGroup.has(group)) continue
      const names = this.#options.filter(({spec}) => spec.group === group).map((option) => `${shownName(option)} `)
      this.#state.deferred = this.#error(`one of the arguments ${names.join('')}is required`)
    }
  }

  #error(message: string, option?: Named): ArgumentError {
    return new ArgumentError(option ? `argument ${shownName(option)}: ${message}` : message, this.#command)
  }

  #unrecognized(word: string): ArgumentError {
    return new ArgumentError(`unrecognized arguments: '${word}'`, this.#command, {option: word})
  }

  /** The option with this flag, or with the only flag that begins like this. */
  #resolve(flag: string): Named | undefined {
    const exact = this.#byFlag.get(flag)
    if (exact) return exact
    const found = [...this.#byFlag.keys()].filter((each) => each.startsWith(flag)).toSorted()
    if (found.length > 1) throw this.#error(`ambiguous option: ${flag} could match ${found.join(', ')}`)
    return this.#byFlag.get(found[0] ?? '')
  }

  /** `-abc`: single letters; if one takes a value, the rest of the word is its value. */
  #cluster(word: string): void {
    for (let at = 1; at < word.length; at++) {
      const option = this.#byFlag.get(`-${word[at]}`)
      if (!option) throw this.#unrecognized(word)
      if (option.spec.argument === undefined) {
        this.#checkGroup(option)
        this.#set(option, [])
        continue
      }
      this.#state.at++
      this.#take(option, word.length > at + 1 ? word.slice(at + 1) : undefined)
      return
    }
    this.#state.at++
  }

  #take(option: Named, attached: string | undefined): void {
    const {argument, many} = option.spec
    this.#checkGroup(option)
    if (argument === undefined) {
      if (attached !== undefined) throw this.#error(`ignore implicit argument '${attached}'`, option)
      this.#set(option, [])
    } else if (attached !== undefined) this.#set(option, [this.#convert(option, attached)])
    else {
      const values: Value[] = []
      for (let word = this.#next(); word !== undefined; word = this.#next()) {
        values.push(this.#convert(option, word))
        this.#state.at++
        if (!many) break
      }
      if (values.length === 0) throw this.#error(many ? 'expected 1 argument(s)' : 'expected one argument', option)
      this.#set(option, values)
    }
  }

  /** The next word, unless it is an option. */
  #next(): string | undefined {
    const word = this.#state.words[this.#state.at]
    return word === undefined || isOption(this.#state, word) ? undefined : word
  }

  #set(option: Named, values: readonly Value[]): void {
    if (option.name === 'help') throw new HelpRequest(this.#command)
    if (option.name === 'version') throw new VersionRequest()
    this.#used.add(option)
    const before = option.spec.repeatable ? (this.#given.get(option.name) ?? []) : []
    this.#given.set(option.name, [...before, ...values])
  }

  #checkGroup(option: Named): void {
    const {group} = option.spec
    if (group === undefined) return
    const other = this.#ofGroup.get(group) ?? option
    if (other !== option) throw this.#error(`not allowed with argument ${shownName(other)}`, option)
    this.#ofGroup.set(group, option)
  }

  #convert(option: Named, text: string): Value {
    const {type = 'string', choices} = option.spec
    const value = this.#typed(option, type, text)
    if (choices && !choices.includes(String(value)))
      throw this.#error(`invalid choice: '${value}' (choose from {${choices.join(',')}})`, option)
    return value
  }

  #typed(option: Named, type: NonNullable<OptionSpec['type']>, text: string): Value {
    const as = option.spec.isShort ? shortConverter : converters[type]
    if (!as) return text
    try {
      return as.parse(text)
    } catch (error) {
      if (!(error instanceof JavaError)) throw error
      throw this.#error(`could not convert '${text}' to ${as.javaName} (${error.message})`, option)
    }
  }
}

/** argparse4j's conversion with Short.parseShort. */
const shortConverter = {
  javaName: 'Short',
  parse(text: string): Value {
    const value = parseJavaInt(text)
    if (value !== (value << 16) >> 16)
      throw new JavaError('java.lang.NumberFormatException', `Value out of range. Value:"${text}" Radix:10`)
    return value
  },
}

const converters: Readonly<Partial<Record<string, {javaName: string; parse: (text: string) => Value}>>> = {
  int: {javaName: 'Integer', parse: parseJavaInt},
  long: {javaName: 'Long', parse: parseJavaLong},
  double: {javaName: 'Double', parse: parseJavaDouble},
}
