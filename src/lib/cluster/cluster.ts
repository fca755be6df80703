// A cluster as a whole: which broker to ask, and what to do when it is down, busy or no longer the right one. Over 300
// lines, because `call` is the single place for routing and retries, and everything here is part of it.
import {FindCoordinator} from '../apis/find-coordinator.ts'
import type {Api} from '../wire/api.ts'
import type {Fields, Got} from '../wire/schema.ts'
import type {Address} from './address.ts'
import {addressText} from './address.ts'
import {BackOff, Deadline} from './back-off.ts'
import {bootstrapConnection} from './bootstrap.ts'
import {advertisedError, notReadyError} from './connection-errors.ts'
import type {CallOptions, ClusterSettings, Target} from './cluster-settings.ts'
import {Connection, type Request} from './connection.ts'
import {CoordinatorCache, type CoordinatorKind} from './coordinator-cache.ts'
import {errorCode, kafkaErrors} from './error-codes.ts'
import {ConnectionError, isTransient, KafkaError} from './errors.ts'
import {MetadataCache, type Broker, type TopicMetadata} from './metadata-cache.ts'
import {monotonicMs} from './monotonic.ts'
import {Patience} from './patience.ts'
import {briefMs, Silence} from './silence.ts'
import {valueWithin} from './waiting.ts'

/** Errors that say that another broker must be asked, or the same one later. */
const misrouted: ReadonlySet<number> = new Set([
  errorCode.notController,
  errorCode.notCoordinator,
  errorCode.coordinatorNotAvailable,
  errorCode.coordinatorLoadInProgress,
])
/** The least remaining time for which a try is made, ms. */
const shortestTryMs = 20

/** No socket is opened before the first call. */
export const openCluster = (settings: ClusterSettings): Cluster => new Cluster(settings)

export class Cluster {
  readonly settings: ClusterSettings
  readonly #connections = new Map<string, Promise<Connection>>()
  readonly #metadata: MetadataCache
  readonly #coordinators: CoordinatorCache
  readonly #end = new AbortController()
  readonly #signal: AbortSignal
  #any: Promise<Connection> | undefined
  #bootstrapping: Promise<Connection> | undefined
  #reached = false
  /** `host:port` of every broker to which a connection has been opened. */
  readonly #everReached = new Set<string>()
  readonly #silence: Silence

