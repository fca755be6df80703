// Opens a cluster from --bootstrap-server and a properties file, with the failures that Java's clients have on the
// way.
import {readFileSync} from 'node:fs'
import type {Io} from '../../cli/io.ts'
import {openCluster, type Cluster, type ClusterSettings} from '../../cluster/cluster.ts'
import {UsageError} from '../../cluster/errors.ts'
import type {OpenCluster} from '../command-line/tool.ts'
import {asSentence} from '../../text/sentence.ts'
import {parseBootstrap} from './bootstrap.ts'
import {ConfigDefError, configException, JavaError} from '../java/errors.ts'

export interface ClientInput {
  /** A function where Apache's tool complains about the file before it complains about this option. */
  readonly bootstrap: string | (() => string)
  /** `bootstrap` names controllers, not brokers: see cluster/active-controller.ts. */
  readonly controllers?: boolean
  /**
   * The tool removes bootstrap.servers or bootstrap.controllers from the file, whichever the command line does not
   * use (CommandLineUtils).
   */
  readonly removesOther?: boolean
  /** Path of a client.properties. */
  readonly configFile?: string | undefined
  /** Properties from the command line; they override those of the file. */
  readonly properties?: ReadonlyMap<string, string> | undefined
  readonly kind: 'admin' | 'consumer' | 'producer' | 'share consumer'
  /** The client.id if none is configured. */
  readonly clientId: string
  /** Values for properties that neither the file nor the command line sets. */
  readonly defaults?: ReadonlyMap<string, string> | undefined
  /** Fail after one attempt at each bootstrap server, as the tools do that have a client of their own. */
  readonly bootstrapOnce?: boolean | undefined
  /** Time limit for a whole call, ms, whatever is configured. */
  readonly timeoutMs?: number
}

const failures = {
  admin: 'Failed to create new KafkaAdminClient',
  consumer: 'Failed to construct kafka consumer',
  producer: 'Failed to construct kafka producer',
  'share consumer': 'Failed to construct Kafka share consumer',
}
const noServers = {
  admin: 'You must set either bootstrap.servers or bootstrap.controllers',
  consumer: 'No resolvable bootstrap urls given in bootstrap.servers',
  producer: 'No resolvable bootstrap urls given in bootstrap.servers',
  'share consumer': 'No resolvable bootstrap urls given in bootstrap.servers',
}

/**
 * The file's properties, overridden by those of the command line. Throws JavaError (NoSuchFileException) as Java
 * does.
 */
export async function readClientProperties(
  file: string | undefined,
  over: ReadonlyMap<string, string> = new Map(),
): Promise<Map<string, string>> {
  if (file === undefined) return new Map(over)
  const {parseProperties, propertiesText} = await import('../../config/properties.ts')
  const bytes = read(file)
  // Java's tool would ignore every setting of such a file, or fail at the first backslash that is followed by a u.
  const {otherKind} = await import('../../config/config-file.ts')
  const other = await otherKind(bytes)
  if (other !== undefined) throw new JavaError('java.lang.IllegalArgumentException', `${file} is ${other}`)
  const properties = new Map([...parseProperties(propertiesText(bytes)), ...over])
  if (!properties.has('config.providers')) return properties
  const {withProviders} = await import('../../config/config-providers.ts')
  try {
    return await withProviders(properties, process.env)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    throw configException(error.message, {cause: error, relation: 'repeats'})
  }
}

/**
 * Utils.loadProps: the properties exactly as the file has them. Throws JavaError (NoSuchFileException) as Java does.
 */
export async function loadProperties(file: string): Promise<Map<string, string>> {
  const {parseProperties, propertiesText} = await import('../../config/properties.ts')
  return new Map(parseProperties(propertiesText(read(file))))
}

function read(file: string): Buffer {
  try {
    // To Java, an empty path is the working directory.
    return readFileSync(file === '' ? '.' : file)
  } catch (error) {
    const {code, message} = error as NodeJS.ErrnoException
    const cause = {cause: error}
    if (code === 'ENOENT') throw new JavaError('java.nio.file.NoSuchFileException', file, cause)
    if (code === 'EACCES') throw new JavaError('java.nio.file.AccessDeniedException', file, cause)
    throw new JavaError('java.io.IOException', code === 'EISDIR' ? 'Is a directory' : message, cause)
  }
}

/**
 * A lazy cluster that, like Java's clients, keeps trying to connect until the total time limit. Throws JavaError if
 * it cannot be set up.
 */
export async function openClient(input: ClientInput, io: Io, open: OpenCluster = openCluster): Promise<Cluster> {
  const {kind, clientId, configFile} = input
  const properties = await readClientProperties(configFile, input.properties)
  for (const [name, value] of input.defaults ?? []) if (!properties.has(name)) properties.set(name, value)
  const bootstrap = typeof input.bootstrap === 'string' ? input.bootstrap : input.bootstrap()
  try {
    const settings = await settingsOf(properties, kind, io.env)
    // A server on the command line replaces the property of the same name only.
    if (
      kind === 'admin' &&
      !input.removesOther &&
      properties.get(input.controllers ? 'bootstrap.servers' : 'bootstrap.controllers')?.trim()
    )
      throw configException('You cannot set both bootstrap.servers and bootstrap.controllers')
    const addresses = await parseBootstrap(bootstrap, noServers[kind], (text) => io.err(text))
    const {audit} = io
    const cluster = open({
      clientId,
      ...settings,
      totalTimeoutMs: input.timeoutMs ?? settings.totalTimeoutMs,
      bootstrap: addresses,
      signal: io.interrupted,
      waitForBootstrap: input.bootstrapOnce !== true,
      bootstrapFailed: once((failure) => io.err(`WARN ${asSentence(failure.message)} Trying again.\n`)),
      beforeChange: audit?.beforeChange,
    })
    audit?.watch(cluster, bootstrap)
    return cluster
  } catch (error) {
    // Errors of ConfigDef are thrown before the client is made, so they are not wrapped.
    if (error instanceof ConfigDefError) throw error
    if (!(error instanceof JavaError || error instanceof UsageError)) throw error
    throw new JavaError('org.apache.kafka.common.KafkaException', failures[kind], {cause: error})
  }
}

async function settingsOf(
  properties: ReadonlyMap<string, string>,
  kind: ClientInput['kind'],
  env: Io['env'],
): Promise<Omit<ClusterSettings, 'bootstrap'>> {
  if (properties.size === 0) return {}
  const [
    {checkAdminTimeouts, checkClientProperties},
    {clientProperties},
    {lacksLogin, withJaasFile},
    {checkStoreTypes},
  ] = await Promise.all([
    import('./common-config.ts'),
    import('../../config/client-properties.ts'),
    import('../../config/jaas-file.ts'),
    import('./store-types.ts'),
  ])
  checkClientProperties(properties)
  if (kind === 'admin') checkAdminTimeouts(properties)
  checkStoreTypes(properties)
  const complete = await withJaasFile(properties, env)
  if (lacksLogin(complete))
    throw new JavaError(
      'java.lang.IllegalArgumentException',
      "Could not find a 'KafkaClient' entry in the JAAS configuration. System property 'java.security.auth.login.config' is not set",
      {cause: new UsageError('set sasl.jaas.config, or name a file in KAFKA_OPTS')},
    )
  return (await clientProperties(complete, kind === 'share consumer' ? 'consumer' : kind)).settings
}

function once(tell: (failure: Error) => void): (failure: Error) => void {
  let told = ''
  return (failure) => {
    if (failure.message !== told) tell(failure)
    told = failure.message
  }
}
