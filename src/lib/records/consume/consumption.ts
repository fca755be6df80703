// One run of consuming: fetcher → copier (filter and format) → writer, until one of the stops.
import type {Cluster} from '../../cluster/cluster.ts'
import {monotonicMs} from '../../cluster/monotonic.ts'
import {settledWithin} from '../../cluster/waiting.ts'
import type {Batch, RecordCursor} from '../../wire/records.ts'
import type {Format} from '../formats/format.ts'
import {OutputClosed, type Output} from '../output.ts'
import type {Decoding} from './decoding.ts'
import {Fetcher} from './fetcher.ts'
import type {Filter} from './filter.ts'
import {IdleClock} from './idle-clock.ts'
import type {Position} from './position.ts'
import {RecordCopier} from './record-copier.ts'
import {RecordWriter, type BeforeWrite} from './record-writer.ts'
import type {Damage, FetchSizes, Sink} from './sink.ts'
import type {OffsetReset} from './start.ts'

export interface ReadSettings {
  format: Format
  filter?: Filter | undefined
  /** Decodes records by schemas before they are filtered and formatted. */
  decoding?: Decoding | undefined
  output: Output
  isolation?: 'read_uncommitted' | 'read_committed' | undefined
  /** What to do about an offset that is out of range; default `earliest`. */
  outOfRange?: OffsetReset | undefined
  /** client.rack: read from a follower in the same rack, where the cluster supports it (KIP-392). */
  rack?: string | undefined
  fetch?: FetchSizes | undefined
  /** What to do about a batch that cannot be read: throw CORRUPT_MESSAGE (default), or continue after it. */
  onCorrupt?: 'fail' | 'skip' | undefined
  /** Called before each write, and can prevent it. */
  beforeWrite?: BeforeWrite | undefined
  /** Also hand on transaction markers, as records of their own. */
  controlRecords?: boolean | undefined
  /** Stop after exactly this many records in all. */
  maxRecords?: number | undefined
  /** Read at most this many records of each partition. Reading ends when all partitions have reached it. */
  maxPerPartition?: number | undefined
  /**
   * Stop when no record has arrived for this long, ms. Time in which the output is blocked or brokers do not answer
   * does not count.
   */
  idleMs?: number | undefined
  /** How long a partition may be without a leader, or the cluster out of reach, before that is an error; default 120,000. */
  patienceMs?: number | undefined
  /** Aborting stops reading and writes what was taken. */
  signal?: AbortSignal | undefined
  /**
   * Called when a record could not be formatted. True: continue with the next record; false: stop, and let `finish` throw
   * the error. Either way the record counts, and what was written of it stays. Default: the record does not count, and
   * `finish` throws the error.
   */
  onFormatError?: ((error: unknown) => boolean) | undefined
  /** Called as records are taken, always with the same object. */
  onProgress?: ((counters: ConsumeCounters) => void) | undefined
  /** Called once, when everything up to the ends was read and nothing has arrived for two seconds. */
  onAtEnd?: ((positions: readonly ReadPartition[], counters: ConsumeCounters) => void) | undefined
  /** Receives sentences for the user: a leader moved, an offset was reset. */
  onNotice?: ((text: string) => void) | undefined
  /** Monotonic clock, ms; default `monotonicMs`. */
  now?: (() => number) | undefined
}

export interface ConsumeCounters {
  readonly records: number
  /** Bytes of the keys and values. */
  readonly bytes: number
}

export interface Consumed extends ConsumeCounters {
  /** `closed`: the reader of the output has ended (`| head`). */
  readonly stoppedBy: 'end' | 'count' | 'idle' | 'signal' | 'closed'
  readonly positions: readonly ReadPartition[]
  /** What was left out with `onCorrupt: 'skip'`; undefined: nothing. */
  readonly damaged?: readonly Damage[]
}

export interface ReadPartition {
  readonly topic: string
  readonly partition: number
  /** The next offset: everything before it was written. */
  readonly offset: number
  /** The number of records taken from the partition. */
  readonly records: number
}

