// A client that does not take its answers, or asks without end, must not fill the memory of who serves it.
import {expect, test} from 'vitest'
import {ListGroups} from '../../src/lib/apis/list-groups.ts'
import {Metadata} from '../../src/lib/apis/metadata.ts'
import {fakeCluster, on, rawBody} from '../support/fake-cluster.ts'
import {RawClient} from '../support/raw-client.ts'

const patience = {timeout: 20_000, interval: 20}

test('requests wait while earlier answers are not read, and are answered afterwards', async () => {
  const answer = rawBody(Buffer.alloc(100_000))
  await using cluster = await fakeCluster(on(ListGroups, () => answer))
  const [port = 0] = cluster.ports
  using greedy = await RawClient.open(port)
  greedy.socket.pause()
  for (let i = 0; i < 300; i++) greedy.send(ListGroups, 0, {})
  // What fits into the sockets' own buffers is answered, but not all 30 MB.
  await expect.poll(() => cluster.requests.length, patience).toBeGreaterThan(1)
  using other = await RawClient.open(port)
  for (let i = 0; i < 50; i++) {
    other.send(ListGroups, 0, {})
    await other.frame()
  }
  expect(cluster.requests.filter(({connection}) => connection === 1).length).toBeLessThan(200)
  greedy.socket.resume()
  for (let i = 1; i <= 300; i++) expect((await greedy.frame())[0]).toBe(i)
})

test('reading from a connection pauses while many of its requests wait', async () => {
  const {promise: opened, resolve: open} = Promise.withResolvers<void>()
  await using cluster = await fakeCluster(
    on(ListGroups, async () => {
      await opened
      return {}
    }),
  )
  using client = await RawClient.open(cluster.ports[0] ?? 0)
  const [correlationIds, requests] = [[] as number[], 20_000]
  for (let i = 0; i < requests; i++) client.send(ListGroups, 0, {}, 'x'.repeat(1000))
  // 20 MB of requests: the client is left with what the server does not read, however much time passes meanwhile.
  using other = await RawClient.open(cluster.ports[0] ?? 0)
  for (let i = 0; i < 1000; i++) await other.call(Metadata, 1, {topics: []})
  expect(client.socket.writableLength).toBeGreaterThan(1_000_000)
  open()
  for (let i = 0; i < requests; i++) correlationIds.push((await client.frame())[0])
  expect(correlationIds).toEqual(Array.from({length: requests}, (_, i) => i + 1))
})
