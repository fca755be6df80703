// How a change is taken back: a file with what was there before, and the command line that reads it.
import {randomUUID} from 'node:crypto'
import {shellWord} from '../text/words.ts'
import {cannotWriteNew} from './files.ts'
import type {Io} from './io.ts'
import type {ConnectionFlagValues} from './kafka-command.ts'
import {stateFile, writeNewFile} from './state-file.ts'

/** A new name in the state directory that sorts by time and says what the file is of: `billing`, `3-groups`. */
export function undoFileFor(what: string, {env, now}: Pick<Io, 'env' | 'now'>): string {
  const time = new Date(now()).toISOString().replaceAll(/[:.]/g, '-')
  const name = `${time}-${what.replaceAll(/[^\w.-]/g, '_').slice(0, 80)}-${randomUUID().slice(0, 8)}.json`
  return stateFile(env, 'undo', name)
}

/**
 * Writes the file that takes a change back, before the change begins. UsageError if it cannot be written; `unchanged` is
 * what has not happened therefore: `no offset was changed`.
 */
export async function writeUndoFile(file: string, text: string, unchanged: string): Promise<void> {
  await writeNewFile(file, text).catch((error: unknown) => {
    throw cannotWriteNew(file, error, `${unchanged}; --undo says another place`)
  })
}

/** The flags that lead to the same cluster again; what may be secret is left to whoever knows it. */
export const sameCluster = (flags: ConnectionFlagValues): string[] =>
  (['profile', 'bootstrap-server', 'command-config'] as const).flatMap((name) => {
    const value = flags[name]
    return value === undefined ? [] : [`--${name}`, shellWord(value)]
  })
