import {checked} from '../../lib/cli/args.ts'
import type {RowOf} from '../../lib/cli/columns.ts'
import {selectSubscriptions} from '../../lib/command-parts/configs/client-metrics.ts'
import {
  changingFlags,
  ConfigsChanging,
  type configItemColumns,
  type ConfigItem,
} from '../../lib/command-parts/configs/change.ts'
import {clientMetricsConfigs} from '../../lib/configs/config-names.ts'

export type Output = readonly ConfigItem[]
export type Row = RowOf<typeof configItemColumns>

export default class ClientMetricsDelete extends ConfigsChanging {
  static override summary = 'delete client metrics subscriptions'
  static override description =
    'A subscription consists of its configs, all of which are removed. Shows them, and asks on a terminal; anywhere else --yes is needed. Afterwards it is read back, and the last line on stderr creates it again. Clients stop pushing with their next request for subscriptions.'
  static override examples = [
    '<%= config.bin %> client-metrics delete apps',
    "<%= config.bin %> client-metrics delete 'app-*' --dry-run",
  ]
  static override args = {
    name: checked()({description: 'names or patterns (app-*)', multiple: true, required: true}),
  }
  static override flags = {...changingFlags}

  async run(): Promise<number> {
    const {flags, args} = await this.parse(ClientMetricsDelete)
    return this.changeConfigs(flags, {
      select: (cluster) => selectSubscriptions(cluster, args.name),
      steps: Object.keys(clientMetricsConfigs).map((name) => ({name, operation: 'unset', value: null})),
      verb: 'Delete',
      request: {subscriptions: args.name},
      nothing: 'there is nothing to delete',
    })
  }
}
