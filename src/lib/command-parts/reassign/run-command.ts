// What commands with a run of moves share: watching it, reporting its end, resuming it.
import type {ChangePlan} from '../../cli/change.ts'
import {ChangingCommand, type ChangeFlagValues} from '../../cli/changing-command.ts'
import type {ReportFlagValues} from '../../cli/output.ts'
import {pause} from '../../cli/pause.ts'
import {progressLine} from '../../cli/progress.ts'
import {sameCluster} from '../../cli/same-cluster.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {monotonicMs} from '../../cluster/monotonic.ts'
import type {JournalStore} from '../../reassignments/journal.ts'
import {run, type MoveOutcome, type RunOutcome} from '../../reassignments/run.ts'
import {standings} from '../../reassignments/standing.ts'
import {counted} from '../../text/plural.ts'
import {shellWord} from '../../text/shell-word.ts'
import {journalStore, runningJournal, type FoundJournal} from './journals.ts'
import {itemsOf, runColumns, standingItem, tickLine, type RunItem, type RunOutput} from './run-report.ts'

export interface RunFlagValues extends ChangeFlagValues, ReportFlagValues {
  readonly stall: number
  readonly journal?: string | undefined
  readonly detach?: boolean | undefined
}
/** A run that has ended here, with its journal. */
export interface Ran {
  readonly file: string
  readonly result: RunOutcome
}

export abstract class RunCommand extends ChangingCommand {
  /** Resumes the run of a journal. */
  protected async resumeRun(flags: RunFlagValues): Promise<number> {
    const print = this.printer<RunOutput, RunItem>(flags, runColumns, 'topic')
    return this.carryOut<ChangePlan & {found: FoundJournal; items: readonly RunItem[]}, Ran>(flags, {
      changes: 'move replicas',
      request: {journal: flags.journal ?? null},
      plan: async (cluster) => {
        const found = await runningJournal(this.io, await cluster.clusterId(), flags.journal)
        const items = (await standings(cluster, found.journal.partitions)).map(standingItem)
        return {found, items, audited: {journal: found.file}}
      },
      show: async ({found, items}, as) => {
        if (as === 'result') await print({value: {journal: found.file, partitions: items}, rows: items})
      },
      question: ({items}) => {
        const left = items.filter(({status}) => status !== 'moved').length
        return left === 0
          ? 'Everything has moved: remove the throttles'
          : `Continue with ${counted(left, 'move')} of ${counted(items.length, 'partition')}`
      },
      execute: async (cluster, {found: {file}}) => ({
        file,
        result: await this.watchRun(cluster, {file, store: journalStore(file)}, flags),
      }),
      report: async ({file, result}) => this.reportRun(print, file, result),
      failures: ({result}) => failuresOfRun(result),
      undo: ({file, result}) => this.nextStep(flags, file, result),
      notes: {unchanged: 'nothing was done'},
    })
  }

  /**
   * Runs a journal, with a line of progress. If it ends early, the moves continue, and a message says how to resume.
   */
  protected async watchRun(
    cluster: Cluster,
    {file, store}: {readonly file: string; readonly store: JournalStore},
    {stall, detach, ...flags}: RunFlagValues,
  ): Promise<RunOutcome> {
    const progress = progressLine(this.io)
    try {
      return await run(cluster, store, {
        now: monotonicMs,
        pause: (ms) => pause(this.io, ms),
        onTick: (tick) => progress.show(() => tickLine(tick)),
        onTrouble: async (text) => {
          progress.clear()
          await this.warning(text)
        },
        stallMs: stall,
        detach,
      })
    } catch (error) {
      progress.clear()
      await this.note(
        `moves that have begun continue, with their throttle; to resume: ${this.#command('resume', flags, file)}; to stop them: ${this.#command('cancel', flags, file)}`,
      )
      throw error
    } finally {
      progress.clear()
    }
  }

  protected async reportRun(
    print: (report: {value: RunOutput; rows: readonly RunItem[]}) => Promise<void>,
    file: string,
    result: RunOutcome,
  ): Promise<void> {
    const partitions = itemsOf(result)
    await print({value: {journal: file, partitions}, rows: partitions})
    for (const text of result.kept) await this.warning(text)
  }

  #command(name: string, flags: ChangeFlagValues, file: string): string {
    return [this.config.bin, 'reassign', name, ...sameCluster(flags), '--journal', shellWord(file)].join(' ')
  }

  /** The last line: how to undo the run, or how to complete it. */
  protected nextStep(flags: RunFlagValues, file: string, {outcomes}: RunOutcome): {command: string} | {none: string} {
    if (outcomes.some(({status}) => status === 'moving'))
      return {
        none: `the moves continue, with their throttle; to finish the run: ${this.#command('resume', flags, file)}`,
      }
    if (outcomes.every(({status}) => status !== 'moved')) return {none: 'nothing has moved'}
    return {command: this.#command('undo', flags, file)}
  }
}

export const failuresOfRun = ({outcomes, problems}: RunOutcome): Error[] => [
  ...outcomes.flatMap(({error}: MoveOutcome) => error ?? []),
  ...problems,
]
