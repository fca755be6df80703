import {connect} from 'node:net'
import {once} from 'node:events'
import {expect, test} from 'vitest'
import {ApiVersions} from '../../src/lib/apis/api-versions.ts'
import {DescribeConfigs} from '../../src/lib/apis/describe-configs.ts'
import {FindCoordinator} from '../../src/lib/apis/find-coordinator.ts'
import {ListGroups} from '../../src/lib/apis/list-groups.ts'
import {Metadata} from '../../src/lib/apis/metadata.ts'
import {SaslHandshake} from '../../src/lib/apis/sasl-handshake.ts'
import type {Api} from '../../src/lib/wire/api.ts'
import {after, closeConnection, fakeCluster, noAnswer, on, rawBody, rawBytes, topicId} from '../support/fake-cluster.ts'
import {RawClient} from '../support/raw-client.ts'

const groups = (...ids: string[]) => ({groups: ids.map((groupId) => ({groupId, protocolType: 'consumer'}))})

test.each([0, 1, 2, 3, 4])('ApiVersions %i lists what is registered, with its limits', async (version) => {
  await using cluster = await fakeCluster(
    {features: {'transaction.version': 2}},
    on(DescribeConfigs, () => ({}), 3),
  )
  using client = await RawClient.open(cluster.ports[0]!)
  const program = {clientSoftwareName: 'test', clientSoftwareVersion: '1'}
  const answer = await client.call(ApiVersions, version, program)
  expect(answer.errorCode).toBe(0)
  const ranges = Object.fromEntries(answer.apiKeys.map((api) => [api.apiKey, [api.minVersion, api.maxVersion]]))
  expect(ranges).toEqual({
    3: [0, 13],
    10: [0, 6],
    18: [0, 4],
    32: [0, 3],
  })
  const levels = answer.finalizedFeatures.map(({name, maxVersionLevel}) => `${name}=${maxVersionLevel}`)
  expect(levels).toEqual(version < 3 ? [] : ['transaction.version=2'])
})

test('an old broker refuses a newer ApiVersions in version 0, naming its own range', async () => {
  await using cluster = await fakeCluster({apiVersions: [0, 2]})
  using client = await RawClient.open(cluster.ports[0]!)
  client.send(ApiVersions, 3, {clientSoftwareName: 'test', clientSoftwareVersion: '1'})
  const [, body] = await client.frame()
  // error 35, one entry: key 18, 0 to 2
  expect(body.toString('hex')).toBe('0023' + '00000001' + '0012' + '0000' + '0002')
})

test('three nodes list each other, partitions are spread, unknown topics are unknown', async () => {
  await using cluster = await fakeCluster({nodes: 3, topics: {orders: 4}})
  using client = await RawClient.open(cluster.ports[2]!)
  const answer = await client.call(Metadata, 9, {topics: [{name: 'orders'}, {name: 'nowhere'}]})
  expect(answer.brokers.map(({nodeId, host, port}) => ({nodeId, host, port}))).toEqual(cluster.nodes)
  expect(answer.topics.map(({name, errorCode}) => [name, errorCode])).toEqual([
    ['orders', 0],
    ['nowhere', 3],
  ])
  expect(answer.topics[0]!.partitions.map(({leaderId}) => leaderId)).toEqual([1, 2, 3, 1])
  expect(cluster.requests).toMatchObject([{api: 'Metadata', version: 9, nodeId: 3, clientId: 'test', connection: 1}])
  expect(cluster.asked(Metadata, 1)).toEqual([])
  expect(cluster.asked(Metadata)).toHaveLength(1)

  const byId = await client.call(Metadata, 12, {topics: [{topicId: topicId('orders'), name: null}]})
  expect(byId.topics[0]!.name).toBe('orders')
  expect((await client.call(Metadata, 12, {topics: null})).topics).toHaveLength(1)
  expect((await client.call(Metadata, 0, {topics: []})).topics).toHaveLength(1)
})

test('a coordinator is found in both shapes', async () => {
  await using cluster = await fakeCluster({nodes: 2})
  using client = await RawClient.open(cluster.ports[1]!)
  const first = cluster.nodes[0]!
  expect(await client.call(FindCoordinator, 2, {key: 'g'})).toMatchObject(first)
  const {coordinators} = await client.call(FindCoordinator, 4, {coordinatorKeys: ['g', 'h']})
  expect(coordinators).toMatchObject([
    {key: 'g', ...first},
    {key: 'h', ...first},
  ])
})

test('answers come in the order of the requests, however long one takes', async () => {
  let slow = true
  await using cluster = await fakeCluster(
    on(ListGroups, () => {
      const answer = after(slow ? 30 : 0, groups(slow ? 'slow' : 'fast'))
      slow = false
      return answer
    }),
  )
  using client = await RawClient.open(cluster.ports[0]!)
  const ids = [client.send(ListGroups, 4, {}), client.send(ListGroups, 4, {}), client.send(Metadata, 1, {topics: null})]
  const frames = [await client.frame(), await client.frame(), await client.frame()]
  expect(frames.map(([id]) => id)).toEqual(ids)
  expect(frames[0]![1].includes('slow') && frames[1]![1].includes('fast')).toBe(true)
})

