// kafka-topics --create, --alter and --delete.
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import type {KafkaError} from '../../cluster/errors.ts'
import {addPartitions} from '../../topics/add-partitions.ts'
import {createTopics} from '../../topics/create.ts'
import {deleteTopics} from '../../topics/delete.ts'
import {hasCollisionCharacter} from '../../topics/topic-name.ts'
import {emptyTopicName} from '../client/empty-topic-name.ts'
import {JavaError, kafkaException} from '../java/errors.ts'
import {inResultOrder} from '../java/hash-order.ts'
import type {TopicsOptions} from './checks.ts'
import {checkFound, matchingTopics} from './selection.ts'
import {parseReplicaAssignment} from '../java/replica-assignment.ts'
import {checkTopicConfigs} from './log-config.ts'

const illegal = (message: string) => new JavaError('java.lang.IllegalArgumentException', message)

/** Reads the options of --create and --alter in Apache's order, before any request is sent. */
function topicInput(options: TopicsOptions) {
  return {
    name: options.value('topic') ?? '',
    partitions: options.value('partitions'),
    replicationFactor: options.value('replication-factor'),
    assignments: parseReplicaAssignment(options.value('replica-assignment') ?? ''),
    configs: topicConfigs(options.values('config')),
  }
}

function topicConfigs(texts: readonly string[]): ReadonlyMap<string, string> {
  const pairs = texts.map((text) => {
    const [name = '', value, ...more] = text.split(/\s*=\s*/)
    if (value === undefined || value === '' || more.length > 0)
      throw illegal(
        'requirement failed: Invalid topic config: all configs to be added must be in the format "key=val".',
      )
    return [name.trim(), value.trim()] as const
  })
  const configs = new Map(pairs)
  checkTopicConfigs(configs)
  return configs
}

export async function createTopic(cluster: Cluster, options: TopicsOptions, io: Io): Promise<void> {
  const {name, partitions, replicationFactor, assignments, configs} = topicInput(options)
  if (hasCollisionCharacter(name)) {
    io.out(
      "WARNING: Due to limitations in metric names, topics with a period ('.') or underscore ('_') could collide. " +
        'To avoid issues it is best to use either, but not both.\n',
    )
  }
  if (replicationFactor !== undefined && (replicationFactor < 1 || replicationFactor > 32_767))
    throw illegal('The replication factor must be between 1 and 32767 inclusive')
  if (partitions !== undefined && partitions < 1) throw illegal('The partitions must be greater than 0')
  if (name === '') throw emptyTopicName()
  const [outcome] = await createTopics(cluster, {
    topics: [{name, partitions, replicationFactor, assignments, configs: Object.fromEntries(configs)}],
    ifNotExists: options.has('if-not-exists'),
  })
  if (outcome?.status === 'failed') throw kafkaException(outcome.error)
  if (outcome?.status === 'created') io.out(`Created topic ${name}.\n`)
}

export async function alterTopics(cluster: Cluster, options: TopicsOptions): Promise<void> {
  const {partitions = 0, assignments} = topicInput(options)
  const topics = await matchingTopics(cluster, options)
  checkFound(topics.length, options)
  if (topics.length === 0) return
  const outcomes = await addPartitions(
    cluster,
    topics.map(({name, partitionCount}) => ({
      name,
      count: partitions,
      assignments: assignments?.slice(partitionCount),
    })),
  )
  throwFirst(outcomes)
}

export async function deleteMatchingTopics(cluster: Cluster, options: TopicsOptions): Promise<void> {
  const topics = await matchingTopics(cluster, options)
  checkFound(topics.length, options)
  throwFirst(
    await deleteTopics(
      cluster,
      topics.map(({name}) => name),
    ),
  )
}

/** Apache's tool waits for all topics and shows the first failure in HashMap order. */
function throwFirst(outcomes: readonly {readonly name: string; readonly error?: KafkaError}[]) {
  for (const {error} of inResultOrder(outcomes)) if (error) throw kafkaException(error)
}
