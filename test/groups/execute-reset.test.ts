// What becomes of a plan when it is carried out: each row has its outcome, and what could not be done or seen is told.
import {expect, test} from 'vitest'
import {DescribeGroups} from '../../src/lib/apis/describe-groups.ts'
import {OffsetCommit} from '../../src/lib/apis/offset-commit.ts'
import {OffsetDelete} from '../../src/lib/apis/offset-delete.ts'
import {OffsetFetch} from '../../src/lib/apis/offset-fetch.ts'
import {errorCode} from '../../src/lib/cluster/error-codes.ts'
import {changedSince, executeReset} from '../../src/lib/groups/execute-reset.ts'
import type {GroupResetPlan, ResetRow} from '../../src/lib/groups/reset-types.ts'
import {fakeCluster, on, type FakeCluster} from '../support/fake-cluster.ts'
import {groupServices, type FakeGroup} from '../support/fake-groups.ts'
import {open} from '../support/open-cluster.ts'

async function start(groups: Record<string, FakeGroup>) {
  const fake: FakeCluster = await fakeCluster(
    {nodes: 2, topics: {orders: 3}},
    ...groupServices(() => fake.nodes, groups),
  )
  return fake
}
const row = (partition: number, oldOffset: number | null, newOffset: number | null): ResetRow => ({
  topic: 'orders',
  partition,
  oldOffset,
  newOffset,
  oldLeaderEpoch: null,
  oldMetadata: null,
  newLeaderEpoch: null,
  newMetadata: null,
  change: null,
  logStartOffset: 0,
  logEndOffset: 100,
  wantedOffset: newOffset,
  note: null,
  error: null,
})
const plan = (groupId: string, ...rows: ResetRow[]): GroupResetPlan => ({
  groupId,
  state: 'Empty',
  type: 'classic',
  members: [],
  totals: {skipped: 0, reread: 0, unknown: 0},
  refusal: null,
  rows,
})
const refusing = (code: number) =>
  on(OffsetFetch, ({groups}) => ({groups: groups.map(({groupId}) => ({groupId, errorCode: code}))}))

test('where nothing has changed since the plan, there is nothing against it', async () => {
  await using fake = await start({idle: {state: 'Empty', committed: {'orders-0': 7}}})
  expect(await changedSince(open(fake), [plan('idle', row(0, 7, 0), row(1, null, 0))])).toEqual([])
  expect(await changedSince(open(fake), [plan('new', row(0, null, 0))])).toEqual([])
})

test('a group that can no longer be described is reported, and not taken for one without members', async () => {
  await using fake = await start({idle: {state: 'Empty', committed: {'orders-0': 7}}})
  fake.serve(
    on(DescribeGroups, ({groups}) => ({
      groups: groups.map((groupId) => ({groupId, errorCode: errorCode.groupAuthorizationFailed})),
    })),
  )
  expect(await changedSince(open(fake), [plan('idle', row(0, 7, 0))])).toMatchObject([
    {codeName: 'GROUP_AUTHORIZATION_FAILED'},
  ])
})

test('commits that can no longer be read are reported, and not taken for those of the plan', async () => {
  await using fake = await start({idle: {state: 'Empty'}})
  fake.serve(refusing(errorCode.groupAuthorizationFailed))
  expect(await changedSince(open(fake), [plan('idle', row(0, null, 0))])).toMatchObject([
    {codeName: 'GROUP_AUTHORIZATION_FAILED'},
  ])
})

test('an offset that was deleted or created since the plan is named in a sentence', async () => {
  await using fake = await start({gone: {state: 'Empty'}, come: {state: 'Empty', committed: {'orders-0': 5}}})
  const problems = await changedSince(open(fake), [plan('gone', row(0, 7, 0)), plan('come', row(0, null, 0))])
  expect(problems.map(({message}) => message)).toEqual([
    'group gone has committed since the plan was made: orders-0 is without an offset, not 7',
    'group come has committed since the plan was made: orders-0 is 5, not without an offset',
  ])
})

