// kafkit streams over applications whose state the test sets: what a user sees, what goes, and what is spared.
import {existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, expect, test} from 'vitest'
import {DeleteTopics} from '../../src/lib/apis/delete-topics.ts'
import {LeaveGroup} from '../../src/lib/apis/leave-group.ts'
import {ListGroups} from '../../src/lib/apis/list-groups.ts'
import {OffsetCommit} from '../../src/lib/apis/offset-commit.ts'
import {commandsAt} from '../support/commands-at.ts'
import {on, type FakeCluster} from '../support/fake-cluster.ts'
import {fakeOperations, operations, partition, type Operations} from '../support/fake-operations.ts'
import {streamsServices, type FakeApplication} from '../support/fake-streams.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-streams-'))
afterAll(() => rmSync(folder, {recursive: true, force: true}))

/** `orders` has 10 records, and each of the others. */
const topics = [
  'orders',
  'app-by-customer-repartition',
  'app-counts-changelog',
  'app-eu-counts-changelog',
  'dead-KSTREAM-AGGREGATE-STATE-STORE-0000000003-changelog',
  'gone-totals-changelog',
  'orders-changelog',
  'mirrored-by-key-repartition',
]
const scene = (): {state: Operations; applications: Record<string, FakeApplication>} => ({
  state: operations({
    live: [1],
    topics: Object.fromEntries(topics.map((name) => [name, {partitions: [partition('1|1|1')], configs: {}}])),
  }),
  applications: {
    app: {
      type: 'streams',
      members: [],
      committed: {'orders-0': 7, 'app-by-customer-repartition-0': 4},
      sources: ['orders'],
      repartition: ['app-by-customer-repartition'],
      changelogs: ['app-counts-changelog'],
    },
    'app-eu': {type: 'classic', members: [], committed: {'orders-0': 2}},
    mirror: {type: 'classic', members: [], committed: {'mirrored-by-key-repartition-0': 1}},
  },
})
const start = ({state, applications}: ReturnType<typeof scene>) =>
  fakeOperations(state, {more: () => streamsServices(state, applications)})
const at = (fake: FakeCluster) => commandsAt(() => fake.bootstrapServers)
const rows = (out: string) => out.trimEnd().split(/\r?\n/).slice(1)

test('topics names the application of each topic and marks orphans; a topic that only looks like one is left out', async () => {
  await using fake = await start(scene())
  const {out, code} = await at(fake).run('streams topics -o csv --columns topic,application,kind,records,state,orphan')
  expect(rows(out)).toEqual([
    'app-by-customer-repartition,app,repartition,10,Empty,false',
    'app-counts-changelog,app,changelog,10,Empty,false',
    'app-eu-counts-changelog,app-eu,changelog,10,Empty,false',
    'dead-KSTREAM-AGGREGATE-STATE-STORE-0000000003-changelog,dead,changelog,10,,true',
    'gone-totals-changelog,,changelog,10,,true',
    'mirrored-by-key-repartition,,repartition,10,,false',
  ])
  expect(code).toBe(0)
})

test('orphans make a check exit with 3, and an unknown owner does not make a topic an orphan', async () => {
  await using fake = await start(scene())
  const found = await at(fake).run('streams topics --orphans --check -o name')
  expect(found).toMatchObject({out: 'dead-KSTREAM-AGGREGATE-STATE-STORE-0000000003-changelog\ngone-totals-changelog\n', code: 3}) // prettier-ignore
  expect(await at(fake).run('streams topics app --check -o name')).toMatchObject({code: 0})
  fake.serve(on(ListGroups, () => ({errorCode: 15, groups: []})))
  const {out, err, code} = await at(fake).run(
    'streams topics --orphans --check -o csv --columns topic,orphan --timeout 1s',
  )
  expect(rows(out)).toContain('gone-totals-changelog,')
  expect(err).toContain('still have an application: not all groups could be seen')
  expect(code).toBe(1)
})

test('a named application without internal topics is an error', async () => {
  await using fake = await start(scene())
  const {err, code} = await at(fake).run('streams topics nobody')
  expect(err).toContain('there are no internal topics of a Streams application of this name')
  expect(code).toBe(1)
})

test('describe shows what each subtopology has read, tasks and topics', async () => {
  const {state, applications} = scene()
  applications['app'] = {...applications['app'], members: ['m1']} as FakeApplication
  await using fake = await start({state, applications})
  const {out, code} = await at(fake).run('streams describe app -o csv --columns subtopology,topic,kind,currentOffset,lag,clientId') // prettier-ignore
  expect(rows(out)).toEqual([
    '0,app-by-customer-repartition,repartition,4,6,client-m1',
    '0,orders,source,7,3,client-m1',
  ])
  expect(code).toBe(0)
  const members = await at(fake).run('streams describe app --members -o csv --columns member,process,active,target')
  expect(rows(members.out)).toEqual(['m1,process-m1,0_0,'])
  const topology = await at(fake).run('streams describe app --topology -o csv')
  expect(rows(topology.out)).toEqual([
    'app,0,"orders,app-by-customer-repartition",app-by-customer-repartition,app-counts-changelog,9',
  ])
})

