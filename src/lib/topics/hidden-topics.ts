import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import type {KafkaError} from '../cluster/errors.ts'
import {topicError} from './topic-error.ts'

/**
 * Of topics that are mentioned somewhere (replicas on a disk, a plan) but not listed: those that exist, with the reason
 * why they may not be seen. Brokers silently leave topics that may not be described out of lists.
 */
export async function hiddenTopics(
  cluster: Cluster,
  spokenOf: readonly string[],
  listed: ReadonlySet<string>,
): Promise<Map<string, KafkaError>> {
  const names = [...new Set(spokenOf)].filter((name) => !listed.has(name))
  if (names.length === 0) return new Map()
  const found = await cluster.topics(names, {refresh: true})
  return new Map(
    found.flatMap(({name, errorCode: code}) =>
      // Replicas of deleted topics remain on disk for a while.
      code === errorCode.none || code === errorCode.unknownTopicOrPartition
        ? []
        : [[name, topicError(code, 'describe', name)] as const],
    ),
  )
}
