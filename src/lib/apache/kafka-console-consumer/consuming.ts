// From topics to standard output as the console consumer reads them: what ends it, and what it says then.
import {setTimeout as sleep} from 'node:timers/promises'
import type {Io} from '../../cli/io.ts'
import {openCluster, type Cluster} from '../../cluster/cluster.ts'
import {kafkaErrors} from '../../cluster/error-codes.ts'
import {KafkaError} from '../../cluster/errors.ts'
import {runMember} from '../../groups/membership/run-member.ts'
import {askForTopic} from '../../topics/ask-for-topic.ts'
import {consumeRecords} from '../../records/consume/consume.ts'
import type {Consumed, ConsumeCounters, ReadSettings} from '../../records/consume/consumption.ts'
import type {Format} from '../../records/formats/format.ts'
import {consumeInGroup} from '../../records/consume/group-consume.ts'
import {recordOutput} from '../../records/record-output.ts'
import {LoneCommits} from './lone-commits.ts'
import {openClient} from '../client/open-client.ts'
import type {OpenCluster} from '../command-line/tool.ts'
import {consumerConfig, type ConsumerConfig} from '../client/consumer-config.ts'
import {asJavaError, JavaError, sentence} from '../java/errors.ts'
import {compilePattern} from '../java/pattern.ts'
import type {ConsoleConsumerOptions} from './checks.ts'

export interface ConsumerInput {
  readonly options: ConsoleConsumerOptions
  readonly properties: ReadonlyMap<string, string>
  /** Of a single partition. */
  readonly start: 'earliest' | 'latest' | number
  /** Undefined or negative: never. */
  readonly timeoutMs: bigint | undefined
  readonly format: Format
  readonly open: OpenCluster | undefined
}

/** Java's poll waits for its cluster as long as it takes; more would not fit into a timer. */
const asLongAsItTakesMs = 1_000_000_000
/** Between two looks for a partition that is not there. */
const lookAgainMs = 250

class TimedOut extends Error {
  override readonly name = 'TimedOut'
}

/** JavaError for what keeps the consumer from being made, and for a record that cannot be printed. */
export async function runConsumer(input: ConsumerInput, io: Io): Promise<void> {
  const {options, properties} = input
  const config = consumerConfig(properties, io.now)
  const stop = new AbortController()
  const alone = options.value('partition') !== undefined
  const cluster = await openClient(
    {kind: 'consumer', bootstrap: properties.get('bootstrap.servers') ?? '', properties, clientId: 'console-consumer'},
    io,
    // A member still commits and leaves after Ctrl-C; who reads alone has nothing to say any more.
    ({signal: _, ...settings}) =>
      (input.open ?? openCluster)({
        ...settings,
        totalTimeoutMs: asLongAsItTakesMs,
        ...(alone ? {signal: stop.signal} : {}),
      }),
  )
  const interrupt = () => stop.abort(io.interrupted.reason)
  if (io.interrupted.aborted) interrupt()
  io.interrupted.addEventListener('abort', interrupt)
  try {
    if (!alone && config.member.protocol !== 'consumer') {
      io.err(
        'The consumer rebalance protocol (KIP-848) is production-ready! Set group.protocol=consumer to try it out. ' +
          'See https://kafka.apache.org/documentation/#consumer_rebalance_protocol\n',
      )
    }
    const topics = topicsOf(options)
    try {
      await new ConsoleReading(cluster, input, config, topics, stop, io).run()
    } finally {
      if (options.has('enable-systest-events')) io.out('shutdown_complete\n')
    }
  } finally {
    io.interrupted.removeEventListener('abort', interrupt)
    cluster.close()
  }
}

function topicsOf(options: ConsoleConsumerOptions): string | RegExp {
  const topic = options.value('topic')
  if (topic !== undefined) {
    if (topic.trim() !== '') return topic
    const text = options.has('partition')
      ? 'Topic partitions to assign to cannot have null or empty topic'
      : 'Topic collection to subscribe to cannot contain null or empty topic'
    throw new JavaError('java.lang.IllegalArgumentException', text)
  }
  const pattern = options.value('include') ?? ''
  if (pattern === '') {
    const text = 'Topic pattern to subscribe to cannot be empty'
    throw new JavaError('java.lang.IllegalArgumentException', text)
  }
  return compilePattern(pattern)
}

class ConsoleReading {
  readonly #cluster: Cluster
  readonly #input: ConsumerInput
  readonly #config: ConsumerConfig
  readonly #topics: string | RegExp
  readonly #stop: AbortController
  readonly #io: Io
  #counters: ConsumeCounters = {records: 0, bytes: 0}
  #seen = 0
  #lastRecordAt = performance.now()
  #idle: NodeJS.Timeout | undefined
  #unprintable: JavaError | undefined

  constructor(
    cluster: Cluster,
    input: ConsumerInput,
    config: ConsumerConfig,
    topics: string | RegExp,
    stop: AbortController,
    io: Io,
  ) {
    this.#cluster = cluster
    this.#input = input
    this.#config = config
    this.#topics = topics
    this.#stop = stop
    this.#io = io
  }

