import {checked} from '../../lib/cli/args.ts'
import type {Role} from '../../lib/cli/colour.ts'
import {pattern, words} from '../../lib/cli/flags.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {listFlags} from '../../lib/cli/kit-command.ts'
import type {Column} from '../../lib/cli/table.ts'
import {listGroups, type ListedGroup} from '../../lib/groups/list.ts'

const columns: readonly Column<ListedGroup>[] = [
  {heading: 'GROUP', value: ({groupId}) => groupId, role: () => 'name'},
  {heading: 'TYPE', value: ({type}) => type},
  {heading: 'PROTOCOL', value: ({protocolType}) => protocolType || null},
  {heading: 'STATE', value: ({state}) => state, role: ({state}) => stateRole(state)},
  {heading: 'COORDINATOR', value: ({coordinator}) => coordinator, align: 'right'},
]

function stateRole(state: string | null): Role | undefined {
  if (state === 'Stable') return 'good'
  return state === 'Empty' || state === 'Dead' || state === null ? 'faint' : 'warn'
}

export default class GroupsList extends KafkaCommand {
  static override summary = 'list groups with their type and state'
  static override description =
    'All groups of the cluster, also those of Kafka Connect, Kafka Streams and share consumers. A group without a protocol only stores offsets.'
  static override examples = [
    '<%= config.bin %> groups list',
    {description: 'Groups without consumers', command: '<%= config.bin %> groups list --state empty'},
    {
      description: 'Names only, for scripts',
      command: '<%= config.bin %> groups list --type classic,consumer --output name',
    },
  ]
  static override args = {
    group: checked()({description: 'only these groups; all unless given', multiple: true}),
  }
  static override flags = {
    match: pattern({summary: 'only groups whose name matches; part of it is enough, ^ and $ mean the whole'}),
    state: words({helpValue: 'STATE,…', summary: 'only groups in these states: stable, empty, preparingrebalance …'}),
    type: words({helpValue: 'TYPE,…', summary: 'only groups of these types: classic, consumer, share, streams'}),
    ...listFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(GroupsList)
    const cluster = await this.connect(flags)
    const {groups, errors} = await listGroups(cluster, {states: flags.state, types: flags.type, withState: true})
    const named = args.group && new Set(args.group)
    const shown = groups.filter(({groupId}) => (named?.has(groupId) ?? true) && (flags.match?.test(groupId) ?? true))
    if (flags.output === 'json') this.printJson({groups: shown, errors})
    else if (flags.output === 'name') this.printNames(shown.map(({groupId}) => groupId))
    else await this.printTable(columns, shown)
    for (const {node} of errors) await this.warning(`groups of broker ${node} are missing: it could not be asked`)
    return this.reportFailures(errors.map(({error}) => error))
  }
}
