// The requests of a transactional producer to the transaction coordinator (KIP-98), before and since KIP-890.
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
  /** The time after which the coordinator aborts the transaction, ms; default 60,000. */
  readonly timeoutMs?: number | undefined
}
/** A place in the input, kept in the cluster as a committed offset of the group whose id is the transactional id. */
export interface CommittedPlace {
  readonly bytes: number
  readonly metadata: string
}

/** How long to retry while the coordinator is still ending the previous transaction, ms. */
const retryForMs = 60_000

export class Transaction {
  readonly id: string
  /** The identity in the present transaction. Since KIP-890 each transaction has a new epoch. */
  identity: ProducerIdentity
  /** transaction.version 2 (KIP-890): Produce, from v12, adds partitions to the transaction itself. */
  readonly implicitJoin: boolean
  readonly timeoutMs: number
  readonly #cluster: Cluster
  /** Whether the coordinator has a transaction to end. */
  #begun = false

  private constructor(
    cluster: Cluster,
    id: string,
    timeoutMs: number,
    identity: ProducerIdentity,
    implicitJoin: boolean,
  ) {
    this.#cluster = cluster
    this.id = id
    this.timeoutMs = timeoutMs
    this.identity = identity
    this.implicitJoin = implicitJoin
  }

  /** Fences any producer that still holds the id, and aborts the transaction that it left open. */
  static async open(cluster: Cluster, settings: TransactionSettings): Promise<Transaction> {
    const {transactionalId, timeoutMs = 60_000} = settings
    const {producerId, producerEpoch} = await cluster.call(
      InitProducerId,
      {transactionalId, transactionTimeoutMs: timeoutMs},
      {...to(transactionalId), what: `begin transactions as ${transactionalId}`},
    )
    const implicitJoin = (await cluster.feature('transaction.version')) >= 2
    return new Transaction(cluster, transactionalId, timeoutMs, {id: producerId, epoch: producerEpoch}, implicitJoin)
  }

  /** Records are being sent, so that `end` has a transaction to end. */
  begun(): void {
    this.#begun = true
  }

  /** Before KIP-890 a partition must be added before it is written to. Throws KafkaError. */
  async addPartitions(topic: string, partitions: readonly number[]): Promise<void> {
    this.#begun = true
    const what = `add ${topic} to the transaction of ${this.id}`
    const {id, epoch} = this.identity
    await this.#retrying(what, async () => {
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

  /** Stores the place once the transaction is committed. */
  async commitPlace(topic: string, {bytes, metadata}: CommittedPlace): Promise<void> {
    const partitions = [{partitionIndex: 0, committedOffset: bytes, committedMetadata: metadata}]
    await this.#commitOffsets(this.id, `keep the place in the input in group ${this.id}`, [{name: topic, partitions}])
  }

  /** Commits these offsets for the group once the transaction is committed. */
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
    if (!this.implicitJoin) {
      const request = {transactionalId: this.id, producerId: id, producerEpoch: epoch, groupId}
      await this.#cluster.call(AddOffsetsToTxn, request, {...to(this.id), what, maxVersion: 3})
    }
    this.#begun = true
    await this.#retrying(what, async () => {
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
          ...(this.implicitJoin ? {} : {maxVersion: 4}),
        },
      )
      return codesOf(answer.topics)
    }).catch((error: unknown) => {
      throw withPermission(error as Error, what, groupId, topics)
    })
  }

  /** The place of the last commit; undefined: there is none. */
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

  /** Commits or aborts. The next transaction begins with the next record. */
  async end(committed: boolean): Promise<void> {
    if (!this.#begun) return
    const {id, epoch} = this.identity
    const what = `${committed ? 'commit' : 'abort'} the transaction of ${this.id}`
    const request = {transactionalId: this.id, producerId: id, producerEpoch: epoch, committed}
    const ended = await this.#cluster.call(EndTxn, request, {
      ...to(this.id),
      what,
      ...(this.implicitJoin ? {} : {maxVersion: 4}),
    })
    this.#begun = false
    if (this.implicitJoin) this.identity = {id: ended.producerId, epoch: ended.producerEpoch}
  }

  /** Retries while the coordinator is busy with the previous transaction. `ask` returns error codes. */
  async #retrying(what: string, ask: () => Promise<number[]>) {
    const deadline = new Deadline(retryForMs)
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

/** Adds the missing permission to the error, because brokers do not name it. */
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
    : new KafkaError(code, what, `not allowed: this needs the permission READ on ${on}`, {cause: error})
}
