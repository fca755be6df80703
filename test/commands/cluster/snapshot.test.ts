import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, describe, expect, test} from 'vitest'
import {ListConfigResources} from '../../../src/lib/apis/list-config-resources.ts'
import {DescribeAcls} from '../../../src/lib/apis/describe-acls.ts'
import type {Snapshot} from '../../../src/lib/snapshots/snapshot.ts'
import {kafkit, noon, shown} from '../../support/cli.ts'
import {fakeAcls} from '../../support/fake-acls.ts'
import {on, type FakeCluster} from '../../support/fake-cluster.ts'
import {fakeCredentials} from '../../support/fake-credentials.ts'
import {groupServices, type FakeGroup} from '../../support/fake-groups.ts'
import {fakeOperations, operations, topic, type Operations} from '../../support/fake-operations.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-snapshot-'))
afterAll(() => rmSync(folder, {recursive: true, force: true}))

interface Scene {
  readonly fake: FakeCluster
  readonly state: Operations
  readonly groups: Record<string, FakeGroup>
  readonly acls: ReturnType<typeof fakeAcls>
  take(name: string, ...flags: string[]): Promise<string>
  diff(a: string, b: string, ...flags: string[]): Promise<string>
}

const reader = (name: string) => `TOPIC ${name} LITERAL User:app * READ ALLOW`

/** Everything that a snapshot looks at; the state may be changed between two looks. */
async function scene(
  topics: Operations['topics'] = {orders: topic(['1|1,2,3|1,2,3', '2|2,3,1|2,3,1'], {'retention.ms': '1000'})},
): Promise<Scene> {
  const state = operations({
    topics,
    quorum: {leader: 1, voters: [{id: 1, silentMs: 0, lag: 0}], observers: [], now: () => 1e12},
    brokerConfigs: {1: {'ssl.keystore.password': 'hidden'}},
  })
  const acls = fakeAcls([reader('orders')])
  const groups: Record<string, FakeGroup> = {billing: {state: 'Empty', committed: {'orders-0': 7}}}
  const credentials = fakeCredentials({
    users: {alice: {1: 4096}},
    quotas: [{entity: {user: 'alice'}, quotas: {producer_byte_rate: 1024}}],
  })
  const fake = await fakeOperations(state, {
    more: ({nodes}) => [
      ...acls.services.filter(({api}) => api.name === 'DescribeAcls'),
      ...groupServices(() => nodes, groups).filter(({api}) => api.name !== 'ListOffsets'),
      ...credentials.services,
      on(ListConfigResources, () => ({configResources: []})),
    ],
  })
  const path = (name: string) => join(folder, `${name}.json`)
  return {
    fake,
    state,
    groups,
    acls,
    take: async (name, ...flags) => {
      const {out, err, code} = await kafkit(['cluster', 'snapshot', '-b', fake.bootstrapServers, ...flags], {now: noon})
      expect(err).toBe('')
      expect(code).toBe(0)
      writeFileSync(path(name), out)
      return out
    },
    diff: (a, b, ...flags) => {
      const side = (text: string) => (text === 'now' ? text : path(text))
      return shown(['cluster', 'diff', side(a), side(b), '-b', fake.bootstrapServers, ...flags], {columns: 200})
    },
  }
}

