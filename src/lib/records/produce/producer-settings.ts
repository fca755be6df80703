// The settings of a producer, and their checks.
import {UsageError} from '../../cluster/errors.ts'
import {compressionLevels, compressionNames} from '../../wire/compression.ts'
import {recordsText} from '../readers/line-numbers.ts'
import type {PartitionerName} from './partitioner.ts'
import type {TransactionSettings} from './transaction.ts'

export type CompressionName = 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd'

export interface ProducerSettings {
  topic: string
  /**
   * Which replicas must have a batch before it is acknowledged: -1 all in-sync replicas (default), 1 the leader, 0
   * none.
   */
  acks?: -1 | 0 | 1 | undefined
  compression?: CompressionName | undefined
  /** gzip: 1 to 9, lz4: 1 to 17, zstd: up to 22 (negative levels are faster); default: the codec's own. */
  compressionLevel?: number | undefined
  /** Default: true with acks -1. */
  idempotent?: boolean | undefined
  /** Largest batch before compression, bytes; default 900,000. Batches reach it when input is faster than the network. */
  batchBytes?: number | undefined
  /** How long a batch waits for more records although it could be sent, ms; default 5. */
  lingerMs?: number | undefined
  /** The time from taking a record to giving it up, retries included, ms; default 120,000. */
  deliveryTimeoutMs?: number | undefined
  /** How often a batch may be sent again; default: until the delivery timeout. */
  retries?: number | undefined
  /** The time limit of one request, ms; default: as for the cluster's other requests, 30,000. */
  requestTimeoutMs?: number | undefined
  /** The unacknowledged bytes above which `add` asks the caller to wait; default 32 MiB. */
  bufferBytes?: number | undefined
  /** Requests in flight per broker; default 5, which is also the maximum with idempotence. */
  maxInFlight?: number | undefined
  /** Default murmur2. */
  partitioner?: PartitionerName | undefined
  /**
   * Records without a key go to another partition after this many bytes (KIP-794); default: when a batch is complete.
   */
  stickyBytes?: number | undefined
  /** Makes everything between two `commit`s one transaction (KIP-98). */
  transaction?: TransactionSettings | undefined
  /**
   * Let the broker create a missing topic, if auto.create.topics.enable is set. Default false: a missing topic is an
   * error.
   */
  autoCreate?: boolean | undefined
  /** `stop` (default): the first failed batch ends the producer. `continue`: failed batches are only counted and reported. */
  onError?: 'stop' | 'continue' | undefined
  onDelivery?: ((delivery: Delivery) => void) | undefined
  /** How errors name records, given their numbers (from 1); default: `record 5`, `records 5 to 9`. */
  recordsText?: ((ordinals: Float64Array) => string) | undefined
  /** Receives sentences for the user: a leader moved, batches are sent again. */
  onNotice?: ((text: string) => void) | undefined
  /** Aborting shortens the waits: records that make no progress are given up after seconds. */
  signal?: AbortSignal | undefined
  /** The timestamp for records without one, ms since 1970; default Date.now. */
  now?: (() => number) | undefined
}

/** The outcome of one batch. */
export interface Delivery {
  readonly topic: string
  readonly partition: number
  /** Offset of the first record; -1 if the broker does not return it (acks 0, duplicates, failures). */
  readonly baseOffset: number
  readonly records: number
  /** The number of each record, counted from 1 in the order in which they were added. */
  readonly ordinals: Float64Array
  readonly error: Error | null
  /** Set with an error that is not a refusal: the records may have been written, or were never sent. */
  readonly fate?: 'without an answer' | 'not sent' | undefined
  /** The rejected batch, valid only during the call. */
  readonly batch?: Buffer | undefined
}

export interface ProducerCounters {
  /** The number of records added. */
  readonly records: number
  /** Bytes of the keys and values, before compression. */
  readonly bytes: number
  readonly acknowledged: number
  /** Records that brokers refused, or that were sent and not answered. */
  readonly failed: number
  /** The part of `failed` that was not answered: these records may have been written. */
  readonly unanswered: number
  /** Records in committed transactions. */
  readonly committed: number
  readonly requests: number
  /** How often a batch was sent again. */
  readonly retries: number
}

