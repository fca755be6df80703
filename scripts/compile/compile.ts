// npm run compile: makes kafkit one executable that needs no Node, in compiled/. It runs on bun, which is embedded
// for each system together with the program, its bytecode, the manifest for help, and the schemas.
//   npm run compile [-- TARGET ... | all] [--no-build]     for this machine unless targets are named
import {spawnSync} from 'node:child_process'
import {closeSync, cpSync, mkdirSync, openSync, readSync, rmSync, statSync} from 'node:fs'
import {join} from 'node:path'
import packageJson from '../../package.json' with {type: 'json'}
import {root} from '../command-files.ts'
import {addonFile, bundleParts} from './bundle.ts'
import {fetchAddon, fetchRuntime, targets, thisTarget, type TargetName} from './runtimes.ts'

/** Files that the program reads from its own folder while it runs, as in the package. */
const assets = ['package.json', 'oclif.manifest.json', 'schemas']
const compiled = join(root, 'compiled')
/** The first bytes of each format, and the processors for which they stand. */
const formats = {
  ELF: {magic: '7f454c46', machine: (bytes: Buffer) => bytes.readUInt16LE(18), x64: 0x3e, arm64: 0xb7},
  'Mach-O': {
    magic: 'cffaedfe',
    machine: (bytes: Buffer) => bytes.readUInt32LE(4),
    x64: 0x0100_0007,
    arm64: 0x0100_000c,
  },
  PE: {
    magic: '4d5a',
    machine: (bytes: Buffer) => bytes.readUInt16LE(bytes.readUInt32LE(60) + 4),
    x64: 0x8664,
    arm64: 0xaa64,
  },
} as const

/** Where the executable of a target is. */
export const executableOf = (name: TargetName): string =>
  join(compiled, name, name.startsWith('windows') ? 'kafkit.exe' : 'kafkit')

/**
 * Compiles for these targets, one after the other, and passes a line about each to `say`. Throws if one is not as it
 * should be.
 */
export async function compile(names: readonly TargetName[], say: (line: string) => void): Promise<void> {
  const own = thisTarget()
  if (own === undefined) throw new Error(`there is no bun for ${process.platform}-${process.arch}, which compiles`)
  const work = join(compiled, 'work')
  rmSync(work, {recursive: true, force: true})
  mkdirSync(work, {recursive: true})
  const files = await bundleParts(work)
  const program = files.reduce((sum, file) => sum + statSync(join(work, file)).size, 0)
  for (const asset of assets) cpSync(join(root, asset), join(work, asset), {recursive: true})
  for (const name of names) {
    const file = executableOf(name)
    rmSync(file, {force: true})
    cpSync(fetchAddon(name), join(work, addonFile))
    mkdirSync(join(compiled, name), {recursive: true})
    runBun(fetchRuntime(own), work, [
      'build',
      '--compile',
      '--bytecode',
      // Names are kept for stack traces.
      '--minify-whitespace',
      '--minify-syntax',
      // Functions are compiled to machine code ten times later than usual. For most commands, which last 20 ms, that is
      // never; long ones that were measured are faster, too, because the hot loops are in WebAssembly.
      '--compile-jit-policy=10',
      '--format=cjs',
      `--target=${targets[name].bunTarget}`,
      `--compile-executable-path=${fetchRuntime(name)}`,
      // Files in the folder in which a user happens to start kafkit must have no effect.
      '--no-compile-autoload-dotenv',
      '--no-compile-autoload-bunfig',
      ...[...assets, addonFile].map((asset) => `--asset=${asset}`),
      `--outfile=${file}`,
      ...files,
    ])
    say(`${name}: ${file}, ${Math.round(statSync(file).size / 1e6)} MB, ${check(name, file, program, name === own)}`)
  }
  rmSync(work, {recursive: true})
}

function runBun(bun: string, cwd: string, args: readonly string[]) {
  const {status, stderr, error} = spawnSync(bun, args, {cwd, encoding: 'utf8'})
  if (error) throw error
  if (status !== 0) throw new Error(`bun ${args.join(' ')} failed:\n${stderr}`)
}

/**
 * Checks an executable by its first bytes and its size (`program`: bytes of the scripts in it); one for this machine
 * must also run.
 */
function check(name: TargetName, file: string, program: number, canRun: boolean): string {
  const {format} = targets[name]
  const processor = name.includes('arm64') ? 'arm64' : 'x64'
  const {magic, machine, [processor]: wanted} = formats[format]
  const bytes = Buffer.alloc(4096)
  const fd = openSync(file, 'r')
  readSync(fd, bytes)
  closeSync(fd)
  if (!bytes.toString('hex').startsWith(magic)) throw new Error(`${file} is no ${format} file`)
  if (machine(bytes) !== wanted) throw new Error(`${file} is for another processor than ${processor}`)
  const {size} = statSync(file)
  if (size <= statSync(fetchRuntime(name)).size + program)
    throw new Error(`${file} is not larger than the runtime and the program: something is not in it`)
  if (!canRun) return `${format} for ${processor}, not tested: this is another system`
  const {stdout, stderr, status} = spawnSync(file, ['--version'], {encoding: 'utf8'})
  if (status !== 0 || !stdout.startsWith(`kafkit ${packageJson.version} (bun `))
    throw new Error(`${file} --version says ${JSON.stringify({status, stdout, stderr})}`)
  return `it says: ${stdout.trim()}`
}

function named(words: readonly string[]): TargetName[] {
  const own = thisTarget()
  if (words.length === 0) return own ? [own] : []
  if (words.includes('all')) return Object.keys(targets) as TargetName[]
  const wrong = words.find((word) => !(word in targets))
  if (wrong !== undefined) {
    console.error(`there is no target ${wrong}: ${Object.keys(targets).join(', ')}, all`)
    process.exit(2)
  }
  return words as TargetName[]
}

if (import.meta.main) {
  const words = process.argv.slice(2)
  const wanted = named(words.filter((word) => !word.startsWith('--')))
  if (!words.includes('--no-build')) {
    const {status} = spawnSync(process.execPath, [join(root, 'scripts/build.ts')], {stdio: 'inherit'})
    if (status !== 0) process.exit(1)
  }
  await compile(wanted, console.log)
}
