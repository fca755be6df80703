// Chooses the profile: by flag, by variable, by the project's file, or else the current one; remembers what named it.
import {UsageError} from '../cluster/errors.ts'
import {nearest} from '../text/nearest.ts'
import {plainProfiles} from './plain-profiles.ts'
import {projectFile, readProfileText, userFile, type Environment, type ProfileText} from './profile-paths.ts'
import type {ProfileFile, WrittenProfile} from './profile-yaml.ts'

/** `--profile none` uses no profile. */
export const noProfile = 'none'

export interface Chosen {
  readonly written: WrittenProfile
  /** What named it: `--profile`, `KAFKIT_PROFILE`, or a place in a file. */
  readonly by: string
}

export interface ProfileFiles {
  /** The project's file before the user's. */
  readonly files: readonly ProfileFile[]
  /** Sentences for stderr about files that were ignored or that other users can read. */
  readonly warnings: readonly string[]
}

/** Reads the profile files that exist; the full YAML parser is loaded only for one that needs it. */
export async function profileFiles(env: Environment, cwd: string | undefined): Promise<ProfileFiles> {
  const warnings: string[] = []
  const project = cwd === undefined ? undefined : projectFile(cwd)
  const user = userFile(env)
  const found: ProfileText[] = []
  for (const [file, isProject] of [[project, true] as const, [user, false] as const]) {
    const text = file === undefined ? undefined : readProfileText(file, isProject)
    if (!text) continue
    if (isProject && isForeign(text)) {
      warnings.push(`${text.file} belongs to another user and is ignored`)
      continue
    }
    found.push(text)
  }
  if (found.length === 0) return {files: [], warnings}
  const files: ProfileFile[] = []
  for (const text of found) files.push(plainProfiles(text) ?? (await import('./profile-yaml.ts')).parseProfiles(text))
  for (const {file, project: isProject, mode} of found)
    if (!isProject && (mode & 0o044) !== 0)
      warnings.push(`other users can read your profiles; prevent that with: chmod 600 ${file}`)
  return {files, warnings}
}

/** Undefined if nothing names a profile; throws UsageError that lists the profiles if the named one does not exist. */
export function choose(files: readonly ProfileFile[], flag: string | undefined, env: Environment): Chosen | undefined {
  const variable = env['KAFKIT_PROFILE'] || undefined
  const said = flag ?? variable
  if (said !== undefined) {
    if (said === noProfile) return undefined
    const by = flag === undefined ? 'KAFKIT_PROFILE' : '--profile'
    return {written: named(files, said, by), by}
  }
  for (const {source, current} of files) {
    if (!current || current.name === noProfile) continue
    const by = `${source.file}:${current.line}`
    return {written: named(files, current.name, by), by}
  }
  return undefined
}

/** The project's profile before the user's. */
export function named(files: readonly ProfileFile[], name: string, by: string): WrittenProfile {
  const all = files.flatMap(({profiles}) => profiles)
  const found = all.find((each) => each.name === name)
  if (found) return found
  const names = [...new Set(all.map((each) => each.name))]
  const guess = nearest(name, names)
  const there =
    names.length === 0 ? 'there are none yet (see kafkit profile add --help)' : `there are: ${names.join(', ')}`
  // In kcat, -p is a partition.
  const short = by === '--profile' && /^\d+$/.test(name) ? '-p is --profile, and not --partition or --partitions; ' : ''
  throw new UsageError(
    `${by}: there is no profile '${name}'; ${short}${guess ? `did you mean ${guess}? ` : ''}${there}`,
  )
}

/** Another user could redirect kafkit with such a file, for instance in a folder that everyone may write to. */
const isForeign = ({uid}: ProfileText): boolean => {
  const me = process.getuid?.()
  return me !== undefined && uid !== me && uid !== 0
}
