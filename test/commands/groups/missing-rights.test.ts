// What is said where brokers leave things out, or refuse, for want of a right.
import {expect, test} from 'vitest'
import {ConsumerGroupDescribe} from '../../../src/lib/apis/consumer-group-describe.ts'
import {DescribeGroups} from '../../../src/lib/apis/describe-groups.ts'
import {unseenOffsets} from '../../../src/lib/command-parts/groups/unseen-offsets.ts'
import {kafkit} from '../../support/cli.ts'
import {fakeCluster, on, type FakeCluster} from '../../support/fake-cluster.ts'
import {groupServices, type FakeGroup} from '../../support/fake-groups.ts'

const cluster = async (groups: Record<string, FakeGroup>, refused = false) => {
  const refusal = [
    on(ConsumerGroupDescribe, ({groupIds}) => ({groups: groupIds.map((groupId) => ({groupId, errorCode: 30}))})),
    on(DescribeGroups, (request) => ({groups: request.groups.map((groupId) => ({groupId, errorCode: 30}))})),
  ]
  const fake: FakeCluster = await fakeCluster(
    {topics: {orders: 1}},
    ...groupServices(() => fake.nodes, groups),
    ...(refused ? refusal : []),
  )
  return fake
}
const remark = 'g: nothing is committed, or it is hidden (brokers leave out topics that this user may not describe)'

test.each([
  ['groups describe g -o csv'],
  ['groups peek g -o csv'],
  ['groups watch g --count 1'],
  ['groups lag g --allow-uncommitted -o csv'],
  ['streams describe g -o csv'],
])('%s: a group without offsets is remarked upon', async (line) => {
  await using fake = await cluster({g: {}})
  const {err, code} = await kafkit([...line.split(' '), '-b', fake.bootstrapServers])
  expect(err).toBe(`kafkit: ${remark}\n`)
  expect(code).toBe(0)
})

test.each([['groups watch g --count 2 --interval 1ms'], ['groups top g --count 2 --interval 1ms']])(
  '%s: which right is missing can be found out, and that is said once',
  async (line) => {
    await using fake = await cluster({g: {}}, true)
    const {err, code} = await kafkit([...line.split(' '), '-b', fake.bootstrapServers])
    expect(err.match(/warning: describe group g: [^\n]*GROUP_AUTHORIZATION_FAILED/g)).toHaveLength(2)
    expect(err.match(/kafkit acls why/g)).toHaveLength(1)
    expect(code).toBe(1)
  },
)

test('of many groups some are named', () => {
  const groups = Array.from({length: 1205}, (_, at) => ({groupId: `g-${at}`, partitions: []}))
  expect(unseenOffsets(groups)).toMatch(/^g-0, g-1, g-2, g-3, g-4 and 1,200 more: nothing is committed, /)
  expect(unseenOffsets([{groupId: 'g', partitions: ['orders-0']}])).toBeUndefined()
})
