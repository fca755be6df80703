import {boolean} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {RegistryCommand} from '../../lib/command-parts/registry/registry-command.ts'
import {listSubjects, type ListedSubject} from '../../lib/registry/list-subjects.ts'

const columns = {
  subject: {value: ({subject}) => subject, role: ({deleted}) => (deleted ? 'faint' : 'name')},
  /** True if all versions are soft-deleted. */
  deleted: {value: ({deleted}) => (deleted ? true : null), filled: true},
  /** Null without --wide, like all fields after it. */
  type: {value: ({type}) => type, filled: true},
  versions: {value: ({versions}) => versions?.length ?? null, align: 'right', filled: true},
  latest: {value: ({latest}) => latest, align: 'right', filled: true},
  /** The id of the latest version. */
  id: {value: ({id}) => id, align: 'right', filled: true},
  level: {
    value: ({level}) => level?.value ?? null,
    text: ({level}) => level && `${level.value}${level.from === 'subject' ? '' : ' (inherited)'}`,
    filled: true,
  },
  mode: {
    value: ({mode}) => mode?.value ?? null,
    text: ({mode}) => mode && `${mode.value}${mode.from === 'subject' ? '' : ' (inherited)'}`,
    filled: true,
  },
  error: {value: ({error}) => error?.message ?? null, filled: true, role: () => 'bad'},
} satisfies Columns<ListedSubject>

export type Output = readonly ListedSubject[]
export type Row = RowOf<typeof columns>

export default class SchemasList extends RegistryCommand {
  static override summary = 'list the subjects of a Schema Registry'
  static override examples = [
    '<%= config.bin %> schemas list --registry http://localhost:8081',
    {
      description: 'With types, versions, ids, levels and modes',
      command: "<%= config.bin %> schemas list 'orders-*' --wide",
    },
  ]
  static override args = {
    subject: checked()({
      description: 'names, patterns (orders-*) or /regular expressions/ (default: all)',
      multiple: true,
    }),
  }
  static override flags = {
    deleted: boolean({summary: 'also list soft-deleted subjects'}),
    wide: boolean({char: 'v', summary: 'also types, versions, ids, levels and modes: about four requests per subject'}),
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {args, flags} = await this.parse(SchemasList)
    const print = this.printer<Output, ListedSubject>(flags, columns, 'subject')
    const registry = await this.registry(flags)
    const asksMore = flags.columns?.some((name) => !['subject', 'deleted'].includes(name)) ?? false
    const subjects = await listSubjects(registry, {
      names: args.subject ?? [],
      deleted: flags.deleted,
      details: flags.wide || asksMore,
    })
    await print({value: subjects, rows: subjects})
    if (subjects.length === 0) await this.note(`the registry at ${registry.address} has no subjects`)
    return this.reportFailures(subjects.flatMap(({error}) => error ?? []))
  }
}
