// npm run build: sources to dist/ (one file a command, what they share in chunks), manifest, completion, man pages.
import {rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {build, type Plugin} from 'esbuild'
import {commandFiles, root} from './command-files.ts'
import {buildDropIns} from './drop-ins.ts'
import {lazyRequires} from './lazy-requires.ts'
import {readManifest} from './manifest.ts'

const dist = join(root, 'dist')
const commands = commandFiles()

/** The entry module of bin/kafkit: every command behind an import of its own. */
const bin: Plugin = {
  name: 'bin',
  setup({onResolve, onLoad}) {
    onResolve({filter: /^kafkit:bin$/}, () => ({path: 'bin', namespace: 'kafkit'}))
    onLoad({filter: /.*/, namespace: 'kafkit'}, () => ({
      resolveDir: root,
      loader: 'ts',
      contents: `
        import {main} from './src/main.ts'
        import {runProcess} from './src/lib/cli/process.ts'
        const commands = {${commands.map(({id, file}) => `${JSON.stringify(id)}: () => import('./${file}')`).join(',')}}
        const root = new URL('..', import.meta.url)
        export const start = (argv) => runProcess((io) => main(argv, {root: __folder(root), commands}, io))
        import {fileURLToPath as __folder} from 'node:url'
      `,
    }))
  },
}

await rm(dist, {recursive: true, force: true})
await build({
  absWorkingDir: root,
  entryPoints: [
    {in: 'kafkit:bin', out: 'bin'},
    {in: 'src/lib/sandbox/memory/main.ts', out: 'memory-broker'},
    ...commands.map(({file}) => ({in: file, out: file.replace(/^src\//, '').replace(/\.ts$/, '')})),
  ],
  outdir: dist,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22.15',
  chunkNames: 'chunks/[name]-[hash]',
  // Native code, WebAssembly, and the second client, which is never on the default path. oclif asks for typescript
  // only when it runs sources.
  external: ['kafkajs', '@node-rs/crc32', '@platformatic/wasm-utils', 'typescript'],
  plugins: [bin, lazyRequires],
  // Names in stack traces are worth more than bytes: the compile cache makes their number nearly free.
  minify: false,
  keepNames: false,
  banner: {
    // For the CommonJS packages in the bundle.
    js: [
      "import {createRequire as __createRequire} from 'node:module'",
      'const require = __createRequire(import.meta.url)',
      'const __filename = import.meta.filename',
      'const __dirname = import.meta.dirname',
    ].join('\n'),
  },
  logLevel: 'warning',
})
await buildDropIns(dist)
const manifest = await readManifest('./dist/commands')
await writeFile(join(root, 'oclif.manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
