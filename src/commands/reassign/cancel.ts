import {boolean} from '@oclif/core/flags'
import {failuresOf, type ChangePlan} from '../../lib/cli/change.ts'
import {ChangingCommand} from '../../lib/cli/changing-command.ts'
import {tableColumns, type Columns, type RowOf} from '../../lib/cli/columns.ts'
import {yesFlag} from '../../lib/cli/confirm.ts'
import type {FlagValues} from '../../lib/cli/flag-values.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {pause} from '../../lib/cli/pause.ts'
import type {Cluster} from '../../lib/cluster/cluster.ts'
import {runFlags} from '../../lib/command-parts/reassign/flags.ts'
import {
  isRunning,
  journalsOf,
  journalStore,
  runningJournal,
  type FoundJournal,
} from '../../lib/command-parts/reassign/journals.ts'
import {cancelMoves, type CancelItem} from '../../lib/reassignments/cancel.ts'
import {finish} from '../../lib/reassignments/run.ts'
import {standings} from '../../lib/reassignments/standing.ts'
import {partitionKey} from '../../lib/reassignments/layout.ts'
import {listReassignments} from '../../lib/partitions/reassignments.ts'
import {counted, grouped} from '../../lib/text/plural.ts'

const columns = {
  topic: {value: ({topic}) => topic, role: () => 'name'},
  partition: {value: ({partition}) => partition, align: 'right'},
  /** `stays`: it has moved already, and is not moved back. `waiting`: it was not started. */
  status: {value: ({status}) => status, role: ({status}) => (status === 'failed' ? 'bad' : undefined)},
  /** Node ids when the command ends; null if the partition no longer exists. */
  replicas: {value: ({replicas}) => replicas},
  error: {value: ({error}) => error?.message ?? null, filled: true},
} satisfies Columns<CancelItem>

export type Output = readonly CancelItem[]
export type Row = RowOf<typeof columns>

interface CancelPlan extends ChangePlan {
  readonly items: readonly CancelItem[]
  readonly runs: readonly FoundJournal[]
}

export default class ReassignCancel extends ChangingCommand {
  static override summary = 'stop moves that are in progress'
  static override description =
    'Stops the moves of a run, lists the partitions that have already moved and stay where they are, and restores the throttles. With --all it stops every move in the cluster, including those that kafkit did not start; their throttles are left alone (kafkit reassign clean-throttles shows them).'
  static override examples = [
    '<%= config.bin %> reassign cancel',
    {description: 'Also moves that kafkit did not start', command: '<%= config.bin %> reassign cancel --all'},
  ]
  static override exclusions = [['all', 'journal']] as const
  static override flags = {
    journal: runFlags.journal,
    all: boolean({summary: 'every move in the cluster'}),
    'dry-run': boolean({summary: 'show what would be stopped without stopping anything'}),
    ...yesFlag,
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags} = await this.parse(ReassignCancel)
    const print = this.printer<Output, CancelItem>(flags, columns, 'topic')
    return this.carryOut<CancelPlan, {items: readonly CancelItem[]; problems: readonly Error[]}>(flags, {
      changes: 'cancel moves of replicas',
      request: {journal: flags.journal ?? null, all: flags.all},
      plan: async (cluster) => {
        const runs = await this.#runs(cluster, flags)
        const items = await planCancel(cluster, runs, flags.all)
        return {items, runs, empty: items.length === 0, audited: {partitions: items}}
      },
      show: async ({items}, as) => {
        if (as === 'result') await print({value: items, rows: items})
        else if (!flags.yes) await this.printTable(tableColumns(columns, items), items, 'stderr')
      },
      question: ({items}) => `Stop ${counted(items.filter(({status}) => status === 'moving').length, 'move')}`,
      execute: async (cluster, {items, runs}) => {
        // The process that runs the moves reads the journal, and then starts no more.
        for (const {file, journal} of runs) await journalStore(file).write({...journal, state: 'cancelled'})
        const before = new Map(
          runs.flatMap(({journal}) => journal.partitions.map((each) => [partitionKey(each), each.from] as const)),
        )
        const options = {before, pause: (ms: number) => pause(this.io, ms)}
        let outcomes = await cancelMoves(cluster, await asTheyAre(cluster, runs, items), options)
        // That process may have started another batch after it last read the journal.
        for (let looks = 0; looks < 3 && outcomes.some(({status}) => status === 'waiting'); looks++) {
          await pause(this.io, 700)
          outcomes = await cancelMoves(cluster, await asTheyAre(cluster, runs, outcomes), options)
        }
        const failed = outcomes.some(({status}) => status === 'failed')
        const problems: Error[] = []
        for (const {file, journal} of runs) {
          const store = journalStore(file)
          if (failed) {
            await store.write(journal)
            continue
          }
          const finished = await finish(cluster, store, 'cancelled', {pause: (ms) => pause(this.io, ms)})
          for (const text of finished.kept) await this.warning(text)
          problems.push(...finished.problems)
          if (finished.problems.length > 0) await store.write(journal)
        }
        return {items: outcomes, problems}
      },
      report: async ({items}) => {
        await print({value: items, rows: items})
        const stay = items.filter(({status}) => status === 'stays').length
        if (stay > 0)
          await this.note(
            stay === 1
              ? '1 partition had already moved and stays where it is; kafkit reassign undo moves it back'
              : `${grouped(stay)} partitions had already moved and stay where they are; kafkit reassign undo moves them back`,
          )
      },
      failures: ({items, problems}) => [
        ...failuresOf(items.map(({status, error}) => ({status, error: error ?? undefined}))),
        ...problems,
      ],
      notes: {unchanged: 'nothing was stopped', nothing: 'nothing is moving'},
    })
  }

  async #runs(cluster: Cluster, flags: FlagValues<typeof ReassignCancel.flags>): Promise<FoundJournal[]> {
    const clusterId = await cluster.clusterId()
    if (flags.all) return (await journalsOf(this.io, clusterId)).filter(isRunning)
    const what = 'unfinished run (--all also stops moves that kafkit did not start)'
    return [await runningJournal(this.io, clusterId, flags.journal, what)]
  }
}

/** The waiting and moving items, in their present state. */
async function asTheyAre(
  cluster: Cluster,
  runs: readonly FoundJournal[],
  items: readonly CancelItem[],
): Promise<CancelItem[]> {
  const now = new Map((await planCancel(cluster, runs, false)).map((each) => [partitionKey(each), each]))
  return items.map((item) =>
    item.status === 'waiting' || item.status === 'moving' ? (now.get(partitionKey(item)) ?? item) : item,
  )
}

async function planCancel(cluster: Cluster, runs: readonly FoundJournal[], all: boolean): Promise<CancelItem[]> {
  const own = await standings(
    cluster,
    runs.flatMap(({journal}) => journal.partitions),
  )
  const items = own.map(({partition: {topic, partition}, progress, replicas}): CancelItem => {
    const status = ({moving: 'moving', moved: 'stays', waiting: 'waiting', gone: 'gone', elsewhere: 'stays'} as const)[
      progress
    ]
    return {topic, partition, status, replicas, error: null}
  })
  if (!all) return items
  const known = new Set(items.map(partitionKey))
  const others = (await listReassignments(cluster, null)).filter((each) => !known.has(partitionKey(each)))
  return [
    ...items,
    ...others.map(({topic, partition, replicas}): CancelItem => ({
      topic,
      partition,
      status: 'moving',
      replicas,
      error: null,
    })),
  ]
}
