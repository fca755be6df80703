// Prints topics like the console consumer: what ends the run, and what it reports at the end.
import {setTimeout as sleep} from 'node:timers/promises'
import type {Io} from '../../../cli/io.ts'
import {openCluster, type Cluster} from '../../../cluster/cluster.ts'
import {monotonicMs} from '../../../cluster/monotonic.ts'
import {OutputFailed} from '../../../errors/output-failed.ts'
import {consumeRecords} from '../../../records/consume/consume.ts'
import type {Consumed, ConsumeCounters, ReadSettings} from '../../../records/consume/consumption.ts'
import {IdleClock} from '../../../records/consume/idle-clock.ts'
import type {Output} from '../../../records/output.ts'
import {consumeInGroup} from '../../../records/consume/group-consume.ts'
import {recordOutput} from '../../../records/record-output.ts'
import {StandaloneCommits} from './standalone-commits.ts'
import {openClient} from '../../client/open-client.ts'
import type {OpenCluster} from '../../command-line/tool.ts'
import {consumerConfig, type ConsumerConfig} from '../../client/consumer-config.ts'
import {asJavaError, JavaError, sentence} from '../../java/errors.ts'
import {compilePattern} from '../../java/pattern.ts'
import type {RecordFormatter} from '../record-formatter.ts'
import {checkSubscription, groupMember, noLimitMs, TopicQuestions} from '../group-member.ts'
import type {ConsoleConsumerOptions} from './checks.ts'

export interface ConsumerInput {
  readonly options: ConsoleConsumerOptions
  readonly properties: ReadonlyMap<string, string>
  /** Where to start, with --partition. */
  readonly start: 'earliest' | 'latest' | number
  /** Undefined or negative: no limit. */
  readonly timeoutMs: bigint | undefined
  readonly formatter: RecordFormatter
  readonly open: OpenCluster | undefined
}

/** How often to look for a partition that does not exist yet, ms. */
const partitionPollMs = 250

const timeoutClass = 'org.apache.kafka.common.errors.TimeoutException'

class TimedOut extends Error {
  override readonly name = 'TimedOut'
}

