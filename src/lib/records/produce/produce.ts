// Produces a stream of bytes: reads it as records, sends them, and waits for the acknowledgements.
import type {Cluster} from '../../cluster/cluster.ts'
import {LineKernel} from '../../wire/line-kernel.ts'
import {LineNumbers} from '../readers/line-numbers.ts'
import {MalformedInput, type Problem} from '../readers/malformed-input.ts'
import type {OutgoingRecord, RecordReader} from '../readers/record-reader.ts'
import type {BulkLines} from './bulk-lines.ts'
import {openProducer} from './open-producer.ts'
import type {Pace, Rate} from './pace.ts'
import type {Producer, ProducerCounters, ProducerSettings} from './producer.ts'
import {Resume, type ResumePoint, type ResumeStore} from './resume.ts'
import type {SourceOffsets} from './source-offsets.ts'

export interface ProduceInput extends ProducerSettings {
  /** For example lineReader(…) or jsonReader(…). */
  reader: RecordReader
  /** For example fileChunks(0, signal). */
  chunks: AsyncIterable<Buffer>
  /** Aborting ends reading. What was read is still sent, but an open transaction is aborted. */
  signal?: AbortSignal | undefined
  /** Called whenever input was taken, and at the end, even after an error; always with the same object. */
  onProgress?: ((counters: ProducerCounters) => void) | undefined
  /** Wait for the acknowledgement of each record before the next is read. */
  sync?: boolean | undefined
  /** Records per transaction; default: all in one. */
  transactionRecords?: number | undefined
  /**
   * Where to resume, and where the place is saved. With a transaction the place is kept in the cluster, and `save` is
   * not called.
   */
  resume?: ResumeStore | undefined
  /**
   * With a transaction, and a reader that gives the source of each record: commit this group's offsets of the sources
   * in the same transaction, and leave out records whose sources were already committed.
   */
  sourceGroup?: string | undefined
  rate?: Rate | undefined
  /** Called with input that is not a record, which is then left out. Default: the first such input is an error. */
  onMalformed?: ((problem: MalformedInput) => void) | undefined
  /** Returns a promise to wait for before more is read, because `onDelivery` may have fallen behind. */
  wait?: (() => Promise<void> | undefined) | undefined
  /** Filled with the line of each record. */
  lines?: LineNumbers | undefined
}

export interface Produced extends ProducerCounters {
  stoppedBy: 'end' | 'signal'
  /** The number of lines before the place where it resumed. */
  readonly resumedAt: number
  /** The number of inputs left out because they are not records. */
  readonly malformed: number
}

/**
 * Sends all records of the input. Throws MalformedInput once everything before it is acknowledged; DeliveryError for
 * refused records, which are only counted with onError `continue`; KafkaError and ConnectionError.
 */
export async function produceRecords(cluster: Cluster, input: ProduceInput): Promise<Produced> {
  const {lines = new LineNumbers()} = input
  const {sourceGroup} = input
  const sources =
    sourceGroup === undefined
      ? undefined
      : new (await import('./source-offsets.ts')).SourceOffsets(cluster, sourceGroup)
  const producing = new Producing(input, lines, sources)
  const opening = openProducer(cluster, {
    recordsText: (ordinals) => lines.recordsText(ordinals),
    ...input,
    onDelivery: (delivery) => {
      input.onDelivery?.(delivery)
      producing.delivered()
    },
  })
  const [producer] = await Promise.all([opening, producing.prepare()])
  return producing.run(producer)
}

class Producing {
  readonly #input: ProduceInput
  readonly #lines: LineNumbers
  readonly #sources: SourceOffsets | undefined
  #pace: Pace | undefined
  #producer!: Producer
  #resume: Resume | undefined
  #bulk: BulkLines | undefined
  #malformed = 0
  #oneByOne = false
  #saving: NodeJS.Immediate | undefined
  /** Why the place could not be saved: the user asked for saving, and has to learn of it before more is sent. */
  #unsaved: Error | undefined

  constructor(input: ProduceInput, lines: LineNumbers, sources: SourceOffsets | undefined) {
    this.#sources = sources
    this.#input = input
    this.#lines = lines
  }