  constructor(settings: ClusterSettings) {
    this.settings = settings
    this.#silence = new Silence(settings.totalTimeoutMs ?? 60_000)
    this.#signal = settings.signal ? AbortSignal.any([settings.signal, this.#end.signal]) : this.#end.signal
    const {signalUntilReached: early} = settings
    early?.addEventListener('abort', () => this.#reached || this.#end.abort(early.reason), {signal: this.#end.signal})
    this.#metadata = new MetadataCache((api, request, options) => this.call(api, request, {to: 'any', ...options}))
    this.#coordinators = new CoordinatorCache({
      ask: (request, options) => this.call(FindCoordinator, request, options),
      supports: (api, version) => this.supports(api, version),
      note: (broker) => this.#metadata.note(broker),
    })
  }

  /**
   * Sends a request and resolves with the response; error codes of its items are left to the caller. A top-level error
   * code is thrown as KafkaError. Broken connections, moved coordinators and controllers and retriable codes are
   * retried with back-off until the total time is over; then the last failure is thrown.
   */
  async call<Q extends Fields, S extends Fields>(
    api: Api<Q, S>,
    request: Request<Q>,
    options: CallOptions<S> = {},
  ): Promise<Got<S>> {
    const {signal = this.#signal, what = api.name, requestTimeoutMs, maxVersion} = options
    const deadline = new Deadline(options.timeoutMs ?? this.settings.totalTimeoutMs ?? 60_000)
    const backOff = new BackOff(this.settings.retryBackoffMs, this.settings.retryBackoffMaxMs)
    const reconnect = new BackOff(
      this.settings.reconnectBackoffMs ?? this.settings.retryBackoffMs,
      this.settings.reconnectBackoffMaxMs ?? this.settings.retryBackoffMaxMs,
    )
    const patience = new Patience()
    for (let retries = this.settings.retries ?? Infinity; ; retries--) {
      signal?.throwIfAborted()
      let failure: Error
      const begun = monotonicMs()
      try {
        const target = options.to ?? targetOf(api, request)
        const connection = await this.#inTime(target, this.#connectionTo(target, options.purpose, deadline), deadline)
        const timeoutMs = Math.max(
          1,
          Math.min(deadline.left, requestTimeoutMs ?? this.settings.requestTimeoutMs ?? 30_000),
        )
        const response = await connection
          .call(api, request, {timeoutMs, signal, maxVersion})
          .catch((error: unknown) => {
            if (isTransient(error)) options.onLostAnswer?.()
            throw error
          })
        this.#silence.answered(addressText(connection.address))
        const code = wrongAnswer(response, options.errors)
        if (code === 0) return response
        const {errorMessage} = response as {errorMessage?: unknown}
        failure = new KafkaError(code, what, typeof errorMessage === 'string' ? errorMessage : undefined)
        if (misrouted.has(code)) this.#forget(target)
        else if (!kafkaErrors(code).retriable) throw failure
      } catch (error) {
        if (!isTransient(error) || this.#end.signal.aborted) throw error
        this.#silence.failed(error, monotonicMs() - begun)
        if (!this.#reached && this.settings.waitForBootstrap !== true) throw error
        if (!this.#reached) this.settings.bootstrapFailed?.(error)
        if (this.#reached && patience.isOver(error, this.#everReached)) throw error
        if (this.isSilent(error.address)) throw error
        failure = error
        const target = options.to ?? targetOf(api, request)
        this.#forget(target)
        if (await this.#isGone(target, deadline)) throw failure
      }
      if (retries < 1) throw failure
      await (failure instanceof ConnectionError ? reconnect : backOff).wait(deadline, signal)
      // A try that cannot be answered in the remaining time would only hide why the others failed.
      if (deadline.left < shortestTryMs) throw failure
    }
  }

  /** All live brokers, by id. */
  brokers(): Promise<readonly Broker[]> {
    return this.#metadata.brokers()
  }

  /** The node that changes are sent to. In KRaft clusters this is a broker that forwards them. */
  controller(): Promise<number> {
    return this.#metadata.controller()
  }

  clusterId(): Promise<string | null> {
    return this.#metadata.clusterId()
  }

  /**
   * One outcome for each name, in the same order; `'all'`: every topic, by name. An error of a single topic is in its
   * `errorCode`. Never creates topics. `timeoutMs`: for this call, retries included.
   */
  topics(
    names: readonly string[] | 'all',
    {refresh = false, timeoutMs}: {readonly refresh?: boolean; readonly timeoutMs?: number} = {},
  ): Promise<TopicMetadata[]> {
    return this.#metadata.topics(names, refresh, timeoutMs)
  }

  /** Every topic, in the order of the broker's response, which Java's hash maps show. */
  topicsAsAnswered(): Promise<TopicMetadata[]> {
    return this.#metadata.topicsAsAnswered()
  }

  /** Fetches the metadata of these topics again; default: of those known so far. */
  async refresh(topics?: readonly string[]): Promise<void> {
    await this.#metadata.refresh(topics)
  }

  /**
   * The connection to a node for one purpose, opened at the first call and again after it broke. Each purpose has a
   * separate connection, so that a long poll delays nothing else.
   */
  async connection(node: number, purpose = ''): Promise<Connection> {
    const address =
      (await this.#metadata.broker(node)) ?? (await this.#metadata.refresh(), await this.#metadata.broker(node))
    if (!address)
      throw new ConnectionError(`node ${node}`, 'notInCluster', `broker ${node} is not in the cluster (any more)`)
    return this.#open(address, purpose).catch((error: unknown) => {
      throw this.settings.bootstrap.some(({host, port}) => host === address.host && port === address.port)
        ? error
        : advertisedError(error, node, address)
    })
  }

  /** The node id of the coordinator of a group or transactional id; retries while there is none yet. */
  coordinator(kind: CoordinatorKind, key: string): Promise<number> {
    return this.#coordinators.find(kind, key)
  }

  /** The node id of each key's coordinator, or why there is none now, without retries. */
  findCoordinators(
    kind: CoordinatorKind,
    keys: readonly string[],
    {timeoutMs}: {readonly timeoutMs?: number} = {},
  ): Promise<Map<string, number | KafkaError>> {
    return this.#coordinators.findEach(kind, keys, timeoutMs)
  }

  /** Whether a connection to one of these addresses (`host:port`, or several separated by `, `) was opened before. */
  hasReached(addresses: string): boolean {
    return addresses.split(', ').some((one) => this.#everReached.has(one))
  }

  /** Whether a broker (`host:port`) has not answered for so long that it is only tried briefly. */
  isSilent(address: string): boolean {
    return this.#silence.isKnown(address)
  }

  /** Whether there is any such broker, so that others may have taken over its partitions and groups. */
  get hasSilentBrokers(): boolean {
    return this.#silence.isAnyKnown
  }

  /** Records the coordinator of a key that another response named, which saves a request. */
  noteCoordinator(kind: CoordinatorKind, key: string, node: number): void {
    this.#coordinators.set(kind, key, node)
  }

  forgetCoordinator(kind: CoordinatorKind, key: string): void {
    this.#coordinators.forget(kind, key)
  }

  /** Whether the cluster has an API in this version or a later one. */
  async supports(api: Api, version = 0): Promise<boolean> {
    return (await this.#anyBroker()).supports(api, version)
  }

  /** The finalized level of a feature such as `transaction.version`; 0 if the cluster does not have it. */
  async feature(name: string): Promise<number> {
    return (await this.#anyBroker()).features.get(name) ?? 0
  }

  /** Ends at once: unanswered calls fail, and nothing keeps the process running. */
  close(): void {
    this.#end.abort(new ConnectionError('cluster', 'closedByUs', 'the connection to the cluster was closed'))
    for (const open of [...this.#connections.values(), ...(this.#any ? [this.#any] : [])])
      open.then(
        (connection) => connection.close(),
        () => undefined,
      )
  }

  /**
   * Limits how long a call waits for a connection. Connections are shared, so connecting may take longer than one call
   * may wait.
   */
  #inTime(target: Target, connecting: Promise<Connection>, deadline: Deadline): Promise<Connection> {
    const broker = typeof target === 'object' && 'node' in target ? this.#metadata.noted(target.node) : undefined
    if (!broker) return connecting
    const address = addressText(broker)
    const limitMs = this.isSilent(address) ? Math.min(deadline.left, briefMs) : deadline.left
    return valueWithin(connecting, limitMs).then((connection) => {
      if (connection) return connection
      throw notReadyError(address, limitMs)
    })
  }

  async #connectionTo(target: Target, purpose: string | undefined, deadline: Deadline): Promise<Connection> {
    if (target === 'any') return purpose ? this.#beside(purpose) : this.#bootstrapped()
    if (target === 'controller') {
      const node = await this.#metadata.controller()
      // Between two controllers there is none, but any broker answers NOT_CONTROLLER or forwards the request.
      return node < 0 ? this.#bootstrapped() : this.connection(node, purpose)
    }
    if ('node' in target) return this.connection(target.node, purpose)
    if (deadline.over)
      throw new ConnectionError('coordinator', 'coordinatorNotFound', 'no coordinator was found in time')
    if ('group' in target) return this.connection(await this.coordinator('group', target.group), purpose)
    return this.connection(await this.coordinator('transaction', target.transaction), purpose)
  }

  #forget(target: Target) {
    if (target === 'any') return
    if (target === 'controller') this.#metadata.forgetController()
    else if ('group' in target) this.forgetCoordinator('group', target.group)
    else if ('transaction' in target) this.forgetCoordinator('transaction', target.transaction)
  }

  /** Whether the node has left the cluster, so that waiting for it is useless. */
  async #isGone(target: Target, deadline: Deadline): Promise<boolean> {
    if (typeof target === 'string' || !('node' in target)) return false
    await valueWithin(this.#metadata.refresh(), deadline.left).catch(() => undefined)
    return (await this.#metadata.broker(target.node)) === undefined
  }

  /** A live connection to any broker, retried like a call. */
  async #anyBroker(): Promise<Connection> {
    const deadline = new Deadline(this.settings.totalTimeoutMs ?? 60_000)
    const backOff = new BackOff(this.settings.retryBackoffMs, this.settings.retryBackoffMaxMs)
    for (;;) {
      try {
        return await this.#bootstrapped()
      } catch (error) {
        if (!isTransient(error) || this.#end.signal.aborted) throw error
        if (this.#reached || this.settings.waitForBootstrap !== true) throw error
        this.settings.bootstrapFailed?.(error)
        await backOff.wait(deadline, this.#signal)
        if (deadline.left < shortestTryMs) throw error
      }
    }
  }

  /** A live connection to any broker: an existing one, or else the first bootstrap server that answers. */
  async #bootstrapped(): Promise<Connection> {
    const known = await this.#any?.catch(() => undefined)
    if (known && !known.closed) return known
    // One round for all calls that found the connection broken.
    this.#bootstrapping ??= bootstrapConnection(this.settings, this.#metadata.known(), (address) =>
      this.#open(address, ''),
    ).finally(() => {
      this.#bootstrapping = undefined
    })
    this.#any = this.#bootstrapping
    const connection = await this.#any
    this.#reached = true
    return connection
  }

  /** A second connection to the broker used for `any`; the first connection if the broker accepts no further one. */
  async #beside(purpose: string): Promise<Connection> {
    const any = await this.#bootstrapped()
    return this.#open(any.address, purpose).catch(() => any)
  }

  async #open(address: Address, purpose: string): Promise<Connection> {
    this.#signal.throwIfAborted()
    const key = `${addressText(address)} ${purpose}`
    const known = this.#connections.get(key)
    if (known) {
      const connection = await known.catch(() => undefined)
      if (connection && !connection.closed) return connection
      // Another call may have replaced the connection in the meantime.
      const current = this.#connections.get(key)
      if (current && current !== known) return current
    }
    const open = Connection.open({host: address.host, port: address.port}, this.settings, this.#signal)
    this.#connections.set(key, open)
    open.then(
      () => {
        this.#everReached.add(addressText(address))
        this.#silence.answered(addressText(address))
      },
      () => undefined,
    )
    return open
  }
}

/** The destination in the API's table; the key for a coordinator is in the request. */
function targetOf(api: Api, request: Request<Fields>): Target {
  if (api.to === 'any' || api.to === 'controller') return api.to
  const {groupId, transactionalId} = (typeof request === 'function' ? {} : request) as Record<string, unknown>
  if (api.to === 'group' && typeof groupId === 'string') return {group: groupId}
  if (api.to === 'transaction' && typeof transactionalId === 'string') return {transaction: transactionalId}
  throw new TypeError(`${api.name} goes to a ${api.to}: the call must say which`)
}

/**
 * The code because of which a call must be repeated or fails: the response's own, or that of an item that names another
 * broker.
 */
function wrongAnswer<S extends Fields>(response: Got<S>, errors: CallOptions<S>['errors']): number {
  const {errorCode: own} = response as {errorCode?: unknown}
  if (typeof own === 'number' && own !== 0) return own
  for (const code of errors?.(response) ?? []) if (misrouted.has(code)) return code
  return 0
}

export type {CallOptions, ClusterSettings, Target} from './cluster-settings.ts'
export {zeroUuid} from '../wire/schema.ts'
export type {Broker, PartitionMetadata, TopicMetadata} from './metadata-cache.ts'
