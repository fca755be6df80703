// A topic that exists only for a measurement.
import {randomBytes} from 'node:crypto'
import type {Cluster} from '../cluster/cluster.ts'
import {awaitTopics} from '../topics/await-topics.ts'
import {createTopics} from '../topics/create.ts'
import {deleteTopics} from '../topics/delete.ts'

export const ownTopicName = (): string => `kafkit-perf-${randomBytes(6).toString('hex')}`

export interface OwnTopic {
  readonly name: string
  readonly partitions: number
  /** Default: the broker's. */
  readonly replicationFactor?: number | undefined
}

/** Resolves when all brokers know it. Throws KafkaError if it cannot be created. */
export async function createOwnTopic(cluster: Cluster, {name, partitions, replicationFactor}: OwnTopic): Promise<void> {
  const [outcome] = await createTopics(cluster, {topics: [{name, partitions, replicationFactor}]})
  if (outcome?.status === 'failed') throw outcome.error
  await awaitTopics(cluster, [{name, partitions, topicId: outcome?.status === 'created' ? outcome.topicId : null}])
}

/** Why it still exists; undefined: it was deleted. */
export async function deleteOwnTopic(cluster: Cluster, name: string): Promise<Error | undefined> {
  try {
    const [outcome] = await deleteTopics(cluster, [name])
    return outcome?.status === 'failed' ? outcome.error : undefined
  } catch (error) {
    return error as Error
  }
}
