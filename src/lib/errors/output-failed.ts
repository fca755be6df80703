import {ExpectedError} from './expected-error.ts'

/** What was asked for could not be written (a full disk, a limit on the size of files). Exit code 1. */
export class OutputFailed extends ExpectedError {
  override readonly name = 'OutputFailed'
}

/** `the output cannot be written: no space left on device (ENOSPC)`; `what` is a file's name or what else it is. */
export function outputFailed(what: string, error: unknown): OutputFailed {
  const {code, message, syscall, name} = error as NodeJS.ErrnoException
  // `ENOSPC: no space left on device, write`, and with a path behind that where Node knows it.
  const [, reason = message] = /^[A-Z0-9]+: (.*?), [a-z]+( '.*')?$/s.exec(message) ?? []
  return new OutputFailed(`${what} cannot be written: ${reason}${syscall ? ` (${code ?? name})` : ''}`, {cause: error})
}
