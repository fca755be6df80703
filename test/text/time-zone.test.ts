import {expect, test} from 'vitest'
import {fromWall, isoText, parseTimeZone, utc} from '../../src/lib/text/time-zone.ts'

// What java.time prints: ZonedDateTime.ofInstant(…, ZoneId.of(ZONE)).toOffsetDateTime().
test.each([
  ['2026-01-15T11:00:00.000Z', 'Europe/Berlin', '2026-01-15T12:00:00.000+01:00'],
  ['2026-07-15T11:00:00.250Z', 'Europe/Berlin', '2026-07-15T13:00:00.250+02:00'],
  ['2026-03-29T00:59:59.999Z', 'Europe/Berlin', '2026-03-29T01:59:59.999+01:00'],
  ['2026-03-29T01:00:00.000Z', 'Europe/Berlin', '2026-03-29T03:00:00.000+02:00'],
  ['2026-07-15T11:00:00.000Z', 'Asia/Kathmandu', '2026-07-15T16:45:00.000+05:45'],
  ['2026-07-15T11:00:00.000Z', 'America/St_Johns', '2026-07-15T08:30:00.000-02:30'],
  ['2026-07-15T11:00:00.000Z', '-03:30', '2026-07-15T07:30:00.000-03:30'],
  ['2026-07-15T11:00:00.000Z', '+5', '2026-07-15T16:00:00.000+05:00'],
  ['2026-07-15T11:00:00.000Z', 'Etc/UTC', '2026-07-15T11:00:00.000+00:00'],
  ['2026-07-15T11:00:00.000Z', 'utc', '2026-07-15T11:00:00.000Z'],
])('%s in %s is %s', (iso, zone, expected) => {
  const text = isoText(Date.parse(iso), parseTimeZone(zone))
  expect(text).toBe(expected)
  expect(Date.parse(text)).toBe(Date.parse(iso))
})

// As LocalDateTime.parse(…).atZone(ZoneId.of("Europe/Berlin")).toInstant().
test.each([
  ['2026-10-25T02:30:00Z', '2026-10-25T00:30:00.000Z'], // shown twice: the first time, in summer time
  ['2026-03-29T02:30:00Z', '2026-03-29T01:30:00.000Z'], // never shown: an hour later, 03:30+02:00
  ['2026-03-29T03:00:00Z', '2026-03-29T01:00:00.000Z'],
  ['2026-10-25T03:00:00Z', '2026-10-25T02:00:00.000Z'],
])('a clock in Berlin that shows %s', (wall, expected) => {
  expect(new Date(fromWall(Date.parse(wall), parseTimeZone('Europe/Berlin'))).toISOString()).toBe(expected)
})

test('the local zone is that of the process', () => {
  const time = Date.parse('2026-07-15T11:00:00.000Z')
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone
  expect(parseTimeZone('local').aheadAt(time)).toBe(parseTimeZone(here).aheadAt(time))
})

test('times in any order get the clock of their moment', () => {
  const zone = parseTimeZone('Europe/Berlin')
  const [winter, summer] = [Date.parse('2026-01-01T00:00:00Z'), Date.parse('2026-07-01T00:00:00Z')]
  expect([winter, summer, winter, summer].map(zone.aheadAt)).toEqual([3_600_000, 7_200_000, 3_600_000, 7_200_000])
})

test('a time beyond what Date can express stays a number', () => {
  expect(isoText(9e15, utc)).toBe('9000000000000000')
  expect(isoText(8.64e15, parseTimeZone('+02:00'))).toBe('8640000000000000')
})

test.each(['Mars/Base', '', '+25:00', '+02:99', 'CEST2', '2'])("'%s' is not a time zone", (text) =>
  expect(() => parseTimeZone(text)).toThrow(
    `'${text}' is not a time zone: write for example Europe/Berlin, +02:00, UTC or local`,
  ),
)
