// A Kafka cluster for tests: real loopback sockets, real encoding, and responses from the test. It uses the same
// tables as the client.
import {createHash} from 'node:crypto'
import {once} from 'node:events'
import {readFileSync} from 'node:fs'
import {createServer, type AddressInfo, type Server, type Socket} from 'node:net'
import {createServer as createTlsServer, type TlsOptions} from 'node:tls'
import {ApiVersions} from '../../src/lib/apis/api-versions.ts'
import {FindCoordinator} from '../../src/lib/apis/find-coordinator.ts'
import {Metadata} from '../../src/lib/apis/metadata.ts'
import {on, serveConnection, type Received, type Service} from '../../src/lib/practice-broker/server.ts'
import type {Api, Versions} from '../../src/lib/wire/api.ts'
import type {Fields, Got} from '../../src/lib/wire/schema.ts'
import {apiVersionsService} from './api-versions-service.ts'

export {closeConnection, noAnswer, on, rawBody, rawBytes} from '../../src/lib/practice-broker/server.ts'
export type {Answer, RequestOrigin, Handler, Received, Service} from '../../src/lib/practice-broker/server.ts'

export interface FakeClusterOptions {
  /**
   * How many brokers there are; their ids count from 1. The first one is the controller and the coordinator of
   * everything.
   */
  readonly nodes?: number
  readonly host?: string
  /** Partition counts of the topics that the default Metadata handler knows. */
  readonly topics?: Readonly<Record<string, number>>
  /** Finalized feature levels, for instance `{'transaction.version': 2}`. */
  readonly features?: Readonly<Record<string, number>>
  /**
   * Offers only the APIs and versions of this release of Apache Kafka: `4.3.1`, `2.0.1-zk` … as in
   * test/fixtures/api-versions, which were recorded from real brokers.
   */
  readonly release?: string
  /** The versions of the ApiVersions API itself; brokers before 2.4 end at 2. */
  readonly apiVersions?: Versions
  /** Key and certificate: the servers speak TLS. */
  readonly tls?: TlsOptions
}

export interface FakeNode {
  readonly nodeId: number
  readonly host: string
  readonly port: number
}

export interface FakeCluster extends AsyncDisposable {
  /** `host:port` of every node, separated by commas. */
  readonly bootstrapServers: string
  readonly nodes: readonly FakeNode[]
  readonly ports: readonly number[]
  /** Everything received so far, ApiVersions included, in order of arrival. */
  readonly requests: readonly Received[]
  /** The requests of one API, decoded; `where` selects the node. */
  asked<Q extends Fields>(api: Api<Q>, nodeId?: number): Got<Q>[]
  /** Adds handlers, or replaces those of the same API, on all nodes or on one; also possible between two requests. */
  serve(services: Service | readonly Service[], nodeId?: number): void
  /** Cuts the connections of one node or of all nodes, which keep listening. */
  disconnect(nodeId?: number): void
  /** The node refuses connections from now on. */
  stop(nodeId: number): Promise<void>
  /** The node listens again, on its old port. */
  start(nodeId: number): Promise<void>
  /** How many connections are open to one node, or to all nodes. */
  connections(nodeId?: number): number
  /** Stops everything. Throws what a handler threw, so that a broken fake is not mistaken for a broken connection. */
  close(): Promise<void>
}

/** Resolves after this many ms: `on(metadata, () => after(50, {brokers: []}))`. Does not keep the process alive. */
export const after = <T>(ms: number, value: T): Promise<T> =>
  new Promise((resolve) => setTimeout(resolve, ms, value).unref())

/** The id that the default Metadata handler gives a topic. */
export const topicId = (name: string) => createHash('md5').update(name).digest('base64url')

/**
 * Starts servers that answer the given APIs: `await fakeCluster(on(metadata, …), on(describeConfigs, …, 3))`, or with
 * options first. ApiVersions, Metadata and FindCoordinator have default answers.
 */
