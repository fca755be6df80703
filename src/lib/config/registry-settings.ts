// The address of the Schema Registry and how to connect to it, from the same sources as the brokers' settings. Names
// are those of Confluent's serializers, with or without the prefix `schema.registry.`.
import {UsageError} from '../errors/usage-error.ts'
import type {HttpSettings} from '../http/settings.ts'
import type {Guards} from './profile.ts'
import type {Environment} from './profile-paths.ts'
import {sourceText, type Source} from './setting.ts'
import {registryLogin, type Get} from './registry-login.ts'
import {gatherSettings, type ConnectionFlags, type Effective, type Settings} from './settings.ts'

export interface RegistryFlags extends ConnectionFlags {
  /** `--registry`. */
  readonly registry?: string | undefined
  /** `--registry-property`, in order. */
  readonly registryProperties?: readonly (readonly [name: string, value: string])[] | undefined
}

export interface RegistryConnection {
  readonly settings: HttpSettings
  /** What named it, for messages: `--registry`, `profile prod (…:7)`, `client.properties:3`. */
  readonly namedBy: string
  /**
   * `registry`: named in a way of kafkit (--registry, KAFKIT_REGISTRY, `registry:` in a profile, the sandbox), so the
   * user wants records to be decoded. `properties`: by schema.registry.url, which applications have in their files
   * anyway.
   */
  readonly named: 'registry' | 'properties'
  readonly guards: Guards | undefined
  /** Sentences for stderr. */
  readonly notices: readonly string[]
  readonly warnings: readonly string[]
}

const own = 'kafkit.registry'
const theirs = 'schema.registry.url'
const prefix = 'schema.registry.'

/** Everything that concerns a registry. Nothing else is resolved, so that no password command for the brokers runs. */
const ofRegistry =
  /^(?:schema\.registry\.|basic\.auth\.|bearer\.auth\.|request\.header\.|proxy\.(?:host|port)$|kafkit\.(?:registry|proxy)$|config\.providers)/
/** The properties that make up the login at the brokers. */
const ofLogin = /^(?:sasl\.|security\.protocol$|kafkit\.(?:password|sasl)\.)/

/** Undefined if no source names a registry. Throws UsageError, with its place, for an invalid value. */
export async function resolveRegistry(
  flags: RegistryFlags,
  env: Environment,
  cwd?: string,
): Promise<RegistryConnection | undefined> {
  const {registry, registryProperties = [], properties = []} = flags
  const asked: [string, string][] = [...properties, ...registryProperties].map(([name, value]) => [name, value])
  const gathered = await gatherSettings({...flags, properties: asked}, env, cwd)
  const settings = withFlag(gathered, registry)
  const named = latest(settings, [own, theirs])
  const guards = gathered.profile?.guards
  const {notices, warnings} = gathered
  if (!named) {
    const sandbox = await sandboxRegistry(gathered, env)
    if (!sandbox) return undefined
    return {
      settings: {...advice, service: 'the registry', urls: [new URL(sandbox.url)], ...times(flags)},
      namedBy: `sandbox ${sandbox.name}`,
      named: 'registry',
      guards,
      notices: [...notices, `using the registry of the sandbox at ${sandbox.url}`],
      warnings,
    }
  }
  const inherits = [...settings].some(([name, {value}]) => name.endsWith('credentials.source') && /SASL/i.test(value))
  const relevant = new Map([...settings].filter(([name]) => ofRegistry.test(name) || (inherits && ofLogin.test(name))))
  const {resolveProperties} = await import('./resolve-properties.ts')
  const resolved = await resolveProperties(relevant, env)
  const text = resolved.get(named.name) ?? ''
  const get = (name: string) => resolved.get(`${prefix}${name}`) ?? resolved.get(name)
  const all = (name: string) => resolved.get(name)
  try {
    return {
      settings: {...(await httpSettings(text, get, all, resolved)), ...times(flags)},
      namedBy: sourceText(named.source),
      named: named.name === own ? 'registry' : 'properties',
      guards,
      notices,
      warnings,
    }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    const said = error.property === undefined ? named : (settings.get(error.property) ?? settings.get(prefix + error.property)) // prettier-ignore
    throw said ? new UsageError(`${sourceText(said.source)}: ${error.message}`, {cause: error}) : error
  }
}

/**
 * The registry named by the properties of Java's serializers; profiles and variables are ignored. Throws UsageError for
 * an invalid value.
 */
export async function registryOfProperties(properties: ReadonlyMap<string, string>): Promise<HttpSettings> {
  const inherits = [...properties].some(([name, value]) => name.endsWith('credentials.source') && /SASL/i.test(value))
  const relevant = new Map(
    [...properties].filter(([name]) => ofRegistry.test(name) || (inherits && ofLogin.test(name))),
  )
  const get = (name: string) => relevant.get(`${prefix}${name}`) ?? relevant.get(name)
  const all = (name: string) => relevant.get(name)
  const answerMs = Number(properties.get('http.read.timeout.ms')?.trim() ?? '')
  return {
    ...(await httpSettings(relevant.get(theirs) ?? '', get, all, relevant)),
    ...(Number.isInteger(answerMs) && answerMs > 0 && {requestTimeoutMs: answerMs, totalTimeoutMs: answerMs}),
  }
}

