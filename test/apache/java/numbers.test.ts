import {expect, test} from 'vitest'
import {JavaError} from '../../../src/lib/apache/java/errors.ts'
import {parseJavaDouble} from '../../../src/lib/apache/java/numbers.ts'
import {doubleText} from '../../../src/lib/apache/java/text-forms.ts'

// Asked of Double.parseDouble, Java 17.
test.each([
  ['1', '1.0'],
  ['1.5', '1.5'],
  ['.5', '0.5'],
  ['5.', '5.0'],
  ['1e3', '1000.0'],
  ['1E-3', '0.001'],
  ['+1', '1.0'],
  ['-1', '-1.0'],
  ['1d', '1.0'],
  ['1f', '1.0'],
  [' 12 ', '12.0'],
  ['NaN', 'NaN'],
  ['-Infinity', '-Infinity'],
  ['0x1p3', '8.0'],
  ['0x.8p1', '1.0'],
  ['0x1.8p-1', '0.75'],
  ['0X1P+2f', '4.0'],
  ['1e400', 'Infinity'],
])('parseDouble("%s") is %s', (text, expected) => expect(doubleText(parseJavaDouble(text))).toBe(expected))

test.each([
  ['inf', 'For input string: "inf"'],
  ['0x1', 'For input string: "0x1"'],
  ['', 'empty String'],
  [' ', 'empty String'],
  ['1_000', 'For input string: "1_000"'],
  ['1,5', 'For input string: "1,5"'],
  ['.', 'For input string: "."'],
  ['e1', 'For input string: "e1"'],
  ['1e', 'For input string: "1e"'],
  ['0xp1', 'For input string: "0xp1"'],
  ['1L', 'For input string: "1L"'],
  ['--1', 'For input string: "--1"'],
])('parseDouble("%s") fails: %s', (text, message) =>
  expect(() => parseJavaDouble(text)).toThrow(new JavaError('java.lang.NumberFormatException', message)),
)
