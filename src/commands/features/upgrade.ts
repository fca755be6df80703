import {boolean} from '@oclif/core/flags'
import type {RowOf} from '../../lib/cli/columns.ts'
import {UsageError} from '../../lib/cluster/errors.ts'
import {
  levelArg,
  LevelCommand,
  levelFlags,
  type LevelChange,
  type levelColumns,
} from '../../lib/command-parts/features/level-change.ts'

export type Output = readonly LevelChange[]
export type Row = RowOf<typeof levelColumns>

export default class FeaturesUpgrade extends LevelCommand {
  static override summary = 'raise levels of features, after all brokers run a new release'
  static override description =
    'Shows each level before and after, names brokers that do not support it yet, lets the controller validate it, and asks on a terminal; anywhere else --yes is needed. Afterwards the levels are read back. metadata.version also takes releases: metadata.version=4.3 (Kafka 3.3 or later).'
  static override examples = [
    {
      description: 'Raise every feature as far as all brokers support it',
      command: '<%= config.bin %> features upgrade --all --dry-run',
    },
    '<%= config.bin %> features upgrade metadata.version=4.3',
    '<%= config.bin %> features upgrade group.version=1 --yes',
  ]
  static override args = {
    feature: levelArg({multiple: true}),
  }
  static override flags = {
    all: boolean({summary: 'every feature to the newest level that all brokers support and kafkit knows'}),
    ...levelFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(FeaturesUpgrade)
    if (flags.all === Boolean(args.feature))
      throw new UsageError(args.feature ? 'give either features or --all, not both' : 'no feature given: name them as FEATURE=LEVEL, or use --all') // prettier-ignore
    return this.changeLevels('upgrade', flags, (features) =>
      args.feature
        ? args.feature
        : features.flatMap(({feature, finalized, max, latest}) => {
            // Brokers also support levels that are not meant for use yet.
            const level = max === null || latest === null ? null : Math.min(max, latest)
            return level !== null && level > finalized ? [{feature, level}] : []
          }),
    )
  }
}
