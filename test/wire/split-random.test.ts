// The expected values are those of java.util.SplittableRandom(0), JDK 17.
import {expect, test} from 'vitest'
import {SplitRandom} from '../../src/lib/wire/split-random.ts'

test('letters are those of nextInt(26) + 65, however they are asked for', () => {
  const letters = 'YQHHNEBSEPDNSEIFGAMSUJXKOLTXSPLGHDIOYZJFNIDSPWHZMKVJAXDBZFCOXYKYRJOGYKDESSJMOIIO'
  const random = new SplitRandom(80)
  let text = ''
  for (const bytes of [1, 7, 0, 32, 40]) {
    random.letters(bytes)
    text += Buffer.from(random.room.subarray(0, bytes)).toString()
  }
  expect(text).toBe(letters)
})

test('numbers below powers of two, below others, and below bounds at which Java draws again', () => {
  const random = new SplitRandom()
  const bounds = [1, 2, 3, 7, 8, 26, 1000, 1_073_741_825, 2_147_483_647, 1_073_741_825, 1_073_741_825]
  const numbers = bounds.map((bound) => random.below(bound))
  expect(numbers).toEqual([0, 1, 0, 5, 2, 4, 207, 739_740_864, 1_311_816_718, 417_343_929, 1_023_875_011])
})
