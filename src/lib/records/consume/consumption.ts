// Records from the fetcher through filter and format to the output, until one of the stops.
import type {Cluster} from '../../cluster/cluster.ts'
import type {Batch, RecordCursor} from '../../wire/records.ts'
import {Fetcher, type FetchSizes, type Sink} from './fetcher.ts'
import type {Filter} from './filter.ts'
import type {Format} from '../formats/format.ts'
import {OutputClosed, type Output} from '../output.ts'
import type {Position} from './position.ts'
import {RecordWriter, type BeforeWrite} from './record-writer.ts'
import type {OffsetReset} from './start.ts'
import {settledWithin} from '../../cluster/waiting.ts'

export interface ReadSettings {
  format: Format
  filter?: Filter | undefined
  output: Output
  isolation?: 'read_uncommitted' | 'read_committed' | undefined
  /** For an offset that does not exist (any more); default `earliest`. */
  outOfRange?: OffsetReset | undefined
  /** client.rack: read from a follower in the same rack, where the cluster supports it (KIP-392). */
  rack?: string | undefined
  fetch?: FetchSizes | undefined
  /** Goes before each write: what it refuses is not written. */
  beforeWrite?: BeforeWrite | undefined
  /** Transaction markers too, as records of their own. */
  controlRecords?: boolean | undefined
  /** Stop after so many records in all; exact. */
  maxRecords?: number | undefined
  /** Read no more than so many records of each partition; when all have them, that is the end. */
  maxPerPartition?: number | undefined
  /** Stop when no record came for so long. */
  idleMs?: number | undefined
  /** How long a partition may be without a leader, or the cluster out of reach, before that is an error; default 120,000. */
  patienceMs?: number | undefined
  /** Stop, and write what was taken. */
  signal?: AbortSignal | undefined
  /**
   * A record could not be formatted. True: go on with the next; false: that was the last, and `finish` raises the error.
   * Either way it counts, and what was written of it stays. Default: it counts as not taken, and the error is raised.
   */
  onFormatError?: ((error: unknown) => boolean) | undefined
  /** Called as records are taken; the same object every time. */
  onProgress?: ((counters: ConsumeCounters) => void) | undefined
  /** A sentence for people: a leader moved, an offset was reset. */
  onNotice?: ((text: string) => void) | undefined
}

export interface ConsumeCounters {
  readonly records: number
  /** Of their keys and values. */
  readonly bytes: number
}

export interface Consumed extends ConsumeCounters {
  /** closed: the reader of the output has gone (`| head`). */
  readonly stoppedBy: 'end' | 'count' | 'idle' | 'signal' | 'closed'
  /** The next offset of each partition: everything before it was written. */
  readonly positions: readonly {readonly topic: string; readonly partition: number; readonly offset: number}[]
}

/** After a signal: a blocked output gets this long to take what is there. */
const flushOnSignalMs = 1000

export class Consumption {
  readonly fetcher: Fetcher
  readonly writer: RecordWriter
  readonly #settings: ReadSettings
  readonly #counters = {records: 0, bytes: 0}
  readonly #most: number
  readonly #mostEach: number
  readonly #stopped = Promise.withResolvers<Consumed['stoppedBy']>()
  readonly #stopping = new AbortController()
  #lastRecordAt = performance.now()
  #idle: NodeJS.Timeout | undefined
  #failure: {error: unknown} | undefined
  #closed = false

