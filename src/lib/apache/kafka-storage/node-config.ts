// The part of a node's configuration that kafka-storage needs, with Kafka's checks of it. A broker checks its other
// settings when it starts.
import {loadProperties} from '../client/open-client.ts'
import {isTrue} from '../client/config-def.ts'
import {configException, JavaError} from '../java/errors.ts'
import {parseJavaInt} from '../java/numbers.ts'

export interface NodeConfig {
  readonly nodeId: number
  readonly isController: boolean
  /** All log directories, sorted. */
  readonly directories: readonly string[]
  readonly metadataDirectory: string
  /** Whether controller.quorum.voters is set. */
  readonly hasStaticVoters: boolean
  readonly unstableFeatures: boolean
  readonly controllerListener: string
  /** The address at which other controllers find this one; undefined if it has no listener for them. */
  readonly controllerEndpoint: {readonly host: string; readonly port: number} | undefined
}

interface Endpoint {
  readonly listener: string
  readonly host: string
  readonly port: number
}

/** Throws JavaError for a file that cannot be read, and for a configuration with which the node would not start. */
export async function readNodeConfig(file: string): Promise<NodeConfig> {
  const properties = await loadProperties(file)
  const listOf = (name: string) => splitList(properties.get(name))
  const required = (name: string) => {
    const value = properties.get(name)
    if (value === undefined)
      throw configException(`Missing required configuration "${name}" which has no default value.`)
    return value
  }
  const roles = splitList(required('process.roles'))
  const allowed = ['broker', 'controller']
  if (roles.length === 0)
    throw configException("Configuration 'process.roles' must not be empty. Valid values include: [broker, controller]")
  for (const role of roles)
    if (!allowed.includes(role)) throw invalid('process.roles', roles, 'String must be one of: broker, controller')
  const nodeId = nodeIdOf(required('node.id'))
  const brokerId = properties.get('broker.id')
  if (brokerId !== undefined && nodeIdOf(brokerId, 'broker.id') !== nodeId)
    throw configException('You must set `node.id` to the same value as `broker.id`.')
  const controllerListeners = splitList(required('controller.listener.names'))
  const [controllerListener] = controllerListeners
  if (controllerListener === undefined)
    throw configException(
      "Configuration 'controller.listener.names' must not be empty. Valid values include: any non-empty value",
    )
  const logDirs = properties.has('log.dirs')
    ? listOf('log.dirs')
    : splitList(properties.get('log.dir') ?? '/tmp/kafka-logs')
  const [firstDir] = logDirs
  if (firstDir === undefined) throw requirement('At least one log directory must be defined via log.dirs or log.dir.')
  const metadataDirectory = properties.get('metadata.log.dir') ?? firstDir
  const voters = listOf('controller.quorum.voters')
  const listeners = listOf(properties.has('listeners') ? 'listeners' : '').map(endpointOf)
  const all = properties.has('listeners') ? listeners : [endpointOf('PLAINTEXT://:9092')]
  const advertised = listOf('advertised.listeners').map(endpointOf)
  const isController = roles.includes('controller')
  checkQuorum({roles, nodeId, voters, bootstrap: listOf('controller.quorum.bootstrap.servers')})
  checkListeners(roles, all, controllerListeners)
  const own = (endpoints: readonly Endpoint[]) => endpoints.find(({listener}) => same(listener, controllerListener))
  const endpoint = own(advertised) ?? own(all)
  return {
    nodeId,
    isController,
    directories: [...new Set([...logDirs, metadataDirectory])].sort(),
    metadataDirectory,
    hasStaticVoters: voters.length > 0,
    unstableFeatures: isTrue(properties.get('unstable.feature.versions.enable')),
    controllerListener,
    controllerEndpoint: endpoint && {
      host: endpoint.host === '' || endpoint.host === '0.0.0.0' ? 'localhost' : endpoint.host,
      port: endpoint.port,
    },
  }
}

const same = (a: string, b: string) => a.toUpperCase() === b.toUpperCase()

/** Splits as ConfigDef does for the type LIST. */
const splitList = (text = ''): string[] =>
  text.trim() === ''
    ? []
    : text
        .trim()
        .split(/\s*,\s*/)
        .filter((part) => part !== '')

