// From a stream of bytes to acknowledged records.
import type {Cluster} from '../cluster/cluster.ts'
import type {RecordReader} from './outgoing.ts'
import type {ProducerCounters, ProducerSettings} from './producer.ts'

export interface ProduceInput extends ProducerSettings {
  /** lineReader(…) or jsonReader(…). */
  reader: RecordReader
  /** For instance fileChunks(0). */
  chunks: AsyncIterable<Buffer>
  /** Ends reading; what was read is still flushed. */
  signal?: AbortSignal
  /** Called whenever input was taken; the same counters object every time. */
  onProgress?: (counters: ProducerCounters) => void
  /** As --sync: wait for every record before the next is read. */
  sync?: boolean
}

export interface Produced extends ProducerCounters {
  stoppedBy: 'end' | 'signal'
}

/** Sends all records of the input; malformed input raises UsageError after what came before it is flushed. */
export function produceRecords(_cluster: Cluster, _input: ProduceInput): Promise<Produced> {
  throw new Error('being written')
}
