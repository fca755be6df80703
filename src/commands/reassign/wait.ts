import {exitCode} from '../../lib/cli/exit.ts'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {duration} from '../../lib/cli/flags.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {pause} from '../../lib/cli/pause.ts'
import {progressLine} from '../../lib/cli/progress.ts'
import {monotonicMs} from '../../lib/cluster/monotonic.ts'
import {isRunning, journalsOf} from '../../lib/command-parts/reassign/journals.ts'
import {listReassignments, type Reassignment} from '../../lib/partitions/reassignments.ts'
import {counted} from '../../lib/text/plural.ts'

const columns = {
  topic: {value: ({topic}) => topic, role: () => 'name'},
  partition: {value: ({partition}) => partition, align: 'right'},
  replicas: {value: ({replicas}) => replicas},
  adding: {value: ({adding}) => adding},
  removing: {value: ({removing}) => removing},
} satisfies Columns<Reassignment>

/** The moves that were still in progress at the end; empty if there were none. */
export type Output = readonly Reassignment[]
export type Row = RowOf<typeof columns>

export default class ReassignWait extends KafkaCommand {
  static override summary = 'wait until no replica is moving any more'
  static override description =
    'Waits for every move in the cluster, whichever tool started it, and changes nothing: kafkit reassign resume restores throttles. If something is still moving after --for, it is printed, and the exit code is 3.'
  static override examples = ['<%= config.bin %> reassign wait --for 2h']
  static override flags = {
    for: duration({default: 3_600_000, summary: 'how long to wait (default: 1h)'}),
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags} = await this.parse(ReassignWait)
    const print = this.printer<Output, Reassignment>(flags, columns, 'topic')
    const cluster = await this.connect(flags)
    const progress = progressLine(this.io)
    const end = monotonicMs() + flags.for
    let moving: Output
    for (;;) {
      moving = await listReassignments(cluster, null)
      const left = end - monotonicMs()
      if (moving.length === 0 || left <= 0) break
      progress.show(() => `${counted(moving.length, 'partition')} moving`)
      await pause(this.io, Math.min(1000, left))
    }
    progress.clear()
    await print({
      value: moving,
      rows: moving,
      people: moving.length === 0 ? () => this.io.out('nothing is moving\n') : undefined,
    })
    const unfinished = (await journalsOf(this.io, await cluster.clusterId())).filter(isRunning)
    for (const {file} of unfinished)
      await this.note(`a run has not ended, and has its throttles: kafkit reassign resume --journal ${file}`)
    return moving.length > 0 ? exitCode.exceeded : exitCode.done
  }
}
