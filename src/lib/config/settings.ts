// Gathers settings from all sources; later ones override earlier ones: profile, environment, file, --command-property,
// flags.
import {addressText, parseAddresses} from '../cluster/address.ts'
import {UsageError} from '../cluster/errors.ts'
import {choose, noProfile, profileFiles} from './choose-profile.ts'
import type {LiveParts} from './kafkajs-config.ts'
import {readProfile, type Profile} from './profile.ts'
import type {Environment} from './profile-paths.ts'
import type {Setting, Source} from './setting.ts'

export interface ConnectionFlags {
  readonly bootstrapServer?: string | undefined
  /** The path of a client.properties, or of another file that readConfigFile can read. */
  readonly commandConfig?: string | undefined
  /** The time limit of a whole call, ms. */
  readonly timeoutMs?: number | undefined
  readonly profile?: string | undefined
  /** Ignore the environment and its files: a second cluster is configured by its profile only. */
  readonly profileAlone?: boolean | undefined
  /** `--command-property`, in order. */
  readonly properties?: readonly (readonly [name: string, value: string])[] | undefined
  /** `--resolve a:9092=b:19092`, in order. */
  readonly resolve?: readonly string[] | undefined
  readonly proxy?: string | undefined
  /** The password that --password-stdin read. */
  readonly password?: string | undefined
}

export interface Effective extends Setting {
  /** The nearest source first. */
  readonly overrode: readonly Setting[]
  /** The position among all settings: of two properties for the same thing, the one with the higher order wins. */
  readonly order: number
}

export interface Settings {
  /** By Java's name, in the order of the sources; references and secrets are not resolved yet. */
  readonly properties: ReadonlyMap<string, Effective>
  readonly profile: Profile | undefined
  /** What named the profile. */
  readonly chosenBy: string | undefined
  readonly live: LiveParts
  /** Sentences for stderr. */
  readonly notices: readonly string[]
  readonly warnings: readonly string[]
}

/** Throws UsageError if a source cannot be read; values are not checked here. */
export async function gatherSettings(
  flags: ConnectionFlags,
  env: Environment,
  cwd: string | undefined,
): Promise<Settings> {
  const none = (flags.profile ?? env['KAFKIT_PROFILE']) === noProfile
  const {files, warnings} = none ? {files: [], warnings: []} : await profileFiles(env, cwd)
  const chosen = choose(files, flags.profile, env)
  const profile = chosen && (await readProfile(chosen.written))
  const file = flags.commandConfig ?? (flags.profileAlone ? undefined : env['KAFKIT_COMMAND_CONFIG'] || undefined)
  const read = file === undefined ? undefined : await (await import('./config-file.ts')).readConfigFile(file)
  const variables = flags.profileAlone ? {settings: [], notices: []} : await environment(env)
  const layers = [profile?.settings ?? [], variables.settings, read?.settings ?? [], fromFlags(flags)]
  return {
    properties: merged(await javaNames(layers.flat())),
    profile,
    chosenBy: chosen?.by,
    live: {...profile?.live, ...read?.live},
    notices: [...(profile?.notices ?? []), ...variables.notices, ...(read?.notices ?? [])],
    warnings,
  }
}

export function merged(settings: readonly Setting[]): Map<string, Effective> {
  const all = new Map<string, {last: number; said: Setting[]}>()
  for (const [order, setting] of settings.entries()) {
    const before = all.get(setting.name)
    if (!before) all.set(setting.name, {last: order, said: [setting]})
    else {
      before.last = order
      before.said.push(setting)
    }
  }
  // A Map keeps the position of a name's first entry; `config explain` sorts by name.
  const result = new Map<string, Effective>()
  for (const [name, {last: order, said}] of all) {
    const [last, ...overrode] = said.toReversed()
    if (last) result.set(name, {...last, overrode, order})
  }
  return result
}

/** kafkit's variables that do not set a client property. */
const notProperties = [
  'PROFILE',
  'COMMAND_CONFIG',
  'DEBUG',
  'LEGACY',
  'SANDBOX_DIR',
  'STATE_DIR',
  'CACHE_DIR',
  'MAVEN_URL',
  'TESTS',
]

async function environment(env: Environment): Promise<{settings: Setting[]; notices: string[]}> {
  const names = Object.keys(env).filter((name) => name.startsWith('KAFKIT_') && env[name] !== undefined)
  const result: Setting[] = []
  const notices: string[] = []
  for (const variable of names) {
    const rest = variable.slice('KAFKIT_'.length)
    if (notProperties.includes(rest)) continue
    const value = env[variable] ?? ''
    const source: Source = {from: 'environment', variable}
    // The usual variable, handled without the list of all properties.
    if (rest === 'BOOTSTRAP_SERVERS') {
      if (value !== '') result.push({name: 'bootstrap.servers', value, source})
      continue
    }
    const {nearestVariable, propertyOfVariable} = await import('./known-properties.ts')
    const name = propertyOfVariable(rest)
    if (name !== undefined) result.push({name, value, source})
    else {
      // Other programs may have KAFKIT_ variables too; a name that is close to a property was meant for kafkit.
      const meant = nearestVariable(rest, notProperties)
      if (meant) notices.push(`ignored ${variable}: no Kafka client has such a property; did you mean KAFKIT_${meant}?`)
    }
  }
  return {settings: result, notices}
}

function fromFlags(flags: ConnectionFlags): Setting[] {
  const flag = (name: string): Source => ({from: 'flag', flag: name})
  const {bootstrapServer, timeoutMs, properties = [], resolve, proxy, password} = flags
  const result: Setting[] = properties.map(([name, value]) => ({name, value, source: flag('--command-property')}))
  if (bootstrapServer !== undefined)
    result.push({name: 'bootstrap.servers', value: bootstrapServer, source: flag('--bootstrap-server')})
  if (timeoutMs !== undefined)
    result.push({name: 'default.api.timeout.ms', value: String(timeoutMs), source: flag('--timeout')})
  if (resolve !== undefined && resolve.length > 0)
    result.push({name: 'kafkit.resolve', value: resolve.join(','), source: flag('--resolve')})
  if (proxy !== undefined) result.push({name: 'kafkit.proxy', value: proxy, source: flag('--proxy')})
  if (password !== undefined) result.push({name: 'sasl.password', value: password, source: flag('--password-stdin')})
  return result
}

/** Replaces librdkafka's names by Java's, if there are any that Java does not have. */
async function javaNames(settings: readonly Setting[]): Promise<readonly Setting[]> {
  if (settings.every(({name}) => name === 'bootstrap.servers' || name === 'default.api.timeout.ms')) return settings
  const {asJava} = await import('./librdkafka-names.ts')
  return settings.map(asJava)
}

/** Parses `a:9092=b:19092,c:9092=d:19093`. Throws UsageError. */
export function resolveMap({value, source}: Setting, where: (source: Source) => string): Map<string, string> {
  const result = new Map<string, string>()
  for (const part of value.split(',')) {
    const text = part.trim()
    if (text === '') continue
    const [, advertised, instead] = /^([^=\s]+:\d{1,5})=([^=\s]+:\d{1,5})$/.exec(text) ?? []
    if (advertised === undefined || instead === undefined)
      throw new UsageError(`${where(source)}: '${text}' is not of the form HOST:PORT=HOST:PORT`)
    const [from] = parseAddresses(advertised)
    if (from) result.set(addressText(from), instead)
  }
  return result
}
