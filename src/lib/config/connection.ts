// Where a command finds its cluster and how it connects: from all sources together, or else from a running sandbox.
import {join} from 'node:path'
import {parseAddresses} from '../cluster/address.ts'
import type {ClusterSettings} from '../cluster/cluster.ts'
import {UsageError} from '../cluster/errors.ts'
import type {ClientKind} from './client-properties.ts'
import type {Guards} from './profile.ts'
import type {Environment} from './profile-paths.ts'
import {sourceText, type Source} from './setting.ts'
import {gatherSettings, resolveMap, type ConnectionFlags, type Effective, type Settings} from './settings.ts'

export type {ConnectionFlags} from './settings.ts'

export interface Connection {
  readonly settings: ClusterSettings
  /** All properties in effect, with references resolved, including those for producers and consumers. */
  readonly properties: ReadonlyMap<string, string>
  /** Whether anything other than servers and a time limit is set. */
  readonly configured: boolean
  /** The source of each property. */
  readonly sources: ReadonlyMap<string, Source>
  readonly guards: Guards | undefined
  /** Sentences for stderr. */
  readonly notices: readonly string[]
  readonly warnings: readonly string[]
}

/** Throws UsageError, with what to type, if no source names a cluster. */
export async function resolveConnection(
  flags: ConnectionFlags,
  env: Environment,
  cwd?: string,
  kind: ClientKind = 'admin',
): Promise<Connection> {
  const gathered = await gatherSettings(flags, env, cwd)
  const notices = [...gathered.notices, ...otherServersNotice(gathered)]
  const {properties, settings, configured} = await settingsOf(gathered, notices, env, kind)
  const servers = gathered.properties.get('bootstrap.servers')
  const addresses = properties.get('bootstrap.servers')?.trim()
  const bootstrap =
    servers && addresses !== undefined
      ? within(servers, () => namedAddresses(addresses, servers.source))
      : await sandboxAddresses(gathered, env, cwd, notices)
  const {timeoutMs} = flags
  return {
    properties,
    configured,
    sources: new Map([...gathered.properties].map(([name, {source}]) => [name, source])),
    guards: gathered.profile?.guards,
    notices,
    warnings: gathered.warnings,
    settings: {
      clientId: 'kafkit',
      ...settings,
      ...(timeoutMs === undefined ? {} : withinTotal(timeoutMs, settings)),
      bootstrap,
    },
  }
}

/** Replacing only the servers of a profile keeps its other settings, which can easily change the wrong cluster. */
function otherServersNotice({profile, chosenBy = '', properties}: Settings): string[] {
  const servers = properties.get('bootstrap.servers')
  const its = servers?.overrode.find(({source}) => source.from === 'profile')
  if (!profile || !servers || !its) return []
  const {from} = servers.source
  // Both are on the command line, so this is intended.
  if (from === 'flag' && chosenBy === '--profile') return []
  return [
    `${sourceText(servers.source)} names the servers, not profile ${profile.name} (chosen by ${chosenBy}), whose other settings count; --profile none leaves it out`,
  ]
}

/** Loads the code for properties only if more than plain servers and a time limit is set. */
async function settingsOf(gathered: Settings, notices: string[], env: Environment, kind: ClientKind) {
  const names = [...gathered.properties.keys()]
  if (names.every((name) => name === 'bootstrap.servers' || name === 'default.api.timeout.ms')) {
    const plain = [...gathered.properties].map(([name, {value}]) => [name, value] as const)
    const total = gathered.properties.get('default.api.timeout.ms')
    const resolved = plain.every(([, value]) => !value.includes('${'))
    if (resolved && (!total || total.source.from === 'flag'))
      return {properties: new Map(plain), settings: {}, configured: false}
  }
  const [{withJaasFile}, {resolveProperties}, {clientProperties}, {ineffectiveNotice, unknownNotice}] =
    await Promise.all([
      import('./jaas-file.ts'),
      import('./resolve-properties.ts'),
      import('./client-properties.ts'),
      import('./check-properties.ts'),
    ])
  const properties = await withJaasFile(await resolveProperties(gathered.properties, env), env)
  const code = gathered.live.sasl
  // A setting from a later source takes precedence over the code.
  const mechanism = properties.get('sasl.mechanism')?.trim().toUpperCase()
  const isTheirs = code !== undefined && String(code['mechanism']).toUpperCase() === mechanism
  const live = isTheirs ? await (await import('./live-login.ts')).liveLogin(code) : undefined
  const {settings} = await atItsPlace(gathered.properties, () => clientProperties(properties, kind, live))
  const resolve = gathered.properties.get('kafkit.resolve')
  const proxy = properties.get('kafkit.proxy')?.trim()
  const proxySaid = gathered.properties.get('kafkit.proxy')
  if (proxy && proxySaid) {
    const {parseProxy} = await import('../cluster/proxy.ts')
    atPlace(proxySaid, () => parseProxy(proxy))
  }
  notices.push(...unknownNotice(gathered.properties), ...ineffectiveNotice(gathered.properties))
  return {
    properties,
    configured: true,
    settings: {
      ...settings,
      ...(resolve && {
        resolve: resolveMap({...resolve, value: properties.get('kafkit.resolve') ?? ''}, sourceText),
      }),
      ...(proxy && {proxy}),
    },
  }
}

