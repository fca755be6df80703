// Only here does an error become a sentence and an exit code. No credential is shown, whatever the error quotes.
import {ExpectedError} from '../errors/expected-error.ts'
import {StalePlan} from '../errors/stale-plan.ts'
import {UsageError} from '../errors/usage-error.ts'
import {engine} from '../runtime/engine.ts'
import {withoutCredentials} from '../text/credentials.ts'
import type {Colours} from './colour.ts'
import {exitCode} from './exit-codes.ts'
import {Interrupted, type Io} from './io.ts'
import {visible} from './visible.ts'

export {exitCode} from './exit-codes.ts'

export interface Failure {
  /** Without a newline at its end; empty if there is nothing to say. */
  readonly text: string
  readonly exitCode: number
}

/** `debug` adds the stack and the causes of errors that are normally reported in one sentence. */
export function describeFailure(error: unknown, colours: Colours, debug = false): Failure {
  const interruption = interruptionOf(error)
  if (interruption) return {text: '', exitCode: interruption.exitCode}
  const label = colours.bad('kafkit:')
  if (!isExpected(error)) return {text: `${label} ${withoutCredentials(bugReport(error))}`, exitCode: exitCode.failed}
  const details = debug ? `\n${stackOf(error)}` : ''
  return {
    text: `${label} ${withoutCredentials(`${visible(error.message)}${logOf(error)}${details}`)}`,
    exitCode: codeOf(error),
  }
}

function codeOf(error: Error): number {
  if (error instanceof StalePlan) return exitCode.stale
  return error instanceof UsageError ? exitCode.usage : exitCode.failed
}

/** One sentence for an item that failed, for the lines below a table. */
export const failureLine = (error: Error, colours: Colours): string =>
  `${colours.bad('kafkit:')} ${withoutCredentials(visible(isExpected(error) ? error.message : stackOf(error)))}\n`

/** Whether a user or an administrator can act on the error. */
const isExpected = (error: unknown): error is Error => error instanceof ExpectedError || isFileError(error)

/** The system refused a file that the user named: the message contains the operation and the path. */
const isFileError = (error: unknown): boolean => error instanceof Error && 'path' in error && 'syscall' in error

/** An abort may arrive as itself, or as the cause of the error in what it ended. */
function interruptionOf(error: unknown): Interrupted | undefined {
  for (let each = error; each instanceof Error; each = each.cause) if (each instanceof Interrupted) return each
  // The name of inquirer's error for Ctrl-C in a prompt.
  return error instanceof Error && error.name === 'ExitPromptError' ? new Interrupted('SIGINT') : undefined
}

/** Whether a user or a supervisor interrupted the command. */
export const isInterruption = (error: unknown): boolean => interruptionOf(error) !== undefined

/** The exit code of a command that was interrupted but ended normally, without an exception. */
export function interruptedCode({interrupted}: Pick<Io, 'interrupted'>): number {
  const reason: unknown = interrupted.reason
  return reason instanceof Interrupted ? reason.exitCode : exitCode.interrupted
}

const logOf = (error: Error): string =>
  'log' in error && Array.isArray(error.log) ? error.log.map((line) => `\n  ${String(line)}`).join('') : ''

const bugReport = (error: unknown): string =>
  `this is a bug in kafkit. Please report it with the command line, ${engine} on ${process.platform}, and:\n${stackOf(error)}`

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause === undefined ? '' : `\ncaused by: ${stackOf(error.cause)}`
  return `${error.stack ?? error.message}${cause}`
}