test('requests in pieces and concatenated ones are read', async () => {
  await using cluster = await fakeCluster()
  using client = await RawClient.open(cluster.ports[0]!)
  const write = client.socket.write.bind(client.socket)
  const kept: Buffer[] = []
  client.socket.write = (chunk: Buffer) => kept.push(chunk) > 0
  client.send(Metadata, 1, {topics: null})
  client.send(Metadata, 1, {topics: null})
  const bytes = Buffer.concat(kept)
  for (const at of [3, 9, 17, bytes.length - 5]) write(bytes.subarray(0, at)) // only the last of these may be whole
  client.socket.destroy()
  using again = await RawClient.open(cluster.ports[0]!)
  for (let at = 0; at < bytes.length; at += 3) {
    again.socket.write(bytes.subarray(at, at + 3))
    await new Promise(setImmediate)
  }
  expect((await again.frame())[0]).toBe(1)
  expect((await again.frame())[0]).toBe(2)
  await expect(cluster.close()).rejects.toThrow() // what the first client wrote was no request
})

test('special answers: nothing, raw bytes, a raw body, a closed connection', async () => {
  const answers = [noAnswer, rawBytes(Buffer.from('HTTP/1.1 400')), rawBody(Buffer.from([0, 33])), closeConnection]
  await using cluster = await fakeCluster(on(SaslHandshake, () => answers.shift()!))
  using client = await RawClient.open(cluster.ports[0]!)
  client.send(SaslHandshake, 1, {mechanism: 'A'})
  client.send(SaslHandshake, 1, {mechanism: 'B'})
  expect((await client.take(12)).toString()).toBe('HTTP/1.1 400')
  client.send(SaslHandshake, 1, {mechanism: 'C'})
  expect(await client.frame()).toEqual([3, Buffer.from([0, 33])])
  client.send(SaslHandshake, 1, {mechanism: 'D'})
  await expect(client.frame()).rejects.toThrow('closed')
})

test('handlers can be replaced in between, for one node too', async () => {
  await using cluster = await fakeCluster(
    {nodes: 2},
    on(ListGroups, () => groups('old')),
  )
  using one = await RawClient.open(cluster.ports[0]!)
  using two = await RawClient.open(cluster.ports[1]!)
  const ids = async (client: RawClient) => (await client.call(ListGroups, 0, {})).groups.map(({groupId}) => groupId)
  expect(await ids(one)).toEqual(['old'])
  cluster.serve(
    on(ListGroups, () => groups('new')),
    2,
  )
  expect([await ids(one), await ids(two)]).toEqual([['old'], ['new']])
})

test('fields that a version lacks are dropped from an answer, as brokers do', async () => {
  await using cluster = await fakeCluster(on(ListGroups, () => ({...groups('g'), throttleTimeMs: 7})))
  using client = await RawClient.open(cluster.ports[0]!)
  expect((await client.call(ListGroups, 0, {})).throttleTimeMs).toBe(0)
  expect((await client.call(ListGroups, 1, {})).throttleTimeMs).toBe(7)
})

test.each<[string, Api, number, () => object, string]>([
  ['an API that is not registered', ListGroups, 0, () => ({}), 'API 16 version 0'],
  ['a version above the limit', DescribeConfigs, 4, () => ({}), 'DescribeConfigs version 4, this server has 1 to 3'],
  ['a handler that throws', DescribeConfigs, 3, () => Promise.reject(new Error('my mistake')), 'my mistake'],
  [
    'a misspelt field',
    DescribeConfigs,
    3,
    () => ({results: [{error: 1}]}),
    "DescribeConfigs.results has no field 'error'",
  ],
])('%s closes the connection and is reported at the end', async (_, api, version, handler, said) => {
  const cluster = await fakeCluster(on(DescribeConfigs, handler, 3, 1))
  using client = await RawClient.open(cluster.ports[0]!)
  client.send(api, version, {resources: []})
  await expect(client.frame()).rejects.toThrow('closed')
  await expect(cluster.close()).rejects.toThrow(said)
})

test('a node stops and restarts on its port; after a closed connection it still listens', async () => {
  await using cluster = await fakeCluster({nodes: 2})
  const [first, second] = [cluster.ports[0]!, cluster.ports[1]!]
  using client = await RawClient.open(second)
  await client.call(Metadata, 1, {topics: null})
  expect([cluster.connections(), cluster.connections(1)]).toEqual([1, 0])
  cluster.disconnect(2)
  await expect(client.frame()).rejects.toThrow('closed')
  using again = await RawClient.open(second)
  await again.call(Metadata, 1, {topics: null})
  await cluster.stop(2)
  const refused = connect({port: second, host: '127.0.0.1'})
  expect(await once(refused, 'error')).toMatchObject([{code: 'ECONNREFUSED'}])
  await cluster.start(2)
  using back = await RawClient.open(second)
  await back.call(Metadata, 1, {topics: null})
  using other = await RawClient.open(first)
  await other.call(Metadata, 1, {topics: null})
})
