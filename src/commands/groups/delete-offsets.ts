import {checked} from '../../lib/cli/args.ts'
import {failuresOf, type ChangePlan} from '../../lib/cli/change.ts'
import {ChangingCommand, yesFlag} from '../../lib/cli/changing-command.ts'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {topicScopes, type TopicScope} from '../../lib/cli/flags.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import type {Column} from '../../lib/cli/table.ts'
import {counted} from '../../lib/text/words.ts'
import type {Cluster} from '../../lib/cluster/cluster.ts'
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
    ...yesFlag,
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(GroupsDeleteOffsets)
    const print = this.printer<Output, DeleteOffsetOutcome>(flags, columns, 'topic')
    return this.carryOut(flags, {
      changes: 'delete offsets',
      request: {group: args.group, topics: flags.topic},
      plan: async (cluster) => {
        // What nobody is going to look at need not be read.
        if (flags.yes && !this.guards?.protected) return {rows: null, audited: undefined}
        return planDeletion(cluster, args.group, flags.topic)
      },
      show: async ({rows}, as) => {
        if (rows && as === 'preview') await this.printTable(planColumns, rows, 'stderr')
      },
      question: ({rows}) => `Forget ${rows ? counted(rows.length, 'offset') : 'offsets'} of group ${args.group}`,
      execute: (cluster) => deleteOffsets(cluster, args.group, flags.topic),
      report: (outcomes) => print({value: outcomes, rows: outcomes}),
      failures: failuresOf,
      says: {unchanged: 'nothing was deleted'},
    })
  }
}

interface DeletionPlan extends ChangePlan {
  /** The offsets that would be forgotten; null: not asked. */
  readonly rows: readonly PartitionLag[] | null
}

async function planDeletion(cluster: Cluster, group: string, topics: readonly TopicScope[]): Promise<DeletionPlan> {
  const {groups, errors} = await groupLag(cluster, [group], {topics: topics.map(({topic}) => topic)})
  const rows = (groups[0]?.partitions ?? []).filter(
    ({topic, partition, committedOffset}) =>
      committedOffset !== null &&
      topics.some((each) => each.topic === topic && (each.partitions?.includes(partition) ?? true)),
  )
  return {rows, problems: errors.map(({error}) => error), audited: undefined}
}