describe('cluster snapshot', () => {
  test('has all sections, without secrets', async () => {
    const {fake, take} = await scene()
    await using _ = fake
    const taken = JSON.parse(await take('whole')) as Snapshot
    expect(Object.values(taken).filter((each) => typeof each === 'object')).toHaveLength(11)
    expect(taken).toMatchObject({
      kafkitSnapshot: 1,
      takenAt: '2026-03-01T12:00:00.000Z',
      clusterId: 'fake-cluster',
      topics: {items: [{topic: 'orders', partitions: 2, replicationFactor: 3}], everything: true, unknown: []},
      assignments: {items: [{topic: 'orders', replicas: [[1, 2, 3], [2, 3, 1]]}]}, // prettier-ignore
      users: {items: [{user: 'alice', credentials: [{mechanism: 'SCRAM-SHA-256', iterations: 4096}]}]},
      quotas: {items: [{entity: [{type: 'user', name: 'alice'}], quotas: [{key: 'producer_byte_rate', value: 1024}]}]},
      groups: {items: [{group: 'billing', state: 'Empty'}]},
      offsets: {items: [{group: 'billing', offsets: [{topic: 'orders', partition: 0, offset: 7}]}]},
      features: {items: [{feature: 'metadata.version', level: 29}]},
      quorum: {items: [{voter: 1, endpoints: ['CONTROLLER://localhost:9001'], isLeader: true}]},
      acls: {items: [{principal: 'User:app', resourceName: 'orders', operation: 'READ'}]},
    })
    // The topic's min.insync.replicas is a default, and so is in no snapshot.
    expect(taken.configs?.items.find(({resource}) => resource === 'topic/orders')?.configs).toMatchObject([
      {name: 'retention.ms', value: '1000'},
    ])
  })

  test('what cannot be read is unknown there, and the exit code is 1', async () => {
    const {fake, state} = await scene()
    await using _ = fake
    state.refused = {DescribeQuorum: 31, 'DescribeConfigs of topics': 29}
    const {out, err, code} = await kafkit(['cluster', 'snapshot', '-b', fake.bootstrapServers])
    expect(code).toBe(1)
    expect(err).toContain('quorum: describe the quorum')
    expect(err).toContain('describe configs of topic orders')
    const taken = JSON.parse(out) as Snapshot
    expect(taken.quorum).toMatchObject({items: [], unknown: [{item: null}]})
    expect(taken.configs?.unknown).toMatchObject([{item: 'topic/orders'}])
    expect(taken.topics?.unknown).toEqual([])
  })

  test('a user who may not see everything is warned that there may be more', async () => {
    const {fake, acls} = await scene()
    await using _ = fake
    acls.bindings.push({...acls.bindings[0]!, resourceName: 'secret', operation: 'DESCRIBE', permission: 'DENY', principal: 'User:ANONYMOUS'}) // prettier-ignore
    const {out, err, code} = await kafkit(['cluster', 'snapshot', '--only', 'topics,acls', '-b', fake.bootstrapServers])
    expect(err).toContain('others may be missing in the snapshot')
    expect(code).toBe(1)
    const taken = JSON.parse(out) as Snapshot
    expect(taken.topics?.everything).toBe(false)
    expect(taken.acls?.everything).toBe(true)
  })

  test('a section that does not exist is named with the one that is meant', async () => {
    expect(await shown(['cluster', 'snapshot', '--only', 'topic', '-b', 'localhost:1'])).toMatch(
      /there is no section 'topic'; .*did you mean topics\?(.*\n)*exit 2$/,
    )
  })
})

