// Which groups read a topic: those with an offset in it, and those with a member that has a partition of it. Consumers without
// a group leave no trace.
import type {Cluster} from '../cluster/cluster.ts'
import {ConnectionError, KafkaError, UnsupportedApi} from '../cluster/errors.ts'
import {Failures} from '../cluster/outcome.ts'
import {groupLag} from '../groups/lag/lag.ts'
import {listGroups, readsTopics} from '../groups/list.ts'

export interface TopicReaders {
  /** Ids by topic, sorted; a topic that no group reads, as far as groups may be seen, is left out. */
  readonly groups: ReadonlyMap<string, readonly string[]>
  /** Why groups may be missing: there may be more readers then. */
  readonly errors: readonly Error[]
}

/** Asks each broker about all its groups together. What goes wrong is in `errors`: it must not keep a change from its plan. */
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
  /** False: not all groups could be seen, so there may be more. */
  readonly complete: boolean
}

export const readersOf = ({groups, errors}: TopicReaders, topic: string): Readers => ({
  groups: groups.get(topic) ?? [],
  complete: errors.length === 0,
})
