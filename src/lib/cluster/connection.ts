// One connection to one broker: pipelining, time limits, cancelling, TLS, SASL with re-authentication, throttling.
import type {DetailedPeerCertificate, TLSSocket} from 'node:tls'
import {ApiVersions} from '../apis/api-versions.ts'
import {changesCluster, pick, requestFrame, responseBody, type Api, type Versions} from '../wire/api.ts'
import {BufferPool} from '../wire/buffer-pool.ts'
import {UnsupportedField} from '../wire/codec.ts'
import {FrameReader} from '../wire/frames.ts'
import type {Fields, Got, Sent} from '../wire/schema.ts'
import {addressText, type Address} from './address.ts'
import {closedError, frameError, type Stage} from './connection-errors.ts'
import {dial, type DialSettings} from './dial.ts'
import {ConnectionError} from './errors.ts'
import {introduce, type Introduction} from './introduction.ts'
import {monotonicMs} from './monotonic.ts'
import type {Link} from './quick-link.ts'
import type {Mechanism} from './sasl/mechanism.ts'
import {fieldUnsupported, noCommonVersion} from './unsupported-api.ts'
import {pause, timerMs} from './waiting.ts'

export interface ConnectionSettings extends DialSettings {
  readonly clientId?: string | undefined
  readonly sasl?: Mechanism | undefined
  /** The time limit of one request, ms. */
  readonly requestTimeoutMs?: number | undefined
  /** Called before a request that changes the cluster is sent; an error that it throws replaces the request. */
  readonly beforeChange?: ((api: Api, request: unknown) => void) | undefined
  /** Milliseconds since some moment, for throttling and the renewal of SASL sessions; default: a monotonic clock. */
  readonly now?: (() => number) | undefined
}
export interface RequestOptions {
  /** Use no newer version than this, for instance if a newer one has another meaning. */
  readonly maxVersion?: number | undefined
  readonly timeoutMs?: number | undefined
  readonly signal?: AbortSignal | undefined
}
/** A function where versions differ in more than missing fields: FindCoordinator has one key up to v3, then a list. */
export type Request<Q extends Fields> = Sent<Q> | ((version: number) => Sent<Q>)

interface Pending {
  resolve(body: Buffer): void
  reject(error: Error): void
}

/** A SASL session is renewed after this part of its lifetime, as Apache's client does (85 to 95 %). */
const renewAfter = 0.85
/** Up to this size a copy costs less than a stream's handling of several chunks. */
const smallBytes = 16 * 1024
/** Brokers with ApiVersions v2 (Kafka 2.0) answer before they throttle, and expect the client to pause (KIP-219). */
const clientSideThrottling = 2

/** A connection that is ready for requests: versions are known, and the login is done. */
export class Connection {
  /** `host:port`, for messages. */
  readonly peer: string
  versions: Introduction['versions'] = new Map()
  features: Introduction['features'] = new Map()
  readonly address: Address
  /** Buffers for large responses: give one back once no views of the response are left. */
  readonly buffers = new BufferPool()
  readonly #settings: ConnectionSettings
  readonly #now: () => number
  readonly #pending = new Map<number, Pending>()
  readonly #frames: FrameReader
  #socket: Link | undefined
  #failure: Error | undefined
  #lastId = 0
  #mutedUntil = 0
  #renewAt = Infinity
  #renewal: Promise<void> | undefined
  #stage: Stage = 'silent'

  private constructor(address: Address, settings: ConnectionSettings) {
    this.address = address
    this.#settings = settings
    this.#now = settings.now ?? monotonicMs
    this.peer = addressText(address)
    this.#frames = new FrameReader((id, body) => this.#pending.get(id)?.resolve(body), this.buffers.allocate)
  }

  /** Throws ConnectionError with the reason and advice. */
  static async open(address: Address, settings: ConnectionSettings = {}, signal?: AbortSignal): Promise<Connection> {
    const connection = new Connection(address, settings)
    try {
      await connection.#connect(signal)
      await connection.#introduce(signal)
      if (settings.sasl) await connection.#authenticate(settings.sasl)
    } catch (error) {
      // Without this the broker would keep a refused connection for minutes, and with it the process.
      connection.close()
      throw error
    }
    return connection
  }

