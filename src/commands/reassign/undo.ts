import {string} from '@oclif/core/flags'
import {chooseJournal} from '../../lib/command-parts/reassign/journals.ts'
import {movesExclusions, movesFlags, MovesCommand} from '../../lib/command-parts/reassign/moves-command.ts'
import type {RunOutput, RunRow} from '../../lib/command-parts/reassign/run-report.ts'
import {UsageError} from '../../lib/cluster/errors.ts'
import {checkJournalCluster} from '../../lib/reassignments/journal.ts'

export type Output = RunOutput
export type Row = RunRow

export default class ReassignUndo extends MovesCommand {
  static override summary = 'move replicas back to where they were before a run'
  static override description =
    'A new run, with its own throttle and journal: each partition in the journal gets back the replicas that it had before, in their order. Refuses if partitions have been deleted since, or were moved by something else.'
  static override examples = [
    '<%= config.bin %> reassign undo --journal ~/.local/state/kafkit/reassign/2026-03-01T14-00-00-000Z-start-1a2b3c4d.json',
  ]
  static override exclusions = movesExclusions
  static override flags = {
    ...movesFlags,
    journal: string({
      helpValue: 'FILE',
      summary: 'the journal of the run to undo (default: the only run that has ended and has moved something)',
    }),
  }

  async run(): Promise<number> {
    const {flags} = await this.parse(ReassignUndo)
    const {journal: source, ...rest} = flags
    return this.carryOutMoves(rest, {
      name: 'undo',
      asked: {undo: source ?? null},
      goal: async (cluster) => {
        const clusterId = await cluster.clusterId()
        const {file, journal} = await chooseJournal(this.io, clusterId, {
          file: source,
          wanted: (each) => each.journal.state !== 'running',
          what: 'finished run',
        })
        if (journal.state === 'running')
          throw new UsageError(`the run of ${file} has not ended: kafkit reassign cancel --journal ${file} stops it`)
        checkJournalCluster(journal, clusterId)
        const partitions = journal.partitions.map(({topic, partition, topicId, from, to}) => ({
          topic,
          partition,
          topicId,
          from: to,
          replicas: from,
        }))
        return {kind: 'file', file: {partitions, clusterId: journal.clusterId}}
      },
    })
  }
}
