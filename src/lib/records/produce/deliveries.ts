// What becomes of batches: acknowledged, sent again in the right order, or given up.
import {BackOff, Deadline} from '../../cluster/back-off.ts'
import type {Cluster, TopicMetadata} from '../../cluster/cluster.ts'
import {errorCode, kafkaErrors} from '../../cluster/error-codes.ts'
import {ConnectionError, KafkaError, isTransient} from '../../cluster/errors.ts'
import {monotonicMs} from '../../cluster/monotonic.ts'
import type {PartitionAnswer} from './batch-sender.ts'
import {Lane} from './partition-queue.ts'
import {newIdentity} from './producer-id.ts'
import type {CheckedSettings, ProducerCounters} from './producer-settings.ts'
import type {Transaction} from './transaction.ts'
import {cut, nobody, restamp, sequenceAfter, type ProducerIdentity, type SealedBatch} from './sealed-batch.ts'

/** A batch was refused or given up; `ordinals` says which records (from 1, as they were added). */
export class DeliveryError extends KafkaError {
  readonly topic: string
  readonly partition: number
  readonly ordinals: Float64Array

  constructor(
    code: number,
    {topic, recordsText}: Pick<CheckedSettings, 'topic' | 'recordsText'>,
    lane: Lane,
    ordinals: Float64Array,
    text?: string | null,
    cause?: Error,
  ) {
    const which = recordsText(ordinals[0] ?? 0, ordinals.at(-1) ?? 0)
    super(code, `produce ${which} to ${topic}-${lane.partition}`, text, cause ? {cause} : {})
    this.topic = topic
    this.partition = lane.partition
    this.ordinals = ordinals
  }
}

interface Hooks {
  metadata(topic: TopicMetadata): void
  /** Lanes of this broker have something to send. */
  ready(node: number): void
  /** Nobody needs the batch's bytes any more. */
  done(batch: SealedBatch): void
  /** A batch of so many bytes before compression was refused for its size. */
  tooLarge(weight: number): void
}
type Counters = {-readonly [K in keyof ProducerCounters]: ProducerCounters[K]}

/** A topic that was missing for so long is deleted; it takes brokers about as long to hear of a new one. */
const missingForMs = 5000

export class Deliveries {
  topic: TopicMetadata
  failure: Error | undefined
  readonly #cluster: Cluster
  readonly #settings: CheckedSettings
  readonly #lanes: readonly Lane[]
  readonly #counters: Counters
  readonly #hooks: Hooks
  readonly #transaction: Transaction | undefined
  #joining: Lane[] = []
  readonly #backOff: BackOff
  #identity: ProducerIdentity
  #buffered = 0
  #progress = Promise.withResolvers<void>()
  #recovering = false
  #missingSince: number | undefined

  constructor(
    cluster: Cluster,
    settings: CheckedSettings,
    topic: TopicMetadata,
    identity: ProducerIdentity | undefined,
    lanes: readonly Lane[],
    counters: Counters,
    hooks: Hooks,
    transaction?: Transaction,
  ) {
    this.#transaction = transaction
    this.topic = topic
    this.#cluster = cluster
    this.#settings = settings
    this.#identity = identity ?? nobody
    this.#lanes = lanes
    this.#counters = counters
    this.#hooks = hooks
    this.#backOff = new BackOff(cluster.settings.retryBackoffMs, cluster.settings.retryBackoffMaxMs)
  }

  newLane(partition: number): Lane {
    const lane = new Lane(partition)
    lane.identity = this.#identity
    lane.outside = this.#transaction?.joinsByItself === false
    return lane
  }

