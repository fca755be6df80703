// One connection to one broker: pipelining, time limits, cancelling, TLS, SASL with renewal, throttling.
import type {Socket} from 'node:net'
import {setTimeout as sleep} from 'node:timers/promises'
import type {DetailedPeerCertificate, TLSSocket} from 'node:tls'
import {ApiVersions} from '../apis/api-versions.ts'
import {Metadata} from '../apis/metadata.ts'
import {changesCluster, pick, requestFrame, responseBody, type Api, type Versions} from '../wire/api.ts'
import {BufferPool} from '../wire/buffer-pool.ts'
import {UnsupportedField} from '../wire/codec.ts'
import {FrameReader} from '../wire/frames.ts'
import type {Fields, Got, Sent} from '../wire/schema.ts'
import {addressText, type Address} from './address.ts'
import {closedError, frameError, silentError, type Stage} from './connection-errors.ts'
import {dial, type DialSettings} from './dial.ts'
import {errorCode} from './error-codes.ts'
import {ConnectionError, KafkaError, UnsupportedApi} from './errors.ts'
import {monotonicMs} from './monotonic.ts'
import {broughtBy, guessRelease} from './releases.ts'
import {authenticate, type Mechanism} from './sasl/mechanism.ts'

export interface ConnectionSettings extends DialSettings {
  readonly clientId?: string
  readonly sasl?: Mechanism | undefined
  /** For one request, ms. */
  readonly requestTimeoutMs?: number
  /** Told before a request that changes the cluster is sent; what it raises is raised instead. */
  readonly beforeChange?: (api: Api, request: unknown) => void
}
export interface RequestOptions {
  /** Speak no newer version than this, for instance where a newer one means something else. */
  readonly maxVersion?: number
  readonly timeoutMs?: number
  readonly signal?: AbortSignal | undefined
}
/** A function where versions differ in more than missing fields: FindCoordinator has one key up to v3, then a list. */
export type Request<Q extends Fields> = Sent<Q> | ((version: number) => Sent<Q>)

interface Pending {
  resolve(body: Buffer): void
  reject(error: Error): void
}

/** Renew a SASL session when this part of its life is over, as Apache's client does (85 to 95 %). */
const renewAfter = 0.85
/** Up to here a copy takes less than what a stream does for several chunks. */
const smallBytes = 16 * 1024
/** The version every broker since 2.4 reads; older ones answer it in v0 with what they have (KIP-511). */
const introductionVersion = 3
/** Brokers that have ApiVersions v2 (Kafka 2.0) answer before they throttle and expect us to keep silent (KIP-219). */
const clientSideThrottling = 2

/** A connection that is ready for requests: versions known, logged in. */
export class Connection {
  /** `host:port`, for messages. */
  readonly peer: string
  /** What the broker speaks, by API key. */
  versions: ReadonlyMap<number, Versions> = new Map()
  /** Finalised features and their level (KIP-584), for instance `transaction.version`. */
  features: ReadonlyMap<string, number> = new Map()
  readonly address: Address
  readonly #settings: ConnectionSettings
  readonly #pending = new Map<number, Pending>()
  readonly #frames: FrameReader
  readonly #buffers = new BufferPool()
  #socket: Socket | undefined
  #failure: Error | undefined
  #lastId = 0
  #mutedUntil = 0
  #renewAt = Infinity
  #renewal: Promise<void> | undefined
  #stage: Stage = 'silent'

  private constructor(address: Address, settings: ConnectionSettings) {
    this.address = address
    this.#settings = settings
    this.peer = addressText(address)
    this.#frames = new FrameReader((id, body) => this.#pending.get(id)?.resolve(body), this.#buffers.allocate)
  }

