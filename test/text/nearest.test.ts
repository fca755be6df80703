import {expect, test} from 'vitest'
import {nearest} from '../../src/lib/text/nearest.ts'

test.each([
  ['topcis', 'topics'],
  ['descibe', 'describe'],
  ['ouptut', 'output'],
  ['x', undefined],
  ['something-else', undefined],
])('%s was meant to be %s', (typed, meant) => expect(nearest(typed, ['topics', 'describe', 'output'])).toBe(meant))

test.each([
  ['desc', ['delete', 'describe', 'list'], 'describe'],
  ['js', ['jsonl', 'json', 'csv'], 'json'],
  ['to', ['to-offset', 'to-group'], undefined],
  ['e', ['a', 'b'], undefined],
  ['ab', ['xy'], undefined],
])('%s among %j: a prefix wins, and nothing in common is nothing', (typed, words, meant) =>
  expect(nearest(typed, words)).toBe(meant),
)
