import {randomUUID} from 'node:crypto'
import {boolean, string} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import {tableColumns, type Columns, type RowOf} from '../../lib/cli/columns.ts'
import {exitCode} from '../../lib/cli/exit.ts'
import {ChangingCommand} from '../../lib/cli/changing-command.ts'
import {cannotWriteNew, textOfFile} from '../../lib/cli/files.ts'
import {
  duration,
  eitherNamesOr,
  integer,
  time,
  timeRange,
  topicScopes,
  type TimeRange,
  type TopicScope,
} from '../../lib/cli/flags.ts'
import type {Io} from '../../lib/cli/io.ts'
import type {ConnectionFlagValues} from '../../lib/cli/kafka-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {resolveTime, type Time} from '../../lib/text/time.ts'
import {stateFile, writeNewFile} from '../../lib/cli/state-file.ts'
import {counted, signed} from '../../lib/text/plural.ts'
import {shellWord} from '../../lib/text/shell-word.ts'
import type {Cluster} from '../../lib/cluster/cluster.ts'
import {UsageError} from '../../lib/cluster/errors.ts'
import {changedSince, executeReset, ResetProblem, type ResetOutcome} from '../../lib/groups/execute-reset.ts'
import {isConsumerGroup, listGroups} from '../../lib/groups/list.ts'
import {formatOffsetsCsv} from '../../lib/groups/offsets-csv.ts'
import {
  planReset,
  resetTotals,
  type GroupResetPlan,
  type ResetNote,
  type ResetRow,
  type ResetTarget,
  type ResetTotals,
} from '../../lib/groups/reset-plan.ts'
import {groupSelector, selectGroups} from '../../lib/groups/select-groups.ts'
import {formatUndo, parseOffsetsFile, type OffsetsFile} from '../../lib/groups/undo-file.ts'
import {checkTopicName} from '../../lib/topics/topic-name.ts'

const targets = [
  'to-earliest',
  'to-latest',
  'to-offset',
  'to-datetime',
  'by-duration',
  'shift-by',
  'to-current',
  'to-group',
  'skip-between',
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
  readonly 'to-group'?: string | undefined
  readonly 'skip-between'?: TimeRange | undefined
}

interface Reset extends GroupResetPlan {
  /** Present once the offsets were committed. */
  readonly outcomes?: readonly ResetOutcome[]
}

const notes: Readonly<Record<ResetNote, (row: ResetRow) => string>> = {
  raisedToStart: ({wantedOffset}) => `raised from ${wantedOffset} to the start of the log`,
  loweredToEnd: ({wantedOffset}) => `lowered from ${wantedOffset} to the end of the log`,
  noRecordSince: () => 'no record since then: the end of the log',
  noCommit: () => 'nothing committed: the end of the log',
  outsideRange: () => 'not in the time range: stays',
  forgotten: () => 'had no offset: forgets it',
  beforeStart: () => 'as it was, before the start of the log',
  afterEnd: () => 'as it was, beyond the end of the log',
}

interface RowOfGroup extends ResetRow {
  readonly groupId: string
  readonly outcome: ResetOutcome | undefined
}

function rowsOf({groupId, rows, outcomes}: Reset): RowOfGroup[] {
  return rows.map((row, at) => ({...row, groupId, outcome: outcomes?.[at]}))
}

const columns = {
  group: {value: ({groupId}) => groupId, role: () => 'name'},
  topic: {value: ({topic}) => topic, role: () => 'name'},
  partition: {value: ({partition}) => partition, align: 'right'},
  /** Null: nothing is committed. */
  currentOffset: {value: ({oldOffset}) => oldOffset, align: 'right'},
  /** Null: it cannot be reset, or (note `forgotten`) the committed offset is deleted. */
  newOffset: {value: ({newOffset}) => newOffset, align: 'right'},
  /** Records skipped; negative: read again. Null if either offset is unknown. */
  change: {
    value: ({change}) => change,
    text: ({change}) => (change === null ? null : signed(change)),
    align: 'right',
    role: ({change}) => (change === null || change === 0 ? 'faint' : change > 0 ? 'bad' : 'warn'),
  },
  /** `planned`: nothing was changed; then `committed`, `deleted` or `failed`. */
  status: {value: ({outcome}) => outcome?.status ?? ('planned' as const)},
  note: {
    value: ({note, error}) => (error ? 'error' : note),
    text: (row) => (row.error ? 'cannot be reset' : row.note && notes[row.note](row)),
    role: ({error}) => (error ? 'bad' : 'warn'),
    filled: true,
  },
} satisfies Columns<RowOfGroup>

