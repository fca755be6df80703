// How long a call waits before it asks again: retry.backoff.ms and reconnect.backoff.ms, and never not at all.
import {afterEach, expect, test} from 'vitest'
import {ListGroups} from '../../src/lib/apis/list-groups.ts'
import {parseAddresses} from '../../src/lib/cluster/address.ts'
import {openCluster, type Cluster, type ClusterSettings} from '../../src/lib/cluster/cluster.ts'
import {isRetriable} from '../../src/lib/cluster/errors.ts'
import {closeConnection, fakeCluster, on, type FakeCluster} from '../support/fake-cluster.ts'

const opened: Cluster[] = []
afterEach(() => opened.splice(0).forEach((cluster) => cluster.close()))

function open(fake: Pick<FakeCluster, 'bootstrapServers'>, settings: Partial<ClusterSettings>) {
  const cluster = openCluster({bootstrap: parseAddresses(fake.bootstrapServers), ...settings})
  opened.push(cluster)
  return cluster
}

const hour = 3_600_000
const refusing = () => fakeCluster(on(ListGroups, () => ({errorCode: 14})))
const breaking = () => fakeCluster(on(ListGroups, () => closeConnection))

/** How often a question is asked in half a second that is never answered well. */
async function timesAsked(start: () => Promise<FakeCluster>, settings: Partial<ClusterSettings>): Promise<number> {
  await using fake = await start()
  const cluster = open(fake, settings)
  await cluster.brokers()
  await expect(
    cluster.call(ListGroups, {statesFilter: [], typesFilter: []}, {to: 'any', timeoutMs: 500}),
  ).rejects.toSatisfy(isRetriable)
  return fake.asked(ListGroups).length
}

test.each([
  ['a broker that refuses', refusing, {retryBackoffMs: hour, retryBackoffMaxMs: hour}],
  [
    'a broker that refuses, whatever reconnect.backoff.ms is,',
    refusing,
    {retryBackoffMs: hour, retryBackoffMaxMs: hour, reconnectBackoffMs: 1, reconnectBackoffMaxMs: 1},
  ],
  ['a broken connection', breaking, {reconnectBackoffMs: hour, reconnectBackoffMaxMs: hour, retryBackoffMs: 1}],
  [
    'a broken connection, where only retry.backoff.ms is set',
    breaking,
    {retryBackoffMs: hour, retryBackoffMaxMs: hour},
  ],
])('after %s a long pause is made', async (_, start, settings) => {
  expect(await timesAsked(start, settings)).toBe(1)
})

test.each([
  ['a broker that refuses', refusing, {retryBackoffMs: hour, retryBackoffMaxMs: 1}],
  ['a broken connection', breaking, {reconnectBackoffMs: hour, reconnectBackoffMaxMs: 1, retryBackoffMaxMs: hour}],
  [
    'a broken connection, where only retry.backoff.max.ms is set',
    breaking,
    {retryBackoffMs: hour, retryBackoffMaxMs: 1},
  ],
])('after %s no pause is longer than its maximum', async (_, start, settings) => {
  expect(await timesAsked(start, settings)).toBeGreaterThan(2)
})

test('a cluster that is waited for is not looked for without a pause', async () => {
  const fake = await fakeCluster()
  await fake.close()
  let failed = 0
  const cluster = open(fake, {
    waitForBootstrap: true,
    bootstrapFailed: () => void failed++,
    totalTimeoutMs: 500,
    retryBackoffMs: hour,
    retryBackoffMaxMs: hour,
  })
  await expect(cluster.supports(ListGroups)).rejects.toThrow(/refused the connection/)
  expect(failed).toBe(1)
})
