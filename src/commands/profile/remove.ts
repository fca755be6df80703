import {checked} from '../../lib/cli/args.ts'
import {yesFlag} from '../../lib/cli/confirm.ts'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {exitCode} from '../../lib/cli/exit.ts'
import {KitCommand} from '../../lib/cli/kit-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {UsageError} from '../../lib/cluster/errors.ts'
import {named, profileFiles} from '../../lib/config/choose-profile.ts'
import {userFileOf} from '../../lib/config/profiles.ts'

const columns = {
  profile: {value: ({name}) => name, role: () => 'name'},
  status: {value: ({status}) => status},
} satisfies Columns<Output>

export interface Output {
  readonly name: string
  readonly status: 'removed'
  readonly file: string
}
export type Row = RowOf<typeof columns>

export default class ProfileRemove extends KitCommand {
  static override summary = 'remove a profile and the passwords in it'
  static override description =
    'Asks for confirmation on a terminal; without a terminal, --yes is required. Changes nothing in the cluster.'
  static override examples = ['<%= config.bin %> profile remove old', '<%= config.bin %> profile remove old --yes']
  static override args = {profile: checked()({description: 'profile name', required: true})}
  static override flags = {...yesFlag, ...reportFlags}

  async run(): Promise<number> {
    const {flags, args} = await this.parse(ProfileRemove)
    const print = this.printer<Output, Output>(flags, columns, 'profile')
    const {io} = this
    const file = userFileOf(io.env)
    const {files} = await profileFiles(io.env, io.cwd)
    const {profile: name} = args
    const own = files.filter(({source}) => !source.project)
    if (!own.some(({profiles}) => profiles.some((each) => each.name === name))) {
      const found = named(files, name, 'profile remove')
      throw new UsageError(
        `profile ${name} belongs to the project: remove it from ${found.file.file}:${found.line} by hand`,
      )
    }
    const {confirm} = await import('../../lib/cli/confirm.ts')
    if (!(await confirm(io, {text: `Remove profile ${name} from ${file}`, yes: flags.yes, flag: '--yes'}))) {
      await this.note('nothing was removed')
      return exitCode.failed
    }
    const {removeProfile} = await import('../../lib/config/profile-edit.ts')
    await removeProfile(file, name)
    const value = {name, status: 'removed' as const, file}
    await print({
      value,
      rows: [value],
      people: async () => {
        const colours = await this.colours()
        io.out(`profile ${colours.name(name)} ${colours.bad('removed')}\n`)
      },
    })
    if (own[0]?.current?.name === name) await this.note('it was the profile in use; no profile is in use now')
    return exitCode.done
  }
}
