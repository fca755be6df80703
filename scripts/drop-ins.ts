// Bundles the drop-ins into one CommonJS file each, which Node starts faster than modules. Modules that are imported
// on demand are evaluated on demand.
import {readFile} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {build, type Plugin} from 'esbuild'
import {commonjs, vendored} from './bundle-program.ts'
import {root} from './command-files.ts'
import {dropInNames, toolFile} from './drop-in-tools.ts'

export interface DropInBuild {
  /** The folder that gets apache/NAME.cjs for each drop-in. */
  readonly dist: string
  /** Another copy of the sources than this one. */
  readonly project?: string
  /** Only these drop-ins. */
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

/** Bundles command-line/entry.ts for each tool, with the tool itself in place of this-tool.ts. */
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

/** Libraries for schemas are large and rarely used, so drop-ins share the program's copy. */
const schemaLibraries = vendored('../')

/** Only scripts/drop-in-pages.ts reads manuals, so no program has to read past their text when it starts. */
const withoutManuals: Plugin = {
  name: 'without-manuals',
  setup({onResolve}) {
    onResolve({filter: /^\.\/manual\.ts$/}, ({path}) => ({path, external: true}))
  },
}

/**
 * Drop-ins need only the version in package.json (which they send to brokers); reading the rest would slow down each
 * start.
 */
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
