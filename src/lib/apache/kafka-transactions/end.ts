// The commands of kafka-transactions that end transactions.
import type {Cluster} from '../../cluster/cluster.ts'
import {abortTransaction, terminateTransaction, type TransactionToAbort} from '../../transactions/abort.ts'
import {describeProducers} from '../../transactions/describe-producers.ts'
import type {Arguments} from '../command-line/arguments.ts'
import {TerseProblem} from '../command-line/checks.ts'
import {placeText} from '../shared/reset-target.ts'
import {failedTo} from './failure.ts'

export async function abort(cluster: Cluster, args: Arguments): Promise<void> {
  const transaction = await transactionOf(cluster, args)
  const {producerId, producerEpoch, coordinatorEpoch} = transaction
  const spec =
    `AbortTransactionSpec(topicPartition=${placeText(transaction)}, producerId=${producerId}, ` +
    `producerEpoch=${producerEpoch}, coordinatorEpoch=${coordinatorEpoch})`
  await abortTransaction(cluster, transaction).catch((error: unknown) => {
    throw failedTo(`Failed to abort transaction ${spec}`, error, 'abortTransaction(api=METADATA)')
  })
}

async function transactionOf(cluster: Cluster, args: Arguments): Promise<TransactionToAbort> {
  const at = {topic: args.text('topic') ?? '', partition: args.number('partition') ?? 0}
  const startOffset = args.number('start-offset')
  const producerId = args.number('producer-id')
  if (startOffset !== undefined) return openTransaction(cluster, at, startOffset)
  if (producerId === undefined)
    throw new TerseProblem(
      'The transaction to abort must be identified either with --start-offset (for brokers on 3.0 or above) or with ' +
        '--producer-id, --producer-epoch, and --coordinator-epoch (for older brokers)',
    )
  const producerEpoch = args.number('producer-epoch')
  if (producerEpoch === undefined) throw new TerseProblem('Missing required argument --producer-epoch')
  const coordinatorEpoch = args.number('coordinator-epoch')
  if (coordinatorEpoch === undefined) throw new TerseProblem('Missing required argument --coordinator-epoch')
  // A producer whose transaction hangs before its first marker has coordinator epoch -1 here. 0 is never newer than
  // the coordinator's own.
  return {...at, producerId, producerEpoch, coordinatorEpoch: Math.max(0, coordinatorEpoch)}
}

async function openTransaction(
  cluster: Cluster,
  at: {readonly topic: string; readonly partition: number},
  startOffset: number,
): Promise<TransactionToAbort> {
  const what = `Failed to validate producer state for partition ${placeText(at)}`
  const [outcome] = await describeProducers(cluster, [at]).catch((error: unknown) => {
    throw failedTo(what, error, 'describeProducers(api=METADATA)')
  })
  if (!outcome || outcome.error) throw failedTo(what, outcome?.error, 'describeProducers(api=DESCRIBE_PRODUCERS)')
  const found = outcome.producers.find(({transactionStartOffset}) => transactionStartOffset === startOffset)
  if (!found)
    throw new TerseProblem(
      `Could not find any open transactions starting at offset ${startOffset} on partition ${placeText(at)}`,
    )
  const {producerId, producerEpoch, coordinatorEpoch} = found
  // Epochs have 16 bits on the wire.
  return {...at, producerId, producerEpoch: (producerEpoch << 16) >> 16, coordinatorEpoch: coordinatorEpoch ?? 0}
}

export async function terminate(cluster: Cluster, args: Arguments): Promise<void> {
  const id = args.text('transactionalId') ?? ''
  await terminateTransaction(cluster, id).catch((error: unknown) => {
    throw failedTo(`Failed to force terminate transactionalId \`${id}\``, error, 'fenceProducers(api=FIND_COORDINATOR)')
  })
}
