// What a group has committed, and committing for it: as a member, or from outside.
import {setTimeout as sleep} from 'node:timers/promises'
import {OffsetCommit} from '../apis/offset-commit.ts'
import {OffsetFetch} from '../apis/offset-fetch.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {KafkaError} from '../cluster/errors.ts'
import type {TopicPartition} from '../cluster/fan-out.ts'
import type {Identity} from '../groups/membership/reading.ts'
import {zeroUuid, type Got} from '../wire/schema.ts'

/** A transaction is committing offsets at this moment: ask again (KIP-447). */
const unstableRetryMs = 100

/**
 * An offset per partition, in their order; null: none. Waits for offsets of open transactions. Raises KafkaError; as a
 * member of a KIP-848 group also when its epoch is out of date.
 */
export async function committedOffsets(
  cluster: Cluster,
  groupId: string,
  partitions: readonly TopicPartition[],
  {member, signal}: {member?: Identity | undefined; signal?: AbortSignal | undefined} = {},
): Promise<(number | null)[]> {
  if (partitions.length === 0) return []
  const ids = await topicIds(cluster, partitions)
  const names = new Map([...ids].map(([name, id]) => [id, name]))
  const what = `fetch the offsets of group ${groupId}`
  for (;;) {
    const byTopic = [...Map.groupBy(partitions, ({topic}) => topic)].map(([name, rows]) => ({
      name,
      topicId: ids.get(name) ?? zeroUuid,
      partitionIndexes: rows.map(({partition}) => partition),
    }))
    const answer = await cluster.call(
      OffsetFetch,
      (version) => {
        const stable = version >= 7 ? {requireStable: true} : {}
        if (version < 8)
          return {groupId, topics: byTopic.map(({name, partitionIndexes}) => ({name, partitionIndexes})), ...stable}
        const identity =
          member?.protocol === 'consumer' ? {memberId: member.memberId, memberEpoch: member.generation} : {}
        return {groups: [{groupId, ...identity, topics: byTopic}], ...stable}
      },
      {
        what,
        to: {group: groupId},
        maxVersion: [...ids.values()].includes(zeroUuid) ? 9 : 10,
        errors: ({groups}) => groups.map((group) => group.errorCode),
        ...(signal ? {signal} : {}),
      },
    )
    const group = answer.groups[0]
    if (group && group.errorCode !== 0) throw new KafkaError(group.errorCode, what)
    const found = new Map<string, number>()
    let unstable = false
    const rows: readonly Row[] = group?.topics ?? answer.topics
    for (const topic of rows) {
      const name = topic.name || names.get(topic.topicId ?? '')
      for (const {partitionIndex, committedOffset, errorCode: code} of topic.partitions) {
        if (code === errorCode.unstableOffsetCommit) unstable = true
        else if (code !== 0) throw new KafkaError(code, `${what} in ${name}-${partitionIndex}`)
        else if (committedOffset >= 0) found.set(`${name}-${partitionIndex}`, committedOffset)
      }
    }
    if (!unstable) return partitions.map(({topic, partition}) => found.get(`${topic}-${partition}`) ?? null)
    await sleep(unstableRetryMs, undefined, signal ? {signal} : {})
  }
}

/** Of either form of the response: one group (up to v7), or a list of them. */
interface Row {
  readonly name: string
  readonly topicId?: string
  readonly partitions: Got<typeof OffsetFetch.response>['topics'][number]['partitions']
}

export interface Commit extends TopicPartition {
  readonly offset: number
  /** Of the record before `offset`; -1: unknown. */
  readonly leaderEpoch: number
}

/** Commits as this member; the outcome has an error code for each, in their order. */
export async function commitAs(cluster: Cluster, member: Identity, commits: readonly Commit[]): Promise<number[]> {
  const {groupId, memberId, generation, instanceId} = member
  const ids = await topicIds(cluster, commits)
  const names = new Map([...ids].map(([name, id]) => [id, name]))
  const answer = await cluster.call(
    OffsetCommit,
    {
      groupId,
      memberId,
      generationIdOrMemberEpoch: generation,
      groupInstanceId: instanceId,
      topics: [...Map.groupBy(commits, ({topic}) => topic)].map(([name, rows]) => ({
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
      maxVersion: [...ids.values()].includes(zeroUuid) ? 9 : 10,
      errors: ({topics}) => topics.flatMap(({partitions}) => partitions.map((partition) => partition.errorCode)),
    },
  )
  const codes = new Map<string, number>()
  for (const {name, topicId, partitions} of answer.topics)
    for (const {partitionIndex, errorCode: code} of partitions)
      codes.set(`${name || names.get(topicId)}-${partitionIndex}`, code)
  return commits.map(({topic, partition}) => codes.get(`${topic}-${partition}`) ?? errorCode.unknownServerError)
}

async function topicIds(cluster: Cluster, partitions: readonly TopicPartition[]): Promise<Map<string, string>> {
  const topics = await cluster.topics([...new Set(partitions.map(({topic}) => topic))])
  return new Map(topics.map(({name, id}) => [name, id]))
}
