import {expect, test} from 'vitest'
import {Fetch} from '../../../src/lib/apis/fetch.ts'
import {ListOffsets} from '../../../src/lib/apis/list-offsets.ts'
import {unreadAges} from '../../../src/lib/groups/lag/ages.ts'
import {BatchWriter} from '../../../src/lib/wire/batch-writer.ts'
import {crc32c} from '../../../src/lib/wire/crc32c.ts'
import {fakeCluster, on, topicId} from '../../support/fake-cluster.ts'
import {open} from '../../support/open-cluster.ts'

const now = 1_000_000

interface Shape {
  control?: boolean
  codec?: number
  append?: number
}

/** A batch whose records have these timestamps, at these offsets from `base` on. */
function batch(base: number, timestamps: readonly number[], shape: Shape = {}): Buffer {
  const writer = new BatchWriter(1_000_000)
  const value = Buffer.from('x'.repeat(20))
  for (const at of timestamps) writer.add({bytes: value, start: 0, end: 20}, null, at)
  const bytes = Buffer.from(writer.seal({compression: shape.codec ?? 0}))
  bytes.writeBigInt64BE(BigInt(base), 0)
  if (shape.control) bytes.writeInt16BE(bytes.readInt16BE(21) | 32, 21)
  if (shape.append !== undefined) {
    bytes.writeInt16BE(bytes.readInt16BE(21) | 8, 21)
    bytes.writeBigInt64BE(BigInt(shape.append), 35)
  }
  bytes.writeUInt32BE(crc32c(bytes.subarray(21)), 17)
  return bytes
}

const standing = (topic: string, partition: number, committedOffset: number | null, end: number | null, start = 0) => ({
  topic,
  partition,
  committedOffset,
  logStartOffset: start,
  logEndOffset: end,
})

/** Logs by place; a broker gives what fits in the partition's limit, and always the first batch of a request. */
async function cluster(logs: Record<string, readonly Buffer[]>, newest: Record<string, number> = {}) {
  const topics = Object.fromEntries(Object.keys(logs).map((place) => [place.split('-')[0] ?? '', 4]))
  const names = new Map(Object.keys(topics).map((name) => [topicId(name), name]))
  return fakeCluster(
    {nodes: 2, topics},
    on(Fetch, (request) => {
      let first = true
      return {
        responses: request.topics.map(({topicId: id, partitions}) => ({
          topicId: id,
          partitions: partitions.map(({partition, fetchOffset, partitionMaxBytes}) => {
            const all = logs[`${names.get(id)}-${partition}`] ?? []
            const from = all.findIndex(
              (bytes) => Number(bytes.readBigInt64BE(0)) + bytes.readInt32BE(23) >= fetchOffset,
            )
            const found = from < 0 ? undefined : all[from]
            const fits = found && (first || found.length <= partitionMaxBytes)
            if (fits) first = false
            return {partitionIndex: partition, records: fits ? found : null}
          }),
        })),
      }
    }),
    on(ListOffsets, (request) => ({
      topics: request.topics.map(({name, partitions}) => ({
        name,
        partitions: partitions.map(({partitionIndex}) => {
          const timestamp = newest[`${name}-${partitionIndex}`]
          return {partitionIndex, timestamp: timestamp ?? -1, offset: timestamp === undefined ? -1 : 5}
        }),
      })),
    })),
  )
}

