import {checked} from '../../lib/cli/args.ts'
import {failuresOf, type ChangePlan} from '../../lib/cli/change.ts'
import {ChangingCommand} from '../../lib/cli/changing-command.ts'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {yesFlag} from '../../lib/cli/confirm.ts'
import {topicScopes} from '../../lib/cli/flags.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import type {Column} from '../../lib/cli/table.ts'
import {counted} from '../../lib/text/plural.ts'
import {hasPattern, isInScopes, type TopicScope} from '../../lib/text/topic-scope.ts'
import type {Cluster} from '../../lib/cluster/cluster.ts'
import {Failures} from '../../lib/cluster/outcome.ts'
import {deleteOffsets, type DeleteOffsetOutcome} from '../../lib/groups/delete-offsets.ts'
import {groupLag, type PartitionLag} from '../../lib/groups/lag/lag.ts'
import {unmatchedTopic} from '../../lib/groups/unmatched-topic.ts'
import {checkTopicSelector} from '../../lib/topics/topic-name.ts'

const planColumns: readonly Column<PartitionLag>[] = [
  {heading: 'TOPIC', value: ({topic}) => topic, role: () => 'name'},
  {heading: 'PARTITION', value: ({partition}) => partition, align: 'right'},
  {heading: 'CURRENT-OFFSET', value: ({committedOffset}) => committedOffset, align: 'right'},
  {heading: 'LAG', value: ({lag}) => lag, align: 'right'},
]
const columns = {
  topic: {value: ({topic}) => topic, role: () => 'name'},
  /** Null if a whole topic was given and it does not exist. */
  partition: {value: ({partition}) => partition, align: 'right'},
  status: {value: ({status}) => status, role: ({status}) => (status === 'failed' ? 'bad' : 'good')},
  error: {value: (each) => ('error' in each ? each.error.message : null), wide: true},
} satisfies Columns<DeleteOffsetOutcome>

export type Output = readonly DeleteOffsetOutcome[]
export type Row = RowOf<typeof columns>

export default class GroupsDeleteOffsets extends ChangingCommand {
  static override summary = 'delete committed offsets of a group'
  static override description =
    'Afterwards the group reads these partitions as if for the first time, starting where auto.offset.reset says. Asks for confirmation on a terminal; without a terminal, --yes is required. Brokers refuse topics that a member of the group is subscribed to.'
  static override examples = [
    '<%= config.bin %> groups delete-offsets billing --topic orders',
    {
      description: 'Only some partitions, in a script',
      command: '<%= config.bin %> groups delete-offsets billing --topic orders:0,3 --yes',
    },
  ]
  static override args = {
    group: checked()({description: 'group name', required: true}),
  }
  static override flags = {
    topic: topicScopes(checkTopicSelector)({
      summary:
        'a topic, some of its partitions (orders:0,3-5), or a pattern for topics of the group (orders-*); repeatable',
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
        // Without a question the plan is not shown, so the offsets are not read unless a pattern needs them.
        if (flags.yes && !this.guards?.protected && !hasPattern(flags.topic))
          return {rows: null, topics: flags.topic, audited: undefined}
        return planDeletion(cluster, args.group, flags.topic)
      },
      show: async ({rows}, as) => {
        if (rows && !flags.yes && as === 'preview') await this.printTable(planColumns, rows, 'stderr')
      },
      question: ({rows}) =>
        `Delete ${rows ? counted(rows.length, 'committed offset') : 'committed offsets'} of group ${args.group}`,
      execute: (cluster, {topics}) => deleteOffsets(cluster, args.group, topics),
      report: (outcomes) => print({value: outcomes, rows: outcomes}),
      failures: failuresOf,
      notes: {unchanged: 'nothing was deleted'},
    })
  }
}

interface DeletionPlan extends ChangePlan {
  /** The committed offsets that would be deleted; null if they were not read. */
  readonly rows: readonly PartitionLag[] | null
  /** The topics, with patterns resolved. */
  readonly topics: readonly TopicScope[]
}

async function planDeletion(cluster: Cluster, group: string, topics: readonly TopicScope[]): Promise<DeletionPlan> {
  const failures = new Failures()
  const named = hasPattern(topics) ? undefined : topics.map(({topic}) => topic)
  const {groups} = (await groupLag(cluster, [group], {topics: named})).open(failures)
  const committed = (groups[0]?.partitions ?? []).filter(({committedOffset}) => committedOffset !== null)
  const rows = committed.filter((each) => isInScopes(topics, each))
  const [patterns, literal] = [topics.filter(({matches}) => matches), topics.filter(({matches}) => !matches)]
  // Partitions are compared one by one: the topic may be gone, and a partition without an offset has nothing to
  // delete.
  const matching = rows.filter((each) => !isInScopes(literal, each))
  const written = [...Map.groupBy(matching, ({topic}) => topic)].map(([topic, some]) => ({
    topic,
    partitions: some.map(({partition}) => partition),
  }))
  const unmatched = patterns.filter((each) => !rows.some((row) => isInScopes([each], row)))
  const problems = [
    ...failures.untold,
    // Nothing matches because the group could not be read.
    ...(groups.length > 0 ? unmatched : []).map(({topic}) =>
      unmatchedTopic(`delete offsets of group ${group} in ${topic}`),
    ),
  ]
  return {rows, topics: [...literal, ...written], problems, audited: undefined}
}
