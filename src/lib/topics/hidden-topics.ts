import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import type {KafkaError} from '../cluster/errors.ts'
import {topicError} from './topic-error.ts'

/**
 * Of topics that something speaks of (replicas on a disk, a plan) and that are not among the listed ones: those that are there,
 * with why they may not be seen. Brokers leave out of lists what may not be described, without a word.
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
      // Replicas of deleted topics lie about for a while.
      code === errorCode.none || code === errorCode.unknownTopicOrPartition
        ? []
        : [[name, topicError(code, 'describe', name)] as const],
    ),
  )
}
