// The run of kafka-verifiable-producer: prints a line for each record, acknowledged or not.
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import type {SizedRecord} from '../../records/produce/record-sizes.ts'
import type {Delivery} from '../../records/produce/producer.ts'
import type {ProducerConfig} from '../client/producer-config.ts'
import {JavaError} from '../java/errors.ts'
import {JavaDouble, printEvent} from '../shared/events.ts'
import {Sending} from '../shared/sending.ts'
import {Throughput} from '../shared/throughput.ts'

export interface ProduceInput {
  readonly config: ProducerConfig
  readonly topic: string
  /** Negative: no limit. */
  readonly maxMessages: number
  readonly throughput: number
  readonly valuePrefix: number | undefined
  readonly repeatingKeys: number | undefined
  /** Timestamp of the first record, ms. */
  readonly createTime: number | undefined
}

/** Ends at the last record, at Ctrl-C, or when the reader of the events has gone. */
export class VerifiableProducing {
  readonly #input: ProduceInput
  readonly #io: Io
  readonly #stop: AbortSignal
  readonly #sending: Sending
  readonly #start: number
  /** Key and value of each record that has no answer yet, by its number. */
  readonly #unanswered = new Map<number, {readonly key: string | null; readonly value: string}>()
  #sent = 0
  #acked = 0
  #createTime: number | undefined

  constructor(cluster: Cluster, input: ProduceInput, io: Io) {
    this.#input = input
    this.#io = io
    this.#stop = AbortSignal.any([io.interrupted, io.outClosed])
    this.#start = io.now()
    this.#createTime = input.createTime
    this.#sending = new Sending(cluster, {
      ...input.config,
      topic: input.topic,
      sync: false,
      signal: this.#stop,
      err: (text) => io.err(text),
      acknowledged: (delivery, before) => this.#acknowledged(delivery, before),
      failed: (records, error) => this.#failed(records, error),
    })
  }

  async run(): Promise<void> {
    const {maxMessages, throughput, repeatingKeys, valuePrefix} = this.#input
    printEvent(this.#io, 'startup_complete')
    const pace = new Throughput(throughput, this.#stop)
    const most = maxMessages < 0 ? Infinity : maxMessages
    let keys = 0
    for (let number = 0; number < most && !this.#stop.aborted; number++) {
      const key = repeatingKeys === undefined ? null : String(keys++)
      if (keys === repeatingKeys) keys = 0
      const value = valuePrefix === undefined ? String(number) : `${valuePrefix}.${number}`
      await this.#send(key, value)
      await pace.wait(number + 1)?.catch(() => undefined)
    }
    await this.#sending.close()
    printEvent(this.#io, 'shutdown_complete')
    const seconds = (this.#io.now() - this.#start) / 1000
    printEvent(this.#io, 'tool_data', {
      sent: this.#sent,
      acked: this.#acked,
      target_throughput: throughput,
      avg_throughput: new JavaDouble(this.#acked / seconds),
    })
  }

  /** Returns a promise only if the caller has to wait. */
  #send(key: string | null, value: string): Promise<void> | undefined {
    const number = this.#sending.next
    this.#unanswered.set(number, {key, value})
    this.#sent++
    const room = this.#sending.send({
      key: key === null ? null : sliceOf(key),
      value: sliceOf(value),
      headers: [],
      timestamp: this.#timestamp(),
      partition: null,
    })
    return room?.catch((error: unknown) => {
      if (this.#stop.aborted) return
      if (!(error instanceof JavaError)) throw error
      // What Java's producer refuses without calling its callback.
      this.#failed([{ordinal: number, size: {key: -1, value: -1}}], error)
    })
  }

  /** Like those of Apache's tool, the timestamps run ahead faster the longer the tool runs. */
  #timestamp(): number | null {
    const time = this.#createTime
    if (time === undefined) return null
    this.#createTime = time + this.#io.now() - this.#start
    return time
  }

  #acknowledged({ordinals, partition, baseOffset}: Delivery, before: number) {
    const {topic} = this.#input
    for (const [at, ordinal] of ordinals.entries()) {
      const record = this.#take(before + ordinal)
      this.#acked++
      printEvent(this.#io, 'producer_send_success', {
        ...record,
        offset: baseOffset < 0 ? -1 : baseOffset + at,
        topic,
        partition,
      })
    }
  }

  #failed(records: readonly SizedRecord[], {javaClass, message}: JavaError) {
    const {topic} = this.#input
    for (const {ordinal} of records)
      printEvent(this.#io, 'producer_send_error', {
        topic,
        ...this.#take(ordinal),
        exception: `class ${javaClass}`,
        message,
      })
  }

  #take(number: number) {
    const record = this.#unanswered.get(number)
    this.#unanswered.delete(number)
    return record
  }
}

function sliceOf(text: string) {
  const bytes = Buffer.from(text)
  return {bytes, start: 0, end: bytes.length}
}
