// kafkajs as a second, independent client with the same settings: used only for a second opinion, never by default.
import {setTimeout as sleep} from 'node:timers/promises'
import {isIP, connect as connectPlain} from 'node:net'
import type {Admin, Consumer, ConsumerConfig, Kafka, KafkaConfig, Producer, ProducerConfig} from 'kafkajs'
import type * as KafkajsModule from 'kafkajs'
import {compress, decompress} from '../wire/compression.ts'
import {addressText} from './address.ts'
import type {ClusterSettings} from './cluster.ts'
import {ConnectionError, KafkaError, UsageError} from './errors.ts'
import {redirected} from './route-to.ts'
import {withLength} from './sasl/kafkajs-plugin.ts'
import type {Mechanism} from './sasl/mechanism.ts'

export type {Admin, Consumer, IHeaders, KafkaMessage, Message, Producer} from 'kafkajs'
type Module = typeof KafkajsModule

/** Connections are opened on request and closed together. */
export interface KafkajsCluster {
  admin(): Promise<Admin>
  producer(config: ProducerConfig): Promise<Producer>
  consumer(config: ConsumerConfig): Promise<Consumer>
  /** Chooses partitions by key as Java's client does. */
  readonly javaPartitioner: NonNullable<ProducerConfig['createPartitioner']>
  /** Runs the work and turns errors of kafkajs into kafkit's errors, or throws the signal's reason. */
  run<T>(what: string, work: () => Promise<T>): Promise<T>
  close(): Promise<void>
}

export async function openKafkajs(
  settings: ClusterSettings,
  {retries = 5, signal = settings.signal}: {retries?: number; signal?: AbortSignal | undefined} = {},
): Promise<KafkajsCluster> {
  if (settings.proxy !== undefined) throw new UsageError("kafkajs cannot go through a proxy; kafkit's own client can")
  const kafkajs = await loaded()
  const kafka: Kafka = new kafkajs.Kafka(configOf(settings, retries, kafkajs.logLevel.NOTHING))
  const closers: (() => Promise<void>)[] = []
  const run = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    signal?.throwIfAborted()
    const {promise, reject} = Promise.withResolvers<never>()
    const abort = () => reject(signal?.reason as Error)
    signal?.addEventListener('abort', abort, {once: true})
    try {
      return await Promise.race([work(), promise])
    } catch (error) {
      throw asOurs(error, what, settings)
    } finally {
      signal?.removeEventListener('abort', abort)
    }
  }
  const connected = async <C extends {connect(): Promise<void>; disconnect(): Promise<void>}>(
    client: C,
  ): Promise<C> => {
    closers.push(() => client.disconnect())
    await run('connect with kafkajs', () => client.connect())
    return client
  }
  return {
    admin: () => connected(kafka.admin()),
    producer: (config) => connected(kafka.producer(config)),
    consumer: (config) => connected(kafka.consumer(config)),
    javaPartitioner: kafkajs.Partitioners.DefaultPartitioner,
    run,
    async close() {
      // It cannot close what it did not open; that is neither an error nor worth waiting for.
      await Promise.all(closers.map((close) => withinMs(2000, close()).catch(() => undefined)))
    },
  }
}

/** Asks kafkajs about the cluster, once; throws what kafkajs throws. */
export async function askKafkajs(
  settings: ClusterSettings,
  signal?: AbortSignal,
): Promise<{brokers: number; topics: number}> {
  const cluster = await openKafkajs(settings, {retries: 0, signal})
  try {
    const admin = await cluster.admin()
    const {brokers} = await cluster.run('describe the cluster', () => admin.describeCluster())
    const topics = await cluster.run('list topics', () => admin.listTopics())
    return {brokers: brokers.length, topics: topics.length}
  } finally {
    await cluster.close()
  }
}

let registered = false

async function loaded(): Promise<Module> {
  const kafkajs = ((await import('kafkajs')) as unknown as {default: Module}).default
  if (registered) return kafkajs
  registered = true
  quietAboutTimers()
  await endIdleLoops()
  const {CompressionTypes, CompressionCodecs} = kafkajs
  // kafkajs has only gzip; its users must add the other codecs.
  for (const [type, number] of [
    [CompressionTypes.Snappy, 2],
    [CompressionTypes.LZ4, 3],
    [CompressionTypes.ZSTD, 4],
  ] as const)
    // prettier-ignore
    CompressionCodecs[type] = () => ({
      compress: async (encoder: {buffer: Buffer}) => compress(number, encoder.buffer),
      decompress: async (data: Buffer) => decompress(number, data),
    })
  return kafkajs
}

/**
 * kafkajs (2.2.4) sets timers to negative delays, about which Node 24 and bun warn on stderr. The user cannot change
 * that. Both treat them as 1 ms.
 */
function quietAboutTimers() {
  globalThis.setTimeout = new Proxy(globalThis.setTimeout, {
    apply: (start, self, [callback, ms, ...rest]: [() => void, number?, ...unknown[]]) =>
      Reflect.apply(start, self, [callback, typeof ms === 'number' && ms < 0 ? 1 : ms, ...rest]) as unknown,
  })
}

interface Runner {
  readonly running: boolean
  fetch(this: Runner, node: number): Promise<unknown>
}

