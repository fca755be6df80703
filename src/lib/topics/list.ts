import type {Cluster, TopicMetadata} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import type {KafkaError} from '../cluster/errors.ts'
import {topicError} from './topic-error.ts'

/** Which topics to select: those named, or all. */
export interface TopicSelection {
  readonly names?: readonly string[] | undefined
  /** Only topics whose name matches anywhere; anchor it to match whole names. */
  readonly pattern?: RegExp | undefined
  /** Whether to include internal topics such as `__consumer_offsets`; true by default. Named topics are always included. */
  readonly internal?: boolean | undefined
}

export interface ListedTopic {
  readonly name: string
  /** Base64url; null before Kafka 2.8. */
  readonly topicId: string | null
  readonly isInternal: boolean
  readonly partitionCount: number
  /** The number of replicas of the first partition. */
  readonly replicationFactor: number
}

/** A topic that could not be described or listed. */
export interface TopicFailure {
  readonly name: string
  readonly error: KafkaError
}

export interface TopicListing {
  readonly topics: readonly ListedTopic[]
  /** Names that do not exist or may not be described. */
  readonly errors: readonly TopicFailure[]
}

/** Lists topics sorted by name in UTF-16 order, as Java sorts; names that do not exist or may not be described are `errors`. */
export async function listTopics(cluster: Cluster, selection: TopicSelection = {}): Promise<TopicListing> {
  const selected = await selectTopics(cluster, selection)
  return {topics: selected.topics.map(asListed).toSorted(byName), errors: selected.errors}
}

/** The metadata of the selected topics, in the order of `names`, or else in the broker's order. `verb` is for error messages. */
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

/** Global and sticky expressions keep a position between calls. */
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

/** Null for the zero UUID, which brokers without topic ids send. */
export const topicIdOrNull = (id: string): string | null => (/^A*$/.test(id) ? null : id)

const byName = (a: {name: string}, b: {name: string}) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)
