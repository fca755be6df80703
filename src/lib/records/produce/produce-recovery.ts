// Handles partition queues that back off until the metadata names a leader: when to retry, and when to give up.
import {BackOff, Deadline} from '../../cluster/back-off.ts'
import type {Cluster, TopicMetadata} from '../../cluster/cluster.ts'
import {errorCode, kafkaErrors} from '../../cluster/error-codes.ts'
import {ConnectionError, KafkaError} from '../../cluster/errors.ts'
import {monotonicMs} from '../../cluster/monotonic.ts'
import type {PartitionQueue} from './partition-queue.ts'

export interface ProduceRecoveryOwner {
  /** Whether the producer has ended. */
  readonly ended: boolean
  follow(topic: TopicMetadata): void
  /** Send the queue's batches again. */
  retry(queue: PartitionQueue): Promise<void>
  /** End the producer. */
  end(error: Error): void
}

/** How long a topic must be missing to count as deleted, ms. Brokers take about as long to learn of a new topic. */
const missingForMs = 5000

/**
 * The time limit of a metadata request, ms, so that an unreachable cluster is noticed early enough to tell the user.
 */
const refreshWithinMs = 2000

export interface ProduceRecoveryInput {
  readonly cluster: Cluster
  readonly topic: TopicMetadata
  readonly queues: readonly PartitionQueue[]
}

export class ProduceRecovery {
  readonly #input: ProduceRecoveryInput
  readonly #owner: ProduceRecoveryOwner
  readonly #backOff: BackOff
  #topic: TopicMetadata
  #running = false
  #missingSince: number | undefined
  #lastFailure: Error | undefined

  constructor(input: ProduceRecoveryInput, owner: ProduceRecoveryOwner) {
    const {retryBackoffMs, retryBackoffMaxMs} = input.cluster.settings
    this.#input = input
    this.#topic = input.topic
    this.#owner = owner
    this.#backOff = new BackOff(retryBackoffMs, retryBackoffMaxMs)
  }

  /** The topic as the latest metadata describes it. */
  get topic(): TopicMetadata {
    return this.#topic
  }

  /** Why the metadata could not be read most recently. */
  get lastFailure(): Error | undefined {
    return this.#lastFailure
  }

  /** A batch was acknowledged, so the next back-off starts short again. */
  reset(): void {
    this.#backOff.reset()
  }

  awaitMetadata(queue: PartitionQueue): void {
    queue.awaitMetadata()
    if (this.#running || this.#owner.ended) return
    this.#running = true
    this.#recover().catch((error: unknown) => {
      this.#running = false
      this.#owner.end(error as Error)
    })
  }

  async #recover() {
    const {cluster, queues} = this.#input
    const waiting = () => queues.filter(({awaitingMetadata, inFlight}) => awaitingMetadata && !inFlight)
    while (waiting().length > 0 && !this.#owner.ended) {
      await this.#backOff.wait(new Deadline(60_000), cluster.settings.signal)
      if (this.#owner.ended) break
      const found = await cluster
        .topics([this.#topic.name], {refresh: true, timeoutMs: refreshWithinMs})
        .catch((error: unknown) => {
          // The cluster cannot be reached; the records' delivery timeout is the limit for that.
          if (!(error instanceof ConnectionError)) throw error
          this.#lastFailure = error
          return undefined
        })
      if (!found) continue
      this.#lastFailure = undefined
      this.#look(found[0])
      for (const queue of waiting()) {
        if (queue.batches.length === 0) queue.endBackOff()
        if (queue.leader >= 0) await this.#owner.retry(queue)
      }
    }
    this.#running = false
  }

  #look(topic: TopicMetadata | undefined) {
    const {name, id} = this.#topic
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
      const text = 'the topic was deleted and created again: what was sent before is lost'
      throw new KafkaError(errorCode.unknownTopicId, `produce to topic ${name}`, text)
    }
    this.#topic = topic
    this.#owner.follow(topic)
  }
}
