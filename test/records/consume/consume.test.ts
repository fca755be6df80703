import {describe, expect, test, vi} from 'vitest'
import {Fetch} from '../../../src/lib/apis/fetch.ts'
import {Metadata} from '../../../src/lib/apis/metadata.ts'
import {KafkaError, UsageError} from '../../../src/lib/cluster/errors.ts'
import {consumeRecords, type ConsumeInput} from '../../../src/lib/records/consume/consume.ts'
import {textFormat} from '../../../src/lib/records/formats/text-format.ts'
import {FakeLogs, numbered, partition} from '../support/fake-logs.ts'
import {MemoryOutput} from '../support/memory-output.ts'
import {batch, marker} from '../support/records.ts'

const numbers = (from: number, to: number) => Array.from({length: to - from}, (_, at) => String(from + at))

/** Reads topic t from its beginning to its end, unless told otherwise. */
async function read(logs: FakeLogs, more: Partial<ConsumeInput> & {output?: MemoryOutput} = {}) {
  const output = more.output ?? new MemoryOutput()
  const notices: string[] = []
  const result = await consumeRecords(logs.cluster, {
    topics: ['t'],
    start: {from: 'beginning'},
    untilEnd: true,
    format: textFormat(),
    onNotice: (text) => notices.push(text),
    ...more,
    output,
  })
  return {...result, lines: output.lines, notices}
}
const codeOf = (error: unknown) => (error instanceof KafkaError ? error.codeName : error)

describe('to the end as it was at the start', () => {
  test('every record once, in order, with its counts', async () => {
    const logs = await FakeLogs.start({t: [partition([numbered(0, 3), numbered(3, 4)])]})
    expect(await read(logs)).toMatchObject({
      lines: numbers(0, 7),
      records: 7,
      bytes: 7,
      stoppedBy: 'end',
      positions: [{topic: 't', partition: 0, offset: 7}],
    })
  })

  test('what comes while reading is not read', async () => {
    const log = partition([numbered(0, 3)])
    const logs = await FakeLogs.start({t: [log]})
    log.answers.push(() => {
      log.batches.push(numbered(3, 5))
      return {}
    })
    const {lines} = await read(logs)
    expect(lines).toEqual(numbers(0, 3))
  })

  test('a batch that reaches beyond the end is read up to the end', async () => {
    const logs = await FakeLogs.start({t: [partition([numbered(0, 10)], {end: 4})]})
    expect(await read(logs)).toMatchObject({records: 4, lines: numbers(0, 4)})
  })

  test('an empty topic ends at once, without a fetch', async () => {
    const logs = await FakeLogs.start({t: [partition(), partition([], {start: 5})]})
    expect(await read(logs)).toMatchObject({records: 0, stoppedBy: 'end'})
    expect(logs.server.asked(Fetch)).toEqual([])
  })

  test('several partitions on several brokers', async () => {
    const logs = await FakeLogs.start(
      {t: [partition([numbered(0, 100)]), partition([numbered(0, 50)], {leader: 2}), partition([numbered(0, 9)])]},
      {nodes: 2},
    )
    const {lines, positions} = await read(logs)
    expect(lines.toSorted()).toEqual([...numbers(0, 100), ...numbers(0, 50), ...numbers(0, 9)].toSorted())
    expect(positions.map(({offset}) => offset).toSorted((a, b) => a - b)).toEqual([9, 50, 100])
  })

  test('what compaction removed is passed over: in between, at the end of a batch, at the end of the log', async () => {
    const batches = [
      batch(0, [{value: 'a'}], {lastOffset: 9}),
      batch(20, [{value: 'b'}], {lastOffset: 25}),
      batch(26, [], {lastOffset: 30}),
    ]
    const logs = await FakeLogs.start({t: [partition(batches, {end: 40})]})
    expect(await read(logs)).toMatchObject({lines: ['a', 'b'], positions: [{offset: 40}]})
    expect(logs.server.asked(Fetch)[1]!.topics[0]!.partitions[0]!.fetchOffset).toBe(31)
  })

  test.each(['1.1.1-zk', '2.0.1-zk', '2.8.2-zk', '3.9.1-kraft', '4.3.1'])(
    'from a broker of release %s',
    async (release) => {
      const logs = await FakeLogs.start({t: [partition([numbered(0, 5), numbered(5, 5)])]}, {release})
      expect((await read(logs)).lines).toEqual(numbers(0, 10))
    },
  )
})

