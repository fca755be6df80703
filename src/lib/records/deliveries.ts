// What becomes of batches: acknowledged, sent again in the right order, or given up.
import {BackOff, Deadline} from '../cluster/back-off.ts'
import type {Cluster, TopicMetadata} from '../cluster/cluster.ts'
import {errorCode, kafkaErrors} from '../cluster/error-codes.ts'
import {ConnectionError, KafkaError} from '../cluster/errors.ts'
import type {PartitionAnswer} from './batch-sender.ts'
import {Lane} from './lane.ts'
import {newIdentity} from './producer-id.ts'
import type {CheckedSettings, ProducerCounters} from './producer-settings.ts'
import {halves, nobody, restamp, sequenceAfter, type ProducerIdentity, type SealedBatch} from './sealed-batch.ts'

/** A batch was refused or given up; `ordinals` says which records (from 1, as they were added). */
export class DeliveryError extends KafkaError {
  readonly topic: string
  readonly partition: number
  readonly ordinals: Float64Array

  constructor(code: number, topic: string, lane: Lane, ordinals: Float64Array, text?: string | null, cause?: Error) {
    const [first, last] = [ordinals[0], ordinals.at(-1)]
    const which = first === last ? `record ${first}` : `records ${first} to ${last}`
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
  ) {
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
    return lane
  }

  sealed(lane: Lane, batch: SealedBatch): void {
    this.#buffered += batch.weight
    if (lane.leader < 0) this.#stall(lane)
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
    const gone = error instanceof ConnectionError && ['unreachable', 'timeout', 'closed'].includes(error.reason)
    if (gone && batch.attempts <= this.#settings.retries) this.#again(batch, lane, error)
    else this.#end(error as Error, batch)
    this.#step(lane)
  }

  unreachable(lanes: readonly Lane[], error: unknown): void {
    const gone = error instanceof ConnectionError && ['unreachable', 'timeout', 'closed'].includes(error.reason)
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
    } else if (unknownProducer && batch.attempts === 1 && lane.identity.id >= 0) {
      // The broker has forgotten us, and this batch was never there: go on under another name.
      this.#again(batch, lane, error)
      lane.identity = nobody
    } else if (error.retriable && batch.attempts <= this.#settings.retries) this.#again(batch, lane, error)
    else {
      const wrong = recordErrors.map(({batchIndex}) => batch.ordinals[batchIndex] ?? 0)
      const text = recordErrors[0]?.batchIndexErrorMessage ?? errorMessage ?? explanation(code, batch)
      const ordinals = wrong.length > 0 ? Float64Array.from(wrong) : batch.ordinals
      this.#giveUp(lane, batch, new DeliveryError(code, name, lane, ordinals, text))
    }
  }

  #again(batch: SealedBatch, lane: Lane, error: Error) {
    batch.state = 'failed'
    batch.lastError = error
    lane.muted = lane.troubled = true
  }

  #split(lane: Lane, batch: SealedBatch, error: Error) {
    const {compression, level} = this.#settings
    const parts = halves(batch, lane.identity, {compression, level})
    for (const part of parts) part.lastError = error
    this.#buffered += parts[0].weight + parts[1].weight - batch.weight
    lane.queue.splice(lane.queue.indexOf(batch), 1, ...parts)
    lane.muted = true // what is in flight behind it comes back out of order
    this.#hooks.done(batch)
    this.#hooks.tooLarge(batch.weight)
  }

  /** The batch is not there and will not be; what was numbered behind it moves up. */
  #giveUp(lane: Lane, batch: SealedBatch, error: DeliveryError) {
    this.#counters.failed += batch.records
    const at = lane.queue.indexOf(batch)
    const after = lane.queue.slice(at + 1)
    this.#remove(lane, batch)
    const {partition} = lane
    const {records, ordinals} = batch
    this.#settings.onDelivery({topic: this.topic.name, partition, baseOffset: -1, records, ordinals, error})
    if (this.#settings.onError === 'stop') return this.#end(error)
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
      this.#missingSince ??= performance.now()
      if (performance.now() - this.#missingSince > missingForMs)
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
    if (!batch || performance.now() < batch.deadline) return
    const {deliveryTimeoutMs} = this.#settings
    const reason = batch.lastError ? `; last: ${batch.lastError.message}` : ''
    const text = `not acknowledged within ${deliveryTimeoutMs} ms${reason}`
    const {requestTimedOut} = errorCode
    const error = new DeliveryError(requestTimedOut, this.topic.name, lane, batch.ordinals, text, batch.lastError)
    this.#counters.failed += batch.records
    this.#remove(lane, batch)
    // Whether it arrived nobody knows, so nothing can be numbered behind it: the producer is over, whatever onError says.
    this.#end(error)
  }
}

/** Where Kafka's own sentence does not say what to do. */
function explanation(code: number, batch: SealedBatch): string | undefined {
  if (code === errorCode.messageTooLarge)
    return `the record (${batch.weight} bytes) is larger than the topic's max.message.bytes`
  if (code === errorCode.outOfOrderSequenceNumber)
    return 'the broker misses records that it had acknowledged: data was lost in the cluster'
  return undefined
}
