// The run of kafka-verifiable-share-consumer: prints a line for what a share group member reads, and for each
// acknowledgement.
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {alterIncrementally} from '../../configs/incremental.ts'
import {verdict} from '../../records/share/acknowledgements.ts'
import type {AcquiredRecords, Visited} from '../../records/share/acquired-records.ts'
import {ShareConsumption, type AcknowledgeOutcome, type ShareSink} from '../../records/share/share-consumption.ts'
import type {ShareConsumerConfig} from '../client/share-consumer-config.ts'
import {asJavaError, JavaError, sentence} from '../java/errors.ts'
import {printEvent} from '../shared/events.ts'
import {checkSubscription} from '../shared/group-member.ts'
import {shareMemberOf} from '../shared/share-client.ts'

export interface ConsumeInput {
  readonly config: ShareConsumerConfig
  readonly topic: string
  /** Negative: no limit. */
  readonly maxMessages: number
  readonly verbose: boolean
  /** Whether to send each acknowledgement in a separate request. */
  readonly atOnce: boolean
  /** '': leave the group's config unchanged. */
  readonly resetStrategy: string
}

/** Ends at the last record, at Ctrl-C, or when the reader of the events has gone. Any other reason is reported on stderr. */
export async function consume(cluster: Cluster, input: ConsumeInput, io: Io): Promise<void> {
  const signal = AbortSignal.any([io.interrupted, io.outClosed])
  try {
    printEvent(io, 'startup_complete')
    if (input.resetStrategy !== '') await setResetStrategy(cluster, input, io)
    checkSubscription(input.topic)
    if (input.maxMessages !== 0) {
      const member = await shareMemberOf(cluster, input.config, input.topic, signal, (text) => io.err(text))
      const events = new ShareEvents(input, io)
      const acknowledge = input.atOnce ? 'at once' : 'with next fetch'
      const consumption = new ShareConsumption(cluster, {...member, acknowledge}, events)
      events.finished = () => consumption.stop()
      await consumption.run()
    }
  } catch (error) {
    if (!signal.aborted)
      io.err(
        `ERROR Error during processing, terminating share consumer process: ${sentence(asJavaError(error, 'poll'))}\n`,
      )
  }
  printEvent(io, 'shutdown_complete')
}

async function setResetStrategy(cluster: Cluster, {config, resetStrategy}: ConsumeInput, io: Io) {
  // ShareGroupAutoOffsetResetStrategy. The tool sets the name only, so by_duration fails at the broker, as with
  // Apache's tool.
  if (resetStrategy === 'by_duration')
    throw new JavaError(
      'java.lang.IllegalArgumentException',
      '<:duration> part is missing in by_duration auto offset reset strategy.',
    )
  const kind = resetStrategy.startsWith('by_duration:') ? 'by_duration' : resetStrategy
  if (!['earliest', 'latest', 'by_duration'].includes(kind))
    throw new JavaError('java.lang.IllegalArgumentException', `Unknown auto offset reset strategy: ${resetStrategy}`)
  await alterIncrementally(cluster, {type: 'GROUP', name: config.read.groupId}, [
    {name: 'share.auto.offset.reset', operation: 'set', value: kind},
  ])
  printEvent(io, 'offset_reset_strategy_set', {offsetResetStrategy: kind})
}

/** Prints the events about records that are read and acknowledged. */
export class ShareEvents implements ShareSink {
  /** Called when all wanted records were acknowledged. */
  finished: () => void = () => undefined
  readonly #input: Pick<ConsumeInput, 'verbose' | 'maxMessages'>
  readonly #io: Io
  #acknowledged = 0

  constructor(input: Pick<ConsumeInput, 'verbose' | 'maxMessages'>, io: Io) {
    this.#input = input
    this.#io = io
  }

  take(records: AcquiredRecords, cursor: Parameters<ShareSink['take']>[1]): Promise<Visited> {
    const {topic, partition} = records.partition
    const offsets: number[] = []
    const visited = records.visit(
      cursor,
      ({offset, key, value}) => {
        offsets.push(offset)
        if (this.#input.verbose) {
          const text = (bytes: Buffer | null) => bytes?.toString() ?? null
          printEvent(this.#io, 'record_data', {key: text(key), value: text(value), topic, partition, offset})
        }
        return verdict.accept
      },
      verdict.reject,
    )
    if (offsets.length > 0) {
      const partitions = [{topic, partition, count: offsets.length, offsets}]
      printEvent(this.#io, 'records_consumed', {count: offsets.length, partitions})
    }
    return Promise.resolve(visited)
  }

  acknowledged({partition: {topic, partition}, acknowledgements, error}: AcknowledgeOutcome): void {
    const offsets = acknowledgements.offsets()
    const count = offsets.length
    const why = error && asJavaError(error, 'acknowledge').message
    printEvent(this.#io, 'offsets_acknowledged', {
      count,
      partitions: [{topic, partition, count, offsets}],
      success: why === undefined,
      ...(why === undefined ? {} : {error: why}),
    })
    if (why !== undefined) return
    this.#acknowledged += count
    const {maxMessages} = this.#input
    if (maxMessages >= 0 && this.#acknowledged >= maxMessages) this.finished()
  }
}
