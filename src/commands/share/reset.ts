import {boolean} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import {ChangingCommand} from '../../lib/cli/changing-command.ts'
import {tableColumns, type Columns, type RowOf} from '../../lib/cli/columns.ts'
import {yesFlag} from '../../lib/cli/confirm.ts'
import {duration, integer, time, timeZone, topicScopes} from '../../lib/cli/flags.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {UsageError} from '../../lib/cluster/errors.ts'
import {
  executeShareReset,
  planShareReset,
  type ShareResetOutcome,
  type ShareResetTarget,
} from '../../lib/groups/share-reset.ts'
import {resolveTime} from '../../lib/text/time.ts'
import {counted} from '../../lib/text/plural.ts'
import {shellWord} from '../../lib/text/shell-word.ts'
import {checkTopicSelector} from '../../lib/topics/topic-name.ts'

const columns = {
  topic: {value: ({topic}) => topic, role: () => 'name'},
  partition: {value: ({partition}) => partition, align: 'right'},
  /** The share-partition start offset; null if nothing was delivered yet. */
  oldOffset: {heading: 'START', value: ({oldOffset}) => oldOffset, align: 'right'},
  newOffset: {heading: 'NEW-START', value: ({newOffset}) => newOffset, align: 'right'},
  /** Records that are skipped, or delivered again (negative); null if unknown. */
  change: {value: ({change}) => change, align: 'right'},
  logEndOffset: {heading: 'LOG-END', value: ({logEndOffset}) => logEndOffset, align: 'right'},
  /** `planned`: nothing was changed yet. */
  status: {value: ({status}) => status, role: ({status}) => (status === 'failed' ? 'bad' : undefined)},
  error: {value: ({error}) => error?.message ?? null, filled: true},
} satisfies Columns<ShareResetOutcome>

export interface Output {
  readonly groupId: string
  readonly executed: boolean
  readonly partitions: readonly ShareResetOutcome[]
}
export type Row = RowOf<typeof columns>

const helpGroup = 'NEW START OFFSET'

