import {createServer} from 'node:net'
import {afterEach, describe, expect, test, vi} from 'vitest'
import {Metadata} from '../../src/lib/apis/metadata.ts'
import {Connection, type ConnectionSettings} from '../../src/lib/cluster/connection.ts'
import {canonical} from '../../src/lib/cluster/route-to.ts'
import {parseProxy} from '../../src/lib/cluster/proxy.ts'
import {fakeCluster, type FakeCluster} from '../support/fake-cluster.ts'
import {httpProxy, socksProxy} from '../support/proxies.ts'

const opened: Connection[] = []
afterEach(() => opened.splice(0).forEach((connection) => connection.close()))

/** Asks the fake's first broker, by whatever name it is known. */
async function reach(host: string, port: number, settings: ConnectionSettings) {
  const connection = await Connection.open({host, port}, settings)
  opened.push(connection)
  return connection.call(Metadata, {topics: []})
}
function placeOf(fake: FakeCluster) {
  const [node] = fake.nodes
  if (!node) throw new Error('no node')
  return `${node.host}:${node.port}`
}

test('an advertised address is replaced by the one that leads there', async () => {
  await using fake = await fakeCluster()
  const resolve = new Map([['kafka-1.internal:9092', placeOf(fake)]])
  await expect(reach('kafka-1.internal', 9092, {resolve})).resolves.toMatchObject({clusterId: 'fake-cluster'})
  await expect(reach('kafka-2.internal.invalid', 9092, {resolve})).rejects.toThrow(
    'kafka-2.internal.invalid:9092 is a name that cannot be resolved',
  )
})

describe.each([
  ['http', httpProxy],
  ['socks5', socksProxy],
] as const)('%s proxy', (scheme, start) => {
  test('the proxy carries every connection and is asked for names that only it knows', async () => {
    await using fake = await fakeCluster()
    await using proxy = await start({knows: {'kafka-1.internal:9092': placeOf(fake)}})
    await expect(reach('kafka-1.internal', 9092, {proxy: `${scheme}://${proxy.address}`})).resolves.toMatchObject({
      clusterId: 'fake-cluster',
    })
    expect(proxy.asked).toEqual(['kafka-1.internal:9092'])
  })

  test('the proxy takes a login with characters that an address cannot hold', async () => {
    await using fake = await fakeCluster()
    await using proxy = await start({login: 'ops:p@ss word', knows: {'k:1': placeOf(fake)}})
    await expect(reach('k', 1, {proxy: `${scheme}://ops:p%40ss%20word@${proxy.address}`})).resolves.toBeTruthy()
    const wrong = reach('k', 1, {proxy: `${scheme}://ops:guess@${proxy.address}`})
    await expect(wrong).rejects.toMatchObject({
      name: 'ConnectionError',
      reason: 'proxyFailed',
      message:
        scheme === 'http'
          ? `the proxy ${proxy.address} refused to connect to k:1: 407 Proxy Authentication Required; are its user name and password right?`
          : `the proxy ${proxy.address} refused its user name or password`,
    })
    await expect(reach('k', 1, {proxy: `${scheme}://${proxy.address}`})).rejects.toThrow(
      'it wants a login: write user:password@ in front of its host',
    )
  })

  test('a refusal of the proxy is reported, for a forbidden address and for a closed port', async () => {
    await using proxy = await start({allow: (target) => target !== 'forbidden:9092'})
    await expect(reach('forbidden', 9092, {proxy: `${scheme}://${proxy.address}`})).rejects.toThrow(
      scheme === 'http'
        ? `the proxy ${proxy.address} refused to connect to forbidden:9092: 403 Forbidden`
        : `the proxy ${proxy.address} refused to connect to forbidden:9092: its rules do not allow that`,
    )
    await expect(reach('127.0.0.1', 1, {proxy: `${scheme}://${proxy.address}`})).rejects.toThrow(
      scheme === 'http'
        ? 'refused to connect to 127.0.0.1:1: 502'
        : 'refused to connect to 127.0.0.1:1: nothing listens there',
    )
  })

  test('a missing proxy and one that does not answer are reported', async () => {
    await expect(reach('k', 9092, {proxy: `${scheme}://127.0.0.1:1`})).rejects.toThrow(
      'the proxy 127.0.0.1:1 refused the connection; is it running, and is this its port?',
    )
    const silent = createServer(() => {}).listen(0, '127.0.0.1')
    await vi.waitFor(() => expect(silent.listening).toBe(true))
    const {port} = silent.address() as {port: number}
    await expect(reach('k', 9092, {proxy: `${scheme}://127.0.0.1:${port}`, connectTimeoutMs: 100})).rejects.toThrow(
      `the proxy of k:9092 did not open a way to it within 100 ms`,
    )
    silent.close()
  })
})

test.each(['', 'localhost:3128', 'ftp://proxy:21', 'http://', 'user:secret@proxy'])('%o is no proxy', (text) => {
  expect(() => parseProxy(text)).toThrow(/write http:\/\/host:port or socks5:\/\/host:port/)
  expect(() => parseProxy(text)).not.toThrow(/secret/)
})

test('proxies have default ports, and IPv6 addresses', () => {
  expect(parseProxy('socks5h://[::1]')).toMatchObject({kind: 'socks5', address: {host: '::1', port: 1080}})
  expect(parseProxy('http://proxy')).toMatchObject({kind: 'http', address: {host: 'proxy', port: 80}})
  expect(parseProxy('https://proxy:8443')).toMatchObject({kind: 'https', address: {host: 'proxy', port: 8443}})
})

test('canonical names replace every address of a name; unknown names are kept', async () => {
  const found = await canonical([
    {host: '127.0.0.1', port: 9092},
    {host: 'nowhere.invalid', port: 1},
  ])
  expect(found.map(({host}) => host)).toEqual(['localhost', 'nowhere.invalid'])
})
