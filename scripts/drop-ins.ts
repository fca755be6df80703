// Bundles the drop-ins: one CommonJS file each, which Node starts faster than modules; what is imported on demand is
// evaluated on demand.
import {readFile} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {build, type Plugin} from 'esbuild'
import {commonjs, vendored} from './bundle-program.ts'
import {root} from './command-files.ts'
import {dropInNames, toolFile} from './drop-in-tools.ts'

export interface DropInBuild {
  /** Gets apache/NAME.cjs for each drop-in. */
  readonly dist: string
  /** Another copy of the sources than this one. */
  readonly project?: string
  /** Only these. */
  readonly names?: readonly string[]
}

export async function buildDropIns({dist, project = root, names = dropInNames(project)}: DropInBuild): Promise<void> {
  await build({
    ...commonjs,
    absWorkingDir: project,
    entryPoints: names.map((name) => ({in: `drop-in:${name}`, out: name})),
    outdir: join(dist, 'apache'),
    plugins: [oneEntryForAll(project), withoutManuals, versionOnly(project), schemaLibraries],
  })
}

/** command-line/entry.ts once for each tool, with the tool itself where that file imports this-tool.ts. */
const oneEntryForAll = (project: string): Plugin => ({
  name: 'one-entry-for-all',
  setup({onResolve, onLoad}) {
    const entry = join(project, 'src/lib/apache/command-line/entry.ts')
    onResolve({filter: /^drop-in:/}, ({path}) => ({path: path.slice('drop-in:'.length), namespace: 'drop-in'}))
    onLoad({filter: /.*/, namespace: 'drop-in'}, async () => ({
      contents: await readFile(entry, 'utf8'),
      resolveDir: dirname(entry),
      loader: 'ts',
    }))
    onResolve({filter: /^\.\/this-tool\.ts$/, namespace: 'drop-in'}, ({importer: name}) => ({
      path: toolFile(name, project),
    }))
  },
})

/** What reads schemas is large, and few runs have any: the program's copy, beside it. */
const schemaLibraries = vendored('../')

/** Only scripts/drop-in-pages.ts reads manuals: a program that starts should not have to read past their text. */
const withoutManuals: Plugin = {
  name: 'without-manuals',
  setup({onResolve}) {
    onResolve({filter: /^\.\/manual\.ts$/}, ({path}) => ({path, external: true}))
  },
}

/** Of package.json the drop-ins say the version alone (to brokers): the rest of it would be read at each start. */
const versionOnly = (project: string): Plugin => ({
  name: 'version-only',
  setup({onLoad}) {
    onLoad({filter: /[\\/]package\.json$/}, async ({path}) => {
      if (path !== join(project, 'package.json')) return undefined
      const {version} = JSON.parse(await readFile(path, 'utf8')) as {version: string}
      return {contents: JSON.stringify({version}), loader: 'json'}
    })
  },
})
