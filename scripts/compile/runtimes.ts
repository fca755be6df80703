// The runtimes of the one executables: bun, as packages of npm that are fetched when they are first needed and
// compared with the checksums here. They are not dependencies of the project, because each is some 50 MB to fetch and
// 100 MB on the disk.
//   node scripts/compile/runtimes.ts [TARGET ...]     fetches them (for this machine unless targets are named) and prints their files
import {spawnSync} from 'node:child_process'
import {createHash} from 'node:crypto'
import {existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync} from 'node:fs'
import {dirname, join} from 'node:path'
import lock from '../../package-lock.json' with {type: 'json'}
import {root} from '../command-files.ts'

/** The same version for all targets, because only the version that wrote bytecode can read it. */
export const bunVersion = '1.4.5'

export interface Target {
  /** NAME of the package @oven/bun-NAME. */
  readonly runtime: string
  /** The checksum of that package in npm's registry. */
  readonly integrity: string
  /** For `bun build --target`. */
  readonly bunTarget: string
  /** NAME of the package @node-rs/crc32-NAME, the addon for checksums. */
  readonly addon: string
  /** The format of executables for this system, as `file` names it. */
  readonly format: 'ELF' | 'Mach-O' | 'PE'
}

/**
 * By the names of release files. The x64 ones need SSE 4.2 (2008) and use AVX2 if there is any: since bun 1.4, the
 * packages with `-baseline` in their names contain the same file, byte for byte. Those for glibc need 2.17 (2012),
 * those for musl its libstdc++.
 */
export const targets = {
  'linux-x64': {
    runtime: 'linux-x64',
    integrity: 'sha512-IWX9BELoGHAUtMonkeSaNaZwXzRk+oDw6Mk+HBFXd3KHYIBNBsIGRupMZPcgNoDbJpLu6gAJjIoIVPZtt1aJ1g==',
    bunTarget: 'bun-linux-x64',
    addon: 'linux-x64-gnu',
    format: 'ELF',
  },
  'linux-arm64': {
    runtime: 'linux-aarch64',
    integrity: 'sha512-4BXmsSKnjOrlGWqZV4x/oWa7AVoR+B6lCXddMzOAXBIm3t50eslg9wb66gmtW1AamEQ1l1CDvmmruysEhqOWMg==',
    bunTarget: 'bun-linux-arm64',
    addon: 'linux-arm64-gnu',
    format: 'ELF',
  },
  'linux-x64-musl': {
    runtime: 'linux-x64-musl',
    integrity: 'sha512-10QoW/YfTgnURaGEaHpJCiXjLI2e5iTtfVDaA5JKcyUzaa1cq6cVUY9/Uq5XkYzvtRjHLRe9Oj/lTDIQcxy8HQ==',
    bunTarget: 'bun-linux-x64-musl',
    addon: 'linux-x64-musl',
    format: 'ELF',
  },
  'linux-arm64-musl': {
    runtime: 'linux-aarch64-musl',
    integrity: 'sha512-XCNc+WvvMAdNNb+OWTogpy+N9wm62fkVeEVLb6how0RZhW5LPi6c7BlkeVCuWps7XjEl2saFpHFa20/1E+PAHg==',
    bunTarget: 'bun-linux-arm64-musl',
    addon: 'linux-arm64-musl',
    format: 'ELF',
  },
  'darwin-arm64': {
    runtime: 'darwin-aarch64',
    integrity: 'sha512-4MIFXHmctH2EhAxLXm2/qxNtv17dFtLJylvaOCsrgq6KSqHTs6eW5YSrJjRbJxYUJaR901fsN8JfZOa+CsWpWQ==',
    bunTarget: 'bun-darwin-arm64',
    addon: 'darwin-arm64',
    format: 'Mach-O',
  },
  'darwin-x64': {
    runtime: 'darwin-x64',
    integrity: 'sha512-qkLPMGHZM9NI6CeHTWwVezzmlo6cC4Ta7yUAjYIWXS366qQcOlcp75t2uZyiuVRBMPS0h9qE0tCcvCHGaFqjJg==',
    bunTarget: 'bun-darwin-x64',
    addon: 'darwin-x64',
    format: 'Mach-O',
  },
  'windows-x64': {
    runtime: 'windows-x64',
    integrity: 'sha512-FNvply651vcE/GHgNWz6mZvhmkwBuu8Hw54oNzA+CQog+HW+542rXQmZqNHRkFxazD9L3xi+iTtvO3engAgJfw==',
    bunTarget: 'bun-windows-x64',
    addon: 'win32-x64-msvc',
    format: 'PE',
  },
} as const satisfies Readonly<Record<string, Target>>
export type TargetName = keyof typeof targets

