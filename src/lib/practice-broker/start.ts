import {once} from 'node:events'
import {createServer, type AddressInfo, type Server, type Socket} from 'node:net'
import {UsageError} from '../cluster/errors.ts'
import {randomUuid} from '../wire/random-uuid.ts'
import {brokerConfigs} from './configs/broker-configs.ts'
import {Configs} from './configs/configs.ts'
import {problem} from './configs/definition.ts'
import {PracticeCluster, type BrokerNode} from './practice-cluster.ts'
import {serveConnection, type Received} from './server.ts'
import {servicesOf} from './services.ts'

/** Above this, new record batches displace the oldest, bytes. */
export const defaultMemoryLimit = 256 * 2 ** 20
const leastMemoryLimit = 2 ** 20

export interface PracticeBrokerOptions {
  /** The number of brokers in the process; default 1. */
  brokers?: number
  /**
   * The address of each broker, instead of `brokers`; port 0 means any free one. With several brokers, one without
   * `rack` gets its own, r1, r2, ….
   */
  listen?: readonly {id: number; host: string; port: number; rack?: string | null}[]
  /** The first broker's port; the others use the following ones. Default: free ports. */
  port?: number
  clusterId?: string
  /** Broker settings as in server.properties; those without an effect here are ignored. */
  properties?: Readonly<Record<string, string | number | boolean>>
  /** The memory for all record batches together, bytes; above it the oldest are lost. Default 256 MiB. */
  memoryLimit?: number
  /** Called when the broker or a client made a mistake and the connection was closed. */
  onFailure?: (error: unknown) => void
  /** Called with every request, decoded. */
  received?: (request: Received) => void
}

export interface PracticeBroker extends AsyncDisposable {
  /** `host:port` of every broker, with commas. */
  readonly bootstrapServers: string
  readonly clusterId: string
  readonly brokers: readonly {id: number; host: string; port: number}[]
  /** Closes all connections and discards everything. */
  close(): Promise<void>
}

/**
 * Starts the practice broker in this process. It behaves as Kafka 4.3.1 apart from `practiceBrokerLacks`, and keeps
 * everything in memory. Throws UsageError for a setting that it does not support.
 */
export async function startPracticeBroker(options: PracticeBrokerOptions = {}): Promise<PracticeBroker> {
  const {brokers: count = 1, port = 0, memoryLimit = defaultMemoryLimit, onFailure, received} = options
  const listen: NonNullable<PracticeBrokerOptions['listen']> =
    options.listen ??
    Array.from({length: count}, (_, i) => ({id: i + 1, host: '127.0.0.1', port: port === 0 ? 0 : port + i}))
  if (listen.length < 1) throw new UsageError('a practice cluster has at least one broker')
  if (!(Number.isInteger(memoryLimit) && memoryLimit >= leastMemoryLimit)) {
    throw new UsageError(`the practice broker needs at least ${leastMemoryLimit} bytes of memory, not ${memoryLimit}`)
  }
  const properties = checked(options.properties ?? {})
  const servers: Listening[] = []
  const brokers: BrokerNode[] = []
  try {
    for (const {id, host, port, rack = listen.length > 1 ? `r${id}` : null} of listen) {
      const server = new Listening()
      servers.push(server)
      brokers.push({id, host, port: await server.listen(host, port), rack})
    }
  } catch (error) {
    await Promise.all(servers.map((server) => server.close()))
    throw error
  }
  const started = new Map(brokers.map((broker) => [broker.id, {...startedWith(broker, listen.length), ...properties}]))
  const {clusterId = randomUuid()} = options
  const cluster = new PracticeCluster({clusterId, brokers, configs: new Configs(started), memoryLimit})
  const services = servicesOf(cluster)
  for (const [i, broker] of brokers.entries()) {
    let connections = 0
    servers[i]?.accept((socket) => {
      serveConnection(socket, {
        nodeId: broker.id,
        connection: ++connections,
        serviceFor: (key) => services.get(key),
        ...(onFailure && {failed: onFailure}),
        ...(received && {received}),
      })
    })
  }
  const close = async () => {
    cluster.timers.close()
    await Promise.all(servers.map((server) => server.close()))
  }
  return {
    bootstrapServers: brokers.map(({host, port}) => `${host.includes(':') ? `[${host}]` : host}:${port}`).join(),
    clusterId,
    brokers: brokers.map(({id, host, port}) => ({id, host, port})),
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** The settings with which the sandbox starts Kafka's own brokers. */
function startedWith({id, host, port, rack}: BrokerNode, brokers: number): Record<string, string> {
  const replicas = String(Math.min(3, brokers))
  return {
    'node.id': String(id),
    'broker.id': String(id),
    listeners: `PLAINTEXT://${host}:${port}`,
    'advertised.listeners': `PLAINTEXT://${host}:${port}`,
    ...(rack !== null && {'broker.rack': rack}),
    ...(brokers > 1 && {'default.replication.factor': replicas, 'min.insync.replicas': String(Math.min(2, brokers))}),
    'offsets.topic.num.partitions': '8',
    'offsets.topic.replication.factor': replicas,
    'group.initial.rebalance.delay.ms': '0',
  }
}

function checked(properties: NonNullable<PracticeBrokerOptions['properties']>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => {
      const definition = brokerConfigs.get(name)
      const wrong = definition && problem(definition, String(value))
      if (wrong !== undefined) throw new UsageError(wrong)
      return [name, String(value)]
    }),
  )
}

/** A listening socket; connections wait until `accept` is called. */
class Listening {
  readonly #server: Server = createServer({noDelay: true})
  readonly #sockets = new Set<Socket>()

  async listen(host: string, port: number): Promise<number> {
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket)
      socket.on('close', () => this.#sockets.delete(socket))
      socket.on('error', () => socket.destroy())
    })
    this.#server.listen(port, host)
    await once(this.#server, 'listening')
    return (this.#server.address() as AddressInfo).port
  }

  accept(serve: (socket: Socket) => void): void {
    this.#server.on('connection', serve)
    for (const socket of this.#sockets) serve(socket)
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    if (!this.#server.listening) return
    await new Promise((resolve) => this.#server.close(resolve))
  }
}
