// The one executable in parts, as bun gets them; Node runs them as well.
import {spawnSync} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {compileFunction} from 'node:vm'
import {transform} from 'esbuild'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {bundleParts} from '../../scripts/compile/bundle.ts'
import {withPlainExports} from '../../scripts/compile/plain-exports.ts'

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

test('an import from another module is a plain property, and not a getter that calls a getter', async () => {
  const source = `
    import fs, {readFileSync} from 'node:fs'
    import {half} from './half.ts'
    export {half as again, twice} from './half.ts'
    export const later = () => import('./half.ts')
    export const isNodes = fs.readFileSync === readFileSync
    export function quarter(n) { return half(half(n)) }
    export default class Whole {}
    export function whileOpen() {
      using door = {[Symbol.dispose]: () => events.push('shut')}
      events.push(typeof door)
    }`
  const {code} = await transform(source, {
    loader: 'ts',
    format: 'cjs',
    target: 'node22',
    supported: {'dynamic-import': false},
  })
  const half = {__esModule: true, half: (n: number) => n / 2, twice: (n: number) => n * 2}
  const module = {exports: {} as Record<string, unknown>}
  const load = (name: string) => (name === './half.ts' ? half : process.getBuiltinModule(name))
  const events: string[] = []
  compileFunction(withPlainExports(code, 'quarter.ts'), ['module', 'require', 'events'])(module, load, events)
  const {quarter, later, whileOpen, ...others} = module.exports as {
    quarter(n: number): number
    later(): Promise<unknown>
    whileOpen(): void
  }
  expect(quarter(4)).toBe(1)
  whileOpen()
  expect(events).toEqual(['object', 'shut'])
  expect(await later()).toBe(half)
  expect(others).toMatchObject({again: half.half, twice: half.twice, isNodes: true, default: expect.any(Function)})
  const properties = Object.values(Object.getOwnPropertyDescriptors(module.exports))
  expect(properties.filter(({get}) => get !== undefined)).toEqual([])
})

test('a module without exports stays as it is, and unknown code is refused', () => {
  expect(withPlainExports('run()\n', 'a.ts')).toBe('run()\n')
  expect(() => withPlainExports('__export(all, {})\n', 'a.ts')).toThrow('a.ts')
})
