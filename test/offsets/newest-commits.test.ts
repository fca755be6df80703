// Right after a coordinator was killed, the next one may not know yet what was committed last.
import {expect, test} from 'vitest'
import {DescribeGroups} from '../../src/lib/apis/describe-groups.ts'
import {FindCoordinator} from '../../src/lib/apis/find-coordinator.ts'
import {ListOffsets} from '../../src/lib/apis/list-offsets.ts'
import {Metadata} from '../../src/lib/apis/metadata.ts'
import {OffsetFetch} from '../../src/lib/apis/offset-fetch.ts'
import {describeGroups} from '../../src/lib/groups/describe.ts'
import {committedOffsets, committedOffsetsOf} from '../../src/lib/offsets/committed-offsets.ts'
import {KafkaError} from '../../src/lib/cluster/errors.ts'
import {fakeCluster, on, topicId} from '../support/fake-cluster.ts'
import {open} from '../support/open-cluster.ts'
import {opened} from '../support/opened.ts'

const offsetNotAvailable = 78
const groupIdNotFound = 69
const orders = [{topic: 'orders', partition: 0}]

/**
 * The group `billing` is known once the leader has been asked `behindFor` times how far the log is replicated; until
 * then it answers with `code`.
 */
async function newCoordinator(behindFor: number, code = offsetNotAvailable) {
  let looks = 0
  const knows = () => looks > behindFor
  // The last commit of `stock` is not known yet, and the one before is.
  const committed = (group: string): number[] => {
    if (group === 'stock') return [knows() ? 60 : 40]
    return group === 'billing' && knows() ? [60] : []
  }
  const fake = await fakeCluster(
    {nodes: 1},
    on(Metadata, ({topics}) => ({
      brokers: fake.nodes.map((node) => ({...node, rack: null})),
      topics: (topics ?? []).map(({name}) => ({
        name,
        partitions: [{partitionIndex: 0, leaderId: 1, replicaNodes: [1]}],
      })),
    })),
    on(FindCoordinator, ({coordinatorKeys}) => ({
      coordinators: coordinatorKeys.map((key) => ({key, ...fake.nodes[0]})),
    })),
    on(ListOffsets, ({topics}) => {
      looks++
      const answer = knows() ? {offset: 5} : {errorCode: code, offset: -1}
      return {
        topics: topics.map(({name, partitions}) => ({
          name,
          partitions: partitions.map(({partitionIndex}) => ({partitionIndex, ...answer})),
        })),
      }
    }),
    on(DescribeGroups, ({groups}) => ({
      groups: groups.map((groupId) =>
        groupId === 'billing' && knows()
          ? {groupId, groupState: 'Empty', protocolType: 'consumer'}
          : {groupId, groupState: 'Dead', errorCode: groupIdNotFound},
      ),
    })),
    on(OffsetFetch, ({groups}) => ({
      groups: groups.map(({groupId}) => ({
        groupId,
        topics: committed(groupId).map((committedOffset) => ({
          name: 'orders',
          topicId: topicId('orders'),
          partitions: [{partitionIndex: 0, committedOffset, metadata: ''}],
        })),
      })),
    })),
  )
  return fake
}

test('a group that its new coordinator does not know yet is not said to be absent', async () => {
  await using fake = await newCoordinator(3)
  const {groups, errors} = await opened(describeGroups(open(fake), ['billing', 'nosuch']))
  expect(groups).toMatchObject([{groupId: 'billing', state: 'Empty'}])
  expect(errors).toMatchObject([{groupId: 'nosuch', error: {codeName: 'GROUP_ID_NOT_FOUND'}}])
})

test('a group whose commits its new coordinator does not know yet has them all the same', async () => {
  await using fake = await newCoordinator(3)
  const found = await committedOffsets(open(fake), ['billing', 'idle'])
  expect(found.get('billing')).toMatchObject([{topic: 'orders', partition: 0, offset: 60}])
  expect(found.get('idle')).toEqual([])
})

test('a coordinator that never comes to know is an error, not a group without commits', async () => {
  await using fake = await newCoordinator(Infinity)
  const cluster = open(fake, {totalTimeoutMs: 2500})
  const found = (await committedOffsets(cluster, ['billing'])).get('billing')
  expect(found).toBeInstanceOf(KafkaError)
  expect(found).toMatchObject({codeName: 'COORDINATOR_LOAD_IN_PROGRESS'})
  const {errors} = await opened(describeGroups(cluster, ['billing']))
  expect(errors).toMatchObject([{groupId: 'billing', error: {codeName: 'COORDINATOR_LOAD_IN_PROGRESS'}}])
})

