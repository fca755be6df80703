// kafkit share over a group whose state the test sets: what a user sees, and what is not confirmed.
import {expect, test} from 'vitest'
import {AlterShareGroupOffsets} from '../../src/lib/apis/alter-share-group-offsets.ts'
import {ShareAcknowledge} from '../../src/lib/apis/share-acknowledge.ts'
import {ShareFetch} from '../../src/lib/apis/share-fetch.ts'
import type {PerfDocument} from '../../src/lib/perf/measured.ts'
import {commandsAt} from '../support/commands-at.ts'
import {after, on, topicId, type FakeCluster} from '../support/fake-cluster.ts'
import {fakeOperations, operations, partition} from '../support/fake-operations.ts'

const scene = () =>
  fakeOperations(
    operations({
      live: [1],
      topics: {orders: {partitions: [partition('1|1|1'), partition('1|1|1')], configs: {}}},
      share: {queue: [4, -1]},
    }),
  )
const at = (fake: FakeCluster) => commandsAt(() => fake.bootstrapServers)

test('describe shows where each partition stands; one that was never read has no start, and no lag is not 0', async () => {
  await using fake = await scene()
  const {out, code} = await at(fake).run('share describe queue -o csv')
  expect(out.split(/\r?\n/).slice(1, 3)).toEqual(['queue,orders,0,4,6,,', 'queue,orders,1,,11,,'])
  expect(code).toBe(0)
})

test('a group of which nothing may be seen is remarked upon: brokers leave topics out', async () => {
  await using fake = await fakeOperations(operations({topics: {}, share: {queue: []}}))
  const {err, code} = await at(fake).run('share describe queue -o csv')
  expect(err).toContain('queue: nothing is committed, or it is hidden')
  expect(code).toBe(0)
})

test('a group that does not exist is an error, beside others', async () => {
  await using fake = await scene()
  const {out, err, code} = await at(fake).run('share describe nope queue -o csv')
  expect(out).toContain('queue,orders,0')
  expect(err).toContain('GROUP_ID_NOT_FOUND')
  expect(code).toBe(1)
})

test('share consume prints exactly the requested records, fetches no more, and accepts them', async () => {
  await using fake = await scene()
  const {out, err, code} = await at(fake).run('share consume orders --group queue -n 2')
  expect(out).toBe('order 0\norder 1\n')
  expect(err).toContain('2 records, 2 accepted')
  expect(code).toBe(0)
  const asked = fake.asked(ShareFetch)
  expect(asked[0]).toMatchObject({groupId: 'queue', shareSessionEpoch: 0, maxRecords: 2, shareAcquireMode: 1})
  expect(asked.at(-1)).toMatchObject({maxRecords: 1})
})

test('records that were printed and whose acceptance is refused are an error', async () => {
  await using fake = await scene()
  const refusal = [{topicId: topicId('orders'), partitions: [{partitionIndex: 0, errorCode: 121}]}]
  fake.serve(on(ShareAcknowledge, () => ({responses: refusal})))
  const {out, err, code} = await at(fake).run('share consume orders --group queue -n 1 -q')
  expect(out).toBe('order 0\n')
  expect(err).toContain('1 record may be delivered again: orders-0')
  expect(err).toContain('INVALID_RECORD_STATE')
  expect(code).toBe(1)
})

test('reset shows a plan, and with --execute sets the offsets and reads them back', async () => {
  await using fake = await scene()
  const plan = await at(fake).run('share reset queue --topic orders:0 --to-earliest -o csv')
  expect(plan.out.split('\n')[1]).toMatch(/^orders,0,4,0,-4,10,planned/)
  expect(fake.asked(AlterShareGroupOffsets)).toEqual([])
  const done = await at(fake).run('share reset queue --topic orders:0 --to-earliest --execute --yes -o csv')
  expect(done.out.split('\n')[1]).toMatch(/^orders,0,4,0,-4,10,reset/)
  expect(done.err).toContain('kafkit share reset queue --topic orders:0 --to-offset 4 --execute')
  expect(done.code).toBe(0)
})

test('an offset that the broker accepts and does not have afterwards is a failure', async () => {
  await using fake = await scene()
  const accepted = [{topicName: 'orders', topicId: topicId('orders'), partitions: [{partitionIndex: 0}]}]
  fake.serve(on(AlterShareGroupOffsets, () => ({responses: accepted})))
  const {out, err, code} = await at(fake).run('share reset queue --topic orders:0 --to-latest --execute --yes -o csv')
  expect(out.split('\n')[1]).toMatch(/^orders,0,4,10,6,10,failed/)
  expect(err).toContain('the broker accepted 10, but reports 4 afterwards')
  expect(code).toBe(1)
})

