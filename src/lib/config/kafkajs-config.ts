// Turns the object that an application passes to `new Kafka()`, or to librdkafka, into Java's properties.
import {pathToFileURL} from 'node:url'
import {UsageError} from '../cluster/errors.ts'
import type {Setting} from './setting.ts'

type Pair = readonly [name: string, value: string]
type Fields = Readonly<Record<string, unknown>>

/** Parts that properties cannot express: login mechanisms as code. */
export interface LiveParts {
  /** kafkajs's `sasl` object, if it contains functions. */
  readonly sasl?: Fields
}
export interface ObjectSettings {
  readonly pairs: readonly Pair[]
  readonly live: LiveParts
}

/** Throws UsageError that names the invalid part, without the file. Never shows values, because some are passwords. */
export async function objectSettings(config: unknown): Promise<ObjectSettings> {
  const root = fields(config, 'the configuration')
  // @confluentinc/kafka-javascript wraps a kafkajs configuration, with librdkafka's properties beside it.
  const {kafkaJS, ...beside} = root
  if (kafkaJS !== undefined) {
    const inner = await kafkajs(fields(kafkaJS, 'kafkaJS'))
    return {pairs: [...librdkafka(beside), ...inner.pairs], live: inner.live}
  }
  const names = Object.keys(root)
  const dotted = names.length > 0 && names.every((name) => name.includes('.') || typeof root[name] !== 'object')
  return dotted && !('brokers' in root) && !('clientId' in root)
    ? {pairs: librdkafka(root), live: {}}
    : await kafkajs(root)
}

/** Reads a KafkaConfig, or properties, from JSON. */
export async function jsonSettings(text: string, file: string): Promise<Setting[]> {
  let config: unknown
  try {
    config = JSON.parse(text)
  } catch (error) {
    // Node's message shows the text around the mistake, which may be a password.
    const at = /line (\d+)/.exec((error as Error).message)?.[1]
    throw new UsageError(`${file}${at === undefined ? '' : `:${at}`}: this is not JSON`)
  }
  return (await inFile(file, () => objectSettings(config))).pairs.map((pair) => setting(pair, file))
}

/** A module's default export (or `config`): the object, a promise of it, or a function that returns either. */
export async function moduleSettings(file: string): Promise<{settings: Setting[]; live: LiveParts}> {
  return inFile(file, async () => {
    const {resolve} = await import('node:path')
    const module = (await importModule(resolve(file))) as Fields
    // CommonJS arrives as default, wrapped once more if it was compiled from an ECMAScript module.
    const exported = module['default'] ?? module['config'] ?? module['module.exports']
    const inner = (exported as Fields | undefined)?.['default'] ?? exported
    const config: unknown = await (typeof inner === 'function' ? (inner as () => unknown)() : inner)
    if (config === undefined) throw new UsageError('the module exports nothing by default')
    const {pairs, live} = await objectSettings(config)
    return {settings: pairs.map((pair) => setting(pair, file)), live}
  })
}

// oxlint-disable-next-line typescript/no-implied-eval -- the bundle turns import() into require(), which reads no module that waits
const importIt = new Function('href', 'return import(href)') as (href: string) => Promise<unknown>

async function importModule(file: string): Promise<unknown> {
  try {
    return await importIt(pathToFileURL(file).href)
  } catch (error) {
    // For programs that loaded kafkit in a way that gives such functions no import().
    if ((error as NodeJS.ErrnoException).code !== 'ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING') throw error
    const {createRequire} = await import('node:module')
    const loaded = createRequire(file)(file) as Fields
    return (loaded as {[Symbol.toStringTag]?: unknown})[Symbol.toStringTag] === 'Module' ? loaded : {default: loaded}
  }
}

async function inFile<T>(file: string, make: () => Promise<T>): Promise<T> {
  try {
    return await make()
  } catch (error) {
    const what = error instanceof UsageError ? error.message : `it cannot be loaded: ${(error as Error).message}`
    throw new UsageError(`${file}: ${what}`, {cause: error})
  }
}

const setting = ([name, value]: Pair, file: string): Setting => ({name, value, source: {from: 'file', file, line: 0}})

const librdkafka = (config: Fields): Pair[] =>
  Object.entries(config)
    .filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value))
    .map(([name, value]) => [name, String(value)])

