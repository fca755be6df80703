// The properties of a producer count where the command line of `produce` says nothing.
import type {Connection} from '../config/connection.ts'
import {producerProperties} from '../config/producer-properties.ts'
import {UsageError} from '../cluster/errors.ts'
import {isTyped, said, withProperties, type ParsedFlags} from './property-defaults.ts'

/** Flags that properties can say as well. */
export interface ProducerFlags {
  readonly acks: 'all' | '-1' | '1' | '0'
  readonly idempotent: boolean
  readonly compression: 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd'
  readonly 'compression-level'?: number | undefined
  readonly 'batch-size'?: number | undefined
  readonly linger?: number | undefined
  readonly 'delivery-timeout'?: number | undefined
  readonly transactional: boolean
  readonly 'transactional-id'?: string | undefined
  readonly 'transaction-records'?: number | undefined
  readonly 'transaction-timeout'?: number | undefined
  readonly partitioner: 'murmur2' | 'crc32' | 'sticky' | 'round-robin' | 'random'
}

/** What no flag says. */
export interface ProducerDefaults<F> {
  readonly flags: F
  readonly more: {
    readonly retries?: number | undefined
    readonly requestTimeoutMs?: number | undefined
    readonly maxInFlight?: number | undefined
    readonly bufferBytes?: number | undefined
  }
  /** Sentences for stderr: the properties make it transactional, or say what cannot be done here. */
  readonly notes: readonly string[]
}

/** UsageError where the properties contradict each other. */

export function producerDefaults<F extends ProducerFlags>(
  flags: F,
  parsed: ParsedFlags,
  connection: Pick<Connection, 'properties' | 'sources'>,
): ProducerDefaults<F> {
  const codec = parsed.flags['compression']?.setFromDefault === true ? undefined : flags.compression
  const {acks, ...set} = producerProperties(connection.properties, codec)
  const idempotence = isTyped(flags, parsed, 'acks') ? undefined : set.idempotent
  if (idempotence && acks !== undefined && acks !== -1)
    throw new UsageError(
      `${said('enable.idempotence', connection)} needs acks=all, but ${said('acks', connection)} is ${acks}`,
    )
  if (
    set.maxInFlight !== undefined &&
    set.maxInFlight > 5 &&
    flags.idempotent &&
    set.idempotent !== false &&
    (acks ?? -1) === -1
  )
    throw new UsageError(
      `${said('max.in.flight.requests.per.connection', connection)} is ${set.maxInFlight}, but idempotence allows at most 5: lower it, or say --no-idempotent`,
    )
  const id = set.transactionalId
  const transactional = flags.transactional || flags['transaction-records'] !== undefined || id !== undefined
  const className = connection.properties.get('partitioner.class')?.trim()
  const theirs =
    className && !className.startsWith('org.apache.kafka.') && !isTyped(flags, parsed, 'partitioner')
      ? `${said('partitioner.class', connection)} is code of yours: keys go where Kafka's own partitioner puts them; see --partitioner`
      : undefined
  const transaction =
    id !== undefined && flags['transactional-id'] === undefined
      ? `in a transaction of ${id}, as ${said('transactional.id', connection)} says, which ends that of another producer; --command-property transactional.id= to send without`
      : undefined
  const values = {
    acks: acks === undefined ? undefined : acks === -1 ? 'all' : `${acks}`,
    idempotent: set.idempotent,
    compression: set.compression,
    'compression-level': set.compressionLevel,
    'batch-size': set.batchBytes,
    linger: set.lingerMs,
    'delivery-timeout': set.deliveryTimeoutMs,
    partitioner: set.partitioner,
    'transactional-id': id,
    'transaction-timeout': transactional ? set.transactionTimeoutMs : undefined,
  } as Partial<ProducerFlags>
  const {retries, requestTimeoutMs, maxInFlight, bufferBytes} = set
  return {
    flags: withProperties<F>(flags, parsed, values as Partial<F>),
    more: {retries, requestTimeoutMs, maxInFlight, bufferBytes},
    notes: [transaction, theirs].filter((text) => text !== undefined),
  }
}
