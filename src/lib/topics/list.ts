import type {Cluster, TopicMetadata} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {KafkaError, plainly} from '../cluster/errors.ts'
import {errorsOf, Outcome} from '../cluster/outcome.ts'
import {isPattern, selectNames, type NameSelector, type SelectedNames} from '../text/name-selector.ts'
import {topicError} from './topic-error.ts'

/** Which topics to select: those named, those selected by names and patterns, or all. */
export interface TopicSelection {
  /** Instead of `names`; a pattern that matches nothing is reported like a name that does not exist. */
  readonly selectors?: readonly NameSelector[] | undefined
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

export interface SelectedTopics {
  readonly topics: TopicMetadata[]
  /** Names that do not exist or may not be described. */
  readonly errors: TopicFailure[]
}

/** Lists topics sorted by name in UTF-16 order, as Java sorts; names that do not exist or may not be described are failures. */
export async function listTopics(cluster: Cluster, selection: TopicSelection = {}): Promise<Outcome<TopicListing>> {
  const {topics, errors} = await select(cluster, selection, 'list')
  return new Outcome({topics: topics.map(listedTopic).toSorted(byName), errors}, errorsOf(errors))
}

/** The metadata of the selected topics, in the order of `names`, or else in the broker's order. `verb` is for error messages. */
export async function selectTopics(
  cluster: Cluster,
  selection: TopicSelection,
  verb = 'list',
): Promise<Outcome<SelectedTopics>> {
  const selected = await select(cluster, selection, verb)
  return new Outcome(selected, errorsOf(selected.errors))
}

async function select(cluster: Cluster, selection: TopicSelection, verb: string): Promise<SelectedTopics> {
  const {selectors, pattern, internal = true} = selection
  if (selectors?.some(isPattern)) return matchingTopics(cluster, selectors, selection, verb)
  const names = selection.names ?? selectors?.map(({text}) => text)
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

async function matchingTopics(
  cluster: Cluster,
  selectors: readonly NameSelector[],
  {pattern, internal = true}: TopicSelection,
  verb: string,
): Promise<SelectedTopics> {
  const all = (await cluster.topics('all')).filter((topic) => internal || !topic.internal)
  const selected = selectNames(
    selectors,
    all.map(({name}) => name),
  )
  // Topics that may not be seen are in no list; asked for by name, the broker says so.
  const {topics, errors} = await select(cluster, {names: selected.names, pattern}, verb)
  return {topics, errors: [...errors, ...unmatchedTopics(selected, verb)]}
}

/** A pattern that matches nothing fails like a name that does not exist. */
export const unmatchedTopics = ({unmatched}: Pick<SelectedNames, 'unmatched'>, verb: string): TopicFailure[] =>
  unmatched.map((name) => ({
    name,
    error: new KafkaError(errorCode.unknownTopicOrPartition, `${verb} topic ${name}`, plainly('no topic matches')),
  }))

/** Global and sticky expressions keep a position between calls. */
function matches(pattern: RegExp, name: string): boolean {
  pattern.lastIndex = 0
  return pattern.test(name)
}

/** The form in which a topic is listed. */
export const listedTopic = ({name, id, internal, partitions}: TopicMetadata): ListedTopic => ({
  name,
  topicId: topicIdOrNull(id),
  isInternal: internal,
  partitionCount: partitions.length,
  replicationFactor: partitions[0]?.replicas.length ?? 0,
})

/** Null for the zero UUID, which brokers without topic ids send. */
export const topicIdOrNull = (id: string): string | null => (/^A*$/.test(id) ? null : id)

const byName = (a: {name: string}, b: {name: string}) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)
