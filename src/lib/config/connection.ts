// Where a command finds its cluster: flags, then the file they name, then the environment, then a running sandbox.
import {parseAddresses} from '../cluster/address.ts'
import type {ClusterSettings} from '../cluster/cluster.ts'
import {UsageError} from '../cluster/errors.ts'

type Environment = Readonly<Record<string, string | undefined>>

export interface ConnectionFlags {
  readonly bootstrapServer?: string | undefined
  /** Path of a client.properties. */
  readonly commandConfig?: string | undefined
  /** For a call as a whole, ms. */
  readonly timeoutMs?: number | undefined
}

export interface Connection {
  readonly settings: ClusterSettings
  /** Sentences for stderr. */
  readonly notices: readonly string[]
}

/** UsageError if there is no cluster, with what to type. */
export async function resolveConnection(flags: ConnectionFlags, env: Environment): Promise<Connection> {
  const file = flags.commandConfig ?? env['KAFKIT_COMMAND_CONFIG']
  const notices: string[] = []
  const fromFile = file ? await readProperties(file, notices) : undefined
  const servers = flags.bootstrapServer ?? fromFile?.bootstrapServers ?? env['KAFKIT_BOOTSTRAP_SERVERS']
  const bootstrap = servers ? parseAddresses(servers) : await sandboxAddresses(env, notices)
  return {
    notices,
    settings: {
      clientId: 'kafkit',
      ...fromFile?.settings,
      ...(flags.timeoutMs === undefined ? {} : withinTotal(flags.timeoutMs, fromFile?.settings)),
      bootstrap,
    },
  }
}

/** The whole is no shorter than its parts: neither connecting nor one request may take longer. */
function withinTotal(totalTimeoutMs: number, {requestTimeoutMs = 30_000, connectTimeoutMs = 10_000}: Times = {}) {
  return {
    totalTimeoutMs,
    requestTimeoutMs: Math.min(requestTimeoutMs, totalTimeoutMs),
    connectTimeoutMs: Math.min(connectTimeoutMs, totalTimeoutMs),
  }
}
type Times = Pick<ClusterSettings, 'requestTimeoutMs' | 'connectTimeoutMs'>

async function readProperties(file: string, notices: string[]) {
  const [{readFile}, {clientProperties}, {parseProperties, propertiesText}] = await Promise.all([
    import('node:fs/promises'),
    import('./client-properties.ts'),
    import('./properties.ts'),
  ])
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'there is no such file' : error.message
    throw new UsageError(`cannot read ${file}: ${why}`, {cause: error})
  })
  try {
    const read = await clientProperties(parseProperties(propertiesText(bytes)))
    if (read.unknown.length > 0) notices.push(`${file}: ignored ${read.unknown.join(', ')}`)
    return read
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`${file}: ${error.message}`, {cause: error})
    throw error
  }
}

/** The sandbox is what a newcomer has; saying which cluster was taken keeps it from being a surprise. */
async function sandboxAddresses(env: Environment, notices: string[]) {
  const [{findSandbox}, {sandboxFolder}, {isRunning}] = await Promise.all([
    import('../sandbox/state.ts'),
    import('../sandbox/folders.ts'),
    import('../sandbox/processes.ts'),
  ])
  const sandbox = await findSandbox({dir: sandboxFolder('default', env)})
  const running = sandbox?.brokers.some((broker) => isRunning(broker) || broker.container !== undefined)
  if (!sandbox || !running) {
    throw new UsageError(
      'which cluster? Say --bootstrap-server HOST:9092, set KAFKIT_BOOTSTRAP_SERVERS, or start one of your own: kafkit sandbox start',
    )
  }
  notices.push(`using the sandbox at ${sandbox.bootstrapServers}`)
  return parseAddresses(sandbox.bootstrapServers)
}
