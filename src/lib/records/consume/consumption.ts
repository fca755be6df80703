// One run of consuming: fetcher → copier (filter, format) → writer, until one of the stops.
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
  /** What to do about a batch that cannot be read: raise CORRUPT_MESSAGE (default), or read on behind it. */
  onCorrupt?: 'fail' | 'skip' | undefined
  /** Precedes each write, and can prevent it. */
  beforeWrite?: BeforeWrite | undefined
  /** Hand on transaction markers too, as records of their own. */
  controlRecords?: boolean | undefined
  /** Stop after exactly so many records in all. */
  maxRecords?: number | undefined
  /** Read at most so many records of each partition. Reading ends when all partitions have them. */
  maxPerPartition?: number | undefined
  /** Stop when no record has come for so long. Time in which the output is blocked or brokers do not answer does not count. */
  idleMs?: number | undefined
  /** How long a partition may be without a leader, or the cluster out of reach, before that is an error; default 120,000. */
  patienceMs?: number | undefined
  /** Stop, and write what was taken. */
  signal?: AbortSignal | undefined
  /**
   * Called when a record could not be formatted. True: continue with the next record; false: stop, and let `finish` raise
   * the error. Either way the record counts, and what was written of it stays. Default: the record does not count, and
   * `finish` raises the error.
   */
  onFormatError?: ((error: unknown) => boolean) | undefined
  /** Called as records are taken, always with the same object. */
  onProgress?: ((counters: ConsumeCounters) => void) | undefined
  /** Called once, when all that there is was read and nothing more has come for two seconds. */
  onAtEnd?: ((positions: readonly ReadPartition[], counters: ConsumeCounters) => void) | undefined
  /** Receives sentences for the user: a leader moved, an offset was reset. */
  onNotice?: ((text: string) => void) | undefined
  /** Monotonic clock, ms; default `monotonicMs`. */
  now?: (() => number) | undefined
}

export interface ConsumeCounters {
  readonly records: number
  /** Bytes of their keys and values. */
  readonly bytes: number
}

export interface Consumed extends ConsumeCounters {
  /** `closed`: the reader of the output has gone (`| head`). */
  readonly stoppedBy: 'end' | 'count' | 'idle' | 'signal' | 'closed'
  readonly positions: readonly ReadPartition[]
  /** Left out with `onCorrupt: 'skip'`; undefined: nothing was. */
  readonly damaged?: readonly Damage[]
}

export interface ReadPartition {
  readonly topic: string
  readonly partition: number
  /** The next one: everything before it was written. */
  readonly offset: number
  /** Those that were taken of it. */
  readonly records: number
}

export interface ConsumptionOptions {
  /** The topic of a position was deleted. True: drop the position; false: that is an error. */
  readonly mayDrop: (position: Position) => boolean
  /** Keep running when there is nothing to read, for more partitions may be assigned. Default false. */
  readonly endless?: boolean
  /** All positions have been read to their ends. True: that is the end, also of what is endless. */
  readonly mayEnd?: () => boolean
}

/** How long no record must have arrived at the end of all partitions before that is reported, ms. */
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
    const fetcherSettings = {sizes: fetch, readCommitted, controlRecords, rack, outOfRange, patienceMs, now}
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

  /** Aborts when reading ends, for whatever reason. */
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

  /** Stops. `finish` raises the error, unless it says that the output was closed. */
  fail(error: unknown): void {
    if (error instanceof OutputClosed) this.#outputClosed = true
    else this.#failure ??= {error}
    this.stop('closed')
  }

  /** Waits for a stop and writes what was taken until then. Raises what went wrong. */
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

  /** Starts the time of `idleMs` anew. Before there is anything to read, its end would mean nothing. */
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
    // Also for records that the filter leaves out: they have arrived, and more may lie behind them.
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

  /** A registry may be slow to answer, and Ctrl-C should not be. */
  async #unlessStopped(pending: Promise<void>): Promise<void> {
    const {stopping} = this
    if (stopping.aborted) return
    const stopped = Promise.withResolvers<void>()
    const stop = () => stopped.resolve()
    stopping.addEventListener('abort', stop, {once: true})
    await Promise.race([pending, stopped.promise])
    stopping.removeEventListener('abort', stop)
    // The time until a schema came says nothing of the topic.
    this.#idle?.restart()
    this.#atEnd?.restart()
  }

  readonly #onSignal = () => this.stop('signal')
}
