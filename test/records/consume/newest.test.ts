import {expect, test} from 'vitest'
import {FakeLogs, numbered, partition} from '../support/fake-logs.ts'
import {MemoryOutput} from '../support/memory-output.ts'
import {readTopic} from '../support/read-topic.ts'
import {batch, marker} from '../support/records.ts'

const at = (offset: number, timestamp: number, ...values: string[]) =>
  batch(offset, values.map((value) => ({value, timestamp}))) // prettier-ignore

test('the newest records of all partitions together are read, by time', async () => {
  const logs = await FakeLogs.start({
    t: [
      partition([at(0, 1000, 'a'), at(1, 5000, 'b'), at(2, 6000, 'c')]),
      partition([at(0, 2000, 'd'), at(1, 5500, 'e')]),
      partition([at(0, 100, 'f')]),
      partition(),
    ],
  })
  const {lines} = await readTopic(logs, {start: {from: 'newest', count: 3}, untilEnd: true})
  expect(lines.toSorted()).toEqual(['b', 'c', 'e'])
  const all = await readTopic(logs, {start: {from: 'newest', count: 100}, untilEnd: true})
  expect(all.lines.toSorted()).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
})

test('the newest records are found also where the last offsets are transaction markers or compacted', async () => {
  const logs = await FakeLogs.start({
    t: [
      partition([at(0, 1000, 'a'), at(1, 5000, 'b')], {end: 60}),
      partition([at(0, 4000, 'c'), at(1, 100, 'd')], {end: 3}),
    ],
  })
  const newest = async (count: number) =>
    (await readTopic(logs, {start: {from: 'newest', count}, untilEnd: true})).lines.toSorted()
  expect(await newest(1)).toEqual(['b'])
  expect(await newest(2)).toEqual(['b', 'c']) // d is older, although it comes after c in its partition
})

test('the newest records before a time are read', async () => {
  const logs = await FakeLogs.start({t: [partition([at(0, 1000, 'a'), at(1, 5000, 'b'), at(2, 6000, 'c')])]})
  const {lines} = await readTopic(logs, {start: {from: 'newest', count: 1}, until: {timestamp: 6000}})
  expect(lines).toEqual(['b'])
})

test('the newest records are read, and then those that arrive', async () => {
  const log = partition([numbered(0, 10)])
  const logs = await FakeLogs.start({t: [log]})
  const output = new MemoryOutput()
  output.written = () => {
    if (log.batches.length === 1) log.batches.push(numbered(10, 2))
  }
  await readTopic(logs, {start: {from: 'newest', count: 2}, untilEnd: false, maxRecords: 4, output})
  expect(output.lines).toEqual(['8', '9', '10', '11'])
})

test('--newest 3 where times are out of order prints 3', async () => {
  const logs = await FakeLogs.start({
    t: [
      partition([at(0, 5000, 'a'), at(1, 100, 'b'), at(2, 200, 'c')]),
      partition([at(0, 6000, 'd'), at(1, 7000, 'e')]),
    ],
  })
  const {lines} = await readTopic(logs, {start: {from: 'newest', count: 3}, untilEnd: true})
  expect(lines.toSorted()).toEqual(['a', 'd', 'e'])
})

test('--last 1 where the last offset is a transaction marker prints the last record', async () => {
  const log = partition([at(0, 1000, 'a'), at(1, 1000, 'b'), marker(2, 7), marker(3, 8)])
  const logs = await FakeLogs.start({t: [log, partition(), partition([at(0, 1000, 'c')])]})
  const last = async (count: number) =>
    (await readTopic(logs, {start: {from: 'last', count}, untilEnd: true})).lines.toSorted()
  expect(await last(1)).toEqual(['b', 'c'])
  expect(await last(2)).toEqual(['a', 'b', 'c'])
})
