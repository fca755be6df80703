import {boolean} from '@oclif/core/flags'
import {tableColumns, type Columns, type RowOf} from '../../lib/cli/columns.ts'
import {exitCode} from '../../lib/cli/exit.ts'
import {duration} from '../../lib/cli/flags.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {pause} from '../../lib/cli/pause.ts'
import {monotonicMs} from '../../lib/cluster/monotonic.ts'
import {isRunning, journalsOf} from '../../lib/command-parts/reassign/journals.ts'
import {leftoverColumns} from '../../lib/command-parts/reassign/leftover-columns.ts'
import {rateText, sizeOrNone} from '../../lib/command-parts/reassign/plan-report.ts'
import {listReassignments} from '../../lib/partitions/reassignments.ts'
import {partitionKey} from '../../lib/reassignments/layout.ts'
import {findLeftovers, type Leftover} from '../../lib/reassignments/leftovers.ts'
import {movesGoingOn, type MovingPartition} from '../../lib/reassignments/status.ts'
import {roughDuration} from '../../lib/text/duration.ts'
import {counted} from '../../lib/text/plural.ts'

interface StatusRow extends MovingPartition {
  /** The journal of the run that moves it; null if kafkit did not start the move. */
  readonly journal: string | null
}

const columns = {
  topic: {value: ({topic}) => topic, role: () => 'name'},
  partition: {value: ({partition}) => partition, align: 'right'},
  /** Node ids of all replicas, including those that are being added. */
  replicas: {value: ({replicas}) => replicas},
  adding: {value: ({adding}) => adding},
  removing: {value: ({removing}) => removing},
  /** Bytes still to be copied; null if unknown. */
  bytesLeft: {value: ({bytesLeft}) => bytesLeft, text: ({bytesLeft}) => sizeOrNone(bytesLeft), align: 'right'},
  /** Bytes per second; null if unknown. */
  rate: {value: ({rate}) => rate, text: ({rate}) => (rate === null ? null : rateText(rate)), align: 'right'},
  /** Ms; null if unknown, or if there is no progress. */
  etaMs: {
    heading: 'ETA',
    value: ({etaMs}) => etaMs,
    text: ({etaMs}) => (etaMs === null ? null : roughDuration(etaMs)),
    align: 'right',
  },
  /** The journal of the run that moves it; null if kafkit did not start the move. */
  journal: {
    value: ({journal}) => journal,
    text: ({journal}) => (journal === null ? 'others' : 'kafkit'),
    heading: 'BY',
  },
} satisfies Columns<StatusRow>

export type Output = {
  readonly moving: readonly StatusRow[]
  /** Throttles that limit nothing. */
  readonly leftOver: readonly Leftover[]
  /** Journals of runs that have not ended. */
  readonly unfinished: readonly string[]
}
export type Row = RowOf<typeof columns>

export default class ReassignStatus extends KafkaCommand {
  static override summary = 'show which replicas are moving, and leftover throttles'
  static override description =
    'Every move in the cluster, whichever tool started it, with what is left to copy and how fast it goes, from two looks. Below them, throttles that limit nothing: lists of replicas that do not move, and rates of brokers where nothing moves. With --check the exit code is 3 if there are any, or an unfinished run while nothing moves.'
  static override examples = [
    '<%= config.bin %> reassign status',
    {description: 'For monitoring', command: '<%= config.bin %> reassign status --check --sample 0s'},
  ]
  static override flags = {
    sample: duration({default: 2000, summary: 'time between the two looks; 0s: one look, without rates (default: 2s)'}),
    check: boolean({summary: 'exit with 3 if something was left over'}),
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags} = await this.parse(ReassignStatus)
    const print = this.printer<Output, StatusRow>(flags, columns, 'topic')
    const cluster = await this.connect(flags)
    const journals = await journalsOf(this.io, await cluster.clusterId())
    const sampling = {sampleMs: flags.sample, now: monotonicMs, pause: (ms: number) => pause(this.io, ms)}
    const moving = (await movesGoingOn(cluster, sampling)).open(this.failures)
    const leftOver = (
      await findLeftovers(
        cluster,
        await listReassignments(cluster, null),
        journals.map(({journal}) => journal),
      )
    ).open(this.failures)
    const running = journals.filter(isRunning)
    const byPartition = new Map(
      running.flatMap(({file, journal}) => journal.partitions.map((each) => [partitionKey(each), file] as const)),
    )
    const rows = moving.map((each): StatusRow => ({...each, journal: byPartition.get(partitionKey(each)) ?? null}))
    const unfinished = running.map(({file}) => file)
    await print({
      value: {moving: rows, leftOver, unfinished},
      rows,
      people: async () => {
        if (rows.length > 0) await this.printTable(tableColumns(columns, rows), rows)
        else this.io.out('nothing is moving\n')
        if (leftOver.length === 0) return
        this.io.out('\nthrottles that limit nothing:\n')
        await this.printTable(tableColumns(leftoverColumns, leftOver), leftOver)
      },
    })
    for (const file of unfinished) await this.note(`a run has not ended: kafkit reassign resume --journal ${file}`)
    if (leftOver.length > 0)
      await this.note(`${counted(leftOver.length, 'throttle')} left over: kafkit reassign clean-throttles`)
    const bad = leftOver.length > 0 || (unfinished.length > 0 && rows.length === 0)
    return flags.check && bad ? exitCode.exceeded : exitCode.done
  }
}
