import {expect, test} from 'vitest'
import {parseSize, sizeText} from '../../src/lib/text/size.ts'

test.each([
  ['1048576', 1_048_576],
  ['16k', 16_384],
  ['512KiB', 524_288],
  ['1MB', 1_000_000],
  ['1.5MiB', 1_572_864],
  ['2 GB', 2_000_000_000],
  ['1t', 1_099_511_627_776],
])('%s is %d bytes', (text, bytes) => expect(parseSize(text)).toBe(bytes))

test.each(['', 'k', '-1', '1x', '1e3', '9007199254740993'])("'%s' is not a size", (text) =>
  expect(() => parseSize(text)).toThrow('is not a size'),
)

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1536, '1.5 KiB'],
  [1_048_575, '1.0 MiB'],
  [2 * 1024 ** 3, '2.0 GiB'],
])('%d bytes read %s', (bytes, text) => expect(sizeText(bytes)).toBe(text))
