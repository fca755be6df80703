// Bundles kafkit: dist/kafkit.cjs has what every command needs, dist/commands/… what one command needs besides, and
// dist/vendor/… packages that few runs use. They are CommonJS, because Node starts one big file of it faster than
// twenty modules; every module in a bundle is evaluated on first use only.
import {readFile} from 'node:fs/promises'
import {join, relative} from 'node:path'
import {build, type BuildOptions, type Plugin} from 'esbuild'
import {commandFiles, root} from './command-files.ts'
import {lazyRequires} from './lazy-requires.ts'

/** Separate files, which are loaded only for colours, tables, questions, help or schemas. */
const vendors: Readonly<Record<string, string>> = {
  chalk: 'chalk',
  'cli-table3': 'cli-table3',
  '@inquirer/prompts': 'prompts',
  yaml: 'yaml',
  ejs: 'ejs',
  minimatch: 'minimatch',
  tinyglobby: 'tinyglobby',
  'wsl-utils': 'wsl-utils',
  'cli-spinners': 'cli-spinners',
  'clean-stack': 'clean-stack',
  lilconfig: 'lilconfig',
  'string-width': 'string-width',
  'widest-line': 'widest-line',
  wordwrap: 'wordwrap',
  'wrap-ansi': 'wrap-ansi',
  protobufjs: 'protobufjs',
  ajv: 'ajv',
  'ajv/dist/2019.js': 'ajv-2019',
  'ajv/dist/2020.js': 'ajv-2020',
}

/**
 * Not bundled: native code, WebAssembly, the second client, proxies, and what oclif loads only when it runs sources.
 */
export const external = ['kafkajs', 'socks', '@node-rs/crc32', '@platformatic/wasm-utils', 'typescript']

export const commonjs = {
  absWorkingDir: root,
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node22.15',
  external,
  outExtension: {'.js': '.cjs'},
  // import() would needlessly start the loader of ECMAScript modules.
  supported: {'dynamic-import': false},
  // There is less to read at every start; names and lines are kept for stack traces.
  minifyWhitespace: true,
  minifySyntax: true,
  lineLimit: 160,
  define: {
    'import.meta.url': '__filename',
    'import.meta.filename': '__filename',
    'import.meta.dirname': '__dirname',
  },
  logLevel: 'warning',
} satisfies BuildOptions

export async function bundleProgram(dist: string): Promise<void> {
  const shared = await sharedModules()
  await Promise.all([
    build({
      ...commonjs,
      entryPoints: [{in: 'src/entry.ts', out: 'kafkit'}],
      outdir: dist,
      plugins: [...plugins('./'), entryLists(shared)],
    }),
    build({
      ...commonjs,
      entryPoints: Object.entries(vendors).map(([name, out]) => ({in: name, out})),
      outdir: join(dist, 'vendor'),
    }),
    ...Map.groupBy(commandFiles(), ({id}) => id.split(' ').length)
      .entries()
      .map(([depth, files]) => {
        const up = '../'.repeat(depth)
        return build({
          ...commonjs,
          entryPoints: files.map(({id, file}) => ({in: file, out: id.replaceAll(' ', '/')})),
          outdir: join(dist, 'commands'),
          plugins: [...plugins(up), fromCore(shared, `${up}kafkit.cjs`)],
        })
      }),
  ])
}

const plugins = (up: string): Plugin[] => [...slimOclif, vendored(up)]

/** All modules that commands share: the command kit and everything that it imports. */
async function sharedModules(): Promise<string[]> {
  const {metafile} = await build({
    ...commonjs,
    entryPoints: ['src/main.ts', 'src/lib/cli/*.ts', 'src/lib/config/*.ts', 'src/lib/cluster/**/*.ts'],
    outdir: join(root, 'dist'),
    write: false,
    metafile: true,
    plugins: plugins('./'),
  })
  return Object.keys(metafile.inputs).filter((path) => /^(src|node_modules\/@oclif)\//.test(path))
}

/** The virtual modules that src/entry.ts imports: lists that only the build knows. */
const entryLists = (shared: readonly string[]): Plugin => ({
  name: 'entry-lists',
  setup({onResolve, onLoad}) {
    const lists: Readonly<Record<string, string>> = {
      commands: `export const commands = {${commandFiles()
        .map(({id}) => `${JSON.stringify(id)}: async () => require('./commands/${id.replaceAll(' ', '/')}.cjs')`)
        .join(',')}}`,
      'shared-modules': `export const modules = {${shared.map((path) => `${JSON.stringify(path)}: () => require('./${path}')`).join(',')}}`,
    }
    onResolve({filter: /^virtual:/}, ({path}) => ({path: path.slice('virtual:'.length), namespace: 'virtual'}))
    onLoad({filter: /.*/, namespace: 'virtual'}, ({path}) => ({
      contents: lists[path] ?? '',
      resolveDir: root,
      loader: 'js',
    }))
    onResolve({filter: /^\.\/commands\/.*\.cjs$/}, ({path}) => ({path, external: true}))
  },
})

/**
 * In a command's bundle, modules of kafkit.cjs are taken from there, so that each class and each cache exists only
 * once.
 */
const fromCore = (shared: readonly string[], file: string): Plugin => ({
  name: 'from-core',
  setup({onResolve, onLoad, resolve}) {
    const known = new Set(shared)
    onResolve({filter: /^(\.|@oclif\/)/}, async ({path, importer, resolveDir, kind, pluginData}) => {
      if (kind === 'entry-point' || pluginData === 'resolving') return undefined
      const found = await resolve(path, {importer, resolveDir, kind, pluginData: 'resolving'})
      const module = relative(root, found.path)
      return known.has(module) ? {path: module, namespace: 'core'} : undefined
    })
    onLoad({filter: /.*/, namespace: 'core'}, ({path}) => ({
      contents: `module.exports = require('virtual:core').modules[${JSON.stringify(path)}]()`,
      loader: 'js',
    }))
    onResolve({filter: /^virtual:core$/}, () => ({path: file, external: true}))
  },
})

/** `up`: from the bundle's folder to that of the program. */
export const vendored = (up: string): Plugin => ({
  name: 'vendored',
  setup({onResolve}) {
    for (const [name, out] of Object.entries(vendors)) {
      onResolve({filter: new RegExp(`^${name}$`)}, ({kind}) =>
        kind === 'entry-point' ? undefined : {path: `${up}vendor/${out}.cjs`, external: true},
      )
    }
  },
})

/** oclif's debug output costs 3 ms per start and shows nothing of kafkit. */
const quietDebug: Plugin = {
  name: 'quiet-debug',
  setup({onResolve, onLoad}) {
    onResolve({filter: /^debug$/}, () => ({path: 'debug', namespace: 'quiet'}))
    onLoad({filter: /.*/, namespace: 'quiet'}, () => ({
      contents: 'module.exports = () => Object.assign(() => {}, {enabled: false})',
      loader: 'js',
    }))
  },
}

/** oclif needs its own version, for which it would bring along its whole package.json. */
const shortPackageJson: Plugin = {
  name: 'short-package-json',
  setup({onLoad}) {
    onLoad({filter: /[\\/]@oclif[\\/]core[\\/]package\.json$/}, async ({path}) => {
      const {name, version} = JSON.parse(await readFile(path, 'utf8')) as {name: string; version: string}
      return {contents: JSON.stringify({name, version}), loader: 'json'}
    })
  },
}

/** The plugins for oclif, wherever it is bundled. */
export const slimOclif: readonly Plugin[] = [lazyRequires, quietDebug, shortPackageJson]
