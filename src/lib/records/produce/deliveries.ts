// The state of each batch after it was sealed: acknowledged, sent again in order, or given up. Over 300 lines: it is
// one state machine, whose transitions are best read side by side.
import type {Cluster, TopicMetadata} from '../../cluster/cluster.ts'
import {errorCode} from '../../cluster/error-codes.ts'
import {isTransient, KafkaError} from '../../cluster/errors.ts'
import type {PartitionAnswer} from './batch-sender.ts'
import {DeliveryError} from './delivery-error.ts'
import {Overdue} from './overdue.ts'
import {PartitionJoiner} from './partition-joiner.ts'
import {PartitionQueue} from './partition-queue.ts'
import {ProduceRecovery} from './produce-recovery.ts'
import {newIdentity} from './producer-id.ts'
import type {CheckedSettings, Delivery, ProducerCounters} from './producer-settings.ts'
import {explainedTransactionError, refusalAdvice} from './refusals.ts'
import {noProducerId, split, type ProducerIdentity, type SealedBatch} from './sealed-batch.ts'
import type {Transaction} from './transaction.ts'

/** What the producer does for its deliveries. */
export interface DeliveriesOwner {
  /** Adopt the topic's metadata. */
  follow(topic: TopicMetadata): void
  /** Send what is ready for this broker. */
  send(node: number): void
  /** Seal the queue's open batch. */
  seal(queue: PartitionQueue): void
  /** Reuse the batch's buffer. */
  release(batch: SealedBatch): void
  /** Make batches smaller: one of this size (before compression) was too large. */
  makeSmaller(weight: number): void
}

export interface DeliveriesInput {
  readonly cluster: Cluster
  readonly settings: CheckedSettings
  readonly topic: TopicMetadata
  /** Undefined: not idempotent. */
  readonly identity: ProducerIdentity | undefined
  readonly transaction: Transaction | undefined
  /** By partition; grows with the topic. */
  readonly queues: readonly PartitionQueue[]
  readonly counters: {-readonly [K in keyof ProducerCounters]: ProducerCounters[K]}
  readonly owner: DeliveriesOwner
}

export class Deliveries {
  /** The error that ended the producer. */
  failure: Error | undefined
  readonly #input: DeliveriesInput
  readonly #recovery: ProduceRecovery
  readonly #overdue: Overdue
  /** Why a leader could not be reached most recently. */
  #lastError: Error | undefined
  /** Set when the records' time is over: responses are no longer awaited. */
  #abandoned = false
  #identity: ProducerIdentity
  readonly #joiner: PartitionJoiner | undefined
  #bufferedBytes = 0
  #progress = Promise.withResolvers<void>()

