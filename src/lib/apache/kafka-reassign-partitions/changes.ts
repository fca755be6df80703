// The changes that kafka-reassign-partitions makes: reassignments, throttles, moves between log directories.
import type {Io} from '../../cli/io.ts'
import {errorCode} from '../../cluster/error-codes.ts'
import {KafkaError} from '../../cluster/errors.ts'
import {moveReplicas, type ReplicaMove} from '../../log-dirs/replica-dirs.ts'
import {alterReassignments, byTopicAndPartition, type NewReassignment} from '../../partitions/reassignments.ts'
import {changeThrottles, unthrottleBrokers, unthrottleTopics, type Assignment} from '../../partitions/throttles.ts'
import type {ThrottleChange} from '../../partitions/throttles.ts'
import type {Admin} from '../client/admin.ts'
import {emptyTopicName} from '../client/empty-topic-name.ts'
import {TerseProblem} from '../command-line/checks.ts'
import {asJavaError, executionException, JavaError, kafkaException} from '../java/errors.ts'
import {hashOrder, hashOrderOfStrings} from '../java/hash-order.ts'
import {commandFailed} from './checks.ts'
import {nodes} from './lookup.ts'
import {byBroker, partitionKey, partitionText, replicaHash, replicaText} from './order.ts'

/** Starts or cancels reassignments. Returns the lines about those that failed, by partition. */
export async function alter(
  admin: Admin,
  reassignments: readonly NewReassignment[],
  allowReplicationFactorChange = true,
): Promise<string[]> {
  const errors = new Map<string, string>()
  const sendable = reassignments.filter((each) => {
    const error = unsendable(each)
    if (error) errors.set(partitionKey(each), error.message)
    return !error
  })
  if (sendable.length > 0) {
    try {
      const outcomes = await admin.getAt('alterPartitionReassignments', undefined, (cluster, anywhere) =>
        alterReassignments(cluster, sendable, {allowReplicationFactorChange, ...(anywhere ? {to: 'any'} : {})}),
      )
      for (const {error, ...each} of outcomes) if (error) errors.set(partitionKey(each), kafkaException(error).message)
    } catch (error) {
      if (!(error instanceof JavaError && error.cause instanceof JavaError)) throw error
      for (const each of sendable) errors.set(partitionKey(each), error.cause.message)
    }
  }
  return reassignments.toSorted(byTopicAndPartition).flatMap((each) => {
    const message = errors.get(partitionKey(each))
    return message === undefined ? [] : [`${partitionText(each)}: ${message}`]
  })
}

/** The exception for requests that Apache's admin client refuses to send. */
export function unsendable({topic, partition}: {topic: string; partition: number}): JavaError | undefined {
  if (topic === '') return emptyTopicName()
  if (partition >= 0) return undefined
  return new JavaError(
    'org.apache.kafka.common.errors.InvalidTopicException',
    `The given partition index ${partition} is not valid.`,
  )
}

/** With --bootstrap-controller, the active controller changes the configs of brokers, too. */
export const throttle = (admin: Admin, changes: readonly ThrottleChange[]): Promise<void> =>
  admin.getAt('incrementalAlterConfigs', undefined, (cluster, anywhere) =>
    changeThrottles(cluster, changes, anywhere ? 'any' : undefined),
  )

/** Clears the throttles of all brokers, because it is no longer known which of them took part in the finished moves. */
export async function clearThrottles(admin: Admin, partitions: readonly Assignment[], io: Io): Promise<void> {
  const ids = [...(await nodes(admin)).map(({id}) => id), ...partitions.flatMap(({replicas}) => replicas)]
  const brokers = hashOrder(new Set(ids), (id) => id)
  io.out(`Clearing broker-level throttles on broker${brokers.length === 1 ? '' : 's'} ${brokers.join(',')}\n`)
  await throttle(admin, unthrottleBrokers(brokers))
  const topics = hashOrderOfStrings(new Set(partitions.map(({topic}) => topic)))
  io.out(`Clearing topic-level throttles on topic${topics.length === 1 ? '' : 's'} ${topics.join(',')}\n`)
  await throttle(admin, unthrottleTopics(topics))
}

/** How long to wait before a broker is asked again, ms. */
const pauseMs = 100

/**
 * Starts moves between log directories. A broker that has not received a replica yet does not know it, so it is asked
 * again until `timeoutMs` have passed; then TerseProblem is thrown.
 */
export async function startMoves(
  admin: Admin,
  moves: readonly ReplicaMove[],
  timeoutMs: number,
  io: Io,
): Promise<void> {
  const end = io.now() + timeoutMs
  let pending = hashOrder(moves, replicaHash)
  for (;;) {
    const waiting = await startSome(admin, pending)
    const started = pending.filter((move) => !waiting.includes(move)).toSorted(byBroker)
    for (const {topic, partition, broker, path} of started)
      io.out(
        `Successfully started moving log directory to ${path} for replica ${topic}-${partition} with broker ${broker} \n`,
      )
    pending = waiting
    if (pending.length === 0) return
    if (io.now() >= end) {
      const names = pending.toSorted(byBroker).map(replicaText).join(',')
      const plural = pending.length === 1 ? '' : 's'
      throw new TerseProblem(`Timed out before log directory move${plural} could be started for: ${names}`)
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
    io.interrupted.throwIfAborted()
  }
}

/** Returns the moves that could not be started yet. Throws JavaError for the first that can never be. */
async function startSome(admin: Admin, moves: readonly ReplicaMove[]): Promise<ReplicaMove[]> {
  const outcomes = await admin.get('alterReplicaLogDirs', (cluster) => moveReplicas(cluster, moves))
  return outcomes.flatMap(({move, error}) => {
    if (!error) return []
    if (error instanceof KafkaError && error.code === errorCode.replicaNotAvailable) return [move]
    const cause = executionException(asJavaError(error, 'alterReplicaLogDirs'))
    throw commandFailed(`Failed to alter dir for ${replicaText(move)}`, {cause})
  })
}