export default class ShareReset extends ChangingCommand {
  static override summary = 'set the start offsets of a share group'
  static override description =
    'Shows the old and new start offset of each partition, and changes nothing without --execute, which asks for confirmation on a terminal. The group must have no members; a group that does not exist is created, and starts at the given offsets. The group forgets the state of single records after the new start (acquired, number of deliveries). Afterwards the offsets are read back. Needs Kafka 4.2.'
  static override examples = [
    {
      description: 'Show the effect of delivering a topic from its start again',
      command: '<%= config.bin %> share reset billing --topic orders --to-earliest',
    },
    {
      description: 'Make a group that reads only what is written from now on',
      command: '<%= config.bin %> share reset audit --topic orders --to-latest --execute',
    },
    {
      description: 'Skip all present records, in all topics of the group',
      command: '<%= config.bin %> share reset billing --all-topics --to-latest --execute',
    },
  ]
  static override args = {group: checked()({description: 'name of the share group', required: true})}
  static override exclusions = [
    {exactlyOne: ['to-earliest', 'to-latest', 'to-datetime', 'by-duration', 'to-offset']},
    {exactlyOne: ['topic', 'all-topics']},
    ['dry-run', 'execute'],
  ]
  static override flags = {
    topic: topicScopes(checkTopicSelector)({
      summary:
        'a topic, some of its partitions (orders:0,3-5), or a pattern for topics of the group (orders-*); repeatable',
    }),
    'all-topics': boolean({summary: 'all partitions that the group has'}),
    'to-earliest': boolean({summary: 'the start of the log', helpGroup}),
    'to-latest': boolean({summary: 'the end of the log', helpGroup}),
    'to-datetime': time({
      summary: 'the first record at or after this time: 2026-03-01T14:00:00Z (see --time-zone), or ms since 1970',
      helpGroup,
    }),
    'by-duration': duration({summary: 'the first record written within this time: 2h, 7d, PT30M', helpGroup}),
    'to-offset': integer({min: 0, summary: 'this offset', helpGroup}),
    'time-zone': timeZone({
      summary: 'zone of times without one: Europe/Berlin, +02:00, local (default: UTC)',
      helpGroup,
    }),
    'dry-run': boolean({summary: 'only show the plan (the default)'}),
    execute: boolean({summary: 'set the new offsets'}),
    ...yesFlag,
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(ShareReset)
    const groupId = args.group
    const now = this.io.now()
    const zone = flags['time-zone']
    const target = (): ShareResetTarget => {
      if (flags['to-earliest']) return {to: 'earliest'}
      if (flags['to-latest']) return {to: 'latest'}
      if (flags['by-duration'] !== undefined) return {to: 'duration', ms: flags['by-duration']}
      if (flags['to-offset'] !== undefined) return {to: 'offset', offset: flags['to-offset']}
      if (flags['to-datetime']) return {to: 'time', timestamp: resolveTime(flags['to-datetime'], now, zone)}
      throw new UsageError('no new offset given')
    }
    const input = {groupId, scope: flags.topic ?? ('committed' as const), target: target(), now}
    const print = this.printer<Output, ShareResetOutcome>(flags, columns, 'topic')
    const document = (partitions: readonly ShareResetOutcome[], executed: boolean) =>
      print({value: {groupId, executed, partitions}, rows: partitions})
    return this.carryOut(flags, {
      changes: 'reset offsets of a share group',
      request: {group: groupId, topics: flags.topic ?? null, target: input.target},
      plan: async (cluster) => {
        const {group, rows} = await planShareReset(cluster, input)
        return {
          rows,
          isNew: group === null,
          empty: rows.every(({oldOffset, newOffset}) => oldOffset !== null && oldOffset === newOffset),
          problems: rows.flatMap(({error}) => error ?? []),
          othersSpared: flags.execute,
          audited: {
            group: groupId,
            offsets: rows.map(({topic, partition, oldOffset, newOffset}) => ({topic, partition, oldOffset, newOffset})),
          },
        }
      },
      show: async ({rows, isNew}, as) => {
        const planned = rows.map((row): ShareResetOutcome => ({...row, status: row.error ? 'failed' : 'planned'}))
        if (as === 'result') await document(planned, false)
        else if (!flags.yes) await this.printTable(tableColumns(columns, planned), planned, 'stderr')
        if (isNew) await this.note(`there is no group ${groupId} yet: this ${as === 'result' ? 'would create' : 'creates'} it`) // prettier-ignore
      },
      question: ({rows, isNew}) =>
        `${isNew ? 'Make share group' : `Set ${counted(rows.length, 'start offset')} of share group`} ${groupId}`,
      recheck: async (cluster, {rows}) => {
        const {rows: present} = await planShareReset(cluster, input)
        // Finds a group that was created in the meantime, too.
        const moved = present.filter(({oldOffset}, at) => oldOffset !== rows[at]?.oldOffset)
        return moved.length > 0
          ? [
              new UsageError(
                `share group ${groupId} has moved in ${counted(moved.length, 'partition')} in the meantime`,
              ),
            ]
          : []
      },
      execute: async (cluster, {rows, isNew}) => ({isNew, outcomes: await executeShareReset(cluster, groupId, rows)}),
      report: ({outcomes}) => document(outcomes, true),
      failures: ({outcomes}) => outcomes.flatMap(({error}) => error ?? []),
      undo: ({isNew, outcomes}) => undoOf(groupId, isNew, outcomes),
      notes: {unchanged: 'no offset was changed', nothing: 'the group is already at these offsets'},
    })
  }
}

/**
 * One command line if one offset restores all partitions; otherwise each has to be restored from the printed offsets.
 */
function undoOf(groupId: string, isNew: boolean, outcomes: readonly ShareResetOutcome[]) {
  const done = outcomes.filter(({status}) => status === 'reset')
  const [first] = done
  if (!first) return {none: 'no offset was changed'}
  if (isNew) return {command: `kafkit share delete ${shellWord(groupId)}`}
  if (done.some(({oldOffset}) => oldOffset === null))
    return {none: 'partitions that had no start offset cannot be restored: the group has never read them'}
  const [offset, ...others] = new Set(done.map(({oldOffset}) => oldOffset))
  if (others.length > 0 || offset == null)
    return {
      none: 'the partitions had different offsets (START above): share reset --topic TOPIC:PARTITION --to-offset START',
    }
  const byTopic = [...Map.groupBy(done, ({topic}) => topic)].map(
    ([topic, some]) => `--topic ${shellWord(`${topic}:${some.map(({partition}) => partition).join(',')}`)}`,
  )
  return {command: `kafkit share reset ${shellWord(groupId)} ${byTopic.join(' ')} --to-offset ${offset} --execute`}
}
