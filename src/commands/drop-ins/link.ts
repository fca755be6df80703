import {delimiter, resolve} from 'node:path'
import {string} from '@oclif/core/args'
import {boolean} from '@oclif/core/flags'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {allDropIns, linkDropIns, type LinkOutcome} from '../../lib/cli/drop-in-files.ts'
import {exitCode} from '../../lib/cli/exit.ts'
import {KitCommand} from '../../lib/cli/kit-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'

const columns = {
  file: {value: ({file}) => file, role: () => 'name'},
  status: {value: ({status}) => status, role: ({status}) => (status === 'linked' ? 'good' : 'bad')},
} satisfies Columns<LinkOutcome>

export type Output = readonly LinkOutcome[]
export type Row = RowOf<typeof columns>

export default class DropInsLink extends KitCommand {
  static override summary = "link the executables that replace Apache's tools into a folder"
  static override description =
    'Creates links, so that updating kafkit updates them too. Other files with these names are left alone, and the exit ' +
    'code is then 1.'
  static override examples = [
    {description: 'For the current user', command: '<%= config.bin %> drop-ins link ~/.local/bin'},
    {
      description: 'For runbooks that still use --broker-list or --whitelist',
      command: '<%= config.bin %> drop-ins link ~/old-kafka/bin --legacy',
    },
  ]
  static override args = {
    folder: string({
      description: 'folder to link into; created if it does not exist',
      required: true,
      ignoreStdin: true,
    }),
  }
  static override flags = {
    legacy: boolean({
      summary: 'accept options that Apache removed but that still have an exact equivalent (KAFKIT_LEGACY=1)',
    }),
    force: boolean({summary: 'also replace files that are not links to kafkit'}),
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {args, flags} = await this.parse(DropInsLink)
    const print = this.printer<Output, LinkOutcome>(flags, columns, 'file')
    const path = this.io.env['PATH'] ?? ''
    const outcomes = await linkDropIns(await allDropIns(this.config, path), args.folder, flags)
    await print({value: outcomes, rows: outcomes})
    const folder = resolve(args.folder)
    if (outcomes.some(({status}) => status === 'exists'))
      await this.warning('existing files that are not links to kafkit were left alone; --force replaces them')
    if (!path.split(delimiter).includes(folder))
      await this.note(`to have shells find them: export PATH=${folder}:$PATH`)
    return outcomes.every(({status}) => status === 'linked') ? exitCode.done : exitCode.failed
  }
}
