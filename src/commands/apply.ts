import {checked} from '../lib/cli/args.ts'
import type {ChangePlan} from '../lib/cli/change.ts'
import type {RowOf} from '../lib/cli/columns.ts'
import {canAsk, yesFlag} from '../lib/cli/confirm.ts'
import {interruptedCode} from '../lib/cli/exit.ts'
import {textOfFile} from '../lib/cli/files.ts'
import type {FlagValues} from '../lib/cli/flag-values.ts'
import {reportFlags} from '../lib/cli/output.ts'
import {pause} from '../lib/cli/pause.ts'
import {progressLine} from '../lib/cli/progress.ts'
import type {Cluster} from '../lib/cluster/cluster.ts'
import {
  allowFlag,
  fileFlag,
  loadFiles,
  loadFlags,
  planFlags,
  planOptions,
  policyFiles,
  policyOf,
  refuseFileFlags,
} from '../lib/command-parts/provisioning/flags.ts'
import {
  itemColumns,
  outcomeItems,
  planItems,
  type PlanDocument,
  type PlanItem,
} from '../lib/command-parts/provisioning/items.ts'
import {
  auditedPlan,
  missingConsents,
  outcomeErrors,
  planDocument,
  skippedProblem,
  PlanPrinter,
} from '../lib/command-parts/provisioning/plan-report.ts'
import {awaitOutcomes, executionFlags, reachAhead} from '../lib/command-parts/provisioning/await-outcomes.ts'
import {
  keptUndo,
  undoCommand,
  writeUndoAhead,
  writeUndoPlan,
  type UndoFile,
} from '../lib/command-parts/provisioning/undo-file.ts'
import {MovingCommand, movingFlags} from '../lib/command-parts/provisioning/moving-command.ts'
import {quotaWait} from '../lib/command-parts/topics/quota-wait.ts'
import {UsageError} from '../lib/errors/usage-error.ts'
import {applyPlan, type ActionOutcome} from '../lib/provisioning/apply/apply.ts'
import {checkFresh, resumePlan} from '../lib/provisioning/apply/saved.ts'
import {checkPin, makePlan, type Planned} from '../lib/provisioning/plan/make-plan.ts'
import {parsePlan} from '../lib/provisioning/plan/plan-file.ts'
import {counted, grouped} from '../lib/text/plural.ts'

export type Output = PlanDocument
export type Row = RowOf<typeof itemColumns>

interface ApplyPlan extends ChangePlan {
  readonly planned: Planned
}
interface Applied {
  readonly planned: Planned
  readonly outcomes: readonly ActionOutcome[]
  /** Problems that remain although every action was done: brokers that do not know a topic yet. */
  readonly problems: readonly Error[]
  /** Null if nothing was done, or if the undo plan could not be written. */
  readonly undo: UndoFile | null
}

