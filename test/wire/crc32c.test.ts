import {execFileSync} from 'node:child_process'
import {describe, expect, test} from 'vitest'
import {crc32c} from '../../src/lib/wire/crc32c.ts'
import {crc32cByKernel} from '../../src/lib/wire/crc32c-kernel.ts'
import {crc32cByTable} from '../../src/lib/wire/crc32c-table.ts'

// RFC 3720, B.4, and the check value of the catalogues.
const vectors: [string, Buffer, number][] = [
  ['nothing', Buffer.alloc(0), 0],
  ['123456789', Buffer.from('123456789'), 0xe3069283],
  ['32 zeros', Buffer.alloc(32), 0x8a9136aa],
  ['32 ones', Buffer.alloc(32, 0xff), 0x62a8ab43],
  ['ascending', Buffer.from(Array.from({length: 32}, (_, i) => i)), 0x46dd794e],
  ['descending', Buffer.from(Array.from({length: 32}, (_, i) => 31 - i)), 0x113fdb5c],
  [
    'an iSCSI read command',
    Buffer.from(
      '01c00000000000000000000000000000140000000000040000000014000000182800000000000000' + '0200000000000000',
      'hex',
    ),
    0xd9963a56,
  ],
]

describe.each([
  ['the addon', crc32c],
  ['the tables', crc32cByTable],
  ['the kernel', crc32cByKernel],
])('%s', (_, checksum) => {
  test.each(vectors)('%s', (_, data, expected) => {
    expect(checksum(data)).toBe(expected)
  })
})

test('both give the same for any length and alignment', () => {
  const bytes = Buffer.from(Array.from({length: 400}, (_, i) => (i * i * 31) & 0xff))
  for (let from = 0; from < 9; from++) {
    for (let to = from; to < bytes.length; to += 7) {
      expect(crc32cByTable(bytes.subarray(from, to))).toBe(crc32c(bytes.subarray(from, to)))
    }
  }
})

test('the kernel gives the same where it joins parts, copies in pieces, and with a remainder', () => {
  const bytes = Buffer.from(Array.from({length: 140_000}, (_, i) => (i * i * 31 + (i >> 3)) & 0xff))
  const lengths = [
    16_384,
    20_000,
    3071,
    3072,
    3073,
    3080,
    6144,
    65_535,
    65_536,
    65_537,
    65_536 + 3072,
    131_072,
    140_000,
  ]
  for (const length of lengths)
    for (const from of [0, 1, 5]) {
      const part = bytes.subarray(from, length)
      expect(crc32cByKernel(part), `${from} to ${length}`).toBe(crc32cByTable(part))
    }
})

test('without the addon the kernel and its tables are used', () => {
  const program = `
    import {registerHooks} from 'node:module'
    let asked = 0
    registerHooks({
      resolve(name, context, next) {
        if (!name.startsWith('@node-rs/')) return next(name, context)
        asked++
        throw new Error('no addon for this platform')
      },
    })
    const {crc32c} = await import(${JSON.stringify(new URL('../../src/lib/wire/crc32c.ts', import.meta.url).href)})
    const few = crc32c(Buffer.from('123456789')).toString(16)
    console.log(few, asked, crc32c(Buffer.alloc(300_000, 7)), asked)`
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', program], {encoding: 'utf8'})
  expect(output.trim()).toBe(`e3069283 0 ${crc32cByTable(Buffer.alloc(300_000, 7))} 1`)
})