export interface Output {
  readonly executed: boolean
  /** What puts the offsets back: `groups reset-offsets --from-file`. Null unless executed. */
  readonly undoFile: string | null
  /** Of all groups together. */
  readonly totals: ResetTotals
  readonly groups: readonly Reset[]
}
export type Row = RowOf<typeof columns>

export default class GroupsResetOffsets extends ChangingCommand {
  static override summary = 'set the committed offsets of groups'
  static override description =
    'Shows old and new offset of each partition, and changes nothing until --execute is said, which asks again on a terminal. Groups must have no members. If one group or partition cannot be reset, none is. Before anything is committed the present offsets are written to an undo file, which --from-file takes back; afterwards they are read again.'
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
      description: 'Take a reset back: offsets, epochs, metadata, and those that there were none of',
      command: '<%= config.bin %> groups reset-offsets --from-file undo.json --execute',
    },
    {
      description: 'A new group that goes on where another one stands',
      command: '<%= config.bin %> groups reset-offsets billing-2 --to-group billing --execute',
    },
    {
      description: 'Over the records of a bad hour, in all groups that stand in it',
      command:
        "<%= config.bin %> groups reset-offsets '/^billing/' --all-topics --skip-between 2026-03-01T14:00:00Z/2026-03-01T15:00:00Z",
    },
    {
      description: 'Keep the offsets in a file, and put them back later',
      command:
        '<%= config.bin %> groups reset-offsets billing --all-topics --to-current --export > offsets.csv\n<%= config.bin %> groups reset-offsets billing --from-file offsets.csv --execute',
    },
  ]
  static override args = {
    group: checked()({description: 'names of the groups; also billing-* and /REGEX/', multiple: true}),
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
    'to-group': string({
      helpValue: 'GROUP',
      summary: 'where this other group stands; all that it has committed, unless --topic says less',
      helpGroup,
    }),
    'skip-between': timeRange({
      summary: 'the first record from UNTIL on, for what stands between the two times; the rest stays where it is',
      helpGroup,
    }),
    'from-file': string({
      helpValue: 'FILE',
      summary:
        'an undo file; or lines of topic,partition,offset or group,topic,partition,offset, as --export writes; - is stdin',
      exclusive: ['topic', 'all-topics'],
      helpGroup,
    }),
    'dry-run': boolean({summary: 'only show the plan (the default)', exclusive: ['execute']}),
    execute: boolean({summary: 'commit the new offsets'}),
    undo: string({
      helpValue: 'FILE',
      summary: 'where to write the undo file; in the state directory (KAFKIT_STATE_DIR, XDG) unless given',
      dependsOn: ['execute'],
    }),
    export: boolean({summary: 'print the new offsets as CSV instead of a table', exclusive: ['output']}),
    yes: boolean({char: 'y', summary: 'do not ask'}),
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(GroupsResetOffsets)
    const source = flags['from-file']
    const file = source === undefined ? undefined : await readOffsets(source, this.io)
    if (!file || (args.group && flags['all-groups']))
      eitherNamesOr('all-groups', args.group, flags['all-groups'], 'groups')
    const print = this.printer<Output, RowOfGroup>(flags, columns, 'group')
    const target: ResetTarget = file ? {to: 'rows', ...file} : this.#target(flags)
    const scope = scopeOf(flags.topic, flags['all-topics'], target)
    const selectors = args.group?.map(groupSelector)
    const cluster = await this.connectToChange(flags, {
      changes: flags.execute ? 'reset offsets' : undefined,
      plan: {
        groups: args.group ?? null,
        topics: flags.topic ?? null,
        target: file ? {to: 'file', file: source} : target,
      },
      ask: 'later',
    })
    const clusterId = await checkedClusterId(cluster, file)
    const groups =
      selectors || flags['all-groups']
        ? await chosenGroups(cluster, selectors)
        : [...new Set((file?.rows ?? []).flatMap(({group}) => group ?? []))]
    if (groups.length === 0 && file) throw new UsageError('say which group: the file names none')
    const plans: readonly Reset[] = await planReset(cluster, {groups, scope, target, now: this.io.now()})
    this.planned({groups: plans.map(auditedPlan)})
    const problems = plans.flatMap(({refusal, rows}) => refusal ?? rows.flatMap(({error}) => error ?? []))

    const show = (value: readonly Reset[], undoFile: string | null = null) => {
      const totals = resetTotals(value.flatMap(({rows}) => rows))
      const executed = undoFile !== null
      const people = () => this.#printPlans(value)
      return print({value: {executed, undoFile, totals, groups: value}, rows: value.flatMap(rowsOf), people})
    }
    const later = flags.execute && flags.output !== 'table' && !flags.export
    if (flags.export) this.io.out(formatOffsetsCsv(plans.flatMap((plan) => csvRows(plan, plans.length > 1))))
    else if (!later) await show(plans)
    if (problems.length > 0 || !flags.execute) {
      if (later) await show(plans)
      for (const {groupId, members} of plans) if (members.length > 0) await this.#tellMembers(groupId, members)
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
    const changed = await changedSince(cluster, plans)
    if (changed.length > 0) {
      await this.reportFailures(changed)
      await this.note('no offset was changed; look at the plan again')
      return exitCode.failed
    }
    const undoFile = flags.undo ?? this.#undoName(plans)
    await writeNewFile(undoFile, formatUndo(plans, {clusterId, time: this.io.now()})).catch((error: unknown) => {
      throw cannotWriteNew(undoFile, error, 'no offset was changed; --undo says another place')
    })
    const done = await executeReset(cluster, plans).catch(async (error: unknown) => {
      await this.note(`offsets may have been changed; those before are in ${undoFile}`)
      throw error
    })
    if (later) await show(done, undoFile)
    this.achieved({undoFile, groups: done.map(auditedOutcomes)})
    const undo = [this.commandLine, ...sameCluster(flags), '--from-file', shellWord(undoFile), '--execute'].join(' ')
    return this.#report(done, {undo, undoFile, says: !later && !flags.export})
  }

  #target(flags: TargetFlags): ResetTarget {
    const now = this.io.now()
    if (flags['to-earliest']) return {to: 'earliest'}
    if (flags['to-latest']) return {to: 'latest'}
    if (flags['to-offset'] !== undefined) return {to: 'offset', offset: flags['to-offset']}
    if (flags['shift-by'] !== undefined) return {to: 'shift', by: flags['shift-by']}
    if (flags['by-duration'] !== undefined) return {to: 'duration', ms: flags['by-duration']}
    if (flags['to-group'] !== undefined) return {to: 'group', groupId: flags['to-group']}
    if (flags['to-datetime']) return {to: 'time', timestamp: resolveTime(flags['to-datetime'], now)}
    if (flags['skip-between']) {
      const {from, until} = flags['skip-between']
      return {to: 'past', from: resolveTime(from, now), until: resolveTime(until, now)}
    }
    return {to: 'current'}
  }

  /** Sorts by time, and says what it is of. */
  #undoName(plans: readonly GroupResetPlan[]): string {
    const time = new Date(this.io.now()).toISOString().replaceAll(/[:.]/g, '-')
    const [only] = plans
    const group = plans.length === 1 ? (only?.groupId ?? '') : `${plans.length}-groups`
    const name = `${time}-${group.replaceAll(/[^\w.-]/g, '_').slice(0, 80)}-${randomUUID().slice(0, 8)}.json`
    return stateFile(this.io.env, 'undo', name)
  }

  async #tellMembers(groupId: string, members: GroupResetPlan['members']): Promise<void> {
    const few = members.slice(0, 10)
    const texts = few.map(({clientId, host, memberId}) => `${clientId} on ${host.replace(/^\//, '')} (${memberId})`)
    const more = members.length > few.length ? ` and ${members.length - few.length} more` : ''
    await this.note(`members of ${groupId}: ${texts.join(', ')}${more}`)
  }

  async #printPlans(plans: readonly GroupResetPlan[]): Promise<void> {
    const {heading, name, faint} = await this.colours()
    for (const [i, plan] of plans.entries()) {
      const {groupId, state, refusal} = plan
      const rows = rowsOf(plan)
      if (refusal) continue
      const text = state === null ? 'does not exist yet' : state
      this.io.out(
        `${i > 0 ? '\n' : ''}${heading(name(groupId))}  ${faint(`${text}, ${totalsText(plan.totals, rows.length)}`)}\n`,
      )
      if (rows.length > 0) await this.printTable(tableColumns(columns, rows, {without: ['group', 'status']}), rows)
    }
    const shown = plans.filter(({refusal}) => !refusal)
    if (shown.length < 2) return
    const rows = shown.flatMap((plan) => plan.rows)
    this.io.out(`\n${counted(shown.length, 'group')}: ${totalsText(resetTotals(rows), rows.length)}\n`)
  }

  async #report(
    done: readonly Reset[],
    {undo, undoFile, says}: {undo: string; undoFile: string; says: boolean},
  ): Promise<number> {
    const rows = done.flatMap(rowsOf)
    const {good} = await this.colours()
    const changed = (['committed', 'deleted'] as const).map((status) => {
      const count = rows.filter(({outcome}) => outcome?.status === status).length
      if (count > 0 && says) this.io.out(`${good(`${counted(count, 'offset')} ${status}`)}\n`)
      return count
    })
    const code = await this.reportFailures(rows.flatMap(problemOf))
    await this.note(
      changed.some((count) => count > 0)
        ? `to take it back: ${undo}`
        : `no offset was changed; the undo file ${undoFile} is of no use`,
    )
    return code
  }
}

