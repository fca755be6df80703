// Numbers and times beside JavaScript's own texts of them.
import {expect, test} from 'vitest'
import {writeDate, writeDouble, writeInteger, writeTimestamp} from '../../src/lib/serdes/write-values.ts'
import {TextBuffer} from '../../src/lib/text/text-buffer.ts'

function written(write: (to: TextBuffer) => unknown): string {
  const to = new TextBuffer(1)
  write(to)
  return to.take().toString()
}

const doubles = [0, 1, 0.1, 0.01, 0.29, 1.005, 4.35, 8.54, 1e21, 1e-7, 123456789.12, 999999999999.99, 1e12, 1.5e12, 0.001, 5e-324, 2 ** 53, 0.07, 70.7, 100, 1000000.5] // prettier-ignore

test('doubles have the text that JavaScript gives them', () => {
  let state = 7
  const random = Array.from({length: 20_000}, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state % 3 === 0 ? state / 100 : state % 3 === 1 ? state / 2 ** 20 : (state % 1000) / 10
  })
  for (const value of [...doubles, ...random]) {
    expect(written((to) => writeDouble(value, to))).toBe(String(value))
    expect(written((to) => writeDouble(-value, to))).toBe(value === 0 ? '-0' : String(-value))
  }
  expect(written((to) => writeDouble(NaN, to))).toBe('"NaN"')
  expect(written((to) => writeDouble(-Infinity, to))).toBe('"-Infinity"')
})

test('integers', () => {
  for (const value of [0, -1, 2 ** 53 - 1, -(2 ** 53) + 1, 10n ** 18n, -(2n ** 63n)])
    expect(written((to) => writeInteger(value, to))).toBe(String(value))
})

test('times are those of JavaScript, with more digits if there are any', () => {
  for (const ms of [
    0, 1, -1, 999, 86_399_999, 86_400_000, -86_400_001, 1_795_986_326_971, 253_402_300_800_000, 8.64e15, -8.64e15,
  ]) {
    // prettier-ignore
    const iso = new Date(ms).toISOString()
    expect(written((to) => writeTimestamp(ms, 3, false, to))).toBe(`"${iso}"`)
    expect(written((to) => writeTimestamp(ms, 3, true, to))).toBe(`"${iso.slice(0, -1)}"`)
    expect(written((to) => writeTimestamp(BigInt(ms) * 1000n + 7n, 6, false, to))).toBe(`"${iso.slice(0, -1)}007Z"`)
    expect(written((to) => writeTimestamp(BigInt(ms) * 1_000_000n + 7n, 9, true, to))).toBe(
      `"${iso.slice(0, -1)}000007"`,
    )
    if (Math.abs(ms) < 9e12) expect(written((to) => writeTimestamp(ms * 1000 + 12, 6, false, to))).toBe(`"${iso.slice(0, -1)}012Z"`) // prettier-ignore
    expect(written((to) => writeDate(Math.floor(ms / 86_400_000), to))).toBe(`"${iso.replace(/T.*/, '')}"`)
  }
})

test('dates outside the range are not written', () => {
  expect(written((to) => expect(writeTimestamp(8.64e15 + 1, 3, false, to)).toBe(false))).toBe('')
  expect(written((to) => expect(writeTimestamp(2n ** 63n - 1n, 6, false, to)).toBe(false))).toBe('')
  expect(written((to) => expect(writeDate(100_000_001, to)).toBe(false))).toBe('')
})
