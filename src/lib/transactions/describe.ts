import {DescribeTransactions} from '../apis/describe-transactions.ts'
import type {Cluster} from '../cluster/cluster.ts'
import type {KafkaError} from '../cluster/errors.ts'
import {askCoordinators, type TopicPartition} from '../cluster/fan-out.ts'

export interface TransactionDescription {
  readonly transactionalId: string
  /** Node id. */
  readonly coordinator: number
  readonly state: string
  readonly producerId: number
  readonly producerEpoch: number
  readonly timeoutMs: number
  /** The start of the present or the last transaction, ms since the epoch; null before the first. */
  readonly startTimeMs: number | null
  /** The partitions that the transaction wrote to and that have no marker yet. */
  readonly partitions: readonly TopicPartition[]
}

export type TransactionOutcome =
  | {readonly transactionalId: string; readonly description: TransactionDescription; readonly error?: undefined}
  | {readonly transactionalId: string; readonly error: KafkaError}

/** Describes transactional ids (KIP-664, Kafka 3.0). Returns one outcome for each distinct id, in the same order. */
export async function describeTransactions(cluster: Cluster, ids: readonly string[]): Promise<TransactionOutcome[]> {
  const answers = await askCoordinators<Answer>(
    cluster,
    'transaction',
    [...new Set(ids)],
    async (node, some, within) => {
      const {transactionStates} = await cluster.call(
        DescribeTransactions,
        {transactionalIds: some},
        {to: {node}, what: 'describe transactions', ...within},
      )
      return new Map(transactionStates.map((one) => [one.transactionalId, {...one, node}]))
    },
  )
  return answers.each(
    (one, transactionalId): TransactionOutcome => ({
      transactionalId,
      description: {
        transactionalId,
        coordinator: one.node,
        state: one.transactionState,
        producerId: one.producerId,
        producerEpoch: one.producerEpoch,
        timeoutMs: one.transactionTimeoutMs,
        startTimeMs: one.transactionStartTimeMs < 0 ? null : one.transactionStartTimeMs,
        partitions: one.topics.flatMap(({topic, partitions}) => partitions.map((partition) => ({topic, partition}))),
      },
    }),
    (failure, transactionalId) => ({
      transactionalId,
      error: failure.error(`describe the transactional id ${transactionalId}`),
    }),
  )
}

interface Answer {
  readonly errorCode: number
  readonly node: number
  readonly transactionState: string
  readonly transactionTimeoutMs: number
  readonly transactionStartTimeMs: number
  readonly producerId: number
  readonly producerEpoch: number
  readonly topics: readonly {readonly topic: string; readonly partitions: readonly number[]}[]
}
