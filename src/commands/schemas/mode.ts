import {boolean} from '@oclif/core/flags'
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
import type {Registry} from '../../lib/registry/registry.ts'
import {modeSetting, type Setting} from '../../lib/registry/subject-settings.ts'
import {isApicurio, modes} from '../../lib/registry/types.ts'

export type Output = SettingOutput
export type Row = SettingRow

export default class SchemasMode extends SubjectSettingCommand {
  static override summary = 'show or change the mode of subjects, or of the whole registry'
  static override description =
    'READWRITE, READONLY, IMPORT (schemas are registered with the ids that they have elsewhere), READONLY_OVERRIDE and FORWARD. Without --set and --unset, shows the mode, and whether it is inherited; without a subject, that of the whole registry. What was set is read back. IMPORT requires a subject without any version, soft-deleted ones included, or --force.'
  static override examples = [
    '<%= config.bin %> schemas mode',
    {
      description: 'Refuse new schemas during a migration',
      command: '<%= config.bin %> schemas mode --set READONLY',
    },
    {description: 'Inherit the global mode again', command: '<%= config.bin %> schemas mode orders-value --unset'},
  ]
  static override args = {
    subject: checked()({
      description: 'names, patterns (orders-*) or /regular expressions/ (default: the whole registry)',
      multiple: true,
    }),
  }
  static override flags = {
    ...settingFlags(modes, 'mode'),
    force: boolean({dependsOn: ['set'], summary: 'set IMPORT although the subject has versions'}),
  }
  static override exclusions: readonly Exclusion<FlagValues<typeof SchemasMode.flags>>[] = [
    ['set', 'unset'],
    {
      when: ({set, unset}) => set === undefined && !unset,
      refuse: ['dry-run', 'yes'],
      say: (flag) => `${flag} goes with --set or --unset`,
    },
  ]

  async run(): Promise<number> {
    const {args, flags} = await this.parse(SchemasMode)
    const names = args.subject ?? []
    if (flags.unset && names.length === 0)
      throw new UsageError('--unset needs a subject: the mode of the whole registry can only be set')
    const setting = modeSetting({force: flags.force}) as Setting<string>
    return this.showOrChange(flags, names, setting, async (registry) => this.#remark(registry, flags.set))
  }

  /** Apicurio accepts a mode without enforcing it. */
  async #remark(registry: Registry, mode: string | undefined): Promise<void> {
    if (mode !== undefined && mode !== 'READWRITE' && isApicurio(registry.address))
      await this.warning(`${registry.address} is Apicurio Registry, which accepts ${mode} and does not enforce it`)
  }
}
