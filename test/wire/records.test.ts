import {crc32, gzipSync} from 'node:zlib'
import {describe, expect, test} from 'vitest'
import {BatchWriter} from '../../src/lib/wire/batch-writer.ts'
import {compressionNames} from '../../src/lib/wire/compression.ts'
import {CorruptData} from '../../src/lib/wire/corrupt-data.ts'
import {crc32c} from '../../src/lib/wire/crc32c.ts'
import {batchesIn, RecordCursor} from '../../src/lib/wire/records.ts'
import {recordFixtures, type FixtureRecord} from '../support/record-fixtures.ts'

const cases = recordFixtures()
const named = (name: string) => cases.find((each) => each.name === name) ?? {name, batches: {}, records: []}
const bytesOf = (name: string, codec = 'none') => named(name).batches[codec] ?? Buffer.alloc(0)
const hex = (bytes: Buffer | null) => bytes && bytes.toString('hex')

function read(bytes: Buffer): FixtureRecord[] {
  const cursor = new RecordCursor()
  const found: FixtureRecord[] = []
  for (const batch of batchesIn(bytes)) {
    cursor.open(batch)
    while (cursor.next()) {
      const {offset, timestamp, key, value, headerCount} = cursor
      const headers = cursor.headers().map(([name, value]) => [Buffer.from(name).toString('hex'), hex(value)] as const)
      if (headers.length !== headerCount) throw new Error(`${headers.length} headers, ${headerCount} counted`)
      found.push({offset, timestamp, key: hex(key), value: hex(value), headers})
    }
  }
  return found
}

describe("batches of Kafka's own classes", () => {
  const all = cases.flatMap(({name, batches, records}) =>
    Object.entries(batches).map(([codec, bytes]) => ({name, codec, bytes, records})),
  )
  test.each(all)('$name, $codec', ({name, codec, bytes, records}) => {
    const [first] = batchesIn(bytes)
    if (!name.startsWith('magic')) expect(compressionNames[first?.compression ?? -1]).toBe(codec)
    expect(read(bytes)).toEqual(records)
  })

  test.each(compressionNames)('%s: alternating readers do not disturb each other', (codec) => {
    const [first, second] = [named('many'), named('odd')]
    const readers = [first, second, first].map(({batches, records}) => {
      const [batch] = batchesIn(batches[codec] ?? Buffer.alloc(0))
      if (!batch) throw new Error(`no ${codec} batch`)
      return {cursor: new RecordCursor().open(batch), values: [] as (string | null)[], records}
    })
    for (let more = true; more;) {
      more = false
      for (const {cursor, values} of readers) {
        if (!cursor.next()) continue
        values.push(hex(cursor.value))
        more = true
      }
    }
    for (const {values, records} of readers) expect(values).toEqual(records.map(({value}) => value))
  })

  test('all codecs and old formats occur', () => {
    expect(new Set(all.map(({codec}) => codec)).size).toBe(5)
    expect(cases.filter(({name}) => name.startsWith('magic')).map(({name}) => name)).toEqual([
      'magic0',
      'magic1',
      'magic1appendtime',
    ])
  })

  test('the header of a transactional batch', () => {
    const [batch] = batchesIn(bytesOf('transactional'))
    expect(batch).toMatchObject({
      baseOffset: 0,
      lastOffset: 4,
      count: 5,
      leaderEpoch: -1,
      transactional: true,
      control: false,
      appendTime: false,
      producerId: 4_000_000_000,
      producerEpoch: 7,
      baseSequence: 123_456,
    })
  })

  test('control batches and log append time are recognized', () => {
    const [marker] = batchesIn(bytesOf('abortmarker'))
    expect(marker).toMatchObject({control: true, transactional: true, lastOffset: 77, leaderEpoch: 3})
    const [appended] = batchesIn(bytesOf('appendtime'))
    expect(appended).toMatchObject({appendTime: true, maxTimestamp: 1_750_000_000_099})
  })

  test('the last offset is that of the header, whatever compaction left', () => {
    const [batch] = batchesIn(bytesOf('gaps', 'zstd'))
    expect(batch).toMatchObject({baseOffset: 1_000_000_000_000, lastOffset: 1_000_000_000_900, count: 3})
  })

  test('old messages: several in a row; the wrapper of a compressed set has the last offset', () => {
    for (const name of ['magic0', 'magic1']) {
      expect([...batchesIn(bytesOf(name, 'gzip'))].map(({baseOffset}) => baseOffset)).toEqual([40, 41, 42])
    }
    const mixed = Buffer.concat([bytesOf('magic0'), bytesOf('magic1', 'lz4'), bytesOf('odd', 'snappy')])
    expect(read(mixed).map(({offset}) => offset)).toEqual([40, 41, 42, 40, 41, 42, 0, 1, 2, 3, 4])
  })
})

