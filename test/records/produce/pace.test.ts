import {expect, test} from 'vitest'
import {Pace} from '../../../src/lib/records/produce/pace.ts'

/** Takes records at the pace it says and tells when each was taken, ms. */
function times(pace: (now: () => number) => Pace, records: number, bytes = 100) {
  let now = 0
  const limited = pace(() => now)
  return Array.from({length: records}, () => {
    const at = now
    now += limited.take(bytes)
    return at
  })
}

test('a limit in records per second is kept', () => {
  expect(times((now) => new Pace({recordsPerSecond: 10}, now), 4)).toEqual([0, 100, 200, 300])
})

test('waits too short for a timer are added up', () => {
  const found = times((now) => new Pace({recordsPerSecond: 10_000}, now), 10_001)
  expect(found.at(-1)).toBeGreaterThan(990)
  expect(found.at(-1)).toBeLessThan(1010)
  expect(new Set(found).size).toBeLessThan(250)
})

test('a limit in bytes per second is kept', () => {
  expect(times((now) => new Pace({bytesPerSecond: 1000}, now), 3, 500)).toEqual([0, 500, 1000])
})

test('a pause is not followed by a burst', () => {
  let now = 0
  const pace = new Pace({recordsPerSecond: 10}, () => now)
  pace.take(0)
  now = 60_000
  expect(pace.take(0)).toBe(100)
  now += 100
  expect(pace.take(0)).toBe(100)
})
