import {expect, test} from 'vitest'
import {
  isAtMinIsr,
  isUnavailable,
  isUnderMinIsr,
  isUnderReplicated,
  replicationFactor,
} from '../../src/lib/topics/partition-health.ts'
import type {PartitionDescription} from '../../src/lib/topics/topic-description.ts'

const partition = (some: Partial<PartitionDescription>): PartitionDescription => ({
  partition: 0,
  leader: 1,
  leaderEpoch: 0,
  replicas: [1, 2, 3],
  isr: [1, 2, 3],
  offlineReplicas: [],
  eligibleLeaderReplicas: null,
  lastKnownEligibleLeaderReplicas: null,
  reassignment: null,
  errorCode: 0,
  ...some,
})
const live = new Set([1, 2, 3])
const states = (one: PartitionDescription) => ({
  underReplicated: isUnderReplicated(one),
  underMinIsr: isUnderMinIsr(one, 2),
  atMinIsr: isAtMinIsr(one, 2),
  unavailable: isUnavailable(one, live),
})

test.each([
  ['healthy', {}, []],
  ['one replica behind', {isr: [1, 2]}, ['underReplicated', 'atMinIsr']],
  ['only the leader', {isr: [1]}, ['underReplicated', 'underMinIsr']],
  ['no leader', {leader: -1, isr: []}, ['underReplicated', 'underMinIsr', 'unavailable']],
  ['no leader, but members in sync', {leader: -1}, ['underMinIsr', 'unavailable']],
  ['led by a broker that is gone', {leader: 9}, ['unavailable']],
  // Kafka counts the replicas that there shall be: during a reassignment those that are added do not count yet.
  ['adding a replica', {replicas: [1, 2, 3, 4], reassignment: {adding: [4], removing: []}}, []],
  [
    'moving from 3 to 4, one behind',
    {replicas: [1, 2, 4, 3], isr: [1, 2], reassignment: {adding: [4], removing: [3]}},
    ['underReplicated', 'atMinIsr'],
  ],
])('a partition, %s', (_, some, expected) => {
  const found = Object.entries(states(partition(some))).flatMap(([name, is]) => (is ? [name] : []))
  expect(found).toEqual(expected)
})

test('the replication factor does not count replicas that are being added', () => {
  expect(replicationFactor(partition({}))).toBe(3)
  expect(replicationFactor(partition({replicas: [1, 2, 3, 4, 5], reassignment: {adding: [4, 5], removing: [1]}}))).toBe(
    3,
  )
  // The two answers are not of the same moment: what is said to be added may not be there yet.
  expect(replicationFactor(partition({reassignment: {adding: [4], removing: []}}))).toBe(3)
})