describe('where it begins', () => {
  const early = batch(0, [
    {value: '0', timestamp: 1000},
    {value: '1', timestamp: 1000},
  ])
  const late = batch(2, [
    {value: '2', timestamp: 5000},
    {value: '3', timestamp: 5000},
  ])
  const t = () => FakeLogs.start({t: [partition([early, late])]})

  test.each([
    ['an offset', {from: 'offset', offset: 3}, ['3']],
    ['the last two', {from: 'last', count: 2}, ['2', '3']],
    ['the last hundred', {from: 'last', count: 100}, ['0', '1', '2', '3']],
    ['the end', {from: 'end'}, []],
    ['a time', {from: 'timestamp', timestamp: 2000}, ['2', '3']],
    ['a time after all records', {from: 'timestamp', timestamp: 9000}, []],
  ] as const)('%s', async (_, start, lines) => {
    expect((await read(await t(), {start})).lines).toEqual(lines)
  })

  test('the last records never begin before the log does', async () => {
    const logs = await FakeLogs.start({t: [partition([numbered(6, 4)], {start: 6})]})
    expect((await read(logs, {start: {from: 'last', count: 9}})).lines).toEqual(numbers(6, 10))
  })

  test('chosen partitions only', async () => {
    const logs = await FakeLogs.start({t: [partition([numbered(0, 2)]), partition([numbered(10, 2)], {start: 10})]})
    expect((await read(logs, {partitions: [1]})).lines).toEqual(['10', '11'])
  })
})

describe('other stops', () => {
  test.each([1, 4, 5, 7, 10])('exactly %i records, also in the middle of a batch', async (maxRecords) => {
    const logs = await FakeLogs.start({t: [partition([numbered(0, 5), numbered(5, 5)])]})
    expect(await read(logs, {maxRecords, untilEnd: false})).toMatchObject({
      lines: numbers(0, maxRecords),
      stoppedBy: 'count',
      positions: [{offset: maxRecords}],
    })
  })

  test('the count is over all partitions', async () => {
    const logs = await FakeLogs.start(
      {t: [partition([numbered(0, 50)]), partition([numbered(0, 50)], {leader: 2})]},
      {nodes: 2},
    )
    const {lines, positions, records} = await read(logs, {maxRecords: 60, untilEnd: false})
    expect([lines.length, records]).toEqual([60, 60])
    expect(positions.reduce((sum, {offset}) => sum + offset, 0)).toBe(60)
  })

  test('no record at all without a fetch', async () => {
    const logs = await FakeLogs.start({t: [partition([numbered(0, 5)])]})
    expect(await read(logs, {maxRecords: 0, untilEnd: false})).toMatchObject({records: 0, stoppedBy: 'count'})
  })

  test('filtered records do not count', async () => {
    const logs = await FakeLogs.start({t: [partition([numbered(0, 30)])]})
    const filter: ConsumeInput['filter'] = (record) => record.value!.toString().endsWith('7')
    const {lines, positions} = await read(logs, {maxRecords: 2, untilEnd: false, filter})
    expect([lines, positions]).toMatchObject([['7', '17'], [{offset: 18}]])
  })

  test('when nothing comes for a while', async () => {
    const logs = await FakeLogs.start({t: [partition([numbered(0, 3)])]})
    expect(await read(logs, {idleMs: 1000, untilEnd: false})).toMatchObject({lines: numbers(0, 3), stoppedBy: 'idle'})
  })

  test('a signal: what was taken is written', async () => {
    const logs = await FakeLogs.start({t: [partition([numbered(0, 3)])]})
    const stop = new AbortController()
    const output = new MemoryOutput()
    output.written = () => stop.abort()
    expect(await read(logs, {untilEnd: false, signal: stop.signal, output})).toMatchObject({
      lines: numbers(0, 3),
      stoppedBy: 'signal',
    })
  })

  test('a signal before anything was read', async () => {
    const logs = await FakeLogs.start({t: [partition([numbered(0, 3)])]})
    expect(await read(logs, {signal: AbortSignal.abort()})).toMatchObject({records: 0, stoppedBy: 'signal'})
  })

  test('a reader that has gone is no error', async () => {
    const logs = await FakeLogs.start({t: [partition([numbered(0, 3)])]})
    const output = new MemoryOutput()
    output.close()
    expect(await read(logs, {output})).toMatchObject({lines: [], stoppedBy: 'closed', positions: [{offset: 0}]})
  })

  test('an output that fails is an error', async () => {
    const logs = await FakeLogs.start({t: [partition([numbered(0, 3)])]})
    const output = {write: () => Promise.reject(new Error('disk full'))}
    await expect(read(logs, {output: output as never})).rejects.toThrow('disk full')
  })

  test('a format that fails is an error; what was before it is written', async () => {
    const logs = await FakeLogs.start({t: [partition([numbered(0, 5)])]})
    const output = new MemoryOutput()
    const plain = textFormat()
    const format: ConsumeInput['format'] = (record, place, to) => {
      plain(record, place, to)
      if (record.offset === 3) throw new Error('cannot print 3')
    }
    await expect(read(logs, {format, output})).rejects.toThrow('cannot print 3')
    expect(output.lines).toEqual(['0', '1', '2'])
  })
})

