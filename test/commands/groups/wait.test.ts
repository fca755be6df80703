// groups wait and groups export-metrics.
import {get} from 'node:http'
import {afterEach, beforeEach, describe, expect, test} from 'vitest'
import {ListGroups} from '../../../src/lib/apis/list-groups.ts'
import {OffsetFetch} from '../../../src/lib/apis/offset-fetch.ts'
import {parseListen, serveMetrics} from '../../../src/lib/cli/metrics-server.ts'
import {ctrlC, kafkit, noon, testIo, type CliOptions} from '../../support/cli.ts'
import {fakeCluster, on, type FakeCluster} from '../../support/fake-cluster.ts'
import {groupServices, logServices, type FakeGroup} from '../../support/fake-groups.ts'

let cluster: FakeCluster
let groups: Record<string, FakeGroup>
beforeEach(async () => {
  groups = {billing: {members: {m: ['orders-0']}, committed: {'orders-0': 90, 'orders-1': 15}}}
  cluster = await fakeCluster(
    {nodes: 1, topics: {orders: 2}},
    ...groupServices(() => cluster.nodes, groups),
    logServices({'orders-0': [10, 100], 'orders-1': [0, 20]}),
  )
})
afterEach(() => cluster.close())

describe('wait', () => {
  const run = (line: string, options?: CliOptions) =>
    kafkit([...line.split(' '), '-b', cluster.bootstrapServers, '--interval', '1ms'], options)

  test.each([
    ['--lag 15', 'billing: lag 15 after'],
    ['--lag 100 --state stable', 'billing: lag 15 after'],
    ['--lag 15 --topic orders', 'billing: lag 15 after'],
  ])('with %s it ends at once if that is the case already', async (flags, said) => {
    const {err, code} = await run(`groups wait billing ${flags}`)
    expect([code, err.includes(said)]).toEqual([0, true])
  })

  test('it ends when the group has drained meanwhile', async () => {
    let looks = 0
    const fake = groupServices(() => cluster.nodes, groups).find(({api}) => api.key === OffsetFetch.key)
    cluster.serve({
      ...fake!,
      handler: (...asked) => {
        looks++
        if (looks === 3) groups['billing'] = {state: 'Empty', committed: {'orders-0': 100, 'orders-1': 20}}
        return fake!.handler(...asked)
      },
    })
    const {err, code} = await run('groups wait billing --state empty')
    expect(code).toBe(0)
    expect(err).toContain('lag 15')
    expect(looks).toBe(3)
  })

  test.each([
    ['billing --timeout 0s', 3, 'gave up after 0s: billing: lag 15 is more than 0'],
    ['billing --lag 99 --state Empty --timeout 0s', 3, 'gave up after 0s: billing: is Stable, not Empty'],
    ['billing --topic audit --timeout 0s', 1, 'it does not read topic audit'],
    ['nope --timeout 1m', 1, 'describe group nope: there is no such group'],
  ])('%s ends with %i', async (line, status, said) => {
    const {err, code} = await run(`groups wait ${line}`, {now: noon})
    expect(err).toContain(said)
    expect(code).toBe(status)
  })

  test('a partition with an unknown lag is not drained', async () => {
    groups['billing'] = {members: {m: ['orders-0', 'orders-1']}, committed: {'orders-0': 100}}
    const {err, code} = await run('groups wait billing --timeout 0s')
    expect([code, err.includes('billing: orders-1: nothing committed')]).toEqual([1, true])
    expect((await run('groups wait billing --timeout 0s --allow-uncommitted')).code).toBe(0)
  })
})

const fetchText = (port: number, accept = '*/*', path = '/metrics') =>
  new Promise<{status: number | undefined; type: string | undefined; text: string}>((resolve, reject) => {
    get({host: '127.0.0.1', port, path, headers: {accept}, agent: false}, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => (text += chunk))
      response.on('end', () => resolve({status: response.statusCode, type: response.headers['content-type'], text}))
    }).on('error', reject)
  })

