// The type of every drop-in, and what runs around each: help, version, removed options, usage errors, exit codes.
import type {Io} from '../../cli/io.ts'
import {Interrupted} from '../../cli/io.ts'
import type {Cluster, ClusterSettings} from '../../cluster/cluster.ts'
import {ExpectedError} from '../../errors/expected-error.ts'
import {engine} from '../../runtime/engine.ts'
import {JavaError, sentence} from '../java/errors.ts'
import {TerseProblem, UsageProblem} from './checks.ts'
import type {CommandSpec} from './arguments.ts'
import type {Manual} from './manual.ts'
import {OptionError, parseOptions, type Options, type OptionTable} from './options.ts'
import {acceptedLegacy, removalAdvice, type RemovedOptions} from './removed-options.ts'

/** The Kafka release whose tools the drop-ins imitate. */
export const kafkaVersion = '4.3.1'

/** How a tool opens its cluster; tests pass a function that uses other settings. */
export type OpenCluster = (settings: ClusterSettings) => Cluster

/**
 * The default export of src/lib/apache/NAME/tool.ts. Bundles, bin/, manual pages and tests use nothing else of a
 * drop-in.
 */
export interface Tool {
  /** The name of the executable and of the folder. */
  readonly name: string
  readonly options: OptionTable
  readonly removed: RemovedOptions
  /**
   * Words that decide which code a run needs: bin/NAME keeps a separate code cache for each. --help and --version
   * always have one.
   */
  readonly actions: readonly string[]
  /**
   * The commands, for a tool with the grammar of argparse4j (command-tool.ts), which may have none; undefined for
   * joptsimple's.
   */
  readonly commands?: Readonly<Record<string, CommandSpec>>
  /** A separate module, which the bundles leave out. */
  readonly manual: () => Promise<{readonly default: Manual}>
  /** Resolves with the exit code. */
  run(argv: readonly string[], io: Io, open?: OpenCluster): Promise<number>
}

export interface ToolDefinition<T extends OptionTable> extends Omit<Tool, 'options' | 'actions' | 'commands' | 'run'> {
  readonly options: T
  /** First line of the help when the command line is empty, and with --help. */
  readonly purpose: string
  /** First line with --help, if it differs. */
  readonly purposeOfHelp?: string
  /** Whether the help follows an error of joptsimple. */
  readonly helpAfterParseError: boolean
  /** The text of such an error for stderr; by default, one sentence with the class of Java's exception. */
  readonly complaint?: (error: OptionError | JavaError) => string
  readonly actions: readonly `--${keyof T & string}`[]
  /** Resolves with the exit code. UsageProblem, OptionError and JavaError become a message and exit code 1. */
  run(options: Options<T>, io: Io, open?: OpenCluster): Promise<number>
}

/** A tool with the grammar of joptsimple. `run` is called unless --help or --version is given. */
export const defineTool = <T extends OptionTable>(definition: ToolDefinition<T>): Tool => {
  const {name, options, removed, actions, manual} = definition
  const run: Tool['run'] = (argv, io, open) => runDefinition(definition, argv, io, open)
  return {name, options, removed, actions, manual, run}
}

type Complaint = NonNullable<ToolDefinition<OptionTable>['complaint']>

/** Runs a tool. A failure becomes a message and exit code 1, an interruption the JVM's exit code. */
export async function withExitCode(
  name: string,
  io: Io,
  run: () => Promise<number>,
  complaint?: Complaint,
): Promise<number> {
  try {
    return await run()
  } catch (error) {
    // Interruptions have the JVM's exit codes.
    const interruption = io.interrupted.aborted ? io.interrupted.reason : error
    if (interruption instanceof Interrupted) return interruption.exitCode
    const {withoutCredentials} = await import('../../text/credentials.ts')
    io.err(`${withoutCredentials(complaintOf(name, error, complaint))}\n`)
    return 1
  }
}

async function runDefinition<T extends OptionTable>(
  tool: ToolDefinition<T>,
  argv: readonly string[],
  io: Io,
  open: OpenCluster | undefined,
): Promise<number> {
  return withExitCode(
    tool.name,
    io,
    async () => {
      try {
        const options = parse(tool, argv, io)
        if (argv.length === 0) return await usage(tool, io, tool.purpose)
        if (options.has('help')) return await usage(tool, io, tool.purposeOfHelp ?? tool.purpose)
        if (options.has('version')) {
          io.out(`${kafkaVersion}\n`)
          return 0
        }
        return await tool.run(options, io, open)
      } catch (error) {
        if (error instanceof UsageProblem) return usage(tool, io, error.message)
        throw error
      }
    },
    tool.complaint,
  )
}

function complaintOf(name: string, error: unknown, complaint: Complaint = sentence): string {
  if (error instanceof TerseProblem) return error.message
  if (error instanceof OptionError || error instanceof JavaError) return complaint(error)
  // Not in Java's words, because Apache's tools do not notice lost output or input.
  return error instanceof ExpectedError ? `${name}: ${error.message}` : bugReport(name, error)
}

function parse<T extends OptionTable>(tool: ToolDefinition<T>, argv: readonly string[], io: Io): Options<T> {
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
  return `this is a bug in kafkit's ${name}. Please report it with the command line, ${engine} on ${process.platform}, and:\n${stack}`
}

async function usage({options}: {readonly options: OptionTable}, io: Io, message: string): Promise<number> {
  const {helpText} = await import('./help.ts')
  io.err(`${message}\n${helpText(options)}`)
  return 1
}
