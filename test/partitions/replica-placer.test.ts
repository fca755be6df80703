// The controller's rules: every replica on another broker, racks in turn, leaders spread evenly.
import {expect, test} from 'vitest'
import {KafkaError} from '../../src/lib/cluster/errors.ts'
import {placeReplicas, type UsableBroker} from '../../src/lib/partitions/replica-placer.ts'

const brokers = (racks: readonly (string | null)[]): UsableBroker[] => racks.map((rack, at) => ({id: at + 1, rack}))
const counts = (ids: readonly number[]) => [...Map.groupBy(ids, (id) => id).values()].map(({length}) => length)

test('without racks, and with random starts at 0, each partition begins one broker further', () => {
  expect(placeReplicas(brokers([null, null, null]), 3, 2, () => 0)).toEqual([
    [1, 2],
    [2, 3],
    [3, 1],
  ])
})

test.each([
  ['one rack', brokers([null, null, null, null, null])],
  ['three racks', brokers(['a', 'a', 'b', 'b', 'c', 'c'])],
  ['uneven racks', brokers(['a', 'a', 'a', 'b', 'c'])],
])('with %s every partition has different brokers, and as many racks as possible', (_what, usable) => {
  const rackOf = new Map(usable.map(({id, rack}) => [id, rack]))
  const racks = new Set(rackOf.values()).size
  for (let factor = 1; factor <= usable.length; factor++) {
    for (const replicas of placeReplicas(usable, 40, factor)) {
      expect(new Set(replicas).size).toBe(factor)
      expect(new Set(replicas.map((id) => rackOf.get(id))).size).toBe(Math.min(factor, racks))
    }
  }
})

test('leaders are spread evenly', () => {
  const leaders = placeReplicas(brokers([null, null, null]), 30, 2).flatMap(([first]) => first ?? [])
  expect(counts(leaders)).toEqual([10, 10, 10])
})

test.each([
  [
    2,
    3,
    'The target replication factor of 3 cannot be reached because only 2 broker(s) are registered or some brokers have all their log directories cordoned.',
  ],
  [0, 1, 'All brokers are currently fenced, or have all their log directories cordoned.'],
  [2, 0, 'Invalid replication factor 0: the replication factor must be positive.'],
])('%i brokers cannot hold %i replicas', (count, factor, text) => {
  const place = () => placeReplicas(brokers(Array.from({length: count}, () => null)), 1, factor)
  expect(place).toThrow(KafkaError)
  expect(place).toThrow(text)
})
