// npm run release-files: makes everything that a release publishes besides the npm package, in compiled/release/,
// from the results of `npm run compile -- all`: archives, install.sh, .deb and .rpm (with Go), manifests of package
// managers, the Dockerfile, the SBOM, and SHA256SUMS.
//   npm run release-files [-- TARGET ...]     only these; channels that need others are left out, with a message
import {spawnSync} from 'node:child_process'
import {chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {basename, join} from 'node:path'
import {zipSync} from 'fflate'
import packageJson from '../../package.json' with {type: 'json'}
import {root} from '../command-files.ts'
import {executableOf} from '../compile/compile.ts'
import {targets, type TargetName} from '../compile/runtimes.ts'
import * as channels from './channels.ts'
import {archiveName, describeRelease, sha256Of, type Archive, type Release} from './description.ts'
import {installScript} from './install-script.ts'

/** Makes .deb and .rpm; a Go program, by its module. */
const nfpm = 'github.com/goreleaser/nfpm/v2/cmd/nfpm@v2.45.2'
const out = join(root, 'compiled/release')
const trees = join(root, 'compiled/trees')

export function writeRelease(names: readonly TargetName[], say: (line: string) => void): Release {
  for (const folder of [out, trees]) {
    rmSync(folder, {recursive: true, force: true})
    mkdirSync(folder, {recursive: true})
  }
  const archives = names.map((name): Archive => {
    const file = archive(name)
    return {target: name, file: basename(file), sha256: sha256Of(file)}
  })
  const release = describeRelease(archives)
  const write = (name: string, text: () => string) => {
    try {
      writeFileSync(join(out, name), text())
    } catch (error) {
      if (names.length === Object.keys(targets).length) throw error
      say(`${name} was left out: ${(error as Error).message}`)
    }
  }
  write('install.sh', () => installScript(release))
  chmodSync(join(out, 'install.sh'), 0o755)
  write('kafkit.rb', () => channels.homebrewFormula(release))
  write('kafkit.json', () => channels.scoopManifest(release))
  write('default.nix', () => channels.nixExpression(release))
  write('Dockerfile', () => channels.dockerfile(release))
  if (names.includes('windows-x64'))
    for (const [name, text] of channels.wingetManifests(release)) write(name, () => text)
  else say('the manifests of winget were left out: there is no windows-x64')
  for (const target of ['linux-x64', 'linux-arm64'] as const)
    if (names.includes(target)) for (const kind of ['deb', 'rpm'] as const) pack(release, target, kind)
  write('sbom.cdx.json', sbom)
  const files = readdirSync(out).toSorted()
  writeFileSync(join(out, 'SHA256SUMS'), files.map((name) => `${sha256Of(join(out, name))}  ${name}\n`).join(''))
  return release
}

/** The tree that all channels install: bin/ and share/, as below /usr. */
function archive(name: TargetName): string {
  const executable = executableOf(name)
  if (!existsSync(executable)) throw new Error(`${executable} is not there: npm run compile -- ${name}`)
  const file = join(out, archiveName(name))
  const folder = basename(file).replace(/\.(?:tar\.gz|zip)$/, '')
  const tree = join(trees, folder)
  const put = (from: string, ...to: string[]) => cpSync(from, join(tree, ...to), {recursive: true})
  put(executable, 'bin', basename(executable))
  for (const page of readdirSync(join(root, 'man'))) put(join(root, 'man', page), 'share/man/man1', page)
  for (const [shell, place] of Object.entries(completions)) {
    mkdirSync(join(tree, place, '..'), {recursive: true})
    writeFileSync(join(tree, place), run(process.execPath, [join(root, 'bin/kafkit'), 'completion', shell]))
  }
  for (const each of ['LICENSE', 'README.md', 'CHANGELOG.md']) put(join(root, each), each)
  if (file.endsWith('.zip')) writeFileSync(file, zipSync(zipTree(tree, folder)))
  else run('tar', ['-czf', file, '--owner=0', '--group=0', '-C', trees, folder])
  return file
}

const completions = {
  bash: 'share/bash-completion/completions/kafkit',
  zsh: 'share/zsh/site-functions/_kafkit',
  fish: 'share/fish/vendor_completions.d/kafkit.fish',
  powershell: 'share/powershell/kafkit.ps1',
}

function zipTree(tree: string, folder: string): Record<string, Uint8Array> {
  const files = readdirSync(tree, {recursive: true, withFileTypes: true}).filter((entry) => entry.isFile())
  return Object.fromEntries(
    files.map(({parentPath, name}) => {
      const file = join(parentPath, name)
      return [`${folder}${file.slice(tree.length).replaceAll('\\', '/')}`, readFileSync(file)]
    }),
  )
}

function pack(release: Release, target: 'linux-x64' | 'linux-arm64', kind: 'deb' | 'rpm') {
  const tree = join(trees, archiveName(target).replace(/\.tar\.gz$/, ''))
  const dropIns = Object.keys(packageJson.bin).filter((name) => name.startsWith('kafka-'))
  // A shell that is given the file needs a script, the same as kafkit drop-ins link writes.
  for (const name of dropIns.filter((each) => each.endsWith('.sh')))
    writeFileSync(join(trees, name), `#!/bin/sh\n# kafkit drop-in\nexec '/usr/bin/kafkit' ${name.slice(0, -3)} "$@"\n`)
  const config = join(trees, `nfpm-${target}.yaml`)
  writeFileSync(config, channels.nfpmConfig(release, target, tree, dropIns))
  const command = process.env['NFPM'] ? [process.env['NFPM']] : ['go', 'run', nfpm]
  const [program, ...words] = [...command, 'package', '-f', config, '-p', kind, '-t', out]
  run(program, words)
}

/** The SBOM: the packages in the executables, besides the runtime; CycloneDX, made by npm. */
const sbom = () => run('npm', ['sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev', '--omit', 'peer'])

function run(program: string, args: readonly string[]): string {
  const {status, stdout, stderr, error} = spawnSync(program, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1e9,
    shell: process.platform === 'win32' && program === 'npm',
  })
  if (error) throw error
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed:\n${stderr}`)
  return stdout
}

if (import.meta.main) {
  const given = process.argv.slice(2) as TargetName[]
  const names = given.length > 0 ? given : (Object.keys(targets) as TargetName[])
  writeRelease(names, console.log)
  for (const name of readdirSync(out).toSorted()) console.log(join(out, name))
}
