// What the commands of kafkit perf share: the topic of the run, progress, the document, the comparison.
import {boolean, option, string} from '@oclif/core/flags'
import {readFile} from 'node:fs/promises'
import {ChangingCommand} from '../../cli/changing-command.ts'
import {exitCode, interruptedCode} from '../../cli/exit.ts'
import type {FlagValues} from '../../cli/flag-values.ts'
import {duration, integer} from '../../cli/flags.ts'
import {renderBars} from './bars.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {UsageError} from '../../errors/usage-error.ts'
import type {Latencies} from '../../perf/latencies.ts'
import {
  compareRuns,
  earlierRun,
  type Measured,
  type PerfDocument,
  type PerfKind,
  type PerfSettings,
} from '../../perf/measured.ts'
import {createOwnTopic, deleteOwnTopic, ownTopicName} from '../../perf/own-topic.ts'
import {fileProblem} from '../../text/file-problem.ts'
import {grouped} from '../../text/plural.ts'
import {sizeText} from '../../text/size.ts'

const helpGroup = 'RUN'

export const perfFlags = {
  topic: string({helpValue: 'NAME', summary: 'an existing topic (default: a new one, deleted at the end)'}),
  partitions: integer({
    min: 1,
    max: 10_000,
    summary: 'number of partitions of the new topic (default: 1)',
    exclusive: ['topic'],
  }),
  'replication-factor': integer({min: 1, max: 1000, summary: "replication factor of the new topic (default: the broker's)", exclusive: ['topic']}), // prettier-ignore
  interval: duration({summary: 'print a line on standard error at this interval', helpGroup}),
  compare: string({helpValue: 'FILE', summary: 'the output of an earlier run: exit code 3 if this run is worse', helpGroup}), // prettier-ignore
  tolerance: integer({min: 0, max: 1000, default: 10, summary: 'by how many percent a figure may be worse (default: 10)', helpGroup}), // prettier-ignore
  histogram: boolean({summary: 'also draw a histogram of latencies on standard error', helpGroup}),
}

export const sendingFlags = {
  'record-size': integer({min: 1, max: 100_000_000, default: 1000, summary: 'bytes of a value (default: 1000)', helpGroup}), // prettier-ignore
  acks: option({options: ['all', '1', '0'] as const, default: 'all', summary: 'which replicas must acknowledge a record: all (default), 1 or 0', helpGroup})(), // prettier-ignore
  compression: option({options: ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const, default: 'none', summary: 'codec of batches (default: none)', helpGroup})(), // prettier-ignore
}
export const acksOf = (word: 'all' | '1' | '0'): -1 | 0 | 1 => (word === 'all' ? -1 : word === '1' ? 1 : 0)

type Flags = FlagValues<typeof ChangingCommand.baseFlags & typeof perfFlags>

export interface PerfRun {
  readonly kind: PerfKind
  /** The settings that must be equal for two runs to be comparable, except the topic. */
  readonly settings: PerfSettings
  /** The rate was set with a flag, so it says nothing about the cluster. */
  readonly paced?: boolean
  /** It sends to the topic, even if that existed before. */
  readonly sends: boolean
  /** What else it changes, beginning with a verb: `create share group kafkit-perf-0`. */
  readonly changes?: string
  /** `own`: the topic contains only records of this run. */
  measure(cluster: Cluster, topic: string, own: boolean): Promise<Measured>
}

