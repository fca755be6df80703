import {expect, test} from 'vitest'
import {DeleteGroups} from '../../src/lib/apis/delete-groups.ts'
import {OffsetDelete} from '../../src/lib/apis/offset-delete.ts'
import {deleteOffsets} from '../../src/lib/groups/delete-offsets.ts'
import {deleteGroups} from '../../src/lib/groups/delete.ts'
import {fakeCluster, on, type FakeCluster} from '../support/fake-cluster.ts'
import {groupServices, type FakeGroup} from '../support/fake-groups.ts'
import {open} from '../support/open-cluster.ts'

test.each(['4.3.1', '2.8.2-zk', '1.1.1-zk'])(
  'Kafka %s: each coordinator is asked once, an outcome per group',
  async (release) => {
    const groups: Record<string, FakeGroup> = {
      a: {coordinator: 1},
      b: {coordinator: 2},
      c: {coordinator: 2},
      busy: {coordinator: 1, members: {m: []}},
    }
    const fake: FakeCluster = await fakeCluster({release, nodes: 2}, ...groupServices(() => fake.nodes, groups))
    await using _ = fake
    const outcomes = await deleteGroups(open(fake), ['c', 'busy', 'a', 'nope', 'b', 'a'])
    expect(outcomes.map((each) => (each.status === 'failed' ? [each.groupId, each.error.message] : each))).toEqual([
      {groupId: 'c', status: 'deleted'},
      ['busy', 'delete group busy: the group has active members; stop them first (NON_EMPTY_GROUP)'],
      {groupId: 'a', status: 'deleted'},
      ['nope', 'delete group nope: there is no such group (GROUP_ID_NOT_FOUND)'],
      {groupId: 'b', status: 'deleted'},
    ])
    expect([1, 2].map((node) => fake.asked(DeleteGroups, node).length)).toEqual([1, 1])
    expect(Object.keys(groups)).toEqual(['busy'])
  },
)

/** max.message.bytes of __consumer_offsets, unless somebody changed it. */
const largestBatch = 1_048_588

/**
 * A coordinator that deletes as Kafka 4.3 does: a request makes one batch of tombstones, for each offset a key of
 * OffsetCommitKey (version, group, topic, partition) in a record, and is refused as a whole where that is too large.
 */
function coordinatorWithALimit(groups: Record<string, FakeGroup>) {
  const bytesOf = (id: string, topic: string) => 2 + (2 + id.length) + (2 + topic.length) + 4 + 7
  const topicOf = (place: string) => place.slice(0, place.lastIndexOf('-'))
  const offsetBytes = (id: string) =>
    Object.keys(groups[id]?.committed ?? {}).reduce((sum, place) => sum + bytesOf(id, topicOf(place)), 0)
  return [
    on(DeleteGroups, ({groupsNames}) => {
      const isTooLarge = groupsNames.reduce((sum, id) => sum + offsetBytes(id), 0) > largestBatch
      if (!isTooLarge)
        for (const id of groupsNames) if (Object.keys(groups[id]?.members ?? {}).length === 0) delete groups[id]
      return {
        results: groupsNames.map((groupId) => ({groupId, errorCode: isTooLarge ? -1 : groupId in groups ? 68 : 0})),
      }
    }),
    on(OffsetDelete, ({groupId, topics}) => {
      const rows = topics.flatMap(({name, partitions}) => partitions.map((each) => ({name, at: each.partitionIndex})))
      if (rows.reduce((sum, {name}) => sum + bytesOf(groupId, name), 0) > largestBatch) return {errorCode: -1}
      for (const {name, at} of rows) delete groups[groupId]?.committed?.[`${name}-${at}`]
      return {
        topics: topics.map(({name, partitions}) => ({
          name,
          partitions: partitions.map(({partitionIndex}) => ({partitionIndex, errorCode: 0})),
        })),
      }
    }),
  ]
}

const name = 't'.repeat(240)
const manyOffsets = (count: number) => Object.fromEntries(Array.from({length: count}, (_, at) => [`${name}-${at}`, 1]))

test('groups with more offsets than one request can delete are deleted', async () => {
  const groups: Record<string, FakeGroup> = {
    large: {committed: manyOffsets(9000)},
    ...Object.fromEntries(Array.from({length: 20}, (_, at) => [`some-${at}`, {committed: manyOffsets(500)}])),
  }
  const fake: FakeCluster = await fakeCluster(
    {},
    ...coordinatorWithALimit(groups),
    ...groupServices(() => fake.nodes, groups),
  )
  await using _ = fake
  const wanted = Object.keys(groups)
  expect(await deleteGroups(open(fake), wanted)).toEqual(wanted.map((groupId) => ({groupId, status: 'deleted'})))
  expect(groups).toEqual({})
})

test('of a large group that has members, nothing is deleted', async () => {
  const groups: Record<string, FakeGroup> = {large: {committed: manyOffsets(4000), members: {m: []}}}
  const nonEmpty = on(DeleteGroups, ({groupsNames}) => ({
    results: groupsNames.map((groupId) => ({groupId, errorCode: 68})),
  }))
  const fake: FakeCluster = await fakeCluster(
    {},
    nonEmpty,
    ...coordinatorWithALimit(groups),
    ...groupServices(() => fake.nodes, groups),
  )
  await using _ = fake
  expect(await deleteGroups(open(fake), ['large'])).toMatchObject([{status: 'failed', error: {code: 68}}])
  expect(fake.asked(OffsetDelete)).toEqual([])
  expect(Object.keys(groups['large']?.committed ?? {})).toHaveLength(4000)
})

test('what remains of a large group after a failed deletion is reported', async () => {
  const groups: Record<string, FakeGroup> = {large: {committed: manyOffsets(4000)}}
  let requests = 0
  const refusing = on(OffsetDelete, ({topics}) =>
    ++requests > 1
      ? {errorCode: 30}
      : {
          topics: topics.map(({name: topic, partitions}) => ({
            name: topic,
            partitions: partitions.map(({partitionIndex}) => ({partitionIndex, errorCode: 0})),
          })),
        },
  )
  const fake: FakeCluster = await fakeCluster({}, refusing, ...groupServices(() => fake.nodes, groups))
  await using _ = fake
  const [outcome] = await deleteGroups(open(fake), ['large'])
  const first = fake.asked(OffsetDelete)[0]?.topics[0]?.partitions.length ?? 0
  expect(outcome?.status === 'failed' && outcome.error.message).toBe(
    `delete group large: its offsets are deleted first, because they are too many for one request, and ${(4000 - first).toLocaleString('en')} offsets of 4,000 could not be (Group authorization failed.); ${first} are deleted (GROUP_AUTHORIZATION_FAILED)`,
  )
  expect(Object.keys(groups)).toEqual(['large'])
})

test('offsets of more partitions than one request can delete are deleted', async () => {
  const groups: Record<string, FakeGroup> = {large: {committed: manyOffsets(9000)}}
  const fake: FakeCluster = await fakeCluster(
    {},
    ...coordinatorWithALimit(groups),
    ...groupServices(() => fake.nodes, groups),
  )
  await using _ = fake
  const partitions = Array.from({length: 9000}, (_each, at) => at)
  const outcomes = await deleteOffsets(open(fake), 'large', [{topic: name, partitions}])
  expect(new Set(outcomes.map(({status}) => status))).toEqual(new Set(['deleted']))
  expect(outcomes.map(({partition}) => partition)).toEqual(partitions)
  expect(groups['large']?.committed).toEqual({})
})
