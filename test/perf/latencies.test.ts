import {expect, test} from 'vitest'
import {Latencies} from '../../src/lib/perf/latencies.ts'

/** The nearest-rank percentile of a list, from its definition. */
const nearestRank = (values: readonly number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.max(1, Math.ceil(share * values.length)) - 1] ?? NaN

test('percentiles equal those of the sorted list, to 0.2 percent', () => {
  const latencies = new Latencies()
  const values: number[] = []
  // Spread over seven powers of ten, from microseconds to minutes.
  for (let at = 0; at < 20_000; at++) {
    const ms = 0.001 * 1.0009 ** at
    values.push(ms)
    latencies.record(ms)
  }
  const found = latencies.summary()
  for (const [share, value] of [
    [0.5, found?.p50],
    [0.9, found?.p90],
    [0.99, found?.p99],
    [0.999, found?.p999],
  ] as const) {
    const wanted = nearestRank(values, share)
    expect(Math.abs((value ?? NaN) - wanted) / wanted, `p${share}`).toBeLessThan(0.0025)
  }
  expect(found?.max).toBeCloseTo(values.at(-1) ?? NaN, 2)
})

test('one record has all percentiles; without records there is no summary', () => {
  const latencies = new Latencies()
  expect(latencies.summary()).toBeUndefined()
  expect(latencies.histogram()).toEqual([])
  latencies.record(1.5)
  expect(latencies.summary()).toEqual({mean: 1.5, p50: 1.5, p90: 1.5, p99: 1.5, p999: 1.5, max: 1.5})
})

test('the histogram contains each record once, in buckets that double', () => {
  const latencies = new Latencies()
  for (const ms of [0.5, 0.9, 1, 3, 3.9, 200]) latencies.record(ms)
  const buckets = latencies.histogram()
  expect(buckets.reduce((sum, {count}) => sum + count, 0)).toBe(6)
  for (const [at, {upToMs}] of buckets.entries()) if (at > 0) expect(upToMs).toBe(2 * (buckets[at - 1]?.upToMs ?? 0))
  expect(buckets.find(({upToMs}) => upToMs === 0.512)?.count).toBe(1)
  expect(buckets.find(({upToMs}) => upToMs === 1.024)?.count).toBe(2)
  expect(buckets.find(({upToMs}) => upToMs === 4.096)?.count).toBe(2)
  expect(buckets.at(-1)).toEqual({upToMs: 262.144, count: 1})
})
