import type {KafkaMessage} from '../../cluster/kafkajs.ts'
import {monotonicMs} from '../../cluster/monotonic.ts'
import {batchHeader} from '../../wire/batch-header.ts'
import {BatchWriter, type Header} from '../../wire/batch-writer.ts'
import {batchesIn, RecordCursor} from '../../wire/records.ts'
import type {Consumed} from '../consume/consumption.ts'
import {errorCode} from '../../cluster/error-codes.ts'
import {KafkaError} from '../../cluster/errors.ts'
import {OutageNotice} from '../consume/outage-notice.ts'
import {IdleClock} from '../consume/idle-clock.ts'
import {TextBuffer} from '../../text/text-buffer.ts'
import {OutputClosed} from '../output.ts'
import type {KafkajsConsumeInput} from './kafkajs-consume-input.ts'
import type {PartitionRange} from './partition-ranges.ts'

/**
 * The time without a response after which brokers count as unreachable, ms. Fetches of kafkajs wait 500 ms for records.
 */
const answeredWithinMs = 2000
/** The time that kafkajs may take to join its group before it fetches, or to fetch once, ms. */
const joinedWithinMs = 8000

/** One run of consuming: writes what kafkajs delivers, and stops at the limits. */
export class KafkajsRun {
  readonly ranges: PartitionRange[]
  readonly stopped: Promise<Consumed['stoppedBy']>
  over = false
  readonly #resolve: (why: Consumed['stoppedBy']) => void
  readonly #input: KafkajsConsumeInput
  readonly #counters = {records: 0, bytes: 0}
  readonly #text = new TextBuffer()
  readonly #cursor = new RecordCursor()
  readonly #writer = new BatchWriter(64 * 1024)
  #failure: {error: unknown} | undefined
  readonly #idle: IdleClock | undefined
  #end: IdleClock | undefined
  #taking = false
  readonly #startedAt = monotonicMs()
  #fetchedAt = -Infinity
  readonly #outage: OutageNotice

