// Topics as listTopics finds them, and those that so far only the controller knows.
import {errorCode} from '../cluster/error-codes.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {Failures} from '../cluster/outcome.ts'
import {isPattern, nameSelector} from '../text/name-selector.ts'
import {knownToController} from './add-partitions.ts'
import {awaitTopics} from './await-topics.ts'
import {listTopics, type ListedTopic, type TopicFailure, type TopicSelection} from './list.ts'

/** Counts are null if no broker that was asked knows the topic yet. */
export interface KnownTopic extends Omit<ListedTopic, 'partitionCount' | 'replicationFactor'> {
  readonly partitionCount: number | null
  readonly replicationFactor: number | null
}

/** How long a topic that only the controller knows is waited for, so that the plan can show what is in it, ms. */
const publishedWithinMs = 5000

/**
 * As listTopics; a topic that the controller knows and the broker that was asked does not after a few seconds is there too,
 * with its counts unknown: brokers publish new topics late, but the controller deletes them.
 */
export async function listKnown(
  cluster: Cluster,
  selection: TopicSelection,
): Promise<{topics: readonly KnownTopic[]; errors: readonly TopicFailure[]}> {
  // The caller tells what could not be listed: `errors`.
  const before = (await listTopics(cluster, selection)).open(new Failures())
  const unknown = before.errors.filter(({error}) => error.code === errorCode.unknownTopicOrPartition)
  const names = unknown.map(({name}) => name).filter((name) => !isPattern(nameSelector(name)))
  const known = new Set(await knownToController(cluster, names))
  if (known.size === 0) return before
  await awaitTopics(
    cluster,
    [...known].map((name) => ({name})),
    {timeoutMs: publishedWithinMs},
  )
  const {topics, errors} = (await listTopics(cluster, selection)).open(new Failures())
  const unpublished = errors.filter(
    ({name, error}) => known.has(name) && error.code === errorCode.unknownTopicOrPartition,
  )
  const unseen = {topicId: null, isInternal: false, partitionCount: null, replicationFactor: null}
  return {
    topics: [...topics, ...unpublished.map(({name}) => ({name, ...unseen}))],
    errors: errors.filter((each) => !unpublished.includes(each)),
  }
}

export const isPublished = (topic: KnownTopic): topic is ListedTopic => topic.partitionCount !== null
