// Finds the groups that read a topic: those with an offset in it, and those with a member to which one of its
// partitions is assigned. Consumers without a group leave no trace.
import type {Cluster} from '../cluster/cluster.ts'
import {ConnectionError, KafkaError, UnsupportedApi} from '../cluster/errors.ts'
import {Failures} from '../cluster/outcome.ts'
import {groupLag} from '../groups/lag/lag.ts'
import {listGroups, readsTopics} from '../groups/list.ts'

export interface TopicReaders {
  /** Sorted ids by topic; topics without known readers are left out. */
  readonly groups: ReadonlyMap<string, readonly string[]>
  /** Why groups may be missing, so that there may be more readers. */
  readonly errors: readonly Error[]
}

/** Asks each broker about all its groups at once. Failures are in `errors`, because they must not stop a plan. */
export async function topicReaders(cluster: Cluster, topics: readonly string[]): Promise<TopicReaders> {
  const groups = new Map<string, string[]>()
  const failures = new Failures()
  try {
    if (topics.length > 0) {
      const listed = (await listGroups(cluster)).open(failures).groups
      const ids = listed.filter(readsTopics).map(({groupId}) => groupId)
      const lags = (await groupLag(cluster, ids, {topics, listed})).open(failures)
      for (const {groupId, partitions} of lags.groups)
        for (const topic of new Set(partitions.map((each) => each.topic)))
          groups.set(topic, [...(groups.get(topic) ?? []), groupId])
    }
  } catch (error) {
    if (!(error instanceof KafkaError || error instanceof ConnectionError || error instanceof UnsupportedApi))
      throw error
    failures.take([error])
  }
  return {groups, errors: failures.untold}
}

export interface Readers {
  /** Ids of the groups that read the topic. */
  readonly groups: readonly string[]
  /** False: some groups could not be read, so there may be more. */
  readonly complete: boolean
}

export const readersOf = ({groups, errors}: TopicReaders, topic: string): Readers => ({
  groups: groups.get(topic) ?? [],
  complete: errors.length === 0,
})