test.each<[string, Buffer[], number, number | null, string]>([
  [
    'the age of the first record of a batch comes from the header',
    [batch(10, [900_000, 950_000])],
    10,
    100_000,
    'record',
  ],
  ['the age of a record inside a batch is its own', [batch(10, [900_000, 950_000, 960_000])], 11, 50_000, 'record'],
  [
    'a record inside a compressed batch has its own age',
    [batch(10, [900_000, 950_000], {codec: 1})],
    11,
    50_000,
    'record',
  ],
  ['the first record after a gap that compaction left counts', [batch(30, [700_000])], 10, 300_000, 'record'],
  ['with LogAppendTime the broker’s time counts', [batch(10, [1, 2], {append: 980_000})], 11, 20_000, 'record'],
  ['transaction markers are skipped', [batch(10, [0], {control: true}), batch(11, [990_000])], 10, 10_000, 'record'],
  ['a group with only markers left is caught up', [batch(10, [0], {control: true})], 10, 0, 'caughtUp'],
  [
    'more markers in a row than there are rounds of questions are skipped',
    [...[10, 11, 12, 13, 14].map((offset) => batch(offset, [0], {control: true})), batch(15, [990_000])],
    10,
    10_000,
    'record',
  ],
  ['a clock that is ahead by as much as is tolerated has an age', [batch(10, [1_005_000])], 10, 0, 'record'],
  ['a clock that is ahead by more has none', [batch(10, [1_005_001])], 10, null, 'future'],
  ['a producer’s clock that is ahead gives no negative age', [batch(10, [1_000_500])], 10, 0, 'record'],
  ['a broken batch has the age of its first record', [broken(batch(10, [900_000, 950_000]))], 11, 100_000, 'batch'],
])('%s', async (_, log, committed, ms, basis) => {
  await using fake = await cluster({'a-0': log})
  const at = standing('a', 0, committed, log.length === 1 && basis === 'caughtUp' ? 11 : 40)
  const age = (await unreadAges(open(fake), [at], {now})).get(at)
  expect([age?.ms, age?.basis]).toEqual([ms, basis])
})

function broken(bytes: Buffer): Buffer {
  bytes.writeUInt8(255, bytes.length - 1)
  return bytes
}

test('the base timestamp of a batch is not believed if compaction took its first record', async () => {
  const whole = batch(10, [500_000, 900_000])
  // Only the second record, with its deltas as they were.
  const first = whole.readInt8(61) / 2 + 1
  const rest = Buffer.concat([whole.subarray(0, 61), whole.subarray(61 + first)])
  rest.writeInt32BE(rest.length - 12, 8)
  rest.writeInt32BE(1, 57)
  rest.writeUInt32BE(crc32c(rest.subarray(21)), 17)
  await using fake = await cluster({'a-0': [rest]})
  const at = standing('a', 0, 5, 40)
  expect((await unreadAges(open(fake), [at], {now})).get(at)).toMatchObject({ms: 100_000, basis: 'record'})
})

test('a record that is stamped 1970 has an age', async () => {
  await using fake = await cluster({'a-0': [batch(10, [0])]})
  const at = standing('a', 0, 10, 40)
  expect((await unreadAges(open(fake), [at], {now})).get(at)).toMatchObject({ms: now, timestamp: 0, basis: 'record'})
})

test('behind more markers than are looked at, the age is unknown: the newest record may lie among them', async () => {
  const markers = Array.from({length: 200}, (_, at) => batch(10 + at, [0], {control: true}))
  await using fake = await cluster({'a-0': markers}, {'a-0': 500_000})
  const at = standing('a', 0, 10, 1000)
  expect((await unreadAges(open(fake), [at], {now})).get(at)).toMatchObject({ms: null, basis: 'unknown'})
})

test('groups at five offsets of one partition have five ages', async () => {
  const times = [900_000, 910_000, 920_000, 930_000, 940_000]
  await using fake = await cluster({'a-0': [batch(10, times)]})
  const all = times.map((_, at) => standing('a', 0, 10 + at, 15))
  const ages = await unreadAges(open(fake), all, {now})
  expect(all.map((each) => ages.get(each)?.timestamp)).toEqual(times)
})

