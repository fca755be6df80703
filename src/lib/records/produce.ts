// From a stream of bytes to acknowledged records.
import type {Cluster} from '../cluster/cluster.ts'
import {MalformedInput} from './malformed-input.ts'
import type {RecordReader} from './outgoing.ts'
import {openProducer, type Producer, type ProducerCounters, type ProducerSettings} from './producer.ts'

export interface ProduceInput extends ProducerSettings {
  /** lineReader(…) or jsonReader(…). */
  reader: RecordReader
  /** For instance fileChunks(0, signal). */
  chunks: AsyncIterable<Buffer>
  /** Ends reading; what was read is still sent. */
  signal?: AbortSignal | undefined
  /** Called whenever input was taken, and at the end, also a bad one; the same object every time. */
  onProgress?: ((counters: ProducerCounters) => void) | undefined
  /** As --sync: every record is acknowledged before the next is read. */
  sync?: boolean | undefined
}

export interface Produced extends ProducerCounters {
  stoppedBy: 'end' | 'signal'
}

/**
 * Sends all records of the input. Raises MalformedInput when everything before it is acknowledged, DeliveryError for
 * refused records (with onError continue they are only counted), KafkaError and ConnectionError.
 */
export async function produceRecords(cluster: Cluster, input: ProduceInput): Promise<Produced> {
  const producer = await openProducer(cluster, input)
  const {reader, chunks, signal, onProgress} = input
  const bulk = input.sync ? undefined : producer.bulk(reader, () => addAll(producer, input), signal)
  try {
    for await (const chunk of chunks) {
      if (signal?.aborted) break
      if (bulk && !bulk.over) await bulk.take(chunk)
      else {
        reader.push(chunk)
        await addAll(producer, input)
      }
      onProgress?.(producer.counters)
    }
    if (!signal?.aborted) await bulk?.end()
    reader.end()
    // Interrupted: the last line may be half a line.
    if (!signal?.aborted) await addAll(producer, input)
    await producer.flush()
  } catch (error) {
    if (error instanceof MalformedInput) await producer.flush()
    else await producer.flush().catch(() => undefined) // lets what is in flight be counted
    throw error
  } finally {
    onProgress?.(producer.counters)
  }
  return {...producer.counters, stoppedBy: signal?.aborted ? 'signal' : 'end'}
}

async function addAll(producer: Producer, {reader, signal, sync = false}: ProduceInput) {
  while (!signal?.aborted && reader.next()) {
    const room = producer.add(reader.record)
    if (room) await room
    if (sync) await producer.flush()
  }
}
