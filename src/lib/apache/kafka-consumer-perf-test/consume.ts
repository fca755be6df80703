// The run of kafka-consumer-perf-test: reads as a member of a group, and measures.
import type {Io} from '../../cli/io.ts'
import {openCluster, type Cluster} from '../../cluster/cluster.ts'
import {monotonicMs} from '../../cluster/monotonic.ts'
import {consumeInGroup} from '../../records/consume/group-consume.ts'
import {IdleClock} from '../../records/consume/idle-clock.ts'
import {consumerConfig, type ConsumerConfig} from '../client/consumer-config.ts'
import {openClient} from '../client/open-client.ts'
import type {OpenCluster} from '../command-line/tool.ts'
import {asJavaError, JavaError} from '../java/errors.ts'
import {compilePattern} from '../java/pattern.ts'
import {simpleDateFormat} from '../java/simple-date-format.ts'
import {checkSubscription, groupMember, noLimitMs, TopicQuestions, type Subscription} from '../shared/group-member.ts'
import {printMetrics} from '../shared/metrics.ts'
import {recordsOf, reportingInterval, tooFewRecords} from '../shared/perf-checks.ts'
import type {ConsumerPerfOptions} from './checks.ts'
import {intervalLine, wholeLine, type Counted} from './figures.ts'
import {JoinClock} from './join-clock.ts'

interface Run {
  readonly topics: Subscription
  readonly records: number
  readonly timeoutMs: number
  readonly intervalMs: number
  readonly date: (ms: number) => string
}

/** Throws JavaError for what ends Apache's run. */
export async function consume(
  options: ConsumerPerfOptions,
  properties: ReadonlyMap<string, string>,
  io: Io,
  open: OpenCluster = openCluster,
): Promise<void> {
  const config = consumerConfig(properties, io.now)
  const bootstrap = properties.get('bootstrap.servers') ?? ''
  const cluster = await openClient(
    {kind: 'consumer', bootstrap, properties, clientId: 'perf-consumer-client'},
    io,
    // After the last record, or after Ctrl-C, the member still commits and leaves the group.
    ({signal: _, ...settings}) => open({...settings, totalTimeoutMs: noLimitMs}),
  )
  try {
    await measure(cluster, config, options, properties, io)
  } finally {
    cluster.close()
  }
}

async function measure(
  cluster: Cluster,
  config: ConsumerConfig,
  options: ConsumerPerfOptions,
  properties: ReadonlyMap<string, string>,
  io: Io,
) {
  const start = io.now()
  const clock = new JoinClock(() => io.now())
  const run = runOf(options)
  const detailed = options.has('show-detailed-stats')
  let last: {at: number} & Counted = {at: start, records: 0, bytes: 0}
  const progress = (counted: Counted) => {
    const now = io.now()
    if (now - last.at < run.intervalMs) return
    const joinMs = clock.lap()
    if (detailed) io.out(`${intervalLine({start: last.at, end: now, joinMs, ...counted}, last, run.date)}\n`)
    last = {at: now, records: counted.records, bytes: counted.bytes}
  }
  const {records, bytes, end, joinMs} = await read(cluster, config, run, clock, io, progress)
  io.interrupted.throwIfAborted()
  if (records < run.records) io.out(tooFewRecords(run.timeoutMs))
  if (!detailed) io.out(`${wholeLine({start, end, joinMs, records, bytes}, run.date)}\n`)
  if (options.has('print-metrics')) printMetrics(metrics(records, properties), io)
}

/** Reads the options in Apache's order, because a wrong option is reported when it is read. */
function runOf(options: ConsumerPerfOptions): Run {
  const records = recordsOf(options)
  const timeoutMs = Number(options.value('timeout'))
  const intervalMs = reportingInterval(options)
  const date = simpleDateFormat(options.value('date-format') ?? '')
  return {topics: subscription(options), records, timeoutMs, intervalMs, date}
}

function subscription(options: ConsumerPerfOptions): Subscription {
  const topic = options.value('topic')
  if (topic !== undefined) {
    checkSubscription(topic)
    return topic
  }
  const include = options.value('include') ?? ''
  const pattern = compilePattern(include)
  if (include !== '') return pattern
  throw new JavaError('java.lang.IllegalArgumentException', 'Topic pattern to subscribe to cannot be empty')
}

interface Read extends Counted {
  readonly end: number
  readonly joinMs: number
}

/** Ends with the last record that is wanted, or when none has come within the timeout. */
async function read(
  cluster: Cluster,
  config: ConsumerConfig,
  {topics, records, timeoutMs}: Run,
  clock: JoinClock,
  io: Io,
  progress: (counted: Counted) => void,
): Promise<Read> {
  const {member, reset, autoCommitMs, read: settings} = config
  // Apache's loop checks both before its first poll.
  if (records <= 0 || timeoutMs < 0) return {records: 0, bytes: 0, end: io.now(), joinMs: 0}
  const stop = new AbortController()
  const signal = AbortSignal.any([stop.signal, io.interrupted])
  const err = (text: string) => io.err(text)
  let done: Omit<Read, keyof Counted> | undefined
  const end = () => (done ??= {end: io.now(), joinMs: clock.totalMs})
  const idle = new IdleClock({
    idleMs: timeoutMs,
    // Time in which brokers do not answer counts too, as in Apache's loop.
    waiting: () => true,
    onIdle: () => {
      end()
      stop.abort()
    },
    now: monotonicMs,
  })
  idle.restart()
  let seen: Counted = {records: 0, bytes: 0}
  const join = groupMember(cluster, member, topics, err)
  try {
    if (typeof topics === 'string') await new TopicQuestions(cluster, config, signal, err).ask(topics)
    const consumed = await consumeInGroup(cluster, {
      ...settings,
      groupId: member.groupId,
      reset,
      autoCommitMs,
      member: (reading, ...more) => join(clock.watch(reading), ...more),
      format: () => undefined,
      output: {write: () => Promise.resolve()},
      maxRecords: records,
      patienceMs: Infinity,
      signal,
      onNotice: (text) => err(`WARN ${text}\n`),
      onProgress: (counted) => {
        if (counted.records === seen.records) return
        seen = {records: counted.records, bytes: counted.bytes}
        idle.restart()
        if (seen.records >= records) end()
        progress(seen)
      },
    })
    return {...consumed, ...end()}
  } catch (error) {
    if (signal.aborted) return {...seen, ...end()}
    throw asJavaError(error, 'poll')
  } finally {
    idle.stop()
  }
}

function metrics(records: number, properties: ReadonlyMap<string, string>): ReadonlyMap<string, number> {
  const client = `{client-id=${properties.get('client.id')}}`
  return new Map([[`consumer-fetch-manager-metrics:records-consumed-total:${client}`, records]])
}
