import {expect, test} from 'vitest'
import {listed} from '../../src/lib/text/listed.ts'

test('words become an enumeration with a conjunction before the last', () => {
  expect(listed([])).toBe('')
  expect(listed(['a'])).toBe('a')
  expect(listed(['a', 'b'])).toBe('a or b')
  expect(listed(['a', 'b', 'c'], 'and')).toBe('a, b and c')
})
