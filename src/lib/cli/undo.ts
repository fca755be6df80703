// Undoing a change: a file with the previous state, and the command line that restores it.
import {randomUUID} from 'node:crypto'
import {shellWord} from '../text/shell-word.ts'
import {cannotWriteNew} from './files.ts'
import type {Io} from './io.ts'
import type {ConnectionFlagValues} from './kafka-command.ts'
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

/**
 * Commands that undo a change, joined so that they can be pasted as one. Each has the flags for the same cluster,
 * unless it has them already.
 */
export function commandsThere(lines: string | readonly string[], flags: ConnectionFlagValues): string {
  const there = sameCluster(flags).join(' ')
  const all = typeof lines === 'string' ? [lines] : lines
  return all.map((line) => (there === '' || line.includes(there) ? line : `${line} ${there}`)).join(' && ')
}

/** The flags for the same cluster. --command-property is left out, since it may hold secrets. */
export const sameCluster = (flags: ConnectionFlagValues): string[] =>
  (['profile', 'bootstrap-server', 'command-config'] as const).flatMap((name) => {
    const value = flags[name]
    return value === undefined ? [] : [`--${name}`, shellWord(value)]
  })
