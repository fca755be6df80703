import {whyEmpty} from '../../lib/acls/why-empty.ts'
import {checked} from '../../lib/cli/args.ts'
import type {Role} from '../../lib/cli/colour.ts'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {groupTypes, pattern, words} from '../../lib/cli/flags.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {nameSelector, selectNames, type SelectedNames} from '../../lib/text/name-selector.ts'
import {errorCode} from '../../lib/cluster/error-codes.ts'
import type {GroupFailure} from '../../lib/groups/describe.ts'
import {groupError} from '../../lib/cluster/group-error.ts'
import {unmatchedGroups} from '../../lib/groups/groups-to-read.ts'
import {listGroups, type BrokerFailure, type GroupListing, type ListedGroup} from '../../lib/groups/list.ts'

const columns = {
  group: {value: ({groupId}) => groupId, role: () => 'name'},
  /** `classic`, `consumer`, `share`, `streams`; null before Kafka 3.8, where all are classic. */
  type: {value: ({type}) => type},
  /** `consumer`, `connect` …; empty for groups that only store offsets. */
  protocol: {value: ({protocolType}) => protocolType},
  state: {value: ({state}) => state, role: ({state}) => stateRole(state)},
  /** Node id. */
  coordinator: {value: ({coordinator}) => coordinator, align: 'right'},
} satisfies Columns<ListedGroup>

export interface Output extends Pick<GroupListing, 'groups'> {
  /** Brokers that could not be asked, and groups that do not exist. */
  readonly errors: readonly (BrokerFailure | GroupFailure)[]
}
export type Row = RowOf<typeof columns>

function stateRole(state: string | null): Role | undefined {
  if (state === 'Stable') return 'good'
  return state === 'Empty' || state === 'Dead' || state === null ? 'faint' : 'warn'
}

export default class GroupsList extends KafkaCommand {
  static override summary = 'list groups with their types and states'
  static override description =
    'Lists all groups in the cluster, including those of Kafka Connect, Kafka Streams and share consumers. A group without a protocol only stores offsets.'
  static override examples = [
    '<%= config.bin %> groups list',
    {description: 'Groups without consumers', command: '<%= config.bin %> groups list --state empty'},
    {
      description: 'Names only, for scripts',
      command: '<%= config.bin %> groups list --type classic,consumer --output name',
    },
  ]
  static override args = {
    group: checked()({
      description: 'names, patterns (billing-*) or /regular expressions/ (default: all)',
      multiple: true,
    }),
  }
  static override flags = {
    match: pattern({summary: 'only groups whose name matches anywhere, as the argument /REGEX/'}),
    state: words({helpValue: 'STATE,…', summary: 'only groups in these states: stable, empty, preparingrebalance …'}),
    type: groupTypes({summary: 'only groups of these types: classic, consumer, share, streams'}),
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(GroupsList)
    const print = this.printer<Output, ListedGroup>(flags, columns, 'group')
    const cluster = await this.connect(flags)
    const {groups, errors} = (
      await listGroups(cluster, {states: flags.state, types: flags.type, withState: true})
    ).open(this.failures)
    const ids = groups.map(({groupId}) => groupId)
    const selected = args.group && selectNames(args.group.map(nameSelector), ids)
    const names = selected && new Set(selected.names)
    const shown = groups.filter(({groupId}) => (names?.has(groupId) ?? true) && (flags.match?.test(groupId) ?? true))
    const why = groups.length === 0 && errors.length === 0 ? await whyEmpty(cluster, 'groups') : undefined
    if (why !== undefined) await this.note(why)
    // With a filter, a group that is not listed may still exist.
    const missing = selected && !flags.state && !flags.type ? missingGroups(selected, new Set(ids)) : []
    await print({value: {groups: shown, errors: [...errors, ...missing]}, rows: shown})
    for (const {node} of errors)
      await this.warning(`groups of broker ${node} are missing because it could not be reached`)
    return this.reportFailures([...errors, ...missing].map(({error}) => error))
  }
}

const missingGroups = (selected: SelectedNames, existing: ReadonlySet<string>): GroupFailure[] => [
  ...[...selected.named]
    .filter((groupId) => !existing.has(groupId))
    .map((groupId) => ({groupId, error: groupError(errorCode.groupIdNotFound, 'list', groupId)})),
  ...unmatchedGroups({selected}, 'list'),
]