/** The target of this machine; undefined if there is none. */
export function thisTarget(): TargetName | undefined {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const {header} = process.report.getReport() as {header: {glibcVersionRuntime?: string}}
  const isMusl = process.platform === 'linux' && header.glibcVersionRuntime === undefined
  const name = `${system}-${process.arch}${isMusl ? '-musl' : ''}`
  return name in targets ? (name as TargetName) : undefined
}

const cache = join(root, 'node_modules/.cache/kafkit')
const bunCache = join(cache, `bun-${bunVersion}`)

/** The runtime's executable, once it has been fetched. */
export function runtimeFile(name: TargetName): string {
  return join(bunCache, name, name.startsWith('windows') ? 'bun.exe' : 'bun')
}

/** Fetches the runtime unless it is there. Throws if npm cannot, or if the checksum is wrong. */
export function fetchRuntime(name: TargetName): string {
  const file = runtimeFile(name)
  const {runtime, integrity} = targets[name]
  fetchPackage({name: `@oven/bun-${runtime}`, version: bunVersion, integrity, within: 'package/bin'}, file)
  return file
}

/** Like fetchRuntime, for the addon, with the version and the checksum in package-lock.json. */
export function fetchAddon(name: TargetName): string {
  const {addon} = targets[name]
  const locked: Readonly<Record<string, {version?: string; integrity?: string}>> = lock.packages
  const {version = '', integrity = ''} = locked[`node_modules/@node-rs/crc32-${addon}`] ?? {}
  const file = join(cache, `crc32-${version}`, addon, `crc32.${addon}.node`)
  fetchPackage({name: `@node-rs/crc32-${addon}`, version, integrity, within: 'package'}, file)
  return file
}

interface Published {
  readonly name: string
  readonly version: string
  readonly integrity: string
  /** The folder in the tarball that is kept. */
  readonly within: string
}

/** Fetches a package into the folder of `file`, unless that file is there. */
function fetchPackage({name, version, integrity, within}: Published, file: string) {
  if (existsSync(file)) return
  const folder = dirname(file)
  mkdirSync(dirname(folder), {recursive: true})
  const scratch = mkdtempSync(join(dirname(folder), '.fetch-'))
  try {
    const wanted = `${name}@${version}`
    // One line and a shell instead of arguments, because npm is a .cmd file on Windows.
    const packed = spawnSync(`npm pack ${wanted} --silent --pack-destination "${scratch}"`, {
      shell: true,
      encoding: 'utf8',
    })
    const tarball = readdirSync(scratch).find((each) => each.endsWith('.tgz'))
    if (packed.status !== 0 || tarball === undefined)
      throw new Error(`npm cannot fetch ${wanted}: ${packed.stderr.trim() || 'is a package registry reachable?'}`)
    const sum = createHash('sha512')
      .update(readFileSync(join(scratch, tarball)))
      .digest('base64')
    if (`sha512-${sum}` !== integrity)
      throw new Error(`${wanted} is not what was published: its checksum is sha512-${sum}`)
    const strip = within.split('/').length
    const unpacked = spawnSync('tar', ['-xzf', tarball, `--strip-components=${strip}`, within], {
      cwd: scratch,
      encoding: 'utf8',
    })
    if (unpacked.status !== 0) throw new Error(`tar cannot unpack ${wanted}: ${unpacked.stderr}`)
    rmSync(join(scratch, tarball))
    // Moved into place as a whole, also if two processes fetch it at the same time.
    try {
      renameSync(scratch, folder)
    } catch (error) {
      if (!existsSync(file)) throw error
    }
  } finally {
    rmSync(scratch, {recursive: true, force: true})
  }
}

if (import.meta.main) {
  const own = thisTarget()
  const names = process.argv.length > 2 ? process.argv.slice(2) : own === undefined ? [] : [own]
  if (names.length === 0) console.log(`there is no runtime for ${process.platform}-${process.arch}`)
  for (const name of names) {
    if (!(name in targets)) throw new Error(`there is no target ${name}: ${Object.keys(targets).join(', ')}`)
    console.log(fetchRuntime(name as TargetName))
  }
}
