import {expect, test} from 'vitest'
import {nearest} from '../../src/lib/text/nearest.ts'

test.each([
  ['topcis', 'topics'],
  ['descibe', 'describe'],
  ['ouptut', 'output'],
  ['x', undefined],
  ['something-else', undefined],
])('%s was meant to be %s', (typed, meant) => expect(nearest(typed, ['topics', 'describe', 'output'])).toBe(meant))
