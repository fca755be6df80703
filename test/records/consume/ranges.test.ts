// Which part of a topic is read: up to a time, so many of each partition, the newest of all, the newest of each key.
import {expect, test} from 'vitest'
import {consumeRecords, type ConsumeInput} from '../../../src/lib/records/consume/consume.ts'
import {matching} from '../../../src/lib/records/consume/filter.ts'
import {jsonFormat} from '../../../src/lib/records/formats/json-format.ts'
import {templateFormat} from '../../../src/lib/records/formats/template-format.ts'
import {textFormat} from '../../../src/lib/records/formats/text-format.ts'
import {keyPartition} from '../../../src/lib/records/consume/key-partition.ts'
import {consumeLatestPerKey} from '../../../src/lib/records/consume/latest-per-key.ts'
import {FakeLogs, numbered, partition} from '../support/fake-logs.ts'
import {MemoryOutput} from '../support/memory-output.ts'
import {batch, marker, type Given} from '../support/records.ts'

async function read(logs: FakeLogs, more: Partial<ConsumeInput>, consume = consumeRecords) {
  const output = new MemoryOutput()
  const input = {topics: ['t'], start: {from: 'beginning' as const}, format: textFormat(), output}
  const consumed = await consume(logs.cluster, {...input, ...more})
  return {...consumed, lines: output.lines}
}
const at = (offset: number, timestamp: number, ...values: string[]) =>
  batch(offset, values.map((value) => ({value, timestamp}))) // prettier-ignore

test('up to a time: the first record that is not older ends its partition', async () => {
  const logs = await FakeLogs.start({
    t: [
      partition([at(0, 1000, 'a', 'b'), at(2, 2000, 'c'), at(3, 3000, 'd')]),
      partition([at(0, 1500, 'e')]),
      partition([at(0, 2500, 'f')]),
    ],
  })
  const {lines, stoppedBy} = await read(logs, {until: {timestamp: 2000}})
  expect(lines.toSorted()).toEqual(['a', 'b', 'e'])
  expect(stoppedBy).toBe('end')
})

test('so many of each partition; that is the end when all have them', async () => {
  const logs = await FakeLogs.start({
    t: [partition([numbered(0, 5), numbered(5, 5)]), partition([numbered(0, 3)], {leader: 2})],
  }, {nodes: 2}) // prettier-ignore
  const {lines, stoppedBy, positions} = await read(logs, {maxPerPartition: 3, format: templateFormat('%p:%o\\n')})
  expect(lines.toSorted()).toEqual(['0:0', '0:1', '0:2', '1:0', '1:1', '1:2'])
  expect(stoppedBy).toBe('end')
  expect(positions.map(({offset}) => offset)).toEqual([3, 3])
})

test('so many of each partition: a filter decides what counts', async () => {
  const logs = await FakeLogs.start({t: [partition([numbered(0, 30)])]})
  const {lines} = await read(logs, {maxPerPartition: 2, filter: (record) => record.offset % 10 === 9})
  expect(lines).toEqual(['9', '19'])
})

test('the newest of all partitions together, by time', async () => {
  const logs = await FakeLogs.start({
    t: [
      partition([at(0, 1000, 'a'), at(1, 5000, 'b'), at(2, 6000, 'c')]),
      partition([at(0, 2000, 'd'), at(1, 5500, 'e')]),
      partition([at(0, 100, 'f')]),
      partition(),
    ],
  })
  const {lines} = await read(logs, {start: {from: 'newest', count: 3}, untilEnd: true})
  expect(lines.toSorted()).toEqual(['b', 'c', 'e'])
  const all = await read(logs, {start: {from: 'newest', count: 100}, untilEnd: true})
  expect(all.lines.toSorted()).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
})

test('the newest, also where the last offsets are transaction markers or compacted away', async () => {
  const logs = await FakeLogs.start({
    t: [
      partition([at(0, 1000, 'a'), at(1, 5000, 'b')], {end: 60}),
      partition([at(0, 4000, 'c'), at(1, 100, 'd')], {end: 3}),
    ],
  })
  const newest = async (count: number) =>
    (await read(logs, {start: {from: 'newest', count}, untilEnd: true})).lines.toSorted()
  expect(await newest(1)).toEqual(['b'])
  expect(await newest(2)).toEqual(['b', 'c', 'd']) // d comes after c in its partition
})

