// What keeps the practice broker within its memory, and what it does when that, or time, lets records go.
import {afterEach, expect, test, vi} from 'vitest'
import {CreateTopics} from '../../src/lib/apis/create-topics.ts'
import {DeleteTopics} from '../../src/lib/apis/delete-topics.ts'
import {DescribeGroups} from '../../src/lib/apis/describe-groups.ts'
import {Fetch} from '../../src/lib/apis/fetch.ts'
import {FindCoordinator} from '../../src/lib/apis/find-coordinator.ts'
import {ListOffsets} from '../../src/lib/apis/list-offsets.ts'
import {Metadata} from '../../src/lib/apis/metadata.ts'
import {Produce} from '../../src/lib/apis/produce.ts'
import {startPracticeBroker, type PracticeBrokerOptions} from '../../src/lib/practice-broker/start.ts'
import {batchesIn} from '../../src/lib/wire/records.ts'
import {batchOf} from '../support/interview/batch-of.ts'
import {RawClient} from '../support/raw-client.ts'

afterEach(() => {
  vi.useRealTimers()
})

const mebibyte = 2 ** 20

/** A broker with one topic, and what one asks it. */
async function brokerWith(options: PracticeBrokerOptions, configs: Record<string, string> = {}, numPartitions = 1) {
  const broker = await startPracticeBroker(options)
  const port = broker.brokers[0]?.port ?? 0
  const client = await RawClient.open(port)
  const topic = {
    name: 't',
    numPartitions,
    replicationFactor: 1,
    assignments: [],
    configs: Object.entries(configs).map(([name, value]) => ({name, value})),
  }
  const {topics} = await client.call(CreateTopics, 7, {topics: [topic]})
  const topicId = topics[0]?.topicId ?? ''
  const send = async (records: Buffer, index = 0) => {
    const topicData = [{topicId, partitionData: [{index, records}]}]
    const {responses} = await client.call(Produce, 13, {acks: 1, timeoutMs: 1000, topicData})
    return responses[0]?.partitionResponses[0]
  }
  const offset = async (timestamp: number, partitionIndex = 0) => {
    const partitions = [{partitionIndex, timestamp}]
    const answer = await client.call(ListOffsets, 7, {replicaId: -1, topics: [{name: 't', partitions}]})
    return answer.topics[0]?.partitions[0]?.offset ?? -1
  }
  const asking = (fetchOffset: number, more: {maxWaitMs?: number; minBytes?: number} = {}) => ({
    maxWaitMs: 0,
    minBytes: 0,
    topics: [{topicId, partitions: [{partition: 0, fetchOffset, partitionMaxBytes: 50 * mebibyte}]}],
    ...more,
  })
  const read = async (fetchOffset: number) => {
    const {responses} = await client.call(Fetch, 18, asking(fetchOffset))
    const found = responses[0]?.partitions[0]
    return {errorCode: found?.errorCode, batches: [...batchesIn(found?.records ?? Buffer.alloc(0))]}
  }
  const stop = async () => {
    client[Symbol.dispose]()
    await broker.close()
  }
  return {port, client, topicId, send, offset, asking, read, [Symbol.asyncDispose]: stop}
}

const large = batchOf(['x'.repeat(1_000_000)])

test('the oldest records make room for new ones, whatever partition they are in', async () => {
  await using broker = await brokerWith({memoryLimit: 16 * mebibyte}, {'retention.ms': '-1'}, 2)
  for (let i = 0; i < 10; i++) await broker.send(large, 0)
  for (let i = 0; i < 10; i++) await broker.send(large, 1)
  const [first, second] = [await broker.offset(-2, 0), await broker.offset(-2, 1)]
  expect(first).toBeGreaterThan(0)
  expect(second).toBe(0)
  const kept = 20 - first
  expect(kept).toBeLessThanOrEqual(16)
  expect(kept).toBeGreaterThanOrEqual(12)
  expect(await broker.offset(-1, 0)).toBe(10)
  expect((await broker.read(0)).errorCode).toBe(1)
  const {batches} = await broker.read(first)
  expect(batches[0]?.baseOffset).toBe(first)
  // Far beyond the limit nothing but the last ones are left.
  for (let i = 0; i < 40; i++) await broker.send(large, 1)
  expect([await broker.offset(-2, 0), await broker.offset(-1, 0)]).toEqual([10, 10])
  expect(await broker.offset(-2, 1)).toBeGreaterThanOrEqual(34)
  expect(await broker.send(large, 0)).toMatchObject({errorCode: 0, baseOffset: 10, logStartOffset: 10})
})