/** Throws JavaError if the consumer cannot be created, or if a record cannot be printed. */
export async function runConsumer(input: ConsumerInput, io: Io): Promise<void> {
  const {options, properties} = input
  const config = consumerConfig(properties, io.now)
  const stop = new AbortController()
  const standalone = options.value('partition') !== undefined
  const cluster = await openClient(
    {kind: 'consumer', bootstrap: properties.get('bootstrap.servers') ?? '', properties, clientId: 'console-consumer'},
    io,
    // After Ctrl-C, a group member still commits and leaves the group; a standalone consumer has no more requests to
    // send.
    ({signal: _, ...settings}) =>
      (input.open ?? openCluster)({
        ...settings,
        totalTimeoutMs: noLimitMs,
        ...(standalone ? {signal: stop.signal} : {}),
      }),
  )
  const interrupt = () => stop.abort(io.interrupted.reason)
  if (io.interrupted.aborted) interrupt()
  io.interrupted.addEventListener('abort', interrupt)
  try {
    if (!standalone && config.member.protocol !== 'consumer') {
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
    if (!options.has('partition')) checkSubscription(topic)
    if (topic.trim() !== '') return topic
    const text = 'Topic partitions to assign to cannot have null or empty topic'
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
  readonly #questions: TopicQuestions
  #counters: ConsumeCounters = {records: 0, bytes: 0}
  #seen = 0
  #writing = false
  #idle: IdleClock | undefined
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
    this.#questions = new TopicQuestions(cluster, config, stop.signal, (text) => io.err(text))
  }

  async run(): Promise<void> {
    const {options, timeoutMs} = this.#input
    const most = options.value('max-messages') ?? -1
    let unwritten: OutputFailed | undefined
    try {
      if (timeoutMs !== undefined && timeoutMs >= 0n && most !== 0) this.#watchIdle(Number(timeoutMs))
      // Only -1 means no limit; other negative numbers mean no records.
      if (most > 0 || most === -1) await this.#read(most < 0 ? Infinity : most)
    } catch (error) {
      if (error instanceof OutputFailed) unwritten = error
      else if (!this.#unprintable && !this.#stop.signal.aborted)
        this.#reportTermination(sentence(asJavaError(error, 'poll')))
    }
    this.#idle?.stop()
    if (this.#stop.signal.reason instanceof TimedOut)
      this.#reportTermination(sentence(new JavaError(timeoutClass, `no record for ${timeoutMs} ms`)))
    this.#io.err(`Processed a total of ${this.#counters.records} messages\n`)
    if (unwritten) throw unwritten
    if (this.#unprintable) throw this.#unprintable
  }

  async #read(maxRecords: number) {
    const settings: ReadSettings = {
      ...this.#config.read,
      format: this.#input.formatter.format,
      decoding: this.#input.formatter.decoding,
      output: this.#watched(recordOutput(this.#io)),
      maxRecords,
      patienceMs: Infinity,
      signal: this.#stop.signal,
      onFormatError: (error) => this.#skipsAfter(error),
      onNotice: (text) => this.#io.err(`WARN ${text}\n`),
      onProgress: (counters) => {
        this.#counters = counters
        if (counters.records > this.#seen) this.#idle?.restart()
        this.#seen = counters.records
      },
    }
    const partition = this.#input.options.value('partition')
    const consumed =
      partition === undefined || typeof this.#topics !== 'string'
        ? await this.#inGroup(settings)
        : await this.#readPartition(this.#topics, partition, settings)
    this.#counters = consumed
    if (consumed.stoppedBy === 'closed') this.#io.err('Unable to write to standard out, closing consumer.\n')
  }

  async #readPartition(topic: string, partition: number, settings: ReadSettings): Promise<Consumed> {
    await this.#awaitPartition(topic, partition)
    const {start} = this.#input
    const {member, autoCommitMs} = this.#config
    const commits =
      autoCommitMs === null ? undefined : new StandaloneCommits(this.#cluster, member.groupId, topic, partition)
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
    const {member, reset, autoCommitMs} = this.#config
    const topics = this.#topics
    if (typeof topics === 'string') await this.#questions.ask(topics)
    return consumeInGroup(this.#cluster, {
      ...settings,
      groupId: member.groupId,
      reset,
      autoCommitMs,
      member: groupMember(this.#cluster, member, topics, (text) => this.#io.err(text)),
    })
  }

  /** Waits until the partition exists. Java's consumer waits too, and only prints a warning. */
  async #awaitPartition(topic: string, partition: number) {
    const {signal} = this.#stop
    for (;;) {
      const code = await this.#questions.ask(topic)
      const [found] = code === 0 ? await this.#cluster.topics([topic], {refresh: true}) : []
      if (found?.partitions.some(({index}) => index === partition)) return
      await sleep(partitionPollMs, undefined, {signal})
    }
  }

  #skipsAfter(error: unknown): boolean {
    const failure = asJavaError(error, 'format')
    if (this.#input.options.has('skip-message-on-error')) {
      this.#io.err(`ERROR Error processing message, skipping this message: ${sentence(failure)}\n`)
      return true
    }
    this.#unprintable = failure
    return false
  }

  #reportTermination(why: string) {
    this.#io.err(`ERROR Error processing message, terminating consumer process: ${why}\n`)
  }

  #watchIdle(timeoutMs: number) {
    this.#idle = new IdleClock({
      idleMs: timeoutMs,
      // As in Apache's tool, where this is the time limit of a poll: it ends if brokers do not answer, but not while
      // the output is blocked.
      waiting: () => !this.#writing,
      onIdle: () => this.#stop.abort(new TimedOut(`no record for ${timeoutMs} ms`)),
      now: monotonicMs,
    })
    this.#idle.restart()
  }

  #watched(output: Output): Output {
    return {
      write: async (bytes) => {
        this.#writing = true
        await output.write(bytes).finally(() => {
          this.#writing = false
        })
      },
    }
  }
}