describe('memory', () => {
  test('a blocked output holds up fetching, one response ahead', async () => {
    const long = 'x'.repeat(100_000)
    const batches = Array.from({length: 200}, (_, at) => batch(at * 4, Array(4).fill({value: long})))
    const logs = await FakeLogs.start({t: [partition(batches)]})
    const output = new MemoryOutput()
    output.block()
    const reading = read(logs, {output, fetch: {partitionMaxBytes: 1_000_000}})
    await vi.waitFor(() => expect(logs.server.asked(Fetch).length).toBeGreaterThan(1))
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(logs.server.asked(Fetch).length).toBeLessThan(5)
    output.unblock()
    expect((await reading).records).toBe(800)
  })

  test('while a buffer is being written the next is filled, and no third', async () => {
    const batches = Array.from({length: 200}, (_, at) => batch(at * 100, Array(100).fill({value: 'x'.repeat(999)})))
    const logs = await FakeLogs.start({t: [partition(batches)]})
    const output = new MemoryOutput()
    output.block()
    let taken = 0
    const reading = read(logs, {
      output,
      fetch: {partitionMaxBytes: 20_000_000, maxBytes: 20_000_000}, // all in one answer
      onProgress: ({records}) => (taken = records),
    })
    const write = vi.spyOn(output, 'write')
    await vi.waitFor(() => expect(write).toHaveBeenCalled())
    await new Promise((resolve) => setTimeout(resolve, 100))
    const first = write.mock.calls[0]?.[0].length ?? 0
    expect(write).toHaveBeenCalledTimes(1)
    expect(taken * 1000).toBeGreaterThan(first * 1.9)
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
    await read(logs, {fetch: {maxBytes: 8_000_000}})
    expect(logs.server.asked(Fetch).map(({maxBytes}) => maxBytes)).toContain(4_000_000)
  })

  test('partitions take turns at being first in the request', async () => {
    const many = () => partition(Array.from({length: 10}, (_, at) => numbered(at * 100, 100)))
    const logs = await FakeLogs.start({t: [many(), many(), many()]})
    // A broker fills up maxBytes from the first partition on.
    await read(logs, {fetch: {maxBytes: 1500, partitionMaxBytes: 1500}})
    const firsts = logs.server.asked(Fetch).map(({topics}) => topics[0]!.partitions[0]!.partition)
    expect(new Set(firsts.slice(0, 6))).toEqual(new Set([0, 1, 2]))
  })

  test('a batch that a broker cuts off is asked for with a larger limit', async () => {
    const whole = numbered(0, 500)
    const log = partition([whole])
    log.answers.push({records: whole.subarray(0, 100)}, {records: whole.subarray(0, 200)})
    const logs = await FakeLogs.start({t: [log]})
    expect((await read(logs, {fetch: {partitionMaxBytes: 100}})).records).toBe(500)
    const limits = logs.server.asked(Fetch).map(({topics}) => topics[0]!.partitions[0]!.partitionMaxBytes)
    expect(limits).toEqual([100, 200, 400])
  })
})

