// Records to leaders: batches by partition, acknowledged in order, sent again where that can help.
import type {Cluster, TopicMetadata} from '../../cluster/cluster.ts'
import {monotonicMs} from '../../cluster/monotonic.ts'
import {BatchWriter} from '../../wire/batch-writer.ts'
import {LineKernel} from '../../wire/line-kernel.ts'
import {BatchSender, type PartitionAnswer} from './batch-sender.ts'
import {BulkLines} from './bulk-lines.ts'
import {Deliveries, explained} from './deliveries.ts'
import type {Lane} from './partition-queue.ts'
import type {OutgoingRecord, RecordReader, RecordSource, SourcePlace} from '../readers/record-reader.ts'
import {MalformedInput} from '../readers/malformed-input.ts'
import {Partitioner} from './partitioner.ts'
import {newIdentity} from './producer-id.ts'
import {
  checkedSettings,
  type CheckedSettings,
  type ProducerCounters,
  type ProducerSettings,
} from './producer-settings.ts'
import {topicToProduce} from './producer-topic.ts'
import type {InputPlace, ProducerIdentity, SealedBatch} from './sealed-batch.ts'
import type {CommittedPlace, Transaction, TransactionSettings} from './transaction.ts'

export type {CompressionName, Delivery, ProducerCounters, ProducerSettings} from './producer-settings.ts'
export {DeliveryError} from './deliveries.ts'

/** How far the topics were read that the records are made of: the next offsets, as this group's. */
export interface ReadSource {
  readonly group: string
  readonly offsets: readonly SourcePlace[]
}

export interface Producer {
  /** Live: the same object all the time. */
  readonly counters: ProducerCounters
  /**
   * Takes a record (and where in the input it is, for `place`); it may be reused at once. A promise only when the caller
   * should wait before it adds more. Raises what ended the producer (DeliveryError names the records), and MalformedInput
   * for a partition that does not exist.
   */
  add(record: OutgoingRecord, source?: RecordSource): Promise<void> | undefined
  /** A faster way for the reader's lines, where there is one; to be asked for before anything is added. */
  bulk(reader: RecordReader, addAll: () => Promise<void>, signal?: AbortSignal): BulkLines | undefined
  /**
   * Ends the transaction when everything added so far is acknowledged; `place` is kept in the cluster with it, `read` is
   * committed with it. What was added is undone by `abort`, and by a crash.
   */
  commit(place?: CommittedPlace, read?: ReadSource): Promise<void>
  abort(): Promise<void>
  /** With transactions: the place that was committed last. */
  committedPlace(): Promise<CommittedPlace | undefined>
  /** Where somebody has to go on who loses what is unacknowledged: up to the first place everything is acknowledged. */
  place(taken: InputPlace): {whole: InputPlace; partitions: number[]}
  /** Which partition a record would go to, if that does not depend on what was before. */
  fixedPartition(record: OutgoingRecord): number | undefined
  /** Resolves when everything added so far is acknowledged (or has failed, with onError continue). */
  flush(): Promise<void>
}

/** Learns the topic's partitions, and a producer id if idempotent: an unknown topic is a KafkaError here already. */
export async function openProducer(cluster: Cluster, settings: ProducerSettings): Promise<Producer> {
  const checked = checkedSettings({requestTimeoutMs: cluster.settings.requestTimeoutMs, ...settings})
  const topic = await topicToProduce(cluster, checked.topic, checked.autoCreate)
  warm(cluster, topic)
  const {transaction: wanted} = checked
  const transaction = wanted && (await openTransaction(cluster, wanted))
  const identity = transaction?.identity ?? (checked.idempotent ? await newIdentity(cluster) : undefined)
  return new TopicProducer(cluster, checked, topic, identity, transaction)
}

/** Where there are few leaders their connections are opened at once: the first batch finds them there. */
function warm(cluster: Cluster, {partitions}: TopicMetadata) {
  const leaders = new Set(partitions.map(({leader}) => leader).filter((leader) => leader >= 0))
  if (leaders.size > mostWarm) return
  for (const leader of leaders) cluster.connection(leader, 'produce').catch(() => undefined) // told when it is needed
}
const mostWarm = 3

async function openTransaction(cluster: Cluster, settings: TransactionSettings): Promise<Transaction> {
  const {Transaction: opener} = await import('./transaction.ts')
  try {
    return await opener.open(cluster, settings)
  } catch (error) {
    throw explained(error as Error, {id: settings.transactionalId, timeoutMs: settings.timeoutMs ?? 60_000})
  }
}

/** Partitions that a topic may get while it is written to, without slowing down. */
const spareLanes = 16
const nowhere: RecordSource = {offset: 0, line: 1}
/** Batches are not made smaller than this to save memory. */
const leastBatchBytes = 16 * 1024

