import {randomBytes} from 'node:crypto'
import {expect, test} from 'vitest'
import {visibleBytes} from '../../src/lib/text/visible-bytes.ts'

test.each([
  ['\u001b[31mred\u001b[0m', '\\x1b[31mred\\x1b[0m'],
  ['bell\u0007 back\u0008 return\r', 'bell\\x07 back\\x08 return\\x0d'],
  ['a\tb\nc', 'a\tb\nc'],
  ['é 漢 🙂', 'é 漢 🙂'],
  ['c1 \u009b31m \u0085\u00a0', 'c1 \\x9b31m \\x85\u00a0'],
  ['del\u007f', 'del\\x7f'],
  ['\u0000', '\\x00'],
  ['', ''],
])('%j is shown as %j', (text, expected) => expect(visibleBytes(Buffer.from(text)).toString()).toBe(expected))

test('of bytes that are not UTF-8 nothing beyond ASCII reaches the terminal', () => {
  expect(visibleBytes(Buffer.from('a\x9b31m\xff\xc3', 'latin1')).toString('latin1')).toBe('a\\x9b31m\\xff\\xc3')
})

test('what hides nothing is not copied', () => {
  const plain = Buffer.from('plain text')
  expect(visibleBytes(plain)).toBe(plain)
})

test('a value of megabytes that is not text: each byte once, in order', () => {
  const bytes = randomBytes(3_000_000)
  bytes[0] = 0xff // not UTF-8
  const written = bytes
    .toString('latin1')
    .replaceAll(/[^\t\n\x20-\x7e]/g, (one) => `\\x${one.charCodeAt(0).toString(16).padStart(2, '0')}`)
  expect(visibleBytes(bytes).equals(Buffer.from(written, 'latin1'))).toBe(true)
})
