// The run of kafka-share-consumer-perf-test: measures members of a share group that read in parallel.
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {monotonicMs} from '../../cluster/monotonic.ts'
import {IdleClock} from '../../records/consume/idle-clock.ts'
import {verdict} from '../../records/share/acknowledgements.ts'
import {ShareConsumption, type ShareSink} from '../../records/share/share-consumption.ts'
import {shareConsumerConfig, type ShareConsumerConfig} from '../client/share-consumer-config.ts'
import type {OpenCluster} from '../command-line/tool.ts'
import {asJavaError, JavaError} from '../java/errors.ts'
import {simpleDateFormat} from '../java/simple-date-format.ts'
import {checkSubscription} from '../shared/group-member.ts'
import {printMetrics} from '../shared/metrics.ts'
import {recordsOf, reportingInterval, tooFewRecords} from '../shared/perf-checks.ts'
import {openShareClient, shareMemberOf, unconfirmedWarning} from '../shared/share-client.ts'
import type {ShareConsumerPerfOptions} from './checks.ts'
import {figuresLine, type Counted} from './figures.ts'

interface Run {
  readonly topic: string
  readonly records: number
  readonly timeoutMs: number
  readonly intervalMs: number
  readonly date: (ms: number) => string
  readonly detailed: boolean
}

interface Member {
  readonly clientId: string
  readonly config: ShareConsumerConfig
  readonly cluster: Cluster
  readonly counted: {records: number; bytes: number}
}

const nothing: Counted = {records: 0, bytes: 0}

/** Throws JavaError for what ends Apache's run. */
export async function consume(
  options: ShareConsumerPerfOptions,
  properties: ReadonlyMap<string, string>,
  threads: number,
  io: Io,
  open?: OpenCluster,
): Promise<void> {
  const members: Member[] = []
  try {
    for (let index = 1; index <= threads; index++) {
      const clientId = `${properties.get('client.id')}${threads > 1 ? `-${index}` : ''}`
      const own = new Map(properties).set('client.id', clientId)
      const config = shareConsumerConfig(own)
      const cluster = await openShareClient(own, clientId, io, open)
      members.push({clientId, config, cluster, counted: {...nothing}})
    }
    if (members.length === 0) {
      recordsOf(options)
      options.value('timeout')
      // What Apache's executor says about a pool without threads; at that point, both options have been read.
      throw new JavaError('java.lang.IllegalArgumentException', 'null')
    }
    await measure(members, options, io)
  } finally {
    for (const {cluster} of members) cluster.close()
  }
}

async function measure(members: readonly Member[], options: ShareConsumerPerfOptions, io: Io) {
  const start = io.now()
  const run = runOf(options)
  const end = await read(members, run, io)
  io.interrupted.throwIfAborted()
  const line = (counted: Counted) => figuresLine({start, end}, counted, nothing, run.date)
  if (options.has('show-consumer-stats'))
    for (const [index, {clientId, counted}] of members.entries())
      io.out(`Share consumer ${index + 1} having client id ${clientId} consumption metrics- ${line(counted)}\n`)
  const all = members.reduce(
    (sum, {counted}) => ({records: sum.records + counted.records, bytes: sum.bytes + counted.bytes}),
    nothing,
  )
  if (all.records < run.records) io.out(tooFewRecords(run.timeoutMs))
  io.out(`${line(all)}\n`)
  if (options.has('print-metrics'))
    for (const {clientId, counted} of members)
      printMetrics(
        new Map([
          [`consumer-share-fetch-manager-metrics:records-consumed-total:{client-id=${clientId}}`, counted.records],
        ]),
        io,
      )
}

/** Reads the options in Apache's order, because a wrong option is reported when it is read. */
function runOf(options: ShareConsumerPerfOptions): Run {
  const records = recordsOf(options)
  const timeoutMs = Number(options.value('timeout'))
  const topic = options.value('topic') ?? ''
  checkSubscription(topic)
  const date = simpleDateFormat(options.value('date-format') ?? '')
  const intervalMs = reportingInterval(options)
  return {topic, records, timeoutMs, intervalMs, date, detailed: options.has('show-detailed-stats')}
}

/**
 * Ends with the last record that is wanted, or when no member has received one within the timeout. Returns the time
 * of the end.
 */
async function read(members: readonly Member[], run: Run, io: Io): Promise<number> {
  // Apache's loop checks both before its first poll.
  if (run.records <= 0 || run.timeoutMs < 0) return io.now()
  const stop = new AbortController()
  const signal = AbortSignal.any([stop.signal, io.interrupted])
  let end: number | undefined
  const over = () => {
    end ??= io.now()
    stop.abort()
  }
  // Time in which brokers do not answer counts too, as in Apache's loop.
  const idle = new IdleClock({idleMs: run.timeoutMs, waiting: () => true, onIdle: over, now: monotonicMs})
  let total = 0
  const taken = (records: number) => {
    if (records > 0) idle.restart()
    total += records
    if (total >= run.records) over()
  }
  idle.restart()
  try {
    await Promise.all(members.map((member, index) => readAs(member, index + 1, run, signal, taken, io)))
  } catch (error) {
    if (!signal.aborted) throw asJavaError(error, 'poll')
  } finally {
    idle.stop()
  }
  return end ?? io.now()
}

async function readAs(
  {cluster, config, counted}: Member,
  index: number,
  {topic, intervalMs, date, detailed}: Run,
  signal: AbortSignal,
  taken: (records: number) => void,
  io: Io,
) {
  let last = {at: io.now(), ...nothing}
  const progress = () => {
    const now = io.now()
    if (now - last.at < intervalMs) return
    if (detailed)
      io.out(`${figuresLine({start: last.at, end: now}, counted, last, date)} for share consumer ${index}\n`)
    last = {at: now, ...counted}
  }
  const sink: ShareSink = {
    take: (records, cursor) => {
      const before = counted.records
      const visited = records.visit(
        cursor,
        ({keyLength, valueLength}) => {
          counted.records++
          counted.bytes += Math.max(keyLength, 0) + Math.max(valueLength, 0)
          return verdict.accept
        },
        verdict.reject,
      )
      progress()
      taken(counted.records - before)
      return Promise.resolve(visited)
    },
    acknowledged: ({partition, acknowledgements, error}) => {
      const records = acknowledgements.recordCount
      if (error && records > 0)
        io.err(unconfirmedWarning({topic: partition.topic, partition: partition.partition, records, error}))
    },
  }
  const member = await shareMemberOf(cluster, config, topic, signal, (text) => io.err(text))
  await new ShareConsumption(cluster, member, sink).run()
}
