import {boolean} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import {failuresOf, type ChangePlan} from '../../lib/cli/change.ts'
import {tableColumns, type Columns, type RowOf} from '../../lib/cli/columns.ts'
import {yesFlag} from '../../lib/cli/confirm.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {ChangingRegistryCommand} from '../../lib/command-parts/registry/changing-registry-command.ts'
import {sameRegistry} from '../../lib/command-parts/registry/connect.ts'
import {planRestoring, restoreVersions, type Restorable, type RestorePlan} from '../../lib/registry/restore-versions.ts'
import {counted} from '../../lib/text/plural.ts'
import {shellWord} from '../../lib/text/shell-word.ts'

const roles = {planned: undefined, restored: 'good', present: 'faint', failed: 'bad', 'not tried': 'warn'} as const

const columns = {
  subject: {value: ({subject}) => subject, role: () => 'name'},
  version: {value: ({version}) => version, align: 'right'},
  id: {value: ({id}) => id, align: 'right'},
  /** `present`: the schema is registered already. */
  status: {value: ({status}) => status, role: ({status}) => roles[status]},
  /** The version that it has now. */
  newVersion: {value: ({newVersion}) => newVersion, align: 'right', filled: true},
  error: {value: ({error}) => error?.message ?? null, filled: true},
} satisfies Columns<Restorable>

export type Output = readonly Restorable[]
export type Row = RowOf<typeof columns>

type Plan = ChangePlan & RestorePlan

export default class SchemasRestore extends ChangingRegistryCommand {
  static override summary = 'bring soft-deleted versions back'
  static override description =
    'Registries have no request for that, so kafkit reads the deleted schema and registers it again. It gets its id back and a new version number, so what referred to the old version number stays broken. The level and mode of the subject were deleted with it.'
  static override examples = [
    '<%= config.bin %> schemas restore orders-value:3',
    {description: 'All soft-deleted versions of a subject', command: '<%= config.bin %> schemas restore orders-value'},
  ]
  static override args = {
    subject: checked()({
      description: 'subjects, with a version for only that one (orders-value:3)',
      multiple: true,
      required: true,
    }),
  }
  static override flags = {
    'dry-run': boolean({summary: 'show what would be restored without changing anything'}),
    ...yesFlag,
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {args, flags} = await this.parse(SchemasRestore)
    const print = this.printer<Output, Restorable>(flags, columns, 'subject')
    return this.carryOutThere<Plan, readonly Restorable[]>(flags, {
      changes: 'restore schemas',
      request: {subjects: args.subject},
      plan: async (registry) => {
        const plan = await planRestoring(registry, args.subject)
        const planned = plan.items.filter(({status}) => status === 'planned')
        return {
          ...plan,
          empty: planned.length === 0,
          audited: {versions: planned.map(({subject, version, id}) => ({subject, version, id}))},
        }
      },
      show: async ({items}, as) => {
        if (as === 'result') await print({value: items, rows: items})
        else if (!flags.yes) await this.printTable(tableColumns(columns, items), items, 'stderr')
      },
      question: ({items}) =>
        `Register ${counted(items.filter(({status}) => status === 'planned').length, 'version')} again, with new version numbers`,
      execute: (registry, plan) => restoreVersions(registry, plan),
      report: (items) => print({value: items, rows: items}),
      failures: failuresOf,
      undo: (items) => {
        const restored = items.filter(({status}) => status === 'restored')
        if (restored.length === 0) return {none: 'nothing was restored'}
        const names = restored.map(({subject, newVersion}) => shellWord(`${subject}:${newVersion}`))
        return {command: ['kafkit schemas delete', ...names, ...sameRegistry(flags)].join(' ')}
      },
      notes: {unchanged: 'nothing was restored', nothing: 'there is nothing to restore'},
    })
  }
}