export default class Apply extends MovingCommand {
  static override summary = 'make a cluster match the files that declare it'
  static override description = `Plans as kafkit plan does, shows the plan, asks on a terminal (elsewhere --yes is needed), and carries it out: creations and changes before deletions, in batches, each checked again right before it is sent. Harmful changes need their own consent, --allow. It is safe to repeat: what is already done is left alone, and after a failure the same command continues.

Given a plan that kafkit plan --out has written, does exactly what it says, or nothing (exit code 4) if the cluster has changed since then. Ctrl-C stops between two batches.

See docs/provisioning.md for the format of the files; kafkit export writes them for a cluster that exists.`
  static override examples = [
    '<%= config.bin %> apply -f topics.yaml',
    {description: 'In a pipeline', command: '<%= config.bin %> apply -f topics/ --yes'},
    {
      description: 'A plan that was reviewed before',
      command: '<%= config.bin %> apply plan.json --yes --allow data-loss,delete',
    },
    {
      description: 'Delete what was removed from the files since the last run',
      command: '<%= config.bin %> apply -f topics/ --previous ../main/topics --allow delete',
    },
  ]
  static override args = {plan: checked()({description: 'a plan that kafkit plan --out has written, instead of files'})}
  static override exclusions = [
    ['throttle', 'no-throttle'],
    ['detach', 'batch'],
  ] as const
  static override flags = {
    ...fileFlag,
    ...allowFlag,
    ...yesFlag,
    ...executionFlags,
    ...movingFlags,
    ...loadFlags,
    ...planFlags,
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(Apply)
    const {io} = this
    const print = this.printer<Output, PlanItem>(flags, itemColumns, 'name')
    if (args.plan !== undefined && flags.file !== undefined)
      throw new UsageError('a plan contains everything that will be done: give either a plan or files with -f')
    if (args.plan !== undefined)
      refuseFileFlags({...flags, pin: undefined, policy: undefined}, ['match'], 'a plan in a file')
    const saved = args.plan === undefined ? undefined : parsePlan(await textOfFile(args.plan, this.io.stdin), args.plan)
    const loaded = saved ? undefined : await loadFiles(flags, this.io)
    const show = async (planned: Planned, items: readonly PlanItem[]) =>
      print({
        value: planDocument(planned.plan, items),
        rows: items,
        people: async () => io.out(new PlanPrinter(await this.colours()).text(planned, items, this.guards?.profile)),
      })
    const code = await this.carryOut<ApplyPlan, Applied>(flags, {
      changes: 'apply what is declared',
      graceful: true,
      request: saved ? {plan: args.plan} : {files: loaded?.desired.files},
      plan: async (cluster) => {
        if (saved) checkPin(flags.pin, await cluster.clusterId())
        const planned = loaded
          ? await makePlan(
              cluster,
              loaded.desired,
              await planOptions(flags, loaded, {io, cluster, guards: this.guards}),
            )
          : await resumePlan(cluster, saved as NonNullable<typeof saved>, {
              now: io.now(),
              policy: await policyOf({policies: []}, policyFiles(flags, this.guards)),
              source: args.plan ?? '',
            })
        const {plan} = planned
        const open = [...plan.refused, ...plan.unknown].map(({error}) => error)
        const empty = plan.actions.length === 0 && planned.unended.length === 0
        return {
          planned,
          empty,
          problems: [
            ...planned.problems,
            ...missingConsents(plan.actions, flags.allow ?? []),
            ...(await this.moveProblems(cluster, plan.actions, flags)),
            // Items that a plan leaves out are reported together with the outcome.
            ...(empty || flags['dry-run'] ? open : []),
          ],
          othersSpared: saved !== undefined && !empty,
          audited: auditedPlan(plan),
        }
      },
      show: async ({planned}, as) => {
        const items = planItems(planned.plan, planned.costs)
        if (as === 'result') await show(planned, items)
        else if (!flags.yes)
          this.io.err(new PlanPrinter(await this.colours('stderr')).text(planned, items, this.guards?.profile))
      },
      question: ({planned: {plan, unended}}) =>
        plan.actions.length > 0
          ? `Carry out ${counted(plan.actions.length, 'action')}`
          : `Continue the unfinished moves of ${counted(unended.length, 'topic')}`,
      recheck: async (cluster, {planned}) => {
        // The question may have been open for minutes; without one, the plan has just been made.
        if (!flags.yes && canAsk(this.io)) await checkFresh(cluster, planned.plan.actions)
        return []
      },
      execute: async (cluster, {planned}) =>
        this.#execute(cluster, planned, flags, async (outcomes) =>
          show(planned, outcomeItems(outcomes, planned.plan, planned.costs)),
        ),
      report: async ({undo}) => {
        const [first, ...more] = undo?.lost ?? []
        if (first !== undefined)
          await this.note(
            `what cannot be undone: ${first}${more.length > 0 ? `; and ${grouped(more.length)} more` : ''}`,
          )
      },
      failures: ({planned: {plan}, outcomes, problems}) => [
        ...outcomeErrors(outcomes),
        ...skippedProblem(outcomes),
        ...[...plan.refused, ...plan.unknown].map(({error}) => error),
        ...problems,
      ],
      undo: ({undo}) => undoCommand(this.config.bin, undo, flags),
      notes: {unchanged: 'nothing was changed', nothing: undefined},
    })
    return this.io.interrupted.aborted ? interruptedCode(this.io) : code
  }

  async #execute(
    cluster: Cluster,
    planned: Planned,
    flags: FlagValues<typeof Apply.baseFlags & typeof Apply.flags>,
    show: (outcomes: readonly ActionOutcome[]) => Promise<void>,
  ): Promise<Applied> {
    const progress = progressLine(this.io)
    const {interrupted} = this.io
    const {actions} = planned.plan
    const watch = reachAhead(cluster, actions, flags.wait)
    const warn = async (text: string) => this.warning(text)
    const ahead = await keptUndo(warn, null, () => writeUndoAhead(planned.plan.clusterId, actions, this.io))
    const undo = undoCommand(this.config.bin, ahead, flags)
    if (undo) this.planned({...auditedPlan(planned.plan), undo: ahead?.file})
    const stopping = () => {
      progress.clear()
      void this.note(
        `stopping after the requests in progress${undo ? `; to undo what is done by then: ${undo.command}` : ''} (press again to end at once)`,
      )
    }
    interrupted.addEventListener('abort', stopping, {once: true})
    try {
      const outcomes = await applyPlan(cluster, actions, {
        environment: this.io.env,
        signal: interrupted,
        failFast: flags['fail-fast'],
        onProgress: (done, total) => progress.show(() => `${grouped(done)} of ${grouped(total)} done`),
        move: async (some) => {
          progress.clear()
          return this.moveReplicas(cluster, some, flags)
        },
        onQuota: quotaWait(progress, (text) => void this.note(text)),
        pause: (ms) => pause(this.io, ms),
      })
      progress.clear()
      const unended = [...new Set(planned.unended.map(({file}) => file))]
      const problems = interrupted.aborted ? [] : await this.resumeMoves(cluster, unended, flags)
      let kept = ahead
      const meanwhile = async () => {
        const keeping = keptUndo(warn, ahead, () => writeUndoPlan(cluster, outcomes, ahead))
        const [printed] = await Promise.allSettled([show(outcomes), keeping])
        kept = await keeping
        if (printed.status === 'rejected') throw printed.reason
      }
      const late = await awaitOutcomes(cluster, outcomes, flags.wait, {
        signal: interrupted,
        watch,
        onProgress: (text) => progress.show(() => text),
        meanwhile,
      })
      return {planned, outcomes, problems: [...problems, ...late], undo: kept}
    } finally {
      watch?.stop()
      interrupted.removeEventListener('abort', stopping)
      progress.clear()
    }
  }
}