describe('when brokers say no', () => {
  // Kafka's numbers: the leader is elsewhere, not ready, or does not know the topic yet.
  test.each([3, 5, 6, 7, 9, 13, 56, 74, 75, 78, 100, 103])('error %i is waited out', async (errorCode) => {
    const log = partition([numbered(0, 5), numbered(5, 5)])
    log.answers.push({errorCode}, {records: numbered(0, 5)}, {errorCode})
    const logs = await FakeLogs.start({t: [log]})
    expect((await read(logs)).lines).toEqual(numbers(0, 10))
    expect(logs.server.asked(Metadata).length).toBeGreaterThanOrEqual(3)
  })

  test.each([
    [29, 'TOPIC_AUTHORIZATION_FAILED'],
    [76, 'UNSUPPORTED_COMPRESSION_TYPE'],
    [87, 'INVALID_RECORD'],
  ])('error %i is final; what was read is written', async (errorCode, name) => {
    const log = partition([numbered(0, 5), numbered(5, 5)])
    log.answers.push({records: numbered(0, 5)}, {errorCode})
    const logs = await FakeLogs.start({t: [log]})
    const output = new MemoryOutput()
    const error = await read(logs, {output}).catch((reason: unknown) => reason)
    expect(error).toMatchObject({codeName: name, message: expect.stringMatching(/^read t-0: /)})
    expect(output.lines).toEqual(numbers(0, 5))
  })

  test('a leader that never comes back is an error when patience is over', async () => {
    const log = partition([numbered(0, 5)])
    const logs = await FakeLogs.start({t: [log]})
    log.leader = -1
    await expect(read(logs, {start: {from: 'offset', offset: 0}, untilEnd: false, patienceMs: 30})).rejects.toThrow(
      /^read t-0: the partition has no leader \(LEADER_NOT_AVAILABLE\)$/,
    )
  })

  test('the leader moves: reading goes on at the other broker where it stood', async () => {
    const log = partition([numbered(0, 5), numbered(5, 5)])
    const logs = await FakeLogs.start({t: [log]}, {nodes: 2})
    const output = new MemoryOutput()
    output.written = () => {
      if (log.epoch > 0) return
      log.leader = 2
      log.epoch = 1
      log.batches.push(numbered(10, 5, {epoch: 1}))
    }
    const {lines} = await read(logs, {output, untilEnd: false, maxRecords: 15, fetch: {maxBytes: 200, partitionMaxBytes: 200}}) // prettier-ignore
    expect(lines).toEqual(numbers(0, 15))
    expect(logs.server.asked(Fetch, 2).length).toBeGreaterThan(0)
  })

  test('the broker that was asked knows the new leader (KIP-951): no metadata is asked for', async () => {
    const log = partition([numbered(0, 5)])
    const logs = await FakeLogs.start({t: [log]}, {nodes: 2})
    log.answers.push(() => {
      log.leader = 2
      log.epoch = 7
      return {errorCode: 6, currentLeader: {leaderId: 2, leaderEpoch: 7}}
    })
    const {lines} = await read(logs)
    expect(lines).toEqual(numbers(0, 5))
    expect(logs.server.asked(Fetch, 2)[0]!.topics[0]!.partitions[0]!.currentLeaderEpoch).toBe(7)
  })

  test('a broker dies while reading: the other one goes on, nothing is lost or doubled', async () => {
    const log = partition(Array.from({length: 50}, (_, at) => numbered(at * 10, 10)))
    const logs = await FakeLogs.start({t: [log]}, {nodes: 2})
    const output = new MemoryOutput()
    let stopping: Promise<void> | undefined
    output.written = () => {
      stopping ??= logs.server.stop(1).then(() => {
        log.leader = 2
        log.epoch = 1
      })
    }
    const {lines} = await read(logs, {output, fetch: {maxBytes: 400, partitionMaxBytes: 400}})
    expect(lines).toEqual(numbers(0, 500))
    expect(logs.server.asked(Fetch, 2).length).toBeGreaterThan(0)
  })

  test('metadata older than what is known does not lead back to the old leader', async () => {
    const log = partition([numbered(0, 5)], {leader: 2, epoch: 5})
    const logs = await FakeLogs.start({t: [log]}, {nodes: 2})
    log.answers.push(() => {
      log.leader = 1
      log.epoch = 4
      return {errorCode: 6}
    })
    const reading = read(logs)
    await vi.waitFor(() => expect(logs.server.asked(Metadata).length).toBeGreaterThan(4))
    expect(logs.server.asked(Fetch, 1)).toEqual([])
    log.leader = 2
    log.epoch = 5
    expect((await reading).lines).toEqual(numbers(0, 5))
  })
})

