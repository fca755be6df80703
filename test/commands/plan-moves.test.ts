// kafkit plan and apply where replicas move, against fake brokers. Numbers are those of the scenarios.
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, afterEach, expect, test} from 'vitest'
import {AlterPartitionReassignments} from '../../src/lib/apis/alter-partition-reassignments.ts'
import {DescribeConfigs} from '../../src/lib/apis/describe-configs.ts'
import {IncrementalAlterConfigs} from '../../src/lib/apis/incremental-alter-configs.ts'
import {kafkit} from '../support/cli.ts'
import {on} from '../support/fake-cluster.ts'
import {fakeMoves, writeMoveFiles, type FakeMoves, type FakeMovesOptions} from '../support/fake-moves.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-plan-moves-'))
afterAll(() => rmSync(folder, {recursive: true}))
let scene: FakeMoves
afterEach(() => scene.cluster.close())

let count = 0
const state = () => join(folder, `state-${count++}`)
function declare(topics: string): string {
  const path = join(folder, `${count++}.yaml`)
  writeFileSync(path, `{kafkit: 1, topics: {${topics}}}`)
  return path
}
async function started(options: FakeMovesOptions = {}) {
  scene = await fakeMoves({held: [], partitions: {'orders-0': [1, 2], 'orders-1': [2, 3]}, ...options})
}
const run = (line: string, env: Record<string, string> = {}) =>
  kafkit([...line.split(' '), '-b', scene.cluster.bootstrapServers], {env: {KAFKIT_STATE_DIR: state(), ...env}})
/** A state directory with the journal of an unfinished run. */
function withRun(name: string): string {
  const home = state()
  mkdirSync(join(home, 'reassign'), {recursive: true})
  writeMoveFiles(folder, 'fake-cluster')
  writeFileSync(join(home, 'reassign', '1.json'), readFileSync(join(folder, name), 'utf8'))
  return home
}

test('12: while others move replicas of a topic it is busy, and nothing of it is planned', async () => {
  scene = await fakeMoves()
  const path = declare('held: {replicationFactor: 2}, orders: {replicationFactor: 2}')
  const {out, err, code} = await run(`apply -f ${path} --yes`)
  expect(code).toBe(1)
  expect(out).toMatch(/^x topic held /m)
  expect(err).toContain('topic held is busy: replicas of partition 0 are moving now')
  expect(scene.cluster.asked(AlterPartitionReassignments)).toEqual([])
})

test('8: a run that was interrupted is no drift that is planned anew: the plan says so, and apply ends it', async () => {
  await started({partitions: {'orders-0': [1, 2]}})
  const env = {KAFKIT_STATE_DIR: withRun('running.json')}
  const path = declare('orders: {assignment: [[1, 3]]}')
  const planned = await run(`plan -f ${path} --fail-on-changes`, env)
  expect(planned).toMatchObject({
    code: 3,
    out: expect.stringContaining('is moving its replicas to where the file wants them'),
  })
  expect(planned.out).not.toContain('--allow move')
  expect((await run(`diff -f ${path}`, env)).code).toBe(3)
  const applied = await run(`apply -f ${path} --yes`, env)
  expect(applied).toMatchObject({
    code: 0,
    err: expect.stringContaining('an earlier run has been completed: 1 partition moved'),
  })
  expect(scene.partitions.get('orders-0')?.replicas).toEqual([1, 3])
  const again = await run(`plan -f ${path} --fail-on-changes`, env)
  expect(again).toMatchObject({code: 0, out: expect.stringContaining('1 topic is as it should be')})
})

test('a run that leads elsewhere than the file makes the topic busy, and says what ends and what stops it', async () => {
  await started({partitions: {'orders-0': [1, 2]}})
  const {err, code} = await run(`apply -f ${declare('orders: {assignment: [[2, 3]]}')} --yes --allow move`, {
    KAFKIT_STATE_DIR: withRun('running.json'),
  })
  expect(code).toBe(1)
  expect(err).toMatch(/busy: an unfinished reassignment .* kafkit reassign cancel --journal .*1\.json stops it/)
  expect(scene.partitions.get('orders-0')?.replicas).toEqual([1, 2])
})

