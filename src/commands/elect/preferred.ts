import type {RowOf} from '../../lib/cli/columns.ts'
import {
  ElectionCommand,
  electionFlags,
  type Election,
  type electionColumns,
} from '../../lib/command-parts/partitions/election.ts'

export type Output = readonly Election[]
export type Row = RowOf<typeof electionColumns>

export default class ElectPreferred extends ElectionCommand {
  static override summary = 'make the preferred replicas leaders again'
  static override description =
    'After a restart, leaders stay where they have moved to, and the load is uneven. Shows the leader of each partition before and after, and asks on a terminal; anywhere else --yes is needed. Afterwards the leaders are read back. A preferred replica that is not in sync cannot lead; these partitions are shown as impossible.'
  static override examples = [
    '<%= config.bin %> elect preferred --all-topics',
    {
      description: 'In a script, for some partitions',
      command: '<%= config.bin %> elect preferred --topic orders:0-5 --yes',
    },
  ]
  static override flags = {...electionFlags}

  async run(): Promise<number> {
    const {flags} = await this.parse(ElectPreferred)
    return this.elect('preferred', flags)
  }
}
