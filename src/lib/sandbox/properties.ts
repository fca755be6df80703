// The settings that brokers start with: small, fast, and quick to notice failures.
import {isAtLeast, type Layout} from './versions.ts'

export type Properties = Record<string, string | number | boolean>

/** The nodes of the cluster and their ports: everything that the settings of one node depend on. */
export interface Topology {
  version: string
  layout: Layout
  brokers: readonly {id: number; rack: string | null; listeners: readonly Listener[]; controllerPort: number}[]
  /** Port of the dedicated controller, or of ZooKeeper. */
  quorumPort: number
}

/**
 * A client listener: its name, its security protocol, and the host name advertised to clients (127.0.0.1 or localhost).
 */
export interface Listener {
  name: string
  protocol: 'PLAINTEXT' | 'SSL' | 'SASL_PLAINTEXT' | 'SASL_SSL'
  host: string
  port: number
}

/** The node id of a dedicated controller. */
export const controllerId = 100

/** server.properties of a broker, without its `log.dirs`. */
export function brokerProperties(topology: Topology, id: number): Properties {
  const {version, layout, brokers} = topology
  const broker = brokers.find((each) => each.id === id)
  if (!broker) throw new RangeError(`no broker ${id} in this topology`)
  const combined = layout === 'combined'
  const bind = broker.listeners.map(({name, port}) => `${name}://127.0.0.1:${port}`)
  const advertised = broker.listeners.map(({name, host, port}) => `${name}://${host}:${port}`)
  if (combined) bind.push(`CONTROLLER://127.0.0.1:${broker.controllerPort}`)
  const protocols = broker.listeners.map(({name, protocol}) => `${name}:${protocol}`)
  if (layout !== 'zookeeper') protocols.push('CONTROLLER:PLAINTEXT')
  return {
    ...(layout === 'zookeeper'
      ? {
          'broker.id': id,
          'zookeeper.connect': `127.0.0.1:${topology.quorumPort}`,
          'zookeeper.session.timeout.ms': 3000,
        }
      : quorumProperties(topology, id, combined ? 'broker,controller' : 'broker')),
    listeners: bind.join(),
    'advertised.listeners': advertised.join(),
    'listener.security.protocol.map': protocols.join(),
    'inter.broker.listener.name': 'PLAINTEXT',
    ...topicProperties(version, brokers.length),
    ...(broker.rack !== null && {'broker.rack': broker.rack}),
    ...(brokers.length > 1 && failureProperties(topology)),
    ...smallProperties,
  }
}

/** server.properties of the dedicated controller, without its `log.dirs`. */
export function controllerProperties(topology: Topology): Properties {
  return {
    ...quorumProperties(topology, controllerId, 'controller'),
    listeners: `CONTROLLER://127.0.0.1:${topology.quorumPort}`,
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    ...topicProperties(topology.version, topology.brokers.length),
    ...(topology.brokers.length > 1 && {'broker.session.timeout.ms': 3000, 'auto.leader.rebalance.enable': false}),
    ...smallProperties,
  }
}

/** zoo.cfg; a short tick makes the sessions of dead brokers expire soon. */
export const zooKeeperProperties = (port: number): Properties => ({
  clientPort: port,
  clientPortAddress: '127.0.0.1',
  maxClientCnxns: 0,
  'admin.enableServer': false,
  tickTime: 500,
  // Used to ask whether a killed broker's session is over; since ZooKeeper 3.5, commands are disabled unless listed.
  '4lw.commands.whitelist': 'dump',
})

function quorumProperties(topology: Topology, id: number, roles: string): Properties {
  const voters =
    topology.layout === 'combined'
      ? topology.brokers.map((each) => `${each.id}@127.0.0.1:${each.controllerPort}`)
      : [`${controllerId}@127.0.0.1:${topology.quorumPort}`]
  return {
    'process.roles': roles,
    'node.id': id,
    'controller.quorum.voters': voters.join(),
    'controller.listener.names': 'CONTROLLER',
  }
}

function topicProperties(version: string, brokers: number): Properties {
  const replicas = Math.min(3, brokers)
  const inSync = Math.min(2, replicas)
  return {
    'offsets.topic.replication.factor': replicas,
    'offsets.topic.num.partitions': 8,
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': inSync,
    'transaction.state.log.num.partitions': 4,
    ...(isAtLeast(version, '4.0') && {
      'share.coordinator.state.topic.replication.factor': replicas,
      'share.coordinator.state.topic.min.isr': inSync,
      'share.coordinator.state.topic.num.partitions': 4,
    }),
    ...(brokers > 1 && {'default.replication.factor': replicas, 'min.insync.replicas': inSync}),
    'group.initial.rebalance.delay.ms': 0,
  }
}

/** A lost broker is detected after 3 s instead of 9, and leaders stay where a test put them. */
function failureProperties({layout}: Topology): Properties {
  return {
    'replica.lag.time.max.ms': 3000,
    'auto.leader.rebalance.enable': false,
    ...(layout !== 'zookeeper' && {'broker.heartbeat.interval.ms': 500, 'broker.session.timeout.ms': 3000}),
    ...(layout === 'combined' && {
      'controller.quorum.election.timeout.ms': 500,
      'controller.quorum.fetch.timeout.ms': 1000,
      'controller.quorum.election.backoff.max.ms': 300,
    }),
  }
}

const smallProperties: Properties = {
  // Its default of 128 MB is the largest part of an idle broker's memory.
  'log.cleaner.dedupe.buffer.size': 2_097_152,
  'num.network.threads': 1,
  'num.io.threads': 2,
  'background.threads': 2,
  'num.recovery.threads.per.data.dir': 1,
}

/** The text of a .properties file; backslashes and line ends in values are escaped as java.util.Properties requires. */
export function propertiesText(properties: Properties): string {
  const escaped = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r')
  return Object.entries(properties)
    .map(([key, value]) => `${key}=${escaped(String(value)).replace(/^ /, '\\ ')}\n`)
    .join('')
}
