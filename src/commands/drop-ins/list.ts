import {join} from 'node:path'
import {dropInFiles, type DropIn} from '../../lib/cli/drop-in-files.ts'
import {KitCommand, listFlags} from '../../lib/cli/kit-command.ts'
import type {Column} from '../../lib/cli/table.ts'

const columns: readonly Column<DropIn>[] = [
  {heading: 'NAME', value: ({name}) => name, role: () => 'name'},
  {heading: 'FILE', value: ({file}) => file},
  {heading: 'ON PATH', value: ({file, onPath}) => (onPath === file ? 'this one' : onPath)},
]

export default class DropInsList extends KitCommand {
  static override summary = "tell where the executables are that stand in for Apache's tools"
  static override description =
    'Each takes the options of the tool of its name. The last column is what a shell finds first.'
  static override examples = [
    '<%= config.bin %> drop-ins list',
    {
      description: 'Put them before an installed Kafka, in this shell',
      command: 'PATH=$(dirname $(<%= config.bin %> drop-ins list -o json | jq -r .[0].file)):$PATH',
    },
  ]
  static override flags = {...listFlags}

  async run(): Promise<undefined> {
    const {flags} = await this.parse(DropInsList)
    const dropIns = await dropInFiles(join(this.config.root, 'bin'), this.io.env['PATH'] ?? '')
    if (flags.output === 'json') this.printJson(dropIns)
    else if (flags.output === 'name') this.printNames(dropIns.map(({name}) => name))
    else await this.printTable(columns, dropIns)
  }
}
