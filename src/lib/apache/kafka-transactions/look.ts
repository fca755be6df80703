// The commands of kafka-transactions that change nothing.
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {describeProducers} from '../../transactions/describe-producers.ts'
import {describeTransactions} from '../../transactions/describe.ts'
import {listTransactions} from '../../transactions/list.ts'
import type {Arguments} from '../command-line/arguments.ts'
import {hashOrder, topicPartitionHash} from '../java/hash-order.ts'
import {prettyTable} from '../java/table.ts'
import {placeText} from '../shared/reset-target.ts'
import {failedTo} from './failure.ts'

const states = new Set([
  'Ongoing',
  'PrepareAbort',
  'PrepareCommit',
  'CompleteAbort',
  'CompleteCommit',
  'Empty',
  'PrepareEpochFence',
])
/** TransactionState.parse. */
const known = (state: string) => (states.has(state) ? state : 'Unknown')

export async function list(cluster: Cluster, args: Arguments, io: Io): Promise<void> {
  const {transactions, errors} = await listTransactions(cluster, {
    durationMs: args.number('duration-filter'),
    pattern: args.text('transactional-id-pattern'),
  }).catch((error: unknown) => {
    throw failedTo('Failed to list transactions', error, 'listTransactions(api=METADATA)')
  })
  const [failed] = errors
  if (failed) throw failedTo('Failed to list transactions', failed.error, 'listTransactions(api=LIST_TRANSACTIONS)')
  const byBroker = Map.groupBy(transactions, ({coordinator}) => coordinator)
  const rows = hashOrder(byBroker, ([node]) => node).flatMap(([node, some]) =>
    some.map(({transactionalId, producerId, state}) => [
      transactionalId,
      String(node),
      String(producerId),
      known(state),
    ]),
  )
  io.out(prettyTable([['TransactionalId', 'Coordinator', 'ProducerId', 'TransactionState'], ...rows]))
}

export async function describe(cluster: Cluster, args: Arguments, io: Io): Promise<void> {
  const id = args.text('transactional-id') ?? ''
  const what = `Failed to describe transaction state of transactional-id \`${id}\``
  const [outcome] = await describeTransactions(cluster, [id]).catch((error: unknown) => {
    throw failedTo(what, error, 'describeTransactions(api=FIND_COORDINATOR)')
  })
  if (!outcome || outcome.error) throw failedTo(what, outcome?.error, 'describeTransactions(api=DESCRIBE_TRANSACTIONS)')
  const {coordinator, producerId, producerEpoch, state, timeoutMs, startTimeMs, partitions} = outcome.description
  const header = [
    'CoordinatorId',
    'TransactionalId',
    'ProducerId',
    'ProducerEpoch',
    'TransactionState',
    'TransactionTimeoutMs',
    'CurrentTransactionStartTimeMs',
    'TransactionDurationMs',
    'TopicPartitions',
  ]
  const row = [
    String(coordinator),
    id,
    String(producerId),
    String(producerEpoch),
    known(state),
    String(timeoutMs),
    startTimeMs === null ? 'None' : String(startTimeMs),
    startTimeMs === null ? 'None' : String(io.now() - startTimeMs),
    hashOrder(partitions, topicPartitionHash).map(placeText).join(','),
  ]
  io.out(prettyTable([header, row]))
}

export async function describeProducersOf(cluster: Cluster, args: Arguments, io: Io): Promise<void> {
  const broker = args.number('broker-id')
  const at = {topic: args.text('topic') ?? '', partition: args.number('partition') ?? 0}
  const where = broker === undefined ? 'leader' : `broker ${broker}`
  const what = `Failed to describe producers for partition ${placeText(at)} on ${where}`
  const [outcome] = await describeProducers(cluster, [at], {broker}).catch((error: unknown) => {
    throw failedTo(what, error, 'describeProducers(api=METADATA)')
  })
  if (!outcome || outcome.error) throw failedTo(what, outcome?.error, 'describeProducers(api=DESCRIBE_PRODUCERS)')
  const header = [
    'ProducerId',
    'ProducerEpoch',
    'LatestCoordinatorEpoch',
    'LastSequence',
    'LastTimestamp',
    'CurrentTransactionStartOffset',
  ]
  const rows = outcome.producers.map((one) => [
    String(one.producerId),
    String(one.producerEpoch),
    String(one.coordinatorEpoch ?? -1),
    String(one.lastSequence),
    String(one.lastTimestamp),
    one.transactionStartOffset === null ? 'None' : String(one.transactionStartOffset),
  ])
  io.out(prettyTable([header, ...rows]))
}
