import {boolean, string} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import type {ChangePlan} from '../../lib/cli/change.ts'
import {ChangingCommand} from '../../lib/cli/changing-command.ts'
import {tableColumns, type RowOf} from '../../lib/cli/columns.ts'
import {yesFlag} from '../../lib/cli/confirm.ts'
import {textOfFile} from '../../lib/cli/files.ts'
import {topicScopes} from '../../lib/cli/flags.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {resetTargetFlags, resetTargetOf, resetTimeFlags} from '../../lib/command-parts/groups/reset-flags.ts'
import {sameCluster} from '../../lib/cli/same-cluster.ts'
import {undoFileFor, writeUndoFile} from '../../lib/cli/undo.ts'
import {doneRows, doneErrors, plannedRows, resetColumns, type ResetStep} from '../../lib/command-parts/streams/reset-steps.ts' // prettier-ignore
import {checkUndoCluster, formatUndo, parseOffsetsFile} from '../../lib/groups/undo-file.ts'
import type {ResetTarget} from '../../lib/groups/reset-types.ts'
import {
  applicationChanged,
  executeApplicationReset,
  planApplicationReset,
  type ApplicationResetDone,
  type ApplicationResetPlan,
} from '../../lib/streams/reset.ts'
import {counted} from '../../lib/text/plural.ts'
import {shellWord} from '../../lib/text/shell-word.ts'
import {checkTopicSelector} from '../../lib/topics/topic-name.ts'
import {auditedPlan} from '../../lib/views/reset/rows.ts'

const {'to-current': _current, 'to-group': _group, 'skip-between': _skip, ...targetFlags} = resetTargetFlags

export interface Output {
  readonly applicationId: string
  readonly executed: boolean
  /** The file that restores the old offsets: `streams reset --from-file`. Null unless executed. */
  readonly undoFile: string | null
  /** In the order in which they are carried out. */
  readonly steps: readonly ResetStep[]
}
export type Row = RowOf<typeof resetColumns>

interface Plan extends ApplicationResetPlan, ChangePlan {
  readonly problems: readonly Error[]
  readonly clusterId: string | null
}
interface Done {
  readonly plan: Plan
  readonly done: ApplicationResetDone
  readonly undoFile: string
}

const unchanged = 'nothing was changed'

