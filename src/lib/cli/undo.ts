// Undo files: the state before a change, written before it begins.
import {randomUUID} from 'node:crypto'
import {cannotWriteNew} from './files.ts'
import type {Io} from './io.ts'
import {stateFile, writeNewFile} from './state-file.ts'

/**
 * A new path in a folder of the state directory. Its name sorts by time and ends with `what`, such as `billing` or
 * `3-groups`.
 */
export function undoFileFor(what: string, {env, now}: Pick<Io, 'env' | 'now'>, folder = 'undo'): string {
  const time = new Date(now()).toISOString().replaceAll(/[:.]/g, '-')
  const name = `${time}-${what.replaceAll(/[^\w.-]/g, '_').slice(0, 80)}-${randomUUID().slice(0, 8)}.json`
  return stateFile(env, folder, name)
}

/**
 * Writes the undo file, which must be on the disk before the change begins. Throws UsageError or OutputFailed if it
 * cannot be written, with `unchanged` in the message: `no offset was changed`.
 */
export async function writeUndoFile(file: string, text: string, unchanged: string): Promise<void> {
  await writeNewFile(file, text).catch((error: unknown) => {
    throw cannotWriteNew(file, error, `${unchanged}; use --undo to write it elsewhere`)
  })
}
