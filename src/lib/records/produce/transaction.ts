// A transactional producer's side of the coordinator (KIP-98), before and since KIP-890.
import {AddOffsetsToTxn} from '../../apis/add-offsets-to-txn.ts'
import {AddPartitionsToTxn} from '../../apis/add-partitions-to-txn.ts'
import {EndTxn} from '../../apis/end-txn.ts'
import {InitProducerId} from '../../apis/init-producer-id.ts'
import {OffsetFetch} from '../../apis/offset-fetch.ts'
import {TxnOffsetCommit} from '../../apis/txn-offset-commit.ts'
import {BackOff, Deadline} from '../../cluster/back-off.ts'
import type {CallOptions, Cluster} from '../../cluster/cluster.ts'
import {errorCode, kafkaErrors} from '../../cluster/error-codes.ts'
import {KafkaError} from '../../cluster/errors.ts'
import type {TopicPartition} from '../../cluster/fan-out.ts'
import type {Sent} from '../../wire/schema.ts'
import type {ProducerIdentity} from './sealed-batch.ts'

export interface TransactionSettings {
  readonly transactionalId: string
  /** The coordinator aborts a transaction that takes longer; default 60,000. */
  readonly timeoutMs?: number | undefined
}
/** How far the input was taken, kept in the cluster as a committed offset of a group named after the transactional id. */
export interface CommittedPlace {
  readonly bytes: number
  readonly metadata: string
}

/** Until the coordinator has ended the transaction before, or the partition's leader knows of it. */
const patienceMs = 60_000

export class Transaction {
  readonly id: string
  /** Of what is sent next; with each transaction another epoch since KIP-890. */
  identity: ProducerIdentity
  /** transaction.version 2 (KIP-890): partitions join by themselves, Produce from version 12. */
  readonly joinsByItself: boolean
  readonly timeoutMs: number
  readonly #cluster: Cluster
  /** The coordinator knows of it. */
  #begun = false

  private constructor(
    cluster: Cluster,
    id: string,
    timeoutMs: number,
    identity: ProducerIdentity,
    joinsByItself: boolean,
  ) {
    this.#cluster = cluster
    this.id = id
    this.timeoutMs = timeoutMs
    this.identity = identity
    this.joinsByItself = joinsByItself
  }

  /** Whoever used the id before is fenced, and what it left open is aborted. */
  static async open(cluster: Cluster, settings: TransactionSettings): Promise<Transaction> {
    const {transactionalId, timeoutMs = 60_000} = settings
    const {producerId, producerEpoch} = await cluster.call(
      InitProducerId,
      {transactionalId, transactionTimeoutMs: timeoutMs},
      {...to(transactionalId), what: `begin transactions as ${transactionalId}`},
    )
    const joinsByItself = (await cluster.feature('transaction.version')) >= 2
    return new Transaction(cluster, transactionalId, timeoutMs, {id: producerId, epoch: producerEpoch}, joinsByItself)
  }

  /** Something was sent; needed for `end` to have something to do. */
  began(): void {
    this.#begun = true
  }