test('delete names what it deletes, and deletes it', async () => {
  await using fake = await scene()
  expect((await at(fake).run('share delete queue nope --yes')).code).toBe(1)
  expect((await at(fake).run('share describe queue')).code).toBe(0)
  const {out, err} = await at(fake).run('share delete queue --yes -o csv')
  expect(err).toContain('a deleted group cannot be restored')
  expect(out).toContain('queue,deleted')
  expect((await at(fake).run('share describe queue')).code).toBe(1)
})

test('a reset creates a missing group, and deleting it undoes that; without a topic it is an error', async () => {
  await using fake = await scene()
  const {out, err, code} = await at(fake).run('share reset fresh --topic orders:0 --to-latest --execute --yes -o csv')
  expect(out.split('\n')[1]).toMatch(/^orders,0,,10,,10,reset/)
  expect(err).toContain('there is no group fresh yet: this creates it')
  expect(err).toContain('to undo this: kafkit share delete fresh')
  expect(code).toBe(0)
  const nowhere = await at(fake).run('share reset other --all-topics --to-latest --execute --yes')
  expect(nowhere).toMatchObject({code: 2, out: ''})
  expect(nowhere.err).toContain('there is no share group other: --topic creates one that starts there')
})

test('perf share accepts what it measures, and deletes its group', async () => {
  await using fake = await scene()
  const {out, err, code} = await at(fake).run('perf share --topic orders -n 3')
  expect(code, err).toBe(0)
  const document = JSON.parse(out) as PerfDocument
  expect(document).toMatchObject({kind: 'share', records: 3, failed: 0, bytes: 21, stoppedBy: 'done'})
  expect(document.latencyMs?.p50).toBeGreaterThan(0)
  expect(document.histogram.reduce((sum, {count}) => sum + count, 0)).toBe(3)
  expect((await at(fake).run('groups list -o name')).out).toBe('queue\n')
})

test('records that do not come are a failure of the measurement', async () => {
  await using fake = await scene()
  fake.serve(on(ShareFetch, () => after(3, {responses: []})))
  const {out, err, code} = await at(fake).run('perf share --topic orders -n 3 --patience 50ms')
  expect(JSON.parse(out)).toMatchObject({records: 0, failed: 3})
  expect(err).toContain('nothing was measured')
  expect(code).toBe(1)
})

const scenes = (share: Record<string, number[]>) =>
  fakeOperations(
    operations({
      live: [1],
      topics: {
        orders: {partitions: [partition('1|1|1'), partition('1|1|1')], configs: {}},
        refunds: {partitions: [partition('1|1|1')], configs: {}},
      },
      share,
    }),
  )

test('share describe and delete take patterns; a name that looks like one and exists wins', async () => {
  await using fake = await scenes({'queue-a': [4], 'queue-b': [5], 'que*': [1]})
  const {run} = at(fake)
  expect((await run('share describe queue-* -o template={group}')).out).toBe('queue-a\nqueue-b\n')
  expect((await run('share describe que* -o template={group}')).out).toBe('que*\n')
  const none = await run('share describe nothing-* queue-a -o template={group}')
  expect(none).toMatchObject({out: 'queue-a\n', code: 1})
  expect(none.err).toContain('group nothing-*: no group matches (GROUP_ID_NOT_FOUND)')
  expect(await at(fake).screen('share delete /^queue-/')).toMatchInlineSnapshot(`
    "! GROUP    STATE  #MEMBERS  PARTITIONS  LAG
    ! queue-a  Empty         0           1    6
    ! queue-b  Empty         0           1    5
    ! kafkit: Delete these 2 share groups for good? There is no terminal to ask on; use --yes to confirm
    exit 2"
  `)
  expect((await run('share delete queue-* --yes -o template={group}')).out).toBe('queue-a\nqueue-b\n')
  expect((await run('share describe * -o template={group}')).out).toBe('que*\n')
  const nothing = await run('share delete queue-* --yes')
  expect(nothing.code).toBe(1)
  expect(nothing.err).toContain('delete group queue-*: no group matches (GROUP_ID_NOT_FOUND)')
})

test('share reset takes patterns for topics that the group has', async () => {
  await using fake = await scenes({queue: [4, 2]})
  const {run} = at(fake)
  const {out, code} = await run('share reset queue --topic * --to-earliest -o template={topic}_{partition}')
  expect({out, code}).toEqual({out: 'orders_0\norders_1\n', code: 0})
  const none = await run('share reset queue --topic refunds* --to-earliest --execute --yes')
  expect(none.code).toBe(1)
  expect(none.err).toContain('reset offsets of topic refunds*: no topic of share group queue matches')
})

test('share consume of a pattern that no topic matches says so, and not INVALID_REQUEST', async () => {
  await using fake = await scene()
  expect(await at(fake).screen('share consume nosuch* --group queue')).toMatchInlineSnapshot(`
    "! kafkit: read topics that match nosuch.*: no topic matches (or none may be seen) (UNKNOWN_TOPIC_OR_PARTITION)
    exit 1"
  `)
})