  constructor(input: KafkajsConsumeInput, ranges: PartitionRange[]) {
    const {promise, resolve} = Promise.withResolvers<Consumed['stoppedBy']>()
    this.stopped = promise
    this.#resolve = resolve
    this.#input = input
    this.ranges = ranges
    this.#outage = new OutageNotice({
      trouble: () => this.#trouble,
      tell: (text) => input.onNotice?.(text),
    })
    this.#outage.start()
    if (input.idleMs !== undefined) this.#idle = this.#clock(input.idleMs, () => this.stop('idle'))
    if (input.maxRecords === 0) this.stop('count')
  }

  stop(why: Consumed['stoppedBy']): void {
    this.over = true
    this.#outage.stop()
    this.#idle?.stop()
    this.#end?.stop()
    this.#resolve(why)
  }

  fail(error: unknown): void {
    this.#failure ??= {error}
    this.stop('closed')
  }

  /** Call when a broker has answered a fetch, with or without records. */
  fetched(): void {
    this.#fetchedAt = monotonicMs()
  }

  get #trouble(): string | undefined {
    const silentMs = this.#taking ? 0 : monotonicMs() - Math.max(this.#startedAt, this.#fetchedAt)
    const {patienceMs = 120_000} = this.#input
    if (silentMs > patienceMs)
      this.fail(
        new KafkaError(errorCode.requestTimedOut, 'consume', `no broker has answered for ${patienceMs / 1000} s`),
      )
    return silentMs > joinedWithinMs ? 'no broker has answered for a while' : undefined
  }

  /** Assumes the end when brokers answer but nothing was delivered for this long. */
  watchEnd(silentMs: number): void {
    this.#end = this.#clock(silentMs, () => {
      const left = this.ranges.filter(({next, end}) => next < end)
      this.#input.onNotice?.(
        `kafkajs delivered nothing more from ${left.length} partitions for ${silentMs / 1000} s: assuming that they are at their end`,
      )
      this.stop('end')
    })
  }

  /** Time in which the output is blocked or no broker answers does not count. */
  #clock(idleMs: number, onIdle: () => void): IdleClock {
    const waiting = () => !this.#taking && monotonicMs() - this.#fetchedAt < answeredWithinMs
    const clock = new IdleClock({idleMs, waiting, onIdle, now: monotonicMs})
    clock.restart()
    return clock
  }

  async outcome(stoppedBy: Consumed['stoppedBy']): Promise<Consumed> {
    if (this.#failure && !(this.#failure.error instanceof OutputClosed)) throw this.#failure.error
    const positions = this.ranges
      .filter(({end}) => end >= 0)
      .map(({topic, partition, next, records}) => ({topic, partition, offset: next, records}))
    return {...this.#counters, stoppedBy: this.#failure ? 'closed' : stoppedBy, positions}
  }

  /**
   * Writes the wanted records of a batch. `behind`: the offset after the batch. Returns the next offset; undefined:
   * nothing was taken.
   */
  async take(topic: string, partition: number, messages: readonly KafkaMessage[], behind: number) {
    this.#taking = true
    return this.#take(topic, partition, messages, behind).finally(() => {
      this.#taking = false
    })
  }

  async #take(topic: string, partition: number, messages: readonly KafkaMessage[], behind: number) {
    const range = this.#rangeOf(topic, partition, messages[0])
    const {maxRecords = Infinity, filter, format, output, onProgress} = this.#input
    if (range.end < 0) return undefined
    let {next} = range
    let all = true
    try {
      for (const message of messages) {
        const offset = Number(message.offset)
        if (offset < next) continue
        if (offset >= range.end) break
        const cursor = this.#cursorAt(message, offset)
        next = offset + 1
        if (filter && !filter(cursor, range)) continue
        format(cursor, range, this.#text)
        this.#counters.records++
        range.records++
        this.#counters.bytes += Math.max(0, cursor.keyLength) + Math.max(0, cursor.valueLength)
        if (this.#counters.records >= maxRecords) {
          all = false
          break
        }
      }
      if (all) next = Math.max(next, Math.min(behind, range.end))
      if (this.#text.length > 0) await output.write(this.#text.take())
    } catch (error) {
      this.fail(error)
      return undefined
    }
    range.next = next
    onProgress?.(this.#counters)
    if (this.#counters.records >= maxRecords) this.stop('count')
    else if (this.ranges.length > 0 && !this.#input.group && this.ranges.every((each) => each.next >= each.end))
      this.stop('end')
    else if (messages.length > 0) {
      this.#idle?.restart()
      this.#end?.restart()
    }
    return next
  }

  #rangeOf(topic: string, partition: number, first: KafkaMessage | undefined): PartitionRange {
    const known = this.ranges.find((each) => each.topic === topic && each.partition === partition)
    if (known) return known
    const next = Number(first?.offset ?? 0)
    const place = {topic, partition, leaderEpoch: -1, timestampType: 'CreateTime'} as const
    const made: PartitionRange = {...place, next, records: 0, end: Infinity}
    this.ranges.push(made)
    return made
  }

  /** Wraps the record in a batch of one record, because formats need a cursor. */
  #cursorAt({key, value, timestamp, headers = {}}: KafkaMessage, offset: number): RecordCursor {
    const list = Object.entries(headers).flatMap(([name, values]): Header[] =>
      [values].flat().map((each) => [Buffer.from(name), each === undefined ? null : Buffer.from(each)]),
    )
    const slice = (bytes: Buffer | null) => bytes && {bytes, start: 0, end: bytes.length}
    this.#writer.add(slice(value), slice(key), Number(timestamp), list)
    const bytes = this.#writer.seal()
    bytes.writeBigInt64BE(BigInt(offset), batchHeader.baseOffset)
    for (const batch of batchesIn(bytes)) this.#cursor.open(batch).next()
    return this.#cursor
  }
}
