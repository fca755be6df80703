// The state that all practice brokers of a cluster share.
import {errorCode as codes} from '../cluster/error-codes.ts'
import {randomUuid} from '../wire/random-uuid.ts'
import type {Configs} from './configs/configs.ts'
import {topicSettings, type TopicSettings} from './configs/topic-settings.ts'
import {Groups} from './groups/groups.ts'
import {javaHash} from './java-hash.ts'
import {ByteBudget} from './log/byte-budget.ts'
import {PartitionLog} from './log/partition-log.ts'
import {Refusal} from './refusal.ts'
import {Timers} from './timers.ts'
import {leaderEpoch, type Partition, type Topic} from './topic.ts'

export interface BrokerNode {
  readonly id: number
  readonly host: string
  readonly port: number
  readonly rack: string | null
}

interface Start {
  readonly clusterId: string
  readonly brokers: readonly BrokerNode[]
  readonly configs: Configs
  readonly memoryLimit: number
}

/** The topic in which Kafka keeps committed offsets; here it only decides which broker coordinates a group. */
export const offsetsTopic = '__consumer_offsets'
const internalTopics = new Set([offsetsTopic, '__transaction_state', '__share_group_state'])

/** Retention is first checked this long after the start, then every `log.retention.check.interval.ms`, ms. */
const firstRetention = 30_000

export class PracticeCluster {
  readonly clusterId: string
  readonly brokers: readonly BrokerNode[]
  readonly configs: Configs
  readonly budget: ByteBudget
  readonly timers = new Timers()
  readonly groups: Groups
  readonly #byName = new Map<string, Topic>()
  readonly #byId = new Map<string, Topic>()
  #lastProducerId = 0
  #placed = 0

  constructor({clusterId, brokers, configs, memoryLimit}: Start) {
    this.clusterId = clusterId
    this.brokers = brokers
    this.configs = configs
    this.budget = new ByteBudget(memoryLimit)
    const setting = (name: string) => configs.brokerNumber(this.controller.id, name)
    this.groups = new Groups({timers: this.timers, setting})
    this.#retention(firstRetention)
  }

  /** The broker named as the controller in metadata; in fact any broker handles the controller's requests. */
  get controller(): BrokerNode {
    const [first] = this.brokers
    if (!first) throw new Error('a practice cluster without brokers')
    return first
  }

  now(): number {
    return Date.now()
  }

  nextProducerId(): number {
    return this.#lastProducerId++
  }

  /** Sorted by name. */
  topics(): Topic[] {
    return [...this.#byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  }
  topic(name: string): Topic | undefined {
    return this.#byName.get(name)
  }
  topicOf(id: string): Topic | undefined {
    return this.#byId.get(id)
  }

  /** Finds a partition by its topic's id or name, as the request names it. Throws Refusal if there is none. */
  partition(named: {readonly topicId: string} | {readonly name: string}, index: number): Partition {
    const topic = 'topicId' in named ? this.topicOf(named.topicId) : this.topic(named.name)
    if (!topic) throw new Refusal('topicId' in named ? codes.unknownTopicId : codes.unknownTopicOrPartition)
    const partition = topic.partitions[index]
    if (!partition) throw new Refusal(codes.unknownTopicOrPartition)
    return partition
  }

  /** Like `partition`, but also throws Refusal unless broker `by` leads it and `epoch`, if given, is its leader epoch. */
  led(named: {readonly topicId: string} | {readonly name: string}, index: number, by: number, epoch = -1): Partition {
    const partition = this.partition(named, index)
    if (epoch > leaderEpoch) throw new Refusal(codes.unknownLeaderEpoch)
    if (epoch >= 0 && epoch < leaderEpoch) throw new Refusal(codes.fencedLeaderEpoch)
    if (partition.leader !== by) throw new Refusal(codes.notLeaderOrFollower)
    return partition
  }

  createTopic(name: string, assignment: readonly (readonly number[])[], overrides: ReadonlyMap<string, string>): Topic {
    const id = randomUuid()
    const topic: Topic = {name, id, internal: internalTopics.has(name), partitions: [], overrides, settings: new Map()}
    this.addPartitions(topic, assignment)
    this.#byName.set(name, topic)
    this.#byId.set(id, topic)
    return topic
  }

  addPartitions(topic: Topic, assignment: readonly (readonly number[])[]): void {
    for (const replicas of assignment) {
      const log = new PartitionLog(this.budget)
      const [leader = this.controller.id] = replicas
      topic.partitions.push({topic, index: topic.partitions.length, replicas, leader, log})
    }
  }

  /** Replaces all configs of the topic. */
  configure(topic: Topic, overrides: ReadonlyMap<string, string>): void {
    topic.overrides = overrides
    topic.settings.clear()
  }

  deleteTopic(topic: Topic): void {
    this.#byName.delete(topic.name)
    this.#byId.delete(topic.id)
    for (const {log} of topic.partitions) log.close()
    this.groups.forgetTopic(topic.name)
  }

  /** A round-robin assignment over the brokers; every topic begins at the next broker. */
  place(partitions: number, replicationFactor: number, first = 0): number[][] {
    const n = this.brokers.length
    const start = this.#placed++
    return Array.from({length: partitions}, (_, p) =>
      Array.from({length: replicationFactor}, (_, r) => this.brokers[(start + first + p + r) % n]?.id ?? -1),
    )
  }

  /** The topic's configs as they apply at the partition's leader. */
  settings({topic, leader}: Partition): TopicSettings {
    const known = topic.settings.get(leader)
    const {revision} = this.configs
    if (known?.revision === revision) return known.value
    const value = topicSettings((name) => this.configs.topic(leader, topic.overrides, name))
    topic.settings.set(leader, {revision, value})
    return value
  }

  /**
   * __consumer_offsets, whose partition leaders coordinate the groups; created when a coordinator is first requested.
   */
  offsets(): Topic {
    const node = this.controller.id
    const partitions = this.configs.brokerNumber(node, 'offsets.topic.num.partitions')
    const asked = this.configs.brokerNumber(node, 'offsets.topic.replication.factor')
    const overrides = new Map([
      ['cleanup.policy', 'compact'],
      ['compression.type', 'producer'],
      ['segment.bytes', '104857600'],
    ])
    return (
      this.topic(offsetsTopic) ??
      this.createTopic(offsetsTopic, this.place(partitions, Math.min(asked, this.brokers.length)), overrides)
    )
  }

  /** The broker that coordinates a group: the leader of the partition of __consumer_offsets that its id falls into. */
  coordinator(groupId: string): BrokerNode | undefined {
    const {partitions} = this.offsets()
    const leader = partitions[(javaHash(groupId) & 0x7fffffff) % partitions.length]?.leader
    return this.brokers.find(({id}) => id === leader)
  }

  #retention(inMs: number) {
    this.timers.after(inMs, () => {
      const now = this.now()
      for (const partition of this.topics().flatMap(({partitions}) => partitions)) {
        partition.log.enforceRetention(this.settings(partition), now)
        const keepMs = this.configs.brokerNumber(partition.leader, 'producer.id.expiration.ms')
        partition.log.producers.forgetBefore(now - keepMs)
      }
      this.#retention(this.configs.brokerNumber(this.controller.id, 'log.retention.check.interval.ms'))
    })
  }
}