export abstract class PerfCommand extends ChangingCommand {
  /** Measures, prints the document, and deletes the run's own topic, also after Ctrl-C. Returns the exit code. */
  protected async perform(flags: Flags, {kind, sends, paced = false, measure, ...run}: PerfRun): Promise<number> {
    const {io} = this
    const settings = {...run.settings, partitions: flags.topic === undefined ? (flags.partitions ?? 1) : null}
    const before =
      flags.compare === undefined ? undefined : earlierRun(flags.compare, await textOf(flags.compare), kind, settings)
    const own = flags.topic === undefined
    const topic = flags.topic ?? ownTopicName()
    const ofTopic = own ? `create topic ${topic} for a measurement` : sends ? `send records to ${topic}` : undefined
    const changes = ofTopic ?? run.changes
    const cluster = await this.connectToChange(flags, {changes, plan: {topic}, graceful: true})
    const startedAt = new Date(io.now()).toISOString()
    let measured: Measured
    let code: number = exitCode.done
    let isMade = false
    try {
      if (own)
        await createOwnTopic(cluster, {
          name: topic,
          partitions: flags.partitions ?? 1,
          replicationFactor: flags['replication-factor'],
        })
      isMade = own
      measured = await measure(cluster, topic, own)
    } finally {
      const left = own ? await deleteOwnTopic(cluster, topic) : undefined
      if (left && !isUnknownTopic(left)) {
        // If the creation of the topic was not answered, it may or may not exist; that error is reported by itself.
        if (isMade) code = await this.reportFailures([left])
        await this.warning(
          `topic ${topic} ${isMade ? 'still exists' : 'may exist'}: delete it with kafkit topics delete ${topic}`,
        )
      }
    }
    const comparison = before ? compareRuns(before, measured, {tolerance: flags.tolerance, paced}) : null
    const clusterId = await cluster.clusterId()
    const document: PerfDocument = {kafkitPerf: 1, kind, startedAt, clusterId, settings, ...measured, comparison}
    this.achieved(document)
    this.printJson(document)
    if (flags.histogram) io.err(renderBars(measured.histogram))
    await this.note(summaryOf(measured))
    for (const {figure, before: was, now, worsePercent, verdict} of comparison ?? [])
      if (verdict !== 'same')
        await this.note(
          `${figure}: ${grouped(was)} before, ${grouped(now)} now: ${verdict} by ${Math.abs(worsePercent)} %`,
        )
    if (measured.stoppedBy === 'signal') return interruptedCode(io)
    if (measured.failed > 0) {
      await this.warning(`${grouped(measured.failed)} records were not acknowledged`)
      code = exitCode.failed
    }
    if (measured.records === 0) {
      await this.warning('nothing was measured')
      code = exitCode.failed
    }
    if (code !== exitCode.done) return code
    if (before && comparison?.length === 0) {
      await this.warning(`there is nothing to compare in ${flags.compare}`)
      return exitCode.failed
    }
    return comparison?.some(({verdict}) => verdict === 'worse') ? exitCode.exceeded : exitCode.done
  }

  /**
   * Fills a topic that belongs to this run. Returns how it ended if there is nothing to read, because records failed
   * or Ctrl-C came.
   */
  protected async fill(
    cluster: Cluster,
    topic: string,
    {flags, records}: {readonly flags: FlagValues<typeof sendingFlags>; readonly records: number | undefined},
  ): Promise<Measured | undefined> {
    const {produceRun} = await import('../../perf/produce-run.ts')
    const {acks, compression, 'record-size': recordSize} = flags
    const sent = await produceRun(cluster, {
      topic,
      records,
      warmup: 0,
      recordSize,
      producer: {acks: acksOf(acks), compression},
      signal: this.io.interrupted,
      onNotice: (text) => this.io.err(`kafkit: ${text}\n`),
    })
    if (sent.failed === 0 && sent.stoppedBy !== 'signal') return undefined
    return {...sent, records: 0, latencyMs: null, histogram: []}
  }

  /** Returns a function that prints a line every --interval; undefined without the flag. */
  protected reporter(flags: Flags): ((records: number, bytes: number, latencies?: Latencies) => void) | undefined {
    const {interval} = flags
    if (interval === undefined) return undefined
    let last = {at: performance.now(), records: 0, bytes: 0}
    return (records, bytes, latencies) => {
      const now = performance.now()
      const ms = now - last.at
      if (ms < interval) return
      const rate = Math.round(((records - last.records) / ms) * 1000)
      const byteRate = Math.round(((bytes - last.bytes) / ms) * 1000)
      const tail = latencies?.summary()
      const soFar = tail ? `, so far p50 ${tail.p50} ms, p99 ${tail.p99} ms, max ${tail.max} ms` : ''
      this.io.err(`${grouped(records)} records, ${grouped(rate)}/s, ${sizeText(byteRate)}/s${soFar}\n`)
      last = {at: now, records, bytes}
    }
  }
}

const isUnknownTopic = (error: Error): boolean => 'codeName' in error && error.codeName === 'UNKNOWN_TOPIC_OR_PARTITION'

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new UsageError(`--compare: cannot read ${file}: ${fileProblem(error as NodeJS.ErrnoException)}`)
  }
}

function summaryOf({records, recordsPerSecond, bytesPerSecond, latencyMs}: Measured): string {
  const rate = recordsPerSecond === null ? '' : `, ${grouped(Math.round(recordsPerSecond))}/s`
  const bytes = bytesPerSecond === null ? '' : `, ${sizeText(bytesPerSecond)}/s`
  const latency = latencyMs
    ? `; p50 ${latencyMs.p50} ms, p90 ${latencyMs.p90} ms, p99 ${latencyMs.p99} ms, p99.9 ${latencyMs.p999} ms, max ${latencyMs.max} ms`
    : ''
  return `${grouped(records)} records${rate}${bytes}${latency}`
}
