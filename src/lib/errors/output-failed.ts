import {ExpectedError} from './expected-error.ts'

/** What was asked for could not be written (a full disk, a limit on the size of files). Exit code 1. */
export class OutputFailed extends ExpectedError {
  override readonly name = 'OutputFailed'
}

/** `cannot write FILE: no space left on device (ENOSPC)`, or without a file `the output cannot be written: …`. */
export function outputFailed(file: string | undefined, error: unknown): OutputFailed {
  const {code, message, syscall, name} = error as NodeJS.ErrnoException
  // `ENOSPC: no space left on device, write`, and behind that the path where Node knows it.
  const [, reason = message] = /^[A-Z0-9]+: (.*?), [a-z]+( '.*')?$/s.exec(message) ?? []
  const what = file === undefined ? 'the output cannot be written' : `cannot write ${file}`
  return new OutputFailed(`${what}: ${reason}${syscall ? ` (${code ?? name})` : ''}`, {cause: error})
}

/** For `.catch`: whatever ended the writing of this file is told with its path. */
export const cannotBeWritten =
  (file: string) =>
  (error: unknown): never => {
    throw outputFailed(file, error)
  }
