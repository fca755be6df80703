// A profile: everything about one cluster under one name. Interprets the keys of the file.
import {dirname, isAbsolute, join, relative} from 'node:path'
import {UsageError} from '../cluster/errors.ts'
import type {LiveParts} from './kafkajs-config.ts'
import {nearest} from '../text/nearest.ts'
import type {Entry, Value, WrittenProfile} from './profile-yaml.ts'
import {sourceText, type Setting, type Source} from './setting.ts'

/** The conditions for changing the cluster. */
export interface Guards {
  /** The profile's name, which the user has to type. */
  readonly profile: string
  /** The name that people use for the cluster. */
  readonly label: string | undefined
  readonly readOnly: boolean
  readonly protected: boolean
  readonly clusterId: string | undefined
  /** The file to which each change is written (`audit-log`), in addition to KAFKIT_AUDIT_LOG. */
  readonly auditLog: string | undefined
  /** The file with the rules for plans of desired state (`policy`). */
  readonly policy?: string | undefined
  /** Where `cluster-id` (or the profile) is written, for messages. */
  readonly place: string
}

export interface Profile {
  readonly name: string
  readonly label: string | undefined
  readonly guards: Guards
  /** In order; of equal names the last one counts. */
  readonly settings: readonly Setting[]
  readonly live: LiveParts
  /** Sentences for stderr. */
  readonly notices: readonly string[]
}

/** Short keys of a profile, and the Java property that each sets. */
export const shorthands: Readonly<Record<string, string>> = {
  'bootstrap-servers': 'bootstrap.servers',
  'bootstrap-server': 'bootstrap.servers',
  brokers: 'bootstrap.servers',
  'security-protocol': 'security.protocol',
  mechanism: 'sasl.mechanism',
  username: 'sasl.username',
  password: 'sasl.password',
  'password-command': 'kafkit.password.command',
  'password-file': 'kafkit.password.file',
  proxy: 'kafkit.proxy',
  registry: 'kafkit.registry',
  resolve: 'kafkit.resolve',
}
const special = [
  'label',
  'read-only',
  'protected',
  'cluster-id',
  'audit-log',
  'policy',
  'properties',
  'properties-file',
  'kafkajs',
]
export const profileKeys: readonly string[] = [...special, ...Object.keys(shorthands)]