test('5: fewer replicas than min.insync.replicas are refused, with a number from either side', async () => {
  await started({configs: ['topic orders min.insync.replicas=2']})
  expect(await run(`plan -f ${declare('orders: {replicationFactor: 1}')}`)).toMatchObject({
    code: 1,
    err: expect.stringContaining('1 replica in sync would be left, fewer than min.insync.replicas (2)'),
  })
  expect(await run(`plan -f ${declare('orders: {configs: {min.insync.replicas: 3}}')}`)).toMatchObject({
    code: 1,
    err: expect.stringContaining(
      'topic orders would have 2 replicas and min.insync.replicas=3: writes with acks=all would fail',
    ),
  })
  // What is so already is none of the plan's doing.
  expect((await run(`plan -f ${declare('orders: {configs: {retention.ms: 8d}}')}`)).code).toBe(0)
})

test('a disk that copies would fill too far refuses them, and --max-disk says how far', async () => {
  // 85 of 100 GiB are taken, and that is as full as disks may become.
  await started({freeBytes: 15 * 2 ** 30})
  expect(await run(`plan -f ${declare('orders: {replicationFactor: 3}')}`)).toMatchObject({
    code: 1,
    err: expect.stringContaining('would be fuller than --max-disk allows'),
  })
  const path = declare('orders: {assignment: [[1, 3], [2, 3]]}')
  expect(await run(`plan -f ${path}`)).toMatchObject({
    code: 1,
    err: expect.stringContaining('topic orders: the disks of broker 3 would be more than 85 % full (--max-disk)'),
  })
  expect((await run(`plan -f ${path} --max-disk 90%`)).code).toBe(0)
  const saved = join(folder, 'full.json')
  expect((await run(`plan -f ${path} --max-disk 90% --out ${saved}`)).code).toBe(0)
  expect(await run(`apply ${saved} --yes --allow move --no-throttle`)).toMatchObject({
    code: 1,
    err: expect.stringContaining('would be more than 85 % full (--max-disk)'),
  })
  expect(scene.cluster.asked(AlterPartitionReassignments)).toEqual([])
})

test('11: throttles of others that hold for nothing are said, and kept whatever is reset', async () => {
  await started({configs: ['topic orders leader.replication.throttled.replicas=0:1']})
  const path = declare('orders: {}')
  const {out, code} = await run(`apply -f ${path} --yes --undeclared-configs reset`)
  expect(code).toBe(0)
  expect(out).toContain('leader.replication.throttled.replicas=0:1 throttles replicas although none of them is moving')
  expect(scene.cluster.asked(IncrementalAlterConfigs)).toEqual([])
})

test('moves are undone by the plan that apply leaves behind', async () => {
  await started()
  const home = state()
  const env = {KAFKIT_STATE_DIR: home}
  const applied = await run(
    `apply -f ${declare('orders: {replicationFactor: 3}')} --yes --allow move --no-throttle`,
    env,
  )
  expect(applied.code, applied.err).toBe(0)
  expect(scene.partitions.get('orders-0')?.replicas).toHaveLength(3)
  const [, undo = ''] = /to undo this: kafkit (apply .*)$/m.exec(applied.err) ?? []
  expect(undo).toMatch(/ --allow move$/)
  const undone = await run(`${undo.replace(/--bootstrap-server \S+ /, '')} --yes --no-throttle`, env)
  expect(undone.code, undone.err).toBe(0)
  expect([...scene.partitions.values()].map(({replicas}) => replicas)).toEqual([
    [1, 2],
    [2, 3],
  ])
})

