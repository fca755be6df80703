// Bundles one script for the one executable: kafkit, the drop-ins and the practice broker over the same modules, each
// of which is evaluated when it is first needed.
import {readFile, writeFile} from 'node:fs/promises'
import {isBuiltin} from 'node:module'
import {dirname, join, relative, resolve} from 'node:path'
import {build, transform, type BuildOptions, type BuildResult, type Plugin} from 'esbuild'
import {classNames} from '../../src/lib/apache/command-line/class-names.ts'
import {commonjs, slimOclif} from '../bundle-program.ts'
import {commandFiles, root} from '../command-files.ts'
import {dropInNames, toolFile} from '../drop-in-tools.ts'
import {mainPart, observer, splitter} from './parts.ts'
import {withPlainExports} from './plain-exports.ts'

const define = {
  KAFKIT_ONE_FILE: 'true',
  // Packages that users name are looked for beside the executable; nothing else uses this path.
  'import.meta.url': 'process.execPath',
  'import.meta.filename': 'process.execPath',
  'import.meta.dirname': 'process.execPath',
  __filename: 'process.execPath',
  __dirname: 'process.execPath',
}

const options = {
  ...commonjs,
  external: [],
  metafile: true,
  define,
  alias: {'@platformatic/wasm-utils': '@platformatic/wasm-utils/bundled'},
} satisfies BuildOptions
const plugins = (...more: Plugin[]): Plugin[] => [...more, ...slimOclif, ownPackageJson, oneFileLists, absent, closures]

/** Everything in one script. */
export async function bundleOneFile(outfile: string): Promise<void> {
  complete(await build({...options, entryPoints: ['src/one-file.ts'], outfile, plugins: plugins()}))
}

/** In parts (parts.ts): `kafkit.cjs`, and others that it loads when they are needed. Returns their names. */
export async function bundleParts(outdir: string): Promise<string[]> {
  const parts = new Map<string, Set<string>>()
  const find = observer(({part, name}) => parts.set(part, (parts.get(part) ?? new Set()).add(name)))
  const entry = {in: 'src/one-file.ts', out: mainPart}
  await build({...options, entryPoints: [entry], outdir, write: false, plugins: [find, ...plugins(addon)]})
  const names = [...parts.keys()].toSorted()
  const entries = names.map((name) => ({in: `part:${name}`, out: name}))
  complete(
    await build({...options, entryPoints: [entry, ...entries], outdir, plugins: [splitter(parts), ...plugins(addon)]}),
  )
  const files = [mainPart, ...names].map((name) => `${name}.cjs`)
  for (const file of files) await prepare(join(outdir, file), file === files[0] ? loadPart : '')
  return files
}

/** The name is computed at run time, because the compiler would otherwise join the parts again. */
const loadPart = '{const parts = {}; globalThis.kafkitPart = (name) => (parts[name] ??= require(`./${name}.cjs`))}'

/** One character per byte, so that the engine can use the text as it is in the executable. */
async function prepare(file: string, before: string) {
  const text = await readFile(file, 'utf8')
  const ascii = text.replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
  await writeFile(file, before + ascii)
}

function complete({metafile}: BuildResult<{metafile: true}>) {
  // The compiler would look for the file in the folder in which it happens to run.
  const missing = Object.values(metafile.outputs)
    .flatMap(({imports}) => imports.map(({path}) => path))
    .filter((path) => !isBuiltin(path))
  if (missing.length > 0) throw new Error(`not in the bundle: ${[...new Set(missing)].join(', ')}`)
}

/** The virtual modules that src/one-file.ts imports. */
const oneFileLists: Plugin = {
  name: 'one-file-lists',
  setup({onResolve, onLoad}) {
    const entries = (pairs: readonly (readonly [string, string])[]) =>
      pairs.map(([name, file]) => `${JSON.stringify(name)}: () => import(${JSON.stringify(file)})`).join(',')
    const classes = Object.fromEntries(
      dropInNames().flatMap((name) => (classNames[name] ?? []).map((each) => [each, [name]])),
    )
    const lists: Readonly<Record<string, string>> = {
      commands: `export const commands = {${entries(commandFiles().map(({id, file}) => [id, join(root, file)]))}}`,
      'drop-ins': `export const tools = {${entries(dropInNames().map((name) => [name, toolFile(name)]))}}
        export const classes = ${JSON.stringify(classes)}
        export const runClass = (...given) => require(${JSON.stringify(join(root, 'bin/run-class.js'))})(...given)`,
    }
    onResolve({filter: /^virtual:/}, ({path}) => ({path: path.slice('virtual:'.length), namespace: 'one-file'}))
    onLoad({filter: /.*/, namespace: 'one-file'}, ({path}) => ({
      contents: lists[path] ?? '',
      resolveDir: root,
      loader: 'js',
    }))
  },
}