test('the newest before a time', async () => {
  const logs = await FakeLogs.start({t: [partition([at(0, 1000, 'a'), at(1, 5000, 'b'), at(2, 6000, 'c')])]})
  const {lines} = await read(logs, {start: {from: 'newest', count: 1}, until: {timestamp: 6000}})
  expect(lines).toEqual(['b'])
})

test('the newest, and then what comes', async () => {
  const log = partition([numbered(0, 10)])
  const logs = await FakeLogs.start({t: [log]})
  const output = new MemoryOutput()
  output.written = () => {
    if (log.batches.length === 1) log.batches.push(numbered(10, 2))
  }
  await read(logs, {start: {from: 'newest', count: 2}, maxRecords: 4, output})
  expect(output.lines).toEqual(['8', '9', '10', '11'])
})

const keyed = (offset: number, ...pairs: [string | null, string | null][]) =>
  batch(offset, pairs.map(([key, value]): Given => ({key, value}))) // prettier-ignore

test('the newest of each key, in the order of the log, without tombstones', async () => {
  const logs = await FakeLogs.start({
    t: [
      partition([keyed(0, ['a', '1'], ['b', '1'], [null, 'x'], ['a', '2']), keyed(4, ['b', null], ['c', '1'], ['d', null], ['d', '2'])]),
      partition([keyed(0, ['a', '3'])]),
    ],
  }) // prettier-ignore
  const format = templateFormat('%p %k=%v\\n')
  const {lines, records} = await read(logs, {format}, consumeLatestPerKey)
  expect(lines.toSorted()).toEqual(['0 =x', '0 a=2', '0 c=1', '0 d=2', '1 a=3'])
  expect(records).toBe(5)
  const filtered = await read(logs, {format, filter: matching({value: /2/}), maxRecords: 1}, consumeLatestPerKey)
  expect(filtered.lines).toEqual(['0 a=2'])
})

test('what comes between the two readings of the newest of each key is not read', async () => {
  const log = partition([keyed(0, ['a', '1'], ['b', '1'])])
  const logs = await FakeLogs.start({t: [log]})
  log.answers.push(() => {
    log.batches.push(keyed(2, ['a', '2']))
    return {}
  })
  expect((await read(logs, {}, consumeLatestPerKey)).lines).toEqual(['1', '1'])
})

test('only records with exactly this key', async () => {
  const logs = await FakeLogs.start({t: [partition([keyed(0, ['ab', '1'], ['a', '2'], [null, '3'], ['a', '4'])])]})
  expect((await read(logs, {untilEnd: true, filter: matching({sameKey: Buffer.from('a')})})).lines).toEqual(['2', '4'])
})

// Apache: Utils.toPositive(Utils.murmur2(key)) % 12, from test/fixtures of the partitioner; librdkafka's crc32.
test('the partition that a key belongs to', async () => {
  const logs = await FakeLogs.start({t: Array.from({length: 12}, () => partition())})
  const of = (key: string, name: 'murmur2' | 'crc32') => keyPartition(logs.cluster, 't', Buffer.from(key), name)
  expect(await of('21', 'murmur2')).toBe((-973932308 & 0x7fffffff) % 12) // UtilsTest.testMurmur2
  expect(await of('123456789', 'crc32')).toBe(0xcbf43926 % 12) // the CRC's check value
})

test('transaction markers, on request, say what they are', async () => {
  const transaction = batch(0, [{value: 'v'}], {producerId: 7, producerEpoch: 0, transactional: true})
  const logs = await FakeLogs.start({t: [partition([transaction, marker(1, 7)])]})
  const plain = await read(logs, {untilEnd: true, format: jsonFormat()})
  expect(plain.lines.map((line) => (JSON.parse(line) as {control?: string}).control)).toEqual([undefined])
  const {lines} = await read(logs, {untilEnd: true, format: jsonFormat(), controlRecords: true})
  expect(lines.map((line) => (JSON.parse(line) as {control?: string}).control)).toEqual([undefined, 'abort'])
  // Aborted records stay out under read_committed, their marker is still there.
  logs.partition('t').aborted.push({producerId: 7, firstOffset: 0})
  const committed = await read(logs, {untilEnd: true, format: jsonFormat(), controlRecords: true, isolation: 'read_committed'}) // prettier-ignore
  expect(committed.lines.map((line) => (JSON.parse(line) as {control?: string}).control)).toEqual(['abort'])
})
