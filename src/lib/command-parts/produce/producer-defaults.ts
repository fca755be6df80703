// Properties of a producer as defaults: they apply where the command line of `produce` says nothing.
import type {Connection} from '../../config/connection.ts'
import {producerProperties} from '../../config/producer-properties.ts'
import {UsageError} from '../../cluster/errors.ts'
import {isTyped, said, withProperties, type ParsedFlags} from '../../cli/property-defaults.ts'
import type {ProduceFlags} from './flags.ts'

export interface ProducerDefaults<F> {
  readonly flags: F
  /** Properties that have no flag. */
  readonly more: {
    readonly retries?: number | undefined
    readonly requestTimeoutMs?: number | undefined
    readonly maxInFlight?: number | undefined
    readonly bufferBytes?: number | undefined
  }
  /** Sentences for stderr: that the properties ask for a transaction, or for something that kafkit cannot do. */
  readonly notes: readonly string[]
}

/** `flags`, completed with the values of properties. Throws UsageError if properties contradict each other. */
export function producerDefaults<F extends ProduceFlags>(
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
      `${said('max.in.flight.requests.per.connection', connection)} is ${set.maxInFlight}, but idempotence allows at most 5: lower it, or give --no-idempotent`,
    )
  const id = set.transactionalId
  const transactional = flags.transactional || flags['transaction-records'] !== undefined || id !== undefined
  const className = connection.properties.get('partitioner.class')?.trim()
  const foreign =
    className && !className.startsWith('org.apache.kafka.') && !isTyped(flags, parsed, 'partitioner')
      ? `${said('partitioner.class', connection)} is a Java class of your own, which cannot run here: keys go where Kafka's own partitioner puts them; see --partitioner`
      : undefined
  const transaction =
    id !== undefined && flags['transactional-id'] === undefined
      ? `sending in a transaction as ${id} because of ${said('transactional.id', connection)}, which fences any other producer with that id; to send without one, give --command-property transactional.id=`
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
  } as Partial<ProduceFlags>
  const {retries, requestTimeoutMs, maxInFlight, bufferBytes} = set
  return {
    flags: withProperties<F>(flags, parsed, values as Partial<F>),
    more: {retries, requestTimeoutMs, maxInFlight, bufferBytes},
    notes: [transaction, foreign].filter((text) => text !== undefined),
  }
}
