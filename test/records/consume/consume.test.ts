import {describe, expect, test, vi} from 'vitest'
import {Fetch} from '../../../src/lib/apis/fetch.ts'
import {Metadata} from '../../../src/lib/apis/metadata.ts'
import {UsageError} from '../../../src/lib/cluster/errors.ts'
import type {ConsumeInput} from '../../../src/lib/records/consume/consume.ts'
import {textFormat} from '../../../src/lib/records/formats/text-format.ts'
import {FakeLogs, numbered, partition} from '../support/fake-logs.ts'
import {MemoryOutput} from '../support/memory-output.ts'
import {numbers, readTopic} from '../support/read-topic.ts'
import {batch} from '../support/records.ts'

describe('reading to the present end', () => {
  test('every record is written once, in order, and counted', async () => {
    const logs = await FakeLogs.start({t: [partition([numbered(0, 3), numbered(3, 4)])]})
    expect(await readTopic(logs)).toMatchObject({
      lines: numbers(0, 7),
      records: 7,
      bytes: 7,
      stoppedBy: 'end',
      positions: [{topic: 't', partition: 0, offset: 7}],
    })
  })

  test('records that arrive while reading are not read', async () => {
    const log = partition([numbered(0, 3)])
    const logs = await FakeLogs.start({t: [log]})
    log.answers.push(() => {
      log.batches.push(numbered(3, 5))
      return {}
    })
    const {lines} = await readTopic(logs)
    expect(lines).toEqual(numbers(0, 3))
  })

  test('a batch that reaches beyond the end is read up to the end', async () => {
    const logs = await FakeLogs.start({t: [partition([numbered(0, 10)], {end: 4})]})
    expect(await readTopic(logs)).toMatchObject({records: 4, lines: numbers(0, 4)})
  })

  test('an empty topic ends at once, without a fetch', async () => {
    const logs = await FakeLogs.start({t: [partition(), partition([], {start: 5})]})
    expect(await readTopic(logs)).toMatchObject({records: 0, stoppedBy: 'end'})
    expect(logs.server.asked(Fetch)).toEqual([])
  })

  test('several partitions on several brokers are read', async () => {
    const logs = await FakeLogs.start(
      {t: [partition([numbered(0, 100)]), partition([numbered(0, 50)], {leader: 2}), partition([numbered(0, 9)])]},
      {nodes: 2},
    )
    const {lines, positions} = await readTopic(logs)
    expect(lines.toSorted()).toEqual([...numbers(0, 100), ...numbers(0, 50), ...numbers(0, 9)].toSorted())
    expect(positions.map(({offset}) => offset).toSorted((a, b) => a - b)).toEqual([9, 50, 100])
  })

  test('compacted records are skipped: in between, at the end of a batch, at the end of the log', async () => {
    const batches = [
      batch(0, [{value: 'a'}], {lastOffset: 9}),
      batch(20, [{value: 'b'}], {lastOffset: 25}),
      batch(26, [], {lastOffset: 30}),
    ]
    const logs = await FakeLogs.start({t: [partition(batches, {end: 40})]})
    expect(await readTopic(logs)).toMatchObject({lines: ['a', 'b'], positions: [{offset: 40}]})
    expect(logs.server.asked(Fetch)[1]!.topics[0]!.partitions[0]!.fetchOffset).toBe(31)
  })

  test.each(['1.1.1-zk', '2.0.1-zk', '2.8.2-zk', '3.9.1-kraft', '4.3.1'])(
    'a broker of release %s can be read',
    async (release) => {
      const logs = await FakeLogs.start({t: [partition([numbered(0, 5), numbered(5, 5)])]}, {release})
      expect((await readTopic(logs)).lines).toEqual(numbers(0, 10))
    },
  )
})

describe('where reading starts', () => {
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
  ] as const)('reading can begin at %s', async (_, start, lines) => {
    expect((await readTopic(await t(), {start})).lines).toEqual(lines)
  })

  test('the last records never begin before the log does', async () => {
    const logs = await FakeLogs.start({t: [partition([numbered(6, 4)], {start: 6})]})
    expect((await readTopic(logs, {start: {from: 'last', count: 9}})).lines).toEqual(numbers(6, 10))
  })

  test('only the chosen partitions are read', async () => {
    const logs = await FakeLogs.start({t: [partition([numbered(0, 2)]), partition([numbered(10, 2)], {start: 10})]})
    expect((await readTopic(logs, {partitions: [1]})).lines).toEqual(['10', '11'])
  })
})