  /** Prepares what takes time and needs no broker. */
  async prepare(): Promise<void> {
    const {rate, reader} = this.#input
    this.#oneByOne = this.#input.sync === true || rate !== undefined || this.#input.transactionRecords !== undefined
    if (rate) this.#pace = new (await import('./pace.ts')).Pace(rate)
    if (reader.plain && !this.#oneByOne) await LineKernel.prepare()
  }

  async run(producer: Producer): Promise<Produced> {
    const {reader, chunks, signal, onProgress} = this.#input
    this.#producer = producer
    const point = await this.#point()
    if (this.#input.resume) this.#resume = new Resume(reader, producer, point)
    if (!this.#oneByOne) this.#bulk = producer.bulk({reader, addAll: () => this.#addAll(), signal})
    try {
      for await (const chunk of chunks) {
        if (signal?.aborted) break
        if (this.#unsaved) throw this.#unsaved
        await this.#input.wait?.()
        await this.#take(this.#resume?.rest(chunk) ?? chunk)
        onProgress?.(producer.counters)
      }
      // After an interruption the last line may be incomplete.
      if (!signal?.aborted) {
        this.#resume?.ended()
        await this.#bulk?.end()
        reader.end()
        await this.#addAll()
      }
      if (this.#input.transaction && signal?.aborted) await producer.abort()
      else await this.#commit()
    } catch (error) {
      if (this.#input.transaction) await producer.abort().catch(() => undefined)
      else if (error instanceof MalformedInput) await producer.flush()
      else await producer.flush().catch(() => undefined) // so that batches in flight are counted
      producer.reportUndelivered()
      throw error
    } finally {
      clearImmediate(this.#saving)
      this.#save()
      onProgress?.(producer.counters)
    }
    if (this.#unsaved) throw this.#unsaved
    return {
      ...producer.counters,
      stoppedBy: signal?.aborted ? 'signal' : 'end',
      resumedAt: point?.line ?? 0,
      malformed: this.#malformed,
    }
  }

  /** Records were acknowledged, so a new place is saved soon. */
  delivered(): void {
    if (this.#resume && !this.#input.transaction) this.#saving ??= setImmediate(() => this.#save())
  }

  async #point(): Promise<ResumePoint | undefined> {
    const {resume, transaction} = this.#input
    if (!resume || !transaction) return resume?.point
    const place = await this.#producer.committedPlace()
    return place && {...(JSON.parse(place.metadata) as Omit<ResumePoint, 'bytes'>), bytes: place.bytes}
  }

  async #take(chunk: Buffer) {
    if (chunk.length === 0) return
    const {reader} = this.#input
    if (this.#bulk && !this.#bulk.over && (this.#resume?.caughtUp ?? true)) {
      this.#lines.note(this.#producer.counters.records + 1, reader.line + 1)
      return this.#bulk.take(chunk)
    }
    reader.push(chunk)
    await this.#addAll()
  }

  async #addAll() {
    const {signal, sync, reader} = this.#input
    const producer = this.#producer
    while (!signal?.aborted && this.#next()) {
      const {record} = reader
      if (this.#resume?.has(record)) continue
      const source = this.#sources && reader.source
      if (source) {
        const has = this.#sources.has(source)
        if (typeof has === 'boolean' ? has : await has) continue
        // A transaction must not end between records of the same source.
        if (this.#transactionFull && !this.#sources.continues(source)) await this.#commit()
        this.#sources.take(source)
      }
      this.#lines.note(producer.counters.records + 1, reader.line)
      const before = producer.counters.bytes
      const room = this.#add(record)
      if (room) await room
      if (sync) await producer.flush()
      if (this.#transactionFull && !source) await this.#commit()
      const wait = this.#pace?.take(producer.counters.bytes - before) ?? 0
      if (wait > 0) await this.#pace?.wait(wait, signal)
    }
  }

  /** Whether the transaction has as many records as it may have. */
  get #transactionFull(): boolean {
    const {transaction, transactionRecords = Infinity} = this.#input
    const {records, committed} = this.#producer.counters
    return transaction !== undefined && records - committed >= transactionRecords
  }

  #next(): boolean {
    const {reader} = this.#input
    for (;;) {
      try {
        return reader.next()
      } catch (error) {
        this.#leaveOut(error)
      }
    }
  }

  #add(record: OutgoingRecord): Promise<void> | undefined {
    try {
      return this.#producer.add(record, this.#input.reader)
    } catch (error) {
      this.#leaveOut(error)
      return undefined
    }
  }

  #leaveOut(error: unknown) {
    const {onMalformed, reader} = this.#input
    if (!onMalformed || !(error instanceof MalformedInput) || !skippable[error.problem]) throw error
    this.#malformed++
    this.#lines.note(this.#producer.counters.records + 1, reader.line + 1)
    onMalformed(error.text === '' && reader.text !== undefined ? error.withText(reader.text) : error)
  }

  async #commit() {
    const {transaction} = this.#input
    const producer = this.#producer
    if (transaction && this.#sources)
      await producer.commit(undefined, {group: this.#sources.group, offsets: this.#sources.reached()})
    else if (!transaction || !this.#resume) await producer.commit()
    else if (producer.counters.records > producer.counters.committed) {
      const {bytes, ...rest} = this.#resume.point({whole: this.#taken})
      await producer.commit({bytes, metadata: JSON.stringify(rest)})
    }
  }

  get #taken() {
    const {consumed: bytes, line} = this.#input.reader
    return {bytes, line}
  }

  #save() {
    this.#saving = undefined
    const {resume, transaction} = this.#input
    if (!resume || transaction || !this.#resume?.caughtUp) return
    try {
      resume.save(this.#resume.point(this.#producer.place(this.#taken)))
    } catch (error) {
      this.#unsaved = error as Error
    }
  }
}

/** Whether the beginning of the next record is known after each problem; a new problem must be added here. */
const skippable: Readonly<Record<Problem, boolean>> = {
  'no headers': true,
  'no key': true,
  'no header key': true,
  'null header key': true,
  'no partition': true,
  'too long': false,
  'not JSON': true,
  'not a record': true,
  'not framed': false,
  'not CSV': true,
  'no file': true,
  'no such partition': true,
  'no such value': true,
}
