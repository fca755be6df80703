// One script with everything in it, for the one executable: kafkit, the drop-ins and the practice broker over the same modules,
// each evaluated when it is first needed.
import {readFile, writeFile} from 'node:fs/promises'
import {isBuiltin} from 'node:module'
import {dirname, join, relative, resolve} from 'node:path'
import {build, transform, type BuildOptions, type BuildResult, type Plugin} from 'esbuild'
import {classNames} from '../../src/lib/apache/command-line/class-names.ts'
import {commonjs, slimOclif} from '../bundle-program.ts'
import {commandFiles, root} from '../command-files.ts'
import {dropInNames, toolFile} from '../drop-in-tools.ts'
import {mainPart, observer, splitter} from './parts.ts'

const define = {
  KAFKIT_ONE_FILE: 'true',
  // Packages that users name are looked for beside the executable. Nothing else has a place there.
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

/** All of it in one script. */
export async function bundleOneFile(outfile: string): Promise<void> {
  complete(await build({...options, entryPoints: ['src/one-file.ts'], outfile, plugins: plugins()}))
}

/** In parts (parts.ts), `kafkit.cjs` and others that it loads when they are needed; gives their names. */
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

/** The name is made while it runs, or the compiler would put the parts together again. */
const loadPart = 'globalThis.kafkitPart = (name) => require(`./${name}.cjs`);'

/** One character a byte: the engine then takes the text as it lies in the executable. */
async function prepare(file: string, before: string) {
  const text = await readFile(file, 'utf8')
  const ascii = text.replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
  await writeFile(file, before + ascii)
}

function complete({metafile}: BuildResult<{metafile: true}>) {
  // The compiler would look for it in the folder in which it happens to run.
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

/** package.json as the program reads it: what npm alone wants is most of it. */
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
 * Every module becomes a function of its own, as those of CommonJS are: esbuild would put the functions of all others side by
 * side at the top, and making 15,000 of them takes longer than all that a short command does. In a namespace of their own,
 * because package.json says that files are ECMAScript modules.
 */
const closures: Plugin = {
  name: 'closures',
  setup({onResolve, onLoad}) {
    onResolve({filter: /\.ts$/}, ({path, resolveDir}) =>
      path === './manual.ts' ? undefined : {path: relative(root, resolve(resolveDir, path)), namespace: 'closure'},
    )
    onLoad({filter: /.*/, namespace: 'closure'}, async ({path: name}) => {
      const path = join(root, name)
      // Packages that the sources load by a require() of their own making, which no bundler sees through.
      const source = (await readFile(path, 'utf8')).replaceAll(/createRequire\(import\.meta\.url\)\((?=')/g, 'require(')
      const {code} = await transform(source, {
        loader: 'ts',
        format: 'cjs',
        target: commonjs.target,
        supported: commonjs.supported,
        define,
        sourcefile: name,
      })
      return {contents: code, loader: 'js', resolveDir: dirname(path)}
    })
  },
}

/** The addon for checksums, as the executable holds it beside its scripts. */
export const addonFile = 'crc32.node'

/**
 * A library is loaded from a disk, so it is written to one: into a folder of its own that is gone once it is loaded. bun would
 * do it, but under a name that stays from run to run, of which it compares the size only: what a power failure left of it
 * ended every later run with a crash. Windows removes no library in use, so there it is bun's. Where it cannot be written or
 * loaded, there is the kernel.
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
 * In one script there is no addon, which is a library to be loaded from a disk: the program has a slower way without. Manuals are read by scripts only, the
 * executable is no script that starts Node, and oclif looks for sources and their compiler only where there is no manifest.
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