describe('truncated responses', () => {
  const whole = bytesOf('many')
  const two = Buffer.concat([whole, whole])
  test.each([1, 8, 16, 17, 60, 61, whole.length - 1])('%i bytes of a second batch are left out', (more) => {
    expect([...batchesIn(two.subarray(0, whole.length + more))].length).toBe(1)
  })
  test('an empty response has no batches', () => expect([...batchesIn(Buffer.alloc(0))]).toEqual([]))
})

/** The batch changed, with a checksum that fits again. */
function changed(change: (batch: Buffer) => void, from = bytesOf('odd')): Buffer {
  const batch = Buffer.from(from)
  change(batch)
  batch.writeUInt32BE(crc32c(batch.subarray(21)), 17)
  return batch
}

describe('corrupt batches', () => {
  test.each([
    ['wrong checksum', (b: Buffer) => b.writeUInt32BE(1, 17), 'wrong checksum'],
    ['unknown magic', (b: Buffer) => b.writeInt8(3, 16), 'unknown format (magic 3)'],
    ['negative magic', (b: Buffer) => b.writeInt8(-1, 16), 'unknown format (magic -1)'],
    ['size zero', (b: Buffer) => b.writeInt32BE(0, 8), 'a size of 0 bytes'],
    ['negative size', (b: Buffer) => b.writeInt32BE(-12, 8), 'a size of -12 bytes'],
    ['size below the header', (b: Buffer) => b.writeInt32BE(48, 8), 'a size of 48 bytes'],
  ])('%s', (_, change, said) => {
    const batch = Buffer.from(bytesOf('odd'))
    change(batch)
    expect(() => read(batch)).toThrow(new CorruptData(said, 'record batch at offset 0'))
  })

  const size = bytesOf('odd').length - 61
  test.each([
    ['negative count', (b: Buffer) => b.writeInt32BE(-1, 57), '-1 records up to offset 4'],
    ['negative last offset', (b: Buffer) => b.writeInt32BE(-2, 23), '5 records up to offset -2'],
    [
      'too many records',
      (b: Buffer) => b.writeInt32BE(2 ** 31 - 1, 57),
      `2147483647 records announced in ${size} bytes`,
    ],
    ['too few records', (b: Buffer) => b.writeInt32BE(1, 57), `${size - 7} bytes after the last record`],
    ['one record too many', (b: Buffer) => b.writeInt32BE(6, 57), 'a number that does not end'],
    ['negative record size', (b: Buffer) => b.writeUInt8(0x0d, 61), 'a record of -7 bytes'],
    ['record beyond the end', (b: Buffer) => b.fill(0xff, 61, 64), 'a record of'],
    ['endless varint', (b: Buffer) => b.fill(0xff, 61), 'a number that does not end'],
    ['varint of six bytes', (b: Buffer) => b.fill(0x80, 61, 66).writeUInt8(0, 66), 'a number that does not end'],
    ['endless varlong', (b: Buffer) => b.fill(0xff, 63, 80), 'a number that does not end'],
    ['key beyond the record', (b: Buffer) => b.writeUInt8(0x20, 65), 'key and value of 16 and'],
    ['key length -2', (b: Buffer) => b.writeUInt8(3, 65), 'key and value of -2 and'],
    ['unknown codec', (b: Buffer) => b.writeInt16BE(6, 21), 'unknown compression 6'],
    ['not compressed after all', (b: Buffer) => b.writeInt16BE(4, 21), 'damaged zstd data'],
  ])('%s', (_, change, said) => {
    expect(() => read(changed(change))).toThrow(CorruptData)
    expect(() => read(changed(change))).toThrow(said)
  })

  test('a cursor that could not open a batch has no records', () => {
    const [good] = batchesIn(bytesOf('many'))
    const [bad] = batchesIn(changed((b) => b.writeInt16BE(6, 21)))
    const cursor = new RecordCursor().open(good!)
    expect(cursor.next()).toBe(true)
    expect(() => cursor.open(bad!)).toThrow(CorruptData)
    expect(cursor.next()).toBe(false)
  })

  test('a record that is one byte too long is refused', () => {
    const writer = new BatchWriter(1000)
    writer.add({bytes: Buffer.from('v'), start: 0, end: 1}, null, 0)
    const batch = Buffer.from(writer.seal()) // 61: size 7, attributes, two deltas, key -1, value length 1, v, no headers
    const larger = (at: number) => changed((b) => b.writeUInt8(b.readUInt8(at) + 2, at), batch)
    expect(() => read(larger(61))).toThrow('a record of 8 bytes')
    expect(() => read(larger(66))).toThrow('key and value of -1 and 2 bytes in a record of 7')
  })

  test('header counts and lengths beyond the record are refused', () => {
    const writer = new BatchWriter(1000)
    const value = {bytes: Buffer.from('v'), start: 0, end: 1}
    writer.add(value, null, 0, [[Buffer.from('name'), Buffer.from('value')]])
    const batch = Buffer.from(writer.seal())
    const at = batch.indexOf('name')
    for (const [position, wrong] of [
      [at - 2, 0x7e], // count 63
      [at - 2, 0x03], // count -2
      [at - 1, 0x40], // name of 32 bytes
      [at + 4, 0x40], // value of 32 bytes
      [at + 4, 0x03], // value of -2 bytes
    ] as const) {
      const cursor = new RecordCursor()
      const [broken] = batchesIn(changed((b) => b.writeUInt8(wrong, position), batch))
      if (broken) cursor.open(broken).next()
      expect(() => cursor.headers()).toThrow(CorruptData)
      if (wrong === 0x7e) expect(() => cursor.headerCount).toThrow('63 headers announced in 11 bytes')
    }
  })

  test.each(
    cases.flatMap(({name, batches}) => Object.entries(batches).map(([codec, bytes]) => [name, codec, bytes] as const)),
  )('%s %s with any byte changed is read or refused', (_, __, bytes) => {
    for (let at = 8; at < bytes.length; at += Math.ceil(bytes.length / 30)) {
      for (const wrong of [0, 0x7f, 0x80, 0xff]) {
        const broken = Buffer.from(bytes)
        broken[at] = wrong
        if (broken.readInt8(16) === 2) broken.writeUInt32BE(crc32c(broken.subarray(21)), 17)
        try {
          read(broken)
        } catch (error) {
          expect(error).toBeInstanceOf(CorruptData)
        }
      }
    }
  })
})

