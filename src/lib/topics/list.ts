import type {Cluster, TopicMetadata} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import type {KafkaError} from '../cluster/errors.ts'
import {topicError} from './topic-error.ts'

/** Which topics: those named, or all, in both cases only those that match `pattern` and, unless `internal`, no internal ones. */
export interface TopicSelection {
  readonly names?: readonly string[] | undefined
  /** Tried with `test`: anchor it to match whole names. */
  readonly pattern?: RegExp | undefined
  /** Whether Kafka's own (`__consumer_offsets` …) are included; true unless said otherwise. A topic that is named counts anyway. */
  readonly internal?: boolean | undefined
}

export interface ListedTopic {
  readonly name: string
  /** Base64url; null before Kafka 2.8. */
  readonly topicId: string | null
  readonly isInternal: boolean
  readonly partitionCount: number
  /** Replicas of the first partition. */
  readonly replicationFactor: number
}

/** A topic that could not be described or listed. */
export interface TopicFailure {
  readonly name: string
  readonly error: KafkaError
}

export interface TopicListing {
  readonly topics: readonly ListedTopic[]
  /** Names that do not exist or may not be seen. */
  readonly errors: readonly TopicFailure[]
}

/** `topics` sorted by name (UTF-16 order, as Java sorts); `errors` for names that do not exist or may not be seen. */
export async function listTopics(cluster: Cluster, selection: TopicSelection = {}): Promise<TopicListing> {
  const selected = await selectTopics(cluster, selection)
  return {topics: selected.topics.map(asListed).toSorted(byName), errors: selected.errors}
}

/** The metadata of the selected topics: those named in their order, otherwise by name. */
export async function selectTopics(
  cluster: Cluster,
  {names, pattern, internal = true}: TopicSelection,
  verb = 'list',
): Promise<{topics: TopicMetadata[]; errors: TopicFailure[]}> {
  const wanted = names && [...new Set(names)]
  const found = wanted ? await cluster.topics(wanted, {refresh: true}) : await cluster.topics('all')
  const topics: TopicMetadata[] = []
  const errors: TopicFailure[] = []
  for (const topic of found) {
    if (pattern && !matches(pattern, topic.name)) continue
    if (!wanted && !internal && topic.internal) continue
    if (topic.errorCode === errorCode.none) topics.push(topic)
    else errors.push({name: topic.name, error: topicError(topic.errorCode, verb, topic.name)})
  }
  return {topics, errors}
}

/** A global or sticky expression remembers where it stopped. */
function matches(pattern: RegExp, name: string): boolean {
  pattern.lastIndex = 0
  return pattern.test(name)
}

const asListed = ({name, id, internal, partitions}: TopicMetadata): ListedTopic => ({
  name,
  topicId: topicIdOrNull(id),
  isInternal: internal,
  partitionCount: partitions.length,
  replicationFactor: partitions[0]?.replicas.length ?? 0,
})

/** The zero UUID stands for: this broker knows no topic ids. */
export const topicIdOrNull = (id: string): string | null => (/^A*$/.test(id) ? null : id)

const byName = (a: {name: string}, b: {name: string}) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)
