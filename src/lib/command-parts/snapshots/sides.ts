// One side of a comparison: a file, the cluster of a profile, or the cluster that the flags name.
import {statSync} from 'node:fs'
import {readFile} from 'node:fs/promises'
import {resolve} from 'node:path'
import type {Io} from '../../cli/io.ts'
import {listProfiles} from '../../config/profiles.ts'
import {UsageError} from '../../errors/usage-error.ts'
import {parseSnapshot} from '../../snapshots/parse-snapshot.ts'
import type {Snapshot} from '../../snapshots/snapshot.ts'
import {fileProblem} from '../../text/file-problem.ts'
import {nearest} from '../../text/nearest.ts'

export type Side =
  | {readonly kind: 'now'}
  | {readonly kind: 'profile'; readonly profile: string}
  | {readonly kind: 'file'; readonly file: string}

/** A name with a slash or a dot is a file, and so is one that no profile has. Throws UsageError if there is neither. */
export async function sideOf(text: string, {env, cwd}: Pick<Io, 'env' | 'cwd'>): Promise<Side> {
  if (text === 'now') return {kind: 'now'}
  const file = resolve(cwd ?? '.', text)
  if (/[/\\]/.test(text)) return {kind: 'file', file}
  const names = (await listProfiles(env, cwd)).profiles.map(({name}) => name)
  if (names.includes(text)) {
    if (isFile(file))
      throw new UsageError(`there are a profile and a file named ${text}: write ./${text} for the file, or rename it`)
    return {kind: 'profile', profile: text}
  }
  if (isFile(file) || text.endsWith('.json')) return {kind: 'file', file}
  const guess = nearest(text, ['now', ...names])
  throw new UsageError(
    `'${text}' is neither a file, nor a profile, nor now${guess === undefined ? '' : `; did you mean ${guess}?`}`,
  )
}

/** A folder of that name is not a snapshot. */
const isFile = (path: string): boolean => statSync(path, {throwIfNoEntry: false})?.isFile() ?? false

/** Throws UsageError if the file cannot be read, or is not a snapshot. */
export async function readSnapshotFile(file: string): Promise<Snapshot> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${fileProblem(error as NodeJS.ErrnoException)}`)
  }
  return parseSnapshot(file, text)
}
