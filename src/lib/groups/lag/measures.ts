import type {GroupLag} from './group-lag.ts'
import {lagTotals, type LagKey} from './totals.ts'

/** What a limit is compared with: each partition, or a sum. */
export type LimitedBy = 'partition' | LagKey

export interface Measure {
  readonly groupId: string
  /** `topic-partition`, the topic, the member id or the host; null for the group as a whole. */
  readonly key: string | null
  readonly lag: number | null
  /** Of the oldest unread record; null if unknown or not asked for. */
  readonly ageMs: number | null
  /** Null where the measure spans several topics. */
  readonly topic: string | null
  /** Null for sums. */
  readonly partition: number | null
}

/** The values of a group that limits are compared with, in the order of its partitions. */
export function measuresOf(group: GroupLag, by: LimitedBy): Measure[] {
  const {groupId} = group
  if (by === 'partition')
    return group.partitions.map(({topic, partition, lag, age}) => ({
      groupId,
      key: `${topic}-${partition}`,
      lag,
      ageMs: age?.ms ?? null,
      topic,
      partition,
    }))
  return lagTotals(group, by).map(({key, lag, age}) => ({
    groupId,
    key,
    lag,
    ageMs: age?.ms ?? null,
    topic: by === 'topic' ? key : null,
    partition: null,
  }))
}