test('commits that cannot be read back are committed, and where they are is not known', async () => {
  await using fake = await start({idle: {state: 'Empty', committed: {'orders-0': 7}}})
  fake.serve(refusing(errorCode.groupAuthorizationFailed))
  const [done] = await executeReset(open(fake), [plan('idle', row(0, 7, 3))])
  expect(done?.outcomes).toEqual([{topic: 'orders', partition: 0, status: 'committed', readBack: null}])
  expect(fake.asked(OffsetDelete)).toEqual([])
})

test('one offset cannot be deleted: it has failed, the others are deleted', async () => {
  const groups: Record<string, FakeGroup> = {idle: {state: 'Empty', committed: {'orders-0': 7, 'orders-1': 8}}}
  await using fake = await start(groups)
  fake.serve(
    on(OffsetDelete, ({topics}) => {
      groups['idle'] = {state: 'Empty', committed: {'orders-0': 7}}
      return {
        topics: topics.map(({name, partitions}) => ({
          name,
          partitions: partitions.map(({partitionIndex}) => ({
            partitionIndex,
            errorCode: partitionIndex === 0 ? errorCode.groupSubscribedToTopic : 0,
          })),
        })),
      }
    }),
  )
  const [done] = await executeReset(open(fake), [plan('idle', row(0, 7, null), row(1, 8, null), row(2, null, null))])
  expect(done?.outcomes).toMatchObject([
    {partition: 0, status: 'failed', error: {codeName: 'GROUP_SUBSCRIBED_TO_TOPIC'}},
    {partition: 1, status: 'deleted', readBack: null},
    // Nothing was committed there, and nothing is.
    {partition: 2, status: 'deleted', readBack: null},
  ])
  expect(fake.asked(OffsetDelete)).toMatchObject([{topics: [{partitions: [{partitionIndex: 0}, {partitionIndex: 1}]}]}])
  expect(fake.asked(OffsetCommit)).toEqual([])
})

test('a coordinator that goes away fails all rows of its group; those of another group are committed', async () => {
  const groups: Record<string, FakeGroup> = {
    lost: {state: 'Empty', committed: {'orders-0': 7, 'orders-1': 8}, coordinator: 2},
    idle: {state: 'Empty', committed: {'orders-0': 7}},
  }
  await using fake = await start(groups)
  const [, second] = fake.nodes
  fake.serve(
    on(OffsetCommit, () => {
      fake.disconnect(second?.nodeId)
      return {topics: []}
    }),
    second?.nodeId,
  )
  const done = await executeReset(open(fake, {totalTimeoutMs: 1500}), [
    plan('lost', row(0, 7, 3), row(1, 8, 3)),
    plan('idle', row(0, 7, 3)),
  ])
  expect(done.map(({outcomes}) => outcomes.map(({status}) => status))).toEqual([['failed', 'failed'], ['committed']])
  expect(done[0]?.outcomes[1]).toMatchObject({error: {name: 'ConnectionError'}})
})

test('a coordinator that refuses to delete fails those rows; what was committed beside them is committed', async () => {
  await using fake = await start({idle: {state: 'Empty', committed: {'orders-0': 7, 'orders-1': 8}}})
  fake.serve(on(OffsetDelete, () => ({errorCode: errorCode.groupAuthorizationFailed})))
  const [done] = await executeReset(open(fake), [plan('idle', row(0, 7, 3), row(1, 8, null))])
  expect(done?.outcomes).toMatchObject([
    {partition: 0, status: 'committed', readBack: 3},
    {partition: 1, status: 'failed', error: {codeName: 'GROUP_AUTHORIZATION_FAILED'}},
  ])
})

test('an offset that cannot be is refused as a whole, and not as a failure of the broker', async () => {
  await using fake = await start({idle: {state: 'Empty', committed: {'orders-0': 7}}})
  await expect(executeReset(open(fake), [plan('idle', row(0, 7, -5))])).rejects.toThrow('-5 is not an offset')
  expect(fake.asked(OffsetCommit)).toEqual([])
})
