// kafka-streams-groups --delete and --delete-offsets.
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {javaText, type JavaError} from '../java/errors.ts'
import {hashOrder, stringHash} from '../java/hash-order.ts'
import {deleteGroupsById, groupsThatCannotBeDeleted, inFailureOrder} from '../shared/group-deletion.ts'
import {allGroupsOfType} from '../shared/groups-of-type.ts'
import {deleteGroupOffsets, deleteKnownOffsets} from '../shared/offset-deletion.ts'
import {deleteEach} from '../shared/topic-deletion.ts'
import type {StreamsGroupsOptions} from './checks.ts'
import {committedInSources} from './groups.ts'
import {internalTopics} from './internal-topics.ts'

export async function deleteStreamsGroups(cluster: Cluster, options: StreamsGroupsOptions, io: Io): Promise<void> {
  const listed = await allGroupsOfType(cluster, io, 'streams')
  const ids = options.has('all-groups') ? listed.map(({groupId}) => groupId) : options.values('group')
  const refused = groupsThatCannotBeDeleted(ids, listed, {
    kind: 'Streams',
    unknown: (groupId) => `Group '${groupId}' does not exist or is not a streams group.`,
  })
  const wanted = [...new Set(ids)].filter((id) => !refused.has(id))
  const topics =
    options.has('delete-all-internal-topics') && wanted.length > 0
      ? await internalTopics(cluster, wanted, io)
      : new Map()
  const {deleted, failed} = await deleteGroupsById(cluster, wanted, 'deleteConsumerGroups(api=FIND_COORDINATOR)')
  const topicFailures = new Map<string, JavaError>()
  for (const groupId of deleted) {
    const left = await deleteEach(cluster, topics.get(groupId) ?? [])
    io.out(left.map(({name}) => `Failed to delete internal topic: ${name}\n`).join(''))
    if (left[0]) topicFailures.set(groupId, left[0].error)
  }
  printGroups(deleted, inFailureOrder(refused, failed, false), io)
  if (topics.size > 0 && deleted.length > 0)
    printTopics(
      deleted.filter((id) => topics.has(id)),
      topicFailures,
      io,
    )
}

function printGroups(deleted: readonly string[], failed: readonly (readonly [string, JavaError])[], io: Io) {
  if (failed.length === 0) {
    io.out(`Deletion of requested streams groups (${quoted(deleted)}) was successful.\n`)
    return
  }
  io.out('\nError: Deletion of some streams groups failed:\n')
  for (const [groupId, error] of failed)
    io.out(`* Group '${groupId}' could not be deleted due to: ${javaText(error)}\n`)
  if (deleted.length > 0) io.out(`\nThese streams groups were deleted successfully: ${quoted(deleted)}.\n`)
}

function printTopics(groups: readonly string[], failures: ReadonlyMap<string, JavaError>, io: Io) {
  if (failures.size === 0) {
    io.out(`Deletion of associated internal topics of the streams groups (${quoted(groups)}) was successful.\n`)
    return
  }
  io.out('Deletion of some associated internal topics failed:\n')
  for (const [groupId, error] of hashOrder(failures, ([id]) => stringHash(id)))
    io.out(`* Internal topics of the streams group '${groupId}' could not be deleted due to: ${javaText(error)}\n`)
}

/** `'a', 'b'`, and `''` for an empty list. */
const quoted = (ids: readonly string[]) => `'${ids.join("', '")}'`

export async function deleteStreamsGroupOffsets(
  cluster: Cluster,
  options: StreamsGroupsOptions,
  io: Io,
): Promise<void> {
  const groupId = options.value('group') ?? ''
  if (!options.has('all-input-topics')) return deleteGroupOffsets(cluster, groupId, options.values('input-topic'), io)
  const committed = await committedInSources(cluster, groupId, 'own')
  await deleteKnownOffsets(cluster, groupId, [...committed.values()], io)
}
