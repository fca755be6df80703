import {describe, expect, test} from 'vitest'
import {lengthFormat, rawFormat} from '../../../src/lib/records/formats/binary-format.ts'
import {printed} from '../support/printed.ts'

describe('formats for programs', () => {
  const records = [{key: 'k', value: Buffer.from([0, 255, 10])}, {value: ''}, {}]
  test('the raw format writes values with nothing between them', () => {
    expect(printed(rawFormat(), records)).toBe('\0\xff\n')
  })
  test('the length format writes an int32, big-endian, before each value; -1 is null', () => {
    expect(printed(lengthFormat(), records)).toBe('\0\0\0\x03\0\xff\n' + '\0\0\0\0' + '\xff\xff\xff\xff')
  })
  test('the length format can write keys before values', () => {
    const none = '\xff\xff\xff\xff'
    expect(printed(lengthFormat({key: true}), records)).toBe(
      `\0\0\0\x01k\0\0\0\x03\0\xff\n${none}\0\0\0\0${none}${none}`,
    )
  })
})
