// What `npm install --global` brings, with the oldest Node that is supported and with the one that is developed with. The Nodes
// are packages of npm; `npm run test:install` has built what is packed.
import {mkdirSync, mkdtempSync, readdirSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {root} from '../../scripts/command-files.ts'
import {doTheJob, runProgram, type Start} from './job.ts'

const work = mkdtempSync(join(tmpdir(), 'kafkit-npm-'))
const isWindows = process.platform === 'win32'
const env: Record<string, string> = Object.fromEntries(
  Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined || /^(npm_|KAFKIT_)/i.test(name) ? [] : [[name, value]],
  ),
)
let tarball = ''

beforeAll(async () => {
  // Built just now: `npm pack` would build again.
  const packed = await runProgram(['npm', 'pack', '--ignore-scripts', '--pack-destination', work], {env, cwd: root})
  expect(packed.code, packed.err).toBe(0)
  tarball = join(work, readdirSync(work).find((name) => name.endsWith('.tgz')) ?? '')
})
afterAll(() => rmSync(work, {recursive: true, force: true}))

const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error']
test.skipIf(isWindows).each([
  ['the oldest that is supported', '22.15.0', 'v22.15.0'],
  ['22', '22', 'v22.'],
  ['24', '24', 'v24.'],
])('the npm package with Node: %s', async (_, version, starts) => {
  const prefix = join(work, `node-${version}`)
  mkdirSync(prefix)
  const install = async (...words: string[]) => {
    const {code, err} = await runProgram(['npm', 'install', ...quiet, '--prefix', prefix, ...words], {env, cwd: work})
    expect(code, err).toBe(0)
  }
  await install(`node-${process.platform}-${process.arch}@${version}`)
  const node = join(prefix, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin/node')
  const own = {
    ...env,
    PATH: `${dirname(node)}:${env['PATH'] ?? ''}`,
    KAFKIT_SANDBOX_DIR: join(prefix, 'sandboxes'),
    KAFKIT_CACHE_DIR: join(prefix, 'cache'),
  }
  await install('--global', tarball)
  const bin = join(prefix, 'bin')
  const start =
    (name: string): Start =>
    (words, stdin) =>
      runProgram([join(bin, name), ...words], {env: own, stdin})
  expect((await start('kafkit')(['--version'])).out).toContain(`(Node ${starts}`)
  await doTheJob(start('kafkit'), start('kafka-topics.sh'))
})