  /** Before KIP-890 a partition must be added before it is written to. */
  async join(topic: string, partitions: readonly number[]): Promise<void> {
    this.#begun = true
    const what = `add ${topic} to the transaction of ${this.id}`
    const {id, epoch} = this.identity
    await this.#patiently(what, async () => {
      const {resultsByTopicV3AndBelow} = await this.#cluster.call(
        AddPartitionsToTxn,
        {
          v3AndBelowTransactionalId: this.id,
          v3AndBelowProducerId: id,
          v3AndBelowProducerEpoch: epoch,
          v3AndBelowTopics: [{name: topic, partitions: [...partitions]}],
        },
        {...to(this.id), what, maxVersion: 3},
      )
      return resultsByTopicV3AndBelow.flatMap(({resultsByPartition}) =>
        resultsByPartition.map(({partitionErrorCode}) => partitionErrorCode),
      )
    })
  }

  /** Committed with the transaction, or not at all. */
  async place(topic: string, {bytes, metadata}: CommittedPlace): Promise<void> {
    const partitions = [{partitionIndex: 0, committedOffset: bytes, committedMetadata: metadata}]
    await this.#commitOffsets(this.id, `keep the place in the input in group ${this.id}`, [{name: topic, partitions}])
  }

  /** As a member of the group would, but with the transaction, or not at all. */
  async commitOffsets(
    groupId: string,
    offsets: readonly (TopicPartition & {readonly offset: number})[],
  ): Promise<void> {
    const topics = [...Map.groupBy(offsets, ({topic}) => topic)].map(([name, rows]) => ({
      name,
      partitions: rows.map(({partition, offset}) => ({
        partitionIndex: partition,
        committedOffset: offset,
        committedMetadata: '',
      })),
    }))
    await this.#commitOffsets(groupId, `commit offsets of group ${groupId}`, topics)
  }

  async #commitOffsets(groupId: string, what: string, topics: Sent<typeof TxnOffsetCommit.request>['topics']) {
    const {id, epoch} = this.identity
    if (!this.joinsByItself) {
      const request = {transactionalId: this.id, producerId: id, producerEpoch: epoch, groupId}
      await this.#cluster.call(AddOffsetsToTxn, request, {...to(this.id), what, maxVersion: 3})
    }
    this.#begun = true
    await this.#patiently(what, async () => {
      const answer = await this.#cluster.call(
        TxnOffsetCommit,
        {
          transactionalId: this.id,
          groupId,
          producerId: id,
          producerEpoch: epoch,
          memberId: '',
          groupInstanceId: null,
          topics,
        },
        {
          what,
          to: {group: groupId},
          errors: (response) => codesOf(response.topics),
          ...(this.joinsByItself ? {} : {maxVersion: 4}),
        },
      )
      return codesOf(answer.topics)
    }).catch((error: unknown) => {
      throw withPermission(error as Error, what, groupId, topics)
    })
  }

  /** The place that was committed last; undefined: none. */
  async committedPlace(topic: string): Promise<CommittedPlace | undefined> {
    const what = `find the place in the input in group ${this.id}`
    const topics = [{name: topic, partitionIndexes: [0]}]
    const asked = this.#cluster.call(
      OffsetFetch,
      (version) =>
        version < 8
          ? {groupId: this.id, topics, ...(version >= 7 && {requireStable: true})}
          : {groups: [{groupId: this.id, topics}], requireStable: true},
      {what, to: {group: this.id}, maxVersion: 9, errors: ({groups}) => groups.map(({errorCode: code}) => code)},
    )
    const found = await asked.catch((error: unknown) => {
      throw withPermission(error as Error, what, this.id, [{name: topic}])
    })
    const [group] = found.groups
    if (group && group.errorCode !== 0)
      throw withPermission(new KafkaError(group.errorCode, what), what, this.id, [{name: topic}])
    const place = (group ?? found).topics[0]?.partitions[0]
    if (place && place.errorCode !== 0) throw new KafkaError(place.errorCode, what)
    if (!place || place.committedOffset < 0) return undefined
    return {bytes: place.committedOffset, metadata: place.metadata ?? ''}
  }

  /** All or nothing. The next transaction begins with the next record. */
  async end(committed: boolean): Promise<void> {
    if (!this.#begun) return
    const {id, epoch} = this.identity
    const what = `${committed ? 'commit' : 'abort'} the transaction of ${this.id}`
    const request = {transactionalId: this.id, producerId: id, producerEpoch: epoch, committed}
    const ended = await this.#cluster.call(EndTxn, request, {
      ...to(this.id),
      what,
      ...(this.joinsByItself ? {} : {maxVersion: 4}),
    })
    this.#begun = false
    if (this.joinsByItself) this.identity = {id: ended.producerId, epoch: ended.producerEpoch}
  }

  /** As long as the coordinator is busy with the transaction before. */
  async #patiently(what: string, ask: () => Promise<number[]>) {
    const deadline = new Deadline(patienceMs)
    const backOff = new BackOff(20, 200)
    for (;;) {
      const code = (await ask()).find((each) => each !== 0)
      if (code === undefined) return
      if (deadline.over || !(kafkaErrors(code).retriable || code === errorCode.concurrentTransactions))
        throw new KafkaError(code, what)
      await backOff.wait(deadline, this.#cluster.settings.signal)
    }
  }
}

const to = (transaction: string): CallOptions => ({to: {transaction}})
const codesOf = (topics: readonly {partitions: readonly {errorCode: number}[]}[]) =>
  topics.flatMap(({partitions}) => partitions.map(({errorCode: code}) => code))

/** Which permission is missing: brokers name neither it nor what it is missing on. */
function withPermission(error: Error, what: string, groupId: string, topics: readonly {name: string}[]): Error {
  const code = error instanceof KafkaError ? error.code : 0
  const on =
    code === errorCode.groupAuthorizationFailed
      ? `group ${groupId}`
      : code === errorCode.topicAuthorizationFailed
        ? `topic ${topics.map(({name}) => name).join(', ')}`
        : undefined
  return on === undefined
    ? error
    : new KafkaError(code, what, `not allowed: it takes the permission READ on ${on}`, {cause: error})
}
