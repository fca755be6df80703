// Maps properties of Java's producer to our settings, and refuses what Java refuses.
import type {CompressionName, ProducerSettings} from '../../records/produce/producer-settings.ts'
import {checkConfig, isTrue, type ConfigKey} from './config-def.ts'
import {configException, JavaError} from '../java/errors.ts'

const codecs = ['none', 'gzip', 'snappy', 'lz4', 'zstd']
const most = 0x7fff_ffff
/** Java's default for batch.size. */
const javaBatchBytes = 16_384

/** In the order of ProducerConfig. */
const keys: Readonly<Record<string, ConfigKey>> = {
  'buffer.memory': {type: 'long', min: 0},
  retries: {type: 'int', min: 0, max: most},
  acks: {type: 'string', oneOf: ['all', '-1', '0', '1']},
  'compression.type': {type: 'string', oneOf: codecs},
  'compression.gzip.level': {type: 'int'},
  'compression.lz4.level': {type: 'int', min: 1, max: 17},
  'compression.zstd.level': {type: 'int', min: -131_072, max: 22},
  'batch.size': {type: 'int', min: 0},
  'partitioner.adaptive.partitioning.enable': {type: 'boolean'},
  'partitioner.availability.timeout.ms': {type: 'long', min: 0},
  'partitioner.ignore.keys': {type: 'boolean'},
  'linger.ms': {type: 'long', min: 0},
  'delivery.timeout.ms': {type: 'int', min: 0},
  'send.buffer.bytes': {type: 'int', min: -1},
  'receive.buffer.bytes': {type: 'int', min: -1},
  'max.request.size': {type: 'int', min: 0},
  'retry.backoff.ms': {type: 'long', min: 0},
  'retry.backoff.max.ms': {type: 'long', min: 0},
  'max.block.ms': {type: 'long', min: 0},
  'request.timeout.ms': {type: 'int', min: 0},
  'metadata.max.age.ms': {type: 'long', min: 0},
  'metadata.max.idle.ms': {type: 'long', min: 5000},
  'max.in.flight.requests.per.connection': {type: 'int', min: 1},
  'enable.idempotence': {type: 'boolean'},
  'transaction.timeout.ms': {type: 'int'},
  'transactional.id': {type: 'string', nonEmpty: true},
}

export interface ProducerConfig {
  readonly settings: Omit<ProducerSettings, 'topic'>
  /** How long a record may wait for its topic, in ms. */
  readonly maxBlockMs: number
  /** Larger records are refused without asking a broker. */
  readonly maxRequestBytes: number
  readonly bufferBytes: number
  readonly transactional: boolean
}

/**
 * Throws ConfigException as JavaError for invalid properties, and for combinations that Java refuses. `batches`: the
 * batch size if there is no batch.size; Java's default unless given.
 */
export function producerConfig(
  properties: ReadonlyMap<string, string>,
  batches: Pick<ProducerSettings, 'batchBytes' | 'stickyBytes'> = {batchBytes: javaBatchBytes},
): ProducerConfig {
  checkConfig(keys, properties)
  const text = (name: string) => properties.get(name)?.trim()
  const number = (name: string, standard: number) => Number(text(name) ?? standard)

  const acks = ackNumber(text('acks') ?? 'all')
  const maxInFlight = number('max.in.flight.requests.per.connection', 5)
  const idempotent = isIdempotent(properties, acks, number('retries', most), maxInFlight)
  if (properties.has('transactional.id') && !idempotent)
    throw configException('Cannot set a transactional.id without also enabling idempotence.')
  const lingerMs = Math.min(number('linger.ms', 5), most)
  const requestTimeoutMs = number('request.timeout.ms', 30_000)
  const compression = (text('compression.type') ?? 'none') as CompressionName
  const level = text(`compression.${compression}.level`)
  const bufferBytes = number('buffer.memory', 33_554_432)
  return {
    settings: {
      acks,
      idempotent,
      maxInFlight,
      compression,
      compressionLevel: level === undefined || level === '-1' ? undefined : Number(level),
      ...(properties.has('batch.size') ? {batchBytes: Math.max(1, number('batch.size', javaBatchBytes))} : batches),
      lingerMs,
      retries: number('retries', most),
      requestTimeoutMs: Math.max(1, requestTimeoutMs),
      deliveryTimeoutMs: deliveryTimeout(text('delivery.timeout.ms'), lingerMs + requestTimeoutMs),
      bufferBytes: Math.max(1, bufferBytes),
      partitioner: partitioner(properties),
    },
    maxBlockMs: Math.min(number('max.block.ms', 60_000), most),
    maxRequestBytes: number('max.request.size', 1_048_576),
    bufferBytes,
    transactional: properties.has('transactional.id'),
  }
}

const ackNumber = (text: string) => (text === '0' ? 0 : text === '1' ? 1 : -1)

/**
 * On by default unless another property rules it out; throws ConfigException as JavaError if it was requested
 * explicitly.
 */
function isIdempotent(
  properties: ReadonlyMap<string, string>,
  acks: number,
  retries: number,
  maxInFlight: number,
): boolean {
  const asked = properties.has('enable.idempotence')
  if (!isTrue(properties.get('enable.idempotence'), true)) return false
  if (retries === 0 && asked) throw configException('Must set retries to non-zero when using the idempotent producer.')
  if (acks !== -1 && asked) {
    const why = 'Otherwise we cannot guarantee idempotence.'
    throw configException(`Must set acks to all in order to use the idempotent producer. ${why}`)
  }
  if (maxInFlight > 5) {
    throw configException('Must set max.in.flight.requests.per.connection to at most 5 to use the idempotent producer.')
  }
  return retries > 0 && acks === -1
}

function deliveryTimeout(configured: string | undefined, least: number): number {
  const ms = Number(configured ?? 120_000)
  if (ms >= least) return Math.max(1, ms)
  if (configured === undefined) return Math.min(least, most)
  const cause = configException('delivery.timeout.ms should be equal to or larger than linger.ms + request.timeout.ms')
  throw new JavaError('org.apache.kafka.common.KafkaException', 'Failed to construct kafka producer', {cause})
}

function partitioner(properties: ReadonlyMap<string, string>): ProducerSettings['partitioner'] {
  const name = properties.get('partitioner.class')?.trim()
  if (name === 'org.apache.kafka.clients.producer.RoundRobinPartitioner') return 'round-robin'
  if (name !== undefined && name !== '') {
    const why = `Class ${name} could not be found. Without a JVM there is only the default partitioner and RoundRobinPartitioner.`
    throw configException(`Invalid value ${name} for configuration partitioner.class: ${why}`)
  }
  return isTrue(properties.get('partitioner.ignore.keys')) ? 'sticky' : 'murmur2'
}