/**
 * A consumer of kafkajs (2.2.4) that stops while its brokers change may leave a loop that asks for records without ever
 * waiting. Then nothing else in the process runs, not even Ctrl-C. This makes the loop wait.
 */
async function endIdleLoops() {
  // @ts-expect-error -- kafkajs has no types for its inner files
  const {default: runner} = (await import('kafkajs/src/consumer/runner.js')) as {default: {prototype: Runner}}
  const fetchRecords = runner.prototype.fetch
  runner.prototype.fetch = async function (node) {
    if (!this.running) await sleep(500, undefined, {ref: false})
    return fetchRecords.call(this, node)
  }
}

function configOf(settings: ClusterSettings, retries: number, logLevel: number): KafkaConfig {
  const {bootstrap, clientId, tls, sasl, connectTimeoutMs = 10_000, requestTimeoutMs = 30_000, resolve} = settings
  return {
    brokers: bootstrap.map(addressText),
    clientId: clientId ?? 'kafkit',
    connectionTimeout: connectTimeoutMs,
    authenticationTimeout: requestTimeoutMs,
    requestTimeout: requestTimeoutMs,
    enforceRequestTimeout: true,
    retry: {retries, initialRetryTime: 100},
    logLevel,
    ...(tls ? {ssl: tls} : {}),
    ...(sasl ? {sasl: saslOf(sasl)} : {}),
    socketFactory: ({host, port, ssl, onConnect}) => {
      // kafkajs splits addresses at the last colon and keeps the brackets of IPv6.
      const bare = host.replaceAll(/^\[|\]$/g, '')
      const target = redirected({host: bare, port}, resolve)
      const socket = ssl
        ? tlsModule().connect({...target, ...(isIP(bare) ? {} : {servername: bare}), ...ssl}, onConnect)
        : connectPlain(target, onConnect)
      // kafkajs leaves a listener behind each time it ends a connection that is not open yet.
      return socket.setMaxListeners(0).setKeepAlive(true, 60_000)
    },
  }
}

/** Synchronous, as kafkajs needs it for its sockets, and used only with TLS. */
const tlsModule = () => process.getBuiltinModule('node:tls')

/**
 * Uses kafkajs's own implementation if our settings can be passed to it, so that the two clients check each other;
 * otherwise ours, through kafkajs's documented plugin interface.
 */
function saslOf(sasl: Mechanism): NonNullable<KafkaConfig['sasl']> {
  const credentials = sasl.credentials?.()
  if (credentials && sasl.name === 'PLAIN') return {mechanism: 'plain', ...credentials}
  if (credentials && sasl.name === 'SCRAM-SHA-256') return {mechanism: 'scram-sha-256', ...credentials}
  if (credentials && sasl.name === 'SCRAM-SHA-512') return {mechanism: 'scram-sha-512', ...credentials}
  return {
    mechanism: sasl.name,
    authenticationProvider: ({host, port, saslAuthenticate}) => ({
      async authenticate() {
        const conversation = sasl.converse({host, port})
        for (let step = await conversation.next(); !step.done;) {
          const {value} = step
          const answer = await saslAuthenticate<Buffer>({
            request: {encode: () => withLength(value)},
            response: {decode: (raw) => raw.subarray(4), parse: (data) => data},
          })
          step = await conversation.next(answer ?? Buffer.alloc(0))
        }
      },
    }),
  }
}

interface KafkajsError extends Error {
  readonly code?: number | string
  readonly type?: string
  readonly broker?: string
  readonly originalError?: Error
  readonly cause?: unknown
  readonly retriable?: boolean
}

/** Its errors wrap each other; the innermost error with a message is used. */
function asOurs(error: unknown, what: string, settings: ClusterSettings): unknown {
  if (!(error instanceof Error)) return error
  const chain: KafkajsError[] = []
  for (let each: unknown = error; each instanceof Error && !chain.includes(each); each = inner(each)) chain.push(each)
  const servers = settings.bootstrap.map(addressText).join(', ')
  for (const each of chain.toReversed()) {
    const {name, message, broker} = each
    const options = {cause: error}
    if (name === 'KafkaJSProtocolError' && typeof each.code === 'number')
      return each.type === 'SASL_AUTHENTICATION_FAILED'
        ? new ConnectionError(servers, 'loginRefused', `${servers} refused kafkajs's login: ${message}`, options)
        : new KafkaError(each.code, `${what} with kafkajs`, message, options)
    if (name === 'KafkaJSSASLAuthenticationError')
      return new ConnectionError(servers, 'loginRefused', `${servers} refused kafkajs's login: ${message}`, options)
    if (
      name === 'KafkaJSConnectionError' ||
      name === 'KafkaJSRequestTimeoutError' ||
      name === 'KafkaJSConnectionClosedError'
    )
      return new ConnectionError(broker ?? servers, 'unreachable', `${broker ?? servers}: kafkajs: ${message}`, options)
  }
  if (!chain.some(({name}) => name.startsWith('KafkaJS'))) return error
  return new ConnectionError(servers, 'kafkajsFailed', `${what}: kafkajs: ${chain.at(-1)?.message ?? ''}`, {
    cause: error,
  })
}

const inner = ({originalError, cause}: KafkajsError): unknown => originalError ?? cause

async function withinMs(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)))
  await Promise.race([work, late]).finally(() => clearTimeout(timer))
}
