import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {allDropIns, type DropIn} from '../../lib/cli/drop-in-files.ts'
import {KitCommand} from '../../lib/cli/kit-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'

const columns = {
  name: {value: ({name}) => name, role: () => 'name'},
  file: {value: ({file}) => file},
  /** The file that a shell finds first under this name; null if there is none. */
  onPath: {
    heading: 'ON PATH',
    value: ({onPath}) => onPath,
    text: ({file, onPath}) => (onPath === file ? 'this one' : onPath),
  },
} satisfies Columns<DropIn>

export type Output = readonly DropIn[]
export type Row = RowOf<typeof columns>

export default class DropInsList extends KitCommand {
  static override summary = "list the executables that replace Apache's tools"
  static override description =
    'Each takes the options of the tool of the same name. The last column is the file that a shell finds first. There are none for kafka-metadata-shell (kafkit dump-log reads its files), kafka-jmx (JMX is for Java) and those that start servers.'
  static override examples = [
    '<%= config.bin %> drop-ins list',
    {
      description: 'Put them before an installed Kafka in PATH, for this shell',
      command: 'PATH=$(dirname $(<%= config.bin %> drop-ins list -o json | jq -r .[0].file)):$PATH',
    },
  ]
  static override flags = {...reportFlags}

  async run(): Promise<undefined> {
    const {flags} = await this.parse(DropInsList)
    const print = this.printer<Output, DropIn>(flags, columns, 'name')
    const dropIns = await allDropIns(this.config, this.io.env['PATH'] ?? '')
    await print({value: dropIns, rows: dropIns})
  }
}
