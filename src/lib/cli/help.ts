// oclif's help, written to our streams. Loaded only when somebody asks.
import {Config} from '@oclif/core/config'
import {Help} from '@oclif/core/help'
import packageJson from '../../../package.json' with {type: 'json'}
import type {Io} from './io.ts'

/** Where commands are described: in the manifest, or in their TypeScript sources. */
export interface HelpSource {
  readonly root: string
  readonly fromSource?: boolean
}

export async function loadConfig({root, fromSource = false}: HelpSource): Promise<Config> {
  if (!fromSource) return Config.load({root})
  const oclif = {...packageJson.oclif, commands: './src/commands'}
  return Config.load({root, ignoreManifest: true, pjson: {...packageJson, oclif} as unknown as Config['pjson']})
}

/** Of a command or a topic by its words, or of everything. */
export async function showHelp(words: readonly string[], source: HelpSource, io: Io): Promise<void> {
  const config = await loadConfig(source)
  const help = new (class extends Help {
    protected override log(...texts: string[]) {
      io.out(`${texts.join(' ')}\n`)
    }
  })(config, {maxWidth: 100})
  await help.showHelp([...words])
}
