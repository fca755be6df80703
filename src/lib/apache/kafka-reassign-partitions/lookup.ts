// What kafka-reassign-partitions needs to know about topics, brokers and directories.
import {describeCluster, type ClusterNode} from '../../brokers/describe-cluster.ts'
import {findReplicaDirs, type Replica, type ReplicaDirs} from '../../log-dirs/replica-dirs.ts'
import type {Assignment} from '../../partitions/throttles.ts'
import {describePartitions} from '../../topics/describe-partitions.ts'
import type {Admin} from '../client/admin.ts'
import {emptyTopicName} from '../client/empty-topic-name.ts'
import {executionException, JavaError, kafkaException} from '../java/errors.ts'
import {hashOrder, hashOrderOfStrings, inResultOrder, topicPartitionHash, copyCapacity} from '../java/hash-order.ts'
import {partitionKey, partitionText, replicaKey} from './order.ts'

const unknownTopic = 'org.apache.kafka.common.errors.UnknownTopicOrPartitionException'

/** The partitions of each topic, or a JavaError that says why there are none. */
export async function describeTopics(
  admin: Admin,
  names: Iterable<string>,
): Promise<Map<string, readonly Assignment[] | JavaError>> {
  const wanted = hashOrderOfStrings(new Set(names))
  const found = await admin.get('describeTopics', async (cluster) => {
    const described = await describePartitions(
      cluster,
      {names: wanted.filter((name) => name !== '')},
      {authorizedOperations: false},
    )
    return new Map<string, readonly Assignment[] | JavaError>([
      ...described.topics.map(
        ({name, partitions}) =>
          [name, partitions.map(({partition, replicas}) => ({topic: name, partition, replicas}))] as const,
      ),
      ...described.errors.map(({name, error}) => [name, kafkaException(error)] as const),
    ])
  })
  const unknown = new JavaError(unknownTopic, 'This server does not host this topic-partition.')
  return new Map(wanted.map((name) => [name, name === '' ? emptyTopicName() : (found.get(name) ?? unknown)]))
}

export const isUnknownTopic = (error: JavaError): boolean => error.javaClass === unknownTopic

/**
 * All partitions of these topics, in the order of a HashMap. Throws JavaError for the first topic that cannot be
 * described.
 */
export async function assignmentsOf(admin: Admin, names: Iterable<string>): Promise<Assignment[]> {
  const described = await describeTopics(admin, names)
  const all: Assignment[] = []
  for (const {name} of inResultOrder([...described.keys()].map((each) => ({name: each})))) {
    const topic = described.get(name)
    if (topic instanceof JavaError)
      throw executionException(isUnknownTopic(topic) ? new JavaError(unknownTopic, `Topic ${name} not found.`) : topic)
    all.push(...(topic ?? []))
  }
  return hashOrder(all, topicPartitionHash)
}

/** The present replicas of these partitions. Throws JavaError if one does not exist. */
export async function currentOf(admin: Admin, partitions: readonly Assignment[]): Promise<Assignment[]> {
  const found = await assignmentsOf(
    admin,
    partitions.map(({topic}) => topic),
  )
  const wanted = new Set(partitions.map(partitionKey))
  const current = found.filter((each) => wanted.has(partitionKey(each)))
  const known = new Set(current.map(partitionKey))
  const missing = partitions.filter((each) => !known.has(partitionKey(each)))
  if (missing.length > 0) {
    const inSet = hashOrder(hashOrder(partitions, topicPartitionHash), topicPartitionHash, {
      capacity: Math.max(16, copyCapacity(partitions.length)),
    }).filter((each) => !known.has(partitionKey(each)))
    throw executionException(
      new JavaError(unknownTopic, `Unable to find partition: ${inSet.map(partitionText).join(', ')}`),
    )
  }
  return current
}

/** Brokers (or controllers), in the order of a HashMap. */
export async function nodes(admin: Admin): Promise<ClusterNode[]> {
  const {nodes: found} = await admin.getAt('listNodes', undefined, (cluster, controllers) =>
    describeCluster(cluster, {controllers}),
  )
  return hashOrder(found, ({id}) => id)
}

/** The directories of each replica, by its key. Throws JavaError if a broker did not say. */
export async function replicaDirs(admin: Admin, replicas: readonly Replica[]): Promise<Map<string, ReplicaDirs>> {
  if (replicas.length === 0) return new Map()
  return admin.get('describeReplicaLogDirs', async (cluster) => {
    const found = await findReplicaDirs(cluster, replicas)
    const dirs = new Map<string, ReplicaDirs>()
    for (const each of found.each(
      (answer, replica) => [replicaKey(replica), answer] as const,
      (error) => error,
    )) {
      if (each instanceof Error) throw each
      dirs.set(...each)
    }
    return dirs
  })
}

/** Returns a function that tells the directory of a replica on a live broker. */
export async function currentDirs(
  admin: Admin,
  assignments: readonly Assignment[],
): Promise<(replica: Replica) => string | undefined> {
  // Like Java, ask live brokers only: Java has an empty node for the others.
  const live = assignments.length === 0 ? [] : await admin.get('describeTopics', (cluster) => cluster.brokers())
  const ids = new Set(live.map(({id}) => id))
  const replicas = assignments.flatMap(({topic, partition, replicas: brokers}) =>
    brokers.filter((broker) => ids.has(broker)).map((broker) => ({topic, partition, broker})),
  )
  const dirs = await replicaDirs(admin, replicas)
  return (replica) => dirs.get(replicaKey(replica))?.current ?? undefined
}
