import {createServer, type AddressInfo, type Server} from 'node:net'
import {afterEach, expect, test} from 'vitest'
import {accepts, answersApiVersions, clusterIdOf, knowsCluster} from '../../src/lib/sandbox/probe.ts'
import {fakeCluster} from '../support/fake-cluster.ts'

const servers: Server[] = []
afterEach(() => servers.splice(0).forEach((server) => server.close()))

/** Somebody who is no Kafka broker. */
async function stranger(says: string): Promise<{host: string; port: number}> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    if (says) socket.end(says)
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {host: '127.0.0.1', port: (server.address() as AddressInfo).port}
}

test('a broker is ready when it belongs to the cluster and lists all brokers that were asked for', async () => {
  await using cluster = await fakeCluster({nodes: 2})
  const address = {host: '127.0.0.1', port: cluster.ports[0] ?? 0}
  expect(await answersApiVersions(address)).toBe(true)
  expect(await clusterIdOf(address)).toBe('fake-cluster')
  expect(await knowsCluster(address, 'fake-cluster', [1, 2])).toBe(true)
  expect(await knowsCluster(address, 'fake-cluster', [2])).toBe(true)
  expect(await knowsCluster(address, 'fake-cluster', [1, 2, 3])).toBe(false)
  // A stranger's cluster on a port that ours could not get.
  expect(await knowsCluster(address, 'another', [1, 2])).toBe(false)
  expect(await knowsCluster(address, undefined, [1, 2])).toBe(true)
})

test.each([
  ['an HTTP server', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
  ['a server that hangs up', '\n'],
  ['a server that says nothing', ''],
])('%s is not a broker, although it accepts connections', async (_, says) => {
  const address = await stranger(says)
  expect(await accepts(address)).toBe(true)
  expect(await answersApiVersions(address, 300)).toBe(false)
})

test('a port without a listener is not a broker', async () => {
  const address = await stranger('')
  await new Promise((resolve) => servers.pop()?.close(resolve))
  expect(await accepts(address)).toBe(false)
  expect(await answersApiVersions(address)).toBe(false)
  expect(await knowsCluster(address, undefined, [])).toBe(false)
})