describe('cluster diff', () => {
  test('nothing has changed: 0', async () => {
    const {fake, take, diff} = await scene()
    await using _ = fake
    await take('before')
    expect(await diff('before', 'now')).toMatch(/^! kafkit: no difference in brokers, .*offsets\nexit 0$/)
  })

  test('each change is one line: 3', async () => {
    const {fake, take, diff, state, groups, acls} = await scene()
    await using _ = fake
    await take('before')
    state.topics = {
      orders: topic(['1|1,2,3|1,2,3', '2|2,1|2,1', '3|3,1|3,1'], {'retention.ms': '2000', 'segment.ms': '5'}),
      invoices: topic(['1|1,2,3|1,2,3'], {'retention.ms': '1000'}),
    }
    groups['billing']!.committed = {'orders-0': 9}
    acls.bindings.push({...acls.bindings[0]!, resourceName: 'invoices'})
    expect(await diff('before', 'now')).toMatchInlineSnapshot(`
      "SECTION      ITEM                                FIELD         A            B                                  STATUS
      topics       invoices                            -             (not there)  partitions 1, replicationFactor 3  only in b
      topics       orders                              partitions    2            3                                  different
      assignments  orders-1                            replicas      2,3,1        2,1                                different
      assignments  orders-2                            -             (not there)  replicas 3,1                       only in b
      configs      topic/orders                        retention.ms  1000         2000                               different
      configs      topic/orders                        segment.ms    (default)    5                                  different
      acls         ALLOW User:app READ TOPIC invoices  -             (not there)  there                              only in b
      offsets      billing orders-0                    offset        7            9                                  different
      exit 3"
    `)
  })

  test('new defaults after an upgrade are no difference', async () => {
    const {fake, take, diff} = await scene({orders: topic(['1|1,2,3|1,2,3'])})
    await using _ = fake
    const before = JSON.parse(await take('before')) as Snapshot
    expect(before.configs?.items.map(({resource}) => resource)).not.toContain('topic/orders')
    expect(await diff('before', 'now', '--only', 'configs')).toContain('exit 0')
  })

  test('what a side does not know is neither the same nor different: 1', async () => {
    const {fake, take, diff, state} = await scene()
    await using _ = fake
    await take('before')
    state.topics['orders'] = topic(['1|1,2,3|1,2,3'], {'retention.ms': '5'})
    fake.serve(on(DescribeAcls, () => ({errorCode: 31})))
    state.refused = {'DescribeConfigs of topics': 29}
    const text = await diff('before', 'now', '--only', 'topics,configs,acls')
    expect(text).toMatch(/topics .*orders .*partitions .*different/)
    expect(text).toMatch(/configs .*topic\/orders .*unknown/)
    expect(text).toMatch(/acls .*unknown .*CLUSTER_AUTHORIZATION_FAILED/)
    expect(text).toMatch(/exit 1$/)
    // What is ignored does not count.
    expect(await diff('before', 'now', '--only', 'topics,configs,acls', '--ignore', 'acls,configs')).toMatch(/exit 3$/)
  })

  test('names of another cluster, and what may differ', async () => {
    const prod = await scene({'prod-orders': topic(['1|1,2,3|1,2,3']), 'prod-scratch': topic(['1|1,2,3|1,2,3'])})
    await using _prod = prod.fake
    prod.acls.bindings.splice(0, 1, {...prod.acls.bindings[0]!, resourceName: 'prod-orders', principal: 'User:prod-app'}) // prettier-ignore
    await prod.take('prod')
    const test_ = await scene({'test-orders': topic(['1|1,2,3|1,2,3'])})
    await using _test = test_.fake
    test_.acls.bindings.splice(0, 1, {...test_.acls.bindings[0]!, resourceName: 'test-orders', principal: 'User:test-app'}) // prettier-ignore
    const flags = ['--only', 'topics,assignments,configs,acls', '--ignore', 'configs:broker/*']
    expect(await test_.diff('prod', 'now', ...flags)).toMatch(/prod-orders(.*\n)*exit 3$/)
    const renamed = [...flags, '--rename', 'prod-* = test-*']
    expect(await test_.diff('prod', 'now', ...renamed)).toMatch(/test-scratch .*only in a\nexit 3$/)
    expect(await test_.diff('prod', 'now', ...renamed, '--ignore', 'topics:*-scratch')).toMatch(/exit 0$/)
    expect(await test_.diff('prod', 'now', '--rename', 'prod-* = one')).toMatch(
      /both sides must have one \*, or none(.*\n)*exit 2$/,
    )
    expect(await test_.diff('prod', 'now', '--rename', 'prod-orders = prod-scratch')).toMatch(
      /gives two topics the same name: prod-scratch\nexit 2$/,
    )
  })

  test('a file that is no snapshot is one sentence', async () => {
    const {fake, take, diff} = await scene()
    await using _ = fake
    const whole = await take('whole')
    const cases: [string, RegExp][] = [
      [whole.slice(0, 100), /is not JSON, or is cut off; kafkit cluster snapshot writes one/],
      ['', /is empty/],
      ['[]', /is not a snapshot of a cluster/],
      ['{"kafkitSnapshot":2}', /format 2, but this kafkit reads format 1/],
      [whole.replace('"partitions":2', '"partitions":"2"'), /topics\[0\] is not as kafkit cluster snapshot writes it/],
    ]
    for (const [text, complaint] of cases) {
      writeFileSync(join(folder, 'broken.json'), text)
      const said = await diff('broken', 'now')
      expect(said).toMatch(complaint)
      expect(said).toMatch(/exit 2$/)
    }
    expect(await diff('absent', 'now')).toMatch(/no such file.*\nexit 2$/i)
    expect(await shown(['cluster', 'diff', 'nwo', 'now', '-b', fake.bootstrapServers])).toMatch(
      /'nwo' is neither a file, nor a profile, nor now; did you mean now\?(.*\n)*exit 2$/,
    )
  })

  test('a broker that is gone makes its side unknown, never the same', async () => {
    const {fake, take, diff, state} = await scene()
    await using _ = fake
    await take('before')
    state.fenced = [3]
    const text = await diff('before', 'now', '--only', 'brokers,configs')
    expect(text).toMatch(/brokers .*3 .*state .*up .*fenced .*different/)
    expect(text).toMatch(/configs .*broker\/3 .*unknown .*fenced/)
    expect(text).toMatch(/exit 1$/)
  })
})
