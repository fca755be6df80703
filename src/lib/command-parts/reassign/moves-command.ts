// The base of start, drain, undo and resume: a run of moves, with its journal.
import {boolean} from '@oclif/core/flags'
import type {ChangePlan} from '../../cli/change.ts'
import {tableColumns} from '../../cli/columns.ts'
import {yesFlag} from '../../cli/confirm.ts'
import type {FlagValues} from '../../cli/flag-values.ts'
import {reportFlags} from '../../cli/output.ts'
import {pause} from '../../cli/pause.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {monotonicMs} from '../../cluster/monotonic.ts'
import {journalFormat, type Journal, type JournalPartition} from '../../reassignments/journal.ts'
import {PlanProblem} from '../../reassignments/plan/goal.ts'
import {throttlesBefore} from '../../reassignments/throttling.ts'
import {standings} from '../../reassignments/standing.ts'
import {partitionText} from '../../reassignments/layout.ts'
import {counted} from '../../text/plural.ts'
import {sizeText} from '../../text/size.ts'
import {placingFlags, runFlags, throttleFlags, throttleOfFlags, usualBatch} from './flags.ts'
import {createJournal, isRunning, journalFileFor, journalsOf, type FoundJournal} from './journals.ts'
import {brokerColumns, moveColumns, planDocument, summaryLines, type PlanDocument} from './plan-report.ts'
import {planFor, throttleProblems, type Planned, type PlanRequest} from './planning.ts'
import {failuresOfRun, RunCommand, type Ran, type RunFlagValues} from './run-command.ts'
import {runColumns, type RunItem, type RunOutput} from './run-report.ts'

export const movesFlags = {
  ...throttleFlags,
  ...placingFlags,
  ...runFlags,
  detach: boolean({
    summary: 'start everything and leave it running, with its throttle: kafkit reassign resume completes it',
  }),
  'dry-run': boolean({summary: 'show what would be moved without moving anything'}),
  ...yesFlag,
  ...reportFlags,
}
export const movesExclusions = [
  ['throttle', 'no-throttle'],
  ['detach', 'batch'],
] as const

export type MovesFlagValues = RunFlagValues & Readonly<FlagValues<Omit<typeof movesFlags, 'journal'>>>

/** The moves to carry out. */
export interface Moves {
  readonly name: string
  /** The request of the command line, for the audit log. */
  readonly asked: Readonly<Record<string, unknown>>
  readonly topics?: readonly string[] | undefined
  goal(cluster: Cluster): Promise<PlanRequest['goal']> | PlanRequest['goal']
}

/** How long to measure the rate at which the partitions are written, ms. */
const sampleMs = 2000

