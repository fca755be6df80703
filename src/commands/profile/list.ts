import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {KitCommand} from '../../lib/cli/kit-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {listProfiles, type ListedProfile} from '../../lib/config/profiles.ts'

const guardsOf = ({readOnly, protected: isProtected, clusterId}: ListedProfile) =>
  [
    ...(readOnly ? ['read-only'] : []),
    ...(isProtected ? ['protected'] : []),
    ...(clusterId === null ? [] : ['cluster-id']),
  ].join(', ') || null

const columns = {
  profile: {value: ({name}) => name, role: () => 'name'},
  /** Whether this profile is in use here, so that it applies unless another one is chosen. */
  current: {
    heading: 'IN-USE',
    value: ({current}) => current,
    text: ({current}) => (current ? 'yes' : null),
    role: () => 'good',
  },
  label: {value: ({label}) => label, filled: true},
  /** Which of `read-only`, `protected` and `cluster-id` it has. */
  guards: {value: guardsOf, role: () => 'warn', filled: true},
  bootstrapServers: {value: ({bootstrapServers}) => bootstrapServers},
  /** As written in the profile; null means PLAINTEXT, Kafka's default. */
  securityProtocol: {heading: 'SECURITY', value: ({securityProtocol}) => securityProtocol, filled: true},
  saslMechanism: {heading: 'MECHANISM', value: ({saslMechanism}) => saslMechanism, filled: true},
  clusterId: {value: ({clusterId}) => clusterId, wide: true},
  /** File and line of the profile. */
  place: {value: ({file, line}) => `${file}:${line}`, wide: true},
  problem: {value: ({problem}) => problem, role: () => 'bad', filled: true},
} satisfies Columns<ListedProfile>

export interface Output {
  readonly profiles: readonly ListedProfile[]
  /** What chose the profile in use: `KAFKIT_PROFILE`, or file and line; null if none is in use. */
  readonly chosenBy: string | null
}
export type Row = RowOf<typeof columns>

export default class ProfileList extends KitCommand {
  static override summary = 'list the profiles that are available here, and the one in use'
  static override examples = [
    '<%= config.bin %> profile list',
    {description: 'Names only, for scripts', command: '<%= config.bin %> profile list --output name'},
  ]
  static override flags = {...reportFlags}

  async run(): Promise<number> {
    const {flags} = await this.parse(ProfileList)
    const print = this.printer<Output, ListedProfile>(flags, columns, 'profile')
    const {profiles, chosenBy, warnings} = await listProfiles(this.io.env, this.io.cwd)
    for (const text of warnings) await this.warning(text)
    await print({value: {profiles, chosenBy}, rows: profiles})
    if (profiles.length === 0) await this.note('there are no profiles yet; see kafkit profile add --help')
    return 0
  }
}