/** The error for commands that need a registry. */
export async function noRegistry(env: Environment): Promise<UsageError> {
  const {misnamedRegistry} = await import('./misnamed-servers.ts')
  const found = misnamedRegistry(env).map((text) => ` (${text})`)
  return new UsageError(
    `which registry?${found.join('')} Add --registry http://HOST:8081, set KAFKIT_REGISTRY, write registry: into a profile, or start one of your own: kafkit sandbox start --registry`,
  )
}

const advice = {
  trustProperty: 'schema.registry.ssl.truststore.location',
  keyProperty: 'schema.registry.ssl.keystore.location',
  loginAdvice:
    'set basic.auth.user.info (USER:PASSWORD) in the file of --command-config, or bearer.auth.token; see docs/schemas.md',
}

const times = ({timeoutMs}: RegistryFlags): Pick<HttpSettings, 'totalTimeoutMs'> =>
  timeoutMs === undefined ? {} : {totalTimeoutMs: timeoutMs}

function withFlag({properties}: Settings, registry: string | undefined): ReadonlyMap<string, Effective> {
  if (registry === undefined) return properties
  // An unset variable of a script (`--registry "$REGISTRY"`) must not choose another registry without a word.
  if (registry.trim() === '')
    throw new UsageError(
      '--registry is empty: write http://HOST:8081 (is a variable of a script not set?), or leave it out for the profile or a running sandbox',
    )
  const source: Source = {from: 'flag', flag: '--registry'}
  const before = properties.get(own)
  const overrode = before ? [before, ...before.overrode] : []
  return new Map([...properties, [own, {name: own, value: registry, source, overrode, order: Infinity}]])
}

/** Of two properties for the same thing, the later one wins. */
const latest = (properties: ReadonlyMap<string, Effective>, names: readonly string[]): Effective | undefined =>
  names
    .flatMap((name) => properties.get(name) ?? [])
    .filter(({value}) => value.trim() !== '')
    .toSorted((a, b) => b.order - a.order)[0]

async function httpSettings(
  text: string,
  get: Get,
  all: Get,
  properties: ReadonlyMap<string, string>,
): Promise<HttpSettings> {
  const {urls, user} = addresses(text)
  const {authorization, headers} = await registryLogin(get, all, user)
  const proxyHost = get('proxy.host')
  const proxy = proxyHost ? `http://${proxyHost}:${get('proxy.port') ?? '80'}` : all('kafkit.proxy')?.trim()
  const further = [...properties].flatMap(([name, value]) => {
    const [, header] = /^(?:schema\.registry\.)?request\.header\.(.+)$/.exec(name) ?? []
    return header === undefined ? [] : [[header, value] as const]
  })
  return {
    ...advice,
    service: 'the registry',
    urls,
    authorization,
    headers: {...headers, ...Object.fromEntries(further)},
    ...(urls.some(({protocol}) => protocol === 'https:') && {tls: await tls(all)}),
    ...(proxy && {proxy}),
  }
}

/** Parses `http://user:password@host:8081,https://other/path`. The first user info is used for all addresses. */
function addresses(text: string): {urls: URL[]; user: string | undefined} {
  const parts = text.split(',').map((part) => part.trim())
  let user: string | undefined
  const urls = parts
    .filter((part) => part !== '')
    .map((part) => {
      // A host with a port would be taken for a scheme.
      const url = /^https?:\/\//i.test(part) && URL.canParse(part) ? new URL(part) : undefined
      if (!url)
        throw new UsageError(
          `'${part.replace(/^.*@/, '')}' is not the address of a registry: write http://HOST:8081, or https://`,
        )
      if (url.username !== '') user ??= `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
      url.username = ''
      url.password = ''
      url.hash = ''
      return url
    })
  if (urls.length === 0) throw new UsageError('the address of the registry is empty')
  return {urls, user}
}

async function tls(all: Get) {
  const {tlsOptions} = await import('./tls-properties.ts')
  try {
    return await tlsOptions((name) => {
      const value = all(`${prefix}${name}`)
      return name === 'ssl.endpoint.identification.algorithm' ? value : value?.trim() === '' ? undefined : value
    })
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    // These messages name the brokers' properties.
    throw new UsageError(error.message.replaceAll(/(?<![.\w])ssl\./g, `${prefix}ssl.`), {
      cause: error,
      property: error.property === undefined ? undefined : `${prefix}${error.property}`,
    })
  }
}

/** The registry of the running sandbox that is the cluster, or would be if nothing else is named. */
async function sandboxRegistry(gathered: Settings, env: Environment): Promise<{name: string; url: string} | undefined> {
  const {runningSandboxes, sandboxServers} = await import('./connection.ts')
  const named = gathered.properties.get('bootstrap.servers')?.value
  const sandbox =
    named === undefined
      ? await sandboxServers(env)
      : (await runningSandboxes(env)).find(({servers}) => isPartOf(named, servers))
  return sandbox?.registry === undefined ? undefined : {name: sandbox.name, url: sandbox.registry}
}

/** Whether all named servers are the sandbox's: people name one of its brokers, or name them in another order. */
function isPartOf(named: string, servers: string): boolean {
  const list = (text: string) =>
    text
      .split(',')
      .map((part) =>
        part
          .trim()
          .toLowerCase()
          .replace(/^localhost:/, '127.0.0.1:'),
      )
      .filter((part) => part !== '')
  const all = new Set(list(servers))
  const wanted = list(named)
  return wanted.length > 0 && wanted.every((each) => all.has(each))
}
