// What is the same around every drop-in: help, version, removed options, and where a bad command line is told.
import type {Io} from '../../cli/io.ts'
import {Interrupted} from '../../cli/io.ts'
import {withoutCredentials} from '../../text/credentials.ts'
import {JavaError, sentence} from '../java/errors.ts'
import {OptionError, parseOptions, type Options, type OptionTable} from './options.ts'
import {acceptedLegacy, removalAdvice, type RemovedOptions} from './removed-options.ts'
import {UsageProblem} from './checks.ts'

/** The release whose tools these are. */
export const kafkaVersion = '4.3.1'

export interface Tool<T extends OptionTable> {
  readonly name: string
  readonly options: T
  readonly removed: RemovedOptions
  /** First line when nothing was given, and with --help. */
  readonly purpose: string
  readonly purposeOfHelp?: string
  /** Whether joptsimple's complaints are followed by the help. */
  readonly helpAfterParseError: boolean
}

/** Reads the command line and runs the tool, unless help or the version was asked for. Resolves with the exit code. */
export async function runTool<T extends OptionTable>(
  tool: Tool<T>,
  argv: readonly string[],
  io: Io,
  run: (options: Options<T>) => Promise<number>,
): Promise<number> {
  try {
    const options = parse(tool, argv, io)
    if (argv.length === 0) return await usage(tool, io, tool.purpose)
    if (options.has('help')) return await usage(tool, io, tool.purposeOfHelp ?? tool.purpose)
    if (options.has('version')) {
      io.out(`${kafkaVersion}\n`)
      return 0
    }
    return await run(options)
  } catch (error) {
    if (error instanceof UsageProblem) return usage(tool, io, error.message)
    // The JVM's exit codes.
    const interruption = io.interrupted.aborted ? io.interrupted.reason : error
    if (interruption instanceof Interrupted) return interruption.exitCode
    const expected = error instanceof OptionError || error instanceof JavaError
    io.err(`${withoutCredentials(expected ? sentence(error) : bugReport(tool.name, error))}\n`)
    return 1
  }
}

function parse<T extends OptionTable>(tool: Tool<T>, argv: readonly string[], io: Io): Options<T> {
  const legacy = acceptedLegacy(tool.removed, io.env)
  try {
    return parseOptions(tool.options, argv, {
      legacy,
      onLegacy: (name) => {
        const {since, instead} = tool.removed[name] ?? {since: '', instead: ''}
        io.err(`--${name} was removed in Kafka ${since} and is accepted because KAFKIT_LEGACY=1. ${instead}\n`)
      },
    })
  } catch (error) {
    if (!(error instanceof OptionError)) throw error
    const advice = removalAdvice(error, tool.removed)
    const message = advice === undefined ? error.message : `${error.message}\n${advice}`
    throw tool.helpAfterParseError ? new UsageProblem(message) : new OptionError(error.javaClass, message)
  }
}

function bugReport(name: string, error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return `this is a bug in kafkit's ${name}. Please report it with the command line, ${process.version} on ${process.platform}, and:\n${stack}`
}

async function usage<T extends OptionTable>(tool: Tool<T>, io: Io, message: string): Promise<number> {
  const {helpText} = await import('./help.ts')
  io.err(`${message}\n${helpText(tool.options)}`)
  return 1
}