  /** The transaction is over: who sends what comes now, and as what. */
  renew(): void {
    if (!this.#transaction) return
    this.#identity = this.#transaction.identity
    for (const lane of this.#lanes) lane.become(this.#identity, !this.#transaction.joinsByItself)
  }

  sealed(lane: Lane, batch: SealedBatch): void {
    this.#buffered += batch.weight
    if (lane.outside) this.#join(lane)
    if (lane.leader < 0) this.#stall(lane)
  }

  /** Partitions that ask for it in the same turn join together. */
  #join(lane: Lane) {
    if (this.#joining.includes(lane)) return
    this.#joining.push(lane)
    if (this.#joining.length > 1) return
    queueMicrotask(() => {
      const lanes = this.#joining
      this.#joining = []
      const partitions = lanes.map(({partition}) => partition)
      this.#transaction
        ?.join(this.topic.name, partitions)
        .then(() => {
          for (const each of lanes) each.outside = false
          for (const node of new Set(lanes.map(({leader}) => leader))) this.#hooks.ready(node)
        })
        .catch((error: unknown) => this.#end(explained(error as Error, this.#transaction)))
    })
  }

  crowded(lane: Lane): boolean {
    return this.#buffered > this.#settings.bufferBytes || lane.queue.length > 2 * this.#settings.maxInFlight
  }

  async room(lane: Lane): Promise<void> {
    while (!this.failure && this.crowded(lane)) await this.#progress.promise
    if (this.failure) throw this.failure
  }

  /** Until nothing is unacknowledged; after a failure, until nothing is unanswered. */
  async settled(): Promise<void> {
    const busy = () => this.#lanes.some((lane) => (this.failure ? lane.unanswered : lane.queue.length > 0))
    while (busy()) await this.#progress.promise
    if (this.failure) throw this.failure
  }

  answered(lane: Lane, batch: SealedBatch, answer: PartitionAnswer | undefined): void {
    const code = answer?.errorCode ?? 0
    // The broker has it already: an answer was lost, not the batch.
    if (code === 0 || code === errorCode.duplicateSequenceNumber)
      this.#acknowledge(lane, batch, answer?.baseOffset ?? -1)
    else if (answer) this.#refuse(lane, batch, answer)
    this.#step(lane)
  }

  lost(lane: Lane, batch: SealedBatch, error: unknown): void {
    const gone = isTransient(error)
    if (gone && this.#settings.acks === 0) this.#forget(lane, batch, error)
    else if (gone && batch.attempts <= this.#settings.retries) this.#again(batch, lane, error)
    else this.#end(error as Error, batch)
    this.#step(lane)
  }

  unreachable(lanes: readonly Lane[], error: unknown): void {
    const gone = isTransient(error)
    if (!gone) this.#end(error as Error)
    for (const lane of lanes) {
      for (const batch of lane.queue) batch.lastError = error as Error
      lane.muted = lane.troubled = true
      this.#step(lane)
    }
  }

  #acknowledge(lane: Lane, batch: SealedBatch, baseOffset: number) {
    this.#counters.acknowledged += batch.records
    this.#backOff.reset()
    lane.known = true
    this.#remove(lane, batch)
    const {partition} = lane
    const {records, ordinals} = batch
    this.#settings.onDelivery({topic: this.topic.name, partition, baseOffset, records, ordinals, error: null})
  }

  #refuse(lane: Lane, batch: SealedBatch, {errorCode: code, errorMessage, recordErrors}: PartitionAnswer) {
    const {name} = this.topic
    const error = new KafkaError(code, `produce to ${name}-${lane.partition}`, errorMessage)
    const first = lane.queue[0] === batch
    const tooLarge = code === errorCode.messageTooLarge || code === errorCode.recordListTooLarge
    const unknownProducer = code === errorCode.unknownProducerId || code === errorCode.invalidProducerEpoch
    if (tooLarge && batch.records > 1) this.#split(lane, batch, error)
    else if (code === errorCode.outOfOrderSequenceNumber && (!first || lane.muted || this.failure)) {
      // Only behind one that failed: that one decides how long to wait.
      batch.state = 'failed'
      lane.muted = true
    } else if (unknownProducer && batch.attempts === 1 && lane.identity.id >= 0 && !this.#transaction) {
      // The broker has forgotten us, and this batch was never there: go on under another name.
      this.#again(batch, lane, error)
      lane.identity = nobody
    } else if (error.retriable && batch.attempts <= this.#settings.retries) this.#again(batch, lane, error)
    else {
      const wrong = new Set(recordErrors.map(({batchIndex}) => batchIndex))
      const text =
        recordErrors[0]?.batchIndexErrorMessage ?? errorMessage ?? explanation(code, batch, name, this.#transaction)
      const ordinals = wrong.size > 0 ? batch.ordinals.filter((_, at) => wrong.has(at)) : batch.ordinals
      const refused = new DeliveryError(code, this.#settings, lane, ordinals, text)
      const spare = wrong.size > 0 && wrong.size < batch.records && this.#settings.onError === 'continue'
      this.#giveUp(lane, spare ? this.#without(lane, batch, wrong) : batch, refused)
    }
  }

  #again(batch: SealedBatch, lane: Lane, error: Error) {
    batch.state = 'failed'
    batch.lastError = error
    lane.muted = lane.troubled = true
  }

  /** With acks 0 it may be there; sent again it might be there twice, and at most once is what was asked for. */
  #forget(lane: Lane, batch: SealedBatch, error: Error) {
    const {records, ordinals} = batch
    const {partition} = lane
    this.#counters.failed += records
    this.#settings.onDelivery({topic: this.topic.name, partition, baseOffset: -1, records, ordinals, error})
    this.#remove(lane, batch)
    lane.muted = lane.troubled = true
  }

  #split(lane: Lane, batch: SealedBatch, error: Error) {
    const middle = Math.ceil(batch.records / 2)
    for (const part of this.#cut(lane, batch, (at) => at < middle)) part.lastError = error
    this.#hooks.tooLarge(batch.weight)
  }

  /** The batch of the wrong ones, in front of another of those that can do nothing for it. */
  #without(lane: Lane, batch: SealedBatch, wrong: ReadonlySet<number>): SealedBatch {
    return this.#cut(lane, batch, (at) => wrong.has(at))[0]
  }

  #cut(lane: Lane, batch: SealedBatch, isFirst: (at: number) => boolean): [SealedBatch, SealedBatch] {
    const {compression, level} = this.#settings
    const transactional = this.#transaction !== undefined
    const parts = cut(batch, isFirst, lane.identity, {compression, level, transactional})
    this.#buffered += parts[0].weight + parts[1].weight - batch.weight
    lane.queue.splice(lane.queue.indexOf(batch), 1, ...parts)
    lane.muted = true // what is in flight behind it comes back out of order
    this.#hooks.done(batch)
    return parts
  }

  /** The batch is not there and will not be; what was numbered behind it moves up. */
  #giveUp(lane: Lane, batch: SealedBatch, error: DeliveryError) {
    this.#counters.failed += batch.records
    const after = lane.queue.slice(lane.queue.indexOf(batch) + 1)
    const {partition} = lane
    const {records, ordinals, bytes} = batch
    const {name: topic} = this.topic
    this.#settings.onDelivery({topic, partition, baseOffset: -1, records, ordinals, error, batch: bytes})
    // Stays in the queue: whoever goes on later has to go on with it.
    if (this.#settings.onError === 'stop') return this.#end(error, batch)
    this.#remove(lane, batch)
    if (batch.sequence < 0) return
    lane.muted = true
    lane.renumberFrom ??= batch.sequence
    for (const later of after) if (later.state === 'waiting') later.state = 'failed'
  }

  #remove(lane: Lane, batch: SealedBatch) {
    lane.queue.splice(lane.queue.indexOf(batch), 1)
    this.#buffered -= batch.weight
    this.#hooks.done(batch)
  }

  /** The producer is over. What is unanswered may still be acknowledged, nothing new is sent. */
  #end(error: Error, batch?: SealedBatch) {
    this.failure ??= error
    if (batch) batch.state = 'failed'
    this.#advance()
  }

  /** Something changed in this lane: perhaps it is time to send again what failed. */
  #step(lane: Lane) {
    this.#advance()
    if (!lane.muted || lane.unanswered || this.failure) return
    if (lane.troubled) this.#stall(lane)
    else this.#resend(lane) // cut in two, or numbered anew: nothing to wait for
  }

