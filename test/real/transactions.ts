// A transactional producer that does only what a test tells it, also to abort. Speaks as Kafka up to 3.x does
// (partitions are added one by one, the epoch stays), which every release understands.
import {setTimeout as sleep} from 'node:timers/promises'
import {AddPartitionsToTxn} from '../../src/lib/apis/add-partitions-to-txn.ts'
import {EndTxn} from '../../src/lib/apis/end-txn.ts'
import {InitProducerId} from '../../src/lib/apis/init-producer-id.ts'
import {Produce} from '../../src/lib/apis/produce.ts'
import type {Cluster} from '../../src/lib/cluster/cluster.ts'
import {BatchWriter} from '../../src/lib/wire/batch-writer.ts'

/** Also what a leader says that has not heard yet that it is one. */
const notLeader = 6
const concurrentTransactions = 51

export class TransactionalProducer {
  readonly #cluster: Cluster
  readonly #id: string
  #producerId = -1
  #producerEpoch = -1
  readonly #sequences = new Map<string, number>()

  private constructor(cluster: Cluster, id: string) {
    this.#cluster = cluster
    this.#id = id
  }

  static async open(cluster: Cluster, id: string): Promise<TransactionalProducer> {
    const producer = new TransactionalProducer(cluster, id)
    const request = {transactionalId: id, transactionTimeoutMs: 60_000}
    const got = await cluster.call(InitProducerId, request, {to: {transaction: id}})
    producer.#producerId = got.producerId
    producer.#producerEpoch = got.producerEpoch
    return producer
  }

  get producerId(): number {
    return this.#producerId
  }

  /** One batch, in the transaction that is open or begins with it. */
  async send(topic: string, partition: number, values: readonly string[]): Promise<void> {
    await this.#add(topic, partition)
    await this.#produce(topic, partition, values, 1_700_000_000_000)
  }

  /**
   * One batch of a transaction that the coordinator never hears of, as clients with KAFKA-14402 left them: nothing will ever end
   * it. `timestamp`: of its records, ms since the epoch. Brokers from 3.6 on take it with transaction.partition.verification.enable=false.
   */
  async sendUnannounced(topic: string, partition: number, values: readonly string[], timestamp: number): Promise<void> {
    await this.#produce(topic, partition, values, timestamp)
  }

  async #produce(topic: string, partition: number, values: readonly string[], timestamp: number): Promise<void> {
    const writer = new BatchWriter(1_000_000)
    for (const value of values) {
      const bytes = Buffer.from(value)
      writer.add({bytes, start: 0, end: bytes.length}, null, timestamp)
    }
    const place = `${topic}-${partition}`
    const baseSequence = this.#sequences.get(place) ?? 0
    this.#sequences.set(place, baseSequence + values.length)
    const [producerId, producerEpoch] = [this.#producerId, this.#producerEpoch]
    const records = writer.seal({producerId, producerEpoch, baseSequence, transactional: true})
    const topicData = [{name: topic, partitionData: [{index: partition, records}]}]
    for (let refresh = false; ; refresh = true) {
      const [found] = await this.#cluster.topics([topic], {refresh})
      const node = found!.partitions[partition]!.leader
      const {responses} = await this.#cluster.call(
        Produce,
        {transactionalId: this.#id, acks: -1, timeoutMs: 30_000, topicData},
        {to: {node}, maxVersion: 11},
      )
      const {errorCode} = responses[0]!.partitionResponses[0]!
      if (errorCode === 0) return
      if (errorCode !== notLeader) throw new Error(`Produce: error ${errorCode}`)
      await sleep(50)
    }
  }

  async end(committed: boolean): Promise<void> {
    const request = {
      transactionalId: this.#id,
      producerId: this.#producerId,
      producerEpoch: this.#producerEpoch,
      committed,
    }
    await this.#cluster.call(EndTxn, request, {maxVersion: 4})
  }

  /** Refused for a moment while the transaction before is still being ended. */
  async #add(topic: string, partition: number) {
    for (;;) {
      const got = await this.#cluster.call(
        AddPartitionsToTxn,
        {
          v3AndBelowTransactionalId: this.#id,
          v3AndBelowProducerId: this.#producerId,
          v3AndBelowProducerEpoch: this.#producerEpoch,
          v3AndBelowTopics: [{name: topic, partitions: [partition]}],
        },
        {to: {transaction: this.#id}, maxVersion: 3},
      )
      const code = got.resultsByTopicV3AndBelow[0]!.resultsByPartition[0]!.partitionErrorCode
      if (code === 0) return
      if (code !== concurrentTransactions) throw new Error(`AddPartitionsToTxn: error ${code}`)
      await sleep(20)
    }
  }
}
