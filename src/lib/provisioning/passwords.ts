// Passwords, from where the files say they are. They go into the salt of a request and nowhere else.
import {execFile} from 'node:child_process'
import {readFile} from 'node:fs/promises'
import {promisify} from 'node:util'
import {UsageError} from '../errors/usage-error.ts'
import {fileProblem} from '../text/file-problem.ts'
import type {PasswordSource} from './declared.ts'

/** UsageError, which names the place and never the password, if there is none. */
export async function passwordFrom(
  source: PasswordSource,
  user: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const password = await read(source, user, environment)
  if (password !== '') return password
  throw new UsageError(`the password of user ${user} is empty (${sourceText(source)})`)
}

/** `env ORDERS_PASSWORD`: where it comes from, for people. */
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
    // What the program said may hold what it was to keep.
    throw new UsageError(`the password of user ${user}: ${program} failed${code === undefined ? '' : ` (${code})`}`)
  }
}

/** Editors and programs end a file with a newline, which is no part of the password. */
const firstLine = (text: string): string => text.replace(/\r?\n$/, '')
