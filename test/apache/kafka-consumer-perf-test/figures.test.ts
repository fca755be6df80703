// The expected lines are Apache's own: those of printConsumerProgress, and of a run of its tool.
import {expect, test} from 'vitest'
import {intervalLine, wholeLine} from '../../../src/lib/apache/kafka-consumer-perf-test/figures.ts'
import {simpleDateFormat} from '../../../src/lib/apache/java/simple-date-format.ts'

const date = simpleDateFormat('yyyy-MM-dd HH:mm:ss:SSS')
const megabyte = 1_048_576

test.each([
  [
    {start: 1000, end: 1700, joinMs: 50, records: 30, bytes: 5 * megabyte},
    {records: 10, bytes: 2 * megabyte},
    '1970-01-01 00:00:01:700, 0, 5.0000, 4.2857, 30, 28.5714, 50, 650, 4.6154, 30.7692',
  ],
  [
    {start: 1000, end: 1500, joinMs: 900, records: 1, bytes: 7},
    {records: 0, bytes: 0},
    '1970-01-01 00:00:01:500, 0, 0.0000, 0.0000, 1, 2.0000, 900, -400, 0.0000, 0.0000',
  ],
  [
    {start: 0, end: 3000, joinMs: 0, records: 987_654, bytes: 123_456_789},
    {records: 54_321, bytes: 23_456_789},
    '1970-01-01 00:00:03:000, 0, 117.7376, 31.7891, 987654, 311111.0000, 0, 3000, 31.7891, 311111.0000',
  ],
])('an interval: %j after %j', (whole, before, line) => {
  expect(intervalLine(whole, before, date)).toBe(line)
})

test('the line at the end', () => {
  const start = Date.UTC(2026, 10, 30, 14, 26, 43, 431)
  expect(wholeLine({start, end: start + 5153, joinMs: 1377, records: 1_000_016, bytes: 100_001_600}, date)).toBe(
    '2026-11-30 14:26:43:431, 2026-11-30 14:26:48:584, 95.3690, 18.5075, 1000016, 194064.8166, 1377, 3776, 25.2566, 264834.7458',
  )
})
