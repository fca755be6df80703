import {describe, expect, test} from 'vitest'
import {TextBuffer} from '../../src/lib/text/text-buffer.ts'

describe('copying', () => {
  test('slices of every length are copied next to each other, from changing buffers', () => {
    const to = new TextBuffer(16)
    const expected: Buffer[] = []
    for (let length = 0; length <= 600; length++) {
      const source = Buffer.from(Array.from({length: length + 7}, (_, at) => (at * 31 + length) & 0xff))
      const start = length % 7
      for (const view of [source, Buffer.concat([Buffer.from('x'), source]).subarray(1)])
        to.slice(view, start, start + length)
      expected.push(source.subarray(start, start + length), source.subarray(start, start + length))
    }
    expect(to.take().equals(Buffer.concat(expected))).toBe(true)
  })
})

describe('numbers are written digit by digit', () => {
  test.each([0, 9, 10, 99, 100, 4294967295, 4294967296, 42949672950, 1700000000000, Number.MAX_SAFE_INTEGER, -1, -700])(
    '%i is written as JavaScript writes it',
    (value) => {
      const to = new TextBuffer(1)
      to.number(value)
      expect(to.take().toString()).toBe(String(value))
    },
  )

  test('random numbers are written as JavaScript writes them', () => {
    let seed = 1
    for (let round = 0; round < 2000; round++) {
      seed = (seed * 16807) % 2147483647
      const value = Math.floor((seed / 2147483647) * 10 ** (round % 16))
      const to = new TextBuffer(8)
      to.number(value)
      expect(to.take().toString()).toBe(String(value))
    }
  })
})

test('small records after two huge ones in a row are not each written from a huge buffer', () => {
  const to = new TextBuffer(1000)
  const spares: Buffer[] = []
  for (const length of [5000, 7000, 10, 10]) {
    to.text('x'.repeat(length))
    spares.push(to.take()) // no spare: a buffer that grew is given up
    expect(to.length).toBe(0)
    expect(to.buffer.length).toBe(1000)
  }
  expect(spares.map(({length}) => length)).toEqual([5000, 7000, 10, 10])
})