interface MovesPlan extends ChangePlan {
  readonly planned: Planned
  readonly document: PlanDocument
}
export abstract class MovesCommand extends RunCommand {
  /** Plans, asks, and moves. `name`: a part of the journal's name. */
  protected async carryOutMoves(flags: MovesFlagValues, {name, asked, topics, goal}: Moves): Promise<number> {
    const print = this.printer<RunOutput, RunItem>(flags, runColumns, 'topic')
    const batch = flags.detach ? null : (flags.batch ?? usualBatch)
    const throttle = throttleOfFlags(flags)
    return this.carryOut<MovesPlan, Ran>(flags, {
      changes: 'move replicas',
      request: {...asked, topics: topics ?? null, throttle},
      plan: async (cluster) => {
        const request: PlanRequest = {
          goal: await goal(cluster),
          topics,
          racks: flags['rack-aware'],
          maxDisk: flags['max-disk'],
          throttle,
        }
        const planned = await planFor(cluster, request, this.failures)
        const {state, plan, costs} = planned
        const {moves} = plan
        const problems = [...planned.problems]
        const unfinished = (await journalsOf(this.io, state.clusterId)).filter(isRunning)
        problems.push(...unfinished.map(unfinishedProblem))
        if (problems.length === 0 && throttle !== null) {
          const checks = {throttle, batch, sampleMs, now: monotonicMs, pause: (ms: number) => pause(this.io, ms)}
          problems.push(...(await throttleProblems(cluster, state, moves, checks)))
        }
        return {
          planned,
          document: planDocument(plan, costs, {clusterId: state.clusterId, throttle}),
          empty: moves.length === 0,
          problems,
          audited: {throttle, moves: moves.map(({topic, partition, from, to}) => ({topic, partition, from, to}))},
        }
      },
      show: async ({planned, document, problems}, as) => {
        const {moves, warnings} = planned.plan
        if (as === 'preview' && !flags.yes) await this.#printPlan(document, 'stderr')
        if (as === 'result' && (moves.length > 0 || flags.output !== 'table')) {
          const rows = moves.map((each): RunItem => ({...each, status: 'planned', leader: null, error: null}))
          const people = problems?.length ? undefined : () => this.#printPlan(document, 'stdout')
          await print({value: {journal: null, partitions: rows}, rows, people})
        }
        for (const text of warnings) await this.warning(text)
        const moving = planned.state.moving.length
        if (moving > 0)
          await this.note(
            `${counted(moving, 'partition')} ${moving === 1 ? 'is' : 'are'} moving already, and the same limits of brokers hold for ${moving === 1 ? 'it' : 'them'}`,
          )
      },
      question: ({document: {replicasMoved, bytes, moves}}) =>
        `Move ${counted(replicasMoved, 'replica')} of ${counted(moves.length, 'partition')}${bytes === null ? '' : ` (${sizeText(bytes)})`}`,
      recheck: (cluster, {planned}) => movedSince(cluster, journalPartitions(planned)),
      execute: async (cluster, {planned}) => {
        const journal = await this.#journalFor(cluster, planned, {batch, throttle})
        const file = flags.journal ?? journalFileFor(name, this.io)
        const store = await createJournal(file, journal)
        return {file, result: await this.watchRun(cluster, {file, store}, flags)}
      },
      report: async ({file, result}) => this.reportRun(print, file, result),
      failures: ({result}) => failuresOfRun(result),
      undo: ({file, result}) => this.nextStep(flags, file, result),
      notes: {unchanged: 'nothing was moved', nothing: 'there is nothing to move'},
    })
  }

  async #printPlan({moves, brokers, ...rest}: PlanDocument, stream: 'stdout' | 'stderr'): Promise<void> {
    await this.printTable(tableColumns(moveColumns, moves), moves, stream)
    const say = (text: string) => (stream === 'stdout' ? this.io.out(text) : this.io.err(text))
    say('\n')
    await this.printTable(tableColumns(brokerColumns, brokers), brokers, stream)
    say(`\n${summaryLines({moves, brokers, ...rest}).join('\n')}\n`)
  }

  async #journalFor(
    cluster: Cluster,
    planned: Planned,
    {batch, throttle}: {readonly batch: number | null; readonly throttle: number | null},
  ): Promise<Journal> {
    const partitions = journalPartitions(planned)
    const live = (await cluster.brokers()).map(({id}) => id)
    const before = throttle === null ? {brokers: [], topics: []} : await throttlesBefore(cluster, partitions, live)
    return {
      format: journalFormat,
      version: 1,
      clusterId: planned.state.clusterId,
      begun: new Date(this.io.now()).toISOString(),
      command: this.commandLine,
      state: 'running',
      batch,
      rates: throttle === null ? [] : [throttle],
      partitions,
      ...before,
    }
  }
}

const journalPartitions = ({plan, state}: Planned): JournalPartition[] =>
  plan.moves.map(({topic, partition, from, to, bytes}) => ({
    topic,
    partition,
    topicId: state.topicIds.get(topic) ?? null,
    from,
    to,
    bytes,
  }))

const unfinishedProblem = ({file, journal}: FoundJournal): Error =>
  new PlanProblem(
    `the run of ${journal.begun} has not ended: kafkit reassign resume --journal ${file} completes it, kafkit reassign cancel --journal ${file} stops it`,
  )

/** Partitions whose replicas are no longer where the plan found them. */
async function movedSince(cluster: Cluster, partitions: readonly JournalPartition[]): Promise<Error[]> {
  const now = await standings(cluster, partitions)
  return now
    .filter(({progress}) => progress !== 'waiting')
    .map(({partition}) => new PlanProblem(`${partitionText(partition)} was moved or deleted in the meantime`))
}
