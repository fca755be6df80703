// Sends records to partition leaders: in batches, acknowledged in order, retried where that can help.
import type {Cluster, TopicMetadata} from '../../cluster/cluster.ts'
import {timerMs} from '../../cluster/waiting.ts'
import {LineKernel} from '../../wire/line-kernel.ts'
import {MalformedInput} from '../readers/malformed-input.ts'
import type {OutgoingRecord, RecordSource} from '../readers/record-reader.ts'
import {BatchBuffers} from './batch-buffers.ts'
import {BatchSender} from './batch-sender.ts'
import {BulkLines, type BulkHost, type BulkInput} from './bulk-lines.ts'
import {Deliveries} from './deliveries.ts'
import type {PartitionQueue} from './partition-queue.ts'
import {Partitioner} from './partitioner.ts'
import {noCounts, type CheckedSettings} from './producer-settings.ts'
import type {Producer, ReadSource, UndeliveredBatch} from './producer.ts'
import {explainedTransactionError} from './refusals.ts'
import type {InputPlace, ProducerIdentity} from './sealed-batch.ts'
import type {CommittedPlace, Transaction} from './transaction.ts'

/** The number of partitions that the topic may gain during a run before records no longer go through the kernel. */
const sparePartitions = 16
const noSource: RecordSource = {offset: 0, line: 1}
/** Batches are not made smaller than this to save memory, bytes. */
const leastBatchBytes = 16 * 1024

interface OpenedTopic {
  readonly topic: TopicMetadata
  readonly identity: ProducerIdentity | undefined
  readonly transaction: Transaction | undefined
}

/** See Producer for the documentation of the methods. */
export class TopicProducer implements Producer {
  readonly counters = noCounts()
  readonly #settings: CheckedSettings
  readonly #transaction: Transaction | undefined
  readonly #partitioner: Partitioner
  readonly #sender: BatchSender
  readonly #deliveries: Deliveries
  readonly #buffers: BatchBuffers
  /** By partition. */
  readonly #queues: PartitionQueue[] = []
  #linger: NodeJS.Timeout | undefined

