import {afterEach, expect, test} from 'vitest'
import {kafkit, shown} from '../../support/cli.ts'
import {fakeCluster, type FakeCluster} from '../../support/fake-cluster.ts'

let cluster: FakeCluster
afterEach(() => cluster.close())

test('a table in a pipe is aligned text', async () => {
  cluster = await fakeCluster({nodes: 3, topics: {orders: 12, 'a.very.long.topic.name': 1, payments: 6}})
  expect(await shown(['topics', 'list', '-b', cluster.bootstrapServers])).toMatchInlineSnapshot(`
    "TOPIC                   PARTITIONS  REPLICAS
    a.very.long.topic.name           1         3
    orders                          12         3
    payments                         6         3
    exit 0"
  `)
})

test('on a terminal it has a rule below the headings', async () => {
  cluster = await fakeCluster({nodes: 3, topics: {orders: 12, payments: 6}})
  expect(await shown(['topics', 'list', '-b', cluster.bootstrapServers], {terminal: true})).toMatchInlineSnapshot(`
    "TOPIC     PARTITIONS  REPLICAS
    ──────────────────────────────
    orders            12         3
    payments           6         3
    exit 0"
  `)
})

test('names only, for scripts', async () => {
  cluster = await fakeCluster({topics: {orders: 12, payments: 6}})
  expect((await kafkit(['topics', 'list', '-b', cluster.bootstrapServers, '-o', 'name'])).out).toBe(
    'orders\npayments\n',
  )
})

test('JSON is the value of the operation', async () => {
  cluster = await fakeCluster({topics: {orders: 2}})
  const {out} = await kafkit(['topics', 'list', '-b', cluster.bootstrapServers, '-o', 'json'])
  expect(out.trimEnd()).not.toContain('\n')
  expect(JSON.parse(out)).toMatchObject({topics: [{name: 'orders', partitionCount: 2, isInternal: false}], errors: []})
})

test('a topic that is not there fails, the others are listed', async () => {
  cluster = await fakeCluster({topics: {orders: 2}})
  const ran = await shown(['topics', 'list', 'orders', 'nowhere', '-b', cluster.bootstrapServers])
  expect(ran).toMatchInlineSnapshot(`
    "TOPIC   PARTITIONS  REPLICAS
    orders           2         1
    ! kafkit: list topic nowhere: there is no such topic (UNKNOWN_TOPIC_OR_PARTITION)
    exit 1"
  `)
})

test('a part of the name is enough to match', async () => {
  cluster = await fakeCluster({topics: {orders: 2, payments: 1, 'old-orders': 3}})
  const list = async (...flags: string[]) =>
    (await kafkit(['topics', 'list', '-b', cluster.bootstrapServers, '-o', 'name', ...flags])).out
  expect(await list('--match', 'orders')).toBe('old-orders\norders\n')
  expect(await list('--match', '^orders$')).toBe('orders\n')
  expect(await list('--match', 'x')).toBe('')
})

test('colours on a terminal, unless the user wants none', async () => {
  cluster = await fakeCluster({topics: {orders: 2}})
  const coloured = async (terminal: boolean, env: Record<string, string>, ...flags: string[]) => {
    const argv = ['topics', 'list', '-b', cluster.bootstrapServers, ...flags]
    return (await kafkit(argv, {terminal, env: {NO_COLOR: '', ...env}})).out.includes('\u001b[36morders')
  }
  expect(await coloured(true, {})).toBe(true)
  expect(await coloured(true, {NO_COLOR: '1'})).toBe(false)
  expect(await coloured(true, {}, '--no-color')).toBe(false)
  expect(await coloured(false, {})).toBe(false)
  expect(await coloured(false, {FORCE_COLOR: '1'})).toBe(true)
  expect(await coloured(false, {}, '--color')).toBe(true)
})
