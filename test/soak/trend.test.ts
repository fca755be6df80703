import {expect, test} from 'vitest'
import {trendOf} from './trend.ts'

test('the slope of what grows steadily, and of what only goes up and down', () => {
  const points = (value: (minute: number) => number) =>
    Array.from({length: 90}, (_, minute) => ({atMs: minute * 60_000, value: value(minute)}))
  expect(trendOf(points((minute) => 100 + 2 * minute))).toMatchObject({perHour: 120, last: 278, growth: 118})
  expect(Math.abs(trendOf(points((minute) => 100 + (minute % 2))).perHour)).toBeLessThan(0.2)
  // The first third is left out.
  expect(trendOf(points((minute) => Math.min(30, minute))).perHour).toBe(0)
})
