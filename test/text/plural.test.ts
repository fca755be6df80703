import {expect, test} from 'vitest'
import {counted, grouped, plural, signed} from '../../src/lib/text/plural.ts'

test.each([
  [0, '0'],
  [999, '999'],
  [1000, '1,000'],
  [1_234_567, '1,234,567'],
])('%d is written %s', (number, text) => expect(grouped(number)).toBe(text))

test.each([
  [1, 'topic', undefined, '1 topic'],
  [0, 'topic', undefined, '0 topics'],
  [1200, 'batch', 'batches', '1,200 batches'],
])('%d %s', (count, noun, many, text) => {
  expect(counted(count, noun, many)).toBe(text)
  expect(text.endsWith(` ${plural(count, noun, many)}`)).toBe(true)
})

test('a difference carries its sign', () => expect([5, 0, -5].map(signed)).toEqual(['+5', '0', '-5']))
