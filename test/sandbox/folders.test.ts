import {homedir} from 'node:os'
import {expect, test} from 'vitest'
import {cacheRoot, sandboxFolder, sandboxRoot} from '../../src/lib/sandbox/folders.ts'

test.each([
  [{}, `${homedir()}/.local/share/kafkit/sandbox`, `${homedir()}/.cache/kafkit`],
  [{XDG_DATA_HOME: '/data', XDG_CACHE_HOME: '/cache'}, '/data/kafkit/sandbox', '/cache/kafkit'],
  // The XDG specification: relative paths are invalid and ignored.
  [
    {XDG_DATA_HOME: 'data', XDG_CACHE_HOME: './c'},
    `${homedir()}/.local/share/kafkit/sandbox`,
    `${homedir()}/.cache/kafkit`,
  ],
  [{XDG_DATA_HOME: '/data', KAFKIT_SANDBOX_DIR: '/s', KAFKIT_CACHE_DIR: '/c'}, '/s', '/c'],
])('%j puts sandboxes and cache where the user wants them', (env, sandboxes, cache) => {
  expect(sandboxRoot(env)).toBe(sandboxes)
  expect(cacheRoot(env)).toBe(cache)
})

test.each(['default', 'a', '3.9', 'my_box-2'])('%s can be the name of a sandbox', (name) => {
  expect(sandboxFolder(name, {KAFKIT_SANDBOX_DIR: '/s'})).toBe(`/s/${name}`)
})

test.each(['', '.', '..', '../x', 'a/b', '-x', 'ü', 'x'.repeat(65)])('"%s" cannot be the name of a sandbox', (name) => {
  expect(() => sandboxFolder(name)).toThrow(`"${name}" cannot name a sandbox`)
})
