import {describe, expect, test} from 'vitest'
import {
  durationText,
  parseDuration,
  parseSize,
  parseTime,
  resolveTime,
  sizeText,
} from '../../src/lib/text/quantities.ts'

describe('durations', () => {
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

  test.each(['', '5', 'h', '5x', '5 m', '-5m', 'P', 'PT', 'P1M', 'P1Y', '1m1', 'm5', '1e3s'])("'%s' is none", (text) =>
    expect(() => parseDuration(text)).toThrow(`'${text}' is no duration`),
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
})

describe('times', () => {
  const now = Date.parse('2026-03-01T12:00:00Z')
  const resolved = (text: string) => new Date(resolveTime(parseTime(text), now)).toISOString()

  test.each([
    ['2026-02-28T14:30:00Z', '2026-02-28T14:30:00.000Z'],
    ['2026-02-28T14:30:00', '2026-02-28T14:30:00.000Z'],
    ['2026-02-28T14:30', '2026-02-28T14:30:00.000Z'],
    ['2026-02-28 14:30', '2026-02-28T14:30:00.000Z'],
    ['2026-02-28', '2026-02-28T00:00:00.000Z'],
    ['2026-02-28T14:30:00.5Z', '2026-02-28T14:30:00.500Z'],
    ['2026-02-28T14:30:00.123456789Z', '2026-02-28T14:30:00.123Z'],
    ['2026-02-28T14:30:00+02:00', '2026-02-28T12:30:00.000Z'],
    ['2026-02-28T14:30:00-0530', '2026-02-28T20:00:00.000Z'],
    ['2026-02-28T14:30:00+09', '2026-02-28T05:30:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['1772280000000', '2026-02-28T12:00:00.000Z'],
    ['0', '1970-01-01T00:00:00.000Z'],
    ['now', '2026-03-01T12:00:00.000Z'],
    ['-2h', '2026-03-01T10:00:00.000Z'],
    ['2h ago', '2026-03-01T10:00:00.000Z'],
    ['-P1D', '2026-02-28T12:00:00.000Z'],
  ])('%s is %s', (text, iso) => expect(resolved(text)).toBe(iso))

  test.each([
    '',
    'yesterday',
    '2026-02-30',
    '2026-13-01',
    '2026-02-28T25:00',
    '2026-02-28T14:60',
    '14:30',
    '2026-02-29',
  ])("'%s' is none", (text) => expect(() => parseTime(text)).toThrow(`'${text}' is no time`))

  test('seconds are not taken for milliseconds', () =>
    expect(() => parseTime('1772280000')).toThrow(
      'looks like seconds since 1970, but milliseconds are expected: 1772280000000',
    ))
})

describe('sizes', () => {
  test.each([
    ['1048576', 1_048_576],
    ['16k', 16_384],
    ['512KiB', 524_288],
    ['1MB', 1_000_000],
    ['1.5MiB', 1_572_864],
    ['2 GB', 2_000_000_000],
    ['1t', 1_099_511_627_776],
  ])('%s is %d bytes', (text, bytes) => expect(parseSize(text)).toBe(bytes))

  test.each(['', 'k', '-1', '1x', '1e3', '9007199254740993'])("'%s' is none", (text) =>
    expect(() => parseSize(text)).toThrow('is no size'),
  )

  test.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1536, '1.5 KiB'],
    [1_048_575, '1.0 MiB'],
    [2 * 1024 ** 3, '2.0 GiB'],
  ])('%d bytes read %s', (bytes, text) => expect(sizeText(bytes)).toBe(text))
})
