// Right after a broker was killed, those that take its groups over do not list them yet, and do not say so.
import {describe, expect, test, vi} from 'vitest'
import {DescribeGroups} from '../../src/lib/apis/describe-groups.ts'
import {FindCoordinator} from '../../src/lib/apis/find-coordinator.ts'
import {ListGroups} from '../../src/lib/apis/list-groups.ts'
import {ListOffsets} from '../../src/lib/apis/list-offsets.ts'
import {Metadata} from '../../src/lib/apis/metadata.ts'
import {movedCoordinators} from '../../src/lib/groups/await-coordinators.ts'
import {listGroups, type GroupListing} from '../../src/lib/groups/list.ts'
import {partitionOf} from '../../src/lib/offsets/offsets-topic.ts'
import {closeConnection, fakeCluster, on, type Answer, type FakeCluster} from '../support/fake-cluster.ts'
import {open} from '../support/open-cluster.ts'
import {opened} from '../support/opened.ts'

interface Moment {
  /** Leaders of the partitions of __consumer_offsets. */
  readonly leaders: readonly number[]
  readonly brokers?: readonly number[]
  /** What node and partition say of a group that is not there. */
  readonly says?: (node: number, partition: number) => number
}

async function cluster(moment: () => Moment, groupsOf: (node: number) => readonly string[]) {
  const fake: FakeCluster = await fakeCluster(
    {nodes: 3},
    on(Metadata, ({topics}) => ({
      brokers: fake.nodes
        .filter(({nodeId}) => moment().brokers?.includes(nodeId) ?? true)
        .map((node) => ({...node, rack: null})),
      topics: (topics ?? []).map(({name}) => ({
        name,
        partitions: moment().leaders.map((leaderId, partitionIndex) => ({
          partitionIndex,
          leaderId,
          replicaNodes: [partitionIndex + 1],
        })),
      })),
    })),
    on(FindCoordinator, ({coordinatorKeys}) => ({
      coordinators: coordinatorKeys.map((key) => {
        const leader = moment().leaders[partitionOf(key, moment().leaders.length)] ?? -1
        const node = fake.nodes.find(({nodeId}) => nodeId === leader)
        return node ? {key, ...node} : {key, errorCode: 15}
      }),
    })),
    on(ListOffsets, ({topics}) => ({
      topics: topics.map(({name, partitions}) => ({
        name,
        partitions: partitions.map(({partitionIndex}) => ({partitionIndex, offset: 5})),
      })),
    })),
    on(DescribeGroups, ({groups}, {nodeId}) => ({
      groups: groups.map((groupId) => ({
        groupId,
        errorCode: moment().says?.(nodeId, partitionOf(groupId, moment().leaders.length)) ?? 69,
      })),
    })),
    on(ListGroups, (_, {nodeId}) => ({
      groups: groupsOf(nodeId).map((groupId) => ({
        groupId,
        protocolType: 'consumer',
        groupState: 'Empty',
        groupType: 'classic',
      })),
    })),
  )
  return fake
}
const ids = ({groups}: GroupListing) => groups.map(({groupId}) => groupId)

test('a coordinator that has not taken its groups over yet is waited for: the list is whole', async () => {
  let asked = 0
  const says = (node: number) => (node === 2 && ++asked < 5 ? 16 : 69)
  await using fake = await cluster(
    () => ({leaders: [2, 2, 3], says}),
    (node) => (node === 2 ? ['mine', ...(asked >= 5 ? ['taken over'] : [])] : []),
  )
  const listed = await opened(listGroups(open(fake)))
  expect(ids(listed)).toEqual(['mine', 'taken over'])
  expect(listed.errors).toEqual([])
})

test('groups of a partition without a leader are missing, and that is told', async () => {
  await using fake = await cluster(
    () => ({leaders: [1, -1, 3]}),
    (node) => [`of ${node}`],
  )
  const listed = await opened(listGroups(open(fake, {totalTimeoutMs: 1500})))
  expect(ids(listed)).toEqual(['of 1', 'of 2', 'of 3'])
  expect(listed.errors).toMatchObject([
    {
      node: 2,
      error: {
        message:
          'list the groups of partition 1 of __consumer_offsets: the partition has no leader at the moment (LEADER_NOT_AVAILABLE)',
      },
    },
  ])
})

test('a partition that has no leader for a moment is waited for: the list is whole', async () => {
  let looks = 0
  await using fake = await cluster(
    () => ({leaders: [1, ++looks < 40 ? -1 : 2, 3]}),
    (node) => [`of ${node}`],
  )
  const listed = await opened(listGroups(open(fake)))
  expect(ids(listed)).toEqual(['of 1', 'of 2', 'of 3'])
  expect(listed.errors).toEqual([])
})