  #advance() {
    this.#progress.resolve()
    this.#progress = Promise.withResolvers()
  }

  #stall(lane: Lane) {
    lane.muted = lane.troubled = true
    if (this.#recovering || this.failure) return
    this.#recovering = true
    this.#recover().catch((error: unknown) => {
      this.#recovering = false
      this.#end(error as Error)
    })
  }

  async #recover() {
    const quiet = () => this.#lanes.filter((lane) => lane.troubled && !lane.unanswered)
    while (quiet().length > 0 && !this.failure) {
      await this.#backOff.wait(new Deadline(60_000), this.#cluster.settings.signal)
      for (const lane of quiet()) this.#checkDeadline(lane)
      if (this.failure) break
      const found = await this.#cluster.topics([this.topic.name], {refresh: true}).catch((error: unknown) => {
        // Nobody answers at present: the deadlines decide.
        if (error instanceof ConnectionError) return undefined
        throw error
      })
      if (!found) continue
      this.#look(found[0])
      for (const lane of quiet()) {
        if (lane.queue.length === 0) lane.muted = lane.troubled = false
        if (lane.leader < 0) continue
        if (lane.identity.id < 0 && this.#settings.idempotent) await this.#rename(lane)
        this.#resend(lane)
      }
    }
    this.#recovering = false
  }

  #look(topic: TopicMetadata | undefined) {
    const {name, id} = this.topic
    if (!topic || topic.errorCode === errorCode.unknownTopicOrPartition) {
      this.#missingSince ??= monotonicMs()
      if (monotonicMs() - this.#missingSince > missingForMs)
        throw new KafkaError(errorCode.unknownTopicOrPartition, `produce to topic ${name}`, 'the topic was deleted')
      return
    }
    this.#missingSince = undefined
    if (topic.errorCode !== 0) {
      if (kafkaErrors(topic.errorCode).retriable) return
      throw new KafkaError(topic.errorCode, `produce to topic ${name}`)
    }
    if (topic.id !== id) {
      const text = 'the topic was deleted and created anew: what was sent before is gone'
      throw new KafkaError(errorCode.unknownTopicId, `produce to topic ${name}`, text)
    }
    this.topic = topic
    this.#hooks.metadata(topic)
  }

  #resend(lane: Lane) {
    if (lane.renumberFrom !== undefined) {
      let sequence = lane.renumberFrom
      for (const batch of lane.queue) {
        restamp(batch, lane.identity, sequence)
        sequence = sequenceAfter(sequence, batch.records)
      }
      lane.sequence = sequence
      lane.renumberFrom = undefined
    }
    for (const batch of lane.queue) {
      if (batch.state === 'failed' && batch.attempts > 0) this.#counters.retries++
      batch.state = 'waiting'
    }
    lane.muted = lane.troubled = false
    this.#hooks.ready(lane.leader)
  }

  async #rename(lane: Lane) {
    lane.identity = this.#identity = await newIdentity(this.#cluster)
    lane.renumberFrom = 0
    lane.known = false
  }

  #checkDeadline(lane: Lane) {
    const [batch] = lane.queue
    if (!batch || monotonicMs() < batch.deadline) return
    const {deliveryTimeoutMs} = this.#settings
    const reason = batch.lastError ? `; last: ${batch.lastError.message}` : ''
    const text = `not acknowledged within ${deliveryTimeoutMs} ms${reason}`
    const {requestTimedOut} = errorCode
    const error = new DeliveryError(requestTimedOut, this.#settings, lane, batch.ordinals, text, batch.lastError)
    this.#counters.failed += batch.records
    // Whether it arrived nobody knows, so nothing can be numbered behind it: the producer is over, whatever onError says.
    this.#end(error, batch)
  }
}

