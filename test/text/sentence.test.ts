import {expect, test} from 'vitest'
import {asSentence, withoutQuoted} from '../../src/lib/text/sentence.ts'

test.each([
  ['it is gone', 'it is gone.'],
  ['is it gone?', 'is it gone?'],
  ['It is gone.', 'It is gone.'],
])('%s', (text, sentence) => expect(asSentence(text)).toBe(sentence))

test('what a sentence quotes is left out', () => {
  expect(withoutQuoted('a:1 refused the login: no (PLAIN)', 'no')).toBe('a:1 refused the login (PLAIN)')
  expect(withoutQuoted('a:1 refused the login', '')).toBe('a:1 refused the login')
})
