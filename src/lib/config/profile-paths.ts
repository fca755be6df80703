// The paths of profile files. It is loaded at every start, so it contains only two look-ups.
import {readFileSync, statSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {UsageError} from '../cluster/errors.ts'
import {fileProblem} from '../text/file-problem.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** A profile file as it is on disk. */
export interface ProfileText {
  readonly file: string
  readonly text: string
  /** Found in the working directory or above it, so another user may have written it, and it must not run commands. */
  readonly project: boolean
  /** Permission bits and owner. */
  readonly mode: number
  readonly uid: number
}

/** The user's `config.yaml` by the XDG rules; undefined without a home directory. */
export function userFile(env: Environment): string | undefined {
  const home = env['HOME'] || env['USERPROFILE']
  const folder = env['XDG_CONFIG_HOME'] || (home && join(home, '.config'))
  return folder ? join(folder, 'kafkit', 'config.yaml') : undefined
}

/** The nearest `.kafkit.yaml` in this folder or above it. */
export function projectFile(cwd: string): string | undefined {
  for (let folder = cwd; ; folder = dirname(folder)) {
    const file = join(folder, '.kafkit.yaml')
    if (statSync(file, {throwIfNoEntry: false})?.isFile()) return file
    if (folder === dirname(folder)) return undefined
  }
}

/** Undefined if the file does not exist; throws UsageError if it cannot be read. */
export function readProfileText(file: string, project: boolean): ProfileText | undefined {
  try {
    const {mode, uid} = statSync(file)
    return {file, text: readFileSync(file, 'utf8'), project, mode: mode & 0o777, uid}
  } catch (error) {
    const failure = error as NodeJS.ErrnoException
    if (failure.code === 'ENOENT' || failure.code === 'ENOTDIR') return undefined
    throw new UsageError(`cannot read the profiles in ${file}: ${fileProblem(failure)}`, {cause: error})
  }
}
