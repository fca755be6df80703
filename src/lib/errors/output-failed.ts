import {ExpectedError} from './expected-error.ts'

/** The requested output could not be written (a full disk, a limit on file sizes). Exit code 1. */
export class OutputFailed extends ExpectedError {
  override readonly name = 'OutputFailed'
}

/**
 * Errors of a path that the user can correct (exit code 2); all others are about the disk (full, over a limit,
 * read-only: 1).
 */
const wrongPaths = new Set(['EACCES', 'EEXIST', 'EISDIR', 'ELOOP', 'ENAMETOOLONG', 'ENOENT', 'ENOTDIR', 'EPERM'])

/** Whether the system refused the path, rather than the data. */
export const isWrongPath = (error: unknown): boolean =>
  wrongPaths.has((error as NodeJS.ErrnoException | undefined)?.code ?? '')

/**
 * `cannot write FILE: no space left on device (ENOSPC)`, or without a file `the output cannot be written: …`.
 * `outcome`: what was therefore not done.
 */
export function outputFailed(file: string | undefined, error: unknown, outcome?: string): OutputFailed {
  const {code, message, syscall, name} = error as NodeJS.ErrnoException
  // `ENOSPC: no space left on device, write`, followed by the path if Node knows it.
  const [, reason = message] = /^[A-Z0-9]+: (.*?), [a-z]+( '.*')?$/s.exec(message) ?? []
  const what = file === undefined ? 'the output cannot be written' : `cannot write ${file}`
  const consequence = outcome === undefined ? '' : `; ${outcome}`
  return new OutputFailed(`${what}: ${reason}${syscall ? ` (${code ?? name})` : ''}${consequence}`, {cause: error})
}

/** For `.catch`: wraps the error that ended writing this file, with its path. */
export const cannotBeWritten =
  (file: string) =>
  (error: unknown): never => {
    throw outputFailed(file, error)
  }