  get closed(): boolean {
    return this.#failure !== undefined || this.#socket === undefined || this.#socket.destroyed
  }

  /** The broker's certificate and its issuers; undefined without TLS. */
  get certificate(): DetailedPeerCertificate | undefined {
    const socket = this.#socket
    return socket && 'getPeerCertificate' in socket ? (socket as TLSSocket).getPeerCertificate(true) : undefined
  }

  /**
   * Sends at once, even if other requests are unanswered; resolves with the decoded response, whatever error codes it
   * has. Throws ConnectionError (broken, or no answer within the time limit), UnsupportedApi, or the signal reason.
   */
  async call<Q extends Fields, S extends Fields>(
    api: Api<Q, S>,
    request: Request<Q>,
    options: RequestOptions = {},
  ): Promise<Got<S>> {
    if (this.#mutedUntil > 0 || this.#renewAt < Infinity) await this.#ready(options.signal)
    return this.#send(api, request, this.version(api, options.maxVersion), options)
  }

  /** Writes a request that the broker does not answer (Produce with acks=0); resolves when it has left this process. */
  async post<Q extends Fields, S extends Fields>(
    api: Api<Q, S>,
    request: Request<Q>,
    options: RequestOptions = {},
  ): Promise<void> {
    if (this.#mutedUntil > 0 || this.#renewAt < Infinity) await this.#ready(options.signal)
    this.#write(api, request, this.version(api, options.maxVersion))
    // An empty write queues behind everything already written; its callback is also called when the connection breaks.
    await new Promise<void>((resolve) => this.#socket?.write('', () => resolve()))
    if (this.#failure) throw this.#failure
  }

  /** The newest version that both sides have; throws UnsupportedApi with both ranges. */
  version(api: Api, maxVersion = Infinity): number {
    const theirs = this.versions.get(api.key)
    const ours: Versions = [api.versions[0], Math.min(api.versions[1], maxVersion)]
    const version = pick(ours, theirs)
    if (version === undefined) throw noCommonVersion(this, api, ours)
    return version
  }

  /** Whether both sides have the API in this version or a later one. */
  supports(api: Api, version = 0): boolean {
    return (pick(api.versions, this.versions.get(api.key)) ?? -1) >= version
  }

  /**
   * Calls fail at once. The socket is closed a moment later, which a process that ends with its command does not see:
   * closing one makes Node set up its stream for stderr, which takes a millisecond or more.
   */
  close(): void {
    this.#fail(closedError(this.peer, 'ours'))
    const socket = this.#socket
    if (socket) setImmediate(() => socket.destroy())
  }

  async #connect(signal: AbortSignal | undefined) {
    const [tls, sasl] = [this.#settings.tls !== undefined, this.#settings.sasl !== undefined]
    const ends = {
      space: () => this.#frames.space(),
      receive: (buffer: Buffer, length: number) => this.#receive(buffer, length),
      // A reset is a close that overtook what was sent, so the stage is more informative.
      lost: (error: ConnectionError | undefined) =>
        this.#fail(error && error.kind !== 'closed' ? error : closedError(this.peer, this.#stage, tls, sasl)),
    }
    this.#socket = await dial(this.address, this.#settings, ends, signal)
  }

  async #introduce(signal: AbortSignal | undefined) {
    const timeoutMs = this.#settings.connectTimeoutMs ?? 10_000
    const {versions, features} = await introduce({
      peer: this.peer,
      timeoutMs,
      ask: (request, version) => this.#send(ApiVersions, request, version, {signal, timeoutMs}),
      isClosed: () => this.closed,
    })
    this.versions = versions
    this.features = features
    this.#stage = 'introduced'
  }

  async #authenticate(mechanism: Mechanism) {
    const {authenticate} = await import('./sasl/mechanism.ts')
    const timeoutMs = this.#settings.requestTimeoutMs ?? 30_000
    const lifetimeMs = await authenticate(mechanism, this.address, (api, request) =>
      this.#send(api, request, this.version(api), {timeoutMs}),
    )
    this.#renewAt = lifetimeMs > 0 ? this.#now() + lifetimeMs * renewAfter : Infinity
  }

  /** Waits until the broker accepts requests again; renews the SASL session when it is due (KIP-368). */
  async #ready(signal: AbortSignal | undefined) {
    while (this.#now() < this.#mutedUntil) await pause(this.#mutedUntil - this.#now(), signal)
    this.#mutedUntil = 0
    const {sasl} = this.#settings
    if (sasl && this.#now() > this.#renewAt) {
      this.#renewal ??= this.#authenticate(sasl).finally(() => {
        this.#renewal = undefined
      })
    }
    if (this.#renewal) await this.#renewal
  }

  #send<Q extends Fields, S extends Fields>(
    api: Api<Q, S>,
    request: Request<Q>,
    version: number,
    {timeoutMs = this.#settings.requestTimeoutMs ?? 30_000, signal}: RequestOptions,
  ): Promise<Got<S>> {
    return new Promise<Got<S>>((resolve, reject) => {
      signal?.throwIfAborted()
      const id = this.#write(api, request, version)
      const end = () => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', abort)
        this.#pending.delete(id) // a late response is read and dropped
      }
      const fail = (error: Error) => {
        end()
        reject(error)
      }
      const timer = setTimeout(() => {
        const text = `${api.name}: ${this.peer} did not answer within ${Math.ceil(timeoutMs)} ms`
        const late = new ConnectionError(this.peer, 'requestTimedOut', text)
        fail(late)
        // As in Apache's client, a broker that did not answer in time is asked again over a new connection.
        this.#socket?.destroy(late)
      }, timerMs(timeoutMs))
      const abort = () => fail(signal?.reason as Error)
      signal?.addEventListener('abort', abort, {once: true})
      this.#pending.set(id, {
        reject: fail,
        resolve: (body) => {
          end()
          try {
            const answer = api.decode(responseBody(api, version, body), version)
            if (this.#stage === 'introduced') this.#stage = 'working'
            this.#throttle(answer)
            resolve(answer)
          } catch (error) {
            const text = `${this.peer} sent a ${api.name} answer that cannot be read: ${(error as Error).message}`
            reject(new ConnectionError(this.peer, 'unreadable', text, {cause: error}))
          }
        },
      })
    })
  }

  #throttle(answer: {throttleTimeMs?: unknown}) {
    const {throttleTimeMs} = answer
    if (typeof throttleTimeMs !== 'number' || throttleTimeMs <= 0) return
    if ((this.versions.get(ApiVersions.key)?.[1] ?? 0) < clientSideThrottling) return
    this.#mutedUntil = Math.max(this.#mutedUntil, this.#now() + throttleTimeMs)
  }

  /** Returns the correlation id. */
  #write<Q extends Fields, S extends Fields>(api: Api<Q, S>, request: Request<Q>, version: number): number {
    const socket = this.#socket
    if (this.#failure) throw this.#failure
    if (!socket) throw new ConnectionError(this.peer, 'closed', `the connection to ${this.peer} is not open`)
    const id = (this.#lastId = (this.#lastId + 1) & 0x7fffffff)
    const body = this.#encode(api, request, version)
    const frame = requestFrame(api, version, id, this.#settings.clientId ?? 'kafkit', body)
    // Small frames are joined into one write; batches are not copied.
    if (frame.length < 3 && frame.every(({length}) => length < smallBytes)) socket.write(Buffer.concat(frame))
    else {
      socket.cork()
      for (const chunk of frame) socket.write(chunk)
      socket.uncork()
    }
    return id
  }

  #encode<Q extends Fields, S extends Fields>(api: Api<Q, S>, request: Request<Q>, version: number): Buffer[] {
    const asked = typeof request === 'function' ? request(version) : request
    if (changesCluster(api, asked)) this.#settings.beforeChange?.(api, asked)
    try {
      return api.encode(asked, version)
    } catch (error) {
      if (!(error instanceof UnsupportedField)) throw error
      throw fieldUnsupported(this, api, error)
    }
  }

  #receive(chunk: Buffer, length: number) {
    try {
      this.#frames.push(chunk, length)
    } catch (error) {
      this.#socket?.destroy(frameError(this.peer, error as Error, this.#settings.tls !== undefined))
    }
    return true
  }

  #fail(error: Error) {
    this.#failure ??= error
    for (const pending of this.#pending.values()) pending.reject(this.#failure)
    this.#pending.clear()
  }
}
