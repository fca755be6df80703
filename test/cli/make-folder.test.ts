import {mkdtempSync, rmSync, statSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, expect, test} from 'vitest'
import {makeFolder} from '../../src/lib/cli/make-folder.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-make-folder-'))
afterAll(() => rmSync(folder, {recursive: true}))

test('a folder is made with all that it lies in, for its user alone if that is wanted', async () => {
  await makeFolder(join(folder, 'a/b/c'), {mode: 0o700})
  expect(statSync(join(folder, 'a/b/c')).isDirectory()).toBe(true)
  expect(statSync(join(folder, 'a')).mode & 0o777).toBe(0o700)
  await makeFolder(join(folder, 'a/b/c'))
  await Promise.all(['x', 'x', 'y'].map((name) => makeFolder(join(folder, 'race', name, 'z'))))
})

test('what is there and is no folder is an error', async () => {
  writeFileSync(join(folder, 'file'), '')
  await expect(makeFolder(join(folder, 'file'))).rejects.toMatchObject({code: 'EEXIST'})
  await expect(makeFolder(join(folder, 'file/below'))).rejects.toMatchObject({code: 'ENOTDIR'})
})

test.skipIf(process.platform !== 'linux')(
  'a file system that makes no folders is an error, and not waited for',
  async () => {
    await expect(makeFolder('/proc/nosuch/folder')).rejects.toMatchObject({code: 'ENOENT'})
  },
)
