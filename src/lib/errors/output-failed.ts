import {ExpectedError} from './expected-error.ts'

/** What was asked for could not be written (a full disk, a limit on the size of files). Exit code 1. */
export class OutputFailed extends ExpectedError {
  override readonly name = 'OutputFailed'
}

/** A path that the user can correct (exit code 2); all else is about the disk (a full one, a limit, one gone read-only: 1). */
const wrongPaths = new Set(['EACCES', 'EEXIST', 'EISDIR', 'ELOOP', 'ENAMETOOLONG', 'ENOENT', 'ENOTDIR', 'EPERM'])

/** Whether the system refused the path, and not what was to be written there. */
export const isWrongPath = (error: unknown): boolean =>
  wrongPaths.has((error as NodeJS.ErrnoException | undefined)?.code ?? '')

/** `cannot write FILE: no space left on device (ENOSPC)`, or without a file `the output cannot be written: …`. `outcome`: what has not happened therefore. */
export function outputFailed(file: string | undefined, error: unknown, outcome?: string): OutputFailed {
  const {code, message, syscall, name} = error as NodeJS.ErrnoException
  // `ENOSPC: no space left on device, write`, and behind that the path where Node knows it.
  const [, reason = message] = /^[A-Z0-9]+: (.*?), [a-z]+( '.*')?$/s.exec(message) ?? []
  const what = file === undefined ? 'the output cannot be written' : `cannot write ${file}`
  const consequence = outcome === undefined ? '' : `; ${outcome}`
  return new OutputFailed(`${what}: ${reason}${syscall ? ` (${code ?? name})` : ''}${consequence}`, {cause: error})
}

/** For `.catch`: wraps whatever ended the writing of this file, with its path. */
export const cannotBeWritten =
  (file: string) =>
  (error: unknown): never => {
    throw outputFailed(file, error)
  }
