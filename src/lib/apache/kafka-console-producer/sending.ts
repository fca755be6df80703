// Sends records like the console producer: a record that fails is reported, and the next one is still sent.
import type {Cluster} from '../../cluster/cluster.ts'
import {ConnectionError} from '../../cluster/errors.ts'
import type {OutgoingRecord, Slice} from '../../records/readers/record-reader.ts'
import {openProducer} from '../../records/produce/open-producer.ts'
import type {Delivery, Producer} from '../../records/produce/producer.ts'
import {awaitTopic} from './awaited-topic.ts'
import {asJavaError, executionException, JavaError, sentence} from '../java/errors.ts'
import type {ProducerConfig} from '../client/producer-config.ts'
import {SentSizes, type SentSize} from './sent-sizes.ts'

export interface SendingInput extends ProducerConfig {
  readonly topic: string
  /** `send` resolves when the record is acknowledged, and rejects with JavaError if it fails. */
  readonly sync: boolean
  readonly signal: AbortSignal
  readonly err: (text: string) => void
}

/** Upper bounds for what a record takes besides its bytes: the header of the batch, and the record's varints. */
const batchOverhead = 61
const recordOverhead = 21

export class ConsoleSending {
  readonly #cluster: Cluster
  readonly #input: SendingInput
  #sizes = new SentSizes()
  #producer: Producer | undefined

  constructor(cluster: Cluster, input: SendingInput) {
    this.#cluster = cluster
    this.#input = input
  }

  /** A promise only if the caller has to wait. */
  send(record: OutgoingRecord): Promise<void> | undefined {
    const producer = this.#producer
    const size = {key: lengthOf(record.key), value: lengthOf(record.value)}
    const small = atMost(record, size) <= Math.min(this.#input.maxRequestBytes, this.#input.bufferBytes)
    if (!producer || this.#input.sync || !small) return this.#sendOrWait(record, size)
    const room = this.#add(producer, record, size)
    if (room === undefined) return this.#sendOrWait(record, size)
    return room === null ? undefined : room.catch((error: unknown) => this.#producerFailed(error))
  }

  async #sendOrWait(record: OutgoingRecord, size: SentSize): Promise<void> {
    for (let room: Promise<void> | null | undefined; room === undefined;) {
      let producer
      try {
        producer = this.#producer ?? (await this.#open())
        this.#checkSize(record, size)
      } catch (error) {
        if (this.#input.signal.aborted || this.#input.transactional) throw error
        if (this.#input.sync) throw executionException(javaErrorOf(error))
        return this.#report(size, error)
      }
      room = this.#add(producer, record, size)
      try {
        if (room) await room
        if (room !== undefined && this.#input.sync) await producer.flush()
      } catch (error) {
        this.#producerFailed(error)
      }
    }
  }

  /** Resolves when every record is acknowledged or reported as failed. */
  async close(): Promise<void> {
    try {
      await this.#producer?.flush()
    } catch (error) {
      this.#producerFailed(error)
    }
  }

  /** Undefined: the producer has failed on account of earlier records. Null: no need to wait. */
  #add(producer: Producer, record: OutgoingRecord, {key, value}: SentSize): Promise<void> | null | undefined {
    let room
    try {
      room = producer.add(record)
    } catch (error) {
      this.#producerFailed(error)
      return undefined
    }
    this.#sizes.add(producer.counters.records, key, value)
    return room ?? null
  }

  async #open(): Promise<Producer> {
    const {topic, sync, settings, maxBlockMs, signal, transactional, err} = this.#input
    if (transactional) {
      const text = "Cannot perform a 'send' before completing a call to initTransactions when transactions are enabled."
      throw new JavaError('java.lang.IllegalStateException', text)
    }
    const warn = (text: string) => err(`WARN ${text}\n`)
    await awaitTopic(this.#cluster, topic, {maxBlockMs, signal, warn})
    this.#sizes = new SentSizes()
    this.#producer = await openProducer(this.#cluster, {
      ...settings,
      topic,
      autoCreate: true,
      onError: sync ? 'stop' : 'continue',
      onNotice: warn,
      signal,
      onDelivery: (delivery) => this.#delivered(delivery),
    })
    return this.#producer
  }

  #delivered({ordinals, error}: Delivery) {
    if (!error) this.#sizes.drop(ordinals)
    // With sync, `send` rejects.
    else if (!this.#input.sync) for (const ordinal of ordinals) this.#report(this.#sizes.take(ordinal), error)
  }

  /** Reports all records that the failed producer still held. The next record opens another producer. */
  #producerFailed(error: unknown) {
    if (this.#input.sync) throw executionException(javaErrorOf(error))
    for (const size of this.#sizes.takeAll()) this.#report(size, error)
    this.#producer = undefined
  }

  #report({key, value}: SentSize, error: unknown) {
    const bytes = (length: number) => (length < 0 ? 'null' : `${length} bytes`)
    const {topic, err} = this.#input
    const what = `key: ${bytes(key)}, value: ${bytes(value)}`
    err(`ERROR Error when sending message to topic ${topic} with ${what} with error: ${sentence(javaErrorOf(error))}\n`)
  }

  /** RecordTooLargeException as JavaError for what Java's producer refuses without asking a broker. */
  #checkSize(record: OutgoingRecord, {key, value}: SentSize) {
    const {maxRequestBytes, bufferBytes} = this.#input
    const headers = record.headers.reduce(
      (sum, [name, text]) => sum + sized(name.length) + sized(text?.length ?? -1),
      varintLength(record.headers.length),
    )
    const size = batchOverhead + recordOverhead + sized(key) + sized(value) + headers
    const refuse = (limit: string) => {
      const text = `The message is ${size} bytes when serialized which is larger than ${limit} configuration.`
      throw new JavaError('org.apache.kafka.common.errors.RecordTooLargeException', text)
    }
    if (size > maxRequestBytes) refuse(`${maxRequestBytes}, which is the value of the max.request.size`)
    if (size > bufferBytes) refuse('the total memory buffer you have configured with the buffer.memory')
  }
}

const lengthOf = (slice: Slice | null) => (slice ? slice.end - slice.start : -1)

/** An upper bound for the bytes of a record in a request; each length takes at most five. */
const atMost = ({headers}: OutgoingRecord, {key, value}: SentSize) =>
  headers.reduce(
    (sum, [name, text]) => sum + name.length + (text?.length ?? 0) + 10,
    batchOverhead + recordOverhead + key + value + 15,
  )

/** Bytes with their length in front. */
const sized = (length: number) => varintLength(length) + Math.max(0, length)

/** Bytes of a zigzag varint. */
function varintLength(value: number): number {
  let length = 1
  for (let rest = value < 0 ? -2 * value - 1 : 2 * value; rest >= 128; rest = Math.floor(rest / 128)) length++
  return length
}

function javaErrorOf(error: unknown): JavaError {
  // Our message says why the batch expired; the text of Java's admin client would not.
  if (error instanceof ConnectionError && error.kind !== 'authentication' && error.kind !== 'tls')
    return new JavaError('org.apache.kafka.common.errors.TimeoutException', error.message, {
      cause: error,
      relation: 'repeats',
    })
  return asJavaError(error, 'produce')
}