/** Why a transaction is over, and what to do. */
export function explained(error: Error, transaction: Limited | undefined): Error {
  const text = error instanceof KafkaError && transaction ? fencing(error.code, transaction) : undefined
  return text
    ? new KafkaError((error as KafkaError).code, `produce as ${transaction?.id}`, text, {cause: error})
    : error
}

type Limited = Pick<Transaction, 'id' | 'timeoutMs'>

function fencing(code: number, {id, timeoutMs}: Limited): string | undefined {
  if (code === errorCode.producerFenced || code === errorCode.invalidProducerEpoch)
    return (
      `another producer has taken over the transactional id ${id}, or the transaction took longer than its time limit ` +
      `(${timeoutMs} ms): nothing of it counts; use an id of its own, smaller transactions, or a longer limit`
    )
  if (code === errorCode.transactionalIdAuthorizationFailed)
    return `not allowed: it takes the permissions WRITE and DESCRIBE on transactional id ${id}`
  if (code === errorCode.invalidTransactionTimeout)
    return `a time limit of ${timeoutMs} ms is more than the brokers allow (transaction.max.timeout.ms)`
  return undefined
}

/** Where Kafka's own sentence does not say what to do. */
function explanation(
  code: number,
  batch: SealedBatch,
  topic: string,
  transaction: Transaction | undefined,
): string | undefined {
  if (transaction) {
    const text = fencing(code, transaction)
    if (text) return text
  }
  if (code === errorCode.topicAuthorizationFailed)
    return `not allowed to write to it: it takes the permission WRITE on topic ${topic}`
  if (code === errorCode.invalidRecord)
    return 'the broker does not take such records (a compacted topic needs keys, for instance)'
  if (code === errorCode.messageTooLarge)
    return `the record (${batch.weight} bytes) is larger than the topic's max.message.bytes: raise that, or leave the record out`
  if (code === errorCode.outOfOrderSequenceNumber)
    return 'the broker misses records that it had acknowledged: data was lost in the cluster'
  return undefined
}
