import {DeleteRecords} from '../apis/delete-records.ts'
import type {Cluster} from '../cluster/cluster.ts'
import type {KafkaError} from '../cluster/errors.ts'
import {askLeaders, type TopicPartition} from '../cluster/fan-out.ts'

/** `before`: records with smaller offsets are deleted; -1 means all replicated ones (up to the high watermark). */
export interface RecordsToDelete extends TopicPartition {
  readonly before: number
}

export type DeleteRecordsOutcome =
  /** `lowWatermark`: the smallest log start offset of the replicas. */
  | {readonly topic: string; readonly partition: number; readonly status: 'deleted'; readonly lowWatermark: number}
  | {readonly topic: string; readonly partition: number; readonly status: 'failed'; readonly error: KafkaError}

/**
 * Deletes the oldest records of partitions (DeleteRecords, KIP-107, Kafka 0.11). Returns one outcome for each, in the
 * same order; name each partition once. A leader answers when all replicas have deleted them, or at the end of the
 * total time limit.
 */
export async function deleteRecords(
  cluster: Cluster,
  wanted: readonly RecordsToDelete[],
  options: {readonly timeoutMs?: number} = {},
): Promise<DeleteRecordsOutcome[]> {
  const answers = await askLeaders<RecordsToDelete, Answer>(
    cluster,
    wanted,
    async (node, asked, within) => {
      const {topics} = await cluster.call(
        DeleteRecords,
        {
          topics: [...Map.groupBy(asked, ({topic}) => topic)].map(([name, partitions]) => ({
            name,
            partitions: partitions.map(({partition, before}) => ({partitionIndex: partition, offset: before})),
          })),
          timeoutMs: Math.floor(within.timeoutMs),
        },
        {what: 'delete records', to: {node}, ...within},
      )
      return topics.flatMap(({name, partitions}) =>
        partitions.map((each) => ({...each, topic: name, partition: each.partitionIndex})),
      )
    },
    options,
  )
  return answers.each(
    ({lowWatermark = -1}, {topic, partition}): DeleteRecordsOutcome => ({
      topic,
      partition,
      status: 'deleted',
      lowWatermark,
    }),
    (failure, {topic, partition}) => ({
      topic,
      partition,
      status: 'failed' as const,
      error: failure.error(`delete records of ${topic}-${partition}`),
    }),
  )
}

interface Answer {
  readonly errorCode: number
  readonly lowWatermark?: number
}