test.each([
  [14, 'COORDINATOR_LOAD_IN_PROGRESS'],
  [15, 'COORDINATOR_NOT_AVAILABLE'],
  [16, 'NOT_COORDINATOR'],
])('a coordinator that says %i for as long as there is time is told', async (code, codeName) => {
  await using fake = await cluster(
    () => ({leaders: [1, 2, 3], says: (_, partition) => (partition === 1 ? code : 69)}),
    (node) => [`of ${node}`],
  )
  const listed = await opened(listGroups(open(fake, {totalTimeoutMs: 800})))
  expect(listed.errors).toMatchObject([{node: 2, error: {codeName}}])
})

test('a coordinator that never gets ready is told, one that may not be asked is not a failure', async () => {
  await using fake = await cluster(
    () => ({leaders: [1, 2, 3], says: (_, partition) => [69, 14, 30][partition] ?? 0}),
    (node) => [`of ${node}`],
  )
  const listed = await opened(listGroups(open(fake, {totalTimeoutMs: 1500})))
  expect(listed.errors).toMatchObject([{node: 2, error: {codeName: 'COORDINATOR_LOAD_IN_PROGRESS'}}])
})

test('a broker that leaves while it is asked: the others are asked again for what they took over', async () => {
  let gone = false
  await using fake = await cluster(
    () => (gone ? {leaders: [1, 1, 3], brokers: [1, 3]} : {leaders: [1, 2, 3]}),
    (node) => [`of ${node}`, ...(gone && node === 1 ? ['of 2'] : [])],
  )
  fake.serve(
    on(ListGroups, async () => {
      gone = true
      await fake.stop(2)
      return {errorCode: 15}
    }),
    2,
  )
  const listed = await opened(listGroups(open(fake)))
  expect(ids(listed)).toEqual(['of 1', 'of 2', 'of 3'])
  expect(listed.errors).toEqual([])
})

test('groups that move between two live brokers while they are asked are in the list', async () => {
  // Broker 1 has handed partition 0 over when it is asked, broker 2 takes it only after it was asked.
  let moved = false
  await using fake = await cluster(
    () => ({
      leaders: moved ? [2, 2, 3] : [1, 2, 3],
      says: (node, partition) => (moved && node === 1 && partition === 0 ? 16 : 69),
    }),
    (node) => [`of ${node}`, ...(moved && node === 2 ? ['moved'] : [])],
  )
  let lists = 0
  fake.serve(
    on(ListGroups, () => {
      lists++
      const groups = moved
        ? []
        : [{groupId: 'of 1', protocolType: 'consumer', groupState: 'Empty', groupType: 'classic'}]
      moved = true
      return {groups: lists === 1 ? [] : groups}
    }),
    1,
  )
  const listed = await opened(listGroups(open(fake)))
  expect(ids(listed)).toContain('moved')
  expect(listed.errors).toEqual([])
})

test('groups that move for as long as there is time may be missing, and that is told', async () => {
  let asked = 0
  await using fake = await cluster(
    // Every second question about broker 1's groups is answered by a broker that does not have them any more.
    () => ({leaders: [1, 2, 3], says: (node) => (node === 1 && ++asked % 2 === 0 ? 16 : 69)}),
    (node) => [`of ${node}`],
  )
  const listed = await opened(listGroups(open(fake, {totalTimeoutMs: 800})))
  expect(listed.errors).toMatchObject([
    {node: 1, error: {message: expect.stringContaining('other brokers took over groups in the meantime') as string}},
  ])
})

test('a new leader whose high watermark is behind does not list its newest groups: it is waited for', async () => {
  let asked = 0
  await using fake = await cluster(
    () => ({leaders: [1, 2, 3]}),
    (node) => [`of ${node}`, ...(node === 2 && asked >= 3 ? ['newest'] : [])],
  )
  fake.serve(
    on(ListOffsets, ({topics}) => {
      asked++
      return {
        topics: topics.map(({name, partitions}) => ({
          name,
          partitions: partitions.map(({partitionIndex}) => ({
            partitionIndex,
            errorCode: asked < 3 ? 78 : 0,
            offset: 5,
          })),
        })),
      }
    }),
    2,
  )
  const listed = await opened(listGroups(open(fake)))
  expect(ids(listed)).toContain('newest')
  expect(listed.errors).toEqual([])
})

test('a high watermark that stays behind is told with the list', async () => {
  await using fake = await cluster(
    () => ({leaders: [1, 2, 3]}),
    (node) => [`of ${node}`],
  )
  fake.serve(
    on(ListOffsets, ({topics}) => ({
      topics: topics.map(({name, partitions}) => ({
        name,
        partitions: partitions.map(({partitionIndex}) => ({partitionIndex, errorCode: 78})),
      })),
    })),
    3,
  )
  const listed = await opened(listGroups(open(fake, {totalTimeoutMs: 1500})))
  expect(ids(listed)).toHaveLength(3)
  expect(listed.errors.map(({node, error}) => [node, error.message])).toEqual([
    [
      3,
      'list the groups of partition 2 of __consumer_offsets: its new leader does not yet know how far the log is replicated (OFFSET_NOT_AVAILABLE)',
    ],
  ])
})

