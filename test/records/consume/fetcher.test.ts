import {describe, expect, onTestFinished, test, vi} from 'vitest'
import {Fetch} from '../../../src/lib/apis/fetch.ts'
import {RecordPrinter} from '../../../src/lib/records/consume/record-printer.ts'
import {FakeLogs, numbered, partition} from '../support/fake-logs.ts'
import {MemoryOutput} from '../support/memory-output.ts'
import {numbers, readTopic} from '../support/read-topic.ts'
import {batch} from '../support/records.ts'

describe('memory limits', () => {
  test('a blocked output holds up fetching, one response ahead', async () => {
    const long = 'x'.repeat(100_000)
    const batches = Array.from({length: 100}, (_, at) => batch(at * 8, Array(8).fill({value: long})))
    const logs = await FakeLogs.start({t: [partition(batches)]})
    const output = new MemoryOutput()
    output.block()
    const reading = readTopic(logs, {output, fetch: {partitionMaxBytes: 2_000_000}})
    // The first response and a part of the second fill both buffers; the third is on its way.
    await vi.waitFor(() => expect(logs.server.asked(Fetch).length).toBe(3))
    await logs.roundTrips(10)
    expect(logs.server.asked(Fetch).length).toBe(3)
    output.unblock()
    expect((await reading).records).toBe(800)
  })

  test('while a buffer is being written the next one is filled, but no third one', async () => {
    const batches = Array.from({length: 200}, (_, at) => batch(at * 100, Array(100).fill({value: 'x'.repeat(999)})))
    const logs = await FakeLogs.start({t: [partition(batches)]})
    const output = new MemoryOutput()
    output.block()
    let taken = 0
    const reading = readTopic(logs, {
      output,
      fetch: {partitionMaxBytes: 20_000_000, maxBytes: 20_000_000}, // all in one answer
      onProgress: ({records}) => (taken = records),
    })
    const write = vi.spyOn(output, 'write')
    await vi.waitFor(() => expect(write).toHaveBeenCalled())
    const first = write.mock.calls[0]?.[0].length ?? 0
    await vi.waitFor(() => expect(taken * 1000).toBeGreaterThan(first * 1.9))
    await logs.roundTrips(10)
    expect(write).toHaveBeenCalledTimes(1)
    expect(taken * 1000).toBeLessThan(first * 2.2)
    output.unblock()
    expect((await reading).records).toBe(20_000)
    expect(output.text).toHaveLength(20_000_000)
  })

  test('the limit of a response is shared by the brokers', async () => {
    const logs = await FakeLogs.start(
      {t: [partition([numbered(0, 5)]), partition([numbered(0, 5)], {leader: 2})]},
      {nodes: 2},
    )
    await readTopic(logs, {fetch: {maxBytes: 8_000_000}})
    expect(logs.server.asked(Fetch).map(({maxBytes}) => maxBytes)).toContain(4_000_000)
  })

  test.each([
    ['large answers are read to the memory of the kernel that prints them, one after the other', 400_000, true],
    ['answers that do not fit there are read elsewhere', 6_000_000, false],
  ])('%s', async (_, partitionMaxBytes, isHere) => {
    const batches = Array.from({length: 9}, (_, at) => batch(at * 100, Array(100).fill({value: 'x'.repeat(9000)})))
    const logs = await FakeLogs.start({t: [partition(batches)]})
    const here: boolean[] = []
    const print = RecordPrinter.prototype.print
    const spy = vi.spyOn(RecordPrinter.prototype, 'print')
    onTestFinished(() => spy.mockRestore())
    spy.mockImplementation(function (this: RecordPrinter, cursor, ...rest) {
      here.push(cursor.bytes.buffer === this.memory.bytes.buffer)
      return print.call(this, cursor, ...rest)
    })
    const {records, lines} = await readTopic(logs, {fetch: {partitionMaxBytes}})
    expect(records).toBe(900)
    expect(new Set(lines)).toEqual(new Set(['x'.repeat(9000)]))
    expect(here.length).toBeGreaterThanOrEqual(9)
    expect(here[0]).toBe(isHere)
    expect(here.filter((each) => each === isHere).length).toBeGreaterThanOrEqual(6)
  })

  test('partitions take turns at being first in the request', async () => {
    const many = () => partition(Array.from({length: 10}, (_, at) => numbered(at * 100, 100)))
    const logs = await FakeLogs.start({t: [many(), many(), many()]})
    // A broker fills up maxBytes from the first partition on.
    await readTopic(logs, {fetch: {maxBytes: 1500, partitionMaxBytes: 1500}})
    const firsts = logs.server.asked(Fetch).map(({topics}) => topics[0]!.partitions[0]!.partition)
    expect(new Set(firsts.slice(0, 6))).toEqual(new Set([0, 1, 2]))
  })

  const MiB = 2 ** 20
  test.each([
    ['one partition with much to read: answers grow to 4 MiB', 1, {maxRecords: 240}, [MiB, 2 * MiB, 4 * MiB]],
    ['one partition that is read as a whole: answers of 4 MiB from the first on', 1, {}, [4 * MiB]],
    ['many partitions share the answers: they do not grow', 3, {}, [MiB]],
    ['a size that is given is kept', 1, {fetch: {partitionMaxBytes: MiB}}, [MiB]],
  ])('%s', async (_, partitions, settings, expected) => {
    const long = 'x'.repeat(100_000)
    const batches = Array.from({length: 60}, (_, at) => batch(at * 4, Array(4).fill({value: long})))
    const logs = await FakeLogs.start({t: Array.from({length: partitions}, () => partition(batches))})
    expect((await readTopic(logs, settings)).records).toBe(240 * partitions)
    const asked = logs.server.asked(Fetch).flatMap(({topics}) => topics.flatMap((topic) => topic.partitions))
    const sizes = new Set(asked.map(({partitionMaxBytes}) => partitionMaxBytes))
    expect([...sizes].toSorted((a, b) => a - b)).toEqual(expected)
  })

  test('one partition with little to read: its responses do not grow', async () => {
    const logs = await FakeLogs.start({t: [partition([numbered(0, 50), numbered(50, 50)])]})
    expect((await readTopic(logs, {maxRecords: 100})).records).toBe(100)
    const limits = logs.server.asked(Fetch).map(({topics}) => topics[0]!.partitions[0]!.partitionMaxBytes)
    expect(new Set(limits)).toEqual(new Set([MiB]))
  })

  test('a batch that a broker cuts off is asked for with a larger limit', async () => {
    const whole = numbered(0, 500)
    const log = partition([whole])
    log.answers.push({records: whole.subarray(0, 100)}, {records: whole.subarray(0, 200)})
    const logs = await FakeLogs.start({t: [log]})
    expect((await readTopic(logs, {fetch: {partitionMaxBytes: 100}})).records).toBe(500)
    const limits = logs.server.asked(Fetch).map(({topics}) => topics[0]!.partitions[0]!.partitionMaxBytes)
    expect(limits).toEqual([100, 200, 400])
  })
})

