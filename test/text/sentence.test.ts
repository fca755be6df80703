import {expect, test} from 'vitest'
import {asSentence} from '../../src/lib/text/sentence.ts'

test.each([
  ['it is gone', 'it is gone.'],
  ['is it gone?', 'is it gone?'],
  ['It is gone.', 'It is gone.'],
])('%s', (text, sentence) => expect(asSentence(text)).toBe(sentence))
