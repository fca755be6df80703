// STYLE.md: files are short, and one that is not says why.
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {root} from '../../scripts/command-files.ts'
import {trackedFiles} from '../support/tracked-files.ts'

const sources = trackedFiles()
  .filter((path) => path.startsWith('src/') && path.endsWith('.ts'))
  .map((path) => ({path, text: readFileSync(join(root, path), 'utf8')}))
const linesOf = (text: string) => text.split('\n').length - 1

test('a source file over 300 lines gives the reason in its first comment', () => {
  expect(sources.length).toBeGreaterThan(1000)
  const long = sources.filter(({text}) => linesOf(text) > 300)
  expect(long.length).toBeGreaterThan(0)
  const silent = long.filter(({text}) => {
    const [comment = ''] = /^(?:\/\/.*\n)+/.exec(text) ?? []
    return !comment.replaceAll('\n// ', ' ').includes('Over 300 lines')
  })
  expect(silent.map(({path}) => path)).toEqual([])
})

test('no command is over 250 lines', () => {
  const long = sources.filter(({path, text}) => path.startsWith('src/commands/') && linesOf(text) > 250)
  expect(long.map(({path}) => path)).toEqual([])
})