export interface ConsumptionOptions {
  /** Called when the topic of a position was deleted. True: drop the position; false: it is an error. */
  readonly mayDrop: (position: Position) => boolean
  /** Keep running when there is nothing to read, because more partitions may be assigned. Default false. */
  readonly endless?: boolean
  /** Called when all positions have been read to their ends. True: stop, even an endless run. */
  readonly mayEnd?: () => boolean
}

/** How long no record must have arrived at the ends of all partitions before `onAtEnd` is called, ms. */
const atEndForMs = 2000
/** How long a blocked output may take to accept the last records after a signal, ms. */
const flushOnSignalMs = 1000

/** A sentence about records that were left out. */
export const damageText = ({topic, partition, from, to, reason}: Damage): string => {
  const which =
    to === null ? `everything from offset ${from} on` : to > from ? `offsets ${from} to ${to}` : `offset ${from}`
  return `left out of ${topic}-${partition}: ${which} (${reason})`
}

export class Consumption {
  readonly fetcher: Fetcher
  readonly writer: RecordWriter
  readonly #copier: RecordCopier
  readonly #settings: ReadSettings
  readonly #stopped = Promise.withResolvers<Consumed['stoppedBy']>()
  readonly #stopping = new AbortController()
  readonly #idle: IdleClock | undefined
  readonly #atEnd: IdleClock | undefined
  #failure: {error: unknown} | undefined
  #outputClosed = false
  readonly #damaged: Damage[] = []