const auditedPlan = ({groupId, refusal, rows}: GroupResetPlan) => ({
  group: groupId,
  refusal,
  rows: rows.map(({topic, partition, oldOffset, newOffset}) => ({topic, partition, from: oldOffset, to: newOffset})),
})
const auditedOutcomes = ({groupId, outcomes = []}: Reset) => ({group: groupId, outcomes})

/** What failed, or is not as it was committed. */
function problemOf({outcome, newOffset, topic, partition, groupId}: RowOfGroup): readonly Error[] {
  if (!outcome) return []
  if (outcome.status === 'failed') return [outcome.error]
  if (outcome.readBack === newOffset) return []
  const where = `${topic}-${partition} of group ${groupId}`
  const text =
    outcome.readBack === null
      ? `${where} was committed, but could not be read again`
      : `${where} is at ${outcome.readBack} now, not ${newOffset ?? 'without an offset'}: somebody else committed meanwhile`
  return [new ResetProblem(text)]
}

async function readOffsets(source: string, io: Io): Promise<OffsetsFile> {
  return parseOffsetsFile(await textOfFile(source, io.stdin), source === '-' ? 'stdin' : source)
}

/** The flags that lead to the same cluster again; what may be secret is left to whoever knows it. */
const sameCluster = (flags: ConnectionFlagValues): string[] =>
  (['profile', 'bootstrap-server', 'command-config'] as const).flatMap((name) => {
    const value = flags[name]
    return value === undefined ? [] : [`--${name}`, shellWord(value)]
  })