/** ListOffsets of a leader: an error code, by how often it was asked before. */
const ends = (codeOf: (asked: number) => number) => {
  let asked = 0
  return on(ListOffsets, ({topics}) => ({
    topics: topics.map(({name, partitions}) => ({
      name,
      partitions: partitions.map(({partitionIndex}) => ({partitionIndex, errorCode: codeOf(asked++), offset: 5})),
    })),
  }))
}

test('a leader that does not say how far the log is replicated may hide groups, and that is told', async () => {
  await using fake = await cluster(
    () => ({leaders: [1, 2, 3]}),
    (node) => [`of ${node}`],
  )
  fake.serve(
    ends(() => 6),
    2,
  )
  const listed = await opened(listGroups(open(fake, {totalTimeoutMs: 1500})))
  expect(ids(listed)).toHaveLength(3)
  expect(listed.errors.map(({node, error}) => [node, error.message])).toEqual([
    [2, expect.stringMatching(/^list the groups of partition 1 of __consumer_offsets: .* \(NOT_LEADER_OR_FOLLOWER\)$/)],
  ])
  expect(listed.errors[0]?.error.message).not.toContain('replicated')
})

test('a coordinator that is found late is asked once more how far the log is replicated', async () => {
  let [asked, behind] = [0, true]
  // It takes over when the time to wait for the high watermark is over, a quarter of the total here.
  const started = performance.now()
  const says = (node: number) => (node === 2 && performance.now() - started < 700 ? 14 : 69)
  await using fake = await cluster(
    () => ({leaders: [1, 2, 3], says}),
    (node) => (node === 2 && behind ? [] : [`of ${node}`]),
  )
  fake.serve(
    ends(() => {
      asked++
      behind = says(2) === 14
      return behind ? 78 : 0
    }),
    2,
  )
  const listed = await opened(listGroups(open(fake, {totalTimeoutMs: 2000})))
  expect(asked).toBeGreaterThan(1)
  expect(ids(listed)).toEqual(['of 1', 'of 2', 'of 3'])
  expect(listed.errors).toEqual([])
})

test('who may not ask how far the log is replicated has the list as it is', async () => {
  await using fake = await cluster(
    () => ({leaders: [1, 2, 3]}),
    (node) => [`of ${node}`],
  )
  for (const node of [1, 2, 3])
    fake.serve(
      ends(() => 29),
      node,
    )
  const listed = await opened(listGroups(open(fake, {totalTimeoutMs: 1500})))
  expect(ids(listed)).toHaveLength(3)
  expect(listed.errors).toEqual([])
})

test('where the topic may not be described, or is not there, the brokers are asked as they are', async () => {
  await using fake = await cluster(
    () => ({leaders: []}),
    (node) => [`of ${node}`],
  )
  expect(ids(await opened(listGroups(open(fake))))).toHaveLength(3)
  expect(fake.asked(FindCoordinator)).toEqual([])
  expect(fake.asked(DescribeGroups)).toEqual([])
})

describe('a broker that was asked for its groups and is asked once more whether it still has them', () => {
  const probe = 'kafkit-probe-0'
  const movedIf = async (answer: () => Answer<(typeof DescribeGroups)['response']>) => {
    await using fake = await fakeCluster(on(DescribeGroups, answer))
    return await movedCoordinators(open(fake), new Map([[1, [probe]]]), 300)
  }
  const withCode = (code: number) => () => ({groups: [{groupId: probe, errorCode: code}]})

  test.each([14, 15, 16, 7, 13])('has lost them if it says %i', async (code) => {
    expect(await movedIf(withCode(code))).toEqual([1])
  })

  test.each([0, 30, 69])('has them if it says %i', async (code) => {
    expect(await movedIf(withCode(code))).toEqual([])
  })

  test('may have lost them if it does not say, or cannot be asked', async () => {
    expect(await movedIf(() => ({groups: []}))).toEqual([1])
    expect(await movedIf(() => closeConnection)).toEqual([1])
  })

  test('is not the reason where we have a bug', async () => {
    await using fake = await fakeCluster()
    const cluster = open(fake)
    const bug = new TypeError('a bug')
    vi.spyOn(cluster, 'call').mockRejectedValue(bug)
    await expect(movedCoordinators(cluster, new Map([[1, [probe]]]), 300)).rejects.toBe(bug)
  })
})
