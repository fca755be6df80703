import {boolean} from '@oclif/core/flags'
import type {ChangePlan} from '../../lib/cli/change.ts'
import {ChangingCommand} from '../../lib/cli/changing-command.ts'
import {tableColumns, type Columns, type RowOf} from '../../lib/cli/columns.ts'
import {yesFlag} from '../../lib/cli/confirm.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {pause} from '../../lib/cli/pause.ts'
import {journalsOf} from '../../lib/command-parts/reassign/journals.ts'
import {leftoverColumns} from '../../lib/command-parts/reassign/leftover-columns.ts'
import {listReassignments} from '../../lib/partitions/reassignments.ts'
import {cleanThrottles, planCleaning, type Cleaning} from '../../lib/reassignments/clean-throttles.ts'
import {findLeftovers} from '../../lib/reassignments/leftovers.ts'
import {counted} from '../../lib/text/plural.ts'

const columns = {
  ...leftoverColumns,
  /** `spared`: something other than kafkit has set it; --others removes it. */
  status: {value: ({status}) => status, role: ({status}) => (status === 'failed' ? 'bad' : undefined)},
  /** The value afterwards; null if the config is then unset. */
  after: {value: ({after}) => after},
  error: {value: ({error}) => error?.message ?? null, filled: true},
} satisfies Columns<Cleaning>

export type Output = readonly Cleaning[]
export type Row = RowOf<typeof columns>

interface CleaningPlan extends ChangePlan {
  readonly items: readonly Cleaning[]
}

export default class ReassignCleanThrottles extends ChangingCommand {
  static override summary = 'remove throttles that moves have left behind'
  static override description =
    'Lists throttles that limit nothing, and who set them, as far as the journals on this machine show. Those of kafkit are restored to their values from before its run. Others are left alone unless --others is given. Moves in progress keep their throttles.'
  static override examples = [
    {description: 'Look first', command: '<%= config.bin %> reassign clean-throttles --dry-run'},
    '<%= config.bin %> reassign clean-throttles --yes',
  ]
  static override flags = {
    others: boolean({summary: 'also remove throttles that no journal on this machine mentions'}),
    'dry-run': boolean({summary: 'show what would be removed without changing anything'}),
    ...yesFlag,
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags} = await this.parse(ReassignCleanThrottles)
    const print = this.printer<Output, Cleaning>(flags, columns, 'name')
    return this.carryOut<CleaningPlan, Output>(flags, {
      changes: 'take off throttles',
      request: {others: flags.others},
      plan: async (cluster) => {
        const journals = (await journalsOf(this.io, await cluster.clusterId())).map(({journal}) => journal)
        const moving = await listReassignments(cluster, null)
        const found = (await findLeftovers(cluster, moving, journals)).open(this.failures)
        const items = planCleaning(found, journals, flags.others)
        return {items, empty: items.every(({status}) => status === 'spared'), audited: {throttles: items}}
      },
      show: async ({items}, as) => {
        if (as === 'result' && items.length > 0) await print({value: items, rows: items})
        else if (as === 'result' && flags.output !== 'table') await print({value: items, rows: items})
        else if (!flags.yes && items.length > 0) await this.printTable(tableColumns(columns, items), items, 'stderr')
        const spared = items.filter(({status}) => status === 'spared').length
        if (spared > 0)
          await this.note(`${counted(spared, 'throttle')} not set by kafkit left alone; --others removes them, too`)
      },
      question: ({items}) => `Remove ${counted(items.filter(({status}) => status === 'planned').length, 'throttle')}`,
      execute: (cluster, {items}) => cleanThrottles(cluster, items, (ms) => pause(this.io, ms)),
      report: (items) => print({value: items, rows: items}),
      failures: (items) => items.flatMap(({error}) => error ?? []),
      undo: () => ({none: 'a throttle that limits nothing needs no undoing: kafkit configs set sets it again'}),
      notes: {unchanged: 'nothing was changed', nothing: 'there is nothing to remove'},
    })
  }
}