async function kafkajs(config: Fields): Promise<ObjectSettings> {
  const pairs: Pair[] = []
  const add = (name: string, value: unknown) => {
    if (value !== undefined && value !== null) pairs.push([name, textOf(value)])
  }
  const {brokers, clientId, ssl, sasl, retry} = config
  const list: unknown = await (typeof brokers === 'function' ? (brokers as () => unknown)() : brokers)
  if (typeof list === 'string') add('bootstrap.servers', list)
  else if (Array.isArray(list)) add('bootstrap.servers', list.map(String).join(','))
  else if (list !== undefined) throw new UsageError('brokers must be a list of host:port')
  add('client.id', clientId)
  add('socket.connection.setup.timeout.ms', config['connectionTimeout'])
  add('request.timeout.ms', config['requestTimeout'])
  if (retry !== undefined) {
    const {initialRetryTime, maxRetryTime, retries} = fields(retry, 'retry')
    add('retry.backoff.ms', initialRetryTime)
    add('retry.backoff.max.ms', maxRetryTime)
    add('retries', retries)
  }
  const secure = ssl !== undefined && ssl !== false && ssl !== 'false'
  if (ssl !== undefined || sasl !== undefined)
    add(
      'security.protocol',
      `${sasl === undefined ? '' : 'SASL_'}${secure ? 'SSL' : 'PLAINTEXT'}`.replace(/^PLAIN$/, ''),
    )
  if (secure && typeof ssl === 'object') tls(fields(ssl, 'ssl'), add)
  // Unknown fields are passed on and reported like every unknown property: `broker` for `brokers`.
  for (const [name, value] of Object.entries(config))
    if (!known.has(name) && value !== null && typeof value !== 'function')
      add(name, Array.isArray(value) ? value.map(String).join(',') : value)
  return {pairs, live: sasl === undefined ? {} : login(fields(sasl, 'sasl'), add)}
}

/** The fields of KafkaConfig. */
const known: ReadonlySet<string> = new Set(
  `brokers clientId ssl sasl retry connectionTimeout authenticationTimeout reauthenticationThreshold requestTimeout
   enforceRequestTimeout socketFactory logLevel logCreator`.split(/\s+/),
)

type Add = (name: string, value: unknown) => void

/** The part of Node's TLS options that settings files use. */
function tls(ssl: Fields, add: Add) {
  const {ca, cert, key, passphrase, rejectUnauthorized, minVersion, ciphers, checkServerIdentity} = ssl
  const pem = (value: unknown): unknown =>
    Array.isArray(value) ? value.map(String).join('\n') : value === undefined ? undefined : textOf(value)
  if (ca !== undefined) {
    add('ssl.truststore.type', 'PEM')
    add('ssl.truststore.certificates', pem(ca))
  }
  if (cert !== undefined || key !== undefined) {
    add('ssl.keystore.type', 'PEM')
    add('ssl.keystore.certificate.chain', pem(cert))
    add('ssl.keystore.key', pem(key))
  }
  add('ssl.key.password', passphrase)
  if (rejectUnauthorized === false || rejectUnauthorized === 'false') add('enable.ssl.certificate.verification', false)
  if (minVersion === 'TLSv1.3') add('ssl.enabled.protocols', 'TLSv1.3')
  if (typeof ciphers === 'string') add('ssl.cipher.suites', ciphers.replaceAll(':', ','))
  // An application sets this function to skip the check of the host name.
  if (typeof checkServerIdentity === 'function') add('ssl.endpoint.identification.algorithm', '')
}

function login(sasl: Fields, add: Add): LiveParts {
  const {mechanism, username, password} = sasl
  if (typeof mechanism !== 'string') throw new UsageError('sasl.mechanism is missing')
  add('sasl.mechanism', mechanism.toUpperCase())
  add('sasl.username', username)
  add('sasl.password', password)
  const hasCode = Object.values(sasl).some((value) => typeof value === 'function')
  return hasCode || mechanism.toLowerCase() === 'aws' ? {sasl} : {}
}

/** Certificates and keys may also be given as bytes. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  return value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : JSON.stringify(value)
}

function fields(value: unknown, what: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields
  throw new UsageError(`${what} must be an object`)
}