describe('the nearest offset', () => {
  const t = () => FakeLogs.start({t: [partition([numbered(5, 5)], {start: 5}), partition([numbered(0, 2)])]})

  test('each partition begins as near as it can', async () => {
    const {lines, notices} = await read(await t(), {start: {from: 'nearest offset', offset: 8}})
    expect({lines: lines.toSorted(), notices}).toEqual({lines: ['8', '9'], notices: []})
  })

  test('none of them has it', async () => {
    await expect(read(await t(), {start: {from: 'nearest offset', offset: 99}})).rejects.toThrow(
      'read from offset 99: t-0 has offsets 5 to 10, and the others do not have it either (OFFSET_OUT_OF_RANGE)',
    )
  })
})

describe('an offset that does not exist', () => {
  const t = () => FakeLogs.start({t: [partition([numbered(10, 5)], {start: 10})]})

  test('earliest: from the beginning, with a notice', async () => {
    const {lines, notices} = await read(await t(), {start: {from: 'offset', offset: 3}, outOfRange: 'earliest'})
    expect(lines).toEqual(numbers(10, 15))
    expect(notices).toEqual(['t-0: offset 3 does not exist, the partition has 10 to 15; reading on from 10'])
  })

  test('latest: from the end', async () => {
    expect(
      await read(await t(), {start: {from: 'offset', offset: 3}, outOfRange: 'latest'}),
    ).toMatchObject({lines: [], stoppedBy: 'end'}) // prettier-ignore
  })

  test('behind the end, although only what is there now is wanted', async () => {
    const beyond = {start: {from: 'offset', offset: 16}} as const
    expect((await read(await t(), {...beyond, outOfRange: 'earliest'})).lines).toEqual(numbers(10, 15))
    expect((await read(await t(), {...beyond, outOfRange: 'latest'})).lines).toEqual([])
    await expect(read(await t(), {...beyond, outOfRange: 'fail'})).rejects.toThrow('offset 16 does not exist')
  })

  test('fail: an error that says what there is', async () => {
    await expect(
      read(await t(), {start: {from: 'offset', offset: 99}, outOfRange: 'fail', untilEnd: false}),
    ).rejects.toThrow('read t-0: offset 99 does not exist, the partition has 10 to 15 (OFFSET_OUT_OF_RANGE)')
  })

  test('records deleted while they are being read', async () => {
    const log = partition([numbered(0, 5), numbered(5, 5)])
    const logs = await FakeLogs.start({t: [log]})
    const output = new MemoryOutput()
    output.written = () => {
      log.batches = [numbered(20, 5)]
      log.start = 20
    }
    const {lines} = await read(logs, {output, untilEnd: false, maxRecords: 10, fetch: {maxBytes: 100, partitionMaxBytes: 100}}) // prettier-ignore
    expect(lines.at(-1)).toBe('24')
  })

  test('the log was cut back (KIP-320): the past is told, and what is new there is read', async () => {
    const log = partition([numbered(0, 5), numbered(5, 5)])
    log.answers.push({records: Buffer.concat(log.batches)}, {divergingEpoch: {epoch: 0, endOffset: 5}})
    const logs = await FakeLogs.start({t: [log]})
    const {lines, notices} = await read(logs, {untilEnd: false, maxRecords: 15})
    expect(lines).toEqual([...numbers(0, 10), ...numbers(5, 10)])
    expect(notices).toEqual([
      't-0: the log was truncated to offset 5 after offsets up to 10 had been read; reading on from there',
    ])
    expect(logs.server.asked(Fetch)[1]!.topics[0]!.partitions[0]!).toMatchObject({fetchOffset: 10, lastFetchedEpoch: 0})
  })

  test('the log was cut back and the policy is to fail', async () => {
    const log = partition([numbered(0, 5)])
    log.answers.push({records: numbered(0, 5)}, {divergingEpoch: {epoch: 0, endOffset: 2}})
    const logs = await FakeLogs.start({t: [log]})
    await expect(read(logs, {untilEnd: false, outOfRange: 'fail'})).rejects.toThrow(/the log was truncated to offset 2/)
  })
})

