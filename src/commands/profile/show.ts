import {checked} from '../../lib/cli/args.ts'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {KitCommand} from '../../lib/cli/kit-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {profileFacts, showProfile, type ShownProfile} from '../../lib/config/profiles.ts'

type Setting = ShownProfile['settings'][number]

const columns = {
  /** The name of the Java property. */
  property: {value: ({property}) => property, role: () => 'name'},
  /** Masked if it is a secret; a reference to a secret is shown. */
  value: {value: ({value}) => value},
  /** File and line. */
  place: {heading: 'WRITTEN-IN', value: ({place}) => place, role: () => 'faint'},
} satisfies Columns<Setting>

export interface Output {
  readonly name: string
  readonly label: string | null
  readonly readOnly: boolean
  readonly protected: boolean
  readonly clusterId: string | null
  readonly settings: readonly Setting[]
}
export type Row = RowOf<typeof columns>

export default class ProfileShow extends KitCommand {
  static override summary = 'show a profile with secrets masked'
  static override description =
    'See kafkit config explain for the settings in effect, where variables, files and flags override the profile.'
  static override examples = [
    '<%= config.bin %> profile show',
    {description: 'A profile other than the one in use', command: '<%= config.bin %> profile show prod'},
  ]
  static override args = {profile: checked()({description: 'profile name (default: the profile in use)'})}
  static override flags = {...reportFlags}

  async run(): Promise<number> {
    const {flags, args} = await this.parse(ProfileShow)
    const print = this.printer<Output, Setting>(flags, columns, 'property')
    const {profile, settings, warnings} = await showProfile(args.profile, this.io.env, this.io.cwd)
    for (const text of warnings) await this.warning(text)
    const {name, label = null, guards} = profile
    const {readOnly, protected: isProtected, clusterId = null} = guards
    if (flags.output === 'table') {
      const facts = profileFacts(profile)
      await this.note(`profile ${name}${facts.length > 0 ? `: ${facts.join(', ')}` : ''}`)
    }
    await print({
      value: {name, label, readOnly, protected: isProtected, clusterId, settings},
      rows: settings,
    })
    return 0
  }
}
