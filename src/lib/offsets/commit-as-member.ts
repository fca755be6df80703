import {OffsetCommit} from '../apis/offset-commit.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import type {TopicPartition} from '../cluster/fan-out.ts'
import {zeroUuid} from '../wire/schema.ts'
import type {MemberIdentity} from './member-identity.ts'
import {topicIds} from './topic-ids.ts'

export interface OffsetOfMember extends TopicPartition {
  readonly offset: number
  /** The leader epoch of the record before `offset`; -1 if unknown. */
  readonly leaderEpoch: number
}

/** From v10 on, OffsetCommit names topics by id. */
const lastVersionWithNames = 9

/**
 * Commits offsets as a member of the group. Returns an error code for each offset, in their order. Throws KafkaError
 * and ConnectionError if the request as a whole fails.
 */
export async function commitAsMember(
  cluster: Cluster,
  member: MemberIdentity,
  offsets: readonly OffsetOfMember[],
): Promise<number[]> {
  const {groupId, memberId, generation, instanceId} = member
  const ids = await topicIds(cluster, offsets)
  const names = new Map([...ids].map(([name, id]) => [id, name]))
  const answer = await cluster.call(
    OffsetCommit,
    {
      groupId,
      memberId,
      generationIdOrMemberEpoch: generation,
      groupInstanceId: instanceId,
      topics: [...Map.groupBy(offsets, ({topic}) => topic)].map(([name, rows]) => ({
        name,
        topicId: ids.get(name) ?? zeroUuid,
        partitions: rows.map(({partition, offset, leaderEpoch}) => ({
          partitionIndex: partition,
          committedOffset: offset,
          committedLeaderEpoch: leaderEpoch,
          committedMetadata: '',
        })),
      })),
    },
    {
      what: `commit offsets of group ${groupId}`,
      maxVersion: [...ids.values()].includes(zeroUuid) ? lastVersionWithNames : lastVersionWithNames + 1,
      errors: ({topics}) => topics.flatMap(({partitions}) => partitions.map((partition) => partition.errorCode)),
    },
  )
  const codes = new Map<string, number>()
  for (const {name, topicId, partitions} of answer.topics)
    for (const {partitionIndex, errorCode: code} of partitions)
      codes.set(`${name || names.get(topicId)}-${partitionIndex}`, code)
  return offsets.map(({topic, partition}) => codes.get(`${topic}-${partition}`) ?? errorCode.unknownServerError)
}
