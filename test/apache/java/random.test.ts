// The expected numbers are those of java.util.Random, JDK 17.
import {expect, test} from 'vitest'
import {JavaRandom} from '../../../src/lib/apache/java/random.ts'

test('nextInt(26) of seed 0, as letters', () => {
  const random = new JavaRandom(0)
  const text = String.fromCharCode(...Array.from({length: 40}, () => random.below(26) + 65))
  expect(text).toBe('SSXVNJHPDQDXVCRASTVYBCWVMGNYKRXVZXKGXTSP')
})

test('a bound at which Java draws again', () => {
  const random = new JavaRandom(7)
  const numbers = Array.from({length: 6}, () => random.below(1_073_741_825))
  expect(numbers).toEqual([20_678_044, 747_989_380, 1_053_566_254, 755_731_200, 259_278_708, 542_588_911])
})
