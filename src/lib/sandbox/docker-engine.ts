// Runs Kafka in containers of Apache's image: the command lines and what they need.
import {createHash} from 'node:crypto'
import {UsageError} from '../cluster/errors.ts'
import {docker} from './docker.ts'
import {logFile, type Preparation, type Prepared} from './plan.ts'
import {brokerProperties, controllerId, controllerProperties, type Properties, type Topology} from './properties.ts'
import type {Settings} from './settings.ts'
import {isAtLeast} from './versions.ts'

interface DockerPlan {
  name: string
  dir: string
  clusterId: string
  topology: Topology
  settings: Settings
}

const controllerPort = 9093
const internalPort = 19_092

/** Creates the network that connects the containers; Docker creates the volumes by itself. */
export async function prepareDocker(plan: DockerPlan): Promise<Preparation> {
  const preparation = dockerCommands(plan)
  const network = resourceName(plan)
  const networks = await docker('network', 'ls', '--filter', `name=^${network}$`, '--format', '{{.Name}}')
  if (networks === '') await docker('network', 'create', '--label', `kafkit.sandbox=${plan.name}`, network)
  return preparation
}

/** Throws UsageError for settings that the image cannot take without additional files. */
export function dockerCommands(plan: DockerPlan): Preparation {
  const {topology, settings} = plan
  if (topology.layout === 'zookeeper') throw new UsageError('Docker runs Kafka without ZooKeeper only')
  if (!isAtLeast(topology.version, '3.7')) {
    throw new UsageError(`there is no Docker image of Kafka ${topology.version} (3.7.0 is the first)`)
  }
  if (settings.listeners.length + settings.formatArguments.length + settings.jvmArguments.length > 0) {
    throw new UsageError('more listeners, format and JVM arguments need a local Java: use engine java')
  }
  const voters = topology.layout === 'combined' ? topology.brokers.map(({id}) => id) : [controllerId]
  const hostOf = (id: number) => `${resourceName(plan)}-${labelOf(id)}`
  const shared: Properties = {
    'controller.quorum.voters': voters.map((id) => `${id}@${hostOf(id)}:${controllerPort}`).join(),
    'log.dirs': '/var/lib/kafka/data',
  }

  const container = (id: number, properties: Properties, ports: readonly number[]): Prepared => {
    const label = labelOf(id)
    const host = hostOf(id)
    const heap = topology.brokers.length > 1 ? '192m' : '256m'
    const environment = {
      CLUSTER_ID: plan.clusterId,
      KAFKA_HEAP_OPTS: `-Xmx${heap}`,
      ...Object.fromEntries(
        Object.entries(properties).map(([key, value]) => [
          environmentName(key),
          String(value).replaceAll('@ID@', String(id)),
        ]),
      ),
    }
    const options = {
      name: host,
      hostname: host,
      network: resourceName(plan),
      label: `kafkit.sandbox=${plan.name}`,
      volume: `${host}:/var/lib/kafka/data`,
    }
    const command = [
      'docker',
      'run',
      '--detach',
      ...Object.entries(options).map(([key, value]) => `--${key}=${value}`),
      ...ports.map((port) => `--publish=127.0.0.1:${port}:${port}`),
      ...Object.entries(environment).map(([key, value]) => `--env=${key}=${value}`),
      `apache/kafka:${topology.version}`,
    ]
    return {label, command, log: logFile(plan.dir, label)}
  }

  const quorum: Prepared[] = []
  if (topology.layout === 'controller') {
    const listeners = {listeners: `CONTROLLER://:${controllerPort}`}
    quorum.push(container(controllerId, {...controllerProperties(topology), ...shared, ...listeners}, []))
  }
  const brokers = topology.brokers.map(({id, listeners: [client]}) => {
    const port = client?.port ?? 0
    const bind = [`PLAINTEXT://:${port}`, `INTERNAL://:${internalPort}`]
    if (topology.layout === 'combined') bind.push(`CONTROLLER://:${controllerPort}`)
    const own: Properties = {
      listeners: bind.join(),
      'advertised.listeners': `PLAINTEXT://127.0.0.1:${port},INTERNAL://${hostOf(id)}:${internalPort}`,
      'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT',
      // Inside a container 127.0.0.1 is the container itself, so brokers use a separate listener among themselves.
      'inter.broker.listener.name': 'INTERNAL',
    }
    return container(id, {...brokerProperties(topology, id), ...shared, ...own, ...settings.properties}, [port])
  })
  return {quorum, brokers}
}

/** Deletes the volumes (the data) and the network; the containers must be gone by then. */
export async function removeDockerData(plan: {name: string; dir: string}, labels: readonly string[]): Promise<void> {
  const network = resourceName(plan)
  await docker('volume', 'rm', '--force', ...labels.map((label) => `${network}-${label}`))
  await docker('network', 'rm', network)
}

/** Distinguishes sandboxes of the same name in different folders. */
function resourceName({name, dir}: {name: string; dir: string}): string {
  return `kafkit-${name}-${createHash('sha256').update(dir).digest('hex').slice(0, 6)}`
}

const labelOf = (id: number) => (id === controllerId ? `controller-${id}` : `broker-${id}`)

/** The image's rule for environment variables: `KAFKA_`, then dots as `_`, underscores as `__`, dashes as `___`. */
export function environmentName(property: string): string {
  return `KAFKA_${property.replaceAll('_', '__').replaceAll('-', '___').replaceAll('.', '_').toUpperCase()}`
}
