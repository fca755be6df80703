// What a user gets with `npm install --global`: a tarball is packed from a clean checkout, where nothing is built yet, and
// installed into a folder of its own. Its dependencies come from npm's cache, or else from the registry.
import {spawnSync} from 'node:child_process'
import {copyFileSync, existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync} from 'node:fs'
import {readlinkSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {createHash} from 'node:crypto'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import cmdShim from 'cmd-shim'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import packageJson from '../../package.json' with {type: 'json'}
import {root} from '../../scripts/command-files.ts'
import {loadDropIns} from '../../scripts/drop-in-tools.ts'
import {trackedFiles} from '../support/tracked-files.ts'

const work = mkdtempSync(join(tmpdir(), 'kafkit-install-'))
const [checkout, prefix] = [join(work, 'checkout'), join(work, 'prefix')]
const isWindows = process.platform === 'win32'
/** Where npm puts executables and packages below a prefix. */
const bin = isWindows ? prefix : join(prefix, 'bin')
const installed = isWindows ? join(prefix, 'node_modules/kafkit') : join(prefix, 'lib/node_modules/kafkit')

/** Nothing of the user's, and none of the variables that npm leaves to the scripts that it runs. */
const env: NodeJS.ProcessEnv = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|KAFKIT_)/i.test(name))),
  KAFKIT_SANDBOX_DIR: join(work, 'sandboxes'),
  KAFKIT_CACHE_DIR: join(work, 'cache'),
}

function run(command: string, args: readonly string[], cwd = work): {code: number | null; text: string} {
  const {status, stdout, stderr, error} = spawnSync(command, args, {cwd, env, encoding: 'utf8', shell: isWindows})
  return {code: status, text: error ? String(error) : `${stdout}${stderr}`}
}

/** The files that a clone would have, as they are now, and packages beside them as `npm ci` leaves them. */
function makeCheckout(): void {
  for (const path of trackedFiles()) {
    mkdirSync(dirname(join(checkout, path)), {recursive: true})
    copyFileSync(join(root, path), join(checkout, path))
  }
  linkTree(join(root, 'node_modules'), join(checkout, 'node_modules'))
  // As scripts/with-deps.mjs leaves it: nothing is left to install.
  const lock = createHash('sha256').update(readFileSync(join(checkout, 'package-lock.json')))
  rmSync(join(checkout, 'node_modules/.installed'), {force: true})
  writeFileSync(join(checkout, 'node_modules/.installed'), lock.digest('hex'))
}

/** Hard links: a bundler that follows symbolic ones would take the packages for those of the other folder. */
function linkTree(from: string, to: string): void {
  mkdirSync(to, {recursive: true})
  for (const entry of readdirSync(from, {withFileTypes: true})) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) linkTree(source, target)
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target)
    else
      try {
        linkSync(source, target)
      } catch {
        copyFileSync(source, target) // the temporary folder is on another disk
      }
  }
}

beforeAll(() => {
  makeCheckout()
  expect(existsSync(join(checkout, 'dist')), 'a clean checkout is not built').toBe(false)
  const packed = run('npm', ['pack', '--pack-destination', work], checkout)
  expect(packed, packed.text).toMatchObject({code: 0})
  const tarball = readdirSync(work).find((name) => name.endsWith('.tgz')) ?? ''
  const args = ['install', '--global', '--prefix', prefix, '--prefer-offline', '--no-audit', '--no-fund', tarball]
  const done = run('npm', args)
  expect(done, done.text).toMatchObject({code: 0})
}, 180_000) // 12 s where nothing else runs
afterAll(() => rmSync(work, {recursive: true, force: true}))

/** Like Apache's, these have no --version. */
const commandTools = (await loadDropIns()).filter(({commands}) => commands !== undefined).map(({name}) => name)
const hasVersion = (name: string) => !commandTools.includes(name.replace(/\.sh$/, ''))

