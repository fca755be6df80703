import type {Cluster} from '../cluster/cluster.ts'
import {Failures, Outcome} from '../cluster/outcome.ts'
import {listedTopic, selectTopics, type ListedTopic, type TopicFailure, type TopicSelection} from './list.ts'
import {noDetails, topicDetails, type DetailName, type TopicDetails} from './topic-details.ts'

export type DetailedTopic = ListedTopic & TopicDetails

/** Like listTopics, with the requested details; a detail that cannot be read is null, and a failure of the outcome. */
export async function listTopicsInDetail(
  cluster: Cluster,
  selection: TopicSelection,
  wanted: ReadonlySet<DetailName>,
): Promise<Outcome<{readonly topics: readonly DetailedTopic[]; readonly errors: readonly TopicFailure[]}>> {
  const failures = new Failures()
  const {topics, errors} = (await selectTopics(cluster, selection)).open(failures)
  const details =
    wanted.size === 0 || topics.length === 0 ? undefined : (await topicDetails(cluster, topics, wanted)).open(failures)
  const listed = topics.map((topic): DetailedTopic => ({
    ...listedTopic(topic),
    ...(details?.get(topic.name) ?? noDetails),
  }))
  return new Outcome({topics: listed.toSorted((a, b) => (a.name < b.name ? -1 : 1)), errors}, failures)
}
