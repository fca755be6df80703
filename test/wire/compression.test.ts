import {createHash} from 'node:crypto'
import {readFileSync} from 'node:fs'
import {gzipSync, zstdCompressSync} from 'node:zlib'
import {describe, expect, test} from 'vitest'
import {compress, compressionNames, decompress, decompressAside} from '../../src/lib/wire/compression.ts'
import {CorruptData} from '../../src/lib/wire/corrupt-data.ts'

const numberOf = (name: string) => compressionNames.indexOf(name)
const text = Buffer.from('a topic, a partition, an offset; '.repeat(5000))
const codecs = compressionNames.slice(1)

test('the numbers are those of the batch attributes', () => {
  expect(compressionNames).toEqual(['none', 'gzip', 'snappy', 'lz4', 'zstd'])
})

describe('data of other implementations is read (liblz4 as in librdkafka, bare snappy blocks)', () => {
  const file = readFileSync(new URL('../fixtures/wire/foreign-frames.json', import.meta.url), 'utf8')
  const frames = JSON.parse(file) as Record<string, {md5: string; size: number; hex: string}>
  test.each(Object.entries(frames))('%s', (name, {md5, size, hex}) => {
    const found = decompress(numberOf(name.split(':', 1)[0] ?? ''), Buffer.from(hex, 'hex'))
    expect(found.length).toBe(size)
    expect(createHash('md5').update(found).digest('hex')).toBe(md5)
  })

  test.each(Object.entries(frames).filter(([name]) => name.startsWith('lz4: text')))('%s, broken', (_, {hex}) => {
    const frame = Buffer.from(hex, 'hex')
    for (const length of [0, 3, 6, 7, 10, 20, frame.length - 5, frame.length - 1]) {
      expect(() => decompress(3, frame.subarray(0, length))).toThrow(CorruptData)
    }
  })

  test('several concatenated xerial streams are read, as some producers write them', () => {
    const twice = Buffer.concat([compress(2, text), compress(2, Buffer.from('and more'))])
    expect(decompress(2, twice).toString()).toBe(`${text.toString()}and more`)
  })

  test("a wrong header checksum of Java's clients before 0.10 is accepted (KAFKA-3160)", () => {
    const frame = compress(3, text)
    const asBefore = Buffer.from(frame)
    asBefore[6] = (frame[6] ?? 0) ^ 0x5a
    expect(decompress(3, asBefore)).toEqual(text)
  })
})

describe.each(codecs)('%s', (name) => {
  const number = numberOf(name)

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['one byte', Buffer.from('x')],
    ['text', text],
    ['zeros', Buffer.alloc(2_000_000)],
    ['noise', Buffer.from(Uint32Array.from({length: 50_000}, (_, i) => Math.imul(i * i + 17, 2654435761)).buffer)],
  ])('restores %s', (_, data) => {
    expect(decompress(number, compress(number, data)).equals(data)).toBe(true)
  })

  test('results are copies: the next call does not change them', () => {
    const first = decompress(number, compress(number, text))
    decompress(number, compress(number, Buffer.alloc(text.length, 'z')))
    expect(first.equals(text)).toBe(true)
  })

  test('damaged and truncated data is refused, and the codec works afterwards', () => {
    const packed = compress(number, text)
    expect(() => decompress(number, packed.subarray(0, packed.length >> 1))).toThrow(CorruptData)
    expect(() => decompress(number, Buffer.alloc(0))).toThrow(CorruptData)
    expect(() => decompress(number, Buffer.from('no compressed data at all, only text'))).toThrow(CorruptData)
    let refused = 0
    for (let at = 0; at < packed.length; at += Math.ceil(packed.length / 60)) {
      const broken = Buffer.from(packed)
      broken[at] = (broken[at] ?? 0) ^ 0x55
      try {
        decompress(number, broken)
      } catch (error) {
        expect(error).toBeInstanceOf(CorruptData)
        refused++
      }
    }
    expect(refused).toBeGreaterThan(0)
    expect(decompress(number, packed).equals(text)).toBe(true)
  })

  test('a batch that grows beyond the limit is refused', () => {
    const bomb = compress(number, Buffer.alloc(20_000_000))
    expect(() => decompress(number, bomb, 10_000_000)).toThrow(`more than 10000000 bytes of ${name} content`)
    expect(decompress(number, bomb, 20_300_000).length).toBe(20_000_000)
  })
})

test('truncated data is refused before it is decompressed', () => {
  const xerial = compress(2, text)
  expect(() => decompress(2, xerial.subarray(0, xerial.length - 1))).toThrow(/^a snappy block of \d+ bytes$/)
  const frame = compress(3, text)
  expect(() => decompress(3, frame.subarray(0, frame.length - 1))).toThrow('an LZ4 frame without an end')
  expect(() => decompress(3, frame.subarray(0, 100))).toThrow(/^an LZ4 block of \d+ bytes, 89 are left$/)
})

test('a snappy block cannot announce more than it can hold', () => {
  const huge = Buffer.from([0xff, 0xff, 0xff, 0xff, 0x03, 0, 0])
  expect(() => decompress(2, huge)).toThrow('7 bytes cannot become 1073741823')
})

test.each([
  ['gzip', gzipSync(text, {level: 9}).length, gzipSync(text, {level: 1}).length],
  ['zstd', zstdCompressSync(text).length, 0],
])('%s takes a level', (name, best) => {
  const number = numberOf(name)
  expect(compress(number, text, 9).length).toBeLessThanOrEqual(best)
  expect(decompress(number, compress(number, text, 1)).equals(text)).toBe(true)
})

test('unknown codec numbers are refused', () => {
  expect(() => decompress(5, text)).toThrow(new CorruptData('unknown compression 5'))
  expect(() => compress(7, text)).toThrow(RangeError)
})

test('a zstd batch of two frames, with skippable ones around them, gives all records (RFC 8878)', async () => {
  const zstd = numberOf('zstd')
  const frames = [zstdCompressSync(text), zstdCompressSync(Buffer.from('the second frame'))]
  const skippable = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3])
  const whole = Buffer.concat([text, Buffer.from('the second frame')])
  for (const data of [Buffer.concat(frames), Buffer.concat(frames.flatMap((frame) => [skippable, frame, skippable]))]) {
    expect(decompress(zstd, data).equals(whole)).toBe(true)
    expect((await decompressAside(zstd, () => data))?.equals(whole)).toBe(true)
    expect(() => decompress(zstd, data, text.length + 3)).toThrow(`more than ${text.length + 3} bytes of zstd content`)
    expect(() => decompress(zstd, Buffer.concat([data, frames[0]?.subarray(0, -2) ?? data]))).toThrow(CorruptData)
  }
})
