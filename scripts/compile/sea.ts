// A fallback: the one executable with Node inside instead of bun, for users who trust only Node. It is as large, and
// starts no faster than an installed kafkit (it only saves installing Node), so releases do not contain it.
//   node scripts/compile/sea.ts [--node FILE] [--no-build]     writes compiled/sea/kafkit, with the Node that runs this unless another is named
// This is Node's single executable application: a copy of Node with a script, V8's code for it, and files as
// "assets". postject, which is fetched from npm when needed, puts them in.
import {spawnSync} from 'node:child_process'
import {chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs'
import {join, relative} from 'node:path'
import {parseArgs} from 'node:util'
import packageJson from '../../package.json' with {type: 'json'}
import {root} from '../command-files.ts'
import {bundleOneFile} from './bundle.ts'

const postject = 'postject@1.0.0-alpha.6'
/** Node's mark for the place where it looks whether it contains a script. */
const fuse = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2'
const out = join(root, 'compiled/sea')
export const seaFile = join(out, process.platform === 'win32' ? 'kafkit.exe' : 'kafkit')

/** A folder that does not exist on any disk: reads of the program's own package are answered from the assets. */
const virtual = '/kafkit-inside-node'
const assets = ['package.json', 'oclif.manifest.json', ...filesIn('schemas')]

/** The script comes first, then the program, which finds its files in the folder that the second word names. */
const prelude = `
process.argv[1] = ${JSON.stringify(`${virtual}/kafkit`)};
{
  const {getRawAsset} = require('node:sea');
  const fs = require('node:fs');
  const names = new Set(${JSON.stringify(assets)});
  const inside = (path) => {
    const name = typeof path === 'string' && path.startsWith(${JSON.stringify(`${virtual}/`)}) ? path.slice(${virtual.length + 1}) : undefined;
    return name !== undefined && names.has(name) ? name : undefined;
  };
  const content = (name, how) => {
    const bytes = Buffer.from(getRawAsset(name));
    const encoding = typeof how === 'string' ? how : how?.encoding;
    return encoding ? bytes.toString(encoding) : bytes;
  };
  const {readFileSync, existsSync} = fs;
  const {readFile, readdir} = fs.promises;
  fs.readFileSync = (path, how) => (inside(path) === undefined ? readFileSync(path, how) : content(inside(path), how));
  fs.existsSync = (path) => inside(path) !== undefined || existsSync(path);
  fs.promises.readdir = async (path, how) => {
    const folder = typeof path === 'string' && path.startsWith(${JSON.stringify(`${virtual}/`)}) ? path.slice(${virtual.length + 1}) + '/' : undefined;
    return folder === undefined ? readdir(path, how) : [...names].filter((name) => name.startsWith(folder)).map((name) => name.slice(folder.length));
  };
  fs.promises.readFile = async (path, how) => (inside(path) === undefined ? readFile(path, how) : content(inside(path), how));
}
`

export async function compileWithNode(node: string): Promise<void> {
  const work = join(out, 'work')
  rmSync(out, {recursive: true, force: true})
  mkdirSync(work, {recursive: true})
  const [script, blob, config] = [join(work, 'kafkit.cjs'), join(work, 'kafkit.blob'), join(work, 'sea.json')]
  await bundleOneFile(script)
  writeFileSync(script, prelude + readFileSync(script, 'utf8'))
  const settings = {
    main: script,
    output: blob,
    disableExperimentalSEAWarning: true,
    useCodeCache: true,
    assets: Object.fromEntries(assets.map((name) => [name, join(root, name)])),
  }
  writeFileSync(config, JSON.stringify(settings))
  run(`"${node}" --experimental-sea-config "${config}"`)
  copyFileSync(node, seaFile)
  chmodSync(seaFile, 0o755)
  const macho = process.platform === 'darwin' ? ' --macho-segment-name NODE_SEA' : ''
  run(
    `npm exec --yes --package ${postject} -- postject "${seaFile}" NODE_SEA_BLOB "${blob}" --sentinel-fuse ${fuse}${macho}`,
  )
  rmSync(work, {recursive: true})
  const said = spawnSync(seaFile, ['--version'], {encoding: 'utf8'})
  if (said.status !== 0 || !said.stdout.startsWith(`kafkit ${packageJson.version} (Node v`))
    throw new Error(`${seaFile} --version says ${JSON.stringify(said)}`)
  console.log(`${seaFile}, ${Math.round(statSync(seaFile).size / 1e6)} MB, it says: ${said.stdout.trim()}`)
}

function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), {recursive: true, withFileTypes: true})
    .filter((entry) => entry.isFile())
    .map(({parentPath, name}) => relative(root, join(parentPath, name)).replaceAll('\\', '/'))
}

/** One line and a shell instead of arguments, because npm is a .cmd file on Windows. */
function run(line: string) {
  const {status, stdout, stderr} = spawnSync(line, {shell: true, encoding: 'utf8', cwd: root})
  if (status !== 0) throw new Error(`${line} failed:\n${stdout}${stderr}`)
}

if (import.meta.main) {
  const {values} = parseArgs({
    options: {node: {type: 'string', default: process.execPath}, 'no-build': {type: 'boolean', default: false}},
  })
  if (!values['no-build']) {
    const {status} = spawnSync(process.execPath, [join(root, 'scripts/build.ts')], {stdio: 'inherit'})
    if (status !== 0) process.exit(1)
  }
  await compileWithNode(values.node)
}
