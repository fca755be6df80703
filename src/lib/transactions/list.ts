import {ListTransactions} from '../apis/list-transactions.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {askBrokers} from '../cluster/fan-out.ts'

/** A transactional id is listed if it meets every condition that is set. */
export interface TransactionSelection {
  /** Open for longer than this, ms (Kafka 3.8). Negative: all. */
  readonly durationMs?: number | undefined
  /** RE2 regular expression for whole transactional ids (Kafka 4.1). */
  readonly pattern?: string | undefined
  readonly producerIds?: readonly number[] | undefined
}

export interface ListedTransaction {
  readonly transactionalId: string
  readonly producerId: number
  /** In the broker's words: `Ongoing`, `CompleteCommit`, `Empty` … */
  readonly state: string
  /** Node id of the broker that listed it. */
  readonly coordinator: number
}

export interface TransactionListing {
  /** By the node ids of their coordinators, and in each coordinator's order. */
  readonly transactions: readonly ListedTransaction[]
  readonly errors: readonly {readonly node: number; readonly error: Error}[]
}

/**
 * Lists transactional ids (KIP-664, Kafka 3.0). Asks every broker, because each knows only those that it coordinates.
 * Throws UnsupportedApi if a broker lacks the API, or a condition.
 */
export async function listTransactions(
  cluster: Cluster,
  {durationMs, pattern = '', producerIds = []}: TransactionSelection = {},
): Promise<TransactionListing> {
  const answers = await askBrokers(cluster, async (node, within) => {
    const {transactionStates} = await cluster.call(
      ListTransactions,
      (version) => ({
        stateFilters: [],
        producerIdFilters: producerIds,
        ...(durationMs === undefined ? {} : {durationFilter: durationMs}),
        ...(pattern !== '' || version >= 2 ? {transactionalIdPattern: pattern} : {}),
      }),
      {to: {node}, what: `list the transactions of broker ${node}`, ...within},
    )
    return transactionStates.map(({transactionalId, producerId, transactionState}): ListedTransaction => ({
      transactionalId,
      producerId,
      state: transactionState,
      coordinator: node,
    }))
  })
  const lists = answers.each(
    (listed) => ({listed}),
    (error, node) => ({node, error}),
  )
  return {
    transactions: lists.flatMap((list) => ('listed' in list ? list.listed : [])),
    errors: lists.filter((list) => 'error' in list),
  }
}
