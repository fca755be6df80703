// oclif's help, written to kafkit's streams. Loaded only when help is requested.
import type {Command} from '@oclif/core/command'
import {Config} from '@oclif/core/config'
import {CommandHelp, Help} from '@oclif/core/help'
import packageJson from '../../../package.json' with {type: 'json'}
import {ChangingCommand} from './changing-command.ts'
import {engine} from '../runtime/engine.ts'
import type {Io} from './io.ts'
import {clientFlag} from './kafka-command.ts'
import {markedColours} from './visible.ts'

/** Where commands are described: in the manifest, or in their TypeScript sources. */
export interface HelpSource {
  readonly root: string
  readonly fromSource?: boolean
}

/** oclif's Config with all commands, without loading them if there is a manifest. */
export async function loadConfig({root, fromSource = false}: HelpSource): Promise<Config> {
  if (!fromSource) return withEngine(await Config.load({root}))
  const oclif = {...packageJson.oclif, commands: './src/commands'}
  return Config.load({root, ignoreManifest: true, pjson: {...packageJson, oclif} as unknown as Config['pjson']})
}

/** Other engines than Node call themselves Node, which oclif believes. */
function withEngine(config: Config): Config {
  config.userAgent = config.userAgent.replace(/node-\S+$/, engine.toLowerCase().replace(' ', '-'))
  return config
}

/** Prints the help of a command or a topic, given by its words, or of the whole program. */
export async function showHelp(words: readonly string[], source: HelpSource, io: Io): Promise<void> {
  const config = await loadConfig(source)
  const {maxWidth} = packageJson.oclif.helpOptions
  const options = {
    maxWidth: io.terminal.stdout ? Math.min(maxWidth, io.columns) : maxWidth,
    flagSortOrder: 'none' as const,
  }
  const help = new (class extends Help {
    protected override CommandHelpClass = KitHelp

    /** oclif's topics (groups of commands) are not Kafka's topics. */
    protected override formatTopics(topics: Parameters<Help['formatTopics']>[0]) {
      return super.formatTopics(topics).replace('TOPICS', 'COMMAND GROUPS')
    }

    protected override log(...texts: string[]) {
      // All colours in a help page come from kafkit, so they are marked as its own.
      io.out(`${markedColours(texts.join(' '))}\n`)
    }
  })(config, options)
  await help.showHelp([...words])
  if (words.length === 0) io.out(firstSteps)
}

/** Whether the text of a flag already names its default: `(default: 5m)`. */
export const saysDefault = (text: string) => /\(default\b/.test(text)

/** Flags that many commands have; they are listed below a command's own flags. */
const sharedFlags: ReadonlySet<string> = new Set(Object.keys({...ChangingCommand.baseFlags, ...clientFlag}))

const mostValueLetters = 28

function withValues(flag: Command.Flag.Any): Command.Flag.Any {
  if (flag.type !== 'option' || flag.helpValue !== undefined) return flag
  const values = flag.options?.join('|')
  return values === undefined || values.length > mostValueLetters ? flag : {...flag, helpValue: values}
}

class KitHelp extends CommandHelp {
  /** The order of the groups of a command with many flags (first-page.ts). */
  get #groupNames(): readonly string[] | undefined {
    return (this.command as {helpGroups?: readonly string[]}).helpGroups
  }

  /** What the command does, its ungrouped flags and the examples, followed by all other flags: the same for all. */
  protected override sections() {
    const place = (header: string) => ['FLAGS', 'EXAMPLES', 'OTHER FLAGS', 'FLAG DESCRIPTIONS'].indexOf(header)
    return super
      .sections()
      .flatMap(({header, generate}) => {
        if (header !== 'FLAGS') return [{header, generate, place: place(header)}]
        const part = (grouped: boolean) => (data: Parameters<typeof generate>[0]) =>
          generate({...data, flags: data.flags.filter(({helpGroup}) => (helpGroup !== undefined) === grouped)}, header)
        return [
          {header, generate: part(false), place: place(header)},
          {header, generate: part(true), place: place('OTHER FLAGS')},
        ]
      })
      .toSorted((a, b) => a.place - b.place)
  }

  /** A command's own groups come before the ones that many commands have. */
  protected override groupFlags(flags: Command.Flag.Any[]) {
    const [shared = [], own = []] = [true, false].map((wanted) =>
      flags.filter(({name}) => sharedFlags.has(name) === wanted),
    )
    const {mainFlags, flagGroups} = super.groupFlags([...own, ...shared])
    const names = this.#groupNames
    if (!names) return {mainFlags, flagGroups}
    const groups = Object.entries(flagGroups).toSorted(([a], [b]) => names.indexOf(a) - names.indexOf(b))
    return {mainFlags, flagGroups: Object.fromEntries(groups)}
  }

  /** oclif marks flags that can be repeated: `NAME,…...`. One ellipsis is enough. */
  protected override flagHelpLabel(...args: Parameters<CommandHelp['flagHelpLabel']>): string {
    return super.flagHelpLabel(...args).replace(',…...', ',…')
  }

  /**
   * Few values are shown in place of `<option>`. And oclif would write the parsed default in front,
   * `[default: 300000]`, of a flag whose text says `(default: 5m)`.
   */
  protected override flags(all: Command.Flag.Any[]) {
    return super.flags(
      all.map(withValues).map((flag) => {
        if (flag.type !== 'option' || flag.default === undefined) return flag
        const text = flag.summary ?? flag.description ?? ''
        const said = text.endsWith(')')
          ? `${text.slice(0, -1)}; default: ${flag.default})`
          : `${text} (default: ${flag.default})`
        return {...flag, default: undefined, summary: saysDefault(text) ? text : said}
      }),
    )
  }

  /** The summary is already at the top. */
  protected override description(): string | undefined {
    const {description} = this.command
    return description ? this.wrap(description) : undefined
  }

  /** oclif trims the list as a whole, and with it the column for a short name that the first flag does not have. */
  override renderList(input: (string | undefined)[][], options: Parameters<CommandHelp['renderList']>[1]): string {
    const text = super.renderList(input, options)
    const left = input[0]?.[0] ?? ''
    const [first = ''] = text.split('\n', 1)
    // In the form with more lines, the names stand alone, and each is trimmed.
    const isList = first.length > left.trim().length
    return isList ? ' '.repeat(left.length - left.trimStart().length) + text : text
  }

  /** Flags are listed below; the usage line shows only the required ones. */
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
  $ kafkit sandbox start                     # a Kafka to try things on
  $ kafkit profile add dev -b broker:9092    # or your own cluster, by a profile
  $ export KAFKIT_BOOTSTRAP_SERVERS=broker:9092                  # or like this
  $ kafkit doctor                            # why it does not connect
  $ kafkit topics create orders --partitions 6
  $ seq 100 | kafkit produce orders
  $ kafkit consume orders --from-beginning --until-end
  $ kafkit groups lag                        # how far consumers are behind
  $ kafkit groups --help                     # the commands of one group
  $ man kafkit-groups-lag                    # the manual page of each command
  $ kafkit topics create --help              # every command has examples
  $ kafkit help output                       # formats; and: help exit-codes

`
