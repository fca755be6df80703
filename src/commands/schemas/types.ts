import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {RegistryCommand} from '../../lib/command-parts/registry/registry-command.ts'

const columns = {type: {value: (name) => name, role: () => 'name'}} satisfies Columns<string>

export type Output = readonly string[]
export type Row = RowOf<typeof columns>

export default class SchemasTypes extends RegistryCommand {
  static override summary = 'list the schema formats that a registry supports'
  static override examples = ['<%= config.bin %> schemas types']
  static override flags = {...reportFlags}

  async run(): Promise<undefined> {
    const {flags} = await this.parse(SchemasTypes)
    const print = this.printer<Output, string>(flags, columns, 'type')
    const registry = await this.registry(flags)
    const found = (await registry.types()).toSorted()
    await print({value: found, rows: found})
  }
}