export async function fakeCluster(
  first: FakeClusterOptions | Service = {},
  ...rest: readonly Service[]
): Promise<FakeCluster> {
  const options = 'handler' in first ? {} : first
  const given = 'handler' in first ? [first, ...rest] : rest
  const host = options.host ?? '127.0.0.1'
  const release = options.release === undefined ? undefined : versionsOf(options.release)
  const requests: Received[] = []
  const failures: unknown[] = []
  const nodes: FakeNode[] = []
  const listening: Listening[] = []

  for (let nodeId = 1; nodeId <= (options.nodes ?? 1); nodeId++) {
    const services = new Map<number, Service>()
    const add = (service: Service) => {
      const offered = narrowed(service, release)
      if (offered) services.set(service.api.key, offered)
    }
    add(metadataService(nodes, options.topics ?? {}))
    add(coordinatorService(nodes))
    given.forEach(add)
    const others = () => [...services.values()].filter(({api}) => api.key !== ApiVersions.key)
    const versions = apiVersionsService(others, options.features, options.apiVersions ?? release?.[ApiVersions.key])
    let connections = 0
    const accept = (socket: Socket) =>
      serveConnection(socket, {
        nodeId,
        connection: ++connections,
        serviceFor: (key) => services.get(key) ?? (key === ApiVersions.key ? versions : undefined),
        received: (request) => requests.push(request),
        failed: (error) => failures.push(error),
      })
    const node = new Listening(nodeId, services, accept, options.tls)
    const port = await node.start(host, 0)
    listening.push(node)
    nodes.push({nodeId, host, port})
  }

  const at = (nodeId: number) => {
    const node = listening.find((each) => each.nodeId === nodeId)
    if (!node) throw new Error(`the fake cluster has no node ${nodeId}`)
    return node
  }
  const chosen = (nodeId?: number) => (nodeId === undefined ? listening : [at(nodeId)])
  const close = async () => {
    await Promise.all(listening.map((node) => node.stop()))
    if (failures.length > 0) throw failures.splice(0)[0]
  }
  return {
    bootstrapServers: nodes.map((node) => `${host.includes(':') ? `[${host}]` : host}:${node.port}`).join(','),
    nodes,
    ports: nodes.map(({port}) => port),
    requests,
    asked: <Q extends Fields>(api: Api<Q>, nodeId?: number) =>
      requests
        .filter((each) => each.api === api.name && (nodeId === undefined || each.nodeId === nodeId))
        .map((each) => each.request as Got<Q>),
    serve: (services, nodeId) =>
      chosen(nodeId).forEach((node) =>
        [services].flat().forEach((each) => {
          const offered = narrowed(each, release)
          if (offered) node.services.set(each.api.key, offered)
        }),
      ),
    disconnect: (nodeId) => chosen(nodeId).forEach((node) => node.disconnect()),
    stop: (nodeId) => at(nodeId).stop(),
    start: async (nodeId) => {
      const {port} = nodes.find((node) => node.nodeId === nodeId) ?? {port: 0}
      await at(nodeId).start(host, port)
    },
    connections: (nodeId) => chosen(nodeId).reduce((sum, node) => sum + node.sockets.size, 0),
    close,
    [Symbol.asyncDispose]: close,
  }
}

type Release = Readonly<Record<number, Versions>>

function versionsOf(release: string): Release {
  const file = new URL(`../fixtures/api-versions/kafka-${release}.json`, import.meta.url)
  return (JSON.parse(readFileSync(file, 'utf8')) as {apis: Release}).apis
}

/** Undefined if the release does not have the API in any version of kafkit's table. */
function narrowed(service: Service, release: Release | undefined): Service | undefined {
  if (!release) return service
  const [oldest, newest] = release[service.api.key] ?? [0, -1]
  const versions: Versions = [Math.max(oldest, service.versions[0]), Math.min(newest, service.versions[1])]
  return versions[0] <= versions[1] ? {...service, versions} : undefined
}

class Listening {
  readonly sockets = new Set<Socket>()
  readonly nodeId: number
  readonly services: Map<number, Service>
  readonly #accept: (socket: Socket) => void
  readonly #tls: TlsOptions | undefined
  #server: Server | undefined

  constructor(
    nodeId: number,
    services: Map<number, Service>,
    accept: (socket: Socket) => void,
    tls: TlsOptions | undefined,
  ) {
    this.nodeId = nodeId
    this.services = services
    this.#accept = accept
    this.#tls = tls
  }

  async start(host: string, port: number): Promise<number> {
    if (this.#server) throw new Error(`node ${this.nodeId} is listening already`)
    const server = this.#tls ? createTlsServer(this.#tls, this.#accept) : createServer({noDelay: true}, this.#accept)
    this.#server = server
    server.on('connection', (socket: Socket) => {
      this.sockets.add(socket)
      socket.on('error', () => socket.destroy()) // also of a TLS handshake that failed
      socket.once('close', () => this.sockets.delete(socket))
    })
    server.on('tlsClientError', () => {}) // the client's side reports it
    server.listen(port, host)
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }

  disconnect() {
    for (const socket of this.sockets) socket.destroy()
  }

  async stop() {
    const server = this.#server
    this.#server = undefined
    if (!server) return
    const closed = once(server, 'close')
    server.close()
    this.disconnect()
    await closed
  }
}

/** Partition p of every topic is led by node p modulo the number of nodes; all nodes are replicas and in sync. */
function metadataService(nodes: readonly FakeNode[], topics: Readonly<Record<string, number>>): Service {
  return on(Metadata, (request, {version}) => {
    const ids = nodes.map(({nodeId}) => nodeId)
    const byId = new Map(Object.keys(topics).map((name) => [topicId(name), name]))
    const all = request.topics === null || (version === 0 && request.topics.length === 0)
    const wanted = all
      ? Object.keys(topics).map((name) => ({name, topicId: topicId(name)}))
      : (request.topics ?? []).map((each) => ({...each, name: each.name ?? byId.get(each.topicId) ?? null}))
    return {
      brokers: nodes.map((node) => ({...node, rack: null})),
      clusterId: 'fake-cluster',
      controllerId: ids[0] ?? -1,
      topics: wanted.map(({name, topicId: id}) => {
        const count = name === null ? undefined : topics[name]
        if (name === null) return {errorCode: 100, name, topicId: id}
        if (count === undefined) return {errorCode: 3, name}
        return {
          name,
          topicId: topicId(name),
          partitions: Array.from({length: count}, (_, partitionIndex) => ({
            partitionIndex,
            leaderId: ids[partitionIndex % ids.length] ?? -1,
            leaderEpoch: 0,
            replicaNodes: ids,
            isrNodes: ids,
          })),
        }
      }),
    }
  })
}

function coordinatorService(nodes: readonly FakeNode[]): Service {
  return on(FindCoordinator, (request, {version}) =>
    version < 4 ? {...nodes[0]} : {coordinators: request.coordinatorKeys.map((key) => ({key, ...nodes[0]}))},
  )
}
