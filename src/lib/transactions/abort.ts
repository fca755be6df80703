import {InitProducerId} from '../apis/init-producer-id.ts'
import {WriteTxnMarkers} from '../apis/write-txn-markers.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {askLeaders, type TopicPartition} from '../cluster/fan-out.ts'

export interface TransactionToAbort extends TopicPartition {
  readonly producerId: number
  readonly producerEpoch: number
  readonly coordinatorEpoch: number
}

/**
 * Ends the transaction of a producer in one partition by an abort marker (WriteTxnMarkers, KIP-664), whatever its
 * coordinator's state: for hanging transactions. Throws KafkaError if the leader refuses.
 */
export async function abortTransaction(cluster: Cluster, transaction: TransactionToAbort): Promise<void> {
  const {producerId, producerEpoch, coordinatorEpoch} = transaction
  const what = `abort the transaction of producer ${producerId} in ${transaction.topic}-${transaction.partition}`
  const answers = await askLeaders(cluster, [transaction], async (node, asked, within) => {
    const {markers} = await cluster.call(
      WriteTxnMarkers,
      {
        markers: asked.map(({topic, partition}) => ({
          producerId,
          producerEpoch,
          coordinatorEpoch,
          transactionResult: false,
          topics: [{name: topic, partitionIndexes: [partition]}],
        })),
      },
      {to: {node}, what, ...within},
    )
    return markers.flatMap(({topics}) =>
      topics.flatMap(({name, partitions}) =>
        partitions.map(({partitionIndex, errorCode: code}) => ({
          topic: name,
          partition: partitionIndex,
          errorCode: code,
        })),
      ),
    )
  })
  const [outcome] = answers.each(
    () => undefined,
    (failure) => ({error: failure.error(what)}),
  )
  if (outcome) throw outcome.error
}

/**
 * Fences the producer of a transactional id, which aborts its open transaction (InitProducerId, KIP-939). Waits while
 * the coordinator is ending a transaction. Throws KafkaError if the coordinator refuses.
 */
export async function terminateTransaction(cluster: Cluster, transactionalId: string): Promise<void> {
  await cluster.call(
    InitProducerId,
    {transactionalId, transactionTimeoutMs: cluster.settings.requestTimeoutMs ?? 30_000},
    {
      to: {transaction: transactionalId},
      what: `terminate the transaction of ${transactionalId}`,
      errors: ({errorCode: code}) => (code === errorCode.none ? [] : [code]),
    },
  )
}