  constructor(input: DeliveriesInput) {
    const {identity = noProducerId, transaction, owner} = input
    this.#input = input
    this.#identity = identity
    this.#joiner = transaction && new PartitionJoiner(transaction)
    const isEnded = () => this.failure !== undefined
    this.#recovery = new ProduceRecovery(input, {
      get ended() {
        return isEnded()
      },
      follow: (found) => owner.follow(found),
      retry: (queue) => this.#retryWithProducerId(queue),
      end: (error) => this.#end(error),
    })
    this.#overdue = new Overdue({
      ...input,
      reason: () => this.#recovery.lastFailure ?? this.#lastError,
      giveUp: (queue, within) => this.#giveUpOverdue(queue, within),
    })
  }

  /** The topic as the latest metadata describes it. */
  get topic(): TopicMetadata {
    return this.#recovery.topic
  }

  newQueue(partition: number): PartitionQueue {
    return new PartitionQueue(partition, {identity: this.#identity, notInTransaction: this.#explicitJoin})
  }

  /** Whether partitions must be added to the transaction before they are written to. */
  get #explicitJoin(): boolean {
    return this.#input.transaction?.implicitJoin === false
  }

  /** Starts the next transaction: every partition queue adopts its producer id and epoch. */
  startTransaction(): void {
    const {transaction, queues} = this.#input
    if (!transaction) return
    this.#identity = transaction.identity
    for (const queue of queues) queue.adoptProducer({identity: this.#identity, notInTransaction: this.#explicitJoin})
  }

  /** A record was taken, and the time for its delivery has begun. */
  taken(): void {
    this.#overdue.watch()
  }

  sealed(queue: PartitionQueue, batch: SealedBatch): void {
    this.#bufferedBytes += batch.weight
    this.#overdue.watch()
    if (queue.notInTransaction) this.#join(queue)
    if (queue.leader < 0) this.#recovery.awaitMetadata(queue)
  }

  #join(queue: PartitionQueue) {
    const {transaction, owner} = this.#input
    this.#joiner?.join(this.topic.name, queue, {
      joined: (queues) => {
        for (const node of new Set(queues.map(({leader}) => leader))) owner.send(node)
      },
      failed: (error) => this.#end(explainedTransactionError(error, transaction)),
    })
  }

  /** Whether more is unacknowledged than allowed, so that the caller should wait. */
  isFull(queue: PartitionQueue): boolean {
    const {bufferBytes, maxInFlight} = this.#input.settings
    return this.#bufferedBytes > bufferBytes || queue.batches.length > 2 * maxInFlight
  }

  async room(queue: PartitionQueue): Promise<void> {
    while (!this.failure && this.isFull(queue)) await this.#progress.promise
    if (this.failure) throw this.failure
  }

  /**
   * Resolves when all batches are acknowledged or given up; after a failure, rejects once no response is outstanding.
   */
  async settled(): Promise<void> {
    const {queues} = this.#input
    const busy = () =>
      queues.some(({inFlight, batches}) => (this.failure ? inFlight && !this.#abandoned : batches.length > 0))
    while (busy()) await this.#progress.promise
    if (this.failure) throw this.failure
  }

  answered(queue: PartitionQueue, batch: SealedBatch, answer: PartitionAnswer | undefined): void {
    if (batch.reported) return
    const code = answer?.errorCode ?? 0
    // A duplicate sequence number means that the batch had arrived and only its response was lost.
    if (code === 0 || code === errorCode.duplicateSequenceNumber)
      this.#acknowledge(queue, batch, answer?.baseOffset ?? -1)
    else if (answer) this.#refuse(queue, batch, answer)
    this.#step(queue)
  }

  /** It is unknown whether the batch arrived. */
  lost(queue: PartitionQueue, batch: SealedBatch, error: unknown): void {
    if (batch.reported) return
    const {acks, retries} = this.#input.settings
    batch.maybeWritten = true
    if (isTransient(error) && acks === 0) this.#dropLost(queue, batch, error)
    else if (isTransient(error) && batch.attempts <= retries) this.#retryLater(queue, batch, error)
    else this.#end(error as Error, batch)
    this.#step(queue)
  }

  /** The connection to the leader of these queues failed. */
  unreachable(queues: readonly PartitionQueue[], error: unknown): void {
    if (!isTransient(error)) this.#end(error as Error)
    this.#lastError = error as Error
    for (const queue of queues) {
      for (const batch of queue.batches) batch.lastError = error as Error
      queue.awaitMetadata()
      this.#step(queue)
    }
  }

  #acknowledge(queue: PartitionQueue, batch: SealedBatch, baseOffset: number) {
    this.#input.counters.acknowledged += batch.records
    this.#recovery.reset()
    this.#lastError = undefined
    this.#overdue.progress()
    queue.confirmSequence()
    this.#remove(queue, batch)
    this.#report(queue, batch, {baseOffset, error: null})
  }

  /** The batches that were not reported, in the order of partitions. */
  undelivered(): {readonly queue: PartitionQueue; readonly batch: SealedBatch}[] {
    return this.#input.queues.flatMap((queue) =>
      queue.batches.filter(({reported}) => !reported).map((batch) => ({queue, batch})),
    )
  }

  /** After a failure: counts and reports the remaining batches. Later responses are ignored. */
  reportUndelivered(): void {
    const {counters} = this.#input
    this.#abandoned = true
    for (const {queue, batch} of this.undelivered()) {
      batch.reported = true
      const error = batch.lastError ?? this.failure ?? null
      const fate = fateOf(batch)
      if (fate !== 'not sent') counters.failed += batch.records
      if (fate === 'without an answer') counters.unanswered += batch.records
      this.#report(queue, batch, {baseOffset: -1, error, fate, batch: batch.bytes})
    }
  }

  #report(
    {partition}: PartitionQueue,
    {records, ordinals}: SealedBatch,
    outcome: Pick<Delivery, 'baseOffset' | 'error' | 'fate' | 'batch'>,
  ) {
    this.#input.settings.onDelivery({topic: this.topic.name, partition, records, ordinals, ...outcome})
  }

  #refuse(queue: PartitionQueue, batch: SealedBatch, answer: PartitionAnswer) {
    const {settings, transaction} = this.#input
    const code = answer.errorCode
    const error = new KafkaError(code, `produce to ${this.topic.name}-${queue.partition}`, answer.errorMessage)
    const isFirst = queue.batches[0] === batch
    const tooLarge = code === errorCode.messageTooLarge || code === errorCode.recordListTooLarge
    const unknownProducer = code === errorCode.unknownProducerId || code === errorCode.invalidProducerEpoch
    if (leavesOpen.has(code)) batch.maybeWritten = true
    if (tooLarge && batch.records > 1) this.#halve(queue, batch, error)
    else if (code === errorCode.outOfOrderSequenceNumber && (!isFirst || queue.backingOff || this.failure)) {
      // This follows from the failure of an earlier batch, which decides how long to wait.
      batch.state = 'failed'
      queue.backOff()
    } else if (unknownProducer && batch.attempts === 1 && queue.identity.id >= 0 && !transaction) {
      // The broker has forgotten the producer id and never had this batch, so it is sent under a new id.
      this.#retryLater(queue, batch, error)
      queue.forgetProducerId()
    } else if (error.retriable && batch.attempts <= settings.retries) this.#retryLater(queue, batch, error)
    else this.#reject(queue, batch, answer)
  }

  /** The refusal is final, for the whole batch or for the records that the broker names. */
  #reject(queue: PartitionQueue, batch: SealedBatch, {errorCode: code, errorMessage, recordErrors}: PartitionAnswer) {
    const {settings, transaction} = this.#input
    const rejected = new Set(recordErrors.map(({batchIndex}) => batchIndex))
    const advice = refusalAdvice(code, {topic: this.topic.name, weight: batch.weight, transaction})
    const text = recordErrors[0]?.batchIndexErrorMessage ?? errorMessage ?? advice
    const ordinals = rejected.size > 0 ? batch.ordinals.filter((_, at) => rejected.has(at)) : batch.ordinals
    const refused = new DeliveryError(code, settings, {partition: queue.partition, ordinals, text})
    const partly = rejected.size > 0 && rejected.size < batch.records && settings.onError === 'continue'
    // The valid records become a second batch after the rejected ones.
    const givenUp = partly ? this.#split(queue, batch, (at) => rejected.has(at))[0] : batch
    this.#giveUp(queue, givenUp, refused)
  }

  #retryLater(queue: PartitionQueue, batch: SealedBatch, error: Error) {
    batch.state = 'failed'
    batch.lastError = error
    queue.awaitMetadata()
  }

  /**
   * With acks=0 the batch may have arrived. Sending it again might write it twice, but the user asked for at most once.
   */
  #dropLost(queue: PartitionQueue, batch: SealedBatch, error: Error) {
    const {counters} = this.#input
    counters.failed += batch.records
    counters.unanswered += batch.records
    this.#report(queue, batch, {baseOffset: -1, error, fate: 'without an answer', batch: batch.bytes})
    this.#remove(queue, batch)
    queue.awaitMetadata()
  }

  #halve(queue: PartitionQueue, batch: SealedBatch, error: Error) {
    const middle = Math.ceil(batch.records / 2)
    for (const part of this.#split(queue, batch, (at) => at < middle)) part.lastError = error
    this.#input.owner.makeSmaller(batch.weight)
  }

  #split(queue: PartitionQueue, batch: SealedBatch, isFirst: (at: number) => boolean): [SealedBatch, SealedBatch] {
    const {settings, transaction, owner} = this.#input
    const {compression, level} = settings
    const transactional = transaction !== undefined
    const parts = split(batch, isFirst, {identity: queue.identity, compression, level, transactional})
    this.#bufferedBytes += parts[0].weight + parts[1].weight - batch.weight
    queue.replace(batch, parts)
    queue.backOff() // later batches in flight will be refused as out of order
    owner.release(batch)
    return parts
  }

  /** As far as is known the batch did not arrive and will not. Later batches are renumbered. */
  #giveUp(queue: PartitionQueue, batch: SealedBatch, error: DeliveryError) {
    const {counters} = this.#input
    const fate = batch.maybeWritten ? 'without an answer' : undefined
    counters.failed += batch.records
    if (fate) counters.unanswered += batch.records
    const behind = queue.batches.slice(queue.batches.indexOf(batch) + 1)
    batch.reported = true
    this.#report(queue, batch, {baseOffset: -1, error, fate, batch: batch.bytes})
    if (this.#input.settings.onError === 'stop') return this.#end(error, batch)
    this.#remove(queue, batch)
    if (batch.sequence < 0) return
    queue.backOff()
    queue.renumber(batch.sequence)
    for (const later of behind) if (later.state === 'waiting') later.state = 'failed'
  }

  /**
   * It is unknown whether the batch arrived, so no later batch can be numbered: the producer ends, even with onError
   * `continue`.
   */
  #giveUpOverdue(queue: PartitionQueue, within: string) {
    if (this.failure) return
    const {settings, owner} = this.#input
    if (queue.batches.length === 0) owner.seal(queue)
    const [batch] = queue.batches
    if (!batch) return
    const cause = batch.lastError ?? this.#recovery.lastFailure ?? this.#lastError
    if (batch.state === 'sent') batch.maybeWritten = true
    const open = fateOf(batch) === 'without an answer' ? ', and may have been written' : ''
    const text = `not acknowledged ${within}${open}${cause ? `; last: ${cause.message}` : ''}`
    const {partition} = queue
    this.#abandoned = true
    this.#end(
      new DeliveryError(errorCode.requestTimedOut, settings, {partition, ordinals: batch.ordinals, text, cause}),
      batch,
    )
  }

  #remove(queue: PartitionQueue, batch: SealedBatch) {
    queue.remove(batch)
    this.#bufferedBytes -= batch.weight
    this.#input.owner.release(batch)
  }

  /** Ends the producer. Batches in flight may still be acknowledged, but nothing new is sent. */
  #end(error: Error, batch?: SealedBatch) {
    this.failure ??= error
    this.#overdue.stop()
    if (batch) batch.state = 'failed'
    this.#advance()
  }

  /** Retries a queue that is backing off once none of its batches is in flight. */
  #step(queue: PartitionQueue) {
    this.#advance()
    if (!queue.backingOff || queue.inFlight || this.failure) return
    if (queue.awaitingMetadata) this.#recovery.awaitMetadata(queue)
    else this.#retry(queue) // a batch was split or renumbered: there is nothing to wait for
  }

  #advance() {
    this.#progress.resolve()
    this.#progress = Promise.withResolvers()
  }

  #retry(queue: PartitionQueue) {
    this.#input.counters.retries += queue.retry()
    this.#input.owner.send(queue.leader)
  }

  /** Gets a new producer id first if the leader no longer knows the old one. */
  async #retryWithProducerId(queue: PartitionQueue) {
    const {cluster, settings} = this.#input
    if (queue.identity.id < 0 && settings.idempotent) {
      this.#identity = await newIdentity(cluster)
      queue.replaceProducerId(this.#identity)
    }
    this.#retry(queue)
  }
}

/** Undefined: each time it was sent, brokers answered that it was not written. */
const fateOf = ({maybeWritten, state, attempts}: SealedBatch): Delivery['fate'] =>
  maybeWritten || state === 'sent' ? 'without an answer' : attempts === 0 ? 'not sent' : undefined

/** Errors of leaders that have appended the batch to their log, but on too few or an unknown number of replicas. */
const leavesOpen: ReadonlySet<number> = new Set([errorCode.notEnoughReplicasAfterAppend, errorCode.requestTimedOut])