/** Throws UsageError that names file and line. Runs no command and resolves no reference. */
export async function readProfile(written: WrittenProfile): Promise<Profile> {
  const {name, file} = written
  const settings: Setting[] = []
  const notices: string[] = []
  const fail = (line: number, text: string) => new UsageError(`${file.file}:${line}: ${text}`)
  const foreign = file.project ? {project: true as const} : {}
  const source = (line: number): Source => ({from: 'profile', profile: name, file: file.file, line, ...foreign})
  const own: Setting[] = []
  let label: string | undefined
  let clusterId: string | undefined
  let auditLog: string | undefined
  let policy: string | undefined
  let guardLine = written.line
  let live: LiveParts = {}
  const guards = {readOnly: false, protected: false}

  for (const {key, line, value} of written.entries) {
    const property = key.includes('.') ? key : shorthands[key]
    if (property !== undefined) {
      own.push({name: property, value: flat(value, key, line), source: source(line)})
    } else if (key === 'label') label = single(value, key, line)
    else if (key === 'cluster-id') {
      clusterId = single(value, key, line)
      guardLine = line
    } else if (key === 'audit-log') {
      auditLog = fromHome(single(value, key, line), dirname(file.file))
      if (file.project) checkInside(auditLog, key, line)
    } else if (key === 'policy') {
      policy = fromHome(single(value, key, line), dirname(file.file))
      if (file.project) checkInside(policy, key, line)
    } else if (key === 'read-only') guards.readOnly = yesOrNo(value, key, line)
    else if (key === 'protected') guards.protected = yesOrNo(value, key, line)
    else if (key === 'properties') {
      for (const each of mapOf(value, key, line))
        own.push({name: each.key, value: flat(each.value, each.key, each.line), source: source(each.line)})
    } else if (key === 'properties-file' || (key === 'kafkajs' && typeof value === 'string')) {
      const path = fromHome(single(value, key, line), dirname(file.file))
      if (file.project) checkInside(path, key, line)
      const {readConfigFile, UnreadableFile} = await import('./config-file.ts')
      const read = await readConfigFile(path, {code: !file.project}).catch((error: unknown) => {
        if (!(error instanceof UnreadableFile)) throw error
        throw new UsageError(`${file.file}:${line}: ${key}: ${error.message}`, {cause: error})
      })
      // A properties file named by a project's profile is trusted no more than the profile.
      settings.push(...read.settings.map((each) => ({...each, source: {...each.source, ...foreign} as Source})))
      notices.push(...read.notices)
      live = {...live, ...read.live}
    } else if (key === 'kafkajs') {
      const {objectSettings} = await import('./kafkajs-config.ts')
      const {pairs} = await objectSettings(plain(mapOf(value, key, line)))
      settings.push(...pairs.map((pair) => ({name: pair[0], value: pair[1], source: source(line)})))
    } else {
      const found = nearest(key, profileKeys)
      const hint = found ? `; did you mean ${found}?` : '; properties without a dot stand under properties:'
      throw fail(line, `a profile has no key '${key}'${hint}`)
    }
  }
  if (file.project) for (const each of [...settings, ...own]) checkForeign(each)
  const place = `${file.file}:${guardLine}`
  return {
    name,
    label,
    guards: {profile: name, label, clusterId, auditLog, policy, place, ...guards},
    settings: [...settings, ...own],
    live,
    notices,
  }

  function single(value: Value, key: string, line: number): string {
    if (typeof value !== 'string') throw fail(line, `${key}: must be one text`)
    return value
  }
  function yesOrNo(value: Value, key: string, line: number): boolean {
    if (value === 'true' || value === 'false') return value === 'true'
    throw fail(line, `${key}: must be true or false, not ${typeof value === 'string' ? `'${value}'` : 'a list'}`)
  }
  /** A map is allowed only for `resolve`: `a:9092: b:19092`. */
  function flat(value: Value, key: string, line: number): string {
    if (typeof value === 'string') return value
    if (key === 'resolve' || key === 'kafkit.resolve')
      return (value as readonly (Entry | string)[])
        .map((each) => (typeof each === 'string' ? each : `${each.key}=${single(each.value, each.key, each.line)}`))
        .join(',')
    const texts = value.filter((each) => typeof each === 'string')
    if (texts.length < value.length) throw fail(line, `${key}: must be a string or a list of strings`)
    return texts.join(',')
  }
  function mapOf(value: Value, key: string, line: number): readonly Entry[] {
    if (typeof value !== 'string' && value.every((each) => typeof each !== 'string')) return value
    throw fail(line, `${key}: must be a map of names and values`)
  }
  /** Another user may have written a project's files, which must not make kafkit read files elsewhere. */
  function checkInside(path: string, key: string, line: number) {
    const from = relative(dirname(file.file), path)
    if (from.startsWith('..') || isAbsolute(from) || /\.[cm]?js$/.test(path))
      throw fail(line, `${key}: the file of a project may only name data files in its own folder`)
  }
}

/** Properties that run a command, or send the content of a file. */
const runs = /^kafkit\.(password\.command|sasl\.plugin(\..*)?|sasl\.oauthbearer\.token\.command)$/

/** Throws UsageError, because running kafkit in a cloned repository must not run commands from the repository. */
function checkForeign({name, value, source}: Setting) {
  const at = sourceText(source)
  if (runs.test(name))
    throw new UsageError(
      `${at}: ${name}: the file of a project may not run anything; write it into your own config.yaml`,
    )
  const folder = 'file' in source ? dirname(source.file) : ''
  const path =
    name === 'kafkit.password.file'
      ? fromHome(value, folder)
      : name.startsWith('sasl.oauthbearer.') && (value.startsWith('file:') || name.endsWith('.file'))
        ? join(folder, relative(folder, decodeURI(value.replace(/^file:(\/\/)?/, ''))))
        : folder
  const from = relative(folder, path)
  if (from.startsWith('..') || isAbsolute(from))
    throw new UsageError(`${at}: ${name}: the file of a project may only name files in its own folder`)
}

/** Resolves `~/x` and paths relative to the folder of the file that names them. */
export function fromHome(path: string, folder: string): string {
  const home = process.env['HOME']
  if (home && /^~[/\\]/.test(path)) return join(home, path.slice(2))
  return isAbsolute(path) ? path : join(folder, path)
}

/** As in JSON, with numbers and booleans still as text. */
function plain(entries: readonly Entry[]): Record<string, unknown> {
  return Object.fromEntries(
    entries.map(({key, value}) => [
      key,
      typeof value === 'string' || value.every((each) => typeof each === 'string') ? value : plain(value),
    ]),
  )
}
