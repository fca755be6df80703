// Prints a topic like the console share consumer: what ends the run, and what it reports at the end.
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {OutputFailed} from '../../errors/output-failed.ts'
import type {Format} from '../../records/formats/format.ts'
import {recordOutput} from '../../records/record-output.ts'
import {consumeShare, type ShareCounters} from '../../records/share/consume-share.ts'
import {shareConsumerConfig, type ShareConsumerConfig} from '../client/share-consumer-config.ts'
import type {OpenCluster} from '../command-line/tool.ts'
import {asJavaError, JavaError, sentence} from '../java/errors.ts'
import {checkSubscription} from '../shared/group-member.ts'
import {openShareClient, shareMemberOf, unconfirmedWarning} from '../shared/share-client.ts'
import type {ConsoleShareConsumerOptions} from './checks.ts'

export interface ShareConsumerInput {
  readonly options: ConsoleShareConsumerOptions
  readonly properties: ReadonlyMap<string, string>
  /** Undefined or negative: no limit. */
  readonly timeoutMs: number | undefined
  readonly format: Format
  readonly open: OpenCluster | undefined
}

const timeoutClass = 'org.apache.kafka.common.errors.TimeoutException'

/** Throws JavaError if the consumer cannot be created, or if a record cannot be printed. */
export async function runShareConsumer(input: ShareConsumerInput, io: Io): Promise<void> {
  const {options, properties} = input
  const config = shareConsumerConfig(properties)
  const cluster = await openShareClient(properties, 'console-share-consumer', io, input.open)
  try {
    await print(cluster, config, input, io)
  } finally {
    if (options.has('enable-systest-events')) io.out('shutdown_complete\n')
    cluster.close()
  }
}

async function print(cluster: Cluster, config: ShareConsumerConfig, input: ShareConsumerInput, io: Io) {
  const {options, format, timeoutMs} = input
  const err = (text: string) => io.err(text)
  const topic = options.value('topic') ?? ''
  checkSubscription(topic)
  const most = mostRecords(options, err)
  let counters: ShareCounters = {records: 0, bytes: 0}
  let unprintable: JavaError | undefined
  let unwritten: OutputFailed | undefined
  try {
    const member = await shareMemberOf(cluster, config, topic, io.interrupted, err)
    const consumed = await consumeShare(cluster, {
      ...member,
      format,
      output: recordOutput(io),
      verdict: options.has('reject') ? 'reject' : options.has('release') ? 'release' : 'accept',
      // As Java's consumer does, because other consumers would fail at the same batch.
      onCorrupt: 'reject',
      // Only -1 means no limit; other negative numbers mean no records.
      maxRecords: most === -1 ? Infinity : Math.max(0, most),
      ...(timeoutMs !== undefined && timeoutMs >= 0 ? {idleMs: timeoutMs, idleCounts: 'unless blocked'} : {}),
      onFormatError: (error) => {
        const failure = asJavaError(error, 'format')
        if (!options.has('reject-message-on-error')) {
          unprintable = failure
          return 'fail'
        }
        err(`ERROR Error processing message, rejecting this message: ${sentence(failure)}\n`)
        return 'reject'
      },
      onProgress: (now) => {
        counters = now
      },
    })
    if (consumed.stoppedBy === 'closed') err('Unable to write to standard out, closing consumer.\n')
    if (consumed.stoppedBy === 'idle') err(termination(new JavaError(timeoutClass, `no record for ${timeoutMs} ms`)))
    for (const each of consumed.unconfirmed) err(unconfirmedWarning(each))
  } catch (error) {
    if (error instanceof OutputFailed) unwritten = error
    else if (!unprintable && !io.interrupted.aborted) err(termination(asJavaError(error, 'poll')))
  }
  err(`Processed a total of ${counters.records} messages\n`)
  if (unwritten) throw unwritten
  if (unprintable) throw unprintable
}

/**
 * Apache's tool reads this option after it has created its consumer, and from then on it always reports what it has
 * consumed.
 */
function mostRecords(options: ConsoleShareConsumerOptions, err: (text: string) => void): number {
  try {
    return options.value('max-messages') ?? -1
  } catch (error) {
    err('Processed a total of 0 messages\n')
    throw error
  }
}

const termination = (why: JavaError) =>
  `ERROR Error processing message, terminating consumer process: ${sentence(why)}\n`
