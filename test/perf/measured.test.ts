import {expect, test} from 'vitest'
import {compareRuns, earlierRun, type EarlierRun, type Measured} from '../../src/lib/perf/measured.ts'

const latency = (p50: number, p99: number) => ({mean: p50, p50, p90: p99, p99, p999: p99, max: p99})
const measured = (rate: number | null, p50: number, p99: number): Measured => ({
  records: 10,
  failed: 0,
  bytes: 10,
  elapsedMs: 10,
  recordsPerSecond: rate,
  bytesPerSecond: rate,
  latencyMs: latency(p50, p99),
  histogram: [],
  stoppedBy: 'done',
})
const before: EarlierRun = {kind: 'produce', settings: {}, recordsPerSecond: 1000, latencyMs: latency(10, 100)}
const verdicts = (now: Measured, paced = false) =>
  Object.fromEntries(compareRuns(before, now, {tolerance: 10, paced}).map(({figure, verdict}) => [figure, verdict]))

test('slower rates and higher latencies are worse, beyond the tolerance', () => {
  expect(verdicts(measured(950, 10.5, 109))).toEqual({recordsPerSecond: 'same', 'latencyMs.p50': 'same', 'latencyMs.p99': 'same'}) // prettier-ignore
  expect(verdicts(measured(800, 12, 80))).toEqual({recordsPerSecond: 'worse', 'latencyMs.p50': 'worse', 'latencyMs.p99': 'better'}) // prettier-ignore
  expect(verdicts(measured(2000, 10, 100))['recordsPerSecond']).toBe('better')
  // A rate that was asked for says nothing.
  expect(verdicts(measured(1, 10, 100), true)).toEqual({'latencyMs.p50': 'same', 'latencyMs.p99': 'same'})
})

test.each([
  ['{', /is not JSON; kafkit perf produce prints one/],
  ['[]', /is not what kafkit perf prints/],
  ['null', /is not what kafkit perf prints/],
  ['{"kafkitPerf":1,"kind":"e2e","settings":{}}', /is of kafkit perf e2e/],
  ['{"kafkitPerf":1,"kind":"produce","settings":{},"stoppedBy":"signal"}', /was interrupted/],
  ['{"kafkitPerf":1,"kind":"produce","settings":{"acks":"1"},"stoppedBy":"done"}', /acks was 1, but is all/],
])('%s is refused for a comparison', (text, sentence) => {
  expect(() => earlierRun('old.json', text, 'produce', {acks: 'all'})).toThrow(sentence)
})
