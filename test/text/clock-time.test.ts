import {expect, test} from 'vitest'
import {clockTime} from '../../src/lib/text/clock-time.ts'

test.each([
  ['UTC', '12:00:00 UTC'],
  ['Europe/Berlin', '13:00:00 CET'],
  ['America/New_York', '07:00:00 GMT-5'],
  ['Asia/Kolkata', '17:30:00 GMT+5:30'],
])('the time of groups top says in which zone it is: %s', (zone, text) =>
  expect(clockTime(Date.UTC(2026, 2, 1, 12), zone)).toBe(text),
)
