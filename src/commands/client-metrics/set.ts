import {custom} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import type {RowOf} from '../../lib/cli/columns.ts'
import {checkMatch, receivesMetrics, resourceOf} from '../../lib/command-parts/configs/client-metrics.ts'
import {
  changingFlags,
  ConfigsChanging,
  type configItemColumns,
  type ConfigItem,
} from '../../lib/command-parts/configs/change.ts'
import type {ConfigStep} from '../../lib/configs/incremental.ts'
import {inUnitOf} from '../../lib/configs/config-units.ts'
import {UsageError} from '../../lib/errors/usage-error.ts'

export type Output = readonly ConfigItem[]
export type Row = RowOf<typeof configItemColumns>

const repeatable = {multiple: true, multipleNonGreedy: true, delimiter: ','} as const

export default class ClientMetricsSet extends ConfigsChanging {
  static override summary = 'create or change a client metrics subscription'
  static override description =
    "Says which clients push which of their metrics to the brokers, and how often (KIP-714; Kafka 3.7 or later). Shows each config before and after, lets the brokers validate the change, and asks on a terminal; anywhere else --yes is needed. Afterwards the configs are read back, and the last line on stderr undoes the change. An empty value ('') goes back to the default."
  static override examples = [
    {
      description: 'All metrics of producers, each minute, of clients whose id begins with app',
      command:
        "<%= config.bin %> client-metrics set apps --metrics org.apache.kafka.producer. --interval 1m --match 'client_id=app.*'",
    },
    {
      description: 'All metrics that clients have',
      command: "<%= config.bin %> client-metrics set all --metrics '*' --dry-run",
    },
    {description: 'The default interval again', command: "<%= config.bin %> client-metrics set apps --interval ''"},
  ]
  static override args = {name: checked(checkName)({description: 'the name of the subscription', required: true})}
  static override flags = {
    interval: custom<string>({
      helpValue: 'DURATION',
      summary: 'how often clients push: 30s, 5m; from 100ms to 1h',
      parse: async (text) => interval(text),
    })(),
    metrics: custom<string>({
      helpValue: 'PREFIX,…',
      summary: "prefixes of metric names, such as org.apache.kafka.producer.; '*' stands for all",
      ...repeatable,
    })(),
    match: custom<string>({
      helpValue: 'NAME=REGEX,…',
      summary: 'which clients: client_id, client_software_name … (default: all)',
      ...repeatable,
    })(),
    ...changingFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(ClientMetricsSet)
    const match = flags.match?.filter((text) => text !== '').map((text) => checkMatch(text))
    const steps = [
      ...step('interval.ms', flags.interval),
      ...step('metrics', flags.metrics?.filter((text) => text !== '').join(',')),
      ...step('match', match?.join(',')),
    ]
    if (steps.length === 0)
      throw new UsageError(
        'nothing to set: use --metrics, --interval or --match (see kafkit client-metrics set --help)',
      )
    return this.changeConfigs(flags, {
      select: async (cluster) => {
        if ((await receivesMetrics(cluster)) === false)
          await this.warning(
            'no broker has a plug-in that receives metrics (metric.reporters with a ClientTelemetry), so that no client pushes any',
          )
        return {resources: [resourceOf(args.name)], errors: []}
      },
      steps,
      request: {subscription: args.name, configs: steps.map(({name, value}) => ({name, value}))},
      nothing: 'there is nothing to change: everything is already set that way',
    })
  }
}

function checkName(name: string): void {
  if (name === '' || name.trim() !== name) throw new UsageError(`'${name}' is not a name of a subscription`)
}

function interval(text: string): string {
  if (text === '') return ''
  const ms = Number(inUnitOf('interval.ms', /^\d+$/.test(text) ? `${text}ms` : text))
  if (ms >= 100 && ms <= 3_600_000) return String(ms)
  throw new UsageError(`an interval must be from 100ms to 1h, and ${text} is not`)
}

/** No step if the flag was not given; an empty value resets the config. */
function step(name: string, value: string | undefined): ConfigStep[] {
  if (value === undefined) return []
  return [value === '' ? {name, operation: 'unset', value: null} : {name, operation: 'set', value}]
}
