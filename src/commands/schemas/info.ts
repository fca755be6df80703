import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {RegistryCommand} from '../../lib/command-parts/registry/registry-command.ts'
import {registryInfo, type RegistryInfo} from '../../lib/registry/info.ts'

interface Fact {
  readonly name: string
  readonly value: string | number | null
}

const columns = {
  fact: {value: ({name}) => name, role: () => 'name'},
  /** Null if the registry does not say. */
  value: {value: ({value}) => value, text: ({value}) => value ?? '(not told)'},
} satisfies Columns<Fact>

export type Output = RegistryInfo
export type Row = RowOf<typeof columns>

export default class SchemasInfo extends RegistryCommand {
  static override summary = 'show a registry at a glance: version, formats, global level and mode, contexts'
  static override examples = ['<%= config.bin %> schemas info --registry http://localhost:8081']
  static override flags = {...reportFlags}

  async run(): Promise<undefined> {
    const {flags} = await this.parse(SchemasInfo)
    const print = this.printer<Output, Fact>(flags, columns, 'fact')
    const info = await registryInfo(await this.registry(flags))
    const facts = Object.entries(info).map(([name, value]): Fact => ({
      name,
      value: Array.isArray(value) ? value.join(', ') : (value as string | number | null),
    }))
    await print({value: info, rows: facts})
  }
}
