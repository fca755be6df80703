import {checked} from '../../lib/cli/args.ts'
import type {Exclusion} from '../../lib/cli/exclusions.ts'
import type {FlagValues} from '../../lib/cli/flag-values.ts'
import {
  SubjectSettingCommand,
  settingFlags,
  type SettingOutput,
  type SettingRow,
} from '../../lib/command-parts/registry/subject-setting-command.ts'
import {UsageError} from '../../lib/errors/usage-error.ts'
import {levelSetting} from '../../lib/registry/subject-settings.ts'
import {levels} from '../../lib/registry/types.ts'

export type Output = SettingOutput
export type Row = SettingRow

export default class SchemasLevel extends SubjectSettingCommand {
  static override summary = 'show or change the compatibility level of subjects, or of the whole registry'
  static override description =
    'Without --set and --unset, shows the level, and whether it is set on the subject or inherited. Without a subject, the level is that of the whole registry. What was set is read back.'
  static override examples = [
    '<%= config.bin %> schemas level orders-value',
    {
      description: 'Every subject of a team',
      command: "<%= config.bin %> schemas level 'team-a.*' --set FULL_TRANSITIVE",
    },
    {description: 'Inherit the global level again', command: '<%= config.bin %> schemas level orders-value --unset'},
  ]
  static override args = {
    subject: checked()({
      description: 'names, patterns (orders-*) or /regular expressions/ (default: the whole registry)',
      multiple: true,
    }),
  }
  static override flags = settingFlags(levels, 'level')
  static override exclusions: readonly Exclusion<FlagValues<typeof SchemasLevel.flags>>[] = [
    ['set', 'unset'],
    {
      when: ({set, unset}) => set === undefined && !unset,
      refuse: ['dry-run', 'yes'],
      say: (flag) => `${flag} goes with --set or --unset`,
    },
  ]

  async run(): Promise<number> {
    const {args, flags} = await this.parse(SchemasLevel)
    const names = args.subject ?? []
    if (flags.unset && names.length === 0)
      throw new UsageError('--unset needs a subject: the level of the whole registry can only be set')
    return this.showOrChange(flags, names, levelSetting, async () => {})
  }
}
