// A cluster as a whole: whom to ask, and what to do when that broker is gone, busy or no longer the right one.
import {FindCoordinator} from '../apis/find-coordinator.ts'
import type {Api} from '../wire/api.ts'
import type {Fields, Got} from '../wire/schema.ts'
import type {Address} from './address.ts'
import {addressText} from './address.ts'
import {BackOff, Deadline} from './back-off.ts'
import {advertisedError, Unwelcome} from './connection-errors.ts'
import {Connection, type ConnectionSettings, type Request} from './connection.ts'
import {errorCode, kafkaErrors} from './error-codes.ts'
import {ConnectionError, KafkaError} from './errors.ts'
import {monotonicMs} from './monotonic.ts'
import {MetadataCache, type Broker, type TopicMetadata} from './metadata-cache.ts'

export interface ClusterSettings extends ConnectionSettings {
  /** Tried in turn; the next one starts when one fails, or has not answered for a second. */
  readonly bootstrap: readonly Address[]
  /** client.dns.lookup; every address of a name is tried either way. */
  readonly dnsLookup?: 'use_all_dns_ips' | 'resolve_canonical_bootstrap_servers_only' | undefined
  /** For a call as a whole, retries included, ms (default.api.timeout.ms). */
  readonly totalTimeoutMs?: number
  /** retry.backoff.ms and retry.backoff.max.ms. */
  readonly retryBackoffMs?: number
  readonly retryBackoffMaxMs?: number
  /** reconnect.backoff.ms and reconnect.backoff.max.ms: after a connection failed; as the others unless given. */
  readonly reconnectBackoffMs?: number
  readonly reconnectBackoffMaxMs?: number
  /** How often a call is tried again; as often as the time allows unless given. */
  readonly retries?: number
  /** Ends every call. */
  readonly signal?: AbortSignal | undefined
  /** Go on trying while no bootstrap server can be reached, for the total time; otherwise one round decides. */
  readonly waitForBootstrap?: boolean
  /** Told each time that no bootstrap server could be reached and the round will be repeated. */
  readonly bootstrapFailed?: (failure: Error) => void
}

export type Target =
  'any' | 'controller' | {readonly node: number} | {readonly group: string} | {readonly transaction: string}

export interface CallOptions<S extends Fields = Fields> {
  /** Where to, if not as the API's table says; 'group' and 'transaction' take the key from the request. */
  readonly to?: Target
  /** How an error begins, for instance `describe group orders`; the API's name if left out. */
  readonly what?: string
  /** In all, retries included, ms. */
  readonly timeoutMs?: number
  /** For each try, ms. */
  readonly requestTimeoutMs?: number
  readonly signal?: AbortSignal | undefined
  /** A connection of its own: brokers read nothing else from one on which a long poll waits. */
  readonly purpose?: string
  readonly maxVersion?: number
  /** The error codes of the response's items: if one says that another broker must be asked, the call is repeated there. */
  readonly errors?: (response: Got<S>) => Iterable<number>
}

/** The broker asked is not, or not yet, the one to ask. */
const misrouted: ReadonlySet<number> = new Set([
  errorCode.notController,
  errorCode.notCoordinator,
  errorCode.coordinatorNotAvailable,
  errorCode.coordinatorLoadInProgress,
])
/** Not worth another try, ms. */
const shortestTryMs = 20
/** While bootstrapping: start on the next address when one has been silent for this long, ms. */
const impatienceMs = 1000

/** Lazy: no socket is opened before the first call. */
export const openCluster = (settings: ClusterSettings): Cluster => new Cluster(settings)

export class Cluster {
  readonly settings: ClusterSettings
  readonly #connections = new Map<string, Promise<Connection>>()
  readonly #coordinators = new Map<string, number>()
  readonly #looking = new Map<string, Promise<number>>()
  readonly #metadata: MetadataCache
  readonly #end = new AbortController()
  readonly #signal: AbortSignal
  #any: Promise<Connection> | undefined
  #bootstrapping: Promise<Connection> | undefined
  #reached = false
  /** `host:port` of every broker that a connection was opened to. */
  readonly #everReached = new Set<string>()

