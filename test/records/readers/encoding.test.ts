import {expect, test} from 'vitest'
import {withoutByteOrderMark} from '../../../src/lib/records/readers/encoding.ts'

async function read(bytes: Buffer, anyBytes: boolean, chunk = 1) {
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk)
  }
  const found: Buffer[] = []
  for await (const piece of withoutByteOrderMark(chunks(), {anyBytes})) found.push(Buffer.from(piece))
  return Buffer.concat(found)
}
const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')
const bigEndian = (bytes: Buffer) => Buffer.from(bytes).swap16()

test.each([1, 2, 3, 4, 100])(
  'the mark of UTF-8 is left out, in chunks of %d bytes; lines of any bytes keep it',
  async (chunk) => {
    const bytes = Buffer.from('\ufeffa,b\n1,é\n')
    expect(await read(bytes, false, chunk)).toEqual(bytes.subarray(3))
    expect(await read(bytes, true, chunk)).toEqual(bytes)
    for (const text of ['', 'a', 'ab\n']) expect(await read(Buffer.from(text), false, chunk)).toEqual(Buffer.from(text))
  },
)

test.each([
  ['UTF-16', 'little-endian', utf16('a\n')],
  ['UTF-16', 'big-endian', bigEndian(utf16('a\n'))],
  ['UTF-32', 'little-endian', Buffer.from('fffe000061000000', 'hex')],
  ['UTF-32', 'big-endian', Buffer.from('0000feff00000061', 'hex')],
])('%s (%s) is refused with how to convert it, for lines too', async (name, order, bytes) => {
  const sentence = `the input is ${name} (${order}), and this needs UTF-8: convert it, for instance with iconv -f ${name} -t UTF-8`
  for (const anyBytes of [false, true]) await expect(read(bytes, anyBytes, 4)).rejects.toThrow(sentence)
})

test('lines of other bytes that begin like UTF-16 are sent', async () => {
  const bytes = Buffer.from('fffe41420a', 'hex')
  expect(await read(bytes, true)).toEqual(bytes)
})

test.each([true, false])(
  'a first line of one letter is passed on before anything else comes (lines: %s)',
  async (lines) => {
    let asked = 0
    async function* typed() {
      asked++
      yield Buffer.from('a\n')
      asked++
      yield Buffer.from('b\n')
    }
    const pieces = withoutByteOrderMark(typed(), {anyBytes: lines})
    expect(await pieces.next()).toEqual({done: false, value: Buffer.from('a\n')})
    expect(asked).toBe(1)
    expect(await pieces.next()).toEqual({done: false, value: Buffer.from('b\n')})
  },
)