  /** Raises ConnectionError, with the reason and what to look at. */
  static async open(address: Address, settings: ConnectionSettings = {}, signal?: AbortSignal): Promise<Connection> {
    const connection = new Connection(address, settings)
    try {
      await connection.#connect(signal)
      await connection.#introduce(signal)
      if (settings.sasl) await connection.#authenticate(settings.sasl)
    } catch (error) {
      // Without this the broker keeps a refused connection for minutes, and the process with it.
      connection.close()
      throw error
    }
    return connection
  }

  get closed(): boolean {
    return this.#failure !== undefined || this.#socket === undefined || this.#socket.destroyed
  }

  /** The broker's certificate and those that signed it; undefined without TLS. */
  get certificate(): DetailedPeerCertificate | undefined {
    const socket = this.#socket
    return socket && 'getPeerCertificate' in socket ? (socket as TLSSocket).getPeerCertificate(true) : undefined
  }

  /**
   * Sends at once, whatever is unanswered, and resolves with the decoded response whatever error codes are in it. Raises
   * ConnectionError (broken, or no answer within the time limit), UnsupportedApi, or the signal's reason.
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
    // Nothing, but behind everything else: also called when the connection breaks.
    await new Promise<void>((resolve) => this.#socket?.write('', () => resolve()))
    if (this.#failure) throw this.#failure
  }

  /** The version that both sides have; raises UnsupportedApi with both ranges. */
  version(api: Api, maxVersion = Infinity): number {
    const theirs = this.versions.get(api.key)
    const ours: Versions = [api.versions[0], Math.min(api.versions[1], maxVersion)]
    const version = pick(ours, theirs)
    if (version !== undefined) return version
    if (!theirs && api.key === Metadata.key)
      throw new UnsupportedApi(`${this.peer} is no broker's listener but a controller's; use the port of a broker`)
    const has = theirs ? `has versions ${theirs.join(' to ')} of it` : 'does not have it'
    const tooNew = theirs !== undefined && theirs[0] > ours[1]
    throw new UnsupportedApi(
      `${api.name}: the broker ${this.peer} ${has}, kafkit speaks versions ${ours.join(' to ')}; the broker is too ${
        tooNew ? 'new' : 'old'
      } for this${tooNew ? '' : this.#since(api, ours[0])}`,
    )
  }

  /** Whether both sides have the API, in this version or a later one. */
  supports(api: Api, version = 0): boolean {
    return (pick(api.versions, this.versions.get(api.key)) ?? -1) >= version
  }

  /** A large answer has been read and nobody holds views of it any more: its buffer may serve the next one. */
  reuse(buffer: ArrayBufferLike): void {
    this.#buffers.giveBack(buffer)
  }

  close(): void {
    this.#fail(closedError(this.peer, 'ours'))
    this.#socket?.destroy()
  }