test('R20: configs that may not be read are unknown; --blind-configs sets those that are declared', async () => {
  await started()
  // 29: TOPIC_AUTHORIZATION_FAILED.
  const forbidden = on(DescribeConfigs, ({resources}) => ({
    results: resources.map(({resourceType, resourceName}) => ({
      errorCode: 29,
      errorMessage: null,
      resourceType,
      resourceName,
      configs: [],
    })),
  }))
  scene.cluster.serve([forbidden])
  const path = declare('orders: {configs: {segment.ms: 1h, retention.ms: 8d, max.message.bytes: null}}')
  const seen = await run(`plan -f ${path}`)
  expect(seen).toMatchObject({code: 1, out: expect.stringMatching(/^\? topic orders/m)})
  const refused = await run(`apply -f ${path} --blind-configs --yes`)
  expect(refused).toMatchObject({code: 1, err: expect.stringContaining('data-loss (topic orders)')})
  const applied = await run(`apply -f ${path} --blind-configs --yes --allow data-loss --no-server-side`)
  expect(applied, applied.err).toMatchObject({
    code: 0,
    out: expect.stringContaining('the present value may not be read'),
    err: expect.stringContaining('what cannot be undone: the former configs of topic orders are not known'),
  })
  const [sent] = scene.cluster.asked(IncrementalAlterConfigs)
  // Operations of Kafka's AlterConfigOp: 0 sets, 1 deletes.
  expect(sent?.resources[0]?.configs).toEqual([
    {name: 'segment.ms', configOperation: 0, value: '3600000'},
    {name: 'retention.ms', configOperation: 0, value: '691200000'},
    {name: 'max.message.bytes', configOperation: 1, value: null},
  ])
})

test('33: configs of one topic that may not be read are unknown, and the others are planned', async () => {
  await started({partitions: {'orders-0': [1, 2], 'payments-0': [1, 2]}})
  // 1: DYNAMIC_TOPIC_CONFIG, 5: DEFAULT_CONFIG.
  const now = () =>
    scene.cluster.asked(IncrementalAlterConfigs).length > 0 ? (['3600000', 1] as const) : (['604800000', 5] as const)
  const read = on(DescribeConfigs, ({resources}) => ({
    results: resources.map(({resourceType, resourceName}) => ({
      errorCode: resourceName === 'orders' ? 29 : 0,
      errorMessage: null,
      resourceType,
      resourceName,
      // 5: LONG.
      configs: [
        {
          name: 'segment.ms',
          value: now()[0],
          readOnly: false,
          configSource: now()[1],
          isSensitive: false,
          synonyms: [],
          configType: 5,
          documentation: null,
        },
      ],
    })),
  }))
  scene.cluster.serve([read])
  const path = declare('orders: {configs: {segment.ms: 1h}}, payments: {configs: {segment.ms: 1h}}')
  const {out, err, code} = await run(`apply -f ${path} --yes --no-server-side`)
  expect(code).toBe(1)
  expect(out).toMatch(/^\? topic orders /m)
  expect(err).toContain('topic orders')
  const sent = scene.cluster.asked(IncrementalAlterConfigs).flatMap(({resources}) => resources)
  expect([...new Set(sent.map(({resourceName}) => resourceName))]).toEqual(['payments'])
})

test('a plan of moves says how long they take at least', async () => {
  // 2,000 and 1,000 bytes to broker 1 and 3, at 50 MB/s.
  await started()
  const {out} = await run(`plan -f ${declare('orders: {replicationFactor: 3}')} -o json`)
  const {items} = JSON.parse(out) as {items: {bytes: number; leastMs: number}[]}
  expect(items).toMatchObject([{bytes: 3000, leastMs: (2000 / 50_000_000) * 1000}])
})

test('6: of partitions with different numbers of replicas only those move that have too few', async () => {
  await started({partitions: {'orders-0': [1, 2], 'orders-1': [2, 3, 1]}})
  const path = declare('orders: {replicationFactor: 3}')
  const applied = await run(`apply -f ${path} --yes --allow move --no-throttle`)
  expect(applied.code, applied.err).toBe(0)
  const moved = scene.cluster
    .asked(AlterPartitionReassignments)
    .flatMap(({topics}) => topics.flatMap(({partitions}) => partitions.map(({partitionIndex}) => partitionIndex)))
  expect(moved).toEqual([0])
  expect([...(scene.partitions.get('orders-0')?.replicas ?? [])].toSorted()).toEqual([1, 2, 3])
  expect((await run(`plan -f ${path} --fail-on-changes`)).code).toBe(0)
})

