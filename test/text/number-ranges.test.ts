import {expect, test} from 'vitest'
import {numberRanges} from '../../src/lib/text/number-ranges.ts'

test.each([
  [[3], '3'],
  [[3, 4, 5, 6], '3 to 6'],
  [[3, 6], '3 and 6'],
  [[1, 2, 3, 5, 9], '1 to 3, 5 and 9'],
  [[1, 3, 5, 7, 8], '1, 3, 5 and 7 to 8'],
  [[1, 3, 5, 7, 9, 10], '1, 3, 5, 7 and 2 more'],
  [[], ''],
])('%j is %s', (numbers, text) => {
  expect(numberRanges(numbers)).toBe(text)
})
