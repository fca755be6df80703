// Small JSON files that a command keeps between runs, in the user's state directory (XDG base directories).
import {open, readFile, rename, rm, writeFile} from 'node:fs/promises'
import {homedir} from 'node:os'
import {dirname, join} from 'node:path'
import {UsageError} from '../cluster/errors.ts'
import {outputFailed} from '../errors/output-failed.ts'
import {makeFolder} from '../runtime/make-folder.ts'
import {notRegularFile} from '../runtime/regular-file.ts'

/** The path of a file below KAFKIT_STATE_DIR or, without that, `$XDG_STATE_HOME/kafkit` or `~/.local/state/kafkit`. */
export function stateFile(env: Readonly<Record<string, string | undefined>>, ...names: readonly string[]): string {
  const folder = env['KAFKIT_STATE_DIR'] || join(env['XDG_STATE_HOME'] || join(homedir(), '.local', 'state'), 'kafkit')
  return join(folder, ...names)
}

/** Undefined if the file does not exist yet. Throws UsageError if kafkit did not write it. */
export async function readState<T>(file: string): Promise<T | undefined> {
  const other = notRegularFile(file)
  if (other !== undefined) throw new UsageError(`${file} is ${other}: name a file, in which kafkit can keep its state`)
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return undefined
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return value as T
  } catch {
    // Reported below.
  }
  throw new UsageError(`${file} was not written by kafkit: delete it, or name another file`)
}

/** Replaces the file atomically, because another run may be reading it. Throws OutputFailed if it cannot be written. */
export async function writeState(file: string, value: object): Promise<void> {
  const part = `${file}.${process.pid}`
  try {
    await makeFolder(dirname(file))
    await writeFile(part, `${JSON.stringify(value)}\n`)
    await rename(part, file)
  } catch (error) {
    await rm(part, {force: true}).catch(() => undefined)
    throw outputFailed(file, error)
  }
}

/**
 * Replaces a user's file atomically: a reader, or a restart after a crash, finds either the old or the new one, never
 * a part.
 */
export async function replaceFile(file: string, text: string): Promise<void> {
  const part = `${file}.${process.pid}`
  try {
    await writeNewFile(part, text)
    await rename(part, file)
  } catch (error) {
    await rm(part, {force: true}).catch(() => undefined)
    throw error
  }
}

/** Creates a file that only the user may read; it is on the disk when this resolves. Throws EEXIST if there is one already. */
export async function writeNewFile(file: string, text: string): Promise<void> {
  await makeFolder(dirname(file), {mode: 0o700})
  const handle = await open(file, 'wx', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
    await handle.close()
  } catch (error) {
    await handle.close().catch(() => undefined)
    // A partial file would be taken for a complete one, and the next run would find its name in use.
    await rm(file, {force: true}).catch(() => undefined)
    throw error
  }
  // The file's name is on the disk only once its folder has been synced. Windows cannot open folders.
  const folder = await open(dirname(file)).catch(() => undefined)
  await folder?.sync().catch(() => {})
  await folder?.close()
}
