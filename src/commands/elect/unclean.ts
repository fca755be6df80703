import type {RowOf} from '../../lib/cli/columns.ts'
import {
  ElectionCommand,
  electionFlags,
  type Election,
  type electionColumns,
} from '../../lib/command-parts/partitions/election.ts'

export type Output = readonly Election[]
export type Row = RowOf<typeof electionColumns>

export default class ElectUnclean extends ElectionCommand {
  static override summary = 'give partitions without a leader one that may lack records'
  static override description =
    'The last resort for partitions whose in-sync replicas will never come back: any live replica becomes the leader, and records that it lacks are lost for good. Shows which replica would lead, and the least number of acknowledged records that it lacks, if that can be known; only the last leader knows the exact number. Asks on a terminal; anywhere else --yes is needed.'
  static override examples = [
    {
      description: 'Show what could be done, and do nothing',
      command: '<%= config.bin %> elect unclean --all-topics --dry-run',
    },
    '<%= config.bin %> elect unclean --topic orders:3',
  ]
  static override flags = {...electionFlags}

  async run(): Promise<number> {
    const {flags} = await this.parse(ElectUnclean)
    return this.elect('unclean', flags)
  }
}