describe('export-metrics', () => {
  async function start() {
    const {signal, press} = ctrlC()
    const {io, text} = testIo({interrupt: signal})
    const {program} = await import('../../support/cli.ts')
    const {main} = await import('../../../src/main.ts')
    const argv = ['groups', 'export-metrics', '--listen', '127.0.0.1:0', '--no-age', '--timeout', '1s']
    const done = main([...argv, '-b', cluster.bootstrapServers], program, io)
    await expect.poll(() => text().err).toContain('/metrics')
    return {port: Number(/:(\d+)\/metrics/.exec(text().err)?.[1]), press, done, text}
  }

  test('it serves lags with the content type that is asked for, until it is interrupted', async () => {
    const {port, press, done} = await start()
    const metrics = await fetchText(port, 'application/openmetrics-text; version=1.0.0')
    expect(metrics.type).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8')
    expect(metrics.text).toContain('kafka_consumergroup_lag{consumergroup="billing",topic="orders",partition="0"} 10\n')
    expect(metrics.text).toMatch(/^kafkit_up 1$/m)
    expect(metrics.text.endsWith('# EOF\n')).toBe(true)
    expect((await fetchText(port)).type).toBe('text/plain; version=0.0.4; charset=utf-8')
    expect((await fetchText(port, '*/*', '/healthz')).text).toBe('ok\n')
    expect((await fetchText(port, '*/*', '/other')).status).toBe(404)
    press()
    expect(await done).toBe(0)
    await expect(fetchText(port)).rejects.toThrow('ECONNREFUSED')
  })

  test('while the cluster is away it says so and serves no lags', async () => {
    const {port, press, done, text} = await start()
    await cluster.stop(1)
    const down = await fetchText(port)
    expect(down.text).toMatch(/^kafkit_up 0$/m)
    expect(down.text).toMatch(/^kafkit_scrape_errors_total 1$/m)
    expect(down.text).not.toContain('kafka_consumergroup_lag')
    expect(text().err).toContain('scrape failed')
    await cluster.start(1)
    expect((await fetchText(port)).text).toMatch(/^kafkit_up 1$/m)
    press()
    await done
  })

  test('kafkit_up is 0 if the groups of a broker are missing', async () => {
    const {port, press, done} = await start()
    cluster.serve(on(ListGroups, () => ({errorCode: 31})))
    expect((await fetchText(port)).text).toMatch(/^kafkit_up 0$/m)
    press()
    await done
  })
})

test('requests that come while one is being answered share its answer', async () => {
  let rounds = 0
  const {promise, resolve} = Promise.withResolvers<() => string>()
  const server = await serveMetrics({host: '127.0.0.1', port: 0}, () => {
    rounds++
    return promise
  })
  const all = [1, 2, 3].map(() => fetchText(server.address.port))
  // Connections are accepted in order: once another path is answered, all three requests have arrived.
  await fetchText(server.address.port, '*/*', '/healthz')
  resolve(() => 'x\n# EOF\n')
  expect((await Promise.all(all)).map(({text}) => text)).toEqual(Array.from({length: 3}, () => 'x\n# EOF\n'))
  expect(rounds).toBe(1)
  await fetchText(server.address.port)
  expect(rounds).toBe(2)
  await server.close()
})

test.each([
  ['127.0.0.1:9308', {host: '127.0.0.1', port: 9308}],
  [':9308', {host: '::', port: 9308}],
  ['9308', {host: '127.0.0.1', port: 9308}],
  ['[::1]:9308', {host: '::1', port: 9308}],
])('%s is an address to listen on', (text, address) => expect(parseListen(text)).toEqual(address))
test.each(['x', 'host:', 'host:99999', ''])('%j is not an address to listen on', (text) =>
  expect(() => parseListen(text)).toThrow('is not an address to listen on'),
)
