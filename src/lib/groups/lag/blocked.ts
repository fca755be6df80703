// Why a group stands still although it has read everything that it may: read_committed consumers wait before an open
// transaction.
import type {Cluster} from '../../cluster/cluster.ts'
import type {TopicPartition} from '../../cluster/fan-out.ts'
import {listOffsets} from '../../offsets/list-offsets.ts'
import type {GroupLag} from './group-lag.ts'

export interface BlockedGroup extends TopicPartition {
  readonly groupId: string
  /** The offset of the first record of the earliest open transaction (the last stable offset). */
  readonly transactionStart: number
  /** The number of offsets from the committed one to the end. */
  readonly lag: number
}

/**
 * By group: partitions whose lag begins at or after the start of an open transaction, so that a member with
 * isolation.level=read_committed gets none of it. Asks the leaders of partitions with a lag once. A leader that does
 * not answer is not mentioned, because an unknown partition is already a finding of the lag.
 */
export async function blockedGroups(cluster: Cluster, groups: readonly GroupLag[]): Promise<BlockedGroup[]> {
  const behind = groups
    // In share groups, the broker itself decides what it may deliver.
    .filter(({group}) => group.type !== 'share')
    .flatMap(({groupId, partitions}) =>
      partitions.flatMap(({topic, partition, committedOffset, lag}) =>
        committedOffset !== null && lag !== null && lag > 0 ? [{groupId, topic, partition, committedOffset, lag}] : [],
      ),
    )
  const places = [
    ...new Map(behind.map(({topic, partition}) => [keyOf({topic, partition}), {topic, partition}])).values(),
  ]
  if (places.length === 0) return []
  const queries = places.map((place) => ({...place, spec: 'latest' as const}))
  const [stable, ends] = await Promise.all([
    listOffsets(cluster, queries, {isolation: 'read_committed'}),
    listOffsets(cluster, queries),
  ])
  const starts = new Map<string, number>()
  for (const [at, place] of places.entries()) {
    const [last, end] = [stable[at], ends[at]]
    if (!last || !end || last.error || end.error || last.offset === null || end.offset === null) continue
    if (last.offset < end.offset) starts.set(keyOf(place), last.offset)
  }
  return behind.flatMap(({committedOffset, ...each}) => {
    const transactionStart = starts.get(keyOf(each))
    return transactionStart !== undefined && committedOffset >= transactionStart ? [{...each, transactionStart}] : []
  })
}

const keyOf = ({topic, partition}: TopicPartition) => `${partition} ${topic}`
