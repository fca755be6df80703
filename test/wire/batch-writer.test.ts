import {describe, expect, test} from 'vitest'
import {BatchWriter, type Header, type Slice} from '../../src/lib/wire/batch-writer.ts'
import {batchesIn, RecordCursor} from '../../src/lib/wire/records.ts'
import {recordFixtures, type FixtureRecord} from '../support/record-fixtures.ts'

const unhex = (text: string | null) => (text === null ? null : Buffer.from(text, 'hex'))
/** In the middle of something else, as a key or value in a chunk of input is. */
function slice(text: string | null): Slice | null {
  const content = unhex(text)
  return (
    content && {
      bytes: Buffer.concat([Buffer.from('>>'), content, Buffer.from('<<')]),
      start: 2,
      end: 2 + content.length,
    }
  )
}
function add(writer: BatchWriter, {key, value, timestamp, headers}: FixtureRecord) {
  const all = headers.map(([name, content]): Header => [Buffer.from(name, 'hex'), unhex(content)])
  return writer.add(slice(value), slice(key), timestamp, all)
}

const cases = recordFixtures()
const comparable = cases.filter(
  ({name}) => name.startsWith('random') || ['odd', 'many', 'large', 'zeros'].includes(name),
)

describe('byte for byte what Kafka writes', () => {
  // One writer for all: what a batch leaves behind must not be seen in the next.
  const writer = new BatchWriter(1 << 20)
  test.each(comparable)('$name', ({records, batches}) => {
    for (const record of records) expect(add(writer, record)).toBe(true)
    expect(writer.count).toBe(records.length)
    expect(writer.size).toBe(batches['none']?.length)
    const batch = Buffer.from(writer.seal())
    const expected = Buffer.from(batches['none'] ?? '')
    expected.writeBigInt64BE(0n, 0) // the broker sets it
    expect(batch.equals(expected)).toBe(true)
    expect([writer.count, writer.size]).toEqual([0, 61])
  })

  test.each([
    ['transactional', {producerId: 4_000_000_000, producerEpoch: 7, baseSequence: 123_456, transactional: true}],
    ['idempotent', {producerId: 4000, producerEpoch: 0, baseSequence: 2147483647}],
  ])('%s', (name, seal) => {
    const found = cases.find((each) => each.name === name)
    for (const record of found?.records ?? []) add(writer, record)
    expect(writer.seal(seal).toString('hex')).toBe(found?.batches['none']?.toString('hex'))
  })

  test('there are many cases', () => expect(comparable.length).toBeGreaterThanOrEqual(24))
})

describe('the limit', () => {
  const value = (length: number): Slice => ({bytes: Buffer.alloc(length, 'v'), start: 0, end: length})
  test('a record that no longer fits is refused, and nothing of it is written', () => {
    const writer = new BatchWriter(500)
    while (writer.add(value(100), null, 5)) expect(writer.count).toBeLessThan(10)
    const {size, count} = writer
    expect(size).toBeLessThanOrEqual(500)
    expect(count).toBe(4)
    expect(writer.add(value(100), null, 9_999)).toBe(false)
    const [batch] = batchesIn(writer.seal())
    expect(batch).toMatchObject({count, maxTimestamp: 5})
  })

  test('counts to the byte', () => {
    const fill = (writer: BatchWriter) => [1, 2, 3].map(() => writer.add(value(100), value(7), 5))
    const roomy = new BatchWriter(5000)
    fill(roomy)
    expect(fill(new BatchWriter(roomy.size))).toEqual([true, true, true])
    expect(fill(new BatchWriter(roomy.size - 1))).toEqual([true, true, false])
  })

  test('a record larger than the limit gets a batch of its own, and the writer continues', () => {
    const writer = new BatchWriter(500)
    expect(writer.add(value(10), null, 0)).toBe(true)
    expect(writer.add(value(100_000), null, 0)).toBe(false)
    writer.seal()
    expect(writer.add(value(100_000), value(3000), 0, [[Buffer.alloc(2000, 'h'), null]])).toBe(true)
    const [batch] = batchesIn(writer.seal())
    const cursor = new RecordCursor().open(batch!)
    expect([cursor.next(), cursor.valueLength, cursor.keyLength, cursor.headers()[0]?.[0].length]).toEqual([
      true,
      100_000,
      3000,
      2000,
    ])
    expect(writer.add(value(10), null, 0)).toBe(true)
  })
})

test.each([63, 64, 8191, 8192, 1_048_575, 1_048_576])('the length is right where numbers grow by a byte: %i', (n) => {
  const big: Slice = {bytes: Buffer.alloc(n), start: 0, end: n}
  const writer = new BatchWriter(4 * n + 1000)
  const deltas = [0, n, -n, n - 1, -n - 1, n * 2 ** 21, -n * 2 ** 21]
  for (const [i, delta] of deltas.entries()) writer.add(i === 1 ? big : null, i === 2 ? big : null, 5e12 + delta)
  writer.add(null, null, 5e12, [[big.bytes, null]])
  const [batch] = batchesIn(writer.seal())
  const cursor = new RecordCursor().open(batch!)
  const found: number[][] = []
  while (cursor.next()) found.push([cursor.timestamp - 5e12, cursor.valueLength, cursor.keyLength])
  const expected = deltas.map((delta, i) => [delta, i === 1 ? n : -1, i === 2 ? n : -1])
  expect(found).toEqual([...expected, [0, -1, -1]])
  expect(cursor.headers()[0]?.[0].length).toBe(n)
})

test.each([1, 2, 3, 4])('compression %i: read back by the cursor, and the copy outlives the writer', (compression) => {
  const writer = new BatchWriter(100_000)
  for (let i = 0; i < 300; i++) writer.add({bytes: Buffer.from(`value ${i}`), start: 0, end: 7}, null, i)
  const sealed = writer.seal({compression, ...(compression === 1 ? {level: 1} : {})})
  writer.add({bytes: Buffer.alloc(1000), start: 0, end: 1000}, null, 0)
  const [batch] = batchesIn(sealed)
  const cursor = new RecordCursor().open(batch!)
  let sum = 0
  while (cursor.next()) sum += cursor.timestamp + cursor.offset
  expect([batch?.compression, sum]).toEqual([compression, 2 * ((299 * 300) / 2)])
})
