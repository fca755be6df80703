import {describe, expect, test} from 'vitest'
import {eitherNamesOr, fromPairs, partitionNumbers, wholeNumber} from '../../src/lib/cli/flags.ts'
import {unescaped} from '../../src/lib/cli/separators.ts'

describe('whole numbers', () => {
  test.each([
    ['0', 0],
    ['-5', -5],
    ['+7', 7],
  ])("'%s' is a whole number", (text, number) => expect(wholeNumber(text)).toBe(number))
  test.each(['', '1.5', '1e3', 'x', '0x10', ' 1'])("'%s' is not a whole number", (text) =>
    expect(() => wholeNumber(text)).toThrow(`'${text}' is not a whole number`),
  )
  test('bounds of a whole number are inclusive', () => {
    expect(wholeNumber('1', 1, 3)).toBe(1)
    expect(wholeNumber('3', 1, 3)).toBe(3)
    expect(() => wholeNumber('0', 1, 3)).toThrow('0 is less than 1')
    expect(() => wholeNumber('4', 1, 3)).toThrow('4 is more than 3')
  })
  test('a whole number that JavaScript cannot hold is refused, not rounded', () =>
    expect(() => wholeNumber('9007199254740993')).toThrow('is more than'))
})

describe('partitions', () => {
  test.each([
    ['0', [0]],
    ['3,1', [1, 3]],
    ['0-3,2,9', [0, 1, 2, 3, 9]],
  ])("'%s' names partitions", (text, numbers) => expect(partitionNumbers(text)).toEqual(numbers))
  test.each(['', 'x', '1,', '-1', '3-1', '1-2-3'])("'%s' names no partitions", (text) =>
    expect(() => partitionNumbers(text)).toThrow(/is not a (partition|range)/),
  )
})

test('pairs become an object, and a name that is given twice is refused', () => {
  expect(
    fromPairs('config', [
      ['a', '1'],
      ['b', 'x=y'],
    ]),
  ).toEqual({a: '1', b: 'x=y'})
  expect(() =>
    fromPairs('config', [
      ['a', '1'],
      ['a', '2'],
    ]),
  ).toThrow('--config sets a twice')
})

test('a command takes either names or the flag that stands for all of them', () => {
  eitherNamesOr('all-groups', ['a'], false, 'groups')
  eitherNamesOr('all-groups', undefined, true, 'groups')
  expect(() => eitherNamesOr('all-groups', undefined, false, 'groups')).toThrow('no groups given')
  expect(() => eitherNamesOr('all-groups', ['a'], true, 'groups')).toThrow('not both')
})

test('escapes in separators stand for characters that are hard to type', () => {
  expect(unescaped('a\\tb\\n\\r\\0\\\\\\x1f|')).toBe('a\tb\n\r\0\\\u001f|')
  expect(() => unescaped('\\q')).toThrow("unknown escape '\\q'")
})
