import {DeleteShareGroupOffsets} from '../apis/delete-share-group-offsets.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {KafkaError} from '../cluster/errors.ts'

export type DeleteShareOffsetOutcome =
  | {readonly topic: string; readonly status: 'deleted'}
  | {readonly topic: string; readonly status: 'failed'; readonly error: KafkaError}

/**
 * Deletes a share group's offsets of topics (DeleteShareGroupOffsets, KIP-932, Kafka 4.2); the group must have no
 * members. Returns one outcome per topic, in their order; each topic must be named only once. Throws KafkaError if
 * the group as a whole cannot be changed.
 */
export async function deleteShareOffsets(
  cluster: Cluster,
  groupId: string,
  topics: readonly string[],
): Promise<DeleteShareOffsetOutcome[]> {
  const {responses} = await cluster.call(
    DeleteShareGroupOffsets,
    {groupId, topics: topics.map((topicName) => ({topicName}))},
    {what: `delete the offsets of share group ${groupId}`},
  )
  const answers = new Map(responses.map((each) => [each.topicName, each]))
  return topics.map((topic) => {
    const answer = answers.get(topic)
    const code = answer?.errorCode ?? errorCode.unknownServerError
    if (code === errorCode.none) return {topic, status: 'deleted'}
    const what = `delete the offsets of share group ${groupId} in ${topic}`
    return {topic, status: 'failed', error: new KafkaError(code, what, answer?.errorMessage)}
  })
}
