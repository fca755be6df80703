import {boolean} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import {confirm} from '../../lib/cli/confirm.ts'
import {exitCode} from '../../lib/cli/exit.ts'
import {topicScopes} from '../../lib/cli/flags.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {outputFlags} from '../../lib/cli/kit-command.ts'
import type {Column} from '../../lib/cli/table.ts'
import {counted} from '../../lib/cli/text.ts'
import {deleteOffsets, type DeleteOffsetOutcome} from '../../lib/groups/delete-offsets.ts'
import {groupLag, type PartitionLag} from '../../lib/groups/lag.ts'
import {checkTopicName} from '../../lib/topics/topic-name.ts'

const planColumns: readonly Column<PartitionLag>[] = [
  {heading: 'TOPIC', value: ({topic}) => topic, role: () => 'name'},
  {heading: 'PARTITION', value: ({partition}) => partition, align: 'right'},
  {heading: 'CURRENT-OFFSET', value: ({committedOffset}) => committedOffset, align: 'right'},
  {heading: 'LAG', value: ({lag}) => lag, align: 'right'},
]
const outcomeColumns: readonly Column<DeleteOffsetOutcome>[] = [
  {heading: 'TOPIC', value: ({topic}) => topic, role: () => 'name'},
  {heading: 'PARTITION', value: ({partition}) => partition, align: 'right'},
  {heading: 'STATUS', value: ({status}) => status, role: ({status}) => (status === 'failed' ? 'bad' : 'good')},
]

export default class GroupsDeleteOffsets extends KafkaCommand {
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
    ...outputFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(GroupsDeleteOffsets)
    const cluster = await this.connect(flags)
    if (!flags.yes) {
      const lags = await groupLag(cluster, [args.group], {topics: flags.topic.map(({topic}) => topic)})
      const failed = await this.reportFailures(lags.errors.map(({error}) => error))
      if (failed) return failed
      const rows = (lags.groups[0]?.partitions ?? []).filter(
        ({topic, partition, committedOffset}) =>
          committedOffset !== null &&
          flags.topic.some((each) => each.topic === topic && (each.partitions?.includes(partition) ?? true)),
      )
      await this.printTable(planColumns, rows, 'stderr')
      const text = `Forget ${counted(rows.length, 'offset')} of group ${args.group}`
      if (!(await confirm(this.io, {text, yes: false, flag: '--yes'}))) {
        await this.note('nothing was deleted')
        return exitCode.failed
      }
    }
    const outcomes = await deleteOffsets(cluster, args.group, flags.topic)
    if (flags.output === 'json') this.printJson(outcomes)
    else await this.printTable(outcomeColumns, outcomes)
    return this.reportFailures(outcomes.flatMap((each) => (each.status === 'failed' ? [each.error] : [])))
  }
}
