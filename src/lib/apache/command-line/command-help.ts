import {formatWidth, usageText} from './argument-errors.ts'
import type {ProgramSpec} from './arguments.ts'
import {helpText} from './help.ts'

export interface CommandHelp extends ProgramSpec {
  readonly name: string
  readonly purpose: string
  /** The help of one command; undefined for that of the program. */
  readonly command: string | undefined
  /** Width of the terminal, if the environment has it. */
  readonly columns: string | undefined
}

/** The help in our own words: the usage, the purpose, commands and options. Ends with a newline. */
export function commandHelp({name, purpose, command, columns, ...program}: CommandHelp): string {
  const usage = usageText(name, program, command, formatWidth(columns))
  const own = command === undefined ? undefined : program.commands?.[command]
  const help = {help: {help: 'Print this text.', short: 'h'}}
  const commands = Object.entries(own ? {} : (program.commands ?? {}))
  const width = Math.max(0, ...commands.map(([word]) => word.length))
  const list = commands.map(([word, spec]) => `  ${word.padEnd(width)}  ${spec.help}\n`)
  return [
    usage,
    `\n${own?.help ?? purpose}\n`,
    ...(list.length > 0 ? ['\nCommands\n', ...list] : []),
    helpText({...(own ?? program).options, ...help}),
  ].join('')
}
