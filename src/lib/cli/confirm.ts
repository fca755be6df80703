// Questions on the terminal, and the flag that answers them. Only this file imports inquirer.
import {boolean} from '@oclif/core/flags'
import {UsageError} from '../cluster/errors.ts'
import {Interrupted, type Io} from './io.ts'
import {screenText} from './visible.ts'

/** The flag of commands that ask for confirmation. */
export const yesFlag = {yes: boolean({char: 'y', summary: 'do not ask for confirmation'})}

export interface Question {
  /** Without a question mark: `Delete 3 topics`. */
  readonly text: string
  /** Whether the user has agreed on the command line, so that nothing is asked. */
  readonly yes: boolean | undefined
  /** The flag to suggest if there is no terminal. */
  readonly flag: string
}

/** Whether the user can be asked: stdin and stderr are terminals. */
export const canAsk = ({terminal}: Pick<Io, 'terminal'>): boolean => terminal.stdin && terminal.stderr

/**
 * True if the user agrees. Throws UsageError without a terminal. Piped stdin is never taken as an answer, because it
 * may be data.
 */
export async function confirm(io: Io, {text, yes, flag}: Question): Promise<boolean> {
  if (yes) return true
  if (!canAsk(io)) {
    throw new UsageError(`${text}? There is no terminal to ask on; use ${flag} to confirm`)
  }
  const prompts = await import('@inquirer/prompts')
  return asking(io, (context) => prompts.confirm({message: screenText(`${text}?`), default: false}, context))
}

/** Returns what the user types, trimmed. The caller has checked that there is a terminal. */
export async function typed(io: Io, message: string): Promise<string> {
  const prompts = await import('@inquirer/prompts')
  const text = await asking(io, (context) => prompts.input({message: screenText(message)}, context))
  return text.trim()
}

/** As typed, but echoed as stars and not trimmed. */
export async function typedSecretly(io: Io, message: string): Promise<string> {
  const prompts = await import('@inquirer/prompts')
  return asking(io, (context) => prompts.password({message: screenText(message), mask: '*'}, context))
}

/** Makes Ctrl-D end a question as Ctrl-C does. Otherwise inquirer would hear no more keys and wait for ever. */
async function asking<T>(
  {stdin, questions, interrupted}: Io,
  ask: (context: {input: Io['stdin']; output: Io['questions']; signal: AbortSignal}) => Promise<T>,
): Promise<T> {
  const ended = new AbortController()
  const pressed = (_: unknown, key: {readonly ctrl?: boolean; readonly name?: string} | undefined) => {
    if (key?.ctrl && key.name === 'd') ended.abort(new Interrupted('SIGINT'))
  }
  stdin.on('keypress', pressed)
  try {
    // The question goes to stderr, because stdout may be redirected to a file.
    return await ask({input: stdin, output: questions, signal: AbortSignal.any([interrupted, ended.signal])})
  } finally {
    stdin.off('keypress', pressed)
  }
}