test('nor is a group without commits one whose leader cannot be asked how far the log is replicated', async () => {
  const notLeader = 6
  await using fake = await newCoordinator(Infinity, notLeader)
  const cluster = open(fake, {totalTimeoutMs: 2500})
  const found = (await committedOffsets(cluster, ['billing'])).get('billing')
  expect(found).toMatchObject({codeName: 'COORDINATOR_LOAD_IN_PROGRESS'})
  const asked = committedOffsetsOf(cluster, 'stock', orders)
  await expect(asked).rejects.toMatchObject({codeName: 'COORDINATOR_LOAD_IN_PROGRESS'})
})

test('who goes on where a group stopped goes on behind its last commit, and not behind the one before', async () => {
  await using fake = await newCoordinator(3)
  const cluster = open(fake)
  expect(await committedOffsetsOf(cluster, 'stock', orders)).toMatchObject([{offset: 60}])
  expect(await committedOffsetsOf(cluster, 'billing', orders)).toMatchObject([{offset: 60}])
  expect(await committedOffsetsOf(cluster, 'idle', orders)).toEqual([null])
})

test('who goes on where a group stopped does not begin where the last commit stays unknown', async () => {
  await using fake = await newCoordinator(Infinity)
  const asked = committedOffsetsOf(open(fake, {totalTimeoutMs: 1000}), 'stock', orders)
  await expect(asked).rejects.toMatchObject({codeName: 'COORDINATOR_LOAD_IN_PROGRESS'})
  expect(fake.asked(OffsetFetch)).toEqual([])
})

test('a member asks for its offsets alone: its coordinator knew all commits when it let it join', async () => {
  await using fake = await newCoordinator(0)
  const member = {protocol: 'classic', groupId: 'stock', memberId: 'm', generation: 1, instanceId: null} as const
  await committedOffsetsOf(open(fake), 'stock', orders, {member})
  expect(fake.asked(ListOffsets)).toEqual([])
})

test('what is known is not asked for twice, and of no group nothing is asked again', async () => {
  await using fake = await newCoordinator(-1)
  expect((await committedOffsets(open(fake), ['billing', 'stock'])).size).toBe(2)
  expect(fake.asked(OffsetFetch)).toHaveLength(1)
  expect(fake.asked(ListOffsets)).toEqual([])
  await committedOffsets(open(fake), ['billing', 'idle'])
  expect(fake.asked(OffsetFetch).map(({groups}) => groups.map(({groupId}) => groupId))).toEqual([
    ['billing', 'stock'],
    ['billing', 'idle'],
    ['idle'],
  ])
})

test('who may not ask how far the log is replicated has the answers as they are', async () => {
  const notAuthorized = 29
  await using fake = await newCoordinator(Infinity, notAuthorized)
  const cluster = open(fake)
  expect((await committedOffsets(cluster, ['idle'])).get('idle')).toEqual([])
  expect(await committedOffsetsOf(cluster, 'stock', orders)).toMatchObject([{offset: 40}])
})

test('where all groups stay unknown, no empty question is sent', async () => {
  await using fake = await newCoordinator(Infinity)
  const found = await committedOffsets(open(fake, {totalTimeoutMs: 1000}), ['billing'])
  expect(found.get('billing')).toBeInstanceOf(KafkaError)
  expect(fake.asked(OffsetFetch).map(({groups}) => groups.length)).not.toContain(0)
})

test('who may not describe __consumer_offsets has the answers as they are, and waits for nothing', async () => {
  await using fake = await newCoordinator(-1)
  fake.serve(
    on(Metadata, ({topics}) => ({
      brokers: fake.nodes.map((node) => ({...node, rack: null})),
      topics: (topics ?? []).map(({name}) => ({name, errorCode: 29, partitions: []})),
    })),
  )
  const cluster = open(fake)
  expect((await committedOffsets(cluster, ['idle'])).get('idle')).toEqual([])
  expect(await committedOffsetsOf(cluster, 'stock', orders)).toMatchObject([{offset: 60}])
  expect(fake.asked(ListOffsets)).toEqual([])
})
