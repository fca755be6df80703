import {expect, test} from 'vitest'
import {durationText, parseDuration, roughDuration} from '../../src/lib/text/duration.ts'

test.each([
  ['500ms', 500],
  ['30s', 30_000],
  ['5m', 300_000],
  ['5min', 300_000],
  ['1h30m', 5_400_000],
  ['1.5h', 5_400_000],
  ['7d', 604_800_000],
  ['2w', 1_209_600_000],
  ['0s', 0],
  ['PT1H30M', 5_400_000],
  ['pt5m', 300_000],
  ['P7D', 604_800_000],
  ['P1DT12H', 129_600_000],
  ['PT0.5S', 500],
])('%s is %d ms', (text, ms) => expect(parseDuration(text)).toBe(ms))

test.each(['', '5', 'h', '5x', '5 m', '-5m', 'P', 'PT', 'P1M', 'P1Y', '1m1', 'm5', '1e3s'])(
  "'%s' is not a duration",
  (text) => expect(() => parseDuration(text)).toThrow(`'${text}' is not a duration`),
)

test('a bare number is told how seconds are written', () =>
  expect(() => parseDuration('30')).toThrow('for seconds write 30s'))

test.each([
  [0, '0ms'],
  [999, '999ms'],
  [1000, '1s'],
  [1234, '1s234ms'],
  [90_000, '1m30s'],
  [3_600_000, '1h'],
  [3_661_000, '1h1m'],
  [86_400_000 + 5000, '1d'],
  [176_400_000, '2d1h'],
])('%d ms reads %s', (ms, text) => expect(durationText(ms)).toBe(text))

test.each([
  [0, '0s'],
  [350, '350ms'],
  [1499, '1s'],
  [61_700, '1m2s'],
])('%d ms on a screen that changes reads %s', (ms, text) => expect(roughDuration(ms)).toBe(text))
