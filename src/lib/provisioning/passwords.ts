// Reads passwords from the sources that the files name. They are used only to compute the salted password of a request.
import {execFile} from 'node:child_process'
import {readFile} from 'node:fs/promises'
import {promisify} from 'node:util'
import {UsageError} from '../errors/usage-error.ts'
import {fileProblem} from '../text/file-problem.ts'
import type {PasswordSource} from './declared.ts'

/** Throws UsageError, which names the source and never the password, if the password cannot be read. */
export async function passwordFrom(
  source: PasswordSource,
  user: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const password = await read(source, user, environment)
  if (password !== '') return password
  throw new UsageError(`the password of user ${user} is empty (${sourceText(source)})`)
}

/** The source of a password for messages: `env ORDERS_PASSWORD`. */
export function sourceText(source: PasswordSource): string {
  if ('env' in source) return `env ${source.env}`
  return 'file' in source ? `file ${source.file}` : `command ${source.command[0]}`
}

async function read(
  source: PasswordSource,
  user: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  if ('env' in source) {
    const value = environment[source.env]
    if (value !== undefined) return value
    throw new UsageError(`the password of user ${user}: the variable ${source.env} is not set`)
  }
  if ('file' in source) {
    const text = await readFile(source.file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw new UsageError(`the password of user ${user}: cannot read ${source.file}: ${fileProblem(error)}`, {
        cause: error,
      })
    })
    return firstLine(text)
  }
  const [program, ...args] = source.command
  try {
    const {stdout} = await promisify(execFile)(program, args, {timeout: 30_000, maxBuffer: 65_536})
    return firstLine(stdout)
  } catch (error) {
    const {code} = error as {code?: string | number}
    // What the program printed may contain the secret, so it is not shown.
    throw new UsageError(`the password of user ${user}: ${program} failed${code === undefined ? '' : ` (${code})`}`)
  }
}

/** Editors and programs end a file with a newline, which is not part of the password. */
const firstLine = (text: string): string => text.replace(/\r?\n$/, '')