/** The part of package.json that the program reads; most of the file is only for npm. */
const ownPackageJson: Plugin = {
  name: 'own-package-json',
  setup({onLoad}) {
    onLoad({filter: /[\\/]package\.json$/}, async ({path}) => {
      if (path !== join(root, 'package.json')) return undefined
      const {name, version, bin, oclif} = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>
      return {contents: JSON.stringify({name, version, bin, oclif}), loader: 'json'}
    })
  },
}

/**
 * Makes every module a function of its own, like those of CommonJS. esbuild would put all functions of all modules
 * side by side at the top, and creating 15,000 of them takes longer than everything that a short command does. They
 * are in a namespace of their own, because package.json says that files are ECMAScript modules.
 */
const closures: Plugin = {
  name: 'closures',
  setup({onResolve, onLoad}) {
    onResolve({filter: /\.ts$/}, ({path, resolveDir}) =>
      path === './manual.ts' ? undefined : {path: relative(root, resolve(resolveDir, path)), namespace: 'closure'},
    )
    onLoad({filter: /.*/, namespace: 'closure'}, async ({path: name}) => {
      const path = join(root, name)
      // Packages that the sources load with a require() that they create, which bundlers do not recognize.
      const source = (await readFile(path, 'utf8')).replaceAll(/createRequire\(import\.meta\.url\)\((?=')/g, 'require(')
      const {code} = await transform(source, {
        loader: 'ts',
        format: 'cjs',
        target: commonjs.target,
        supported: commonjs.supported,
        define,
        sourcefile: name,
      })
      return {contents: withPlainExports(code, name), loader: 'js', resolveDir: dirname(path)}
    })
  },
}

/** The addon for checksums, as the executable contains it beside its scripts. */
export const addonFile = 'crc32.node'

/**
 * A library must be loaded from a disk, so the addon is written to a temporary folder that is removed once it is
 * loaded. bun would do that itself, but under a name that is the same in every run, and it compares only the size:
 * after a power failure had left an incomplete file, every later run crashed. Windows cannot remove a library in use,
 * so there bun does it. If the library cannot be written or loaded, the kernel in WebAssembly is used.
 */
const loadAddon = `
  const {mkdtempSync, readFileSync, rmSync, writeFileSync} = require('node:fs')
  const {join} = require('node:path')
  const embedded = process.argv[1].replace(/[^\\\\/]*$/, ${JSON.stringify(addonFile)})
  if (process.platform === 'win32') process.dlopen(module, embedded)
  else {
    const folder = mkdtempSync(join(require('node:os').tmpdir(), 'kafkit-'))
    try {
      const file = join(folder, ${JSON.stringify(addonFile)})
      writeFileSync(file, readFileSync(embedded))
      process.dlopen(module, file)
    } finally {
      rmSync(folder, {recursive: true, force: true})
    }
  }`
const addon: Plugin = {
  name: 'addon',
  setup({onResolve, onLoad}) {
    onResolve({filter: /^@node-rs\/crc32$/}, ({path}) => ({path, namespace: 'addon'}))
    onLoad({filter: /.*/, namespace: 'addon'}, () => ({contents: loadAddon, loader: 'js'}))
  },
}

/**
 * What one script does not contain: the addon, which has to be loaded from a disk and has a slower substitute;
 * manuals, which only scripts read; the start of Node, which the executable does not need; and oclif's search for
 * sources and their compiler, which it needs only without a manifest.
 */
const absent: Plugin = {
  name: 'absent',
  setup({onResolve, onLoad}) {
    onResolve(
      {filter: /^@node-rs\/crc32$|^(?:typescript|tinyglobby)$|^\.\/manual\.ts$|^\.\/start-drop-in\.js$/},
      ({path}) => ({
        path,
        namespace: 'absent',
      }),
    )
    onLoad({filter: /.*/, namespace: 'absent'}, ({path}) => ({
      contents: `throw new Error(${JSON.stringify(`${path} is not part of the executable`)})`,
      loader: 'js',
    }))
  },
}
