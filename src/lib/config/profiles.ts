// Lists profiles and shows their content. Nothing is resolved, and secrets are masked.
import {choose, named, profileFiles, type Chosen} from './choose-profile.ts'
import {shownName, shownValue} from './shown-value.ts'
import {readProfile, type Profile} from './profile.ts'
import {userFile, type Environment} from './profile-paths.ts'
import type {WrittenProfile} from './profile-yaml.ts'
import {sourceText, type Setting} from './setting.ts'
import {UsageError} from '../cluster/errors.ts'

export interface ListedProfile {
  readonly name: string
  /** It is used here when none is named. */
  readonly current: boolean
  readonly label: string | null
  readonly bootstrapServers: string | null
  /** As written; null: PLAINTEXT, Kafka's default. */
  readonly securityProtocol: string | null
  readonly saslMechanism: string | null
  readonly readOnly: boolean
  readonly protected: boolean
  readonly clusterId: string | null
  readonly file: string
  readonly line: number
  /** Why it cannot be used. */
  readonly problem: string | null
}

export interface ProfileList {
  /** The project's profiles before the user's, each in the order of the file. */
  readonly profiles: readonly ListedProfile[]
  /** What chose the current one: `KAFKIT_PROFILE`, or a place in a file. */
  readonly chosenBy: string | null
  readonly warnings: readonly string[]
}

/** Throws UsageError if a file does not contain profiles; a profile that cannot be used is listed with its problem. */
export async function listProfiles(env: Environment, cwd: string | undefined): Promise<ProfileList> {
  const {files, warnings} = await profileFiles(env, cwd)
  let chosen: Chosen | undefined
  const problems: string[] = []
  try {
    chosen = choose(files, undefined, env)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    problems.push(error.message)
  }
  const seen = new Set<string>()
  const profiles: ListedProfile[] = []
  for (const written of files.flatMap((file) => file.profiles)) {
    // A project's profile hides the user's profile of the same name.
    if (seen.has(written.name)) continue
    seen.add(written.name)
    profiles.push(await listed(written, chosen?.written === written))
  }
  return {profiles, chosenBy: chosen?.by ?? null, warnings: [...warnings, ...problems]}
}

async function listed(written: WrittenProfile, current: boolean): Promise<ListedProfile> {
  const {name, line} = written
  const {file} = written.file
  const nothing = {bootstrapServers: null, securityProtocol: null, saslMechanism: null}
  try {
    const profile = await readProfile(written)
    const value = (property: string) => shown(profile.settings.findLast((each) => each.name === property))
    const {readOnly, protected: isProtected, clusterId = null} = profile.guards
    return {
      name,
      current,
      label: profile.label ?? null,
      bootstrapServers: value('bootstrap.servers'),
      securityProtocol: value('security.protocol'),
      saslMechanism: value('sasl.mechanism'),
      readOnly,
      protected: isProtected,
      clusterId,
      file,
      line,
      problem: null,
    }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    const guards = {label: null, readOnly: false, protected: false, clusterId: null}
    return {name, current, ...nothing, ...guards, file, line, problem: error.message}
  }
}

export interface ShownProfile {
  readonly profile: Profile
  readonly chosenBy: string
  readonly settings: readonly {readonly property: string; readonly value: string; readonly place: string}[]
  readonly warnings: readonly string[]
}

/** The profile with that name, or else the current one. Throws UsageError if there is none. */
export async function showProfile(
  name: string | undefined,
  env: Environment,
  cwd: string | undefined,
): Promise<ShownProfile> {
  const {files, warnings} = await profileFiles(env, cwd)
  const chosen =
    name === undefined ? choose(files, undefined, env) : {written: named(files, name, 'profile show'), by: 'its name'}
  if (!chosen)
    throw new UsageError('no profile is in use: name one (see kafkit profile list), or run kafkit profile use NAME')
  const profile = await readProfile(chosen.written)
  return {
    profile,
    chosenBy: chosen.by,
    settings: profile.settings.map((setting) => ({
      property: shownName(setting.name),
      value: shownValue(setting),
      place:
        setting.source.from === 'profile'
          ? `${setting.source.file}:${setting.source.line}`
          : sourceText(setting.source),
    })),
    warnings: [...warnings, ...profile.notices],
  }
}

const shown = (setting: Setting | undefined): string | null => (setting ? shownValue(setting) : null)

/** The file of the user's profiles. Throws UsageError without a home directory. */
export function userFileOf(env: Environment): string {
  const file = userFile(env)
  if (file === undefined)
    throw new UsageError('there is no home directory to keep profiles in: set HOME or XDG_CONFIG_HOME')
  return file
}

/** What people should know about it besides its name, in a few words each. */
export function profileFacts({label, guards}: Profile): string[] {
  return [
    ...(label === undefined ? [] : [label]),
    ...(guards.readOnly ? ['read-only'] : []),
    ...(guards.protected ? ['protected'] : []),
    ...(guards.clusterId === undefined ? [] : [`cluster ${guards.clusterId}`]),
    ...(guards.auditLog === undefined ? [] : [`changes are written to ${guards.auditLog}`]),
  ]
}
