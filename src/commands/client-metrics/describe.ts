import {checked} from '../../lib/cli/args.ts'
import type {RowOf} from '../../lib/cli/columns.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {
  describedColumns as columns,
  describedConfig,
  type DescribedConfig,
  type ResourceFailure,
} from '../../lib/command-parts/configs/described.ts'
import {selectSubscriptions} from '../../lib/command-parts/configs/client-metrics.ts'
import {configsOf, describeConfigs} from '../../lib/configs/describe.ts'
import {resourceWord} from '../../lib/configs/resource-words.ts'

export interface Output {
  readonly configs: readonly DescribedConfig[]
  readonly errors: readonly ResourceFailure[]
}
export type Row = RowOf<typeof columns>

export default class ClientMetricsDescribe extends KafkaCommand {
  static override summary = 'show the configs of client metrics subscriptions, defaults included'
  static override description =
    'interval.ms is how often clients push, metrics are prefixes of metric names, and match selects the clients. A name that does not exist is an error.'
  static override examples = ['<%= config.bin %> client-metrics describe apps']
  static override args = {
    name: checked()({description: 'names or patterns (app-*)', multiple: true, required: true}),
  }
  static override flags = {...reportFlags}

  async run(): Promise<number> {
    const {flags, args} = await this.parse(ClientMetricsDescribe)
    const print = this.printer<Output, DescribedConfig>(flags, columns, 'resource')
    const cluster = await this.connect(flags)
    const {resources, errors} = await selectSubscriptions(cluster, args.name)
    const described = await describeConfigs(cluster, resources, {synonyms: true})
    const rows = described.flatMap((each) =>
      configsOf(each, this.failures).map((entry) => describedConfig(each.resource, entry)),
    )
    const failures = described.flatMap(({resource, error}) =>
      error ? [{resource: resourceWord(resource), error}] : [],
    )
    const people = rows.length === 0 ? () => {} : undefined
    await print({value: {configs: rows, errors: failures}, rows, people})
    return this.reportFailures([...errors, ...failures.map(({error}) => error)])
  }
}