test('a batch larger than a segment is kept and read whole', async () => {
  await using broker = await brokerWith({}, {'max.message.bytes': '20000000'})
  const huge = batchOf(['y'.repeat(9_000_000)])
  for (const [i, batch] of [large, huge, large].entries()) {
    expect(await broker.send(batch)).toMatchObject({errorCode: 0, baseOffset: i})
  }
  const lengths = async (offset: number) => (await broker.read(offset)).batches.map(({bytes}) => bytes.length)
  expect(await lengths(0)).toEqual([large.length])
  expect(await lengths(1)).toEqual([huge.length])
  expect(await lengths(2)).toEqual([large.length])
})

test('many small batches are found, each at its offset', async () => {
  await using broker = await brokerWith({})
  for (let i = 0; i < 300; i++) await broker.send(batchOf([`a ${i}`, `b ${i}`]))
  for (const offset of [0, 1, 2, 299, 300, 301, 599]) {
    const {batches} = await broker.read(offset)
    expect(batches[0]?.baseOffset).toBe(offset - (offset % 2))
    expect(batches.at(-1)?.lastOffset).toBe(599)
  }
  expect((await broker.read(600)).batches).toEqual([])
})

test('retention.ms and retention.bytes remove old segments, but not of compacted topics', async () => {
  vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout']})
  const configs = {'segment.bytes': String(mebibyte), 'message.timestamp.type': 'CreateTime'}
  const now = Date.now()
  const aged = (ageMs: number) => batchOf(['z'.repeat(600_000)], {times: [now - ageMs]})
  await using byTime = await brokerWith({}, {...configs, 'retention.ms': '60000'})
  for (const age of [120_000, 90_000, 1000]) await byTime.send(aged(age))
  await using bySize = await brokerWith({}, {...configs, 'retention.bytes': '1000000', 'retention.ms': '-1'})
  for (let i = 0; i < 5; i++) await bySize.send(aged(120_000))
  await using compacted = await brokerWith({}, {...configs, 'cleanup.policy': 'compact', 'retention.ms': '60000'})
  await compacted.send(batchOf(['v'], {keys: ['k'], times: [now - 120_000]}))
  vi.advanceTimersByTime(29_000)
  expect(await byTime.offset(-2)).toBe(0)
  vi.advanceTimersByTime(2000)
  expect([await byTime.offset(-2), await byTime.offset(-1)]).toEqual([2, 3])
  expect([await bySize.offset(-2), await bySize.offset(-1)]).toEqual([3, 5])
  expect([await compacted.offset(-2), await compacted.offset(-1)]).toEqual([0, 1])
})

test('a fetch that waits for records is answered as soon as there are enough', async () => {
  await using broker = await brokerWith({})
  using waiting = await RawClient.open(broker.port)
  const batch = batchOf(['hello'])
  const answer = waiting.call(Fetch, 18, broker.asking(0, {maxWaitMs: 600_000, minBytes: batch.length + 1}))
  await broker.send(batch)
  await broker.send(batch)
  const {responses} = await answer
  expect([...batchesIn(responses[0]?.partitions[0]?.records ?? Buffer.alloc(0))].length).toBe(2)
})

test('a fetch that waits for records of a deleted topic is answered with an error', async () => {
  await using broker = await brokerWith({})
  using waiting = await RawClient.open(broker.port)
  const answer = waiting.call(Fetch, 18, broker.asking(0, {maxWaitMs: 600_000, minBytes: 1}))
  // When this is answered, the other one, sent before, waits.
  await broker.client.call(Metadata, 12, {topics: null})
  await broker.client.call(DeleteTopics, 6, {topics: [{name: null, topicId: broker.topicId}], timeoutMs: 1000})
  const {responses} = await answer
  expect(responses[0]?.partitions[0]?.errorCode).toBe(100)
})

