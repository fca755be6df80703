// When side-by-side questions are asked again, and when not.
import {afterEach, describe, expect, test} from 'vitest'
import {FindCoordinator} from '../../src/lib/apis/find-coordinator.ts'
import {Metadata} from '../../src/lib/apis/metadata.ts'
import {parseAddresses} from '../../src/lib/cluster/address.ts'
import {openCluster, type Cluster, type ClusterSettings} from '../../src/lib/cluster/cluster.ts'
import {ConnectionError} from '../../src/lib/cluster/errors.ts'
import {askCoordinators, askLeaders, Failure} from '../../src/lib/cluster/fan-out.ts'
import {fakeCluster, on, type FakeCluster} from '../support/fake-cluster.ts'

const opened: Cluster[] = []
afterEach(() => opened.splice(0).forEach((cluster) => cluster.close()))

function open(fake: FakeCluster, settings: Partial<ClusterSettings> = {}) {
  const cluster = openCluster({bootstrap: parseAddresses(fake.bootstrapServers), retryBackoffMs: 1, ...settings})
  opened.push(cluster)
  return cluster
}

/** So long that a test which waits for it fails. */
const anHour = {retryBackoffMs: 3_600_000, retryBackoffMaxMs: 3_600_000}
const where = [{topic: 'a', partition: 0}]
const with0 = async (_: number, asked: readonly {topic: string; partition: number}[]) =>
  asked.map(({topic, partition}) => ({topic, partition, errorCode: 0}))
const codes = (gathered: Awaited<ReturnType<typeof askLeaders>>) =>
  gathered.each(
    ({errorCode}) => errorCode,
    (failure) => ({error: failure.error('ask'), errorCode: failure.code}),
  )

describe('a cluster that cannot be reached', () => {
  test('is told as that, and not as an answer that is missing', async () => {
    const fake = await fakeCluster({topics: {a: 1}})
    await fake.close()
    await expect(askLeaders(open(fake), where, with0)).rejects.toBeInstanceOf(ConnectionError)
    const groups = askCoordinators(open(fake), 'group', ['g'], async () => new Map([['g', {errorCode: 0}]]))
    await expect(groups).rejects.toBeInstanceOf(ConnectionError)
  })

  test('is not looked for where nothing is asked', async () => {
    const fake = await fakeCluster()
    await fake.close()
    expect(codes(await askLeaders(open(fake), [], with0))).toEqual([])
  })
})

describe('the pause between two rounds', () => {
  test('is not made after the last answer', async () => {
    await using fake = await fakeCluster({topics: {a: 1}})
    expect(codes(await askLeaders(open(fake, anHour), where, with0))).toEqual([0])
  })

  test('is made before a leader is asked again, that brokers are not flooded', async () => {
    await using fake = await fakeCluster({topics: {a: 1}})
    let asked = 0
    const gathered = await askLeaders(
      open(fake, anHour),
      where,
      async (_, items) => {
        asked++
        return items.map(({topic, partition}) => ({topic, partition, errorCode: 6}))
      },
      {timeoutMs: 300},
    )
    expect(codes(gathered)).toMatchObject([{errorCode: 6}])
    expect(asked).toBe(1)
  })

  test('is made before a coordinator is looked for again', async () => {
    await using fake = await fakeCluster(
      on(FindCoordinator, ({coordinatorKeys}) => ({
        coordinators: coordinatorKeys.map((key) => ({key, errorCode: 15})),
      })),
    )
    const gathered = await askCoordinators(open(fake, anHour), 'group', ['g'], async () => new Map(), {timeoutMs: 300})
    const failures = gathered.each(
      () => 0,
      (failure) => ({error: failure.error('ask'), code: failure.code}),
    )
    expect(failures).toMatchObject([{code: 15}])
    expect(fake.asked(FindCoordinator)).toHaveLength(1)
  })
})

test('a topic that a broker leaves out of its answer is unknown, and no crash', async () => {
  await using fake = await fakeCluster(
    on(Metadata, () => ({brokers: fake.nodes.map((node) => ({...node, rack: null})), topics: []})),
  )
  expect(codes(await askLeaders(open(fake), where, with0))).toMatchObject([{errorCode: 3}])
})

test('a broker that says nothing about its refusal has said null', () => {
  expect(new Failure(15).brokerText).toBeNull()
  expect(new Failure(15, {brokerText: null}).brokerText).toBeNull()
})
