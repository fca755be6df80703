import {boolean, string} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import {ChangingCommand} from '../../lib/cli/changing-command.ts'
import {tableColumns, type RowOf} from '../../lib/cli/columns.ts'
import {textOfFile} from '../../lib/cli/files.ts'
import {eitherNamesOr} from '../../lib/cli/flags.ts'
import {reportFlags, type Report} from '../../lib/cli/output.ts'
import {
  resetScopeFlags,
  resetScopeOf,
  resetTargetFlags,
  resetTargetOf,
  resetTimeFlags,
} from '../../lib/command-parts/groups/reset-flags.ts'
import {sameCluster} from '../../lib/cli/same-cluster.ts'
import {undoFileFor, writeUndoFile} from '../../lib/cli/undo.ts'
import {resetColumns} from '../../lib/command-parts/groups/reset-columns.ts'
import {counted} from '../../lib/text/plural.ts'
import {shellWord} from '../../lib/text/shell-word.ts'
import {changedSince, executeReset} from '../../lib/groups/execute-reset.ts'
import {groupsToReset} from '../../lib/groups/groups-to-reset.ts'
import {formatOffsetsCsv} from '../../lib/groups/offsets-csv.ts'
import {planReset, resetTotals} from '../../lib/groups/reset-plan.ts'
import {resetTimes} from '../../lib/groups/reset-target.ts'
import type {GroupResetPlan, ResetTarget, ResetTotals} from '../../lib/groups/reset-types.ts'
import {nameSelector} from '../../lib/text/name-selector.ts'
import {checkUndoCluster, formatUndo, parseOffsetsFile} from '../../lib/groups/undo-file.ts'
import {
  auditedPlan,
  csvRows,
  membersText,
  outcomeProblems,
  resetQuestion,
  resetTableRows,
  totalsText,
  type Reset,
  type ResetTableRow,
} from '../../lib/views/reset/rows.ts'

export interface Output {
  readonly executed: boolean
  /** The file that restores the old offsets: `groups reset-offsets --from-file`. Null unless executed. */
  readonly undoFile: string | null
  /** The points in time for which the new offsets were looked up, ISO 8601 in UTC; empty if there are none. */
  readonly times: readonly string[]
  /** The sums over all groups. */
  readonly totals: ResetTotals
  readonly groups: readonly Reset[]
}
export type Row = RowOf<typeof resetColumns>

const unchanged = 'no offset was changed'