describe('reading from the nearest offset', () => {
  const t = () => FakeLogs.start({t: [partition([numbered(5, 5)], {start: 5}), partition([numbered(0, 2)])]})

  test('each partition begins as near to the offset as it can', async () => {
    const {lines, notices} = await readTopic(await t(), {start: {from: 'nearest offset', offset: 8}})
    expect({lines: lines.toSorted(), notices}).toEqual({lines: ['8', '9'], notices: []})
  })

  test('it is an error that no partition has the offset', async () => {
    await expect(readTopic(await t(), {start: {from: 'nearest offset', offset: 99}})).rejects.toThrow(
      'read from offset 99: t-0 has offsets 5 to 10, and the others do not have it either (OFFSET_OUT_OF_RANGE)',
    )
  })
})

describe('the end of reading', () => {
  test.each([1, 4, 5, 7, 10])(
    'reading stops after exactly %i records, also in the middle of a batch',
    async (maxRecords) => {
      const logs = await FakeLogs.start({t: [partition([numbered(0, 5), numbered(5, 5)])]})
      expect(await readTopic(logs, {maxRecords, untilEnd: false})).toMatchObject({
        lines: numbers(0, maxRecords),
        stoppedBy: 'count',
        positions: [{offset: maxRecords}],
      })
    },
  )

  test('the limit on records counts all partitions', async () => {
    const logs = await FakeLogs.start(
      {t: [partition([numbered(0, 50)]), partition([numbered(0, 50)], {leader: 2})]},
      {nodes: 2},
    )
    const {lines, positions, records} = await readTopic(logs, {maxRecords: 60, untilEnd: false})
    expect([lines.length, records]).toEqual([60, 60])
    expect(positions.reduce((sum, {offset}) => sum + offset, 0)).toBe(60)
  })

  test('with a limit of no records nothing is read', async () => {
    const logs = await FakeLogs.start({t: [partition([numbered(0, 5)])]})
    expect(await readTopic(logs, {maxRecords: 0, untilEnd: false})).toMatchObject({records: 0, stoppedBy: 'count'})
  })

  test('records that the filter drops do not count', async () => {
    const logs = await FakeLogs.start({t: [partition([numbered(0, 30)])]})
    const filter: ConsumeInput['filter'] = (record) => record.value!.toString().endsWith('7')
    const {lines, positions} = await readTopic(logs, {maxRecords: 2, untilEnd: false, filter})
    expect([lines, positions]).toMatchObject([['7', '17'], [{offset: 18}]])
  })

  test('reading stops when no record comes for a while', async () => {
    const logs = await FakeLogs.start({t: [partition([numbered(0, 3)])]})
    expect(await readTopic(logs, {idleMs: 1000, untilEnd: false})).toMatchObject({
      lines: numbers(0, 3),
      stoppedBy: 'idle',
    })
  })

  test('reading stops at a signal, and what was taken is written', async () => {
    const logs = await FakeLogs.start({t: [partition([numbered(0, 3)])]})
    const stop = new AbortController()
    const output = new MemoryOutput()
    output.written = () => stop.abort()
    expect(await readTopic(logs, {untilEnd: false, signal: stop.signal, output})).toMatchObject({
      lines: numbers(0, 3),
      stoppedBy: 'signal',
    })
  })

  test('a signal before anything was read stops reading', async () => {
    const logs = await FakeLogs.start({t: [partition([numbered(0, 3)])]})
    expect(await readTopic(logs, {signal: AbortSignal.abort()})).toMatchObject({records: 0, stoppedBy: 'signal'})
  })

  test("the output's reader ends early (| head), which is not an error", async () => {
    const logs = await FakeLogs.start({t: [partition([numbered(0, 3)])]})
    const output = new MemoryOutput()
    output.close()
    expect(await readTopic(logs, {output})).toMatchObject({lines: [], stoppedBy: 'closed', positions: [{offset: 0}]})
  })

  test('an output that fails is an error', async () => {
    const logs = await FakeLogs.start({t: [partition([numbered(0, 3)])]})
    const output = {write: () => Promise.reject(new Error('disk full'))}
    await expect(readTopic(logs, {output: output as never})).rejects.toThrow('disk full')
  })

  test('a format that fails is an error; the records before it are written', async () => {
    const logs = await FakeLogs.start({t: [partition([numbered(0, 5)])]})
    const output = new MemoryOutput()
    const plain = textFormat()
    const format: ConsumeInput['format'] = (record, place, to) => {
      plain(record, place, to)
      if (record.offset === 3) throw new Error('cannot print 3')
    }
    await expect(readTopic(logs, {format, output})).rejects.toThrow('cannot print 3')
    expect(output.lines).toEqual(['0', '1', '2'])
  })
})

