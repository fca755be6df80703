import {UsageError} from '../cluster/errors.ts'
import {standardInput} from '../errors/input-failed.ts'
import {isWrongPath, outputFailed, type OutputFailed} from '../errors/output-failed.ts'
import {fileProblem} from '../text/file-problem.ts'

const writingProblems: Readonly<Record<string, string>> = {
  EACCES: 'it may not be written',
  EISDIR: 'it is a folder',
  ENOENT: 'there is no such folder',
  ENOTDIR: 'a part of its path is a file, not a folder',
}

/** What to throw when a file that the command line names cannot be opened. */
export function cannotRead(file: string, error: unknown): UsageError {
  return new UsageError(`cannot read ${file}: ${fileProblem(error as NodeJS.ErrnoException)}`, {cause: error})
}

/**
 * What to throw when a file that must be new cannot be; `outcome` says what has not happened therefore. UsageError for a wrong
 * path, OutputFailed for a full disk.
 */
export function cannotWriteNew(file: string, error: unknown, outcome: string): UsageError | OutputFailed {
  if (!isWrongPath(error)) return outputFailed(file, error, outcome)
  const {code, syscall, message} = error as NodeJS.ErrnoException
  // mkdir says it of a folder that is a file.
  const why =
    code === 'EEXIST' && syscall === 'open' ? 'there is one already' : (writingProblems[code ?? ''] ?? message)
  return new UsageError(`cannot write ${file}: ${why}; ${outcome}`, {cause: error})
}

/** All of a file; `-` is stdin. UsageError if it cannot be read. */
export async function textOfFile(file: string, stdin: AsyncIterable<Buffer | string>): Promise<string> {
  if (file !== '-') {
    const {readFile} = await import('node:fs/promises') // 7 ms, which commands that only name a file need not spend
    return readFile(file, 'utf8').catch((error: unknown) => Promise.reject(cannotRead(file, error)))
  }
  const chunks: Buffer[] = []
  for await (const chunk of standardInput(stdin)) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString()
}
