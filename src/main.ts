// From the command line to an exit code: finds the command, loads only that one, and reports its errors.
import type {Config} from '@oclif/core/config'
import packageJson from '../package.json' with {type: 'json'}
import {colourWanted, coloursFor} from './lib/cli/colour.ts'
import {describeFailure} from './lib/cli/exit.ts'
import type {Io} from './lib/cli/io.ts'
import type {KitCommand} from './lib/cli/kit-command.ts'
import {helpPageNames, otherNames} from './lib/cli/names.ts'
import {UsageError} from './lib/cluster/errors.ts'
import {engine} from './lib/runtime/engine.ts'

type CommandClass = new (argv: string[], config: Config) => KitCommand

export interface Program {
  /** The folder with package.json, oclif.manifest.json and man. */
  readonly root: string
  /** The commands by the words that are typed: `topics list`. */
  readonly commands: Readonly<Record<string, () => Promise<{readonly default: CommandClass}>>>
  /** The commands are TypeScript in src/commands, and there is no manifest. */
  readonly fromSource?: boolean
}

/** Runs one command line; never throws and never ends the process. */
export async function main(argv: readonly string[], program: Program, io: Io): Promise<number> {
  const started: {command?: KitCommand} = {}
  try {
    return await dispatch(argv, program, io, started)
  } catch (error) {
    const colours = await coloursFor(colourWanted(io, 'stderr', colourFlag(argv)))
    const failure = describeFailure(error, colours, Boolean(io.env['KAFKIT_DEBUG']))
    if (failure.text) io.err(`${failure.text}\n`)
    const advice = started.command?.adviceOn([error])
    if (advice !== undefined) io.err(`${colours.faint(`kafkit: ${advice}`)}\n`)
    return failure.exitCode
  }
}

async function dispatch(
  typed: readonly string[],
  program: Program,
  io: Io,
  started: {command?: KitCommand},
): Promise<number> {
  const [first = '', ...others] = typed
  if (first === '--version' || first === 'version') {
    io.out(`kafkit ${packageJson.version} (${engine}, ${process.platform}-${process.arch})\n`)
    return 0
  }
  const asksHelp = first === 'help'
  const [page = ''] = others
  if (asksHelp && others.length === 1 && helpPageNames.includes(page)) {
    const {helpPages} = await import('./lib/cli/help-pages.ts')
    io.out(helpPages[page]?.() ?? '')
    return 0
  }
  const argv = canonical(asksHelp ? others : typed)
  const {commands} = program
  const words = argv.slice(0, argv.findIndex((word) => word.startsWith('-')) >>> 0)
  const id = [words.slice(0, 2).join(' '), words[0] ?? ''].find((each) => Object.hasOwn(commands, each))
  const wantsHelp = asksHelp || argv.length === 0 || hasHelpFlag(argv)
  if (words.length === 0 && !wantsHelp) {
    throw new UsageError(
      `flags come after the command: kafkit ${commandIn(argv, commands)} ${argv[0] ?? ''} … (see kafkit --help)`,
    )
  }
  const verb = topicFlag(argv, commands)
  if (id === undefined && !wantsHelp && verb !== undefined)
    throw new UsageError(
      `there is no flag --${verb}; did you mean kafkit ${words[0] ?? ''} ${verb}? (see kafkit --help)`,
    )
  const load = id === undefined ? undefined : commands[id]
  if (id === undefined || load === undefined || wantsHelp) {
    const topic = words[0]
    const known = topic === undefined || id !== undefined || isTopic(topic, commands)
    if (!known || (id === undefined && words.length > 1)) throw await unknownCommand(words, commands)
    const {showHelp} = await import('./lib/cli/help.ts')
    await showHelp(id?.split(' ') ?? words.slice(0, 1), program, io)
    return 0
  }
  const [{default: Class}, {quickConfig}] = await Promise.all([load(), import('./lib/cli/quick-config.ts')])
  const command = new Class(argv.slice(id.split(' ').length), quickConfig(program, packageJson))
  command.id = id.replaceAll(' ', ':')
  started.command = command
  return command.start(io)
}

const canonical = ([first = '', ...rest]: readonly string[]): string[] =>
  first === '' && rest.length === 0 ? [] : [otherNames[first] ?? first, ...rest]

function hasHelpFlag(argv: readonly string[]): boolean {
  const end = argv.indexOf('--')
  return argv.slice(0, end >>> 0).some((word) => word === '--help' || word === '-h')
}

/** The last colour flag, also if the command line could not be parsed. */
function colourFlag(argv: readonly string[]): boolean | undefined {
  const last = argv.findLast((word) => word === '--color' || word === '--no-color')
  return last === undefined ? undefined : last === '--color'
}

const isTopic = (word: string, commands: Program['commands']) =>
  Object.keys(commands).some((id) => id.startsWith(`${word} `))

/** `kafkit topics --list`, as in Apache's tools: the command that was given as a flag. */
const topicFlag = ([topic = '', ...others]: readonly string[], commands: Program['commands']): string | undefined =>
  others
    .map((word) => word.replace(/^--/, ''))
    .find((name, i) => name !== others[i] && Object.hasOwn(commands, `${topic} ${name}`))

/** The command after flags that were typed too early; the values of these flags may look like commands. */
function commandIn(argv: readonly string[], commands: Program['commands']): string {
  const pairs = argv.flatMap((word, i) => [
    `${otherNames[word] ?? word} ${argv[i + 1] ?? ''}`,
    otherNames[word] ?? word,
  ])
  return pairs.find((each) => Object.hasOwn(commands, each)) ?? 'COMMAND'
}

async function unknownCommand(words: readonly string[], commands: Program['commands']): Promise<UsageError> {
  const [{meantCommands}, {listed}] = await Promise.all([
    import('./lib/cli/meant-command.ts'),
    import('./lib/text/listed.ts'),
  ])
  const [first = ''] = words
  const typed = words.slice(0, 2).join(' ')
  const meant = meantCommands(words, Object.keys(commands))
  const hint = meant.length > 0 ? `; did you mean ${listed(meant, 'or')}?` : ''
  const help = meant.length === 0 && isTopic(first, commands) ? `kafkit ${first} --help` : 'kafkit --help'
  return new UsageError(`there is no command '${typed}'${hint} (see ${help})`)
}
