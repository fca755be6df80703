// A drop-in with the grammar of argparse4j. tool.ts runs it like any other.
import type {Io} from '../../cli/io.ts'
import {
  ArgumentError,
  HelpRequest,
  parseArguments,
  VersionRequest,
  type Arguments,
  type ArgumentTable,
  type CommandSpec,
} from './arguments.ts'
import {withExitCode, type OpenCluster, type Tool} from './tool.ts'

export interface CommandToolDefinition {
  readonly name: string
  /** The name in usage and errors, if that is not the tool's own. */
  readonly program?: string
  /** Options before the command; all options of a tool without commands. */
  readonly options: ArgumentTable
  readonly requiredGroups?: readonly string[]
  readonly commands?: Readonly<Record<string, CommandSpec>>
  /** One sentence. */
  readonly purpose: string
  /** The exit code of a run that only prints the help. */
  readonly helpExitCode: 0 | 1
  /** If the command line is empty, the help is printed and the exit code is 0. */
  readonly helpWithoutArguments?: true
  /** What `--version` prints, for a tool that has such an option. */
  readonly version?: string
  /** The text about a wrong command line, if it is not the usual one of usage and message. */
  readonly complaint?: (message: string) => string
  /** See Tool.actions; by default the commands. */
  readonly actions?: readonly string[]
  readonly manual: Tool['manual']
  /**
   * Resolves with the exit code. A JavaError becomes a message and exit code 1; an ArgumentError is reported like one
   * of the parser's.
   */
  run(args: Arguments, io: Io, open?: OpenCluster): Promise<number>
}

export function defineCommandTool(definition: CommandToolDefinition): Tool {
  const {name, options, commands, manual, actions = Object.keys(commands ?? {})} = definition
  const run: Tool['run'] = (argv, io, open) => withExitCode(name, io, () => runDefinition(definition, argv, io, open))
  return {name, options, removed: {}, actions, manual, run, commands: commands ?? {}}
}

async function runDefinition(
  definition: CommandToolDefinition,
  argv: readonly string[],
  io: Io,
  open: OpenCluster | undefined,
): Promise<number> {
  const {name, program = name, complaint, purpose, helpExitCode, version} = definition
  try {
    return await definition.run(parseArguments(definition, argv), io, open)
  } catch (error) {
    if (error instanceof VersionRequest) {
      io.out(`${version}\n`)
      return 0
    }
    const empty = definition.helpWithoutArguments && argv.length === 0
    if (error instanceof HelpRequest || empty) {
      const {commandHelp} = await import('./command-help.ts')
      const command = error instanceof HelpRequest ? error.command : undefined
      io.out(commandHelp({...definition, name: program, command, purpose, columns: io.env['COLUMNS']}))
      return empty ? 0 : helpExitCode
    }
    if (!(error instanceof ArgumentError)) throw error
    if (complaint) io.err(complaint(error.message))
    else {
      const {errorText, formatWidth} = await import('./argument-errors.ts')
      io.err(errorText(program, definition, error, formatWidth(io.env['COLUMNS'])))
    }
    return 1
  }
}
