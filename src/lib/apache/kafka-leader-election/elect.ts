// Requests the elections and prints their outcome.
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {errorCode} from '../../cluster/error-codes.ts'
import {ConnectionError, KafkaError} from '../../cluster/errors.ts'
import {electLeaders, type ElectionOutcome} from '../../partitions/elect-leaders.ts'
import {asJavaError, executionException, javaText, kafkaException, runtimeException} from '../java/errors.ts'
import {hashOrder, topicPartitionHash} from '../java/hash-order.ts'
import {commandFailed, type ElectionTask} from './checks.ts'

/** Throws JavaError if the request or the election of a partition failed. */
export async function elect(cluster: Cluster, task: ElectionTask, io: Io): Promise<void> {
  const outcomes = hashOrder(await outcomesOf(cluster, task, io), topicPartitionHash)
  const type = task.type.toUpperCase()
  const named = (status: ElectionOutcome['status']) =>
    hashOrder(
      outcomes.filter((outcome) => outcome.status === status),
      topicPartitionHash,
    )
  const list = (some: readonly ElectionOutcome[]) => some.map(partitionText).join(', ')
  const [elected, notNeeded, failed] = [named('elected'), named('notNeeded'), named('failed')]
  if (elected.length > 0) io.out(`Successfully completed leader election (${type}) for partitions ${list(elected)}\n`)
  if (notNeeded.length > 0) io.out(`Valid replica already elected for partitions ${list(notNeeded)}\n`)
  for (const outcome of failed) {
    const error = outcome.error ? javaText(kafkaException(outcome.error)) : ''
    io.out(`Error completing leader election (${type}) for partition: ${partitionText(outcome)}: ${error}\n`)
  }
  if (failed.length > 0) throw commandFailed(`${failed.length} replica(s) could not be elected`)
}

const partitionText = ({topic, partition}: ElectionOutcome) => `${topic}-${partition}`

async function outcomesOf(cluster: Cluster, {type, partitions}: ElectionTask, io: Io): Promise<ElectionOutcome[]> {
  try {
    return await electLeaders(cluster, type, partitions)
  } catch (error) {
    const timedOut =
      error instanceof KafkaError
        ? error.code === errorCode.requestTimedOut
        : error instanceof ConnectionError && asJavaError(error, '').javaClass.endsWith('.TimeoutException')
    if (timedOut) throw told('Timeout waiting for election results', error as Error, io)
    if (error instanceof KafkaError && error.code === errorCode.clusterAuthorizationFailed)
      throw told('Not authorized to perform leader election', error, io)
    throw runtimeException(executionException(asJavaError(error, 'electLeaders')))
  }
}

function told(message: string, error: Error, io: Io) {
  io.out(`${message}\n`)
  return commandFailed(message, {cause: asJavaError(error, 'electLeaders')})
}
