import {boolean} from '@oclif/core/flags'
import type {RowOf} from '../../lib/cli/columns.ts'
import {
  levelArg,
  LevelCommand,
  levelFlags,
  type LevelChange,
  type levelColumns,
} from '../../lib/command-parts/features/level-change.ts'

export type Output = readonly LevelChange[]
export type Row = RowOf<typeof levelColumns>

export default class FeaturesDowngrade extends LevelCommand {
  static override summary = 'lower levels of features, or switch them off'
  static override description =
    'Shows each level before and after, lets the controller validate it, and asks on a terminal; anywhere else --yes is needed. Level 0 switches a feature off. Afterwards the levels are read back. The controller refuses a change that would lose metadata, unless --unsafe is given and it supports that.'
  static override examples = [
    '<%= config.bin %> features downgrade group.version=0 --dry-run',
    '<%= config.bin %> features downgrade metadata.version=4.2',
  ]
  static override args = {
    feature: levelArg({multiple: true, required: true}),
  }
  static override flags = {
    unsafe: boolean({summary: 'downgrade even if metadata that the lower level does not know is lost'}),
    ...levelFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(FeaturesDowngrade)
    return this.changeLevels(flags.unsafe ? 'unsafe-downgrade' : 'safe-downgrade', flags, () => args.feature)
  }
}
