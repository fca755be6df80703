// Reads files that are named on a command line, with Java's exceptions.
import {readFileSync} from 'node:fs'
import {JavaError, runtimeException} from '../java/errors.ts'

/** Utils.readFileAsString: the text, decoded as UTF-8. Throws IOException as JavaError. */
export function readFileAsString(path: string): string {
  try {
    // To Java, an empty path is the working directory.
    return readFileSync(path === '' ? '.' : path, 'utf8')
  } catch (error) {
    const {code, message} = error as NodeJS.ErrnoException
    const classes: Readonly<Record<string, string>> = {ENOENT: 'NoSuchFile', EACCES: 'AccessDenied'}
    const known = classes[code ?? '']
    const cause = known
      ? new JavaError(`java.nio.file.${known}Exception`, path, {cause: error})
      : new JavaError('java.io.IOException', code === 'EISDIR' ? 'Is a directory' : message, {cause: error})
    throw new JavaError('java.io.IOException', `Unable to read file ${path}`, {cause})
  }
}

/** Like readFileAsString, for tools that wrap the failure in a RuntimeException. */
export function readText(path: string): string {
  try {
    return readFileAsString(path)
  } catch (error) {
    throw error instanceof JavaError ? runtimeException(error) : error
  }
}
