import {boolean} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {exitCode} from '../../lib/cli/exit.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {sandboxServers} from '../../lib/config/connection.ts'
import {explainSettings, propertyNamed, type Explained} from '../../lib/config/explain.ts'
import {profileFacts} from '../../lib/config/profiles.ts'
import {sourceText} from '../../lib/config/setting.ts'

const effects = {used: '', none: ' (no effect here)', unknown: ' (unknown)'} as const

const columns = {
  property: {value: ({name}) => name, role: () => 'name'},
  /** Masked if it is a secret; a reference to a secret is shown. Null if the property is not set and has no default. */
  value: {value: ({value}) => value},
  /** Where the value comes from: `app.properties:3`, `KAFKIT_ACKS`, `--timeout`, `default`. */
  source: {
    value: ({source}) => sourceText(source),
    text: ({source, effect}) => `${sourceText(source)}${effects[effect]}`,
    role: ({source, effect}) => (effect === 'unknown' ? 'warn' : source.from === 'default' ? 'faint' : undefined),
  },
  /** The values that it overrides, with their sources, highest precedence first. */
  overrode: {
    value: ({overrode}) => overrode.map(({value, source}) => `${value} (${sourceText(source)})`),
    text: ({overrode}) => overrode.map(({value, source}) => `${value} (${sourceText(source)})`).join('; ') || null,
    filled: true,
  },
  /** What the property does in kafkit; null if it has no effect. */
  meaning: {value: ({meaning}) => meaning, wide: true},
  /** `none`: Java's clients know the property, but it has no effect here; `unknown`: no client knows it. */
  effect: {value: ({effect}) => effect, wide: true},
  /** The environment variable that sets it. */
  variable: {value: ({variable}) => variable, wide: true},
} satisfies Columns<Explained>

export interface Output {
  /** Null if no profile is in use. */
  readonly profile: {
    readonly name: string
    /** `--profile`, `KAFKIT_PROFILE`, or file and line. */
    readonly chosenBy: string
    readonly label: string | null
    readonly readOnly: boolean
    readonly protected: boolean
    readonly clusterId: string | null
  } | null
  readonly settings: readonly Explained[]
}
export type Row = RowOf<typeof columns>

export default class ConfigExplain extends KafkaCommand {
  static override summary = 'show the settings in effect, where each comes from and what it overrides'
  static override description =
    'Reads all sources, in order of increasing precedence: defaults, profile, environment, --command-config, --command-property, flags. Secrets are masked. Contacts no broker, runs no password command and resolves no references.'
  static override examples = [
    '<%= config.bin %> config explain',
    {
      description: 'Only settings that are not defaults, with a profile and a file',
      command: '<%= config.bin %> config explain --set --profile prod --command-config client.properties',
    },
    {description: 'A single property', command: '<%= config.bin %> config explain request.timeout.ms'},
    {
      description: 'The settings as environment variables',
      command: '<%= config.bin %> config explain --set --columns variable,value',
    },
  ]
  static override args = {
    property: checked()({description: 'only these properties', multiple: true}),
  }
  static override flags = {
    set: boolean({summary: 'leave out defaults'}),
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(ConfigExplain)
    const print = this.printer<Output, Explained>(flags, columns, 'property')
    const settings = await this.gather(flags)
    const wanted = args.property?.map(propertyNamed)
    const sandbox = settings.properties.has('bootstrap.servers') ? undefined : await sandboxServers(this.io.env)
    const rows = explainSettings(settings, {defaults: !flags.set, only: wanted, sandbox})
    const {profile, chosenBy = ''} = settings
    if (profile && flags.output === 'table') {
      const facts = profileFacts(profile)
      await this.note(
        `profile ${profile.name}${facts.length > 0 ? ` (${facts.join(', ')})` : ''}, chosen by ${chosenBy}`,
      )
    }
    const {readOnly, protected: isProtected, clusterId = null} = profile?.guards ?? {readOnly: false, protected: false}
    await print({
      value: {
        profile: profile
          ? {name: profile.name, chosenBy, label: profile.label ?? null, readOnly, protected: isProtected, clusterId}
          : null,
        settings: rows,
      },
      rows,
    })
    return exitCode.done
  }
}
