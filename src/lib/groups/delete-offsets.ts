import {OffsetDelete} from '../apis/offset-delete.ts'
import type {Cluster, TopicMetadata} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {KafkaError, UsageError, plainly} from '../cluster/errors.ts'
import {groupError} from '../cluster/group-error.ts'

/** `partition` is null if a topic was given without partitions and does not exist. */
export type DeleteOffsetOutcome =
  | {readonly topic: string; readonly partition: number; readonly status: 'deleted'}
  | {
      readonly topic: string
      readonly partition: number | null
      readonly status: 'failed'
      readonly error: KafkaError
    }

/** Some or all partitions of a topic. */
export interface TopicPartitions {
  readonly topic: string
  readonly partitions?: readonly number[] | undefined
}

/**
 * Deletes committed offsets (OffsetDelete, Kafka 2.4). One outcome per partition, even if nothing was committed there;
 * topics that members subscribe to fail with GROUP_SUBSCRIBED_TO_TOPIC. KafkaError if the group as a whole cannot be
 * changed: it is unknown, or its members are of another kind. UsageError for a partition that is named twice.
 */
export async function deleteOffsets(
  cluster: Cluster,
  groupId: string,
  topics: readonly TopicPartitions[],
): Promise<DeleteOffsetOutcome[]> {
  const whole = topics.filter(({partitions}) => !partitions).map(({topic}) => topic)
  const known = new Map(
    (await cluster.topics([...new Set(whole)], {refresh: true})).map((topic) => [topic.name, topic]),
  )
  const expanded = topics.map(({topic, partitions}) => ({
    topic,
    partitions: partitions ?? partitionsOf(known.get(topic)),
  }))
  const asked = namedOnce(groupId, expanded)
  const answers = asked.size > 0 ? await ask(cluster, groupId, asked) : new Map<string, number>()
  return expanded.flatMap(({topic, partitions}): DeleteOffsetOutcome[] => {
    const failed = (partition: number | null, code: number): DeleteOffsetOutcome => ({
      topic,
      partition,
      status: 'failed',
      error: offsetError(code, groupId, topic, partition),
    })
    if (partitions.length === 0) return [failed(null, known.get(topic)?.errorCode || errorCode.unknownTopicOrPartition)]
    return partitions.map((partition) => {
      const code = answers.get(`${partition} ${topic}`) ?? errorCode.unknownServerError
      return code === errorCode.none ? {topic, partition, status: 'deleted'} : failed(partition, code)
    })
  })
}

const partitionsOf = (topic: TopicMetadata | undefined) => topic?.partitions.map(({index}) => index) ?? []

function namedOnce(groupId: string, topics: readonly {topic: string; partitions: readonly number[]}[]) {
  const byTopic = new Map<string, Set<number>>()
  for (const {topic, partitions} of topics) {
    for (const partition of partitions) {
      const set = byTopic.get(topic) ?? new Set()
      if (set.has(partition))
        throw new UsageError(`delete offsets of group ${groupId}: ${topic}-${partition} is named twice`)
      byTopic.set(topic, set.add(partition))
    }
  }
  return byTopic
}

/** Sends the request; returns the error code of each partition. */
async function ask(cluster: Cluster, groupId: string, topics: ReadonlyMap<string, ReadonlySet<number>>) {
  try {
    const response = await cluster.call(
      OffsetDelete,
      {
        groupId,
        topics: [...topics].map(([name, partitions]) => ({
          name,
          partitions: [...partitions].map((partitionIndex) => ({partitionIndex})),
        })),
      },
      {what: `delete offsets of group ${groupId}`},
    )
    return new Map(
      response.topics.flatMap(({name, partitions}) =>
        partitions.map(({partitionIndex, errorCode: code}) => [`${partitionIndex} ${name}`, code] as const),
      ),
    )
  } catch (error) {
    throw error instanceof KafkaError ? groupError(error.code, 'delete offsets of', groupId) : error
  }
}

function offsetError(code: number, groupId: string, topic: string, partition: number | null): KafkaError {
  const unknown = code === errorCode.unknownTopicOrPartition
  const text = unknown ? plainly(`there is no such ${partition === null ? 'topic' : 'partition'}`) : undefined
  const place = partition === null ? topic : `${topic}-${partition}`
  if (code === errorCode.groupSubscribedToTopic) return groupError(code, `delete the offset in ${place} of`, groupId)
  return new KafkaError(code, `delete the offset in ${place} of group ${groupId}`, text)
}
