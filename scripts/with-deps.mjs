// The first thing that runs on a bare clone: plain JavaScript for Node 20, no packages. Installs what is missing, then
// starts the named script with the project's own Node.
//   node scripts/with-deps.mjs scripts/test.ts [argument ...]
import {spawnSync} from 'node:child_process'
import {createHash} from 'node:crypto'
import {existsSync, readFileSync, writeFileSync} from 'node:fs'
import {delimiter, dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const modules = join(root, 'node_modules')
const stamp = join(modules, '.installed')
const lock = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex')
const [script, ...rest] = process.argv.slice(2)

if (!script) {
  console.error('usage: node scripts/with-deps.mjs SCRIPT [ARGUMENT ...]')
  process.exit(2)
}
const installed = existsSync(stamp) && readFileSync(stamp, 'utf8') === lock && existsSync(join(modules, 'node'))
if (!installed) {
  console.log('> npm ci   (packages of package-lock.json, Node 24 among them; once)')
  // One line, not two arguments and a shell: npm is a .cmd file on Windows.
  const npm = spawnSync('npm ci --loglevel=error --no-fund --no-audit', {cwd: root, stdio: 'inherit', shell: true})
  if (npm.status !== 0) {
    console.error('npm ci failed: is a package registry reachable?')
    process.exit(1)
  }
  writeFileSync(stamp, lock)
}

const bin = join(modules, '.bin')
const node = join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
const env = {...process.env, PATH: bin + delimiter + (process.env.PATH ?? '')}
const run = spawnSync(existsSync(node) ? node : process.execPath, [join(root, script), ...rest], {
  cwd: root,
  stdio: 'inherit',
  env,
})
if (run.error) console.error(run.error.message)
process.exit(run.signal ? 130 : (run.status ?? 1))
