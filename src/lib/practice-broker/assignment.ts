// Replica assignments chosen by a client, with Kafka's messages for those that are not possible.
import {errorCode as codes} from '../cluster/error-codes.ts'
import type {PracticeCluster} from './practice-cluster.ts'
import {Refusal} from './refusal.ts'

/** Throws Refusal unless every partition has existing brokers, none of them twice, and as many as the others. */
export function checkAssignment(
  {brokers}: PracticeCluster,
  assignment: readonly (readonly number[])[],
  replicationFactor?: number,
): void {
  const refuse = (what: string) => {
    throw new Refusal(codes.invalidReplicaAssignment, `The manual partition assignment includes ${what}`)
  }
  let expected = replicationFactor
  for (const replicas of assignment) {
    if (replicas.length === 0) refuse('an empty replica list.')
    const sorted = [...replicas].sort((a, b) => a - b)
    for (const [i, id] of sorted.entries()) {
      if (!brokers.some((broker) => broker.id === id)) refuse(`broker ${id}, but no such broker is registered.`)
      if (sorted[i - 1] === id) refuse(`the broker ${id} more than once.`)
    }
    expected ??= replicas.length
    if (replicas.length !== expected) {
      refuse(
        `a partition with ${replicas.length} replica(s), but this is not consistent with previous partitions, ` +
          `which have ${expected} replica(s).`,
      )
    }
  }
}

/** Kafka creates no more partitions than this in one request. */
export const mostPartitions = 10_000
export const tooManyPartitions = 'Excessively large number of partitions per request.'