test('a consumer group is refused by describe, which names its type', async () => {
  const {state, applications} = scene()
  applications['plain'] = {type: 'classic', assignor: 'range', members: ['m1'], committed: {}}
  await using fake = await start({state, applications})
  const {err, code} = await at(fake).run('streams describe plain app-eu')
  expect(err).toContain('it is a consumer group (assignor range), not a Streams application')
  expect(code).toBe(1)
})

test('reset shows a plan that spares another application, and changes nothing', async () => {
  await using fake = await start(scene())
  const {out, err, code} = await at(fake).run('streams reset app -o csv --columns step,topic,oldOffset,newOffset,records,status') // prettier-ignore
  expect(rows(out)).toEqual([
    'set offset,orders,7,0,-7,planned',
    'delete topic,app-by-customer-repartition,,,10,planned',
    'delete topic,app-counts-changelog,,,10,planned',
  ])
  expect(err).toContain('this is only the plan, nothing was changed')
  expect(err).toContain('1 topic of application app-eu is left alone: app-eu-counts-changelog')
  expect(code).toBe(0)
  expect([...fake.asked(OffsetCommit), ...fake.asked(DeleteTopics)]).toEqual([])
})

test('reset with --execute moves offsets, deletes the topics, and writes what restores the offsets', async () => {
  const {state, applications} = scene()
  await using fake = await start({state, applications})
  const undo = join(folder, 'undo.json')
  const {out, err, code} = await at(fake).run(`streams reset app --execute --yes --undo ${undo} -o csv --columns step,topic,status`) // prettier-ignore
  expect(rows(out)).toEqual([
    'set offset,orders,done',
    'delete topic,app-by-customer-repartition,done',
    'delete topic,app-counts-changelog,done',
  ])
  expect(code).toBe(0)
  expect(applications['app']?.committed['orders-0']).toBe(0)
  expect(Object.keys(state.topics)).toEqual(topics.filter((name) => name !== 'app-by-customer-repartition' && name !== 'app-counts-changelog')) // prettier-ignore
  expect(err).toContain(
    'the 2 deleted topics cannot be restored; to undo what happened to the offsets: kafkit streams reset app',
  )
  expect(err).toContain(`--from-file ${undo} --keep-topics --execute`)
  expect(JSON.parse(readFileSync(undo, 'utf8'))).toMatchObject({offsets: [{group: 'app', topic: 'orders', partition: 0, offset: 7}]}) // prettier-ignore
  await at(fake).run(`streams reset app --from-file ${undo} --keep-topics --execute --yes`)
  expect(applications['app']?.committed['orders-0']).toBe(7)
})

test('an offset that cannot be set keeps the topics from being deleted', async () => {
  const {state, applications} = scene()
  await using fake = await start({state, applications})
  fake.serve(
    on(OffsetCommit, ({topics: asked}) => ({
      topics: asked.map(({name, partitions}) => ({
        name,
        partitions: partitions.map(({partitionIndex}) => ({partitionIndex, errorCode: 29})),
      })),
    })),
  )
  const {out, err, code} = await at(fake).run(`streams reset app --execute --yes --undo ${join(folder, 'failed.json')} -o csv --columns step,status`) // prettier-ignore
  expect(rows(out)).toEqual(['set offset,failed', 'delete topic,not done', 'delete topic,not done'])
  expect(err).toContain('no internal topic was deleted')
  expect(code).toBe(1)
  expect(fake.asked(DeleteTopics)).toEqual([])
})

test('an application that runs is not reset; left-over members of a classic one can be removed', async () => {
  const {state, applications} = scene()
  applications['app-eu'] = {type: 'classic', members: ['m1'], committed: {'orders-0': 2}, sources: ['orders']}
  applications['app'] = {...applications['app'], members: ['m2']} as FakeApplication
  await using fake = await start({state, applications})
  const run = (line: string) => at(fake).run(`${line} --execute --yes --undo ${join(folder, 'members.json')} -o csv --columns step,status`) // prettier-ignore
  const running = await run('streams reset app --remove-members')
  expect(running.err).toContain('it is in use (state Stable, 1 member); stop its consumers first')
  expect(running.err).toContain('members: client-m2 on 10.0.0.1')
  expect(running.code).toBe(1)
  expect((await run('streams reset app-eu')).code).toBe(1)
  expect(fake.asked(LeaveGroup)).toEqual([])
  expect(existsSync(join(folder, 'members.json'))).toBe(false)
  const {out, code} = await run('streams reset app-eu --remove-members')
  expect(rows(out)).toEqual(['remove member,done', 'set offset,done', 'delete topic,done'])
  expect(code).toBe(0)
  expect(applications['app-eu']).toMatchObject({members: [], committed: {'orders-0': 0}})
})

test('a group that does not exist is an id that was misspelt, unless topics are named', async () => {
  await using fake = await start(scene())
  const {err, code} = await at(fake).run('streams reset ap')
  expect(err).toContain('there is no group ap: check the id, or name the input topics with --topic')
  expect(code).toBe(2)
  const named = await at(fake).run('streams reset fresh --topic orders --to-latest -o csv --columns step,newOffset')
  expect(rows(named.out)).toEqual(['set offset,10'])
})