const requirement = (text: string) => new JavaError('java.lang.IllegalArgumentException', `requirement failed: ${text}`)

const invalid = (name: string, value: readonly string[], why: string) =>
  configException(`Invalid value [${value.join(', ')}] for configuration ${name}: ${why}`)

function nodeIdOf(text: string, name = 'node.id'): number {
  let id: number
  try {
    id = parseJavaInt(text.trim())
  } catch (error) {
    if (!(error instanceof JavaError)) throw error
    throw configException(`Invalid value ${text} for configuration ${name}: Not a number of type INT`)
  }
  if (id < 0 && name === 'node.id')
    throw configException(`Invalid value ${id} for configuration node.id: Value must be at least 0`)
  return id
}

function endpointOf(text: string): Endpoint {
  const [all, listener = '', host = '', port = ''] = /^(.*):\/\/\[?([0-9a-zA-Z\-%._:]*)\]?:(-?[0-9]+)$/.exec(text) ?? []
  if (all === undefined) {
    const cause = new JavaError('java.lang.IllegalArgumentException', `Unable to parse ${text} to a broker endpoint`)
    throw new JavaError(
      'java.lang.IllegalArgumentException',
      `Error creating broker listeners from '${text}': ${cause.message}`,
    )
  }
  return {listener, host, port: Number(port)}
}

interface Quorum {
  readonly roles: readonly string[]
  readonly nodeId: number
  readonly voters: readonly string[]
  readonly bootstrap: readonly string[]
}

function checkQuorum({roles, nodeId, voters, bootstrap}: Quorum): void {
  const ids = voters.map((voter) => {
    const [all, id] = /^(\d+)@\[?[^\]]+\]?:\d+$/.exec(voter) ?? []
    if (all === undefined) {
      throw configException(
        `Invalid value [${voters.join(', ')}] for configuration controller.quorum.voters: Invalid configuration value for controller.quorum.voters. Each entry should be in the form \`{id}@{host}:{port}\`.`,
      )
    }
    return Number(id)
  })
  if (ids.length === 0 && bootstrap.length === 0) {
    throw configException(
      'If using process.roles, either controller.quorum.bootstrap.servers must contain the set of bootstrap controllers or controller.quorum.voters must contain a parseable set of controllers.',
    )
  }
  const set = `controller.quorum.voters=Set(${ids.join(', ')})`
  if (!roles.includes('controller')) {
    if (ids.includes(nodeId)) {
      throw requirement(
        `If process.roles contains just the 'broker' role, the node id ${nodeId} must not be included in the set of voters ${set}`,
      )
    }
  } else if (ids.length > 0 && !ids.includes(nodeId)) {
    throw requirement(
      `If process.roles contains the 'controller' role, the node id ${nodeId} must be included in the set of voters ${set}`,
    )
  }
}

function checkListeners(
  roles: readonly string[],
  listeners: readonly Endpoint[],
  controllers: readonly string[],
): void {
  const isController = ({listener}: Endpoint) => controllers.includes(listener)
  const own = listeners.filter(isController)
  if (!roles.includes('controller')) {
    if (own.length > 0) {
      throw requirement(
        "controller.listener.names must not contain a value appearing in the 'listeners' configuration when running KRaft with just the broker role",
      )
    }
    return
  }
  if (roles.length === 1 && own.length !== listeners.length) {
    throw requirement(
      'The listeners config must only contain KRaft controller listeners from controller.listener.names when process.roles=controller',
    )
  }
  const asked = "appearing in the 'listeners' configuration when running the KRaft controller role"
  if (own.length === 0) throw requirement(`controller.listener.names must contain at least one value ${asked}`)
  if (controllers.some((name) => !listeners.some(({listener}) => listener === name)))
    throw requirement(`controller.listener.names must only contain values ${asked}`)
  if (roles.length > 1 && own.length === listeners.length) {
    throw requirement(
      'There must be at least one broker advertised listener. Perhaps all listeners appear in controller.listener.names?',
    )
  }
}
