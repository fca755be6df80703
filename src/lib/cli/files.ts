import {UsageError} from '../cluster/errors.ts'
import {standardInput} from '../errors/input-failed.ts'
import {isWrongPath, outputFailed, type OutputFailed} from '../errors/output-failed.ts'
import {fileProblem} from '../text/file-problem.ts'

const writingProblems: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
  ENOENT: 'there is no such folder',
  ENOTDIR: 'a part of its path is a file, not a folder',
}

/** The error to throw if a file on the command line cannot be opened. */
export function cannotRead(file: string, error: unknown): UsageError {
  return new UsageError(`cannot read ${file}: ${fileProblem(error as NodeJS.ErrnoException)}`, {cause: error})
}

/**
 * The error to throw if a new file cannot be created; `outcome` says what was therefore not done. UsageError for a
 * wrong path, OutputFailed for a full disk.
 */
export function cannotWriteNew(file: string, error: unknown, outcome: string): UsageError | OutputFailed {
  if (!isWrongPath(error)) return outputFailed(file, error, outcome)
  const {code, syscall, message} = error as NodeJS.ErrnoException
  // mkdir reports this for a folder that is a file.
  const why = code === 'EEXIST' && syscall === 'open' ? 'it already exists' : (writingProblems[code ?? ''] ?? message)
  return new UsageError(`cannot write ${file}: ${why}; ${outcome}`, {cause: error})
}

/** The whole text of a file; `-` is stdin. Throws UsageError if it cannot be read. */
export async function textOfFile(file: string, stdin: AsyncIterable<Buffer | string>): Promise<string> {
  if (file !== '-') {
    const {readFile} = await import('node:fs/promises') // loading it takes 7 ms, which commands that only name a file should not spend
    return readFile(file, 'utf8').catch((error: unknown) => Promise.reject(cannotRead(file, error)))
  }
  const chunks: Buffer[] = []
  for await (const chunk of standardInput(stdin)) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString()
}
