// The one executable where there is little else: in a Debian of its smallest size, and in a root with nothing but the C library;
// and the archive of a release, unpacked. `npm run test:install` makes the files first.
import {spawnSync} from 'node:child_process'
import {copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {basename, dirname, join} from 'node:path'
import {afterAll, expect, test} from 'vitest'
import packageJson from '../../package.json' with {type: 'json'}
import {root} from '../../scripts/command-files.ts'
import {executableOf} from '../../scripts/compile/compile.ts'
import {thisTarget} from '../../scripts/compile/runtimes.ts'
import {archiveName} from '../../scripts/release/description.ts'
import {doTheJob, runProgram, type Start} from './job.ts'

const own = thisTarget()
if (own === undefined) throw new Error('there is no runtime for this machine')
const file = executableOf(own)
const work = mkdtempSync(join(tmpdir(), 'kafkit-systems-'))
afterAll(() => rmSync(work, {recursive: true, force: true}))

const isRoot = process.platform === 'linux' && process.getuid?.() === 0
const has = (program: string) => spawnSync(program, ['--version']).error === undefined
if (!isRoot) console.warn('SKIPPED, roots of their own: only root may change to them')

/** In a space of mounts of its own, so that nothing stays mounted. `words` follow the folder, which is $0. */
const inside = (folder: string, line: string): Start => {
  const env = {PATH: '/usr/sbin:/usr/bin:/sbin:/bin', KAFKIT_SANDBOX_DIR: '/sandboxes'}
  return (words, stdin) => runProgram(['unshare', '--mount', 'sh', '-c', line, folder, ...words], {env, stdin})
}
const withProc = 'mount -t proc proc "$0/proc" && mount --bind /dev "$0/dev" && exec chroot "$0"'

/** A root with the executable and the libraries that it names. */
async function bareRoot(): Promise<string> {
  const bare = join(work, 'bare')
  if (existsSync(bare)) return bare
  const {out} = await runProgram(['ldd', file], {env: {PATH: process.env['PATH'] ?? ''}})
  const libraries = [...out.matchAll(/(\/\S+) \(0x/g)].map(([, path = '']) => path)
  const known = /^(?:ld-linux|lib(?:c|m|dl|pthread)\.so)/
  expect(libraries.map((path) => basename(path)).filter((name) => !known.test(name))).toEqual([])
  for (const library of libraries) {
    mkdirSync(dirname(join(bare, library)), {recursive: true})
    copyFileSync(library, join(bare, library))
  }
  for (const folder of ['dev', 'proc']) mkdirSync(join(bare, folder))
  copyFileSync(file, join(bare, 'kafkit'))
  return bare
}

test.runIf(isRoot)('a root with nothing but the C library, /dev and /proc is enough for a day of work', async () => {
  const bare = await bareRoot()
  await doTheJob(inside(bare, `${withProc} /kafkit "$@"`), inside(bare, `${withProc} /kafkit kafka-topics "$@"`))
})

test.runIf(isRoot)('without /proc it fails with a message', async () => {
  const {out, err, code} = await inside(await bareRoot(), 'exec chroot "$0" /kafkit "$@"')(['--version'])
  expect({out, failed: code !== 0, said: err !== ''}).toEqual({out: '', failed: true, said: true})
})

const canBootstrap = isRoot && has('debootstrap')
if (!canBootstrap) console.warn('SKIPPED, a small Debian: debootstrap is not here, or this is not root')
test.runIf(canBootstrap)(
  'a Debian of the smallest size: the package is installed, and a day of work done',
  async () => {
    const debian = join(work, 'debian')
    const env = {PATH: process.env['PATH'] ?? ''}
    const made = await runProgram(['debootstrap', '--variant=minbase', 'stable', debian], {env})
    expect(made.code, made.out.slice(-2000)).toBe(0)
    expect(existsSync(join(debian, 'usr/bin/node'))).toBe(false)
    const deb = `kafkit_${packageJson.version}_${process.arch === 'x64' ? 'amd64' : process.arch}.deb`
    copyFileSync(join(root, 'compiled/release', deb), join(debian, deb))
    const there = (program: string) => inside(debian, `${withProc} ${program} "$@"`)
    const installed = await there('/usr/bin/dpkg')(['--install', `/${deb}`])
    expect(installed, installed.err).toMatchObject({code: 0})
    await doTheJob(there('/usr/bin/kafkit'), there('/usr/lib/kafkit/bin/kafka-topics.sh'))
    expect(await there('/usr/bin/dpkg')(['--verify', 'kafkit'])).toMatchObject({out: '', code: 0})
    expect(await there('/usr/bin/dpkg')(['--purge', 'kafkit'])).toMatchObject({code: 0})
    expect(existsSync(join(debian, 'usr/bin/kafkit'))).toBe(false)
  },
  600_000,
)

test('the archive runs wherever it is unpacked', async () => {
  const folder = join(work, 'archive')
  mkdirSync(folder)
  const env = {PATH: process.env['PATH'] ?? '', HOME: work, KAFKIT_SANDBOX_DIR: join(work, 'sandboxes')}
  const archive = join(root, 'compiled/release', archiveName(own))
  expect(await runProgram(['tar', '-xzf', archive, '-C', folder, '--strip-components=1'], {env})).toMatchObject({
    code: 0,
  })
  const kafkit = join(folder, 'bin/kafkit')
  expect(statSync(kafkit).mode & 0o777).toBe(0o755)
  const names = join(work, 'names')
  expect(await runProgram([kafkit, 'drop-ins', 'link', names], {env})).toMatchObject({code: 0})
  const start =
    (program: string): Start =>
    (words, stdin) =>
      runProgram([program, ...words], {env, stdin})
  await doTheJob(start(kafkit), start(join(names, 'kafka-topics')))
  for (const each of ['LICENSE', 'README.md', 'share/man/man1/kafkit.1', 'share/powershell/kafkit.ps1'])
    expect(existsSync(join(folder, each)), each).toBe(true)
})

// An emulator of processors of 2008, before AVX.
const old = own === 'linux-x64' && has('qemu-x86_64-static') ? ['qemu-x86_64-static', '-cpu', 'Nehalem'] : undefined
if (!old) console.warn('SKIPPED, an old processor: qemu-x86_64-static is not here')
test.runIf(old)('a processor that has no AVX is enough, also for what WebAssembly does', async () => {
  const env = {KAFKIT_SANDBOX_DIR: join(work, 'old')}
  const onOld: Start = (words, stdin) => runProgram([...(old ?? []), file, ...words], {env, stdin})
  const fine = {code: 0, err: ''}
  expect(await runProgram([file, 'sandbox', 'start', '--engine', 'memory'], {env})).toMatchObject({code: 0})
  try {
    expect(await onOld(['topics', 'create', 'orders'])).toMatchObject({code: 0})
    const lines = Array.from({length: 5000}, (_, i) => `order ${i}\n`).join('')
    expect(await onOld(['produce', 'orders', '-q', '--compression', 'lz4'], lines)).toMatchObject(fine)
    const back = await onOld(['consume', 'orders', '--from-beginning', '--until-end', '-q'])
    expect(back).toMatchObject({...fine, out: lines})
  } finally {
    await runProgram([file, 'sandbox', 'stop'], {env})
  }
})
