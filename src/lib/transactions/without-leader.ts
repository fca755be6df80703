import {errorCode} from '../cluster/error-codes.ts'
import {KafkaError} from '../cluster/errors.ts'
import type {TopicMetadata} from '../cluster/cluster.ts'

/** The most partitions that the sentence names. */
const mostNamed = 3

/**
 * One error for all partitions that have no leader: nobody can tell whether a transaction is open in them, which must
 * not pass for none. Undefined if all have one.
 */
export function withoutLeader(topics: readonly Pick<TopicMetadata, 'name' | 'partitions'>[]): KafkaError | undefined {
  const names = topics.flatMap(({name, partitions}) =>
    partitions.flatMap(({index, leader}) => (leader < 0 ? [`${name}-${index}`] : [])),
  )
  if (names.length === 0) return undefined
  const more = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : ''
  return new KafkaError(
    errorCode.leaderNotAvailable,
    `describe the producers of ${names.slice(0, mostNamed).join(', ')}${more}`,
    names.length === 1 ? 'the partition has no leader at the moment' : 'these partitions have no leader at the moment',
  )
}
