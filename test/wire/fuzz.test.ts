// A short run of what `npm run fuzz` does for as long as one likes.
import {expect, test} from 'vitest'
import {fuzzOnce, fuzzTargets} from '../support/fuzz.ts'

const rounds = 60
const targets = await fuzzTargets()

test(`${targets.length} decoders, ${rounds} random and mutated inputs each: a value or an error message`, async () => {
  const outcomes = {value: 0, refused: 0}
  for (const target of targets)
    for (let seed = 1; seed <= rounds; seed++) outcomes[await fuzzOnce(target, seed * 7919)]++
  // Both must happen, or the inputs are all rubbish or all valid.
  expect(outcomes.value).toBeGreaterThan(targets.length)
  expect(outcomes.refused).toBeGreaterThan(targets.length * 10)
})

test('an unexpected exception is reported with its input', async () => {
  const target = {name: 'broken', seeds: [Buffer.from('abc')], read: () => { throw new TypeError('x is undefined') }} // prettier-ignore
  await expect(fuzzOnce(target, 1)).rejects.toThrow(/^broken, seed 1: x is undefined\ninput: /)
  const greedy = {name: 'greedy', seeds: [Buffer.from('abc')], read: () => 1000, mayBecome: () => 10}
  await expect(fuzzOnce(greedy, 1)).rejects.toThrow('1000 bytes made of')
})
