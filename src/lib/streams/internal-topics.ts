// The topics that Kafka Streams applications make for themselves, told by their names, and whose they are.
import {readersOf, topicReaders} from '../activity/topic-readers.ts'
import type {Cluster, TopicMetadata} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {Failures, Outcome} from '../cluster/outcome.ts'
import {listGroups, type ListedGroup} from '../groups/list.ts'

/** What an application keeps in it: the changes of a store, records by another key, the messages of a join by foreign key. */
export type InternalKind = 'changelog' | 'repartition' | 'foreign-key join'

export interface InternalTopic {
  readonly metadata: TopicMetadata
  readonly kind: InternalKind
  /** Of the group whose name it begins with; else what the name itself gives away; null: nothing does. */
  readonly applicationId: string | null
  /** The state of that group; null: there is none, or its broker does not tell (before Kafka 2.6). */
  readonly state: string | null
  /**
   * No group has its name and none reads it: the application is gone, or has been stopped for longer than offsets are kept.
   * Null: not known, since not all groups could be seen.
   */
  readonly orphan: boolean | null
  /** Groups that read it although its name is not theirs. */
  readonly readers: readonly string[]
}

const kinds: readonly (readonly [RegExp, InternalKind])[] = [
  [/.-changelog$/, 'changelog'],
  [/.-repartition$/, 'repartition'],
  [/.-subscription-(?:registration|response)-topic$/, 'foreign-key join'],
  [/(?:^|-)KTABLE-FK-JOIN-SUBSCRIPTION-(?:REGISTRATION|RESPONSE)-\d+-topic$/, 'foreign-key join'],
]
/** Where names that Streams makes up begin: `orders-app-KSTREAM-AGGREGATE-STATE-STORE-0000000003-changelog`. */
const madeUp = /-(?:KSTREAM|KTABLE)-[A-Z-]+-\d{10}/

/** What is behind the id of the application and its dash: the name of a store or a step, and the kind. */
const kindOf = (behindId: string): InternalKind | undefined => kinds.find(([pattern]) => pattern.test(behindId))?.[1]

/** The kind that the name says; undefined: no application makes such a topic. */
export function internalKind(topic: string): InternalKind | undefined {
  // `orders-changelog` is none: an id and a store make two dashes.
  const at = topic.indexOf('-', 1)
  return at < 0 ? undefined : kindOf(topic.slice(at + 1))
}

/** Whether this application may have made it. */
export const isInternalTopicOf = (applicationId: string, topic: string): boolean =>
  topic.startsWith(`${applicationId}-`) && kindOf(topic.slice(applicationId.length + 1)) !== undefined

/** The group with the longest id that the topic may be of: `orders-eu-counts-changelog` is of orders-eu rather than of orders. */
export function ownerOf<Group extends {readonly groupId: string}>(
  topic: string,
  groups: readonly Group[],
): Group | undefined {
  let owner: Group | undefined
  for (const group of groups)
    if (isInternalTopicOf(group.groupId, topic) && group.groupId.length > (owner?.groupId.length ?? -1)) owner = group
  return owner
}

/** What can be read off a name that no group has: the id in front of what Streams makes up. */
export function applicationIn(topic: string): string | null {
  const at = topic.search(madeUp)
  return at > 0 ? topic.slice(0, at) : null
}

/**
 * All topics that look like those of Streams applications, by name. Asks for all topics and groups; where no group has the
 * name of a topic, also which groups read it.
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
