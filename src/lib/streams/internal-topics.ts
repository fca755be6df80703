// Recognizes the internal topics of Kafka Streams applications by their names, and finds their owners.
import {readersOf, topicReaders} from '../activity/topic-readers.ts'
import type {Cluster, TopicMetadata} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {Failures, Outcome} from '../cluster/outcome.ts'
import {listGroups, type ListedGroup} from '../groups/list.ts'

/**
 * What an application keeps in it: the changelog of a store, records with another key, the messages of a foreign-key
 * join.
 */
export type InternalKind = 'changelog' | 'repartition' | 'foreign-key join'

export interface InternalTopic {
  readonly metadata: TopicMetadata
  readonly kind: InternalKind
  /** The id of the group whose name the topic begins with; otherwise what the name itself shows; null: unknown. */
  readonly applicationId: string | null
  /** The state of that group; null: there is none, or its broker does not report it (before Kafka 2.6). */
  readonly state: string | null
  /**
   * No group has its name and none reads it: the application is gone, or has been stopped for longer than offsets are
   * kept. Null: not known, because some groups could not be read.
   */
  readonly orphan: boolean | null
  /** Groups that read it although it does not have their name. */
  readonly readers: readonly string[]
}

const kinds: readonly (readonly [RegExp, InternalKind])[] = [
  [/.-changelog$/, 'changelog'],
  [/.-repartition$/, 'repartition'],
  [/.-subscription-(?:registration|response)-topic$/, 'foreign-key join'],
  [/(?:^|-)KTABLE-FK-JOIN-SUBSCRIPTION-(?:REGISTRATION|RESPONSE)-\d+-topic$/, 'foreign-key join'],
]
/** The beginning of names that Streams generates: `orders-app-KSTREAM-AGGREGATE-STATE-STORE-0000000003-changelog`. */
const madeUp = /-(?:KSTREAM|KTABLE)-[A-Z-]+-\d{10}/

/** The kind of the part after the application id and its dash: the name of a store or a step, and the kind. */
const kindOf = (behindId: string): InternalKind | undefined => kinds.find(([pattern]) => pattern.test(behindId))?.[1]

/** The kind that the name shows; undefined: no application creates such a topic. */
export function internalKind(topic: string): InternalKind | undefined {
  // `orders-changelog` is not one: an id and a store make two dashes.
  const at = topic.indexOf('-', 1)
  return at < 0 ? undefined : kindOf(topic.slice(at + 1))
}

/** Whether this application may have created it. */
export const isInternalTopicOf = (applicationId: string, topic: string): boolean =>
  topic.startsWith(`${applicationId}-`) && kindOf(topic.slice(applicationId.length + 1)) !== undefined

/**
 * The group with the longest id that fits the topic: `orders-eu-counts-changelog` belongs to orders-eu rather than to
 * orders.
 */
export function ownerOf<Group extends {readonly groupId: string}>(
  topic: string,
  groups: readonly Group[],
): Group | undefined {
  let owner: Group | undefined
  for (const group of groups)
    if (isInternalTopicOf(group.groupId, topic) && group.groupId.length > (owner?.groupId.length ?? -1)) owner = group
  return owner
}

/** The application id in a name that no group has: the part before what Streams generates. */
export function applicationIn(topic: string): string | null {
  const at = topic.search(madeUp)
  return at > 0 ? topic.slice(0, at) : null
}

/**
 * All topics that look like internal topics of Streams applications, by name. Requests all topics and groups; for
 * topics that no group has the name of, also which groups read them.
 */
export async function internalTopics(cluster: Cluster): Promise<Outcome<readonly InternalTopic[]>> {
  const failures = new Failures()
  const [all, listed] = await Promise.all([cluster.topics('all'), listGroups(cluster, {withState: true})])
  const {groups, errors} = listed.open(failures)
  const found = all.flatMap((metadata) => {
    const kind = metadata.errorCode === errorCode.none && !metadata.internal ? internalKind(metadata.name) : undefined
    return kind ? [{metadata, kind, owner: ownerOf(metadata.name, groups)}] : []
  })
  const unowned = found.filter(({owner}) => !owner).map(({metadata}) => metadata.name)
  const readers = await topicReaders(cluster, unowned)
  failures.take(readers.errors)
  const states = new Map<string, ListedGroup>(groups.map((group) => [group.groupId, group]))
  const topics = found.map(({metadata, kind, owner}): InternalTopic => {
    if (owner) return {metadata, kind, applicationId: owner.groupId, state: owner.state, orphan: false, readers: []}
    const read = readersOf(readers, metadata.name)
    const applicationId = applicationIn(metadata.name)
    const complete = errors.length === 0 && read.complete
    return {
      metadata,
      kind,
      applicationId,
      state: applicationId === null ? null : (states.get(applicationId)?.state ?? null),
      orphan: read.groups.length > 0 ? false : complete ? true : null,
      readers: read.groups,
    }
  })
  return new Outcome(
    topics.toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1)),
    failures,
  )
}
