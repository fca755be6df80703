import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {fileReader, pathChunks} from '../../../src/lib/records/readers/file-reader.ts'
import {all} from '../support/read-all.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-files-'))
beforeAll(() => {
  mkdirSync(join(folder, 'sub'))
  writeFileSync(join(folder, 'b'), 'second\nline\n')
  writeFileSync(join(folder, 'a'), '')
  writeFileSync(join(folder, 'sub/c'), 'third')
})
afterAll(() => rmSync(folder, {recursive: true}))

test('all files in and below a folder are read, in order', async () => {
  let paths = ''
  for await (const chunk of pathChunks(folder)) paths += chunk.toString()
  expect(paths).toBe(['a', 'b', 'sub/c'].map((name) => `${join(folder, name)}\n`).join(''))
  expect(all(fileReader(), paths).map(({value}) => value)).toEqual(['', 'second\nline\n', 'third'])
})

test('the path as it was given is the key', () => {
  const path = join(folder, 'b')
  expect(all(fileReader({pathKey: true}), `\n${path}\n`)).toMatchObject([{key: path, value: 'second\nline\n'}])
})

test.each<[string, number, string]>([
  ['nowhere', 100, 'cannot be sent: ENOENT'],
  ['sub', 1_000_000, 'cannot be sent: EISDIR'],
  ['b', 5, 'cannot be sent: 12 bytes, which is more than 5'],
])('the file %s of at most %i bytes is an error: %s', (name, maxBytes, sentence) => {
  expect(() => all(fileReader({maxBytes}), `${join(folder, name)}\n`)).toThrow(sentence)
})
