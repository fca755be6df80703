// The properties of a producer count where the command line of `produce` says nothing.
import type {Connection} from '../config/connection.ts'
import {producerProperties} from '../config/producer-properties.ts'
import {withProperties, type ParsedFlags} from './property-defaults.ts'

/** Flags that properties can say as well. */
export interface ProducerFlags {
  readonly acks: 'all' | '-1' | '1' | '0'
  readonly idempotent: boolean
  readonly compression: 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd'
  readonly 'compression-level'?: number | undefined
  readonly 'batch-size'?: number | undefined
  readonly linger?: number | undefined
  readonly 'delivery-timeout'?: number | undefined
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
}

export function producerDefaults<F extends ProducerFlags>(
  flags: F,
  parsed: ParsedFlags,
  {properties}: Pick<Connection, 'properties'>,
): ProducerDefaults<F> {
  const codec = parsed.flags['compression']?.setFromDefault === true ? undefined : flags.compression
  const {acks, ...set} = producerProperties(properties, codec)
  const said: Partial<ProducerFlags> = {
    acks: acks === undefined ? undefined : acks === -1 ? 'all' : `${acks}`,
    idempotent: set.idempotent,
    compression: set.compression,
    'compression-level': set.compressionLevel,
    'batch-size': set.batchBytes,
    linger: set.lingerMs,
    'delivery-timeout': set.deliveryTimeoutMs,
    partitioner: set.partitioner,
  } as Partial<ProducerFlags>
  const {retries, requestTimeoutMs, maxInFlight, bufferBytes} = set
  return {
    flags: withProperties<F>(flags, parsed, said as Partial<F>),
    more: {retries, requestTimeoutMs, maxInFlight, bufferBytes},
  }
}
