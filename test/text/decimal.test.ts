import {expect, test} from 'vitest'
import {compareDecimals, isDecimal} from '../../src/lib/text/decimal.ts'

test.each([
  ['9007199254740993', '9007199254740992', 1],
  ['9223372036854775807', '9223372036854775808', -1],
  ['-9223372036854775808', '-9223372036854775807', -1],
  ['18446744073709551615', '18446744073709551615', 0],
  ['0.1', '0.10000000000000000001', -1],
  ['1.50', '1.5', 0],
  ['1e2', '100', 0],
  ['12.3e-1', '1.23', 0],
  ['1e400', '1e401', -1],
  ['-1e400', '-1e401', 1],
  ['1e-400', '0', 1],
  ['0', '-0', 0],
  ['-0.0', '0e5', 0],
  ['2', '10', -1],
])('%s beside %s is %d', (a, b, sign) => {
  expect(Math.sign(compareDecimals(a, b))).toBe(sign)
  expect(Math.sign(compareDecimals(b, a)) + sign).toBe(0)
})

test.each(['1', '-1', '0', '1.5e+10', '-0'])("%s is a number in JSON's grammar", (text) =>
  expect(isDecimal(text)).toBe(true),
)
test.each(['', '01', '+1', '.5', '1.', '0x1', 'NaN', 'Infinity', ' 1', '1e'])('%s is none', (text) =>
  expect(isDecimal(text)).toBe(false),
)
