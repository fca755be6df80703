import {DeleteGroups} from '../apis/delete-groups.ts'
import {answersInTurn, weighed} from '../cluster/batches.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {KafkaError, plainly} from '../cluster/errors.ts'
import {askCoordinators} from '../cluster/fan-out.ts'
import {groupFailure} from '../cluster/group-error.ts'
import {Failures} from '../cluster/outcome.ts'
import {committedBy, committedOffsets} from '../offsets/committed-offsets.ts'
import {counted, grouped} from '../text/plural.ts'
import {mostOffsetRecordBytes, offsetRecordBytes} from './commit-offsets.ts'
import {deleteOffsets} from './delete-offsets.ts'
import {describeGroups} from './describe.ts'

export type DeleteGroupOutcome =
  | {readonly groupId: string; readonly status: 'deleted'}
  | {readonly groupId: string; readonly status: 'failed'; readonly error: KafkaError}

/** About the number of bytes that delete the group itself: up to four records (KIP-848), each with its id. */
const ownBytes = (groupId: string): number => 4 * (64 + 3 * groupId.length)

/**
 * Deletes groups and their committed offsets (DeleteGroups, Kafka 1.1). Returns one outcome per distinct id, in
 * order; groups with members fail with NON_EMPTY_GROUP.
 *
 * For each partition of __consumer_offsets, a coordinator deletes groups with one batch of records. If the batch
 * would be too large, it answers UNKNOWN_SERVER_ERROR for all of them (after which Kafka 4.3 lists their offsets
 * twice). Therefore each request names only as many groups as fit. If a single group does not fit (from some ten
 * thousand partitions on), its offsets are deleted first.
 */
export async function deleteGroups(cluster: Cluster, ids: readonly string[]): Promise<DeleteGroupOutcome[]> {
  const wanted = [...new Set(ids)]
  const measured = await committedBy(cluster, wanted, (offsets) => ({
    count: offsets.length,
    bytes: offsets.reduce((sum, {topic}) => sum + offsetRecordBytes('', topic), 0),
  }))
  const bytesOf = (groupId: string) => {
    const offsets = measured.get(groupId)
    // A user may delete a group without being allowed to see its offsets.
    if (!offsets || offsets instanceof KafkaError) return ownBytes(groupId)
    return ownBytes(groupId) + offsets.bytes + offsets.count * 3 * groupId.length
  }
  const large = wanted.filter((groupId) => bytesOf(groupId) > mostOffsetRecordBytes)
  const left = new Map<string, KafkaError>()
  for (const groupId of large) {
    const error = await deleteOffsetsFirst(cluster, groupId)
    if (error) left.set(groupId, error)
  }
  const rest = wanted.filter((groupId) => !left.has(groupId))
  const gathered = await askCoordinators(cluster, 'group', rest, async (node, some, limit) => {
    const weightOf = (groupId: string) => (large.includes(groupId) ? ownBytes(groupId) : bytesOf(groupId))
    const results = await answersInTurn(
      weighed(some, weightOf, mostOffsetRecordBytes),
      limit,
      async (groupsNames, within) => {
        const {length} = groupsNames
        const what = length === 1 ? `delete group ${groupsNames[0]}` : `delete ${length} groups`
        return (await cluster.call(DeleteGroups, {groupsNames}, {to: {node}, what, ...within})).results
      },
    )
    return new Map(results.map((result) => [result.groupId, result]))
  })
  const outcomes = gathered.byKey(
    (_, groupId) => ({groupId, status: 'deleted' as const}),
    (failure, groupId) => ({groupId, status: 'failed' as const, error: groupFailure(failure, 'delete', groupId)}),
  )
  return wanted.flatMap((groupId): DeleteGroupOutcome[] => {
    const error = left.get(groupId)
    const outcome = error ? {groupId, status: 'failed' as const, error} : outcomes.get(groupId)
    return outcome ? [outcome] : []
  })
}

/** Deletes the offsets of a group without members. Returns null, or the reason why some of them are left. */
async function deleteOffsetsFirst(cluster: Cluster, groupId: string): Promise<KafkaError | null> {
  // A user may delete a group without being allowed to describe it.
  const {groups} = (await describeGroups(cluster, [groupId])).open(new Failures())
  // Brokers would delete offsets of topics to which no member is subscribed. DeleteGroups reports the problem and
  // deletes nothing.
  if (groups[0]?.members.length !== 0) return null
  const offsets = (await committedOffsets(cluster, [groupId])).get(groupId)
  if (!offsets || offsets instanceof KafkaError) return null
  const topics = [...Map.groupBy(offsets, ({topic}) => topic)].map(([topic, rows]) => ({
    topic,
    partitions: [...new Set(rows.map(({partition}) => partition))],
  }))
  const outcomes = await deleteOffsets(cluster, groupId, topics)
  const errors = outcomes.flatMap((each) => (each.status === 'failed' ? [each.error] : []))
  const [first] = errors
  if (!first) return null
  const gone = outcomes.length - errors.length
  const text = `its offsets are deleted first, because they are too many for one request, and ${counted(errors.length, 'offset')} of ${grouped(outcomes.length)} could not be (${first.text}); ${grouped(gone)} are deleted`
  return new KafkaError(first.code, `delete group ${groupId}`, plainly(text))
}