  constructor(cluster: Cluster, settings: CheckedSettings, {topic, identity, transaction}: OpenedTopic) {
    this.#transaction = transaction
    this.#settings = settings
    this.#partitioner = new Partitioner(settings.partitioner, undefined, settings.stickyBytes)
    this.#buffers = new BatchBuffers(settings.batchBytes)
    const {counters} = this
    const queues = this.#queues
    const deliveries = new Deliveries({
      cluster,
      settings,
      topic,
      identity,
      transaction,
      queues,
      counters,
      owner: {
        follow: (found) => this.#follow(found),
        send: (node) => this.#sender.send(node),
        release: ({writer, frame, weight}) => {
          if (writer) this.#buffers.giveBack(writer, weight)
          if (frame) this.#buffers.frames.giveBack(frame)
        },
        seal: (queue) => this.#seal(queue),
        makeSmaller: (weight) => this.#buffers.halve(weight),
      },
    })
    this.#deliveries = deliveries
    this.#sender = new BatchSender(cluster, settings, {
      get topic() {
        return deliveries.topic
      },
      queues,
      transaction,
      get stopped() {
        return deliveries.failure !== undefined
      },
      seal: (queue) => this.#seal(queue),
      answered: (queue, batch, answer) => {
        counters.requests = this.#sender.requests
        deliveries.answered(queue, batch, answer)
      },
      lost: (queue, batch, error) => deliveries.lost(queue, batch, error),
      unreachable: (ofNode, error) => deliveries.unreachable(ofNode, error),
    })
    this.#follow(topic)
  }

  add(record: OutgoingRecord, source: RecordSource = noSource): Promise<void> | undefined {
    if (this.#deliveries.failure) throw this.#deliveries.failure
    const {key, value} = record
    const partitioner = this.#partitioner
    const partition = record.partition ?? partitioner.partition(key)
    const queue = this.#queues[partition]
    if (!queue) throw this.#noPartition(partition, source)

    const {counters} = this
    const ordinal = ++counters.records
    const bytes = (key ? key.end - key.start : 0) + (value ? value.end - value.start : 0)
    counters.bytes += bytes
    const timestamp = record.timestamp ?? this.#settings.now()
    if (!queue.add(record, timestamp, ordinal, source, this.#buffers.take)) {
      this.#seal(queue)
      this.#sender.send(queue.leader)
      queue.add(record, timestamp, ordinal, source, this.#buffers.take)
    }
    if (record.partition === null && partition === partitioner.sticky) partitioner.taken(1, bytes)
    if (queue.openRecords === 1) this.#startLinger()
    return this.#deliveries.isFull(queue) ? this.#deliveries.room(queue) : undefined
  }

  bulk(input: BulkInput): BulkLines | undefined {
    const {plain} = input.reader
    const {bufferBytes, now} = this.#settings
    if (!plain || !this.#partitioner.hash) return undefined
    const open = this.#queues.length + sparePartitions
    const {batchBytes} = this.#buffers
    const maxLineBytes = Math.min(plain.maxLineBytes, input.maxLineBytes ?? Infinity)
    const lines = {...plain, maxLineBytes}
    const kernel = LineKernel.open(lines, open, batchBytes, Math.ceil(bufferBytes / batchBytes) + open)
    if (!kernel) return undefined
    this.#buffers.useKernel(kernel)
    const deliveries = this.#deliveries
    const host: BulkHost = {
      keyless: plain.keySeparator === null && plain.key === undefined,
      utf8: plain.utf8 === true,
      queues: this.#queues,
      partitioner: this.#partitioner,
      counters: this.counters,
      now,
      check: () => {
        if (deliveries.failure) throw deliveries.failure
      },
      startBatch: (queue, source) => {
        this.#seal(queue)
        this.#sender.send(queue.leader)
        if (!queue.hasOpenBatch) queue.open(this.#buffers.take(), source)
      },
      room: (queue) => (deliveries.isFull(queue) ? deliveries.room(queue) : undefined),
      startLinger: () => {
        if (this.#queues.some(({openRecords}) => openRecords > 0)) this.#startLinger()
      },
    }
    return new BulkLines(kernel, host, input)
  }

  get failure(): Error | undefined {
    return this.#deliveries.failure
  }

  undelivered(): UndeliveredBatch[] {
    for (const queue of this.#queues) queue.seal({compression: 0})
    return this.#deliveries.undelivered().map(({batch}) => {
      batch.reported = true
      return {ordinals: batch.ordinals, batch: batch.bytes}
    })
  }

  reportUndelivered(): void {
    if (!this.#deliveries.failure) return
    for (const queue of this.#queues) queue.seal({compression: 0})
    this.#deliveries.reportUndelivered()
  }

  async flush(): Promise<void> {
    for (const queue of this.#queues) {
      if (this.#deliveries.failure) break
      this.#seal(queue)
      this.#sender.send(queue.leader)
    }
    await this.#deliveries.settled()
  }

  async commit(place?: CommittedPlace, read?: ReadSource): Promise<void> {
    await this.flush()
    const transaction = this.#transaction
    if (!transaction) return
    try {
      if (place) await transaction.commitPlace(this.#settings.topic, place)
      if (read && read.offsets.length > 0) await transaction.commitOffsets(read.group, read.offsets)
      await transaction.end(true)
    } catch (error) {
      throw explainedTransactionError(error as Error, transaction)
    }
    this.counters.committed = this.counters.records
    this.#deliveries.startTransaction()
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
    const partitions = this.#queues.map(({unacknowledgedFrom = taken}) => {
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

  #startLinger() {
    this.#deliveries.taken()
    if (this.#linger === undefined) this.#linger = setTimeout(this.#onLinger, timerMs(this.#settings.lingerMs))
  }

  #seal(queue: PartitionQueue) {
    const {compression, level} = this.#settings
    const transactional = this.#transaction !== undefined
    const batch = queue.seal({compression, level, transactional, allocate: this.#buffers.frames.allocate})
    if (!batch) return
    this.#partitioner.batchComplete(queue.partition)
    if (compression !== 0 && batch.writer) {
      this.#buffers.giveBack(batch.writer, batch.weight) // a compressed batch is a copy
      batch.writer = undefined
      batch.frame = batch.bytes
    }
    this.#deliveries.sealed(queue, batch)
  }

  /** Sends open batches that have lingered long enough, unless they would only queue up; then they may grow instead. */
  readonly #onLinger = () => {
    this.#linger = undefined
    const nodes = new Set<number>()
    for (const queue of this.#queues) {
      if (queue.openRecords === 0) continue
      queue.expireLinger()
      if (queue.leader < 0) this.#seal(queue)
      else nodes.add(queue.leader)
    }
    for (const node of nodes) this.#sender.send(node)
  }

  /** Partitions may have been added, and leaders may have moved. */
  #follow(topic: TopicMetadata) {
    for (const {index, leader} of topic.partitions) {
      const queue = (this.#queues[index] ??= this.#deliveries.newQueue(index))
      queue.follow(leader)
    }
    const share = Math.floor(this.#settings.bufferBytes / (2 * Math.max(1, topic.partitions.length)))
    this.#buffers.limit(Math.max(leastBatchBytes, share))
    const led = this.#queues.filter(({leader}) => leader >= 0).map(({partition}) => partition)
    this.#partitioner.update(this.#queues.length, led)
  }

  #noPartition(partition: number, source: RecordSource) {
    const {length} = this.#queues
    const has = length === 1 ? 'only partition 0' : `partitions 0 to ${length - 1}`
    const sentence = `topic ${this.#settings.topic} has ${has}, not ${partition}`
    const [number, unit] = source === noSource ? [this.counters.records + 1, 'record' as const] : [source.line]
    return new MalformedInput(number, 'no such partition', '', sentence, unit)
  }
}
