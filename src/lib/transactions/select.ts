import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {KafkaError, plainly, type PrintedError} from '../cluster/errors.ts'
import {Outcome} from '../cluster/outcome.ts'
import {selectNames, type NameSelector} from '../text/name-selector.ts'
import {listTransactions, type ListedTransaction, type TransactionSelection} from './list.ts'

export interface SelectedTransactions {
  readonly transactions: readonly ListedTransaction[]
  readonly errors: readonly PrintedError[]
}

/**
 * The transactions, sorted by transactional id; without selectors all of them. A selector that matches none is an
 * error.
 */
export async function selectTransactions(
  cluster: Cluster,
  selectors: readonly NameSelector[] | undefined,
  selection: TransactionSelection = {},
): Promise<Outcome<SelectedTransactions>> {
  const {transactions: listed, errors: silent} = await listTransactions(cluster, selection)
  const ids = listed.map(({transactionalId}) => transactionalId)
  const wanted = selectors && selectNames(selectors, ids)
  const known = new Set(ids)
  // With a condition, an existing id may be left out.
  const missing = selection.durationMs === undefined ? (wanted?.names.filter((id) => !known.has(id)) ?? []) : []
  const errors = [
    ...silent.map(({error}) => error),
    ...[...missing, ...(wanted?.unmatched ?? [])].map(
      (id) =>
        new KafkaError(
          errorCode.transactionalIdNotFound,
          `list transactional id ${id}`,
          plainly('there is none that you may see'),
        ),
    ),
  ]
  const transactions = listed
    .filter(({transactionalId}) => wanted?.names.includes(transactionalId) ?? true)
    .toSorted((a, b) => (a.transactionalId < b.transactionalId ? -1 : 1))
  return new Outcome({transactions, errors}, errors)
}