  constructor(settings: ClusterSettings) {
    this.settings = settings
    this.#signal = settings.signal ? AbortSignal.any([settings.signal, this.#end.signal]) : this.#end.signal
    this.#metadata = new MetadataCache((api, request, what) => this.call(api, request, {to: 'any', what}))
  }

  /**
   * Asks and resolves with the response; item error codes in it are the caller's to judge. A top-level error code is
   * raised as KafkaError. Broken connections, moved coordinators and controllers and retriable codes are tried again,
   * with back-off, until the total time is over; then the last failure is raised.
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
      try {
        const target = options.to ?? targetOf(api, request)
        const connection = await this.#connectionTo(target, options.purpose, deadline)
        const timeoutMs = Math.max(
          1,
          Math.min(deadline.left, requestTimeoutMs ?? this.settings.requestTimeoutMs ?? 30_000),
        )
        const response = await connection.call(api, request, {
          timeoutMs,
          signal,
          ...(maxVersion === undefined ? {} : {maxVersion}),
        })
        const code = wrongAnswer(response, options.errors)
        if (code === 0) return response
        const {errorMessage} = response as {errorMessage?: unknown}
        failure = new KafkaError(code, what, typeof errorMessage === 'string' ? errorMessage : undefined)
        if (misrouted.has(code)) this.#forget(target)
        else if (!kafkaErrors(code).retriable) throw failure
      } catch (error) {
        if (!(error instanceof ConnectionError) || this.#end.signal.aborted || isFinal(error)) throw error
        if (!this.#reached && this.settings.waitForBootstrap !== true) throw error
        if (!this.#reached) this.settings.bootstrapFailed?.(error)
        if (this.#reached && patience.isOver(error, this.#everReached)) throw error
        failure = error
        const target = options.to ?? targetOf(api, request)
        this.#forget(target)
        if (await this.#isGone(target)) throw failure
      }
      if (retries < 1) throw failure
      await (failure instanceof ConnectionError ? reconnect : backOff).wait(deadline, signal)
      // A try that cannot be answered in what is left would only hide why the others failed.
      if (deadline.left < shortestTryMs) throw failure
    }
  }

  /** All live brokers, by id. */
  brokers(): Promise<readonly Broker[]> {
    return this.#metadata.brokers()
  }

  /** The node to send changes to. In KRaft clusters a broker that forwards them. */
  controller(): Promise<number> {
    return this.#metadata.controller()
  }

  clusterId(): Promise<string | null> {
    return this.#metadata.clusterId()
  }

  /**
   * One outcome for each name, in the order asked; `'all'`: every topic, by name. What fails for one topic is in its
   * `errorCode`. Never creates topics.
   */
  topics(names: readonly string[] | 'all', options: {readonly refresh?: boolean} = {}): Promise<TopicMetadata[]> {
    return this.#metadata.topics(names, options.refresh ?? false)
  }

  /** Asks for the metadata of these topics anew, or of those known so far. */
  async refresh(topics?: readonly string[]): Promise<void> {
    await this.#metadata.refresh(topics)
  }

