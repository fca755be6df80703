import {unreadCount, type GroupLag} from './group-lag.ts'
import {lagTotals, type LagKey} from './totals.ts'

/** What is compared with a limit: each partition, or a sum. */
export type LimitedBy = 'partition' | LagKey

export interface Measure {
  readonly groupId: string
  /** `topic-partition`, the topic, the member id or the host; null for the group as a whole. */
  readonly key: string | null
  /** Null if unknown, also if only a part of a sum is. */
  readonly lag: number | null
  /** The age of the oldest unread record; null if unknown, or not requested. */
  readonly ageMs: number | null
  /** The known part: the lag and the age are at least these. If a limit is below them, it is exceeded. */
  readonly atLeast: {readonly lag: number; readonly ageMs: number | null}
  /** Null if the measure covers several topics. */
  readonly topic: string | null
  /** Null for sums. */
  readonly partition: number | null
}

/** The values of a group that limits are compared with, in the order of its partitions. */
export function measuresOf(group: GroupLag, by: LimitedBy): Measure[] {
  const {groupId} = group
  if (by === 'partition')
    return group.partitions.map((at) => {
      const {topic, partition} = at
      const [lag, ageMs] = [unreadCount(at), at.age?.ms ?? null]
      return {groupId, key: `${topic}-${partition}`, lag, ageMs, atLeast: {lag: lag ?? 0, ageMs}, topic, partition}
    })
  return lagTotals(group, by).map(({key, lag, age, knownLag, knownAgeMs}) => ({
    groupId,
    key,
    lag,
    ageMs: age?.ms ?? null,
    atLeast: {lag: knownLag, ageMs: knownAgeMs},
    topic: by === 'topic' ? key : null,
    partition: null,
  }))
}
