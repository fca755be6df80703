// How kafka-reassign-partitions names and orders partitions and replicas.
import type {TopicPartition} from '../../cluster/fan-out.ts'
import type {Replica} from '../../log-dirs/replica-dirs.ts'
import {byTopicAndPartition} from '../../partitions/reassignments.ts'
import {stringHash} from '../java/hash-order.ts'

export const partitionText = ({topic, partition}: TopicPartition): string => `${topic}-${partition}`
export const partitionKey = ({topic, partition}: TopicPartition): string => `${partition} ${topic}`
/** TopicPartitionReplica.toString. */
export const replicaText = ({topic, partition, broker}: Replica): string => `${topic}-${partition}-${broker}`
export const replicaKey = ({topic, partition, broker}: Replica): string => `${broker} ${partition} ${topic}`

/** Orders replicas by broker, then by partition. */
export const byBroker = (a: Replica, b: Replica): number =>
  a.broker === b.broker ? byTopicAndPartition(a, b) : a.broker - b.broker

/** TopicPartitionReplica.hashCode. */
export const replicaHash = ({topic, partition, broker}: Replica): number =>
  (Math.imul((Math.imul((31 + stringHash(topic)) | 0, 31) + partition) | 0, 31) + broker) | 0

/** The keys that occur more than once, in the order of their second occurrence. */
export function duplicates<T>(items: readonly T[], key: (item: T) => string): T[] {
  const seen = new Set<string>()
  const twice = new Map<string, T>()
  for (const item of items) {
    const at = key(item)
    if (seen.has(at) && !twice.has(at)) twice.set(at, item)
    seen.add(at)
  }
  return [...twice.values()]
}

/** Like the entries of a map: a repeated key has the place of its first entry and the value of its last. */
export const distinctReplicas = <R extends Replica>(replicas: readonly R[]): R[] => [
  ...new Map(replicas.map((each) => [replicaKey(each), each])).values(),
]
export const distinctPartitions = <P extends TopicPartition>(partitions: readonly P[]): P[] => [
  ...new Map(partitions.map((each) => [partitionKey(each), each])).values(),
]
