import {AlterShareGroupOffsets} from '../apis/alter-share-group-offsets.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {KafkaError} from '../cluster/errors.ts'
import type {TopicPartition} from '../cluster/fan-out.ts'

export interface ShareOffset extends TopicPartition {
  /** The share-partition start offset. */
  readonly offset: number
}

export type AlterShareOffsetOutcome =
  (ShareOffset & {readonly status: 'altered'}) | (ShareOffset & {readonly status: 'failed'; readonly error: KafkaError})

/**
 * Moves the start offsets of a share group without members (AlterShareGroupOffsets, KIP-932, Kafka 4.2). Returns one
 * outcome per row, in their order. Throws KafkaError if the group as a whole cannot be changed.
 */
export async function alterShareOffsets(
  cluster: Cluster,
  groupId: string,
  offsets: readonly ShareOffset[],
): Promise<AlterShareOffsetOutcome[]> {
  const {responses} = await cluster.call(
    AlterShareGroupOffsets,
    {
      groupId,
      topics: [...Map.groupBy(offsets, ({topic}) => topic)].map(([topicName, partitions]) => ({
        topicName,
        partitions: partitions.map(({partition, offset}) => ({partitionIndex: partition, startOffset: offset})),
      })),
    },
    {what: `alter the offsets of share group ${groupId}`},
  )
  const answers = new Map(
    responses.flatMap(({topicName, partitions}) =>
      partitions.map((each) => [`${each.partitionIndex} ${topicName}`, each] as const),
    ),
  )
  return offsets.map((one) => {
    const answer = answers.get(`${one.partition} ${one.topic}`)
    const code = answer?.errorCode ?? errorCode.unknownServerError
    if (code === errorCode.none) return {...one, status: 'altered'}
    const what = `alter the offset of share group ${groupId} in ${one.topic}-${one.partition}`
    return {...one, status: 'failed', error: new KafkaError(code, what, answer?.errorMessage)}
  })
}
