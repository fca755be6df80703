// npm run build: sources to dist/, then what is generated from commands and drop-ins: executables, manifest, man pages,
// schemas.
import {rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {build} from 'esbuild'
import {writeBuildIds} from './build-ids.ts'
import {bundleProgram, external} from './bundle-program.ts'
import {root} from './command-files.ts'
import {writeExecutables} from './drop-in-executables.ts'
import {loadDropIns} from './drop-in-tools.ts'
import {buildDropIns} from './drop-ins.ts'
import {writeManPages} from './man-pages.ts'
import {readManifest} from './manifest.ts'
import {writeOutputSchemas} from './output-schemas.ts'
import {writeConfigurationPage} from './property-docs.ts'
import {writeServiceList} from './service-list.ts'

const dist = join(root, 'dist')

writeServiceList()
await rm(dist, {recursive: true, force: true})
await Promise.all([
  bundleProgram(dist),
  buildDropIns({dist}),
  // Separate programs, which the sandbox starts.
  build({
    absWorkingDir: root,
    entryPoints: [
      {in: 'src/lib/practice-broker/main.ts', out: 'practice-broker'},
      {in: 'src/lib/practice-registry/main.ts', out: 'practice-registry'},
    ],
    outdir: dist,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node22.15',
    external,
    logLevel: 'warning',
  }),
])
await writeBuildIds(dist)
await writeExecutables(await loadDropIns())
const manifest = await readManifest('./dist/commands')
await writeFile(join(root, 'oclif.manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
await writeManPages()
await writeOutputSchemas()
await writeConfigurationPage()