describe('transactions', () => {
  // Producer 1 commits 0-1 and 6-7, producer 2 aborts 2-3, a plain record at 5.
  const of = (producerId: number) => ({producerId, transactional: true})
  const log = () =>
    partition(
      [
        numbered(0, 2, of(1)),
        numbered(2, 2, of(2)),
        marker(4, 2),
        numbered(5, 1),
        numbered(6, 2, of(1)),
        marker(8, 1),
        numbered(9, 2, of(2)),
        marker(11, 2),
      ],
      {aborted: [{producerId: 2, firstOffset: 2}]},
    )

  test('read_committed leaves out what was aborted; the same producer is read again afterwards', async () => {
    const logs = await FakeLogs.start({t: [log()]})
    const {lines, positions} = await read(logs, {isolation: 'read_committed'})
    expect(lines).toEqual(['0', '1', '5', '6', '7', '9', '10'])
    expect(positions).toMatchObject([{offset: 12}])
  })

  test('read_uncommitted reads all, but never the markers', async () => {
    const logs = await FakeLogs.start({t: [log()]})
    expect((await read(logs)).lines).toEqual(['0', '1', '2', '3', '5', '6', '7', '9', '10'])
  })

  test('an aborted transaction of one record', async () => {
    const batches = [numbered(0, 1, of(2)), marker(1, 2), numbered(2, 1)]
    const logs = await FakeLogs.start({t: [partition(batches, {aborted: [{producerId: 2, firstOffset: 0}]})]})
    expect((await read(logs, {isolation: 'read_committed'})).lines).toEqual(['2'])
  })

  test('an open transaction is the end for read_committed', async () => {
    const open = log()
    open.lastStable = 6
    const logs = await FakeLogs.start({t: [open]})
    expect((await read(logs, {isolation: 'read_committed'})).lines).toEqual(['0', '1', '5'])
    expect(logs.server.asked(Fetch)[0]!.isolationLevel).toBe(1)
  })
})

describe('broken data', () => {
  test('a wrong checksum is told with its place; records before it are written', async () => {
    const bad = numbered(5, 5)
    bad[bad.length - 1]! ^= 1
    const logs = await FakeLogs.start({t: [partition([numbered(0, 5), bad])]})
    const output = new MemoryOutput()
    const error = await read(logs, {output}).catch((reason: unknown) => reason)
    expect(codeOf(error)).toBe('CORRUPT_MESSAGE')
    expect((error as Error).message).toMatch(/^read t-0: .*offset 5.*checksum/)
    expect(output.lines).toEqual(numbers(0, 5))
  })

  test('an unknown message format', async () => {
    const bad = numbered(5, 5)
    bad[16] = 9
    const logs = await FakeLogs.start({t: [partition([numbered(0, 5), bad])]})
    const output = new MemoryOutput()
    await expect(read(logs, {output})).rejects.toThrow(/^read t-0: .*unknown format \(magic 9\)/)
    expect(output.lines).toEqual(numbers(0, 5))
  })
})

describe('a replica in the same rack', () => {
  test('is read from when the leader names it; the leader again when it cannot help', async () => {
    const log = partition([numbered(0, 5), numbered(5, 5)])
    const logs = await FakeLogs.start({t: [log]}, {nodes: 2})
    log.answers.push({preferredReadReplica: 2}, {records: numbered(0, 5)}, {errorCode: 78})
    const {lines} = await read(logs, {rack: 'r2'})
    expect(lines).toEqual(numbers(0, 10))
    expect(logs.server.asked(Fetch, 1)[0]!.rackId).toBe('r2')
    expect(logs.server.asked(Fetch, 2)).toHaveLength(2)
    expect(logs.server.asked(Fetch, 1)).toHaveLength(2)
  })

  test('dies: the leader again', async () => {
    const log = partition([numbered(0, 5), numbered(5, 5)])
    const logs = await FakeLogs.start({t: [log]}, {nodes: 2})
    log.answers.push({preferredReadReplica: 2}, {records: numbered(0, 5)})
    const output = new MemoryOutput()
    let stopping: Promise<void> | undefined
    output.written = () => void (stopping ??= logs.server.stop(2))
    expect((await read(logs, {rack: 'r2', output})).lines).toEqual(numbers(0, 10))
  })
})