  /**
   * `gone`: what to do about a topic that was deleted: false is an error, true drops its partitions. `endless`: nothing to
   * read is no end, more may be assigned.
   */
  constructor(cluster: Cluster, settings: ReadSettings, gone: (position: Position) => boolean, {endless = false} = {}) {
    this.#settings = settings
    this.#most = settings.maxRecords ?? Infinity
    this.#mostEach = settings.maxPerPartition ?? Infinity
    this.writer = new RecordWriter(settings.output, (error) => this.fail(error), settings.beforeWrite)
    const sink: Sink = {
      take: (position, batch, cursor, unpacked) => this.#take(position, batch, cursor, unpacked),
      passed: (position) => this.writer.touch(position),
      settled: () => this.writer.push(),
      finished: () => {
        if (!endless) this.stop('end')
      },
      notice: (text) => settings.onNotice?.(text),
      failed: (error) => this.fail(error),
      gone,
    }
    const {fetch = {}, isolation, rack = '', outOfRange = 'earliest', patienceMs = 120_000} = settings
    const readCommitted = isolation === 'read_committed'
    const controlRecords = settings.controlRecords ?? false
    const fetcherSettings = {sizes: fetch, readCommitted, controlRecords, rack, outOfRange, patienceMs}
    this.fetcher = new Fetcher(cluster, fetcherSettings, sink)
    if (Math.min(this.#most, this.#mostEach) <= 0) this.stop('count')
    if (!endless) this.awaitRecords()
    const {signal} = settings
    if (signal?.aborted) this.stop('signal')
    else signal?.addEventListener('abort', this.#onSignal, {once: true})
  }

  /** Aborts when reading ends, for whatever reason. */
  get stopping(): AbortSignal {
    return this.#stopping.signal
  }

  stop(why: Consumed['stoppedBy']): void {
    this.fetcher.stop()
    clearTimeout(this.#idle)
    this.#settings.signal?.removeEventListener('abort', this.#onSignal)
    this.#stopped.resolve(why)
    this.#stopping.abort()
  }

  /** A closed output is a way to stop, anything else an error that `finish` raises. */
  fail(error: unknown): void {
    if (error instanceof OutputClosed) this.#closed = true
    else this.#failure ??= {error}
    this.stop('closed')
  }

  /** Waits for a stop and writes what was taken until then; raises what went wrong. */
  async finish(): Promise<Consumed> {
    const stoppedBy = await this.#stopped.promise
    const flushed = this.writer.flush().catch((error: unknown) => this.fail(error))
    if (stoppedBy === 'signal') await settledWithin(flushed, flushOnSignalMs)
    else await flushed
    if (this.#failure) throw this.#failure.error
    const positions = this.fetcher.positions.map(({topic, partition, written}) => ({topic, partition, offset: written}))
    return {...this.#counters, stoppedBy: this.#closed ? 'closed' : stoppedBy, positions}
  }

  async #take(position: Position, batch: Batch, cursor: RecordCursor, unpacked: Buffer | undefined) {
    const {filter, format} = this.#settings
    const {writer} = this
    const {text} = writer
    const counters = this.#counters
    position.leaderEpoch = batch.leaderEpoch
    position.timestampType = timestampType(batch)
    position.control = batch.control
    cursor.open(batch, unpacked)
    for (;;) {
      const before = counters.records
      const more = this.#copy(position, cursor, batch.lastOffset + 1, {filter, format, text})
      if (counters.records > before) this.#lastRecordAt = performance.now()
      writer.touch(position)
      this.#settings.onProgress?.(counters)
      if (counters.records >= this.#most) return this.stop('count')
      if (position.taken >= this.#mostEach) return position.finish()
      if (writer.full) await writer.room()
      if (!more || this.fetcher.stopped || position.state === 'removed') return
    }
  }

  /** Formats records until the batch is through or the buffer full (true: there is more). */
  #copy(
    position: Position,
    cursor: RecordCursor,
    next: number,
    {filter, format, text}: {filter: Filter | undefined; format: Format; text: RecordWriter['text']},
  ): boolean {
    const counters = this.#counters
    const {writer} = this
    const from = position.offset
    const {end} = position
    let room = Math.min(this.#most - counters.records, this.#mostEach - position.taken)
    let records = 0
    let bytes = 0
    let whole = text.length
    try {
      while (cursor.next()) {
        const {offset, keyLength, valueLength} = cursor
        if (offset < from) continue
        if (offset >= end) break
        if (filter !== undefined && !filter(cursor, position)) continue
        if (!this.#formatted(format, cursor, position)) {
          position.offset = offset + 1
          records++
          return true
        }
        whole = text.length
        records++
        bytes += (keyLength > 0 ? keyLength : 0) + (valueLength > 0 ? valueLength : 0)
        if (--room === 0 || writer.full) {
          position.offset = offset + 1
          return true
        }
      }
      position.offset = Math.min(Math.max(next, from), end)
      return false
    } catch (error) {
      text.length = whole // no half record in front of the error
      position.offset = Math.max(from, cursor.offset)
      throw error
    } finally {
      counters.records += records
      counters.bytes += bytes
      position.taken += records
    }
  }

  /** False: reading is over. */
  #formatted(format: Format, cursor: RecordCursor, position: Position): boolean {
    const {onFormatError} = this.#settings
    if (!onFormatError) {
      format(cursor, position, this.writer.text)
      return true
    }
    try {
      format(cursor, position, this.writer.text)
    } catch (error) {
      if (onFormatError(error)) return true
      this.fail(error)
      return false
    }
    return true
  }

  /** From now on no record for `idleMs` is an end; before there is something to read it would be none. */
  awaitRecords(): void {
    const {idleMs} = this.#settings
    this.#lastRecordAt = performance.now()
    if (idleMs === undefined || this.#idle || this.fetcher.stopped) return
    const look = () => {
      const leftMs = this.#lastRecordAt + idleMs - performance.now()
      if (leftMs <= 0) this.stop('idle')
      else this.#idle = setTimeout(look, leftMs)
    }
    this.#idle = setTimeout(look, idleMs)
  }

  readonly #onSignal = () => this.stop('signal')
}

/** What is older than Kafka 0.10 comes without timestamp and, made into a batch, without leader epoch. */
function timestampType({appendTime, maxTimestamp, leaderEpoch}: Batch): Position['timestampType'] {
  if (appendTime) return 'LogAppendTime'
  return maxTimestamp < 0 && leaderEpoch < 0 ? 'NoTimestamp' : 'CreateTime'
}