class TopicProducer implements Producer {
  readonly counters = {records: 0, bytes: 0, acknowledged: 0, failed: 0, committed: 0, requests: 0, retries: 0}
  readonly #settings: CheckedSettings
  readonly #transaction: Transaction | undefined
  readonly #partitioner: Partitioner
  readonly #sender: BatchSender
  readonly #deliveries: Deliveries
  readonly #lanes: Lane[] = []
  #writers: BatchWriter[] = []
  #kernel: LineKernel | undefined
  /** Those of the present batch size. */
  #madeWriters = new WeakSet<BatchWriter>()
  #batchBytes = 0
  #linger: NodeJS.Timeout | undefined

  constructor(
    cluster: Cluster,
    settings: CheckedSettings,
    topic: TopicMetadata,
    identity: ProducerIdentity | undefined,
    transaction: Transaction | undefined,
  ) {
    this.#transaction = transaction
    this.#settings = settings
    this.#partitioner = new Partitioner(settings.partitioner)
    this.#deliveries = new Deliveries(
      cluster,
      settings,
      topic,
      identity,
      this.#lanes,
      this.counters,
      {
        metadata: (found) => this.#follow(found),
        ready: (node) => this.#sender.pump(node),
        done: (batch) => {
          if (batch.writer) this.#giveBack(batch.writer, batch.weight)
        },
        tooLarge: (weight) => this.#makeSmaller(weight),
      },
      transaction,
    )
    const deliveries = this.#deliveries
    this.#sender = new BatchSender(cluster, settings, {
      get topic() {
        return deliveries.topic
      },
      lanes: this.#lanes,
      transaction,
      get stopped() {
        return deliveries.failure !== undefined
      },
      sealOverdue: (lane) => this.#seal(lane),
      answered: (lane: Lane, batch: SealedBatch, answer: PartitionAnswer | undefined) => {
        this.counters.requests = this.#sender.requests
        deliveries.answered(lane, batch, answer)
      },
      lost: (lane, batch, error) => deliveries.lost(lane, batch, error),
      unreachable: (lanes, error) => deliveries.unreachable(lanes, error),
    })
    this.#follow(topic)
  }

  add(record: OutgoingRecord, source: RecordSource = nowhere): Promise<void> | undefined {
    if (this.#deliveries.failure) throw this.#deliveries.failure
    const {key, value} = record
    const partition = record.partition ?? this.#partitioner.partition(key)
    const lane = this.#lanes[partition]
    if (!lane) throw this.#noPartition(partition, source)

    const {counters} = this
    const ordinal = ++counters.records
    counters.bytes += (key ? key.end - key.start : 0) + (value ? value.end - value.start : 0)
    const timestamp = record.timestamp ?? this.#settings.now()
    if (!lane.add(record, timestamp, ordinal, source, this.#newWriter)) {
      this.#seal(lane)
      this.#sender.pump(lane.leader)
      lane.add(record, timestamp, ordinal, source, this.#newWriter)
    }
    if (lane.open === 1) this.#wait()
    return this.#deliveries.crowded(lane) ? this.#deliveries.room(lane) : undefined
  }

  bulk(reader: RecordReader, addAll: () => Promise<void>, signal?: AbortSignal): BulkLines | undefined {
    const {plain} = reader
    const {bufferBytes, now} = this.#settings
    if (!plain || !this.#partitioner.hash) return undefined
    const open = this.#lanes.length + spareLanes
    const slots = Math.ceil(bufferBytes / this.#batchBytes) + open
    // A topic may get more partitions meanwhile.
    this.#kernel = LineKernel.open(plain, open, this.#batchBytes, slots)
    if (!this.#kernel) return undefined
    const deliveries = this.#deliveries
    const host = {
      lanes: this.#lanes,
      partitioner: this.#partitioner,
      counters: this.counters,
      now,
      check: () => {
        if (deliveries.failure) throw deliveries.failure
      },
      turn: (lane: Lane, source: RecordSource) => {
        this.#seal(lane)
        this.#sender.pump(lane.leader)
        if (!lane.begun) lane.begin(this.#newWriter(), source)
      },
      room: (lane: Lane) => (deliveries.crowded(lane) ? deliveries.room(lane) : undefined),
      wait: () => {
        if (this.#lanes.some(({open: records}) => records > 0)) this.#wait()
      },
    }
    return new BulkLines(this.#kernel, host, reader, addAll, signal)
  }

  async flush(): Promise<void> {
    for (const lane of this.#lanes) {
      if (this.#deliveries.failure) break
      this.#seal(lane)
      this.#sender.pump(lane.leader)
    }
    await this.#deliveries.settled()
  }

  async commit(place?: CommittedPlace, read?: ReadSource): Promise<void> {
    await this.flush()
    const transaction = this.#transaction
    if (!transaction) return
    try {
      if (place) await transaction.place(this.#settings.topic, place)
      if (read && read.offsets.length > 0) await transaction.commitOffsets(read.group, read.offsets)
      await transaction.end(true)
    } catch (error) {
      throw explained(error as Error, transaction)
    }
    this.counters.committed = this.counters.records
    this.#deliveries.renew()
  }

  async abort(): Promise<void> {
    await this.#deliveries.settled().catch(() => undefined)
    await this.#transaction?.end(false)
  }

  async committedPlace(): Promise<CommittedPlace | undefined> {
    return this.#transaction?.committedPlace(this.#settings.topic)
  }

  place(taken: InputPlace): {whole: InputPlace; partitions: number[]} {
    let whole = taken
    const partitions = this.#lanes.map(({unacknowledgedFrom = taken}) => {
      if (unacknowledgedFrom.bytes < whole.bytes) whole = unacknowledgedFrom
      return unacknowledgedFrom.bytes
    })
    return {whole, partitions}
  }

  fixedPartition({key, partition}: OutgoingRecord): number | undefined {
    if (partition !== null) return partition
    const {hash} = this.#partitioner
    return key && hash && (hash === 'murmur2' || key.end > key.start) ? this.#partitioner.partition(key) : undefined
  }

  #wait() {
    if (this.#linger === undefined) this.#linger = setTimeout(this.#onLinger, this.#settings.lingerMs)
  }

  #seal(lane: Lane) {
    const {compression, level, deliveryTimeoutMs} = this.#settings
    const transactional = this.#transaction !== undefined
    const batch = lane.seal({compression, level, transactional}, monotonicMs() + deliveryTimeoutMs)
    if (!batch) return
    this.#partitioner.batchComplete(lane.partition)
    if (compression !== 0 && batch.writer) {
      this.#giveBack(batch.writer, batch.weight) // a compressed batch is a copy
      batch.writer = undefined
    }
    this.#deliveries.sealed(lane, batch)
  }

  /** What has waited long enough goes out, unless it would only queue up: then it may as well grow. */
  readonly #onLinger = () => {
    this.#linger = undefined
    const nodes = new Set<number>()
    for (const lane of this.#lanes) {
      if (lane.open === 0) continue
      lane.overdue = true
      if (lane.leader < 0) this.#seal(lane)
      else nodes.add(lane.leader)
    }
    for (const node of nodes) this.#sender.pump(node)
  }

  readonly #newWriter = () => {
    const slot = this.#kernel?.slot()
    if (slot) return new BatchWriter(this.#batchBytes, slot)
    const writer = this.#writers.pop() ?? new BatchWriter(this.#batchBytes)
    this.#madeWriters.add(writer)
    return writer
  }

  #giveBack(writer: BatchWriter, weight: number) {
    if (writer.slot) return this.#kernel?.release(writer.slot)
    // With many partitions not every one needs a buffer at hand; one grown for a huge record is not worth keeping.
    if (this.#writers.length < 16 && weight <= this.#batchBytes && this.#madeWriters.has(writer))
      this.#writers.push(writer)
  }

  #makeSmaller(weight: number) {
    const batchBytes = Math.max(1024, Math.ceil(weight / 2))
    if (batchBytes >= this.#batchBytes) return
    this.#batchBytes = batchBytes
    this.#writers = []
    this.#madeWriters = new WeakSet()
  }

  /** Partitions may have been added, and leaders moved. */
  #follow(topic: TopicMetadata) {
    for (const {index, leader} of topic.partitions) {
      const lane = (this.#lanes[index] ??= this.#deliveries.newLane(index))
      // What is unanswered by the old leader must not be overtaken by what goes to the new one.
      if (lane.leader !== leader && lane.unanswered) lane.muted = true
      lane.leader = leader
    }
    const {batchBytes, bufferBytes} = this.#settings
    const share = Math.max(leastBatchBytes, Math.floor(bufferBytes / (2 * Math.max(1, topic.partitions.length))))
    this.#batchBytes = Math.min(batchBytes, share, this.#batchBytes || batchBytes)
    const led = this.#lanes.filter(({leader}) => leader >= 0).map(({partition}) => partition)
    this.#partitioner.update(this.#lanes.length, led)
  }

  #noPartition(partition: number, source: RecordSource) {
    const {length} = this.#lanes
    const has = length === 1 ? 'only partition 0' : `partitions 0 to ${length - 1}`
    const sentence = `topic ${this.#settings.topic} has ${has}, not ${partition}`
    const [number, unit] = source === nowhere ? [this.counters.records + 1, 'record' as const] : [source.line]
    return new MalformedInput(number, 'no such partition', '', sentence, unit)
  }
}
