// The question before something cannot be undone. The only importer of inquirer.
import {UsageError} from '../cluster/errors.ts'
import type {Io} from './io.ts'
import {screenText} from './visible.ts'

export interface Question {
  /** Without a question mark: `Delete 3 topics`. */
  readonly text: string
  /** Asked for nothing: the user said yes on the command line. */
  readonly yes: boolean | undefined
  /** The flag that says yes, for those without a terminal. */
  readonly flag: string
}

/** True if the user agrees; UsageError where nobody can be asked. An answer on stdin never counts: it may be data. */
export async function confirm(io: Io, {text, yes, flag}: Question): Promise<boolean> {
  if (yes) return true
  if (!io.terminal.stdin || !io.terminal.stderr) {
    throw new UsageError(`${text}? There is no terminal to ask on: say ${flag} if you mean it`)
  }
  const prompts = await import('@inquirer/prompts')
  return prompts.confirm(
    {message: screenText(`${text}?`), default: false},
    // stdout may be a file, and the question is no data.
    {input: io.stdin, output: io.questions, signal: io.interrupted},
  )
}

/** What somebody typed on the terminal; the caller knows that there is one. */
export async function typed(io: Io, message: string): Promise<string> {
  const prompts = await import('@inquirer/prompts')
  const text = await prompts.input(
    {message: screenText(message)},
    {input: io.stdin, output: io.questions, signal: io.interrupted},
  )
  return text.trim()
}

/** As `typed`, shown as stars and not trimmed. */
export async function typedSecretly(io: Io, message: string): Promise<string> {
  const prompts = await import('@inquirer/prompts')
  return prompts.password(
    {message: screenText(message), mask: '*'},
    {input: io.stdin, output: io.questions, signal: io.interrupted},
  )
}