test('all groups share one Fetch per leader, and groups at the same offset share the question', async () => {
  const logs = Object.fromEntries([0, 1, 2, 3].map((p) => [`a-${p}`, [batch(10, [900_000 + p])]]))
  await using fake = await cluster(logs)
  const all = [0, 1, 2, 3, 0, 1].map((partition) => standing('a', partition, 10, 20))
  const ages = await unreadAges(open(fake), all, {now})
  expect(all.map((each) => ages.get(each)?.timestamp)).toEqual([900_000, 900_001, 900_002, 900_003, 900_000, 900_001])
  expect(fake.requests.filter(({api}) => api === 'Fetch')).toHaveLength(2)
  expect(fake.asked(Fetch)[0]).toMatchObject({maxWaitMs: 0, minBytes: 0})
})

test('batches larger than was asked for come in a second and third round', async () => {
  const large = (base: number, at: number) =>
    batch(
      base,
      Array.from({length: 2000}, () => at),
    )
  await using fake = await cluster({
    'a-0': [batch(0, [999_000])],
    'a-2': [large(0, 800_000)],
    'b-0': [large(0, 700_000)],
    'b-2': [large(0, 600_000)],
  })
  const all = [standing('a', 0, 0, 1), standing('a', 2, 0, 9), standing('b', 0, 0, 9), standing('b', 2, 0, 9)]
  const ages = await unreadAges(open(fake), all, {now})
  expect(all.map((each) => ages.get(each)?.ms)).toEqual([1000, 200_000, 300_000, 400_000])
  const questions = fake
    .asked(Fetch)
    .flatMap(({topics}) =>
      topics.flatMap(({topicId, topic, partitions}) => partitions.map((at) => ({at, of: topicId + topic}))),
    )
    .map(({at, of}) => `${of} ${at.partition} up to ${at.partitionMaxBytes}`)
  // Asked for the same once more, a broker would answer the same.
  expect(questions.length).toBeGreaterThan(all.length)
  expect(new Set(questions).size).toBe(questions.length)
})

test('two groups at different offsets of a partition get their own ages', async () => {
  await using fake = await cluster({'a-0': [batch(0, [100_000]), batch(1, [200_000])]})
  const [one, two] = [standing('a', 0, 0, 2), standing('a', 0, 1, 2)]
  const ages = await unreadAges(open(fake), [one, two], {now})
  expect([ages.get(one)?.ms, ages.get(two)?.ms]).toEqual([900_000, 800_000])
})

test('an age is an estimate or unknown where the record cannot be read', async () => {
  await using fake = await cluster({'a-0': [], 'a-1': [], 'a-2': [batch(50, [400_000])]}, {'a-0': 700_000})
  const rows = {
    nothingCame: standing('a', 0, 5, 9),
    noTimestamps: standing('a', 1, 5, 9),
    beforeStart: standing('a', 2, 5, 60, 50),
    caughtUp: standing('a', 3, 9, 9),
    noCommit: standing('a', 3, null, 9),
    noEnd: standing('a', 3, 4, null),
    afterEnd: standing('a', 3, 20, 9),
  }
  const ages = await unreadAges(open(fake), Object.values(rows), {now})
  expect(Object.entries(rows).map(([name, row]) => [name, ages.get(row)?.ms, ages.get(row)?.basis])).toEqual([
    ['nothingCame', 300_000, 'estimate'],
    ['noTimestamps', null, 'unknown'],
    ['beforeStart', 600_000, 'estimate'],
    ['caughtUp', 0, 'caughtUp'],
    ['noCommit', null, 'unknown'],
    ['noEnd', null, 'unknown'],
    ['afterEnd', null, 'unknown'],
  ])
})

test('the age is unknown, with the broker’s error, where the topic may not be read', async () => {
  await using fake = await cluster({'a-0': []})
  fake.serve(
    on(Fetch, ({topics}) => ({
      responses: topics.map(({topicId: id}) => ({topicId: id, partitions: [{partitionIndex: 0, errorCode: 29}]})),
    })),
  )
  const at = standing('a', 0, 5, 9)
  const age = (await unreadAges(open(fake), [at], {now})).get(at)
  expect(age).toMatchObject({ms: null, basis: 'unknown', error: {codeName: 'TOPIC_AUTHORIZATION_FAILED'}})
  expect(age?.error?.message).toContain('read the record at offset 5 of a-0')
})