describe('topics', () => {
  test('one that does not exist', async () => {
    const logs = await FakeLogs.start({})
    await expect(read(logs)).rejects.toThrow(
      'read topic t: there is no such topic (or it may not be seen) (UNKNOWN_TOPIC_OR_PARTITION)',
    )
  })

  test('a partition that does not exist, or partitions of two topics', async () => {
    const logs = await FakeLogs.start({t: [partition(), partition()], u: [partition()]})
    await expect(read(logs, {partitions: [0, 2]})).rejects.toThrow(
      new UsageError('topic t has partitions 0 to 1, not 2'),
    )
    await expect(read(logs, {topics: ['u'], partitions: [1]})).rejects.toThrow('topic u has only partition 0, not 1')
    await expect(read(logs, {topics: ['t', 'u'], partitions: [0]})).rejects.toThrow(UsageError)
    await expect(read(logs, {topics: []})).rejects.toThrow('no topic is named')
  })

  test('a pattern takes whole names, and internal topics only when asked', async () => {
    const all = {t: [partition([numbered(0, 1)])], t2: [partition([numbered(5, 1)], {start: 5})], __t: [partition([numbered(7, 1)], {start: 7})]} // prettier-ignore
    expect((await read(await FakeLogs.start(all), {topics: /t\d?/})).lines.toSorted()).toEqual(['0', '5'])
    expect((await read(await FakeLogs.start(all), {topics: /t/g})).lines).toEqual(['0'])
    expect((await read(await FakeLogs.start(all), {topics: /.*t/, internal: true})).lines.toSorted()).toEqual([
      '0',
      '7',
    ])
  })

  test('new topics of a pattern and new partitions are read from their beginning', async () => {
    const logs = await FakeLogs.start({t1: [partition()]})
    const reading = read(logs, {topics: /t\d/, start: {from: 'end'}, untilEnd: false, maxRecords: 4, discoverMs: 10})
    await vi.waitFor(() => expect(logs.server.asked(Fetch).length).toBeGreaterThan(1))
    logs.topics.get('t1')!.partitions.push(partition([numbered(0, 2)]))
    logs.add('t2', [partition([numbered(5, 2)], {start: 5})])
    const {lines, notices} = await reading
    expect(lines.toSorted()).toEqual(['0', '1', '5', '6'])
    expect(notices.toSorted()).toEqual([
      't1-1 is new and read from its beginning',
      't2-0 is new and read from its beginning',
    ])
  })

  test('one that is deleted: an error if it was named, a notice if a pattern found it', async () => {
    const logs = await FakeLogs.start({t: [partition([numbered(0, 2)])], t2: [partition([numbered(0, 2)])]})
    const output = new MemoryOutput()
    const more = {output, untilEnd: false, patienceMs: 20}
    output.written = () => void logs.topics.delete('t2')
    const {notices} = await read(logs, {...more, topics: /t\d?/, idleMs: 1000})
    expect(notices).toEqual(['t2-0: the topic was deleted'])
    output.written = () => void logs.topics.delete('t')
    await expect(read(logs, more)).rejects.toThrow('read t-0: the topic was deleted (UNKNOWN_TOPIC_OR_PARTITION)')
  })

  test('one that was created anew is another topic: read from its beginning, with a notice', async () => {
    const logs = await FakeLogs.start({t: [partition([numbered(0, 5)])]})
    const output = new MemoryOutput()
    output.written = () => {
      if (output.lines.length === 5) logs.add('t', [partition([numbered(0, 3)])], 'A'.repeat(21) + 'Q')
    }
    const {lines, notices} = await read(logs, {output, untilEnd: false, maxRecords: 8})
    expect(lines).toEqual([...numbers(0, 5), ...numbers(0, 3)])
    expect(notices).toEqual(['t-0: the topic was deleted and created anew; reading it from its beginning'])
  })
})
