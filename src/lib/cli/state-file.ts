// What a command remembers between two runs: small JSON files in the user's state directory (XDG).
import {mkdir, open, readFile, rename, writeFile} from 'node:fs/promises'
import {homedir} from 'node:os'
import {dirname, join} from 'node:path'
import {UsageError} from '../cluster/errors.ts'

/** A file of ours in the state directory: KAFKIT_STATE_DIR, else `$XDG_STATE_HOME/kafkit`, else `~/.local/state/kafkit`. */
export function stateFile(env: Readonly<Record<string, string | undefined>>, ...names: readonly string[]): string {
  const folder = env['KAFKIT_STATE_DIR'] || join(env['XDG_STATE_HOME'] || join(homedir(), '.local', 'state'), 'kafkit')
  return join(folder, ...names)
}

/** Undefined if there is none yet; UsageError for a file that is not ours. */
export async function readState<T>(file: string): Promise<T | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return undefined
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return value as T
  } catch {
    // Told below.
  }
  throw new UsageError(`${file} is no state that kafkit wrote: delete it, or name another file`)
}

/** Whole or not at all: another run may be reading it. */
export async function writeState(file: string, value: object): Promise<void> {
  await mkdir(dirname(file), {recursive: true})
  const part = `${file}.${process.pid}`
  await writeFile(part, `${JSON.stringify(value)}\n`)
  await rename(part, file)
}

/** A new file, on the disk when it resolves; for the user alone. Raises EEXIST where there is one already. */
export async function writeNewFile(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), {recursive: true, mode: 0o700})
  const handle = await open(file, 'wx', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  // Its name is on the disk only when the folder is. Windows opens no folders.
  const folder = await open(dirname(file)).catch(() => undefined)
  await folder?.sync().catch(() => {})
  await folder?.close()
}