test.each<[string, number | null | undefined, string]>([
  ['all behind the start offset is unread', 30, 'record'],
  ['some behind the start offset is done: which record is the oldest unread one is not known', 29, 'batch'],
  ['the broker does not count', null, 'record'],
  ['no share group', undefined, 'record'],
])('a share group, %s', async (_, lag, basis) => {
  await using fake = await cluster({'a-0': [batch(10, [900_000, 950_000])]})
  const at = {...standing('a', 0, 10, 40), ...(lag === undefined ? {} : {lag})}
  expect((await unreadAges(open(fake), [at], {now})).get(at)).toMatchObject({ms: 100_000, basis})
})

test('a group at the very start of the log has lost nothing: its age is no estimate', async () => {
  await using fake = await cluster({'a-0': [batch(10, [900_000])]})
  const at = standing('a', 0, 10, 20, 10)
  expect((await unreadAges(open(fake), [at], {now})).get(at)).toMatchObject({ms: 100_000, basis: 'record'})
})

test('a share group that has done all is caught up, however far its start offset lags', async () => {
  await using fake = await cluster({'a-0': [batch(10, [900_000])]})
  const at = {...standing('a', 0, 10, 11), lag: 0}
  expect((await unreadAges(open(fake), [at], {now})).get(at)).toMatchObject({ms: 0, basis: 'caughtUp'})
  expect(fake.asked(Fetch)).toEqual([])
})

test.each([
  ['nothing committed', standing('a', 0, null, 9)],
  ['no end', standing('a', 0, 5, null)],
  ['committed beyond the end', standing('a', 0, 10, 9)],
])('the age is unknown and nothing is asked: %s', async (_, at) => {
  await using fake = await cluster({'a-0': [batch(5, [900_000])]})
  expect((await unreadAges(open(fake), [at], {now})).get(at)).toMatchObject({ms: null, basis: 'unknown'})
  expect(fake.asked(Fetch)).toEqual([])
})

test('the newest record is asked about only where a record could not be read', async () => {
  await using fake = await cluster({'a-0': [batch(10, [900_000])], 'a-1': []}, {'a-1': 800_000})
  const [read, unread] = [standing('a', 0, 10, 40), standing('a', 1, 10, 40)]
  const ages = await unreadAges(open(fake), [read, unread], {now})
  expect([ages.get(read)?.basis, ages.get(unread)]).toMatchObject(['record', {ms: 200_000, basis: 'estimate'}])
  const asked = fake.asked(ListOffsets).flatMap(({topics}) => topics.flatMap(({partitions}) => partitions))
  expect(asked.map(({partitionIndex}) => partitionIndex)).toEqual([1])
})

test('before Kafka 3.0 no broker tells the newest timestamp: what could not be read has no age', async () => {
  await using fake = await cluster({'a-0': []}, {'a-0': 700_000})
  fake.serve({...on(ListOffsets, () => ({topics: []})), versions: [1, 6]})
  const at = standing('a', 0, 5, 9)
  expect((await unreadAges(open(fake), [at], {now})).get(at)).toMatchObject({ms: null, basis: 'unknown'})
})

test('a mistake of ours in the question for the newest record is a bug, and not an old broker', async () => {
  await using fake = await cluster({'orders-0': []})
  const client = open(fake)
  const bug = new TypeError('a bug in here')
  const call = client.call.bind(client)
  client.call = (api: unknown, ...rest: never[]) =>
    api === ListOffsets ? Promise.reject(bug) : call(api as never, ...(rest as [never, never]))
  await expect(unreadAges(client, [standing('orders', 0, 3, 9)], {now})).rejects.toBe(bug)
})