  /** Reads nothing until positions are added to `fetcher`. */
  constructor(cluster: Cluster, settings: ReadSettings, options: ConsumptionOptions) {
    const {endless = false} = options
    const {output, beforeWrite, format, filter, decoding, onFormatError, now = monotonicMs} = settings
    const {maxRecords = Infinity, maxPerPartition = Infinity, idleMs, signal} = settings
    this.#settings = settings
    const fail = (error: unknown) => this.fail(error)
    this.writer = new RecordWriter(output, {onFailure: fail, beforeWrite, now})
    const limits = {maxRecords, maxPerPartition}
    this.#copier = new RecordCopier({format, filter, decoding, onFormatError, fail, ...limits}, this.writer)
    const {fetch = {}, isolation, rack = '', outOfRange = 'earliest', patienceMs = 120_000} = settings
    const readCommitted = isolation === 'read_committed'
    const {controlRecords = false} = settings
    const places = this.#copier.memory?.places
    const wantsAll = Math.min(maxRecords, maxPerPartition) === Infinity
    const reading = {readCommitted, controlRecords, rack, outOfRange, patienceMs, now}
    const fetcherSettings = {sizes: fetch, wantsAll, places, ...reading}
    this.fetcher = new Fetcher(cluster, fetcherSettings, this.#sink(options))
    const waiting = () => this.fetcher.waiting && !this.writer.writing
    if (idleMs !== undefined) this.#idle = new IdleClock({idleMs, waiting, onIdle: () => this.stop('idle'), now})
    const {onAtEnd} = settings
    if (onAtEnd) {
      const tell = () => onAtEnd(this.#written(), this.#copier.counters)
      const ended = () => waiting() && this.fetcher.atEnd
      this.#atEnd = new IdleClock({idleMs: atEndForMs, waiting: ended, onIdle: tell, now})
    }
    if (Math.min(maxRecords, maxPerPartition) <= 0) this.stop('count')
    if (!endless) this.awaitRecords()
    if (signal?.aborted) this.stop('signal')
    else signal?.addEventListener('abort', this.#onSignal, {once: true})
  }

  /** Aborts when reading ends for any reason. */
  get stopping(): AbortSignal {
    return this.#stopping.signal
  }

  stop(why: Consumed['stoppedBy']): void {
    this.fetcher.stop()
    this.#idle?.stop()
    this.#atEnd?.stop()
    this.#settings.signal?.removeEventListener('abort', this.#onSignal)
    this.#stopped.resolve(why)
    this.#stopping.abort()
  }

  /** Stops reading. `finish` throws the error, unless it says that the output was closed. */
  fail(error: unknown): void {
    if (error instanceof OutputClosed) this.#outputClosed = true
    else this.#failure ??= {error}
    this.stop('closed')
  }

  /** Waits for a stop and writes what was taken until then. Throws the error that ended reading. */
  async finish(): Promise<Consumed> {
    const stoppedBy = await this.#stopped.promise
    const flushed = this.writer.flush().catch((error: unknown) => this.fail(error))
    if (stoppedBy === 'signal') await settledWithin(flushed, flushOnSignalMs)
    else await flushed
    if (this.#failure) throw this.#failure.error
    return {
      ...this.#copier.counters,
      stoppedBy: this.#outputClosed ? 'closed' : stoppedBy,
      positions: this.#written(),
      ...(this.#damaged.length > 0 ? {damaged: this.#damaged} : {}),
    }
  }

  #written(): ReadPartition[] {
    return this.fetcher.positions.map((position) => this.written(position))
  }

  /** How far a position was written. */
  written(position: Position): ReadPartition {
    const {topic, partition, read} = position
    return {topic, partition, offset: this.writer.writtenOffset(position), records: read.taken}
  }

  /** Restarts the time of `idleMs`. Before there is anything to read, that time means nothing. */
  awaitRecords(): void {
    if (this.fetcher.stopped) return
    this.#idle?.restart()
    this.#atEnd?.restart()
  }

  #sink({mayDrop, endless = false, mayEnd = () => !endless}: ConsumptionOptions): Sink {
    return {
      take: (position, batch, cursor, unpacked) => this.#take(position, batch, cursor, unpacked),
      skip: (position, offset) => {
        position.read.moveTo(offset)
        this.writer.touch(position)
      },
      seek: (position, offset) => position.read.moveTo(offset),
      flush: () => this.writer.push(),
      end: () => {
        if (mayEnd()) this.stop('end')
      },
      notify: (text) => this.#settings.onNotice?.(text),
      fail: (error) => this.fail(error),
      mayLeaveOut: (damage) => {
        if (this.#settings.onCorrupt !== 'skip') return false
        this.#damaged.push(damage)
        this.#settings.onNotice?.(`${damageText(damage)}; reading continues`)
        return true
      },
      mayDrop,
    }
  }

  async #take(position: Position, batch: Batch, cursor: RecordCursor, unpacked: Buffer | undefined) {
    const copier = this.#copier
    const {writer} = this
    const {read} = position
    read.enter(batch)
    cursor.open(batch, unpacked)
    // Also for records that the filter leaves out: they have arrived, and more may follow.
    this.#idle?.restart()
    this.#atEnd?.restart()
    for (let again = false; ;) {
      const more = copier.copy(read, cursor, batch.lastOffset + 1, position.fetch.end, again)
      writer.touch(position)
      this.#settings.onProgress?.(copier.counters)
      if (copier.complete) return this.stop('count')
      if (copier.isComplete(read)) return this.fetcher.endHere(position)
      const {pending} = copier
      again = pending !== undefined
      if (pending) await this.#unlessStopped(pending)
      if (writer.full) await writer.room()
      if (!more || this.fetcher.stopped || position.removed) return
    }
  }

  /** Waits for `pending` until a stop: a registry may answer slowly, but Ctrl-C must work at once. */
  async #unlessStopped(pending: Promise<void>): Promise<void> {
    const {stopping} = this
    if (stopping.aborted) return
    const stopped = Promise.withResolvers<void>()
    const stop = () => stopped.resolve()
    stopping.addEventListener('abort', stop, {once: true})
    await Promise.race([pending, stopped.promise])
    stopping.removeEventListener('abort', stop)
    // The time spent waiting for a schema does not mean that the topic is idle.
    this.#idle?.restart()
    this.#atEnd?.restart()
  }

  readonly #onSignal = () => this.stop('signal')
}
