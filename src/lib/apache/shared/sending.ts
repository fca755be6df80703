// Sends records like a tool based on Java's producer: a record that fails is reported, and the next one is still
// sent.
import type {Cluster} from '../../cluster/cluster.ts'
import {ConnectionError} from '../../cluster/errors.ts'
import type {OutgoingRecord, Slice} from '../../records/readers/record-reader.ts'
import {prepareBulkLines, type BulkInput, type BulkLines} from '../../records/produce/bulk-lines.ts'
import {recordSizes, type SizedRecord} from '../../records/produce/record-sizes.ts'
import {openProducer} from '../../records/produce/open-producer.ts'
import type {Delivery, Producer} from '../../records/produce/producer.ts'
import type {TransactionSettings} from '../../records/produce/transaction.ts'
import {awaitTopic} from './awaited-topic.ts'
import {asJavaError, executionException, JavaError} from '../java/errors.ts'
import type {ProducerConfig} from '../client/producer-config.ts'

export interface SendingInput extends ProducerConfig {
  readonly topic: string
  /** `send` resolves when the record is acknowledged, and rejects with JavaError if it fails. */
  readonly sync: boolean
  readonly signal: AbortSignal
  readonly err: (text: string) => void
  /** Called for records that fail, unless `sync` is set. */
  readonly failed: (records: readonly SizedRecord[], error: JavaError) => void
  /** Called for each batch that is acknowledged. The numbers of its records are those in `ordinals` plus `before`. */
  readonly acknowledged?: (delivery: Delivery, before: number) => void
  /** For `lines`; undefined: every record goes through `send`. */
  readonly bulk?: Pick<BulkInput, 'reader' | 'addAll'> | undefined
  /** Everything between two calls of `commit` is one transaction; if a record fails, the transaction is over. */
  readonly transaction?: TransactionSettings | undefined
}

type SentSize = SizedRecord['size']

/** Upper bounds for what a record takes besides its own bytes: first the header of the batch. */
const batchOverhead = 61
const recordOverhead = 21
/** The lengths of key and value, and the number of headers. */
const lengthsOverhead = 11

export class Sending {
  readonly #cluster: Cluster
  readonly #input: SendingInput
  #producer: Producer | undefined
  #bulk: BulkLines | undefined
  /** Number of records that earlier producers took. */
  #before = 0

  constructor(cluster: Cluster, input: SendingInput) {
    this.#cluster = cluster
    this.#input = input
  }

  /** The number of the next record that is sent. Records are counted from 1, without those that are refused at once. */
  get next(): number {
    return this.#before + (this.#producer?.counters.records ?? 0) + 1
  }

