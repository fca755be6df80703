import {readFile} from 'node:fs/promises'
import {boolean, string} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import {tableColumns, type Columns, type RowOf} from '../../lib/cli/columns.ts'
import {exitCode} from '../../lib/cli/exit.ts'
import {cannotRead} from '../../lib/cli/files.ts'
import {duration, eitherNamesOr, integer, time, topicScopes, type TopicScope} from '../../lib/cli/flags.ts'
import {ChangingCommand} from '../../lib/cli/changing-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {resolveTime, type Time} from '../../lib/cli/quantities.ts'
import {counted, signed} from '../../lib/cli/text.ts'
import type {Cluster} from '../../lib/cluster/cluster.ts'
import {UsageError} from '../../lib/cluster/errors.ts'
import {commitOffsets, type CommitOutcome} from '../../lib/groups/commit-offsets.ts'
import {isConsumerGroup, listGroups} from '../../lib/groups/list.ts'
import {formatOffsetsCsv, parseOffsetsCsv} from '../../lib/groups/offsets-csv.ts'
import {
  planReset,
  type GroupResetPlan,
  type ResetNote,
  type ResetRow,
  type ResetTarget,
} from '../../lib/groups/reset-plan.ts'
import {checkTopicName} from '../../lib/topics/topic-name.ts'

const targets = [
  'to-earliest',
  'to-latest',
  'to-offset',
  'to-datetime',
  'by-duration',
  'shift-by',
  'to-current',
  'from-file',
] as const
const helpGroup = 'NEW OFFSET'

interface TargetFlags {
  readonly 'to-earliest': boolean
  readonly 'to-latest': boolean
  readonly 'to-current': boolean
  readonly 'to-offset'?: number | undefined
  readonly 'to-datetime'?: Time | undefined
  readonly 'by-duration'?: number | undefined
  readonly 'shift-by'?: number | undefined
  readonly 'from-file'?: string | undefined
}

interface Reset extends GroupResetPlan {
  /** Present once the offsets were committed. */
  readonly outcomes?: readonly CommitOutcome[]
}

const notes: Readonly<Record<ResetNote, string>> = {
  raisedToStart: 'raised to the start of the log',
  loweredToEnd: 'lowered to the end of the log',
  noRecordSince: 'no record since then: the end of the log',
  noCommit: 'nothing committed: the end of the log',
}

interface RowOfGroup extends ResetRow {
  readonly groupId: string
  readonly outcome: CommitOutcome | undefined
}

const rowsOf = ({groupId, rows, outcomes = []}: Reset): RowOfGroup[] =>
  rows.map((row) => ({
    ...row,
    groupId,
    outcome: outcomes.find(({topic, partition}) => topic === row.topic && partition === row.partition),
  }))

const columns = {
  group: {value: ({groupId}) => groupId, role: () => 'name'},
  topic: {value: ({topic}) => topic, role: () => 'name'},
  partition: {value: ({partition}) => partition, align: 'right'},
  currentOffset: {value: ({oldOffset}) => oldOffset, align: 'right'},
  newOffset: {value: ({newOffset}) => newOffset, align: 'right'},
  change: {
    value: ({change}) => change,
    text: ({change}) => (change === null ? null : signed(change)),
    align: 'right',
    role: ({change}) => (change === null || change === 0 ? 'faint' : change > 0 ? 'bad' : 'warn'),
  },
  status: {value: ({outcome}) => outcome?.status ?? 'planned'},
  note: {
    value: ({note}) => note,
    text: ({note, error}) => (error ? 'cannot be reset' : note && notes[note]),
    role: ({error}) => (error ? 'bad' : 'warn'),
    filled: true,
  },
} satisfies Columns<RowOfGroup>

export type Output = readonly Reset[]
export type Row = RowOf<typeof columns>

