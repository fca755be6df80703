// What each key's coordinator is, or why there is none, from brokers that are asked for many at once and from older ones.
import {describe, expect, test} from 'vitest'
import {FindCoordinator} from '../../src/lib/apis/find-coordinator.ts'
import {Metadata} from '../../src/lib/apis/metadata.ts'
import {ConnectionError, KafkaError} from '../../src/lib/cluster/errors.ts'
import {closeConnection, fakeCluster, on} from '../support/fake-cluster.ts'
import {open} from '../support/open-cluster.ts'

describe.each([
  ['2.0.1-zk', 'one key a request'],
  ['4.3.1', 'all keys in one request'],
])('Kafka %s (%s)', (release) => {
  test('a group that may not be seen leaves the others alone', async () => {
    await using fake = await fakeCluster(
      {release},
      on(FindCoordinator, ({key, coordinatorKeys}, {version}) => {
        const answer = (each: string) => (each === 'secret' ? {errorCode: 30} : {...fake.nodes[0]})
        return version < 4 ? answer(key) : {coordinators: coordinatorKeys.map((each) => ({key: each, ...answer(each)}))}
      }),
    )
    const found = await open(fake).findCoordinators('group', ['a', 'secret', 'b'])
    expect([...found]).toMatchObject([
      ['a', 1],
      ['secret', {codeName: 'GROUP_AUTHORIZATION_FAILED', message: expect.stringContaining('secret') as string}],
      ['b', 1],
    ])
  })

  test('a broken connection is no answer about a group', async () => {
    await using fake = await fakeCluster(
      {release},
      on(FindCoordinator, () => closeConnection),
    )
    const asked = open(fake).findCoordinators('group', ['a', 'b'], {timeoutMs: 100})
    await expect(asked).rejects.toBeInstanceOf(ConnectionError)
  })
})

test('a group that the broker leaves out of its answer has no coordinator, and that is said', async () => {
  await using fake = await fakeCluster(on(FindCoordinator, () => ({coordinators: []})))
  expect((await open(fake).findCoordinators('group', ['a'])).get('a')).toBeInstanceOf(KafkaError)
})

test('a coordinator that the metadata does not name yet is reached where the answer says', async () => {
  await using fake = await fakeCluster(
    {nodes: 2},
    on(Metadata, () => ({brokers: [{...fake.nodes[0], rack: null}], controllerId: 1, topics: []})),
    on(FindCoordinator, ({coordinatorKeys}) => ({
      coordinators: coordinatorKeys.map((key) => ({key, ...fake.nodes[1]})),
    })),
  )
  const cluster = open(fake)
  const node = (await cluster.findCoordinators('group', ['a'])).get('a')
  expect(node).toBe(2)
  expect((await cluster.connection(2)).address.port).toBe(fake.nodes[1]!.port)
})
