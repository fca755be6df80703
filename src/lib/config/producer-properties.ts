// Turns properties of Java's producer, already checked, into settings of this client. Unset ones are left out.

export interface ProducerProperties {
  readonly acks?: -1 | 0 | 1
  readonly idempotent?: boolean
  readonly maxInFlight?: number
  readonly compression?: 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd'
  /** The level for this codec; for -1 in Java, the codec's default. */
  readonly compressionLevel?: number
  readonly batchBytes?: number
  readonly lingerMs?: number
  readonly retries?: number
  readonly requestTimeoutMs?: number
  readonly deliveryTimeoutMs?: number
  readonly bufferBytes?: number
  readonly partitioner?: 'round-robin' | 'random'
  readonly transactionalId?: string
  readonly transactionTimeoutMs?: number
}

const mostInt = 0x7fff_ffff

/** `compression`: the codec in effect, whose level is returned; default: the property's codec. */
export function producerProperties(
  properties: ReadonlyMap<string, string>,
  compression = properties.get('compression.type')?.trim(),
): ProducerProperties {
  const text = (name: string) => properties.get(name)?.trim() || undefined
  const number = <K extends string>(field: K, name: string, least = 0) => {
    const value = text(name)
    return value === undefined
      ? {}
      : ({[field]: Math.min(mostInt, Math.max(least, Number(value)))} as Record<K, number>)
  }
  const acks = text('acks')
  const idempotence = text('enable.idempotence')
  const level = compression === undefined ? undefined : text(`compression.${compression}.level`)
  const partitioner = partitionerOf(text('partitioner.class'), text('partitioner.ignore.keys'))
  const transactionalId = text('transactional.id')
  return {
    ...(acks === undefined ? {} : {acks: acks === '0' ? 0 : acks === '1' ? 1 : -1}),
    ...(idempotence === undefined ? {} : {idempotent: idempotence.toLowerCase() === 'true'}),
    ...number('maxInFlight', 'max.in.flight.requests.per.connection', 1),
    ...(compression === undefined ? {} : {compression: compression as NonNullable<ProducerProperties['compression']>}),
    ...(level === undefined || level === '-1' ? {} : {compressionLevel: Number(level)}),
    ...number('batchBytes', 'batch.size', 1),
    ...number('lingerMs', 'linger.ms'),
    ...number('retries', 'retries'),
    ...number('requestTimeoutMs', 'request.timeout.ms', 1),
    ...number('deliveryTimeoutMs', 'delivery.timeout.ms', 1),
    ...number('bufferBytes', 'buffer.memory', 1),
    ...(partitioner && {partitioner}),
    ...(transactionalId === undefined ? {} : {transactionalId}),
    ...number('transactionTimeoutMs', 'transaction.timeout.ms', 1),
  }
}

/** Java's classes with a counterpart here; others are ignored. */
function partitionerOf(className: string | undefined, ignoreKeys: string | undefined) {
  if (className === 'org.apache.kafka.clients.producer.RoundRobinPartitioner') return 'round-robin'
  return ignoreKeys?.toLowerCase() === 'true' ? 'random' : undefined
}
