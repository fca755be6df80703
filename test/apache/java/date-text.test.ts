// Answers of Java 17's SimpleDateFormat.
import {afterEach, expect, test} from 'vitest'
import {minuteText} from '../../../src/lib/apache/java/date-text.ts'

const zone = process.env['TZ']
afterEach(() => {
  if (zone === undefined) delete process.env['TZ']
  else process.env['TZ'] = zone
})

test.each([
  ['UTC', 0, '1970-01-01T00:00'],
  ['UTC', 1_704_164_645_000, '2024-01-02T03:04'],
  ['UTC', 1_709_209_799_999, '2024-02-29T12:29'],
  ['UTC', 4_102_444_800_000, '2100-01-01T00:00'],
  ['UTC', 253_402_300_800_000, '10000-01-01T00:00'],
  ['UTC', -1, '1969-12-31T23:59'],
  ['UTC', -62_135_596_800_000, '0001-01-03T00:00'],
  ['UTC', -12_219_292_800_000, '1582-10-15T00:00'],
  ['UTC', -12_219_292_800_001, '1582-10-04T23:59'],
  ['UTC', -62_198_755_200_000, '0002-01-03T00:00'],
  ['UTC', 2 ** 53 - 1, '287396-10-12T08:59'],
  ['UTC', 2 ** 63, '292278994-08-17T07:12'],
  ['UTC', -(2 ** 63), '292269055-12-02T16:47'],
  ['UTC', 8.64e15, '275760-09-13T00:00'],
  ['UTC', 1 - 2 ** 53, '283452-01-16T15:00'],
  ['UTC', -30_610_224_000_000, '0999-12-27T00:00'],
  ['Asia/Kolkata', 1_704_164_645_000, '2024-01-02T08:34'],
  ['Asia/Kolkata', -1, '1970-01-01T05:29'],
  ['Asia/Kolkata', -12_219_292_800_001, '1582-10-15T05:29'],
  ['Asia/Kolkata', 2 ** 63, '292278994-08-17T12:42'],
])('%s, %d ms: %s', (timeZone, ms, text) => {
  process.env['TZ'] = timeZone
  expect(minuteText(ms)).toBe(text)
})