  /** Which release brought it, for an error. */
  #since(api: Api, version: number): string {
    const release = broughtBy(api.key, version)
    const guess = guessRelease(this.versions)
    if (release === undefined) return ''
    return ` (it came with Kafka ${release}${guess && guess.to !== release ? `, this one speaks as Kafka ${guess.to} does` : ''})`
  }

  async #connect(signal: AbortSignal | undefined) {
    const [tls, sasl] = [this.#settings.tls !== undefined, this.#settings.sasl !== undefined]
    const ends = {
      receive: (buffer: Buffer, length: number) => this.#receive(buffer, length),
      // A reset is a close that overtook what we had sent: how far we had come says more.
      lost: (error: ConnectionError | undefined) =>
        this.#fail(error && error.reason !== 'closed' ? error : closedError(this.peer, this.#stage, tls, sasl)),
    }
    this.#socket = await dial(this.address, this.#settings, ends, signal)
  }

  async #introduce(signal: AbortSignal | undefined) {
    const program = {clientSoftwareName: 'kafkit', clientSoftwareVersion: '1.0.0'}
    const timeoutMs = this.#settings.connectTimeoutMs ?? 10_000
    const options = {signal, timeoutMs}
    let answer: Got<typeof ApiVersions.response>
    try {
      answer = await this.#send(ApiVersions, program, introductionVersion, options)
      // A broker that does not know v3 says so in v0, whatever was asked: read as v3 it is not whole.
      if (answer.errorCode === errorCode.unsupportedVersion) answer = await this.#send(ApiVersions, {}, 0, options)
    } catch (error) {
      if (error instanceof ConnectionError && error.reason === 'timeout') throw silentError(this.peer, timeoutMs)
      if (!(error instanceof ConnectionError) || error.reason !== 'protocol' || this.closed) throw error
      answer = await this.#send(ApiVersions, {}, 0, options)
    }
    if (answer.errorCode !== 0) throw new KafkaError(answer.errorCode, `ask ${this.peer} what it speaks`)
    this.versions = new Map(
      answer.apiKeys.map(({apiKey, minVersion, maxVersion}) => [apiKey, [minVersion, maxVersion]]),
    )
    this.#stage = 'introduced'
    this.features = new Map(answer.finalizedFeatures.map(({name, maxVersionLevel}) => [name, maxVersionLevel]))
  }

  async #authenticate(mechanism: Mechanism) {
    const timeoutMs = this.#settings.requestTimeoutMs ?? 30_000
    const lifetimeMs = await authenticate(mechanism, this.address, (api, request) =>
      this.#send(api, request, this.version(api), {timeoutMs}),
    )
    this.#renewAt = lifetimeMs > 0 ? monotonicMs() + lifetimeMs * renewAfter : Infinity
  }

  /** Waits until the broker wants to hear from us again; renews the SASL session where its time has come (KIP-368). */
  async #ready(signal: AbortSignal | undefined) {
    while (monotonicMs() < this.#mutedUntil)
      await sleep(this.#mutedUntil - monotonicMs(), undefined, signal ? {signal} : {})
    this.#mutedUntil = 0
    const {sasl} = this.#settings
    if (sasl && monotonicMs() > this.#renewAt) {
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
        this.#pending.delete(id) // an answer that still comes is read and dropped
      }
      const fail = (error: Error) => {
        end()
        reject(error)
      }
      const timer = setTimeout(() => {
        const text = `${api.name}: ${this.peer} did not answer within ${timeoutMs} ms`
        const late = new ConnectionError(this.peer, 'timeout', text)
        fail(late)
        // As Apache's client: whoever answers nothing for so long is asked again over a new connection.
        this.#socket?.destroy(late)
      }, timeoutMs)
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
            reject(new ConnectionError(this.peer, 'protocol', text, {cause: error}))
          }
        },
      })
    })
  }

  #throttle(answer: {throttleTimeMs?: unknown}) {
    const {throttleTimeMs} = answer
    if (typeof throttleTimeMs !== 'number' || throttleTimeMs <= 0) return
    if ((this.versions.get(ApiVersions.key)?.[1] ?? 0) < clientSideThrottling) return
    this.#mutedUntil = Math.max(this.#mutedUntil, monotonicMs() + throttleTimeMs)
  }

  /** Returns the correlation id. */
  #write<Q extends Fields, S extends Fields>(api: Api<Q, S>, request: Request<Q>, version: number): number {
    const socket = this.#socket
    if (this.#failure) throw this.#failure
    if (!socket) throw new ConnectionError(this.peer, 'closed', `the connection to ${this.peer} is not open`)
    const id = (this.#lastId = (this.#lastId + 1) & 0x7fffffff)
    const frame = requestFrame(
      api,
      version,
      id,
      this.#settings.clientId ?? 'kafkit',
      this.#encode(api, request, version),
    )
    // One write either way; batches are not copied.
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
      const theirs = this.versions.get(api.key)?.join(' to ')
      throw new UnsupportedApi(
        `${api.name}: ${error.message}; the broker ${this.peer} has versions ${theirs} of it${this.#since(api, error.since)}`,
        {
          cause: error,
        },
      )
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
