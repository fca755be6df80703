import {checked} from '../../lib/cli/args.ts'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {
  readSubscriptions,
  selectSubscriptions,
  type Subscription,
} from '../../lib/command-parts/configs/client-metrics.ts'
import {durationText} from '../../lib/text/duration.ts'

const columns = {
  name: {value: ({name}) => name, role: () => 'name'},
  intervalMs: {
    value: ({intervalMs}) => intervalMs,
    text: ({intervalMs}) => durationText(intervalMs),
    heading: 'INTERVAL',
  },
  metrics: {value: ({metrics}) => metrics, text: ({metrics}) => metricsText(metrics)},
  match: {value: ({match}) => match, text: ({match}) => match.join(',') || '(all clients)'},
} satisfies Columns<Subscription>

const metricsText = (metrics: readonly string[]): string =>
  metrics.includes('*') ? '(all)' : metrics.join(',') || '(none)'

export type Output = readonly Subscription[]
export type Row = RowOf<typeof columns>

export default class ClientMetricsList extends KafkaCommand {
  static override summary = 'list client metrics subscriptions: which clients push which of their metrics'
  static override description =
    'Needs Kafka 3.7 or later (KIP-714). Clients push metrics only where a broker has a plug-in that receives them.'
  static override examples = ['<%= config.bin %> client-metrics list', "<%= config.bin %> client-metrics list 'app-*'"]
  static override args = {
    name: checked()({description: 'names or patterns (app-*) (default: all)', multiple: true}),
  }
  static override flags = {...reportFlags}

  async run(): Promise<number> {
    const {flags, args} = await this.parse(ClientMetricsList)
    const print = this.printer<Output, Subscription>(flags, columns, 'name')
    const cluster = await this.connect(flags)
    const {resources, errors} = await selectSubscriptions(cluster, args.name)
    const {subscriptions, errors: unread} = await readSubscriptions(cluster, resources)
    await print({value: subscriptions, rows: subscriptions})
    return this.reportFailures([...errors, ...unread])
  }
}
