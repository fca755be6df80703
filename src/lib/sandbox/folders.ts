import {randomBytes} from 'node:crypto'
import {homedir} from 'node:os'
import {isAbsolute, join} from 'node:path'
import {UsageError} from '../cluster/errors.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** The folder that contains a folder for each sandbox: KAFKIT_SANDBOX_DIR, or `kafkit/sandbox` in the XDG data home. */
export function sandboxRoot(env: Environment = process.env): string {
  return env['KAFKIT_SANDBOX_DIR'] || join(xdg(env['XDG_DATA_HOME'], '.local/share'), 'kafkit', 'sandbox')
}

/**
 * The folder of jars, formatted metadata and class-data archives, all of which can be recreated: KAFKIT_CACHE_DIR, or
 * the XDG cache home.
 */
export function cacheRoot(env: Environment = process.env): string {
  return env['KAFKIT_CACHE_DIR'] || join(xdg(env['XDG_CACHE_HOME'], '.cache'), 'kafkit')
}

/** The folder of a named sandbox. Throws UsageError for a name that is not a plain file name. */
export function sandboxFolder(name: string, env: Environment = process.env): string {
  if (!/^[a-zA-Z0-9][\w.-]{0,63}$/.test(name)) {
    throw new UsageError(`"${name}" cannot name a sandbox: use up to 64 letters, digits, ".", "_" and "-"`)
  }
  return join(sandboxRoot(env), name)
}

/** A unique temporary name beside `file`, to write to before renaming. */
export const unfinished = (file: string): string => `${file}.${randomBytes(4).toString('hex')}.part`

/** The XDG specification requires that relative values are ignored. */
function xdg(value: string | undefined, fallback: string): string {
  return value && isAbsolute(value) ? value : join(homedir(), fallback)
}
