import {describe, expect, test} from 'vitest'
import {Fetch} from '../../../src/lib/apis/fetch.ts'
import {KafkaError} from '../../../src/lib/cluster/errors.ts'
import {jsonFormat} from '../../../src/lib/records/formats/json-format.ts'
import {FakeLogs, numbered, partition} from '../support/fake-logs.ts'
import {MemoryOutput} from '../support/memory-output.ts'
import {numbers, readTopic} from '../support/read-topic.ts'
import {batch, crc32c, marker} from '../support/records.ts'

const codeOf = (error: unknown) => (error instanceof KafkaError ? error.codeName : error)

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

  test('read_committed leaves out aborted records; the same producer is read again afterwards', async () => {
    const logs = await FakeLogs.start({t: [log()]})
    const {lines, positions} = await readTopic(logs, {isolation: 'read_committed'})
    expect(lines).toEqual(['0', '1', '5', '6', '7', '9', '10'])
    expect(positions).toMatchObject([{offset: 12}])
  })

  test('read_uncommitted reads all, but never the markers', async () => {
    const logs = await FakeLogs.start({t: [log()]})
    expect((await readTopic(logs)).lines).toEqual(['0', '1', '2', '3', '5', '6', '7', '9', '10'])
  })

  test('an aborted transaction of one record is left out', async () => {
    const batches = [numbered(0, 1, of(2)), marker(1, 2), numbered(2, 1)]
    const logs = await FakeLogs.start({t: [partition(batches, {aborted: [{producerId: 2, firstOffset: 0}]})]})
    expect((await readTopic(logs, {isolation: 'read_committed'})).lines).toEqual(['2'])
  })

  test('read_committed ends at an open transaction', async () => {
    const open = log()
    open.lastStable = 6
    const logs = await FakeLogs.start({t: [open]})
    expect((await readTopic(logs, {isolation: 'read_committed'})).lines).toEqual(['0', '1', '5'])
    expect(logs.server.asked(Fetch)[0]!.isolationLevel).toBe(1)
  })
})

describe('corrupt data', () => {
  test('a wrong checksum is an error that names its offset; records before it are written', async () => {
    const bad = numbered(5, 5)
    bad[bad.length - 1]! ^= 1
    const logs = await FakeLogs.start({t: [partition([numbered(0, 5), bad])]})
    const output = new MemoryOutput()
    const error = await readTopic(logs, {output}).catch((reason: unknown) => reason)
    expect(codeOf(error)).toBe('CORRUPT_MESSAGE')
    expect((error as Error).message).toMatch(/^read t-0: .*offset 5.*checksum/)
    expect(output.lines).toEqual(numbers(0, 5))
  })

  test('an unknown message format is an error; records before it are written', async () => {
    const bad = numbered(5, 5)
    bad[16] = 9
    const logs = await FakeLogs.start({t: [partition([numbered(0, 5), bad])]})
    const output = new MemoryOutput()
    await expect(readTopic(logs, {output})).rejects.toThrow(/^read t-0: .*unknown format \(magic 9\)/)
    expect(output.lines).toEqual(numbers(0, 5))
  })
})

describe('corrupt data that is left out', () => {
  const damagedAt = (bytes: Buffer, at: number) => {
    bytes[at < 0 ? bytes.length + at : at]! ^= 1
    return bytes
  }
  const skipping = (logs: FakeLogs) => readTopic(logs, {onCorrupt: 'skip'})

  test('reading continues after a wrong checksum, and reports the missing offsets', async () => {
    const batches = [numbered(0, 5), damagedAt(numbered(5, 5), -1), numbered(10, 2)]
    const logs = await FakeLogs.start({t: [partition(batches), partition([numbered(0, 3)])]})
    const {lines, damaged, positions, stoppedBy} = await skipping(logs)
    expect(lines.toSorted()).toEqual([...numbers(0, 5), '10', '11', ...numbers(0, 3)].toSorted())
    expect(damaged).toEqual([
      {topic: 't', partition: 0, from: 5, to: 9, reason: expect.stringContaining('wrong checksum') as string},
    ])
    expect(positions.map(({offset}) => offset).toSorted((a, b) => a - b)).toEqual([3, 12])
    expect(stoppedBy).toBe('end')
  })

  test('the last batch of a log is left out too', async () => {
    const logs = await FakeLogs.start({t: [partition([numbered(0, 2), damagedAt(numbered(2, 3), -1)])]})
    expect(await skipping(logs)).toMatchObject({lines: ['0', '1'], damaged: [{from: 2, to: 4}], stoppedBy: 'end'})
  })

  test('records before the damage inside a batch are printed, and not reported as missing', async () => {
    // The checksum is right: whoever made the batch made it wrong. The third record says that it is far longer.
    const bad = numbered(5, 5)
    const third = 61 + (2 * (bad.length - 61)) / 5
    bad[third] = 0x7e
    bad.writeUInt32BE(crc32c(bad.subarray(21)), 17)
    const logs = await FakeLogs.start({t: [partition([bad, numbered(10, 1)])]})
    const {lines, damaged} = await skipping(logs)
    expect(lines).toEqual(['5', '6', '10'])
    expect(damaged).toMatchObject([{from: 7, to: 9}])
  })

  test('if the start of the next batch is unknown, the rest of that partition is left out, and others are read', async () => {
    const bad = numbered(5, 5)
    bad[16] = 9 // the format
    const logs = await FakeLogs.start({
      t: [partition([numbered(0, 5), bad, numbered(10, 5)]), partition([numbered(0, 30)])],
    })
    const {lines, damaged, stoppedBy} = await skipping(logs)
    expect(lines).toHaveLength(35)
    expect(damaged).toEqual([
      {topic: 't', partition: 0, from: 5, to: null, reason: expect.stringContaining('unknown format') as string},
    ])
    expect(stoppedBy).toBe('end')
  })

  test('a header with an end after the log end is an error, because the next batch cannot be found', async () => {
    const bad = numbered(5, 5)
    bad.writeInt32BE(1_000_000, 23) // last offset delta
    const logs = await FakeLogs.start({t: [partition([numbered(0, 5), bad], {end: 10})]})
    await expect(skipping(logs)).rejects.toThrow('CORRUPT_MESSAGE')
  })
})

test('transaction markers are handed on when asked for, and say what they are', async () => {
  const transaction = batch(0, [{value: 'v'}], {producerId: 7, producerEpoch: 0, transactional: true})
  const logs = await FakeLogs.start({t: [partition([transaction, marker(1, 7)])]})
  const plain = await readTopic(logs, {untilEnd: true, format: jsonFormat()})
  expect(plain.lines.map((line) => (JSON.parse(line) as {control?: string}).control)).toEqual([undefined])
  const {lines} = await readTopic(logs, {untilEnd: true, format: jsonFormat(), controlRecords: true})
  expect(lines.map((line) => (JSON.parse(line) as {control?: string}).control)).toEqual([undefined, 'abort'])
  // Aborted records stay out under read_committed, their marker is still there.
  logs.partition('t').aborted.push({producerId: 7, firstOffset: 0})
  const committed = await readTopic(logs, {untilEnd: true, format: jsonFormat(), controlRecords: true, isolation: 'read_committed'}) // prettier-ignore
  expect(committed.lines.map((line) => (JSON.parse(line) as {control?: string}).control)).toEqual(['abort'])
})
