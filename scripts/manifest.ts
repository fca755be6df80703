import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {Plugin, type Interfaces} from '@oclif/core'
import {root} from './command-files.ts'

/**
 * The part of all commands that oclif needs without loading them, read from a folder of commands (built, or sources).
 */
export async function readManifest(commands: './dist/commands' | './src/commands'): Promise<Interfaces.Manifest> {
  const packageJson = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as Interfaces.PJSON
  const plugin = new Plugin({
    root,
    isRoot: true,
    pjson: {...packageJson, oclif: {...packageJson.oclif, commands}},
    ignoreManifest: true,
    errorOnManifestCreate: true,
    respectNoCacheDefault: true,
  })
  await plugin.load()
  return plugin.manifest
}
