// npm run test:one-file: what is promised of kafkit with Node holds for the one executable, too. Makes it (or takes KAFKIT_BIN)
// and runs with it every test that starts kafkit or a drop-in, found by the helpers that such tests import, and all of parity.
import {spawnSync} from 'node:child_process'
import {globSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {compile, executableOf} from '../scripts/compile/compile.ts'
import {thisTarget} from '../scripts/compile/runtimes.ts'

const root = join(import.meta.dirname, '..')
const startsKafkit = /from '[./]*\/support\/(?:cli|built-kafkit)\.ts'/

async function executable(): Promise<string> {
  if (process.env['KAFKIT_BIN']) return process.env['KAFKIT_BIN']
  const own = thisTarget()
  if (own === undefined) throw new Error(`there is no runtime for ${process.platform}-${process.arch}`)
  if (!run('node', ['scripts/build.ts'])) process.exit(1)
  await compile([own], console.log)
  return executableOf(own)
}

function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): boolean {
  console.log(
    `\n> ${program} ${args.length < 8 ? args.join(' ') : `${args.slice(0, 4).join(' ')} … (${args.length} words)`}`,
  )
  return spawnSync(program, args, {stdio: 'inherit', env, shell: process.platform === 'win32', cwd: root}).status === 0
}

const files = globSync('test/**/*.test.ts', {cwd: root, exclude: ['test/install/**']})
  .filter((file) => startsKafkit.test(readFileSync(join(root, file), 'utf8')))
  .toSorted()
const isReal = (file: string) => /^test[\\/]real[\\/]/.test(file)
const env = {...process.env, KAFKIT_BIN: await executable()}
const passed = [
  run('vitest', ['run', '--project', 'unit', ...files.filter((file) => !isReal(file))], env),
  run('vitest', ['run', '--project', 'real', ...files.filter(isReal)], env),
  run('node', ['test/parity/run.ts'], env),
]
process.exitCode = passed.every(Boolean) ? 0 : 1
