import {afterEach, expect, test} from 'vitest'
import {kafkit, shown} from '../../support/cli.ts'
import {fakeCluster, type FakeCluster} from '../../support/fake-cluster.ts'
import {fakeOperations, operations, topic} from '../../support/fake-operations.ts'

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

const detailed = () =>
  operations({
    topics: {
      orders: topic(['1|1,2,3|1,2,3', '2|2,3,1|2']),
      small: topic(['1|1|1'], {'min.insync.replicas': '1', 'retention.ms': '-1', 'retention.bytes': '-1'}),
    },
    sizes: {'orders-0': 2048, 'orders-1': 1024, 'small-0': 10},
  })

test('sizes, records, retention and problems are read when they are requested', async () => {
  cluster = await fakeOperations(detailed())
  const list = (...flags: string[]) =>
    shown(['topics', 'list', '-b', cluster.bootstrapServers, ...flags], {columns: 160})
  expect(await list('--verbose', '--columns', 'topic,size,records,retention,problems')).toMatchInlineSnapshot(`
    "TOPIC      SIZE  RECORDS  RETENTION  PROBLEMS
    orders  9.0 KiB       20         7d  under-min-isr 1, under-replicated 1
    small      10 B       10   for ever  ok
    exit 0"
  `)
  expect(await list('--verbose')).toContain('under-min-isr 1')
  expect(await list('--columns', 'topic,size', '--sort', '-size')).toMatchInlineSnapshot(`
    "TOPIC      SIZE
    orders  9.0 KiB
    small      10 B
    exit 0"
  `)
  expect(await list('-o', 'template={topic} {size}', 'small')).toBe('small 10\nexit 0')
})

test('columns that are not requested cost no request', async () => {
  cluster = await fakeOperations(detailed())
  await shown(['topics', 'list', '-b', cluster.bootstrapServers])
  await shown(['topics', 'list', '-b', cluster.bootstrapServers, '--columns', 'topic,size'])
  expect(new Set(cluster.requests.map(({api}) => api))).toEqual(new Set(['ApiVersions', 'Metadata', 'DescribeLogDirs']))
})

test('what is not known is a question mark, null and exit code 1', async () => {
  const state = detailed()
  state.refused = {DescribeLogDirs: 31, 'DescribeConfigs of topics': 29}
  cluster = await fakeOperations(state)
  const argv = ['topics', 'list', 'orders', '-b', cluster.bootstrapServers, '--verbose']
  const text = await shown(argv, {columns: 160})
  expect(text).toMatch(/^orders +2 +3 +no +\S+ +\? +20 +\? +\?$/m)
  expect(text).toMatch(/CLUSTER_AUTHORIZATION_FAILED[^]*TOPIC_AUTHORIZATION_FAILED[^]*exit 1$/)
  const {out, code} = await kafkit([...argv, '-o', 'json'])
  expect(JSON.parse(out)).toMatchObject({topics: [{size: null, records: 20, retentionMs: null, problems: null}]})
  expect(code).toBe(1)
})

test('the size of a topic with a replica on a broker that is away is not known', async () => {
  cluster = await fakeOperations({...detailed(), live: [1, 2]})
  const text = await shown([
    'topics',
    'list',
    'orders',
    'small',
    '-b',
    cluster.bootstrapServers,
    '--columns',
    'topic,size',
  ])
  expect(text).toMatch(/^orders +\?$/m)
  expect(text).toMatch(/^small +10 B$/m)
  expect(text).toMatch(/broker 3 is not in the cluster, so that the sizes of its replicas are not known\nexit 1$/)
})
