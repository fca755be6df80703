import type {Cluster} from '../cluster/cluster.ts'
import {readsTopics} from '../groups/list.ts'
import {shareGroupOffsets} from '../groups/share-offsets.ts'
import {committedOffsets} from '../offsets/committed-offsets.ts'
import {offsetLabel} from './labels.ts'
import type {SnapshotGroup, SnapshotOffsets} from './snapshot.ts'
import type {Listed, ReadSection} from './read-section.ts'

/** The groups, sorted by id. */
export function readGroups({groups, errors}: Listed): ReadSection<SnapshotGroup> {
  const items = groups.map(({groupId, type, protocolType, state}) => ({group: groupId, type, protocolType, state}))
  return {
    items: items.toSorted((a, b) => (a.group < b.group ? -1 : 1)),
    failures: errors.map((error) => ({item: null, error})),
  }
}

/** The offsets, sorted by group, topic and partition. Groups without offsets are left out. */
export async function readOffsets(cluster: Cluster, {groups, errors}: Listed): Promise<ReadSection<SnapshotOffsets>> {
  const readers = groups.filter(readsTopics)
  const idsOf = (share: boolean) => readers.filter(({type}) => (type === 'share') === share).map(({groupId}) => groupId)
  const shareIds = idsOf(true)
  const [committed, shared] = await Promise.all([
    committedOffsets(cluster, idsOf(false)),
    shareIds.length > 0 ? shareGroupOffsets(cluster, shareIds) : new Map<string, never>(),
  ])
  const items: SnapshotOffsets[] = []
  const failures: {item: string | null; error: Error}[] = errors.map((error) => ({item: null, error}))
  for (const [group, found] of [...committed, ...shared]) {
    if (found instanceof Error) {
      failures.push({item: group, error: found})
      continue
    }
    const offsets = found
      .flatMap(({topic, partition, offset}) => (offset === null ? [] : [{topic, partition, offset}]))
      .toSorted((a, b) => (a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1))
    if (offsets.length > 0) items.push({group, offsets})
    for (const {topic, partition, error} of found)
      if (error) failures.push({item: offsetLabel(group, topic, partition), error})
  }
  return {items: items.toSorted((a, b) => (a.group < b.group ? -1 : 1)), failures}
}
