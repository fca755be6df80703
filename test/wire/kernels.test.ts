import {createHash} from 'node:crypto'
import {readFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import {expect, test} from 'vitest'
import {compress, decompress} from '../../src/lib/wire/compression.ts'

/** Another implementation (lz4_flex). */
const other = createRequire(import.meta.url)('@platformatic/wasm-utils') as Record<'lz4Compress' | 'lz4Decompress', (data: Buffer) => Buffer> // prettier-ignore
const root = new URL('../../', import.meta.url)

test.each(['crc32c', 'lines', 'lz4', 'print-records', 'split-random', 'unlz4'])(
  '%s: the code is that of the source (npm run kernels)',
  (name) => {
    const source = readFileSync(new URL(`kernels/${name}.ts`, root))
    const code = readFileSync(new URL(`src/lib/wire/${name}-code.ts`, root), 'utf8')
    expect(/sha256 (\w+)/.exec(code)?.[1]).toBe(createHash('sha256').update(source).digest('hex'))
  },
)

test('lz4 of any length and kind, at every level, is exchanged with another implementation', () => {
  let state = 7
  const next = (below: number) => (state = (state * 48_271) % 2_147_483_647) % below
  const kinds: ((length: number) => Buffer)[] = [
    (length) => Buffer.from(Array.from({length}, () => next(256))),
    (length) => Buffer.from(Array.from({length}, () => 97 + next(3))),
    (length) => Buffer.from('the same again and again, '.repeat(length / 20 + 1)).subarray(0, length),
    (length) => Buffer.alloc(length),
  ]
  const lengths = [0, 1, 4, 5, 11, 12, 13, 14, 20, 64, 254, 255, 270, 5000, 65_535, 65_536, 65_537, 131_072, 140_001]
  for (const kind of kinds)
    for (const length of lengths) {
      const data = kind(length)
      for (const level of [undefined, 1, 2, 3, 5, 9, 17]) {
        const packed = compress(3, data, level)
        expect(other.lz4Decompress(packed).equals(data), `${length} bytes, level ${level}`).toBe(true)
        expect(decompress(3, packed).equals(data), `${length} bytes, level ${level}, read by us`).toBe(true)
      }
      expect(decompress(3, other.lz4Compress(data)).equals(data), `${length} bytes of theirs`).toBe(true)
    }
})

test('lz4: a higher level gives a smaller result', () => {
  const text = readFileSync(new URL('src/lib/wire/records.ts', root))
  const sizes = [1, 3, 9].map((level) => compress(3, text, level).length)
  expect(sizes).toEqual(sizes.toSorted((a, b) => b - a))
  expect(sizes[2]).toBeLessThan((sizes[0] ?? 0) * 0.95)
})
