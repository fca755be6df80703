import {boolean} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {ExpectedError} from '../../lib/errors/expected-error.ts'
import {RegistryCommand} from '../../lib/command-parts/registry/registry-command.ts'
import {inTurn, unknownSubject} from '../../lib/registry/select.ts'
import type {SchemaVersion} from '../../lib/registry/types.ts'

interface ListedVersion extends SchemaVersion {
  /** Soft-deleted: records with its id can still be read. */
  readonly deleted: boolean
}

const columns = {
  subject: {value: ({subject}) => subject, role: () => 'name', wide: true},
  version: {value: ({version}) => version, align: 'right'},
  id: {value: ({id}) => id, align: 'right'},
  guid: {value: ({guid}) => guid, filled: true, wide: true},
  type: {value: ({type}) => type},
  /** How many schemas it refers to. */
  references: {value: ({references}) => references.length, align: 'right'},
  /** Length of the schema in characters. */
  size: {value: ({text}) => text.length, align: 'right'},
  deleted: {value: ({deleted}) => (deleted ? true : null), filled: true, role: () => 'warn'},
} satisfies Columns<ListedVersion>

export type Output = readonly ListedVersion[]
export type Row = RowOf<typeof columns>

export default class SchemasVersions extends RegistryCommand {
  static override summary = 'list the versions of a subject with their ids'
  static override examples = [
    '<%= config.bin %> schemas versions orders-value',
    {
      description: 'Also those that are soft-deleted',
      command: '<%= config.bin %> schemas versions orders-value --deleted',
    },
  ]
  static override args = {subject: checked()({description: 'the subject', required: true})}
  static override flags = {
    deleted: boolean({summary: 'also list soft-deleted versions'}),
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {args, flags} = await this.parse(SchemasVersions)
    const print = this.printer<Output, ListedVersion>(flags, columns, 'version')
    const registry = await this.registry(flags)
    const {deleted} = flags
    const [all, there] = await Promise.all([
      registry.versions(args.subject, {deleted}),
      deleted ? registry.versions(args.subject) : undefined,
    ])
    if (!all) throw unknownSubject(registry, args.subject, await registry.subjects({deleted}))
    const withheld: Error[] = []
    const versions = await inTurn(all, async (version): Promise<ListedVersion[]> => {
      const found = await registry.version(args.subject, version, {deleted})
      const isDeleted = deleted && !there?.includes(version)
      if (!found && isDeleted) withheld.push(new NotHandedOut(`version ${version} of ${args.subject} is soft-deleted, and this registry, like Apicurio, does not return such versions`)) // prettier-ignore
      // It was deleted after the list was made.
      return found ? [{...found, deleted: isDeleted}] : []
    })
    await print({value: versions.flat(), rows: versions.flat()})
    return this.reportFailures(withheld)
  }
}

class NotHandedOut extends ExpectedError {
  override readonly name = 'NotHandedOut'
}
