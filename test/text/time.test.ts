import {expect, test} from 'vitest'
import {parseTimeZone} from '../../src/lib/text/time-zone.ts'
import {isoTime, parseTime, resolveTime, wrongUnit} from '../../src/lib/text/time.ts'

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

test.each(['', 'yesterday', '2026-02-30', '2026-13-01', '2026-02-28T25:00', '2026-02-28T14:60', '14:30', '2026-02-29'])(
  "'%s' is not a time",
  (text) => expect(() => parseTime(text)).toThrow(`'${text}' is not a time`),
)

test('seconds are not taken for milliseconds', () =>
  expect(() => parseTime('1772280000')).toThrow('looks like seconds since 1970; in milliseconds it is 1772280000000'))

test.each([
  ['2026-01-15T12:00', 'Europe/Berlin', '2026-01-15T11:00:00.000Z'],
  ['2026-07-15', 'Europe/Berlin', '2026-07-14T22:00:00.000Z'],
  ['2026-07-15 12:00', '+05:30', '2026-07-15T06:30:00.000Z'],
  ['2026-07-15T12:00', 'UTC', '2026-07-15T12:00:00.000Z'],
  // A zone in the text counts for more.
  ['2026-07-15T12:00Z', 'Europe/Berlin', '2026-07-15T12:00:00.000Z'],
  ['2026-07-15T12:00-03:00', 'Europe/Berlin', '2026-07-15T15:00:00.000Z'],
  ['1772280000000', 'Europe/Berlin', '2026-02-28T12:00:00.000Z'],
  ['-2h', 'Asia/Tokyo', '2026-03-01T10:00:00.000Z'],
])('%s in the zone %s is %s', (text, zone, iso) => {
  expect(new Date(resolveTime(parseTime(text), now, parseTimeZone(zone))).toISOString()).toBe(iso)
  if (/^\d{4}-/.test(text)) expect(isoTime(text, parseTimeZone(zone))).toBe(Date.parse(iso))
})

test.each([
  ['1700000000', 'seconds'],
  ['100000000', 'seconds'],
  ['1700000000123456', 'microseconds'],
  ['1700000000123456789', 'nanoseconds'],
])('%s is no time in milliseconds: the unit is named', (text, unit) => {
  expect(() => parseTime(text)).toThrow(`'${text}' looks like ${unit} since 1970; in milliseconds it is `)
  expect(wrongUnit(text)).toContain(unit)
})

test.each(['0', '5', '99999999', '10000000000', '1700000000123', '99999999999999', '-1', '1.7e9', ''])(
  'nothing is said of %s as milliseconds',
  (text) => {
    expect(wrongUnit(text)).toBeUndefined()
  },
)
