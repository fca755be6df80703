import {expect, test} from 'vitest'
import {counted, grouped, listed, nearest, signed, shellWord} from '../../src/lib/text/words.ts'
import {visible, visibleInLine} from '../../src/lib/cli/visible.ts'

test.each([
  [0, '0'],
  [999, '999'],
  [1000, '1,000'],
  [1_234_567, '1,234,567'],
])('%d is written %s', (number, text) => expect(grouped(number)).toBe(text))

test('one thing, several things', () => {
  expect(counted(1, 'topic')).toBe('1 topic')
  expect(counted(0, 'topic')).toBe('0 topics')
  expect(counted(1200, 'batch', 'batches')).toBe('1,200 batches')
})

test('changes carry their sign', () => expect([5, 0, -5].map(signed)).toEqual(['+5', '0', '-5']))

test('lists in sentences', () => {
  expect(listed([])).toBe('')
  expect(listed(['a'])).toBe('a')
  expect(listed(['a', 'b'])).toBe('a or b')
  expect(listed(['a', 'b', 'c'], 'and')).toBe('a, b and c')
})

test.each([
  ['topcis', 'topics'],
  ['descibe', 'describe'],
  ['ouptut', 'output'],
  ['x', undefined],
  ['something-else', undefined],
])('%s was meant to be %s', (typed, meant) => expect(nearest(typed, ['topics', 'describe', 'output'])).toBe(meant))

test('text of others cannot steer the terminal', () => {
  expect(visible('a\u001b[2Jb\tc\n\u009bd')).toBe('a\\x1b[2Jb\tc\n\\x9bd')
  expect(visibleInLine('a\tb\nc')).toBe('a\\x09b\\x0ac')
})

test.each([
  ['/var/lib/undo.json', '/var/lib/undo.json'],
  ['my file.json', "'my file.json'"],
  ["it's", "'it'\\''s'"],
  ['$HOME', "'$HOME'"],
  ['', "''"],
])('%s in a shell', (text, word) => expect(shellWord(text)).toBe(word))
