// The one executable in parts, as bun gets them; Node runs them as well.
import {spawnSync} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {bundleParts} from '../../scripts/compile/bundle.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-parts-'))
let files: string[] = []
beforeAll(async () => {
  files = await bundleParts(folder)
  // Tells at the end which parts were loaded.
  writeFileSync(
    join(folder, 'watch.cjs'),
    `process.on('exit', () => process.stderr.write(Object.keys(require.cache).map((file) => /([^\\\\/]+)\\.cjs$/.exec(file)[1]).join(' ')))`,
  )
}, 180_000)
afterAll(() => rmSync(folder, {recursive: true}))

const run = (...args: string[]) => {
  const {stdout, stderr, status} = spawnSync(
    process.execPath,
    ['-r', join(folder, 'watch.cjs'), join(folder, 'kafkit.cjs'), ...args],
    {encoding: 'utf8'},
  )
  return {stdout, status, loaded: stderr.split(' ').filter((part) => part !== 'watch')}
}

test('a short command loads a few small parts, and no package', () => {
  const {stdout, status, loaded} = run('kafka-topics', '--version')
  expect({stdout, status}).toEqual({stdout: '4.3.1\n', status: 0})
  expect(loaded).toEqual(expect.arrayContaining(['kafkit', 'cli', 'apache-kafka-topics']))
  expect(loaded.filter((part) => /^(?:npm|commands|main)/.test(part))).toEqual([])
  const bytes = loaded.reduce((sum, part) => sum + readFileSync(join(folder, `${part}.cjs`)).length, 0)
  const all = files.reduce((sum, file) => sum + readFileSync(join(folder, file)).length, 0)
  expect(bytes / all).toBeLessThan(0.15)
})

test('a command finds in other parts what it imports', () => {
  const {stdout, status, loaded} = run('output-schema', 'topics', 'list', '--no-such-flag')
  expect({stdout, status}).toEqual({stdout: '', status: 2})
  expect(loaded).toEqual(expect.arrayContaining(['main', 'commands', 'npm-oclif-core']))
})

test('each character is one byte, so that the engine need not convert the text', () => {
  for (const file of files) expect(readFileSync(join(folder, file)).every((byte) => byte < 0x80)).toBe(true)
})
