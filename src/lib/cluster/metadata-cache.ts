// Caches a cluster's metadata: brokers, controller, topics. It is kept until a call finds that it is out of date.
import {Metadata} from '../apis/metadata.ts'
import type {Api} from '../wire/api.ts'
import {zeroUuid, type Fields, type Got} from '../wire/schema.ts'
import type {Address} from './address.ts'
import type {Request} from './connection.ts'
import {errorCode} from './error-codes.ts'

export interface Broker extends Address {
  readonly id: number
  readonly rack: string | null
}
export interface PartitionMetadata {
  readonly index: number
  /** Node id; -1 while the partition has no leader. */
  readonly leader: number
  /** -1 from brokers before Kafka 2.1, which do not report it. */
  readonly leaderEpoch: number
  readonly replicas: readonly number[]
  readonly isr: readonly number[]
  readonly offline: readonly number[]
  readonly errorCode: number
}
export interface TopicMetadata {
  readonly name: string
  /** As Kafka prints it (base64url); `zeroUuid` where the broker has no topic ids (before 2.8). */
  readonly id: string
  readonly internal: boolean
  readonly errorCode: number
  /** Ordered by index. */
  readonly partitions: readonly PartitionMetadata[]
}

type Ask = <Q extends Fields, S extends Fields>(
  api: Api<Q, S>,
  request: Request<Q>,
  options: {readonly what: string; readonly timeoutMs?: number | undefined},
) => Promise<Got<S>>

export class MetadataCache {
  readonly #ask: Ask
  readonly #brokers = new Map<number, Broker>()
  readonly #topics = new Map<string, TopicMetadata>()
  #controller: number | undefined
  #clusterId: string | null = null
  #complete = false
  readonly #refreshing = new Map<string, Promise<unknown>>()

  constructor(ask: Ask) {
    this.#ask = ask
  }

  async brokers(): Promise<readonly Broker[]> {
    if (!this.#complete) await this.#askFor([])
    return [...this.#brokers.values()].toSorted((a, b) => a.id - b.id)
  }

  async broker(id: number): Promise<Broker | undefined> {
    if (!this.#brokers.has(id) && !this.#complete) await this.#askFor([])
    return this.#brokers.get(id)
  }

  /** -1 if the cluster has no controller at the moment. */
  async controller(): Promise<number> {
    if (this.#controller === undefined) await this.#askFor([])
    return this.#controller ?? -1
  }

  async clusterId(): Promise<string | null> {
    if (!this.#complete) await this.#askFor([])
    return this.#clusterId
  }

  forgetController(): void {
    this.#controller = undefined
  }

  /** Records a broker that another response named, for instance a coordinator. */
  note(broker: Broker): void {
    if (!this.#brokers.has(broker.id)) this.#brokers.set(broker.id, broker)
  }

  /** What is known of a broker without a request. */
  noted(id: number): Broker | undefined {
    return this.#brokers.get(id)
  }

  /** All brokers known so far, without a request. */
  known(): Broker[] {
    return [...this.#brokers.values()]
  }

  async topics(names: readonly string[] | 'all', refresh: boolean, timeoutMs?: number): Promise<TopicMetadata[]> {
    if (names === 'all') return (await this.#askFor(null, timeoutMs)).toSorted(byName)
    const missing = refresh ? names : names.filter((name) => !this.#topics.has(name))
    const asked = missing.length > 0 ? await this.#askFor(missing, timeoutMs) : []
    const fresh = new Map(asked.map((topic) => [topic.name, topic]))
    return names.map((name) => fresh.get(name) ?? this.#topics.get(name) ?? unknownTopic(name))
  }

  /** Every topic, in the order of the response. */
  topicsAsAnswered(): Promise<TopicMetadata[]> {
    return this.#askFor(null)
  }

  /** Concurrent callers for the same topics share one request. */
  async refresh(topics: readonly string[] = [...this.#topics.keys()]): Promise<void> {
    const key = topics.join()
    const refreshing = this.#refreshing.get(key) ?? this.#askFor(topics).finally(() => this.#refreshing.delete(key))
    this.#refreshing.set(key, refreshing)
    await refreshing
  }

  /** `null`: all topics; `[]`: brokers only. */
  async #askFor(names: readonly string[] | null, timeoutMs?: number): Promise<TopicMetadata[]> {
    const answer = await this.#ask(
      Metadata,
      // Before v1 an empty list means all topics and there is no way to request none; all supported brokers are newer.
      (version) => ({
        topics: names === null ? null : names.map((name) => ({name})),
        ...(version >= 4 ? {allowAutoTopicCreation: false} : {}),
      }),
      {what: 'ask for metadata', timeoutMs},
    )
    // A broker that is just starting lists no broker, not even itself; keep the known ones.
    if (answer.brokers.length > 0) {
      this.#brokers.clear()
      for (const {nodeId, host, port, rack} of answer.brokers) this.#brokers.set(nodeId, {id: nodeId, host, port, rack})
      this.#complete = true
    }
    this.#controller = answer.controllerId
    this.#clusterId = answer.clusterId
    const topics = answer.topics.map((topic): TopicMetadata => ({
      name: topic.name ?? '',
      id: topic.topicId,
      internal: topic.isInternal,
      errorCode: topic.errorCode,
      partitions: topic.partitions
        .map((partition) => ({
          index: partition.partitionIndex,
          leader: partition.leaderId,
          leaderEpoch: partition.leaderEpoch,
          replicas: partition.replicaNodes,
          isr: partition.isrNodes,
          offline: partition.offlineReplicas,
          errorCode: partition.errorCode,
        }))
        .toSorted((a, b) => a.index - b.index),
    }))
    for (const topic of topics) {
      if (topic.errorCode === errorCode.none) this.#topics.set(topic.name, topic)
      else this.#topics.delete(topic.name)
    }
    return topics
  }
}

const byName = (a: TopicMetadata, b: TopicMetadata) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)

const unknownTopic = (name: string): TopicMetadata => ({
  name,
  id: zeroUuid,
  internal: false,
  errorCode: errorCode.unknownTopicOrPartition,
  partitions: [],
})
