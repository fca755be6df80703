import {expect, test} from 'vitest'
import {shellWord} from '../../src/lib/text/shell-word.ts'

test.each([
  ['/var/lib/undo.json', '/var/lib/undo.json'],
  ['my file.json', "'my file.json'"],
  ["it's", "'it'\\''s'"],
  ['$HOME', "'$HOME'"],
  ['', "''"],
])('%s in a shell', (text, word) => expect(shellWord(text)).toBe(word))