  async run(): Promise<void> {
    const {options, timeoutMs} = this.#input
    const most = options.value('max-messages') ?? -1
    try {
      if (timeoutMs !== undefined && timeoutMs >= 0n && most !== 0) this.#watchIdle(Number(timeoutMs))
      // Fewer than no records is none; only -1 is no limit.
      if (most > 0 || most === -1) await this.#read(most < 0 ? Infinity : most)
    } catch (error) {
      if (!this.#unprintable && !this.#stop.signal.aborted) this.#terminated(sentence(asJavaError(error, 'poll')))
    }
    clearTimeout(this.#idle)
    if (this.#stop.signal.reason instanceof TimedOut)
      this.#terminated(`no record for ${timeoutMs} ms (TimeoutException)`)
    this.#io.err(`Processed a total of ${this.#counters.records} messages\n`)
    if (this.#unprintable) throw this.#unprintable
  }

  async #read(maxRecords: number) {
    const settings: ReadSettings = {
      ...this.#config.read,
      format: this.#input.format,
      output: recordOutput(this.#io.stdout),
      maxRecords,
      patienceMs: Infinity,
      signal: this.#stop.signal,
      onFormatError: (error) => this.#skips(error),
      onNotice: (text) => this.#io.err(`WARN ${text}\n`),
      onProgress: (counters) => {
        this.#counters = counters
        if (counters.records > this.#seen) this.#lastRecordAt = performance.now()
        this.#seen = counters.records
      },
    }
    const partition = this.#input.options.value('partition')
    const consumed =
      partition === undefined || typeof this.#topics !== 'string'
        ? await this.#inGroup(settings)
        : await this.#alone(this.#topics, partition, settings)
    this.#counters = consumed
    if (consumed.stoppedBy === 'closed') this.#io.err('Unable to write to standard out, closing consumer.\n')
  }

  async #alone(topic: string, partition: number, settings: ReadSettings): Promise<Consumed> {
    await this.#partitionThere(topic, partition)
    const {start} = this.#input
    const {member, autoCommitMs} = this.#config
    const commits = autoCommitMs === null ? undefined : new LoneCommits(this.#cluster, member.groupId, topic, partition)
    const timer = commits && setInterval(() => void commits.commit(), Math.max(1, autoCommitMs ?? 1))
    const consumed = await consumeRecords(this.#cluster, {
      ...settings,
      format: commits?.counting(settings.format) ?? settings.format,
      topics: [topic],
      partitions: [partition],
      start:
        typeof start === 'number'
          ? {from: 'offset', offset: start}
          : {from: start === 'earliest' ? 'beginning' : 'end'},
    }).finally(() => clearInterval(timer))
    const [position] = consumed.positions
    if (position) await commits?.commit(position.offset)
    return consumed
  }

  async #inGroup(settings: ReadSettings): Promise<Consumed> {
    const {member, reset, autoCommitMs, autoCreate} = this.#config
    const topics = this.#topics
    if (typeof topics === 'string' && autoCreate) await this.#ask(topics)
    return consumeInGroup(this.#cluster, {
      ...settings,
      groupId: member.groupId,
      reset,
      autoCommitMs,
      member: (reading, signal, blockedMs) =>
        runMember(
          this.#cluster,
          {...member, topics: typeof topics === 'string' ? [topics] : topics, blockedMs},
          reading,
          signal,
          (event) => {
            if (event.type === 'trouble' || event.type === 'coordinator lost' || event.type === 'lost')
              this.#io.err(`WARN ${event.error.message}\n`)
          },
        ),
    })
  }

  /** Java's consumer waits for a partition that is not there, without a word beyond a warning. */
  async #partitionThere(topic: string, partition: number) {
    const {signal} = this.#stop
    for (;;) {
      const code = await this.#ask(topic)
      const [found] = code === 0 ? await this.#cluster.topics([topic], {refresh: true}) : []
      if (found?.partitions.some(({index}) => index === partition)) return
      await sleep(lookAgainMs, undefined, {signal})
    }
  }

  /** KafkaError where waiting does not help. */
  async #ask(topic: string): Promise<number> {
    const code = await askForTopic(this.#cluster, topic, {timeoutMs: asLongAsItTakesMs, signal: this.#stop.signal})
    if (code === 0) return code
    const {name, retriable} = kafkaErrors(code)
    if (!retriable) throw new KafkaError(code, `read topic ${topic}`)
    if (!this.#warned.has(code))
      this.#io.err(`WARN The metadata response from the cluster reported a recoverable issue: {${topic}=${name}}\n`)
    this.#warned.add(code)
    return code
  }
  readonly #warned = new Set<number>()

  #skips(error: unknown): boolean {
    const failure = asJavaError(error, 'format')
    if (this.#input.options.has('skip-message-on-error')) {
      this.#io.err(`ERROR Error processing message, skipping this message: ${sentence(failure)}\n`)
      return true
    }
    this.#unprintable = failure
    return false
  }

  #terminated(why: string) {
    this.#io.err(`ERROR Error processing message, terminating consumer process: ${why}\n`)
  }

  #watchIdle(timeoutMs: number) {
    const look = () => {
      const leftMs = this.#lastRecordAt + timeoutMs - performance.now()
      if (leftMs <= 0) this.#stop.abort(new TimedOut(`no record for ${timeoutMs} ms`))
      else this.#idle = setTimeout(look, Math.min(leftMs, asLongAsItTakesMs))
    }
    this.#idle = setTimeout(look, Math.min(timeoutMs, asLongAsItTakesMs))
  }
}
