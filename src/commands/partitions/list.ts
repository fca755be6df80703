import {boolean} from '@oclif/core/flags'
import {nothingSeen} from '../../lib/acls/why-empty.ts'
import {checked} from '../../lib/cli/args.ts'
import type {Role} from '../../lib/cli/colour.ts'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {foundCode} from '../../lib/cli/exit-codes.ts'
import {integer, size} from '../../lib/cli/flags.ts'
import type {FlagValues} from '../../lib/cli/flag-values.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {listPartitions, type ListedPartition, type PartitionListing} from '../../lib/partitions/list.ts'
import {nameSelector} from '../../lib/text/name-selector.ts'
import {sizeText} from '../../lib/text/size.ts'
import {partitionProblems, type PartitionProblem} from '../../lib/topics/partition-health.ts'
import {checkTopicSelector} from '../../lib/topics/topic-name.ts'

const columns = {
  topic: {value: ({topic}) => topic, role: () => 'name'},
  partition: {value: ({partition}) => partition, align: 'right'},
  /** Node id; null if there is no leader. */
  leader: {value: ({leader}) => leader, text: ({leader}) => leader ?? 'none', align: 'right'},
  /** Node ids, the preferred leader first. */
  replicas: {value: ({replicas}) => replicas},
  isr: {value: ({isr}) => isr, text: ({isr}) => isr.join(',') || 'none'},
  elr: {value: ({elr}) => elr, filled: true},
  minInsyncReplicas: {heading: 'MIN-ISR', value: (row) => row.minInsyncReplicas, align: 'right', wide: true},
  adding: {value: ({adding}) => adding, filled: true},
  removing: {value: ({removing}) => removing, filled: true},
  start: {value: ({start}) => start, align: 'right', filled: true},
  end: {value: ({end}) => end, align: 'right', filled: true},
  /** Bytes of the largest replica. */
  size: {
    value: ({size: bytes}) => bytes,
    text: ({size: bytes}) => (bytes === null ? null : sizeText(bytes)),
    align: 'right',
    filled: true,
  },
  /** Empty if nothing is wrong. */
  problems: {value: ({problems}) => problems, text: ({problems}) => problems.join(', ') || 'ok', role: roleOf},
} satisfies Columns<ListedPartition>

function roleOf({problems}: ListedPartition): Role | undefined {
  if (problems.includes('offline') || problems.includes('under-min-isr')) return 'bad'
  return problems.includes('under-replicated') ? 'warn' : undefined
}

export type Output = PartitionListing
export type Row = RowOf<typeof columns>

export default class PartitionsList extends KafkaCommand {
  static override summary = 'list partitions, or those with a problem'
  static override description =
    'Names, not totals. The flags for problems list the partitions that have any of them; all other flags narrow that down. With --check the exit code is 3 if there are any, for scripts, and 1 if something could not be determined. Sizes and offsets take more requests, so they are shown only on demand.'
  static override examples = [
    {
      description: 'Everything that is wrong now',
      command: '<%= config.bin %> partitions list --offline --under-min-isr --under-replicated --check',
    },
    {
      description: 'The partitions that broker 3 leads, the largest first',
      command: '<%= config.bin %> partitions list --led-by 3 --sizes --sort -size',
    },
    {description: 'Partitions without a record', command: '<%= config.bin %> partitions list --empty'},
  ]
  static override args = {
    topic: checked(checkTopicSelector)({
      description: 'names, patterns (orders-*) or /regular expressions/ (default: all)',
      multiple: true,
    }),
  }
  static override flags = {
    offline: boolean({aliases: ['no-leader', 'unavailable'], summary: 'without a live leader'}),
    'under-min-isr': boolean({summary: 'with fewer replicas in sync than min.insync.replicas'}),
    'under-replicated': boolean({summary: 'with replicas that are out of sync'}),
    'at-min-isr': boolean({summary: 'with no more replicas in sync than min.insync.replicas'}),
    'not-preferred': boolean({summary: 'whose leader is not the first replica'}),
    moving: boolean({summary: 'that are being reassigned'}),
    'on-broker': integer({min: 0, helpValue: 'ID', summary: 'with a replica on this broker'}),
    'led-by': integer({min: 0, helpValue: 'ID', summary: 'led by this broker'}),
    bigger: size({summary: 'larger than this: 10GiB'}),
    empty: boolean({summary: 'without a record'}),
    'exclude-internal': boolean({summary: "leave out Kafka's internal topics, such as __consumer_offsets"}),
    sizes: boolean({summary: 'show sizes'}),
    offsets: boolean({summary: 'show the first offset and the one after the last'}),
    check: boolean({summary: 'exit with 3 if any is listed'}),
    verbose: boolean({summary: 'also show min.insync.replicas'}),
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(PartitionsList)
    const print = this.printer<Output, ListedPartition>(flags, columns, 'topic')
    const problems = partitionProblems.filter((each) => flags[each])
    const cluster = await this.connect(flags)
    const listing = (
      await listPartitions(cluster, {
        selectors: args.topic?.map(nameSelector),
        internal: !flags['exclude-internal'],
        sizes: flags.sizes || flags.bigger !== undefined,
        offsets: flags.offsets || flags.empty,
      })
    ).open(this.failures)
    const partitions = listing.partitions.filter((each) => isWanted(each, problems, flags))
    const unseen = args.topic ? [] : await nothingSeen(cluster, 'topics', listing.partitions.length)
    const errors = [...listing.errors, ...unseen]
    const quiet = partitions.length === 0 && (problems.length > 0 || flags.check)
    await print({
      value: {partitions, errors},
      rows: partitions,
      people: quiet ? () => {} : undefined,
      wide: flags.verbose,
    })
    if (quiet && errors.length === 0 && flags.output === 'table') await this.note('there is no such partition')
    const failed = await this.reportFailures(errors)
    return foundCode(flags.check && partitions.length > 0, failed)
  }
}

type Filters = Pick<FlagValues<typeof PartitionsList.flags>, 'on-broker' | 'led-by' | 'bigger' | 'empty'>

function isWanted(each: ListedPartition, problems: readonly PartitionProblem[], flags: Filters): boolean {
  const {'on-broker': on, 'led-by': leader, bigger, empty} = flags
  return (
    (problems.length === 0 || problems.some((problem) => each.problems.includes(problem))) &&
    (on === undefined || each.replicas.includes(on)) &&
    (leader === undefined || each.leader === leader) &&
    (bigger === undefined || (each.size !== null && each.size > bigger)) &&
    (!empty || (each.start !== null && each.start === each.end))
  )
}
