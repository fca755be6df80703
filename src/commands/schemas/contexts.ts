import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {RegistryCommand} from '../../lib/command-parts/registry/registry-command.ts'

const columns = {context: {value: (name) => name, role: () => 'name'}} satisfies Columns<string>

export type Output = readonly string[]
export type Row = RowOf<typeof columns>

export default class SchemasContexts extends RegistryCommand {
  static override summary = 'list the contexts of a registry, each of which has its own ids'
  static override examples = ['<%= config.bin %> schemas contexts']
  static override flags = {...reportFlags}

  async run(): Promise<undefined> {
    const {flags} = await this.parse(SchemasContexts)
    const print = this.printer<Output, string>(flags, columns, 'context')
    const registry = await this.registry(flags)
    const found = (await registry.contexts()).toSorted()
    await print({value: found, rows: found})
  }
}
