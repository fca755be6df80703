// npm run test:install: makes the executable for this machine and the files of a release from it, and installs them in folders
// of their own. Minutes, 50 MB to fetch, and Go for .deb and .rpm: not part of npm test.
import {spawnSync} from 'node:child_process'
import {thisTarget} from '../../scripts/compile/runtimes.ts'

const own = thisTarget()
if (own === undefined) {
  console.error(`there is no runtime for ${process.platform}-${process.arch}`)
  process.exit(1)
}
const steps = [
  ['node', 'scripts/compile/compile.ts', own],
  ['node', 'scripts/release/release.ts', own],
  ['node', 'scripts/compile/sea.ts', '--no-build'],
  ['vitest', 'run', '--project', 'install', ...process.argv.slice(2)],
]
for (const [program = '', ...args] of steps) {
  console.log(`\n> ${program} ${args.join(' ')}`)
  const {status} = spawnSync(program, args, {stdio: 'inherit', shell: process.platform === 'win32'})
  if (status !== 0) process.exit(1)
}