describe('topics', () => {
  test('a topic that does not exist is an error', async () => {
    const logs = await FakeLogs.start({})
    await expect(readTopic(logs)).rejects.toThrow(
      'read topic t: there is no such topic (or it may not be seen) (UNKNOWN_TOPIC_OR_PARTITION)',
    )
  })

  test('a partition that does not exist, and partitions of two topics, are usage errors', async () => {
    const logs = await FakeLogs.start({t: [partition(), partition()], u: [partition()]})
    await expect(readTopic(logs, {partitions: [0, 2]})).rejects.toThrow(
      new UsageError('topic t has partitions 0 to 1, not 2'),
    )
    await expect(readTopic(logs, {topics: ['u'], partitions: [1]})).rejects.toThrow(
      'topic u has only partition 0, not 1',
    )
    await expect(readTopic(logs, {topics: ['t', 'u'], partitions: [0]})).rejects.toThrow(UsageError)
    await expect(readTopic(logs, {topics: []})).rejects.toThrow('no topic is named')
  })

  test('a pattern matches whole names, and internal topics only when asked', async () => {
    const all = {t: [partition([numbered(0, 1)])], t2: [partition([numbered(5, 1)], {start: 5})], __t: [partition([numbered(7, 1)], {start: 7})]} // prettier-ignore
    expect((await readTopic(await FakeLogs.start(all), {topics: /t\d?/})).lines.toSorted()).toEqual(['0', '5'])
    expect((await readTopic(await FakeLogs.start(all), {topics: /t/g})).lines).toEqual(['0'])
    expect((await readTopic(await FakeLogs.start(all), {topics: /.*t/, internal: true})).lines.toSorted()).toEqual([
      '0',
      '7',
    ])
  })

  test('new topics of a pattern and new partitions are read from their beginning', async () => {
    const logs = await FakeLogs.start({t1: [partition()]})
    const reading = readTopic(logs, {
      topics: /t\d/,
      start: {from: 'end'},
      untilEnd: false,
      maxRecords: 4,
      discoverMs: 10,
    })
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

  test('metadata.max.age.ms=9223372036854775807 does not ask for new partitions without a pause', async () => {
    const logs = await FakeLogs.start({t1: [partition()]})
    const reading = readTopic(logs, {
      start: {from: 'end'},
      topics: /t\d/,
      untilEnd: false,
      discoverMs: 2 ** 63,
      idleMs: 100,
    })
    await reading
    expect(logs.server.asked(Metadata).length).toBeLessThan(4)
  })

  test('a deleted topic is an error if it was named, and a notice if a pattern found it', async () => {
    const logs = await FakeLogs.start({t: [partition([numbered(0, 2)])], t2: [partition([numbered(0, 2)])]})
    const output = new MemoryOutput()
    const more = {output, untilEnd: false, patienceMs: 20}
    output.written = () => void logs.topics.delete('t2')
    const {notices} = await readTopic(logs, {...more, topics: /t\d?/, idleMs: 1000})
    expect(notices).toEqual(['t2-0: the topic was deleted'])
    output.written = () => void logs.topics.delete('t')
    await expect(readTopic(logs, more)).rejects.toThrow('read t-0: the topic was deleted (UNKNOWN_TOPIC_OR_PARTITION)')
  })

  test('a topic that was created again is read from its beginning, with a notice', async () => {
    const logs = await FakeLogs.start({t: [partition([numbered(0, 5)])]})
    const output = new MemoryOutput()
    output.written = () => {
      if (output.lines.length === 5) logs.add('t', [partition([numbered(0, 3)])], 'A'.repeat(21) + 'Q')
    }
    const {lines, notices} = await readTopic(logs, {output, untilEnd: false, maxRecords: 8})
    expect(lines).toEqual([...numbers(0, 5), ...numbers(0, 3)])
    expect(notices).toEqual(['t-0: the topic was deleted and created again; reading it from its beginning'])
  })
})

describe('a range of times', () => {
  const at = (offset: number, timestamp: number) => batch(offset, [{value: String(offset), timestamp}])

  test('a record with a fast clock does not end --from -1h --until now: everything between the times is read', async () => {
    // 0 is too old, 2 is half an hour fast, 4 came late.
    const log = partition([at(0, 500), at(1, 1100), at(2, 3000), at(3, 1200), at(4, 900), at(5, 1300)])
    const range = {start: {from: 'timestamp', timestamp: 1000}, until: {timestamp: 2000}} as const
    const {lines, notices, stoppedBy} = await readTopic(await FakeLogs.start({t: [log]}), range)
    expect({lines, notices, stoppedBy}).toEqual({lines: ['1', '3', '5'], notices: [], stoppedBy: 'end'})
  })

  test('the user is told that a million offsets behind the end time have to be read', async () => {
    const log = partition([
      at(0, 1100),
      at(1, 5000),
      batch(2, [{value: '2', timestamp: 1200}], {lastOffset: 1_500_000}),
    ])
    const {lines, notices} = await readTopic(await FakeLogs.start({t: [log]}), {until: {timestamp: 2000}})
    expect(lines).toEqual(['0', '2'])
    expect(notices).toEqual([
      '1,500,000 offsets behind the end time are read too, because records may be out of order in time',
    ])
  })
})