test('9: a rate that is the default of all brokers does not keep a move from ending', async () => {
  await started({configs: ['brokers leader.replication.throttled.rate=1000000']})
  const applied = await run(`apply -f ${declare('orders: {replicationFactor: 3}')} --yes --allow move`)
  expect(applied.code, applied.err).toBe(0)
  expect(scene.configs.set.get('4 ')).toEqual(new Map([['leader.replication.throttled.rate', '1000000']]))
  for (const [resource, values] of scene.configs.set)
    if (resource !== '4 ') expect([resource, ...values]).toEqual([resource])
})

test('10: a topic that is deleted while it moves is a failure, and no throttle stays', async () => {
  await started({partitions: {'orders-0': [1, 2]}, held: ['orders-0']})
  const partitions = scene.partitions as Map<string, unknown>
  const watching = setInterval(() => {
    if (scene.partitions.get('orders-0')?.target) partitions.delete('orders-0')
  }, 5)
  const {err, code} = await run(`apply -f ${declare('orders: {replicationFactor: 3}')} --yes --allow move`)
  clearInterval(watching)
  expect(code).toBe(1)
  expect(err).toContain('the topic was deleted in the meantime')
  expect([...scene.configs.set].filter(([resource, values]) => resource.startsWith('4 ') && values.size > 0)).toEqual(
    [],
  )
})

test('R30: if the number of replicas is a config, as on Redpanda, the plan says so and moves nothing', async () => {
  await started()
  const redpanda = on(DescribeConfigs, ({resources}) => ({
    results: resources.map(({resourceType, resourceName}) => ({
      errorCode: 0,
      errorMessage: null,
      resourceType,
      resourceName,
      // 1: DYNAMIC_TOPIC_CONFIG, 3: INT.
      configs: [
        {
          name: 'replication.factor',
          value: '2',
          readOnly: false,
          configSource: 1,
          isSensitive: false,
          synonyms: [],
          configType: 3,
          documentation: null,
        },
      ],
    })),
  }))
  scene.cluster.serve([redpanda])
  const {err, code} = await run(`apply -f ${declare('orders: {replicationFactor: 3}')} --yes --allow move`)
  expect(code).toBe(1)
  expect(err).toContain('write configs: {replication.factor: 3} in place of replicationFactor')
  expect(scene.cluster.asked(AlterPartitionReassignments)).toEqual([])
})

test('placement: racks: spread evens out replicas and leaders with the fewest copies, and then there is nothing to do', async () => {
  // Broker 1 has all four partitions and leads them, broker 2 has three, broker 3 has one: 8 replicas, so 3, 3 and 2.
  const partitions = {'orders-0': [1, 2], 'orders-1': [1, 2], 'orders-2': [1, 2], 'orders-3': [1, 3]}
  await started({partitions})
  const path = declare('orders: {placement: {racks: spread}}')
  const planned = await run(`plan -f ${path}`)
  expect(planned.out).toMatch(/placement +.*1 copy of \d partitions, fewest possible 1 +move/)
  const applied = await run(`apply -f ${path} --yes --allow move --no-throttle`)
  expect(applied.code, applied.err).toBe(0)
  const lists = [...scene.partitions.values()].map(({replicas}) => replicas)
  const held = (of: readonly number[]) => [1, 2, 3].map((id) => of.filter((each) => each === id).length).toSorted()
  expect(held(lists.flat())).toEqual([2, 3, 3])
  expect(held(lists.map(([leader = 0]) => leader))).toEqual([1, 1, 2])
  expect((await run(`plan -f ${path} --fail-on-changes`)).code).toBe(0)
})

test('placement: replicas of other topics are no reason to move those of this one', async () => {
  const others = Object.fromEntries(Array.from({length: 9}, (_, i) => [`other-${i}`, [1, 2]]))
  await started({partitions: {'orders-0': [1, 2], 'orders-1': [2, 3], 'orders-2': [3, 1], ...others}})
  const ran = await run(`plan -f ${declare('orders: {placement: {racks: spread}}')} --fail-on-changes`)
  expect(ran, ran.out).toMatchObject({code: 0})
})
