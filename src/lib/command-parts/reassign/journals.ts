// Journals of runs in the state directory, beside the undo files.
import {readdir, readFile} from 'node:fs/promises'
import {cannotRead, cannotWriteNew} from '../../cli/files.ts'
import type {Io} from '../../cli/io.ts'
import {stateFile, writeNewFile, writeState} from '../../cli/state-file.ts'
import {undoFileFor} from '../../cli/undo.ts'
import {UsageError} from '../../cluster/errors.ts'
import {checkJournalCluster, parseJournal, type Journal, type JournalStore} from '../../reassignments/journal.ts'
import {listed} from '../../text/listed.ts'

const folder = 'reassign'

export const journalFileFor = (what: string, io: Pick<Io, 'env' | 'now'>): string => undoFileFor(what, io, folder)

/** The journal is on the disk when this resolves. Throws UsageError if the file exists, or cannot be written. */
export async function createJournal(file: string, journal: Journal): Promise<JournalStore> {
  await writeNewFile(file, `${JSON.stringify(journal)}\n`).catch((error: unknown) => {
    throw cannotWriteNew(file, error, 'nothing was moved; use --journal to write it elsewhere')
  })
  return journalStore(file)
}

export const journalStore = (file: string): JournalStore => ({
  read: () => readJournal(file),
  write: (journal) => writeState(file, journal),
})

export async function readJournal(file: string): Promise<Journal> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => Promise.reject(cannotRead(file, error)))
  return parseJournal(text, file)
}

export interface FoundJournal {
  readonly file: string
  readonly journal: Journal
}

/**
 * All journals of a cluster, the oldest first. Throws UsageError for a file that is not a journal, because it may be
 * a damaged one.
 */
export async function journalsOf({env}: Pick<Io, 'env'>, clusterId: string | null): Promise<FoundJournal[]> {
  const names = await readdir(stateFile(env, folder)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const files = names.filter((name) => name.endsWith('.json')).toSorted()
  const found = await Promise.all(
    files.map(async (name) => {
      const file = stateFile(env, folder, name)
      return {file, journal: await readJournal(file)}
    }),
  )
  return found.filter(({journal}) => journal.clusterId === clusterId)
}

export const isRunning = ({journal}: FoundJournal): boolean => journal.state === 'running'

/**
 * The journal that a flag names, or the only one that `wanted` accepts. Throws UsageError if there is none, or more
 * than one.
 */
export async function chooseJournal(
  io: Pick<Io, 'env'>,
  clusterId: string | null,
  {
    file,
    wanted,
    what,
  }: {readonly file: string | undefined; wanted(found: FoundJournal): boolean; readonly what: string},
): Promise<FoundJournal> {
  if (file !== undefined) return {file, journal: await readJournal(file)}
  const found = (await journalsOf(io, clusterId)).filter(wanted)
  const [only] = found
  if (!only)
    throw new UsageError(
      `there is no ${what} in ${stateFile(io.env, folder)}; if it is elsewhere, name its file with --journal`,
    )
  if (found.length > 1)
    throw new UsageError(
      `there are ${found.length} journals that fit; name one with --journal: ${listed(found.map((each) => each.file))}`,
    )
  return only
}

/** Like chooseJournal, for a run of this cluster that has not ended. Throws UsageError if there is none. */
export async function runningJournal(
  io: Pick<Io, 'env'>,
  clusterId: string | null,
  file: string | undefined,
  what = 'unfinished run',
): Promise<FoundJournal> {
  const found = await chooseJournal(io, clusterId, {file, wanted: isRunning, what})
  const {journal} = found
  checkJournalCluster(journal, clusterId)
  if (journal.state !== 'running') throw new UsageError(`the run of ${found.file} is over: it is ${journal.state}`)
  return found
}