export default class GroupsResetOffsets extends ChangingCommand {
  static override summary = 'set the committed offsets of groups'
  static override description =
    'Shows old and new offset of each partition, and changes nothing until --execute is said, which asks again on a terminal. Groups must have no members. If one group or partition cannot be reset, none is.'
  static override examples = [
    {
      description: 'Show what reading everything again would mean',
      command: '<%= config.bin %> groups reset-offsets billing --topic orders --to-earliest',
    },
    {
      description: 'Go back two hours in all topics that the group has read, and do it',
      command: '<%= config.bin %> groups reset-offsets billing --all-topics --by-duration 2h --execute',
    },
    {
      description: 'Skip one bad record in partition 3',
      command: '<%= config.bin %> groups reset-offsets billing --topic orders:3 --shift-by 1 --execute',
    },
    {
      description: 'Keep the offsets in a file, and put them back later',
      command:
        '<%= config.bin %> groups reset-offsets billing --all-topics --to-current --export > offsets.csv\n<%= config.bin %> groups reset-offsets billing --from-file offsets.csv --execute',
    },
  ]
  static override args = {
    group: checked()({description: 'names of the groups', multiple: true}),
  }
  static override flags = {
    'all-groups': boolean({summary: 'all consumer groups of the cluster'}),
    topic: topicScopes(checkTopicName)({summary: 'topic, or some of its partitions (orders:0,3-5); repeat for more'}),
    'all-topics': boolean({summary: 'every partition that has a committed offset', exclusive: ['topic']}),
    'to-earliest': boolean({summary: 'the start of the log', exactlyOne: [...targets], helpGroup}),
    'to-latest': boolean({summary: 'the end of the log', helpGroup}),
    'to-offset': integer({min: 0, summary: 'this offset', helpGroup}),
    'to-datetime': time({
      summary: 'the first record from this time on: 2026-03-01T14:00:00Z (UTC without a zone), ms since 1970',
      helpGroup,
    }),
    'by-duration': duration({summary: 'the first record that is younger than this: 2h, 7d, PT30M', helpGroup}),
    'shift-by': integer({summary: 'so many records on, or with a minus back', helpGroup}),
    'to-current': boolean({summary: 'where it is, for --export', helpGroup}),
    'from-file': string({
      helpValue: 'FILE',
      summary: 'lines of topic,partition,offset or group,topic,partition,offset, as --export writes them; - is stdin',
      exclusive: ['topic', 'all-topics'],
      helpGroup,
    }),
    'dry-run': boolean({summary: 'only show the plan (the default)', exclusive: ['execute']}),
    execute: boolean({summary: 'commit the new offsets'}),
    export: boolean({summary: 'print the new offsets as CSV instead of a table', exclusive: ['output']}),
    yes: boolean({char: 'y', summary: 'do not ask'}),
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(GroupsResetOffsets)
    eitherNamesOr('all-groups', args.group, flags['all-groups'], 'groups')
    const print = this.printer<Output, RowOfGroup>(flags, columns, 'group')
    const target = await this.#target(flags)
    const scope = scopeOf(flags.topic, flags['all-topics'], target)
    const cluster = await this.connectToChange(flags, {
      changes: flags.execute ? 'reset offsets' : undefined,
      ask: 'later',
    })
    const groups = args.group ?? (await allConsumerGroups(cluster))
    const plans: Reset[] = await planReset(cluster, {groups, scope, target, now: this.io.now()})
    const problems = plans.flatMap(({refusal, rows}) => refusal ?? rows.flatMap(({error}) => error ?? []))
    const csv = () => formatOffsetsCsv(plans.flatMap((plan) => csvRows(plan, plans.length > 1)))

    const show = (value: readonly Reset[]) =>
      print({value, rows: value.flatMap(rowsOf), people: () => this.#printPlans(value)})
    const later = flags.execute && flags.output !== 'table' && !flags.export
    if (flags.export) this.io.out(csv())
    else if (!later) await show(plans)
    if (problems.length > 0 || !flags.execute) {
      if (later) await show(plans)
      const code = await this.reportFailures(problems)
      if (flags.execute) await this.note('no offset was changed')
      else if (code === exitCode.done && !flags['dry-run'] && !flags.export) {
        await this.note('this is the plan, no offset was changed; to do it say --execute')
      }
      return code
    }
    const count = plans.reduce((sum, {rows}) => sum + rows.length, 0)
    if (count === 0) {
      if (later) await show(plans)
      await this.note('there are no offsets to reset')
      return exitCode.done
    }
    const which = plans.length === 1 ? `group ${plans[0]?.groupId ?? ''}` : counted(plans.length, 'group')
    // --execute says it already: unlike a deletion this needs no second word where nobody can be asked.
    const yes = flags.yes || !this.io.terminal.stdin || !this.io.terminal.stderr
    if (!(await this.agreed({text: `Commit ${counted(count, 'new offset')} for ${which}`, yes, flag: '--yes'}))) {
      await this.note('no offset was changed')
      return exitCode.failed
    }
    const done = await Promise.all(plans.map((plan) => execute(cluster, plan)))
    if (later) await show(done)
    return this.#report(done, !later && !flags.export)
  }

  async #target(flags: TargetFlags): Promise<ResetTarget> {
    if (flags['to-earliest']) return {to: 'earliest'}
    if (flags['to-latest']) return {to: 'latest'}
    if (flags['to-current']) return {to: 'current'}
    if (flags['to-offset'] !== undefined) return {to: 'offset', offset: flags['to-offset']}
    if (flags['shift-by'] !== undefined) return {to: 'shift', by: flags['shift-by']}
    if (flags['by-duration'] !== undefined) return {to: 'duration', ms: flags['by-duration']}
    if (flags['to-datetime']) return {to: 'time', timestamp: resolveTime(flags['to-datetime'], this.io.now())}
    const file = flags['from-file'] ?? ''
    const text =
      file === '-'
        ? await textOf(this.io.stdin)
        : await readFile(file, 'utf8').catch((error: unknown) => Promise.reject(cannotRead(file, error)))
    return {to: 'rows', rows: parseOffsetsCsv(text, file === '-' ? 'stdin' : file)}
  }

  async #printPlans(plans: readonly GroupResetPlan[]): Promise<void> {
    const {heading, name, faint} = await this.colours()
    for (const [i, plan] of plans.entries()) {
      const {groupId, state, refusal} = plan
      const rows = rowsOf(plan)
      if (refusal) continue
      const text = state === null ? 'does not exist yet' : state
      this.io.out(`${i > 0 ? '\n' : ''}${heading(name(groupId))}  ${faint(`${text}, ${totals(rows)}`)}\n`)
      if (rows.length > 0) await this.printTable(tableColumns(columns, rows, {without: ['group', 'status']}), rows)
    }
  }

