import {UsageError} from '../cluster/errors.ts'

/** What to throw when a file that the command line names cannot be opened. */
export function cannotRead(file: string, error: unknown): UsageError {
  const {code, message} = error as NodeJS.ErrnoException
  const why = code === 'ENOENT' ? 'there is no such file' : code === 'EACCES' ? 'it may not be read' : message
  return new UsageError(`cannot read ${file}: ${why}`, {cause: error})
}
