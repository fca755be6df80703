import {expect, test} from 'vitest'
import {ageText, etaText, rateText, unreadSince} from '../../../src/lib/views/lag/row-text.ts'

test.each([
  ['before a second look there is no time to go', 100, null, null],
  ['a lag that shrinks has a time to go', 100, {inPerSecond: 10, outPerSecond: 20, etaMs: 10_000}, '10s'],
  ['a lag that grows never ends', 100, {inPerSecond: 10, outPerSecond: 5, etaMs: null}, 'never'],
  ['a lag that stands still never ends', 7, {inPerSecond: 0, outPerSecond: 0, etaMs: null}, 'never'],
  [
    'a group that keeps up with a little unread is not said to never end',
    15,
    {inPerSecond: 10, outPerSecond: 9, etaMs: null},
    '-',
  ],
])('%s', (_, lag, rate, text) => expect(etaText({lag, rate})).toBe(text))

test.each([
  ['record', 90_000, '1m30s'],
  ['batch', 90_000, '1m30s'],
  ['estimate', 90_000, '~1m30s'],
  ['caughtUp', 0, '0s'],
  ['unknown', null, '?'],
] as const)('an age with the basis %s of %s ms reads %s', (basis, ms, text) =>
  expect(ageText({age: {ms, basis, timestamp: null, error: null}})).toBe(text),
)

test('an age that was not asked for has no text', () => expect(ageText({age: null})).toBe(null))

test('a timestamp that is not a date is not shown', () => {
  const since = (timestamp: number) => unreadSince({age: {ms: 0, basis: 'record', timestamp, error: null}})
  expect(since(0)).toBe('1970-01-01T00:00:00.000Z')
  expect(since(Number.MAX_SAFE_INTEGER)).toBe(null)
})

test('rates have one decimal at most', () => {
  expect([12.34, 5, undefined].map(rateText)).toEqual(['12.3/s', '5/s', null])
})
