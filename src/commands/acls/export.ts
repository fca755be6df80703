import {exportAcls, type ExportedAcl, type ExportedAcls} from '../../lib/acls/export-acls.ts'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {exitCode} from '../../lib/cli/exit.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {seeAcls} from '../../lib/command-parts/acls/access.ts'

const columns = {
  principal: {value: ({principal}) => principal, role: () => 'name'},
  host: {value: ({host}) => host},
  /** Operations as ACL files write them: `DescribeConfigs`. */
  allow: {value: ({allow}) => allow ?? null, filled: true},
  deny: {value: ({deny}) => deny ?? null, filled: true, role: () => 'bad'},
  topic: {value: ({topic}) => topic ?? null, filled: true},
  group: {value: ({group}) => group ?? null, filled: true},
  cluster: {value: ({cluster}) => cluster ?? null, filled: true},
  transactionalId: {value: ({transactionalId}) => transactionalId ?? null, filled: true},
  delegationToken: {value: ({delegationToken}) => delegationToken ?? null, filled: true},
  user: {value: ({user}) => user ?? null, filled: true},
  pattern: {value: ({pattern}) => pattern},
} satisfies Columns<ExportedAcl>

export type Output = ExportedAcls
export type Row = RowOf<typeof columns>

export default class AclsExport extends KafkaCommand {
  static override summary = 'print all ACLs as a YAML file to keep'
  static override description =
    'The document has one entry for each principal, host and resource, always in the same order, so that two exports can be compared with diff. --output json prints the same document as JSON.'
  static override examples = [
    {description: 'Keep it beside the code', command: '<%= config.bin %> acls export > acls.yaml'},
    {
      description: 'Compare the ACLs of two clusters',
      command: 'diff <(<%= config.bin %> acls export -p prod) <(<%= config.bin %> acls export -p staging)',
    },
  ]
  static override flags = {...reportFlags}

  async run(): Promise<number> {
    const {flags} = await this.parse(AclsExport)
    const print = this.printer<Output, ExportedAcl>(flags, columns, 'principal')
    const exported = exportAcls(await seeAcls(await this.connect(flags)))
    const {yamlText} = await import('../../lib/cli/yaml.ts')
    await print({value: exported, rows: exported.acls, people: () => this.io.out(yamlText(exported))})
    return exitCode.done
  }
}
