import {fstatSync} from 'node:fs'
import {ExpectedError} from './expected-error.ts'
import {UsageError} from './usage-error.ts'

/** The system failed to read an input (a disk, a terminal that is gone). Exit code 1. */
export class InputFailed extends ExpectedError {
  override readonly name = 'InputFailed'
}

/** Inputs that can never be read, because of how kafkit was started. */
const neverRead = {
  EISDIR: 'it is a folder',
  EBADF: 'it is not open for reading (nohup on a terminal does that: give it < FILE or < /dev/null)',
} as const

/**
 * The error to throw when reading standard input or an open file fails: UsageError, InputFailed, or the same error if
 * the system did not throw it.
 */
export function inputFailed(error: Error): Error {
  if (!('syscall' in error)) return error
  const {code, message} = error as NodeJS.ErrnoException
  return code === 'EISDIR' || code === 'EBADF'
    ? new UsageError(`the input cannot be read: ${neverRead[code]}`, {cause: error})
    : new InputFailed(`the input cannot be read: ${message}`, {cause: error})
}

/** The chunks of standard input. Throws errors as `inputFailed`. */
export async function* standardInput<T>(stream: AsyncIterable<T>): AsyncGenerator<T, void> {
  try {
    yield* stream
  } catch (error) {
    throw error instanceof Error ? inputFailed(error) : error
  }
}

/** Throws UsageError if this descriptor is a folder, which Node's stream of standard input reports as empty. */
export function refuseFolder(fd: number): void {
  if (isFolder(fd)) throw new UsageError(`the input cannot be read: ${neverRead.EISDIR}`)
}

function isFolder(fd: number): boolean {
  try {
    return fstatSync(fd).isDirectory()
  } catch {
    return false // Windows does not know every console.
  }
}