export default class StreamsReset extends ChangingCommand {
  static override summary =
    'make a stopped Streams application start from scratch: offsets, internal topics, leftover members'
  static override description =
    'Shows the new offset of each partition that the application reads, and the internal topics that are deleted with all their records; changes nothing without --execute, which asks for confirmation on a terminal. All instances must be stopped. Unless you name topics, the input is every topic in which the application has committed offsets; unless you name another target, it is read again from the start of the logs. Topics of another application whose id begins with the same letters are spared. The old offsets are written to an undo file; deleted topics cannot be brought back. Each instance has state on its own disk as well: KafkaStreams.cleanUp() or deleting its state.dir is part of a reset.'
  static override examples = [
    {description: 'Show what a reset would do', command: '<%= config.bin %> streams reset orders-app'},
    {description: 'Do it', command: '<%= config.bin %> streams reset orders-app --execute'},
    {
      description: 'Read the last two hours again, with the stores as they are',
      command: '<%= config.bin %> streams reset orders-app --by-duration 2h --keep-topics --execute',
    },
    {
      description: 'Members of an application that was killed are still in its group',
      command: '<%= config.bin %> streams reset orders-app --remove-members --execute',
    },
  ]
  static override args = {application: checked()({description: 'application.id', required: true})}
  static override exclusions = [Object.keys(targetFlags), ['topic', 'from-file'], ['dry-run', 'execute']]
  static override flags = {
    topic: topicScopes(checkTopicSelector)({
      summary:
        'an input topic, some of its partitions (orders:0,3-5), or a pattern for topics that it has read (orders-*); repeatable (default: all that it has read)',
    }),
    'keep-topics': boolean({summary: 'leave its internal topics as they are'}),
    'remove-members': boolean({summary: 'remove members that are still in the group; classic protocol only, others time out'}), // prettier-ignore
    ...targetFlags,
    ...resetTimeFlags,
    'dry-run': boolean({summary: 'only show the plan (the default)'}),
    execute: boolean({summary: 'carry it out'}),
    undo: string({
      helpValue: 'FILE',
      summary: 'where to write the undo file; defaults to a new file in the state directory (KAFKIT_STATE_DIR, XDG)',
      dependsOn: ['execute'],
    }),
    ...yesFlag,
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(StreamsReset)
    const applicationId = args.application
    const source = flags['from-file']
    const file =
      source === undefined
        ? undefined
        : parseOffsetsFile(await textOfFile(source, this.io.stdin), source === '-' ? 'stdin' : source)
    const print = this.printer<Output, ResetStep>(flags, resetColumns, 'topic')
    const now = this.io.now()
    const named = Object.keys(targetFlags).some((name) => flags[name as keyof typeof targetFlags])
    const target: ResetTarget = file
      ? {to: 'rows', ...file}
      : named || flags['to-offset'] !== undefined || flags['shift-by'] !== undefined
        ? resetTargetOf({...flags, 'to-current': false, 'to-group': undefined, 'skip-between': undefined}, now)
        : {to: 'earliest'}
    const input = {
      applicationId,
      scope: flags.topic ?? ('sources' as const),
      target,
      now,
      keepTopics: flags['keep-topics'],
      removeMembers: flags['remove-members'],
    }
    const document = (steps: readonly ResetStep[], undoFile: string | null) =>
      print({value: {applicationId, executed: undoFile !== null, undoFile, steps}, rows: steps})
    return this.carryOut<Plan, Done>(flags, {
      changes: 'reset a Streams application',
      request: {application: applicationId, topics: flags.topic ?? null, target: file ? {to: 'file', file: source} : target}, // prettier-ignore
      plan: async (cluster) => {
        const clusterId = await cluster.clusterId()
        if (file) checkUndoCluster(file, clusterId)
        const plan = await planApplicationReset(cluster, input)
        return {
          ...plan,
          clusterId,
          empty: plan.offsets.rows.length + plan.topics.length === 0,
          othersSpared: flags.execute,
          audited: {...auditedPlan(plan.offsets), topics: plan.topics.map(({topic}) => topic), members: plan.members.map(({memberId}) => memberId)}, // prettier-ignore
        }
      },
      show: async (plan, as) => {
        const steps = plannedRows(plan)
        if (as === 'result') await document(steps, null)
        else if (!flags.yes) await this.printTable(tableColumns(resetColumns, steps), steps, 'stderr')
        for (const [id, topics] of Map.groupBy(plan.others, (each) => each.applicationId))
          await this.note(`${counted(topics.length, 'topic')} of application ${id} ${topics.length === 1 ? 'is' : 'are'} left alone: ${topics.map(({topic}) => topic).join(', ')}`) // prettier-ignore
        if (!plan.offsets.refusal || plan.offsets.members.length === 0) return
        await this.note(this.#membersText(plan.offsets.members))
        if (plan.group?.type === 'classic') await this.note('if these were killed: --remove-members') // prettier-ignore
      },
      question: ({offsets, topics, members}) =>
        `Reset application ${applicationId}: ${[
          ...(members.length > 0 ? [`remove ${counted(members.length, 'member')}`] : []),
          `commit ${counted(offsets.rows.length, 'new offset')}`,
          ...(topics.length > 0 ? [`delete ${counted(topics.length, 'internal topic')} for good`] : []),
        ].join(', ')}`,
      recheck: applicationChanged,
      execute: async (cluster, plan) => {
        const undoFile = flags.undo ?? undoFileFor(applicationId, this.io)
        await writeUndoFile(undoFile, formatUndo([plan.offsets], {clusterId: plan.clusterId, time: now}), unchanged)
        const done = await executeApplicationReset(cluster, plan).catch(async (error: unknown) => {
          await this.note(`offsets may have been changed; the previous offsets are in ${undoFile}`)
          throw error
        })
        return {plan, done, undoFile}
      },
      report: async ({plan, done, undoFile}) => {
        await document(doneRows(plan, done), undoFile)
        if (done.topics.some(({status}) => status === 'deleted'))
          await this.note('before it starts: each instance has local state, too (KafkaStreams.cleanUp(), or delete its state.dir)') // prettier-ignore
      },
      failures: ({plan, done}) => doneErrors(plan, done),
      undo: ({done, undoFile}) => this.#undo(done, undoFile, [applicationId, ...sameCluster(flags)]),
      notes: {unchanged, nothing: 'there is nothing to reset', interrupted: false},
    })
  }

  #undo({offsets, topics}: ApplicationResetDone, undoFile: string, words: readonly string[]) {
    const gone = topics.filter(({status}) => status === 'deleted').length
    const lost = gone > 0 ? `the ${counted(gone, 'deleted topic')} cannot be restored` : undefined
    if (!offsets?.outcomes.some(({status}) => status !== 'failed'))
      return {none: lost ?? `${unchanged}; the undo file ${undoFile} is not needed`}
    const command = [this.commandLine, ...words, '--from-file', shellWord(undoFile), '--keep-topics', '--execute'].join(' ') // prettier-ignore
    return lost === undefined ? {command} : {none: `${lost}; to undo what happened to the offsets: ${command}`}
  }

  #membersText(members: readonly {readonly clientId: string; readonly host: string}[]): string {
    const texts = members.slice(0, 10).map(({clientId, host}) => `${clientId} on ${host.replace(/^\//, '')}`)
    return `members: ${texts.join(', ')}${members.length > 10 ? ` and ${members.length - 10} more` : ''}`
  }
}
