// Records to leaders.
import type {Cluster} from '../cluster/cluster.ts'
import type {OutgoingRecord} from './outgoing.ts'
import type {PartitionerName} from './partitioner.ts'

export type CompressionName = 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd'

export interface ProducerSettings {
  topic: string
  /** -1: all in-sync replicas (default), 1: the leader, 0: nobody answers. */
  acks?: -1 | 0 | 1
  compression?: CompressionName
  /** Of the codec: gzip 1 to 9, zstd -7 to 22; default: the codec's own. */
  compressionLevel?: number
  /** Default: true with acks -1. */
  idempotent?: boolean
  /** Largest batch before compression, in bytes; default 900,000. Batches grow up to it when input is fast. */
  batchBytes?: number
  /** How long a batch that is not full may wait for more; default 5. */
  lingerMs?: number
  /** From the moment a batch is complete until it is given up, retries included; default 120,000. */
  deliveryTimeoutMs?: number
  /** Of one request; default 30,000. */
  requestTimeoutMs?: number
  /** Unacknowledged bytes held before `add` asks the caller to wait; default 32 MiB. */
  bufferBytes?: number
  /** Requests in flight per broker; default 5, which is also the most that keeps idempotence. */
  maxInFlight?: number
  partitioner?: PartitionerName
  /** Let the broker create a missing topic, if it is configured to. Default false: an unknown topic is an error. */
  autoCreate?: boolean
  /** stop (default): the first failed batch ends the producer; continue: it is counted and reported, others go on. */
  onError?: 'stop' | 'continue'
  onDelivery?: (delivery: Delivery) => void
  /** Timestamps of records that have none; default Date.now. */
  now?: () => number
}

/** What became of one batch. */
export interface Delivery {
  readonly topic: string
  readonly partition: number
  /** Of the first record; -1 with acks 0 and for failures. */
  readonly baseOffset: number
  readonly records: number
  /** Which records they are: counted from 1 in the order they were added. */
  readonly ordinals: Float64Array
  readonly error: Error | null
}

export interface ProducerCounters {
  /** Taken by `add`. */
  readonly records: number
  /** Keys and values of those, before compression. */
  readonly bytes: number
  readonly acknowledged: number
  readonly failed: number
  readonly requests: number
  readonly retries: number
}

export interface Producer {
  readonly counters: ProducerCounters
  /**
   * Takes a record. A promise only when the caller should wait before it adds more. Raises the failure that ended the
   * producer (a KafkaError tells first and last record of the failed batch), and UsageError for a partition that does
   * not exist.
   */
  add(record: OutgoingRecord): Promise<void> | undefined
  /** Everything added so far is acknowledged (or failed) when it resolves. */
  flush(): Promise<void>
  /** Flushes, then takes no more. */
  close(): Promise<void>
}

/** Learns the topic's partitions (and a producer id when idempotent); an unknown topic is a KafkaError here already. */
export function openProducer(_cluster: Cluster, _settings: ProducerSettings): Promise<Producer> {
  throw new Error('being written')
}