test.each([
  [{brokers: 0}, 'at least one broker'],
  [{memoryLimit: 1000}, 'at least 1048576 bytes of memory, not 1000'],
  [{properties: {'num.partitions': 'many'}}, 'Invalid value many for configuration num.partitions'],
  [{properties: {'num.partitions': 0}}, 'Value must be at least 1'],
])('it does not start with %o', async (options, said) => {
  await expect(startPracticeBroker(options)).rejects.toThrow(said)
})

test('a port in use is an error, and nothing is left listening', async () => {
  await using first = await startPracticeBroker()
  const taken = first.brokers[0]?.port ?? 0
  const listen = [
    {id: 1, host: '127.0.0.1', port: 0},
    {id: 2, host: '127.0.0.1', port: taken},
  ]
  await expect(startPracticeBroker({listen})).rejects.toMatchObject({code: 'EADDRINUSE'})
})

test('brokers answer for what they lead, and name the leader of the rest', async () => {
  await using broker = await startPracticeBroker({brokers: 3})
  const clients = await Promise.all(broker.brokers.map(({port}) => RawClient.open(port)))
  const [any] = clients
  const topic = {name: 't', numPartitions: 1, replicationFactor: 1, assignments: [], configs: []}
  const topics = [
    {...topic, numPartitions: -1, replicationFactor: -1, assignments: [{partitionIndex: 0, brokerIds: [2, 3]}]},
  ]
  const created = await any?.call(CreateTopics, 7, {topics})
  const topicData = [{topicId: created?.topics[0]?.topicId ?? '', partitionData: [{index: 0, records: batchOf(['x'])}]}]
  const sent = await Promise.all(
    clients.map((client) => client.call(Produce, 13, {acks: 1, timeoutMs: 1000, topicData})),
  )
  const outcomes = sent.map(({responses, nodeEndpoints}) => [
    responses[0]?.partitionResponses[0]?.errorCode,
    responses[0]?.partitionResponses[0]?.currentLeader.leaderId,
    nodeEndpoints.map(({nodeId, port}) => [nodeId, port]),
  ])
  const leader = [[2, broker.brokers[1]?.port]]
  expect(outcomes).toEqual([
    [6, 2, leader],
    [0, -1, []],
    [6, 2, leader],
  ])
  // Any replica may be read from (KIP-392).
  const partitions = [{partition: 0, fetchOffset: 0, partitionMaxBytes: 1000}]
  const asked = {maxWaitMs: 0, minBytes: 0, topics: [{topicId: topicData[0]?.topicId ?? '', partitions}]}
  const read = await Promise.all(clients.map((client) => client.call(Fetch, 18, asked)))
  expect(read.map(({responses}) => responses[0]?.partitions[0]?.errorCode)).toEqual([6, 0, 0])
  for (const client of clients) client[Symbol.dispose]()
})

test.each([
  // java.lang.String.hashCode: 103, 99,162,322 and the one whose absolute value does not fit.
  ['g', 7],
  ['hello', 2],
  ['polygenelubricants', 0],
])('the coordinator of group %s leads partition %i of __consumer_offsets', async (group, partition) => {
  await using broker = await startPracticeBroker({brokers: 3})
  using client = await RawClient.open(broker.brokers[0]?.port ?? 0)
  const {nodeId} = await client.call(FindCoordinator, 3, {key: group, keyType: 0})
  const {topics} = await client.call(Metadata, 12, {topics: [{name: '__consumer_offsets'}]})
  expect(topics[0]?.partitions.find(({partitionIndex}) => partitionIndex === partition)?.leaderId).toBe(nodeId)
  const groups = broker.brokers.map(async ({port}) => {
    using each = await RawClient.open(port)
    return await each.call(DescribeGroups, 5, {groups: [group]})
  })
  const codes = (await Promise.all(groups)).map((answer) => answer.groups[0]?.errorCode)
  expect(codes).toEqual([1, 2, 3].map((id) => (id === nodeId ? 0 : 16)))
})
