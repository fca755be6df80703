import {describe, expect, test} from 'vitest'
import {checkExclusions, type Exclusion} from '../../src/lib/cli/exclusions.ts'
import {kafkit} from '../support/cli.ts'

const table: readonly Exclusion[] = [['b', 'a', 'c'], ['c', 'd'], {exactlyOne: ['y', 'x']}]

describe('a table of exclusions', () => {
  test.each([
    [{x: true}],
    [{a: 'text', d: 0, y: ''}],
    // What was not given: nothing, no, an empty list.
    [{a: true, b: false, c: undefined, x: ['one'], y: []}],
  ])('%j is accepted', (flags) => expect(() => checkExclusions(flags, table)).not.toThrow())

  test.each([
    [{a: true, b: 'text', x: true}, '--a and --b exclude each other'],
    [{c: 1, b: 2, a: 0, x: true}, '--a, --b and --c exclude each other'],
    [{d: [1], c: [2], x: true}, '--c and --d exclude each other'],
    [{x: true, y: true}, '--x and --y exclude each other'],
    [{a: true}, 'one of --x or --y is needed'],
  ])('%j is refused: %s', (flags, sentence) => expect(() => checkExclusions(flags, table)).toThrow(sentence))
})

test('any two targets of a reset exclude each other, whichever they are', async () => {
  const line = 'groups reset-offsets billing --all-topics --to-latest --to-current -b 127.0.0.1:1'
  expect(await kafkit(line.split(' '))).toEqual({
    out: '',
    err: 'kafkit: --to-current and --to-latest exclude each other (see kafkit groups reset-offsets --help)\n',
    code: 2,
  })
})

test('a default does not count as given', async () => {
  const line = 'groups reset-offsets billing --all-topics --to-latest --export -b 127.0.0.1:1'
  expect((await kafkit(line.split(' '))).err).toContain('127.0.0.1:1 refused the connection')
  expect((await kafkit([...line.split(' '), '-o', 'table'])).err).toContain('--export and --output exclude each other')
})