/**
 * Servers that are named but empty are an unset variable of a script (`-b "$BROKERS"`). Taking the sandbox for them
 * would change a cluster that nobody named.
 */
function namedAddresses(addresses: string, source: Source): ReturnType<typeof parseAddresses> {
  if (addresses !== '') return parseAddresses(addresses)
  const name = source.from === 'flag' ? sourceText(source) : 'bootstrap.servers'
  throw new UsageError(
    `${name} is empty: write HOST:PORT (is a variable of a script not set?), or leave it out for the profile or a running sandbox`,
  )
}

/** Adds to an error about a property where that was written. */
async function atItsPlace<T>(properties: ReadonlyMap<string, Effective>, make: () => Promise<T>): Promise<T> {
  try {
    return await make()
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    const source = properties.get(error.property ?? '')?.source
    throw source ? new UsageError(`${sourceText(source)}: ${error.message}`, {cause: error}) : error
  }
}

/** Like `within`, and also names flags. */
function atPlace(said: Effective, make: () => unknown): void {
  try {
    make()
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    throw new UsageError(`${sourceText(said.source)}: ${error.message}`, {cause: error})
  }
}

function within<T>({source}: Effective, make: () => T): T {
  try {
    return make()
  } catch (error) {
    if (!(error instanceof UsageError) || source.from === 'flag') throw error
    throw new UsageError(`${sourceText(source)}: ${error.message}`, {cause: error})
  }
}

/** The total time limit must be at least as long as those of connecting and of one request. */
function withinTotal(totalTimeoutMs: number, {requestTimeoutMs = 30_000, connectTimeoutMs = 10_000}: Times = {}) {
  return {
    totalTimeoutMs,
    requestTimeoutMs: Math.min(requestTimeoutMs, totalTimeoutMs),
    connectTimeoutMs: Math.min(connectTimeoutMs, totalTimeoutMs),
  }
}
type Times = Pick<ClusterSettings, 'requestTimeoutMs' | 'connectTimeoutMs'>

/** A running sandbox serves where no cluster is named, rightly or wrongly; a notice says so. */
async function sandboxAddresses(gathered: Settings, env: Environment, cwd: string | undefined, notices: string[]) {
  const sandbox = await sandboxServers(env)
  const {inSettings, misnamedServers} = await import('./misnamed-servers.ts')
  const misnamed = misnamedServers(gathered.properties.values(), env, sandbox ? undefined : cwd)
  if (!sandbox) {
    const found = misnamed.map((text) => ` (${text})`).join('')
    const running = await runningSandboxes(env)
    const [first] = running
    throw new UsageError(
      first
        ? `which cluster?${found} The sandboxes ${running.map(({name}) => name).join(', ')} are running: add --bootstrap-server ${first.servers}, or set KAFKIT_BOOTSTRAP_SERVERS (kafkit sandbox status)`
        : `which cluster?${found} Add --bootstrap-server HOST:9092, set KAFKIT_BOOTSTRAP_SERVERS, add a profile (kafkit profile add), or start one of your own: kafkit sandbox start`,
    )
  }
  // `topics delete --command-config application.yml` would otherwise delete in a cluster that nobody named.
  const [given] = inSettings(gathered.properties.values())
  if (given !== undefined)
    throw new UsageError(`which cluster? (${given}) The sandbox at ${sandbox.servers} is only used if no cluster is named`) // prettier-ignore
  notices.push(...misnamed, `using the sandbox at ${sandbox.servers}`)
  return parseAddresses(sandbox.servers)
}

export interface SandboxServers {
  readonly name: string
  readonly servers: string
  /** The address of its registry, if that is running. */
  readonly registry: string | undefined
}

/**
 * The servers of the sandbox that is used if nothing names a cluster: `default` if it is running, or else the only
 * running one.
 */
export async function sandboxServers(env: Environment): Promise<SandboxServers | undefined> {
  const byDefault = await runningSandbox('default', env)
  if (byDefault) return byDefault
  const [only, ...others] = await runningSandboxes(env)
  return others.length === 0 ? only : undefined
}

/** The sandboxes with a running broker, by name. */
export async function runningSandboxes(env: Environment): Promise<SandboxServers[]> {
  const {sandboxNames} = await import('../sandbox/state.ts')
  const names = (await sandboxNames(env)).toSorted()
  return (await Promise.all(names.map((name) => runningSandbox(name, env)))).filter((each) => each !== undefined)
}

async function runningSandbox(name: string, env: Environment): Promise<SandboxServers | undefined> {
  const [{findSandbox}, {sandboxRoot}, {isRunning}] = await Promise.all([
    import('../sandbox/state.ts'),
    import('../sandbox/folders.ts'),
    import('../sandbox/processes.ts'),
  ])
  const sandbox = await findSandbox({dir: join(sandboxRoot(env), name)})
  const running = sandbox?.brokers.some((broker) => isRunning(broker) || broker.container !== undefined)
  if (!sandbox || !running) return undefined
  const {registry} = sandbox
  return {
    name: sandbox.name,
    servers: sandbox.bootstrapServers,
    registry: registry && isRunning(registry) ? registry.url : undefined,
  }
}