describe('corrupt old messages', () => {
  const message = bytesOf('magic1')
  const length = 12 + message.readInt32BE(8)
  /** The first message changed, with a checksum that fits again. */
  const old = (change: (b: Buffer) => void) => {
    const one = Buffer.from(message.subarray(0, length))
    change(one)
    one.writeUInt32BE(crc32(one.subarray(16)), 12)
    return one
  }
  test('as it was', () => expect(read(old(() => {})).length).toBe(1))
  test.each([
    ['key beyond the end', (b: Buffer) => b.writeInt32BE(1000, 26), '1000 bytes wanted'],
    ['compressed text', (b: Buffer) => b.writeInt8(1, 17), 'damaged gzip data'],
    ['compressed null', (b: Buffer) => [b.writeInt8(1, 17), b.writeInt32BE(-1, 30)], 'without content'],
  ])('%s', (_, change, said) => {
    expect(() => read(old(change))).toThrow(CorruptData)
    expect(() => read(old(change))).toThrow(said)
  })
  test('wrong checksum', () => {
    const broken = Buffer.from(message)
    broken.writeUInt32BE(5, 12)
    expect(() => read(broken)).toThrow('record batch at offset 40, offset 40: wrong checksum')
  })
  test("a broker's append time is only in the wrapper, and applies to all messages", () => {
    const found = read(wrapped(bytesOf('magic1'), 1_800_000_000_000))
    expect(found.map(({timestamp}) => timestamp)).toEqual(Array(3).fill(1_800_000_000_000))
  })
  test('a size below zero inside a compressed set', () => {
    const inner = Buffer.from(bytesOf('magic1'))
    inner.writeInt32BE(-12, 8)
    expect(() => read(wrapped(inner))).toThrow('-12 bytes wanted')
  })
  test('compressed within compressed', () => {
    expect(read(wrapped(bytesOf('magic1'))).length).toBe(3)
    expect(() => read(wrapped(bytesOf('magic1', 'gzip')))).toThrow('a compressed message inside another')
  })
})

function wrapped(set: Buffer, appendTime = 0): Buffer {
  const content = gzipSync(set)
  const outer = Buffer.alloc(34 + content.length)
  outer.writeInt32BE(22 + content.length, 8)
  outer.writeInt8(1, 16) // magic
  outer.writeInt8(1 + (appendTime ? 8 : 0), 17) // gzip
  outer.writeBigInt64BE(BigInt(appendTime), 18)
  outer.writeInt32BE(-1, 26)
  outer.writeInt32BE(content.length, 30)
  content.copy(outer, 34)
  outer.writeUInt32BE(crc32(outer.subarray(16)), 12)
  return outer
}