/** The words without which --version is not asked for. */
const before = (name: string) => {
  if (name.startsWith('kafka-run-class')) return ['org.apache.kafka.tools.TopicCommand']
  return name.startsWith('kafka-e2e-latency') ? ['--topic', 't'] : []
}

test.each(commandTools.flatMap((name) => [name, `${name}.sh`]))('%s runs and prints its help', (name) => {
  expect(run(join(bin, name), ['--help']).text).toMatch(/^usage: (?:kafka|verifiable|producer)-/)
})

test.each(Object.keys(packageJson.bin).filter(hasVersion))('%s runs and says its version', (name) => {
  const {code, text} = run(join(bin, name), [...before(name), '--version'])
  // Drop-ins say the version of the Kafka whose tools they stand in for.
  expect({code, text}).toEqual({
    code: 0,
    text: expect.stringContaining(name === 'kafkit' ? packageJson.version : '4.3.1'),
  })
})

test('files that are read at run time are part of the package', () => {
  expect(run(join(bin, 'kafkit'), ['schema', 'topics', 'list'])).toMatchObject({code: 0})
  expect(run(join(bin, 'kafkit'), ['topics', '--help'])).toMatchObject({code: 0})
  const started = run(join(bin, 'kafkit'), ['sandbox', 'start', '--engine', 'memory'])
  try {
    expect(started, started.text).toMatchObject({code: 0})
    expect(run(join(bin, 'kafkit'), ['topics', 'create', 'orders'])).toMatchObject({code: 0})
    expect(run(join(bin, 'kafka-topics'), ['--help'])).toMatchObject({code: 1}) // as Apache's
  } finally {
    run(join(bin, 'kafkit'), ['sandbox', 'stop'])
  }
})

test('nothing is packed that only a clone can use', () => {
  expect(readdirSync(installed).toSorted()).toMatchInlineSnapshot(`
    [
      "CHANGELOG.md",
      "LICENSE",
      "README.md",
      "bin",
      "dist",
      "docs",
      "man",
      "node_modules",
      "oclif.manifest.json",
      "package.json",
      "schemas",
    ]
  `)
  expect(existsSync(join(installed, 'bin/dev.js'))).toBe(false)
})

describe.skipIf(isWindows)('manual pages', () => {
  const manual = join(prefix, 'share/man')
  const hasMan = spawnSync('man', ['--version']).status === 0
  if (!hasMan) console.warn('SKIPPED, the search by man: it is not installed')

  test.each(['kafkit', 'kafkit-topics-create', 'kafka-topics'])('%s', (name) => {
    expect(readFileSync(join(manual, 'man1', `${name}.1`), 'utf8')).toContain('.SH NAME')
    if (hasMan) expect(run('man', ['-M', manual, '-w', name])).toMatchObject({code: 0})
  })
})

describe("npm's shims for Windows start Node with the executable", () => {
  const shims = join(work, 'shims')
  beforeAll(() => {
    mkdirSync(shims)
    // What the shims look for first, as where Node is installed in the folder of npm's executables.
    if (!isWindows) symlinkSync(process.execPath, join(shims, 'node.exe'))
  })

  test.each(['kafkit', 'kafka-topics', 'kafka-topics.sh'])('%s', async (name) => {
    const shim = join(shims, name)
    await cmdShim(join(installed, 'bin', name), shim)
    const line = (ending: string) => readFileSync(shim + ending, 'utf8')
    expect(line('.cmd')).toContain('SET "_prog=node"')
    expect(line('.cmd')).toContain(`\\kafkit\\bin\\${name}" %*`)
    expect(line('.ps1')).toContain(`/kafkit/bin/${name}" $args`)
    expect(line('.ps1')).toContain('node$exe')
    // The third is for shells on Windows, and a shell here can run it.
    if (!isWindows) expect(run('sh', [shim, '--version'])).toEqual(run(join(bin, name), ['--version']))
  })
})