export default class GroupsResetOffsets extends ChangingCommand {
  static override summary = 'set the committed offsets of groups, with a plan and an undo file'
  static override description =
    'Shows the old and new offset of each partition, and changes nothing without --execute, which asks for confirmation on a terminal. Groups must have no members. If any group or partition cannot be reset, none is. Before committing, the current offsets are written to an undo file, which --from-file restores; afterwards the committed offsets are read back and checked.'
  static override examples = [
    {
      description: 'Show the effect of reading a topic from its start again',
      command: '<%= config.bin %> groups reset-offsets billing --topic orders --to-earliest',
    },
    {
      description: 'Go back two hours in all topics that the group has read',
      command: '<%= config.bin %> groups reset-offsets billing --all-topics --by-duration 2h --execute',
    },
    {
      description: 'Skip one bad record in partition 3',
      command: '<%= config.bin %> groups reset-offsets billing --topic orders:3 --shift-by 1 --execute',
    },
    {
      description:
        'Undo a reset: restore offsets with their epochs and metadata, and delete those that did not exist before',
      command: '<%= config.bin %> groups reset-offsets --from-file undo.json --execute',
    },
    {
      description: 'Start a new group at the offsets of another group',
      command: '<%= config.bin %> groups reset-offsets billing-2 --to-group billing --execute',
    },
    {
      description: 'Skip the records of a bad hour in all groups that have stopped within it',
      command:
        "<%= config.bin %> groups reset-offsets '/^billing/' --all-topics --skip-between 2026-03-01T14:00:00Z/2026-03-01T15:00:00Z",
    },
    {
      description: 'Save the offsets in a file',
      command: '<%= config.bin %> groups reset-offsets billing --all-topics --to-current --export > offsets.csv',
    },
    {
      description: 'Show what restoring them would change; --execute carries it out',
      command: '<%= config.bin %> groups reset-offsets billing --from-file offsets.csv',
    },
  ]
  static override args = {
    group: checked()({description: 'group names, or patterns such as billing-* and /REGEX/', multiple: true}),
  }
  static override exclusions = [
    {exactlyOne: Object.keys(resetTargetFlags)},
    ['topic', 'all-topics', 'from-file'],
    ['dry-run', 'execute'],
    ['export', 'output'],
  ]
  static override flags = {
    'all-groups': boolean({summary: 'all consumer groups in the cluster'}),
    ...resetScopeFlags,
    ...resetTargetFlags,
    ...resetTimeFlags,
    'dry-run': boolean({summary: 'only show the plan (the default)'}),
    execute: boolean({summary: 'commit the new offsets; a script needs no --yes'}),
    undo: string({
      helpValue: 'FILE',
      summary: 'where to write the undo file; defaults to a new file in the state directory (KAFKIT_STATE_DIR, XDG)',
      dependsOn: ['execute'],
    }),
    export: boolean({summary: 'print the new offsets as CSV instead of a table'}),
    yes: boolean({char: 'y', summary: 'with --execute: do not ask on a terminal either'}),
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(GroupsResetOffsets)
    const source = flags['from-file']
    const file =
      source === undefined
        ? undefined
        : parseOffsetsFile(await textOfFile(source, this.io.stdin), source === '-' ? 'stdin' : source)
    if (!file || (args.group && flags['all-groups']))
      eitherNamesOr('all-groups', args.group, flags['all-groups'], 'groups')
    const print = this.printer<Output, ResetTableRow>(flags, resetColumns, 'group')
    const now = this.io.now()
    const target: ResetTarget = file ? {to: 'rows', ...file} : resetTargetOf(flags, now)
    const times = resetTimes(target, now).map((each) => new Date(each).toISOString())
    const scope = resetScopeOf(flags)
    const selectors = args.group?.map(nameSelector)
    const people = flags.output === 'table' && !flags.export
    return this.carryOut(flags, {
      changes: 'reset offsets',
      request: {
        groups: args.group ?? null,
        topics: flags.topic ?? null,
        target: file ? {to: 'file', file: source} : target,
      },
      plan: async (cluster) => {
        const clusterId = await cluster.clusterId()
        if (file) checkUndoCluster(file, clusterId)
        const ids = await groupsToReset(cluster, {selectors, all: flags['all-groups'], rows: file?.rows})
        const groups = await planReset(cluster, {groups: ids, scope, target, now})
        return {
          groups,
          clusterId,
          empty: groups.every(({rows}) => rows.length === 0),
          problems: groups.flatMap(({refusal, rows}) => refusal ?? rows.flatMap(({error}) => error ?? [])),
          othersSpared: flags.execute,
          audited: {groups: groups.map(auditedPlan)},
        }
      },
      show: async ({groups}, as) => {
        if (flags.export) this.io.out(formatOffsetsCsv(csvRows(groups)))
        else if (people || as === 'result') await print(this.#document(groups, times, null))
        if (as === 'preview') return
        for (const group of groups) if (group.members.length > 0) await this.note(membersText(group))
      },
      question: ({groups}) => resetQuestion(groups),
      recheck: (cluster, {groups}) => changedSince(cluster, groups),
      execute: async (cluster, {groups, clusterId}) => {
        const what = groups.length === 1 ? (groups[0]?.groupId ?? '') : `${groups.length}-groups`
        const undoFile = flags.undo ?? undoFileFor(what, this.io)
        await writeUndoFile(undoFile, formatUndo(groups, {clusterId, time: this.io.now()}), unchanged)
        const done = await executeReset(cluster, groups).catch(async (error: unknown) => {
          await this.note(`offsets may have been changed; the previous offsets are in ${undoFile}`)
          throw error
        })
        return {groups: done, undoFile}
      },
      report: async ({groups, undoFile}) => {
        if (people) await this.#printCounts(groups)
        else if (!flags.export) await print(this.#document(groups, times, undoFile))
        this.achieved({undoFile, groups: groups.map(({groupId, outcomes}) => ({group: groupId, outcomes}))})
      },
      failures: ({groups}) => groups.flatMap(resetTableRows).flatMap(outcomeProblems),
      undo: ({groups, undoFile}) => {
        if (groups.every(({outcomes}) => outcomes.every(({status}) => status === 'failed')))
          return {none: `${unchanged}; the undo file ${undoFile} is not needed`}
        const words = [this.commandLine, ...sameCluster(flags), '--from-file', shellWord(undoFile), '--execute']
        return {command: words.join(' ')}
      },
      notes: {unchanged, nothing: 'there are no offsets to reset', interrupted: false, hint: !flags.export},
    })
  }

  /** The result in all formats; `undoFile` is null for a plan. */
  #document(
    groups: readonly Reset[],
    times: readonly string[],
    undoFile: string | null,
  ): Report<Output, ResetTableRow> {
    const totals = resetTotals(groups.flatMap(({rows}) => rows))
    return {
      value: {executed: undoFile !== null, undoFile, times, totals, groups},
      rows: groups.flatMap(resetTableRows),
      people: () => this.#printPlans(groups, times),
    }
  }

  async #printPlans(plans: readonly GroupResetPlan[], [from, until]: readonly string[]): Promise<void> {
    const {heading, name, faint} = await this.colours()
    // A time without a zone is UTC, which not everyone expects.
    if (until !== undefined) this.io.out(`${faint(`over the records from ${from} until ${until}`)}\n`)
    else if (from !== undefined) this.io.out(`${faint(`to the first record from ${from} on`)}\n`)
    for (const [i, plan] of plans.entries()) {
      const {groupId, state, refusal} = plan
      const rows = resetTableRows(plan)
      if (refusal) continue
      const text = state === null ? 'does not exist yet' : state
      this.io.out(
        `${i > 0 ? '\n' : ''}${heading(name(groupId))}  ${faint(`${text}, ${totalsText(plan.totals, rows.length)}`)}\n`,
      )
      if (rows.length > 0) await this.printTable(tableColumns(resetColumns, rows, {without: ['group', 'status']}), rows)
    }
    const shown = plans.filter(({refusal}) => !refusal)
    if (shown.length < 2) return
    const rows = shown.flatMap((plan) => plan.rows)
    this.io.out(`\n${counted(shown.length, 'group')}: ${totalsText(resetTotals(rows), rows.length)}\n`)
  }

  async #printCounts(groups: readonly Reset[]): Promise<void> {
    const outcomes = groups.flatMap((each) => each.outcomes ?? [])
    const {good} = await this.colours()
    for (const wanted of ['committed', 'deleted'] as const) {
      const count = outcomes.filter(({status}) => status === wanted).length
      if (count > 0) this.io.out(`${good(`${counted(count, 'offset')} ${wanted}`)}\n`)
    }
  }
}
