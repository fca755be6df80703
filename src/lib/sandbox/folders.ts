import {randomBytes} from 'node:crypto'
import {homedir} from 'node:os'
import {isAbsolute, join} from 'node:path'
import {UsageError} from '../cluster/errors.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Where sandboxes live, a folder each: KAFKIT_SANDBOX_DIR, else `kafkit/sandbox` in the XDG data home. */
export function sandboxRoot(env: Environment = process.env): string {
  return env['KAFKIT_SANDBOX_DIR'] || join(xdg(env['XDG_DATA_HOME'], '.local/share'), 'kafkit', 'sandbox')
}

/** Jars, formatted metadata and class-data archives, all of which can be made again: KAFKIT_CACHE_DIR, else XDG cache. */
export function cacheRoot(env: Environment = process.env): string {
  return env['KAFKIT_CACHE_DIR'] || join(xdg(env['XDG_CACHE_HOME'], '.cache'), 'kafkit')
}

/** The folder of a named sandbox; UsageError for a name that is no plain file name. */
export function sandboxFolder(name: string, env: Environment = process.env): string {
  if (!/^[a-zA-Z0-9][\w.-]{0,63}$/.test(name)) {
    throw new UsageError(`"${name}" cannot name a sandbox: use up to 64 letters, digits, ".", "_" and "-"`)
  }
  return join(sandboxRoot(env), name)
}

/** A name to write a file under before it is renamed into place, different for each caller. */
export const unfinished = (file: string): string => `${file}.${randomBytes(4).toString('hex')}.part`

/** The XDG specification: a relative value is to be ignored. */
function xdg(value: string | undefined, fallback: string): string {
  return value && isAbsolute(value) ? value : join(homedir(), fallback)
}
