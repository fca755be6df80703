import type {TopicPartition} from '../../cluster/fan-out.ts'
import type {CommittedOffset} from '../../offsets/committed-offsets.ts'
import type {GroupDescription, GroupMember} from '../group-description.ts'
import {isPattern, isSelected, nameSelector} from '../../text/name-selector.ts'
import {placeKey} from '../log-ends.ts'

/** A partition in which a group has a committed offset, or which one of its members owns. */
export interface GroupPartition extends TopicPartition {
  readonly committed: CommittedOffset | undefined
  readonly member: GroupMember | undefined
  /**
   * True if the partition may not exist. Only a task of a Streams group names it, and tasks are numbered up to the
   * partitions of the largest topic of their subtopology.
   */
  readonly perhaps?: boolean | undefined
}

/** Whether one of these names or patterns matches a topic. */
export function topicFilter(topics: readonly string[]): (topic: string) => boolean {
  const names = new Set(topics)
  const patterns = topics.map(nameSelector).filter(isPattern)
  return (topic) => names.has(topic) || isSelected(patterns, topic)
}

/**
 * The partitions of a group, by placeKey. With `topics` (names, patterns or /regular expressions/), only partitions
 * of these.
 */
export function groupPartitions(
  group: GroupDescription,
  offsets: readonly CommittedOffset[],
  topics: readonly string[] | undefined,
): Map<string, GroupPartition> {
  const wanted = topics && topicFilter(topics)
  const places = new Map<string, GroupPartition>()
  for (const committed of offsets) {
    const {topic, partition} = committed
    if (!wanted || wanted(topic)) places.set(placeKey(committed), {topic, partition, committed, member: undefined})
  }
  for (const member of group.members) {
    for (const at of member.assignment) {
      if (!wanted || wanted(at.topic))
        places.set(placeKey(at), {...at, committed: places.get(placeKey(at))?.committed, member})
    }
    for (const {subtopology, partition} of member.tasks?.active ?? []) {
      for (const topic of group.sources?.[subtopology] ?? []) {
        if (wanted && !wanted(topic)) continue
        const committed = places.get(placeKey({topic, partition}))?.committed
        places.set(placeKey({topic, partition}), {topic, partition, committed, member, perhaps: !committed})
      }
    }
  }
  return places
}
