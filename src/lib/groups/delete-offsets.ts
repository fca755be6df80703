import {OffsetDelete} from '../apis/offset-delete.ts'
import {inTurn, weighed} from '../cluster/batches.ts'
import type {Cluster, TopicMetadata} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {KafkaError, UsageError, plainly} from '../cluster/errors.ts'
import type {TopicPartition} from '../cluster/fan-out.ts'
import {groupError} from '../cluster/group-error.ts'
import type {TopicScope} from '../text/topic-scope.ts'
import {mostOffsetRecordBytes, offsetRecordBytes} from './commit-offsets.ts'
import {placeKey} from './log-ends.ts'

/** `partition` is null if a topic was given without partitions and does not exist. */
export type DeleteOffsetOutcome =
  | {readonly topic: string; readonly partition: number; readonly status: 'deleted'}
  | {
      readonly topic: string
      readonly partition: number | null
      readonly status: 'failed'
      readonly error: KafkaError
    }

/**
 * Deletes committed offsets (OffsetDelete, Kafka 2.4), with as many requests as necessary. Returns one outcome per
 * partition, even if nothing was committed there; topics to which members are subscribed fail with
 * GROUP_SUBSCRIBED_TO_TOPIC. Throws KafkaError if the group as a whole cannot be changed, because it is unknown or
 * has members of another kind, and UsageError for a partition that is named twice.
 */
export async function deleteOffsets(
  cluster: Cluster,
  groupId: string,
  topics: readonly Omit<TopicScope, 'matches'>[],
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
  const codes = await inTurn<TopicPartition, readonly [string, Answer]>(
    weighed(asked, ({topic}) => offsetRecordBytes(groupId, topic), mostOffsetRecordBytes),
    async (piece) => {
      const answers = await ask(cluster, groupId, piece)
      return piece.map((each) => [placeKey(each), {code: answers.get(placeKey(each)) ?? errorCode.unknownServerError}])
    },
    (each, code, text) => [placeKey(each), {code, text}],
  )
  const answers = new Map(codes)
  return expanded.flatMap(({topic, partitions}): DeleteOffsetOutcome[] => {
    const failed = (partition: number | null, {code, text}: Answer): DeleteOffsetOutcome => ({
      topic,
      partition,
      status: 'failed',
      error: offsetError({code, text}, groupId, topic, partition),
    })
    if (partitions.length === 0)
      return [failed(null, {code: known.get(topic)?.errorCode || errorCode.unknownTopicOrPartition})]
    return partitions.map((partition) => {
      const answer = answers.get(placeKey({topic, partition})) ?? {code: errorCode.unknownServerError}
      return answer.code === errorCode.none ? {topic, partition, status: 'deleted'} : failed(partition, answer)
    })
  })
}

interface Answer {
  readonly code: number
  /** Why the request failed or was not sent, if it was not the first one. */
  readonly text?: string | undefined
}

const partitionsOf = (topic: TopicMetadata | undefined) => topic?.partitions.map(({index}) => index) ?? []

function namedOnce(
  groupId: string,
  topics: readonly {topic: string; partitions: readonly number[]}[],
): TopicPartition[] {
  const seen = new Set<string>()
  const all = topics.flatMap(({topic, partitions}) => partitions.map((partition) => ({topic, partition})))
  for (const each of all) {
    if (seen.has(placeKey(each)))
      throw new UsageError(`delete offsets of group ${groupId}: ${each.topic}-${each.partition} is named twice`)
    seen.add(placeKey(each))
  }
  return all
}

/** Sends one request; returns the error code of each partition, by placeKey. */
async function ask(
  cluster: Cluster,
  groupId: string,
  rows: readonly TopicPartition[],
): Promise<ReadonlyMap<string, number>> {
  try {
    const response = await cluster.call(
      OffsetDelete,
      {
        groupId,
        topics: [...Map.groupBy(rows, ({topic}) => topic)].map(([name, some]) => ({
          name,
          partitions: some.map(({partition}) => ({partitionIndex: partition})),
        })),
      },
      {what: `delete offsets of group ${groupId}`},
    )
    return new Map(
      response.topics.flatMap(({name: topic, partitions}) =>
        partitions.map(({partitionIndex: partition, errorCode: code}) => [placeKey({topic, partition}), code] as const),
      ),
    )
  } catch (error) {
    throw error instanceof KafkaError ? groupError(error.code, 'delete offsets of', groupId) : error
  }
}

function offsetError({code, text: sent}: Answer, groupId: string, topic: string, partition: number | null): KafkaError {
  const unknown = code === errorCode.unknownTopicOrPartition
  const text = unknown ? plainly(`there is no such ${partition === null ? 'topic' : 'partition'}`) : sent
  const place = partition === null ? topic : `${topic}-${partition}`
  if (code === errorCode.groupSubscribedToTopic) return groupError(code, `delete the offset in ${place} of`, groupId)
  return new KafkaError(code, `delete the offset in ${place} of group ${groupId}`, text)
}
