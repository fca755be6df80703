import {readFileSync} from 'node:fs'
import {constants, zstdCompressSync} from 'node:zlib'
import {describe, expect, test} from 'vitest'
import {decompressAside} from '../../src/lib/wire/compression.ts'
import {CorruptData} from '../../src/lib/wire/corrupt-data.ts'
import {giveBack, unzstdAside} from '../../src/lib/wire/unzstd-aside.ts'
import {isCutShort, isOneFrame, unzstd} from '../../src/lib/wire/unzstd.ts'

const limit = 100_000_000
const memory = Buffer.alloc(2 ** 20)
const space = () => memory
const noise = (size: number) =>
  Buffer.from(Uint32Array.from({length: size / 4}, (_, at) => Math.imul(at * at + 17, 2_654_435_761)).buffer)
const contents: [string, Buffer][] = [
  ['nothing', Buffer.alloc(0)],
  ['one byte', Buffer.from('x')],
  ['text', Buffer.from('a topic, a partition, an offset; '.repeat(3000))],
  ['noise, larger than the buffers', noise(3_000_000)],
  ['zeros', Buffer.alloc(5_000_000)],
  ['just as large as a buffer', noise(2 ** 20)],
]
const params = (more: Record<number, number>) => ({params: more})
const ways: [string, object][] = [
  ['as it comes', {}],
  ['with a checksum', params({[constants.ZSTD_c_checksumFlag]: 1})],
  ['without its size', params({[constants.ZSTD_c_contentSizeFlag]: 0})],
  ['in a small window', params({[constants.ZSTD_c_windowLog]: 12, [constants.ZSTD_c_contentSizeFlag]: 0})],
]

describe.each(ways)('%s', (_, options) => {
  test.each(contents)('%s', async (__, data) => {
    const frame = zstdCompressSync(data, options)
    expect(isOneFrame(frame)).toBe(true)
    expect((await unzstdAside(frame, limit))?.equals(data)).toBe(true)
    expect(unzstd(frame, limit, space)?.equals(data)).toBe(true)
    const again = unzstd(frame, limit, space)
    expect(again?.equals(data)).toBe(true)
  })
})

test('data of librdkafka and Java is a single frame', () => {
  const file = readFileSync(new URL('../fixtures/wire/foreign-frames.json', import.meta.url), 'utf8')
  const frames = Object.entries(JSON.parse(file) as Record<string, {hex: string}>)
  const found = frames.filter(([name]) => name.startsWith('zstd'))
  for (const [, {hex}] of found) expect(isOneFrame(Buffer.from(hex, 'hex'))).toBe(true)
})

test('less than a frame, more than a frame and none are left to the slow way, which reports what is wrong', async () => {
  const frame = zstdCompressSync(noise(100_000))
  for (const broken of [frame.subarray(0, -1), Buffer.concat([frame, frame]), Buffer.concat([frame, Buffer.alloc(1)])])
    expect(unzstdAside(broken, limit)).toBeUndefined()
  for (const length of [0, 1, 8, 100]) expect(isOneFrame(noise(400).subarray(0, length))).toBe(false)
  await expect(decompressAside(4, () => frame.subarray(0, -1))).rejects.toThrow(CorruptData)
})

test('data that ends within a frame is distinguished from whole frames, consecutive or skippable', () => {
  const frame = zstdCompressSync(noise(100_000), params({[constants.ZSTD_c_checksumFlag]: 1}))
  const skippable = Buffer.from('502a4d1803000000aabbcc', 'hex')
  for (const all of [frame, Buffer.concat([frame, frame]), Buffer.concat([skippable, frame, skippable])]) {
    expect(isCutShort(all)).toBe(false)
    expect(isCutShort(all.subarray(0, -1))).toBe(true)
  }
  for (const length of [0, 4, 8, 9, 12, 50_000]) expect(isCutShort(frame.subarray(0, length))).toBe(true)
  expect(isCutShort(noise(100))).toBe(false) // left to zlib
})

test('many at a time, with corrupt and too large ones: each has its own outcome, and memory is reused', async () => {
  const frames = Array.from({length: 60}, (_, at) => {
    const data = Buffer.alloc(1000 * at, `${at} `)
    const frame = zstdCompressSync(data, params({[constants.ZSTD_c_checksumFlag]: 1}))
    if (at % 7 === 3) frame[frame.length - 1]! ^= 0xff // its checksum
    return {at, data, frame, broken: at % 7 === 3, tooLarge: at % 11 === 5 && at % 7 !== 3}
  })
  const used = new Set<ArrayBufferLike>()
  await Promise.all(
    frames.map(async ({at, data, frame, broken, tooLarge}) => {
      const result = decompressAside(4, () => frame, tooLarge ? 100 : limit)
      if (tooLarge) await expect(result, `frame ${at}`).rejects.toThrow('more than 100 bytes of zstd content')
      else if (broken) await expect(result, `frame ${at}`).rejects.toThrow('damaged zstd data')
      else {
        const found = await result!
        expect(found.equals(data), `frame ${at}`).toBe(true)
        used.add(found.buffer)
        giveBack(found)
      }
    }),
  )
  expect(used.size).toBeLessThan(20)
})

test('returned memory is not reused while a view of it is in use', async () => {
  const [first, second] = [noise(40_000), Buffer.alloc(40_000, 'z')]
  const [a, b] = await Promise.all([unzstdAside(zstdCompressSync(first), limit), unzstdAside(zstdCompressSync(second), limit)]) // prettier-ignore
  giveBack(b!)
  giveBack(b!)
  const [c, d] = await Promise.all([unzstdAside(zstdCompressSync(first), limit), unzstdAside(zstdCompressSync(first), limit)]) // prettier-ignore
  expect([a, c, d].map((each) => each!.equals(first))).toEqual([true, true, true])
  expect(new Set([a!.buffer, c!.buffer, d!.buffer]).size).toBe(3)
})

test('on this thread: a corrupt frame, one that is too large, and then a good one', () => {
  const data = noise(50_000)
  const good = zstdCompressSync(data, params({[constants.ZSTD_c_checksumFlag]: 1}))
  const broken = Buffer.from(good)
  broken[broken.length - 1]! ^= 0xff
  for (let round = 0; round < 15; round++) {
    expect(() => unzstd(broken, limit, space)).toThrow('checksum')
    expect(() => unzstd(good, 100, space)).toThrow('larger than 100 bytes')
    expect(unzstd(good, limit, space)?.equals(data)).toBe(true)
    expect(unzstd(good.subarray(0, -1), limit, space)).toBeUndefined()
  }
  expect(unzstd(good, limit, space)!.buffer).toBe(memory.buffer)
})
