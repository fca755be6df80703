import {boolean} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {RegistryCommand} from '../../lib/command-parts/registry/registry-command.ts'
import {numberOf, referencesDown, referencesUp, type ReferenceNode} from '../../lib/registry/reference-tree.ts'
import {subjectVersion} from '../../lib/registry/select.ts'

const columns = {
  /** `down`: the schema refers to it; `up`: it refers to the schema. */
  direction: {value: ({direction}) => direction},
  depth: {value: ({depth}) => depth, align: 'right'},
  subject: {
    value: ({subject}) => subject,
    text: ({subject, depth}) => '  '.repeat(depth - 1) + subject,
    role: () => 'name',
  },
  version: {value: ({version}) => version, align: 'right'},
  /** Null if the registry does not have it. */
  id: {value: ({id}) => id, align: 'right', role: ({id}) => (id === null ? 'bad' : undefined)},
  /** The name by which the other schema refers to it. */
  name: {value: ({name}) => name},
  repeated: {value: ({repeated}) => (repeated ? true : null), filled: true},
} satisfies Columns<ReferenceNode>

export type Output = readonly ReferenceNode[]
export type Row = RowOf<typeof columns>

export default class SchemasReferences extends RegistryCommand {
  static override summary = 'show what a schema refers to and what refers to it, as trees'
  static override examples = [
    '<%= config.bin %> schemas references orders-value',
    {description: 'What would break without it?', command: '<%= config.bin %> schemas references shop.Address:2 --up'},
  ]
  static override args = {
    subject: checked()({description: 'a subject, with a version if not the latest', required: true}),
  }
  static override flags = {
    down: boolean({summary: 'only what it refers to'}),
    up: boolean({summary: 'only what refers to it'}),
    ...reportFlags,
  }
  static override exclusions = [['down', 'up']]

  async run(): Promise<undefined> {
    const {args, flags} = await this.parse(SchemasReferences)
    const print = this.printer<Output, ReferenceNode>(flags, columns, 'subject')
    const registry = await this.registry(flags)
    const {subject, version: asked = 'latest'} = subjectVersion(args.subject)
    const version = await numberOf(registry, subject, asked)
    const [down, up] = await Promise.all([
      flags.up ? [] : referencesDown(registry, subject, version),
      flags.down ? [] : referencesUp(registry, subject, version),
    ])
    const nodes = [...down, ...up]
    await print({value: nodes, rows: nodes, people: nodes.length === 0 ? () => {} : undefined})
    if (nodes.length === 0)
      await this.note(
        `version ${version} of ${subject} ${flags.up ? 'is not referred to by any schema' : flags.down ? 'refers to nothing' : 'refers to nothing, and nothing refers to it'}`,
      )
    await this.reportMissing(nodes)
  }

  private async reportMissing(nodes: readonly ReferenceNode[]): Promise<void> {
    for (const {subject, version} of nodes.filter(({id}) => id === null))
      await this.warning(`version ${version} of ${subject} no longer exists: schemas that refer to it cannot be read`)
  }
}
