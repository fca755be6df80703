// A broker that accepts connections and answers nothing (kill -STOP, a dead load balancer). Operations ask several things in
// turn, each with a limit of its own: `groups lag --timeout 8s` took 49 s. Limits of an hour stand for waiting in vain.
import {expect, test} from 'vitest'
import {ApiVersions} from '../../src/lib/apis/api-versions.ts'
import {DescribeGroups} from '../../src/lib/apis/describe-groups.ts'
import {askBrokers, askLeaders} from '../../src/lib/cluster/fan-out.ts'
import {kafkit} from '../support/cli.ts'
import {fakeCluster, noAnswer, on} from '../support/fake-cluster.ts'
import {groupServices, logServices, type FakeGroup} from '../support/fake-groups.ts'
import {open} from '../support/open-cluster.ts'

const hour = 3_600_000

const groups: Record<string, FakeGroup> = {
  billing: {state: 'Empty', committed: {'orders-0': 7}, coordinator: 1},
  mailing: {state: 'Empty', committed: {'orders-0': 7}, coordinator: 2},
}

/** Broker 2 of 3 is frozen: it coordinates `mailing` and leads a third of all partitions, and the cluster does not notice. */
async function frozen() {
  const fake = await fakeCluster({nodes: 3, topics: {orders: 3, __consumer_offsets: 3}})
  fake.serve([...groupServices(() => fake.nodes, groups), logServices({'orders-0': [0, 10]})])
  fake.serve(
    on(ApiVersions, () => noAnswer),
    2,
  )
  return fake
}

const asked = {to: {node: 2}, what: 'ask'} as const

test('connecting takes no longer than the call that needs it has', async () => {
  await using fake = await frozen()
  const cluster = open(fake, {connectTimeoutMs: hour, totalTimeoutMs: hour})
  await cluster.brokers()
  await expect(cluster.call(DescribeGroups, {groups: []}, {...asked, timeoutMs: 50})).rejects.toThrow(
    /was not ready to answer within \d+ ms/,
  )
})

test('a broker that has not answered for the whole limit is not waited for once more', async () => {
  await using fake = await frozen()
  const cluster = open(fake, {connectTimeoutMs: hour, totalTimeoutMs: 500})
  await cluster.topics('all')
  await expect(cluster.call(DescribeGroups, {groups: []}, asked)).rejects.toThrow(/was not ready/)
  // Whatever time these have by themselves.
  const options = {timeoutMs: hour}
  await expect(cluster.call(DescribeGroups, {groups: []}, {...asked, ...options})).rejects.toThrow(/was not ready/)
  const brokers = await askBrokers(
    cluster,
    (node, within) => cluster.call(DescribeGroups, {groups: []}, {to: {node}, ...within}),
    options,
  )
  const told = brokers.each(
    () => 'answered' as const,
    (error) => ({error}),
  )
  expect(told.map((each) => (each === 'answered' ? each : 'failed'))).toEqual(['answered', 'failed', 'answered'])
  const leaders = await askLeaders(
    cluster,
    [0, 1, 2].map((partition) => ({topic: 'orders', partition})),
    async (node, items, within) => {
      await cluster.call(DescribeGroups, {groups: []}, {to: {node}, ...within})
      return items.map((item) => ({...item, errorCode: 0}))
    },
    options,
  )
  const found = leaders.each(
    () => 'answered' as const,
    (failure) => ({error: failure.error('ask')}),
  )
  expect(found.filter((each) => each === 'answered')).toHaveLength(2)
})

test('once it answers again, it is trusted again', async () => {
  await using fake = await frozen()
  const cluster = open(fake, {connectTimeoutMs: 500, totalTimeoutMs: 500})
  await cluster.brokers()
  await expect(cluster.call(DescribeGroups, {groups: []}, asked)).rejects.toThrow()
  fake.serve(
    on(ApiVersions, () => ({apiKeys: [{apiKey: DescribeGroups.key, minVersion: 0, maxVersion: 5}]})),
    2,
  )
  const address = `127.0.0.1:${fake.ports[1]}`
  expect(cluster.isSilent(address)).toBe(true)
  await cluster.call(DescribeGroups, {groups: []}, {...asked, timeoutMs: hour})
  expect(cluster.isSilent(address)).toBe(false)
})

test.each(['groups lag', 'groups list'])(
  '%s shows what the other brokers know, and says what is missing',
  async (line) => {
    await using fake = await frozen()
    const {out, err, code} = await kafkit([...line.split(' '), '-b', fake.bootstrapServers, '--timeout', '6s'])
    expect(out).toMatch(/^billing /m)
    expect(err).toMatch(/groups of broker 2 are missing/)
    expect(code).toBe(1)
  },
)