  /**
   * The connection to a node for one purpose, opened at the first call and again after it broke. A purpose has a
   * connection of its own, so that a long poll holds up nothing else.
   */
  async connection(node: number, purpose = ''): Promise<Connection> {
    const address =
      (await this.#metadata.broker(node)) ?? (await this.#metadata.refresh(), await this.#metadata.broker(node))
    if (!address)
      throw new ConnectionError(`node ${node}`, 'unreachable', `broker ${node} is not in the cluster (any more)`)
    return this.#open(address, purpose).catch((error: unknown) => {
      throw this.settings.bootstrap.some(({host, port}) => host === address.host && port === address.port)
        ? error
        : advertisedError(error, node, address)
    })
  }

  /** The node id of a group's or a transactional id's coordinator; retries while there is none yet. */
  async coordinator(kind: 'group' | 'transaction', key: string): Promise<number> {
    const id = `${kind} ${key}`
    const known = this.#coordinators.get(id)
    if (known !== undefined) return known
    // One question for all who want to know at the same time.
    const looking =
      this.#looking.get(id) ??
      this.coordinators(kind, [key])
        .then((found) => found.get(key)?.nodeId ?? -1)
        .finally(() => this.#looking.delete(id))
    this.#looking.set(id, looking)
    return looking
  }

  /**
   * The coordinators of many keys: one request (FindCoordinator v4), or one a key at older brokers. Raises KafkaError if
   * one has none; retries while the coordinators are being set up.
   */
  async coordinators(kind: 'group' | 'transaction', keys: readonly string[]): Promise<Map<string, {nodeId: number}>> {
    const keyType = kind === 'group' ? 0 : 1
    const wanted = keys.filter((key) => !this.#coordinators.has(`${kind} ${key}`))
    const note = (key: string, found: {nodeId: number; host: string; port: number}) => {
      this.#metadata.note({id: found.nodeId, host: found.host, port: found.port, rack: null})
      this.#coordinators.set(`${kind} ${key}`, found.nodeId)
    }
    if (wanted.length > 1 && (await this.supports(FindCoordinator, 4))) {
      const what = `find the coordinators of ${wanted.length} ${kind}s`
      const found = await this.call(
        FindCoordinator,
        {keyType, coordinatorKeys: wanted},
        {what, errors: ({coordinators}) => coordinators.map(({errorCode}) => errorCode)},
      )
      // Those that were found are kept, so that asking one by one for the refused one is about few.
      for (const one of found.coordinators) if (one.errorCode === 0) note(one.key, one)
      const refused = found.coordinators.find(({errorCode: code}) => code !== 0)
      if (refused)
        throw new KafkaError(refused.errorCode, `find the coordinator of ${kind} ${refused.key}`, refused.errorMessage)
    } else {
      await Promise.all(
        wanted.map(async (key) => {
          const what = `find the coordinator of ${kind} ${key}`
          const found = await this.call(
            FindCoordinator,
            (version) => (version < 4 ? {key, keyType} : {keyType, coordinatorKeys: [key]}),
            {what, errors: ({coordinators}) => coordinators.map(({errorCode}) => errorCode)},
          )
          const one = found.coordinators[0]
          if (one && one.errorCode !== 0) throw new KafkaError(one.errorCode, what, one.errorMessage)
          note(key, one ?? found)
        }),
      )
    }
    return new Map(keys.map((key) => [key, {nodeId: this.#coordinators.get(`${kind} ${key}`) ?? -1}]))
  }

  /** A broker lists what it coordinates: nobody need be asked for that again. */
  noteCoordinator(kind: 'group' | 'transaction', key: string, node: number): void {
    this.#coordinators.set(`${kind} ${key}`, node)
  }

  forgetCoordinator(kind: 'group' | 'transaction', key: string): void {
    this.#coordinators.delete(`${kind} ${key}`)
  }

  /** Whether the cluster has an API, in this version or a later one. */
  async supports(api: Api, version = 0): Promise<boolean> {
    return (await this.#somebody()).supports(api, version)
  }

  /** The finalised level of a feature such as `transaction.version`; 0 if the cluster does not have it. */
  async feature(name: string): Promise<number> {
    return (await this.#somebody()).features.get(name) ?? 0
  }

  /** At once: unanswered calls fail, and nothing keeps the process from ending. */
  close(): void {
    this.#end.abort(new ConnectionError('cluster', 'closed', 'the connection to the cluster was closed'))
    for (const open of [...this.#connections.values(), ...(this.#any ? [this.#any] : [])])
      open.then(
        (connection) => connection.close(),
        () => undefined,
      )
  }

  async #connectionTo(target: Target, purpose: string | undefined, deadline: Deadline): Promise<Connection> {
    if (target === 'any') return purpose ? this.#beside(purpose) : this.#bootstrapped()
    if (target === 'controller') {
      const node = await this.#metadata.controller()
      // Between two controllers there is none: ask anybody, who answers NOT_CONTROLLER or forwards.
      return node < 0 ? this.#bootstrapped() : this.connection(node, purpose)
    }
    if ('node' in target) return this.connection(target.node, purpose)
    if (deadline.over) throw new ConnectionError('coordinator', 'timeout', 'no coordinator was found in time')
    if ('group' in target) return this.connection(await this.coordinator('group', target.group), purpose)
    return this.connection(await this.coordinator('transaction', target.transaction), purpose)
  }

  #forget(target: Target) {
    if (target === 'any') return
    if (target === 'controller') this.#metadata.forgetController()
    else if ('group' in target) this.forgetCoordinator('group', target.group)
    else if ('transaction' in target) this.forgetCoordinator('transaction', target.transaction)
  }

  /** Whether a node that broke off has left the cluster: waiting for it would be in vain. */
  async #isGone(target: Target): Promise<boolean> {
    if (typeof target === 'string' || !('node' in target)) return false
    await this.#metadata.refresh().catch(() => undefined)
    return (await this.#metadata.broker(target.node)) === undefined
  }

  /** A live connection to any broker, waited for as patiently as a call does. */
  async #somebody(): Promise<Connection> {
    const deadline = new Deadline(this.settings.totalTimeoutMs ?? 60_000)
    const backOff = new BackOff(this.settings.retryBackoffMs, this.settings.retryBackoffMaxMs)
    for (;;) {
      try {
        return await this.#bootstrapped()
      } catch (error) {
        if (!(error instanceof ConnectionError) || this.#end.signal.aborted || isFinal(error)) throw error
        if (this.#reached || this.settings.waitForBootstrap !== true) throw error
        this.settings.bootstrapFailed?.(error)
        await backOff.wait(deadline, this.#signal)
        if (deadline.left < shortestTryMs) throw error
      }
    }
  }

  /** A live connection to any broker: one already there, else the first bootstrap server that answers. */
  async #bootstrapped(): Promise<Connection> {
    const known = await this.#any?.catch(() => undefined)
    if (known && !known.closed) return known
    // One round for all who found it broken.
    this.#bootstrapping ??= this.#bootstrap().finally(() => {
      this.#bootstrapping = undefined
    })
    this.#any = this.#bootstrapping
    const connection = await this.#any
    this.#reached = true
    return connection
  }

  /** A second connection to the broker that answers for `any`; that one itself where the broker takes no more. */
  async #beside(purpose: string): Promise<Connection> {
    const any = await this.#bootstrapped()
    return this.#open(any.address, purpose).catch(() => any)
  }

  async #bootstrap(): Promise<Connection> {
    const {bootstrap, dnsLookup} = this.settings
    const canonical = dnsLookup === 'resolve_canonical_bootstrap_servers_only'
    const servers = canonical ? await (await import('./route-to.ts')).canonical(bootstrap) : bootstrap
    // After a broken connection any broker we have heard of will do, those that were named first.
    const others = this.#metadata
      .known()
      .filter(({host, port}) => !servers.some((s) => s.host === host && s.port === port))
    const failures: Error[] = []
    const connection = await firstOf(
      [...servers, ...others].map((address) => () => this.#open(address, '')),
      impatienceMs,
      (error) => failures.push(error),
    )
    if (connection) return connection
    const [first] = failures
    if (failures.length === 1 || failures.some((error) => !(error instanceof ConnectionError)))
      throw first ?? new Error('no bootstrap server')
    const all = servers.map(addressText).join(', ')
    const reason = first instanceof ConnectionError ? first.reason : 'unreachable'
    const list = failures.map(({message}) => message).join('; ')
    throw new ConnectionError(all, reason, `no bootstrap server could be reached: ${list}`, {cause: first})
  }

  async #open(address: Address, purpose: string): Promise<Connection> {
    this.#signal.throwIfAborted()
    const key = `${addressText(address)} ${purpose}`
    const known = this.#connections.get(key)
    if (known) {
      const connection = await known.catch(() => undefined)
      if (connection && !connection.closed) return connection
      // Somebody else may have replaced it while we waited.
      const current = this.#connections.get(key)
      if (current && current !== known) return current
    }
    const open = Connection.open({host: address.host, port: address.port}, this.settings, this.#signal)
    this.#connections.set(key, open)
    open.then(
      () => this.#everReached.add(addressText(address)),
      () => undefined,
    )
    return open
  }
}

/** Refused credentials, certificates and foreign protocols do not get better by trying again. */
const isFinal = ({reason}: ConnectionError) => reason === 'authentication' || reason === 'tls' || reason === 'protocol'

/**
 * When more tries are in vain: a broker that restarts comes back, an address that never led anywhere from here, or a
 * listener that hangs up on whoever does not log in, will not change within the time limit of a call.
 */
class Patience {
  readonly #since = monotonicMs()
  #hungUp = 0

  isOver(error: ConnectionError, reached: ReadonlySet<string>): boolean {
    if (error instanceof Unwelcome) return ++this.#hungUp > 1
    if (error.reason !== 'unreachable' || error.address.split(', ').some((one) => reached.has(one))) return false
    const unknownName = /cannot be resolved/.test(error.message)
    return monotonicMs() - this.#since > (unknownName ? 3000 : 15_000)
  }
}

/** The destination that an API's table names; the key of a coordinator is in the request. */
function targetOf(api: Api, request: Request<Fields>): Target {
  if (api.to === 'any' || api.to === 'controller') return api.to
  const {groupId, transactionalId} = (typeof request === 'function' ? {} : request) as Record<string, unknown>
  if (api.to === 'group' && typeof groupId === 'string') return {group: groupId}
  if (api.to === 'transaction' && typeof transactionalId === 'string') return {transaction: transactionalId}
  throw new TypeError(`${api.name} goes to a ${api.to}: the call must say which`)
}

/** The code for which a call must be repeated or fails: the response's own, or an item's that names another broker. */
function wrongAnswer<S extends Fields>(response: Got<S>, errors: CallOptions<S>['errors']): number {
  const {errorCode: own} = response as {errorCode?: unknown}
  if (typeof own === 'number' && own !== 0) return own
  for (const code of errors?.(response) ?? []) if (misrouted.has(code)) return code
  return 0
}

/** Starts one after the other, without waiting longer than `patienceMs` for each; the first success wins. */
async function firstOf(
  openers: readonly (() => Promise<Connection>)[],
  patienceMs: number,
  failed: (error: Error) => void,
): Promise<Connection | undefined> {
  const {promise, resolve} = Promise.withResolvers<Connection | undefined>()
  let next = 0
  let running = 0
  let over = false
  let timer: NodeJS.Timeout | undefined
  const start = () => {
    clearTimeout(timer)
    const opener = openers[next++]
    if (over || !opener) {
      if (running === 0) resolve(undefined)
      return
    }
    running++
    timer = setTimeout(start, patienceMs)
    opener().then(
      (connection) => {
        running--
        over = true
        resolve(connection)
      },
      (error: Error) => {
        running--
        failed(error)
        start()
      },
    )
  }
  start()
  return promise.finally(() => clearTimeout(timer))
}

export type {Broker, PartitionMetadata, TopicMetadata} from './metadata-cache.ts'
