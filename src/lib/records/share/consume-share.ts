// Prints what a share group delivers. A record is acknowledged only after its line was written.
import type {Cluster} from '../../cluster/cluster.ts'
import {monotonicMs} from '../../cluster/monotonic.ts'
import {settledWithin} from '../../cluster/waiting.ts'
import type {RecordCursor} from '../../wire/records.ts'
import {IdleClock} from '../consume/idle-clock.ts'
import {chosenTopics, noTopicMatches} from '../consume/topic-choice.ts'
import type {Format} from '../formats/format.ts'
import {TextBuffer} from '../../text/text-buffer.ts'
import {OutputClosed, type Output} from '../output.ts'
import {verdict, type Verdict} from './acknowledgements.ts'
import type {AcquiredRecords, Visited} from './acquired-records.ts'
import {ShareConsumption, type AcknowledgeOutcome, type ShareReadSettings, type ShareSink} from './share-consumption.ts'

export interface ShareConsumeInput extends ShareReadSettings {
  readonly format: Format
  readonly output: Output
  /** The verdict on a record that was written. */
  readonly verdict: 'accept' | 'release' | 'reject'
  /** The verdict on the records of a batch that cannot be read; the error ends reading. */
  readonly onCorrupt: 'release' | 'reject'
  /** Stop after exactly this many records. */
  readonly maxRecords?: number | undefined
  /** Stop when no record has arrived for this long, ms; see `idleCounts`. */
  readonly idleMs?: number | undefined
  /**
   * Time in which the output is blocked never counts; time in which brokers do not answer counts with `unless blocked`.
   */
  readonly idleCounts?: 'while waiting' | 'unless blocked' | undefined
  /**
   * Called when a record could not be formatted. `reject`: the record is rejected, and reading continues; `fail`:
   * reading ends and the error is thrown. In both cases the record counts. Default: the record does not count, and the
   * error is thrown.
   */
  readonly onFormatError?: ((error: unknown) => 'reject' | 'fail') | undefined
  /** Called as records are taken, always with the same object. */
  readonly onProgress?: ((counters: ShareCounters) => void) | undefined
}

export interface ShareCounters {
  /** The number of records taken. */
  readonly records: number
  /** Bytes of the keys and values. */
  readonly bytes: number
}

export interface ShareConsumed extends ShareCounters {
  /** `closed`: the reader of the output has ended (`| head`). */
  readonly stoppedBy: 'count' | 'idle' | 'signal' | 'closed'
  /** Records whose acknowledgement the leader confirmed. */
  readonly acknowledged: number
  /** Why the other records were not confirmed, and how many: they were written, and may be delivered again. */
  readonly unconfirmed: readonly Unconfirmed[]
}

export interface Unconfirmed {
  readonly topic: string
  readonly partition: number
  readonly records: number
  readonly error: Error
}

/** How long a blocked output may take to accept the last records after a signal, ms. */
const flushOnSignalMs = 1000

/**
 * Reads as a member of a share group until a limit, the signal or a failure ends it; then sends the last
 * acknowledgements and leaves. Throws the error that prevented reading or writing after doing the same; throws
 * KafkaError for a pattern that no topic matches.
 */
export async function consumeShare(cluster: Cluster, input: ShareConsumeInput): Promise<ShareConsumed> {
  const {topics} = input
  // Brokers refuse a member that subscribes to nothing with INVALID_REQUEST.
  if (topics instanceof RegExp && (await chosenTopics(cluster, {topics})).length === 0) throw noTopicMatches(topics)
  return new SharePrinting(cluster, input).run()
}

class SharePrinting implements ShareSink {
  readonly #input: ShareConsumeInput
  readonly #consumption: ShareConsumption
  readonly #counters = {records: 0, bytes: 0}
  readonly #text = new TextBuffer()
  readonly #idle: IdleClock | undefined
  readonly #said: Verdict
  readonly #unconfirmed: Unconfirmed[] = []
  readonly #interrupted: Promise<void>
  #acknowledged = 0
  #stoppedBy: ShareConsumed['stoppedBy'] = 'signal'

  constructor(cluster: Cluster, input: ShareConsumeInput) {
    const {idleMs, idleCounts = 'while waiting', now = monotonicMs, signal} = input
    this.#input = input
    this.#said = verdict[input.verdict]
    const {promise, resolve} = Promise.withResolvers<void>()
    this.#interrupted = promise
    if (signal?.aborted) resolve()
    else signal?.addEventListener('abort', () => resolve(), {once: true})
    this.#consumption = new ShareConsumption(cluster, {...input, left: () => this.#left}, this)
    if (idleMs !== undefined) {
      const waiting = () =>
        idleCounts === 'unless blocked' ? this.#consumption.blockedMs === 0 : this.#consumption.waiting
      this.#idle = new IdleClock({idleMs, waiting, onIdle: () => this.#stop('idle'), now})
    }
  }

  async run(): Promise<ShareConsumed> {
    if (this.#left <= 0) this.#stop('count')
    else this.#idle?.restart()
    try {
      await this.#consumption.run()
    } catch (error) {
      if (!(error instanceof OutputClosed)) throw error
      this.#stoppedBy = 'closed'
    } finally {
      this.#idle?.stop()
    }
    const unconfirmed = this.#unconfirmed
    return {...this.#counters, stoppedBy: this.#stoppedBy, acknowledged: this.#acknowledged, unconfirmed}
  }

  async take(records: AcquiredRecords, cursor: RecordCursor): Promise<Visited> {
    const {onCorrupt, onProgress} = this.#input
    const text = this.#text
    text.length = 0
    let failed: {error: unknown} | undefined
    const visited = records.visit(
      cursor,
      (record, place) => {
        if (failed || this.#left <= 0) return undefined
        const {keyLength, valueLength} = record
        const whole = text.length
        let said = this.#said
        try {
          this.#input.format(record, place, text)
        } catch (error) {
          const then = this.#input.onFormatError?.(error)
          if (then === undefined) text.length = whole // drop the half-written record
          if (then !== 'reject') failed = {error}
          if (then === undefined) return undefined
          said = verdict.reject
        }
        this.#counters.records++
        this.#counters.bytes += Math.max(keyLength, 0) + Math.max(valueLength, 0)
        return failed ? undefined : said
      },
      verdict[onCorrupt],
    )
    await this.#write()
    if (this.#counters.records > 0) this.#idle?.restart()
    onProgress?.(this.#counters)
    if (failed) this.#consumption.fail(failed.error)
    else if (this.#left <= 0) this.#stop('count')
    return visited
  }

  acknowledged({partition, acknowledgements, error}: AcknowledgeOutcome): void {
    const records = acknowledgements.recordCount
    if (records === 0) return
    if (!error) {
      this.#acknowledged += records
      return
    }
    const {topic, partition: index} = partition
    this.#unconfirmed.push({topic, partition: index, records, error})
  }

  get #left(): number {
    return (this.#input.maxRecords ?? Infinity) - this.#counters.records
  }

  #stop(why: 'count' | 'idle') {
    this.#stoppedBy = why
    this.#consumption.stop()
  }

  /**
   * Throws OutputClosed or OutputFailed. Then nothing of the batch is acknowledged, although a part may have been
   * written.
   */
  async #write() {
    const text = this.#text
    if (text.length === 0) return
    const bytes = text.buffer.subarray(0, text.length)
    const written = this.#input.output.write(bytes)
    const inTime = Promise.race([written, this.#interrupted.then(() => settledWithin(written, flushOnSignalMs))])
    if ((await inTime) === false) throw new OutputClosed('the output did not accept the last records in time')
  }
}