  /** Returns a promise only if the caller has to wait. */
  send(record: OutgoingRecord): Promise<void> | undefined {
    const producer = this.#producer
    const size = {key: lengthOf(record.key), value: lengthOf(record.value)}
    const small = atMost(record, size) <= Math.min(this.#input.maxRequestBytes, this.#input.bufferBytes)
    if (!producer || this.#input.sync || !small) return this.#sendOrWait(record, size)
    const room = this.#add(producer, record)
    if (room === undefined) return this.#sendOrWait(record, size)
    return room === null ? undefined : room.catch((error: unknown) => this.#producerFailed(producer, error))
  }

  /** Whether `lines` may take the next line: the producer is open, and the reader takes plain lines. */
  get takesLines(): boolean {
    return this.#bulk !== undefined && !this.#bulk.over
  }

  /** Whether `lines` can take the lines that follow once one line has gone through `send`. */
  get wantsOneLine(): boolean {
    return this.#producer === undefined && this.#bulkInput !== undefined
  }

  /**
   * The faster way, for input that begins at the start of a line. Returns the rest of the input if the producer has
   * failed.
   */
  async lines(chunk: Buffer): Promise<Buffer | undefined> {
    const [producer, bulk] = [this.#producer, this.#bulk]
    if (!producer || !bulk) return chunk
    try {
      await bulk.take(chunk)
      return undefined
    } catch (error) {
      if (error !== producer.failure) throw error
      this.#producerFailed(producer, error)
      return bulk.unread(chunk)
    }
  }

  /** Passes the incomplete last line of `lines` to the reader. */
  async endLines(): Promise<void> {
    await this.#bulk?.end()
  }

  async #sendOrWait(record: OutgoingRecord, size: SentSize): Promise<void> {
    for (let room: Promise<void> | null | undefined; room === undefined;) {
      let producer: Producer
      try {
        producer = this.#producer ?? (await this.#open())
        this.#checkSize(record, size)
      } catch (error) {
        if (this.#input.signal.aborted || (this.#input.transactional && !this.#input.transaction)) throw error
        if (this.#input.sync) throw executionException(javaErrorOf(error))
        return this.#report([{ordinal: this.next, size}], error)
      }
      room = this.#add(producer, record)
      try {
        if (room) await room
        if (room !== undefined && this.#input.sync) await producer.flush()
      } catch (error) {
        this.#producerFailed(producer, error)
      }
    }
  }

  /** Resolves when every record is acknowledged or reported as failed. */
  async close(): Promise<void> {
    const producer = this.#producer
    try {
      await producer?.flush()
    } catch (error) {
      this.#producerFailed(producer, error)
    }
  }

  /** Commits the transaction. Throws JavaError if the commit or a record in the transaction fails. */
  async commit(): Promise<void> {
    const producer = this.#producer
    try {
      await producer?.commit()
    } catch (error) {
      if (producer?.failure) this.#producerFailed(producer, error)
      throw javaErrorOf(error)
    }
  }

  /** Undefined: the producer has failed because of earlier records. Null: no need to wait. */
  #add(producer: Producer, record: OutgoingRecord): Promise<void> | null | undefined {
    try {
      return producer.add(record) ?? null
    } catch (error) {
      this.#producerFailed(producer, error)
      return undefined
    }
  }

  async #open(): Promise<Producer> {
    const {topic, sync, settings, maxBlockMs, signal, transactional, transaction, err} = this.#input
    if (transactional && !transaction) {
      const text = "Cannot perform a 'send' before completing a call to initTransactions when transactions are enabled."
      throw new JavaError('java.lang.IllegalStateException', text)
    }
    const warn = (text: string) => err(`WARN ${text}\n`)
    await awaitTopic(this.#cluster, topic, {maxBlockMs, signal, warn})
    const lines = this.#bulkInput
    const before = this.#before
    const opening = openProducer(this.#cluster, {
      ...settings,
      topic,
      autoCreate: true,
      onError: sync || transaction ? 'stop' : 'continue',
      onNotice: warn,
      signal,
      transaction,
      onDelivery: (delivery) => this.#delivered(delivery, before),
    })
    const [producer] = await Promise.all([opening, lines && prepareBulkLines()])
    this.#bulk = lines && producer.bulk(lines)
    return (this.#producer = producer)
  }

  /** Undefined if lines are not plain, or if the limits are so low that every record has to be measured. */
  get #bulkInput(): BulkInput | undefined {
    const {bulk, sync, signal, maxRequestBytes, bufferBytes} = this.#input
    const maxLineBytes = Math.min(maxRequestBytes, bufferBytes) - batchOverhead - recordOverhead - lengthsOverhead
    if (!bulk?.reader.plain || sync || maxLineBytes < 0) return undefined
    return {...bulk, signal, maxLineBytes}
  }

  #delivered(delivery: Delivery, before: number) {
    const {error, batch, ordinals} = delivery
    if (!error) this.#input.acknowledged?.(delivery, before)
    // With sync, `send` rejects. A transaction is ended by the next record, or by the commit.
    else if (!this.#input.sync && batch)
      this.#input.failed(numbered(recordSizes(batch, ordinals), before), javaErrorOf(error))
  }

  /** Reports all records that the failed producer still held. The next record opens another producer. */
  #producerFailed(producer: Producer | undefined, error: unknown) {
    if (this.#input.sync) throw executionException(javaErrorOf(error))
    if (!producer || producer !== this.#producer) return
    this.#producer = this.#bulk = undefined
    const held = producer.undelivered().flatMap(({batch, ordinals}) => recordSizes(batch, ordinals))
    const before = this.#before
    this.#before += producer.counters.records
    if (held.length > 0) {
      const inOrder = held.toSorted((a, b) => a.ordinal - b.ordinal)
      this.#report(numbered(inOrder, before), error)
    }
    if (this.#input.transaction) throw inErrorState(error)
  }

  #report(records: readonly SizedRecord[], error: unknown) {
    this.#input.failed(records, javaErrorOf(error))
    if (this.#input.transaction) throw inErrorState(error)
  }

  /** Throws RecordTooLargeException as JavaError for what Java's producer refuses without asking a broker. */
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

const numbered = (records: readonly SizedRecord[], before: number): readonly SizedRecord[] =>
  before === 0 ? records : records.map(({ordinal, size}) => ({ordinal: before + ordinal, size}))

/** What Java's producer throws if a transaction continues in which a record has failed. */
const inErrorState = (error: unknown) =>
  new JavaError(
    'org.apache.kafka.common.KafkaException',
    'Cannot execute transactional method because we are in an error state',
    {cause: javaErrorOf(error)},
  )

const lengthOf = (slice: Slice | null) => (slice ? slice.end - slice.start : -1)

/** An upper bound for the bytes of a record in a request; each length takes at most five. */
const atMost = ({headers}: OutgoingRecord, {key, value}: SentSize) =>
  headers.reduce(
    (sum, [name, text]) => sum + name.length + (text?.length ?? 0) + 10,
    batchOverhead + recordOverhead + key + value + 15,
  )

/** The bytes and the length in front of them. */
const sized = (length: number) => varintLength(length) + Math.max(0, length)

/** The number of bytes of a zigzag varint. */
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
