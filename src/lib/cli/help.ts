// oclif's help, written to our streams. Loaded only when somebody asks.
import {Config} from '@oclif/core/config'
import {CommandHelp, Help} from '@oclif/core/help'
import packageJson from '../../../package.json' with {type: 'json'}
import type {Io} from './io.ts'

/** Where commands are described: in the manifest, or in their TypeScript sources. */
export interface HelpSource {
  readonly root: string
  readonly fromSource?: boolean
}

/** oclif's Config with all commands, without loading them if there is a manifest. */
export async function loadConfig({root, fromSource = false}: HelpSource): Promise<Config> {
  if (!fromSource) return Config.load({root})
  const oclif = {...packageJson.oclif, commands: './src/commands'}
  return Config.load({root, ignoreManifest: true, pjson: {...packageJson, oclif} as unknown as Config['pjson']})
}

/** Of a command or a topic by its words, or of everything. */
export async function showHelp(words: readonly string[], source: HelpSource, io: Io): Promise<void> {
  const config = await loadConfig(source)
  const options = {...packageJson.oclif.helpOptions, flagSortOrder: 'none' as const}
  const help = new (class extends Help {
    protected override CommandHelpClass = ShortUsage

    protected override log(...texts: string[]) {
      io.out(`${texts.join(' ')}\n`)
    }
  })(config, options)
  await help.showHelp([...words])
  if (words.length === 0) io.out(firstSteps)
}

/** Flags are listed below anyway; in the usage line only those that must be there count. */
class ShortUsage extends CommandHelp {
  protected override defaultUsage(): string {
    const {id, args, flags} = this.command
    const wanted = Object.values(args).map(({name, required, multiple}) => {
      const text = `${name.toUpperCase()}${multiple ? '...' : ''}`
      return required ? text : `[${text}]`
    })
    const needed = Object.values(flags).flatMap((flag) =>
      flag.type === 'option' && flag.required ? [`--${flag.name} ${String(flag.helpValue)}`] : [],
    )
    return [id, ...wanted, ...needed, '[FLAGS]'].join(' ')
  }
}

const firstSteps = `FIRST STEPS
  $ kafkit sandbox start                          # or: export KAFKIT_BOOTSTRAP_SERVERS=broker:9092
  $ kafkit topics create orders --partitions 6
  $ seq 100 | kafkit produce orders
  $ kafkit consume orders --from-beginning --until-end
  $ kafkit topics create --help                   # every command has examples
  $ kafkit help output                            # formats; and: kafkit help exit-codes

`
