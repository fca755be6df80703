import {checked} from '../../lib/cli/args.ts'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {KitCommand} from '../../lib/cli/kit-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {UsageError} from '../../lib/cluster/errors.ts'
import {named, noProfile, profileFiles} from '../../lib/config/choose-profile.ts'
import {userFileOf} from '../../lib/config/profiles.ts'

const columns = {
  /** Null if no profile is in use now. */
  profile: {value: ({name}) => name, role: () => 'name'},
  previous: {value: ({previous}) => previous},
} satisfies Columns<Output>

export interface Output {
  /** Null if no profile is in use now. */
  readonly name: string | null
  /** The profile that was in use before. */
  readonly previous: string | null
  readonly file: string
}
export type Row = RowOf<typeof columns>

export default class ProfileUse extends KitCommand {
  static override summary = 'choose the profile to use by default'
  static override description =
    'A project file (.kafkit.yaml), KAFKIT_PROFILE and --profile take precedence. Use the name none for no profile.'
  static override examples = ['<%= config.bin %> profile use dev', '<%= config.bin %> profile use none']
  static override args = {profile: checked()({description: 'profile name, or none', required: true})}
  static override flags = {...reportFlags}

  async run(): Promise<number> {
    const {flags, args} = await this.parse(ProfileUse)
    const print = this.printer<Output, Output>(flags, columns, 'profile')
    const {io} = this
    const file = userFileOf(io.env)
    const {files, warnings} = await profileFiles(io.env, io.cwd)
    for (const text of warnings) await this.warning(text)
    const own = files.find(({source}) => !source.project)
    const project = files.find(({source}) => source.project)
    const {profile: name} = args
    if (name !== noProfile) {
      const found = named(files, name, 'profile use')
      if (found.file.project)
        throw new UsageError(
          `profile ${name} belongs to the project (${found.file.file}): write 'profile: ${name}' at the top of that file, or use --profile ${name}`,
        )
    }
    const previous = own?.current && own.current.name !== noProfile ? own.current.name : null
    const {useProfile} = await import('../../lib/config/profile-edit.ts')
    await useProfile(file, name)
    const value = {name: name === noProfile ? null : name, previous, file}
    await print({
      value,
      rows: [value],
      people: async () => {
        const {name: coloured} = await this.colours()
        io.out(value.name === null ? 'no profile is in use now\n' : `profile ${coloured(name)} is in use now\n`)
      },
    })
    const variable = io.env['KAFKIT_PROFILE']
    if (variable && variable !== name)
      await this.warning(`KAFKIT_PROFILE is set to ${variable}, which takes precedence`)
    else if (project?.current && project.current.name !== name)
      await this.warning(
        `here ${project.source.file}:${project.current.line} chooses ${project.current.name}, which takes precedence`,
      )
    return 0
  }
}
