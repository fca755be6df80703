import {boolean} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {exitCode} from '../../lib/cli/exit.ts'
import {topicScopes} from '../../lib/cli/flags.ts'
import {ChangingCommand} from '../../lib/cli/changing-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import type {Column} from '../../lib/cli/table.ts'
import {counted} from '../../lib/text/plural.ts'
import {deleteOffsets, type DeleteOffsetOutcome} from '../../lib/groups/delete-offsets.ts'
import {groupLag, type PartitionLag} from '../../lib/groups/lag/lag.ts'
import {checkTopicName} from '../../lib/topics/topic-name.ts'

const planColumns: readonly Column<PartitionLag>[] = [
  {heading: 'TOPIC', value: ({topic}) => topic, role: () => 'name'},
  {heading: 'PARTITION', value: ({partition}) => partition, align: 'right'},
  {heading: 'CURRENT-OFFSET', value: ({committedOffset}) => committedOffset, align: 'right'},
  {heading: 'LAG', value: ({lag}) => lag, align: 'right'},
]
const columns = {
  topic: {value: ({topic}) => topic, role: () => 'name'},
  /** Null where a topic was given as a whole and does not exist. */
  partition: {value: ({partition}) => partition, align: 'right'},
  status: {value: ({status}) => status, role: ({status}) => (status === 'failed' ? 'bad' : 'good')},
  error: {value: (each) => ('error' in each ? each.error.message : null), wide: true},
} satisfies Columns<DeleteOffsetOutcome>

export type Output = readonly DeleteOffsetOutcome[]
export type Row = RowOf<typeof columns>

export default class GroupsDeleteOffsets extends ChangingCommand {
  static override summary = 'forget committed offsets of a group'
  static override description =
    'The group then begins there as if it had never read the partition. Asks on a terminal; anywhere else --yes is needed. Refused for topics that a member of the group reads.'
  static override examples = [
    '<%= config.bin %> groups delete-offsets billing --topic orders',
    {
      description: 'Only some partitions, in a script',
      command: '<%= config.bin %> groups delete-offsets billing --topic orders:0,3 --yes',
    },
  ]
  static override args = {
    group: checked()({description: 'name of the group', required: true}),
  }
  static override flags = {
    topic: topicScopes(checkTopicName)({
      summary: 'topic, or some of its partitions (orders:0,3-5); repeat for more',
      required: true,
    }),
    yes: boolean({char: 'y', summary: 'do not ask'}),
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(GroupsDeleteOffsets)
    const print = this.printer<Output, DeleteOffsetOutcome>(flags, columns, 'topic')
    const cluster = await this.connectToChange(flags, {
      changes: 'delete offsets',
      plan: {group: args.group, topics: flags.topic},
      ask: 'later',
    })
    let count = 'offsets'
    if (!flags.yes || this.guards?.protected) {
      const lags = await groupLag(cluster, [args.group], {topics: flags.topic.map(({topic}) => topic)})
      const failed = await this.reportFailures(lags.errors.map(({error}) => error))
      if (failed) return failed
      const rows = (lags.groups[0]?.partitions ?? []).filter(
        ({topic, partition, committedOffset}) =>
          committedOffset !== null &&
          flags.topic.some((each) => each.topic === topic && (each.partitions?.includes(partition) ?? true)),
      )
      await this.printTable(planColumns, rows, 'stderr')
      count = counted(rows.length, 'offset')
    }
    const text = `Forget ${count} of group ${args.group}`
    if (!(await this.agreed({text, yes: flags.yes, flag: '--yes'}))) {
      await this.note('nothing was deleted')
      return exitCode.failed
    }
    const outcomes = await deleteOffsets(cluster, args.group, flags.topic)
    await print({value: outcomes, rows: outcomes})
    return this.reportFailures(outcomes.flatMap((each) => (each.status === 'failed' ? [each.error] : [])))
  }
}