/** An undo file belongs to the cluster that it was written for. */
async function checkedClusterId(cluster: Cluster, file: OffsetsFile | undefined): Promise<string | null> {
  const clusterId = await cluster.clusterId()
  if (file?.clusterId && clusterId && file.clusterId !== clusterId)
    throw new UsageError(`the undo file is of cluster ${file.clusterId}, and this is ${clusterId}; nothing was changed`)
  return clusterId
}

function scopeOf(topics: readonly TopicScope[] | undefined, all: boolean, target: ResetTarget) {
  if (topics) return topics
  if (all || target.to === 'rows' || target.to === 'group') return 'committed' as const
  throw new UsageError(
    'say which topics: --topic TOPIC, --topic TOPIC:PARTITIONS or --all-topics (see kafkit groups reset-offsets --help)',
  )
}

/** Those named, whether they exist or not, and those that patterns match; without selectors all consumer groups. */
async function chosenGroups(
  cluster: Cluster,
  selectors: readonly ReturnType<typeof groupSelector>[] | undefined,
): Promise<readonly string[]> {
  if (selectors?.every((each) => 'name' in each)) return selectors.map(({text}) => text)
  const {groups, errors} = await listGroups(cluster)
  const [missing] = errors
  if (missing) throw missing.error
  const existing = groups.filter(isConsumerGroup).map(({groupId}) => groupId)
  if (!selectors) return existing
  const {ids, unmatched} = selectGroups(selectors, existing)
  if (unmatched.length > 0) throw new UsageError(`no group matches ${unmatched.join(', ')}`)
  return ids
}

const csvRows = ({groupId, rows}: GroupResetPlan, withGroup: boolean) =>
  rows.flatMap(({topic, partition, newOffset}) =>
    newOffset === null ? [] : [{topic, partition, offset: newOffset, ...(withGroup ? {group: groupId} : {})}],
  )

/** What is skipped and what is read again are different harms, so they are never offset against each other. */
function totalsText({reread, skipped, unknown}: ResetTotals, count: number): string {
  const texts = [
    ...(reread > 0 ? [`${counted(reread, 'record')} to be read again`] : []),
    ...(skipped > 0 ? [`${counted(skipped, 'record')} skipped`] : []),
    ...(unknown > 0 ? [`unknown for ${counted(unknown, 'partition')}`] : []),
  ]
  return texts.join(', ') || (count === 0 ? 'no partitions' : 'no records skipped or read again')
}
