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

class ShortUsage extends CommandHelp {
  /** The summary stands above everything already. */
  protected override description(): string | undefined {
    const {description} = this.command
    return description ? this.wrap(description) : undefined
  }

  /** oclif trims the list as a whole, and with it the place of a short name that the first flag does not have. */
  override renderList(input: (string | undefined)[][], options: Parameters<CommandHelp['renderList']>[1]): string {
    const text = super.renderList(input, options)
    const left = input[0]?.[0] ?? ''
    const [first = ''] = text.split('\n', 1)
    // In a form with more lines the names stand alone, each trimmed.
    const isList = first.length > left.trim().length
    return isList ? ' '.repeat(left.length - left.trimStart().length) + text : text
  }

  /** Flags are listed below anyway; in the usage line only those that must be there count. */
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
  $ kafkit sandbox start                          # a Kafka to try things on; or your own:
  $ kafkit profile add dev -b broker:9092         # or: export KAFKIT_BOOTSTRAP_SERVERS=broker:9092
  $ kafkit doctor                                 # when it does not connect: why
  $ kafkit topics create orders --partitions 6
  $ seq 100 | kafkit produce orders
  $ kafkit consume orders --from-beginning --until-end
  $ kafkit topics create --help                   # every command has examples
  $ kafkit help output                            # formats; and: kafkit help exit-codes

`