describe('reading from a replica in the same rack', () => {
  test('a replica is read from when the leader names it, and the leader again when the replica cannot help', async () => {
    const log = partition([numbered(0, 5), numbered(5, 5)])
    const logs = await FakeLogs.start({t: [log]}, {nodes: 2})
    log.answers.push({preferredReadReplica: 2}, {records: numbered(0, 5)}, {errorCode: 78})
    const {lines} = await readTopic(logs, {rack: 'r2'})
    expect(lines).toEqual(numbers(0, 10))
    expect(logs.server.asked(Fetch, 1)[0]!.rackId).toBe('r2')
    expect(logs.server.asked(Fetch, 2)).toHaveLength(2)
    expect(logs.server.asked(Fetch, 1)).toHaveLength(2)
  })

  test('the leader is read again when the replica dies', async () => {
    const log = partition([numbered(0, 5), numbered(5, 5)])
    const logs = await FakeLogs.start({t: [log]}, {nodes: 2})
    log.answers.push({preferredReadReplica: 2}, {records: numbered(0, 5)})
    const output = new MemoryOutput()
    let stopping: Promise<void> | undefined
    output.written = () => void (stopping ??= logs.server.stop(2))
    expect((await readTopic(logs, {rack: 'r2', output})).lines).toEqual(numbers(0, 10))
  })
})