  async #report(done: readonly Reset[], says: boolean): Promise<number> {
    const outcomes = done.flatMap(({outcomes = []}) => outcomes)
    const committed = outcomes.filter((each) => each.status === 'committed')
    for (const {topic, partition, offset, readBack} of committed) {
      if (readBack !== null && readBack !== offset) {
        await this.warning(
          `${topic}-${partition} is at ${readBack} now, not ${offset}: somebody else committed meanwhile`,
        )
      }
    }
    if (says && committed.length > 0) {
      const {good} = await this.colours()
      this.io.out(`${good(`${counted(committed.length, 'offset')} committed`)}\n`)
    }
    return this.reportFailures(outcomes.flatMap((each) => (each.status === 'failed' ? [each.error] : [])))
  }
}

function scopeOf(topics: readonly TopicScope[] | undefined, all: boolean, target: ResetTarget) {
  if (all || target.to === 'rows') return 'committed' as const
  if (topics) return topics
  throw new UsageError(
    'say which topics: --topic TOPIC, --topic TOPIC:PARTITIONS or --all-topics (see kafkit groups reset-offsets --help)',
  )
}

async function allConsumerGroups(cluster: Cluster): Promise<string[]> {
  const {groups, errors} = await listGroups(cluster)
  const [missing] = errors
  if (missing) throw missing.error
  return groups.filter(isConsumerGroup).map(({groupId}) => groupId)
}

async function execute(cluster: Cluster, plan: Reset): Promise<Reset> {
  const rows = plan.rows.flatMap(({topic, partition, newOffset}) =>
    newOffset === null ? [] : [{topic, partition, offset: newOffset}],
  )
  return {...plan, outcomes: await commitOffsets(cluster, plan.groupId, rows)}
}

async function textOf(stream: AsyncIterable<Buffer | string>): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString()
}

const csvRows = ({groupId, rows}: GroupResetPlan, withGroup: boolean) =>
  rows.flatMap(({topic, partition, newOffset}) =>
    newOffset === null ? [] : [{topic, partition, offset: newOffset, ...(withGroup ? {group: groupId} : {})}],
  )

/** What is skipped and what is read again are different harms, so they are never offset against each other. */
function totals(rows: readonly ResetRow[]): string {
  const sum = (wanted: (change: number) => boolean) =>
    rows.reduce((total, {change}) => total + (change !== null && wanted(change) ? Math.abs(change) : 0), 0)
  const [skipped, again] = [sum((change) => change > 0), sum((change) => change < 0)]
  const texts = [
    ...(again > 0 ? [`${counted(again, 'record')} to be read again`] : []),
    ...(skipped > 0 ? [`${counted(skipped, 'record')} skipped`] : []),
  ]
  return texts.join(', ') || (rows.length === 0 ? 'no partitions' : 'no records skipped or read again')
}