/** The counters before the first record; their owner increments them. */
export const noCounts = (): {-readonly [Name in keyof ProducerCounters]: number} => ({
  records: 0,
  bytes: 0,
  acknowledged: 0,
  failed: 0,
  unanswered: 0,
  committed: 0,
  requests: 0,
  retries: 0,
})

export type CheckedSettings = {
  readonly [K in Exclude<keyof ProducerSettings, 'compression' | 'compressionLevel' | 'transaction'>]-?: Exclude<
    ProducerSettings[K],
    undefined
  >
} & {
  readonly compression: number
  readonly level: number | undefined
  readonly transaction: TransactionSettings | undefined
}

/** Brokers remember the last five batches of each producer and partition. */
const mostIdempotentInFlight = 5

/** The settings with their defaults. Throws UsageError for invalid values and combinations. */
export function checkedSettings(settings: ProducerSettings): CheckedSettings {
  const acks = settings.acks ?? -1
  const idempotent = settings.idempotent ?? acks === -1
  const maxInFlight = settings.maxInFlight ?? mostIdempotentInFlight
  if (![-1, 0, 1].includes(acks)) throw new UsageError(`acks must be -1 (all), 0 or 1, not ${acks}`)
  if (idempotent && acks !== -1)
    throw new UsageError(`idempotence needs acks=all (-1), but acks is ${acks}: choose one of the two`)
  if (idempotent && maxInFlight > mostIdempotentInFlight)
    throw new UsageError(`idempotence allows ${mostIdempotentInFlight} requests in flight, not ${maxInFlight}`)
  const {transaction} = settings
  if (transaction && !idempotent) throw new UsageError('transactions need idempotence and acks=all')
  if (transaction && settings.onError === 'continue')
    throw new UsageError('a transaction is all or nothing: it cannot continue without the refused records')
  const compression = compressionNames.indexOf(settings.compression ?? 'none')
  if (compression < 0)
    throw new UsageError(`unknown compression '${settings.compression}'; choose one of ${compressionNames.join(', ')}`)
  checkLevel(settings.compression ?? 'none', settings.compressionLevel)
  return {
    topic: settings.topic,
    acks,
    idempotent,
    maxInFlight: atLeast('maxInFlight', maxInFlight, 1),
    compression,
    level: settings.compressionLevel,
    transaction,
    batchBytes: atLeast('batchBytes', settings.batchBytes ?? 900_000, 1),
    lingerMs: atLeast('lingerMs', settings.lingerMs ?? 5, 0),
    deliveryTimeoutMs: atLeast('deliveryTimeoutMs', settings.deliveryTimeoutMs ?? 120_000, 1),
    retries: settings.retries ?? Infinity,
    requestTimeoutMs: atLeast('requestTimeoutMs', settings.requestTimeoutMs ?? 30_000, 1),
    bufferBytes: atLeast('bufferBytes', settings.bufferBytes ?? 32 * 1024 * 1024, 1),
    partitioner: settings.partitioner ?? 'murmur2',
    stickyBytes: settings.stickyBytes ?? Infinity,
    autoCreate: settings.autoCreate ?? false,
    onError: settings.onError ?? 'stop',
    onDelivery: settings.onDelivery ?? (() => undefined),
    recordsText: settings.recordsText ?? recordsText,
    onNotice: settings.onNotice ?? (() => undefined),
    signal: settings.signal ?? new AbortController().signal,
    now: settings.now ?? Date.now,
  }
}

function checkLevel(codec: CompressionName, level: number | undefined) {
  if (level === undefined) return
  if (codec === 'none') throw new UsageError('a compression level needs a compression: gzip, lz4 or zstd')
  const levels = compressionLevels[codec]
  if (!levels) throw new UsageError(`${codec} has no levels; gzip, lz4 and zstd have them`)
  const [least, most] = levels
  if (level < least || level > most) throw new UsageError(`${codec} has levels ${least} to ${most}, not ${level}`)
}

function atLeast(name: string, value: number, least: number): number {
  if (Number.isInteger(value) && value >= least) return value
  throw new UsageError(`${name} must be a whole number from ${least} on, not ${value}`)
}
