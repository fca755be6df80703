import {boolean, string} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import type {RowOf} from '../../lib/cli/columns.ts'
import {fromPairs, pairs} from '../../lib/cli/flags.ts'
import {completeChanges, parseChanges} from '../../lib/command-parts/configs/arguments.ts'
import {
  changingFlags,
  ConfigsChanging,
  type configItemColumns,
  type ConfigItem,
} from '../../lib/command-parts/configs/change.ts'
import {selectResources} from '../../lib/command-parts/configs/resources.ts'

export type Output = readonly ConfigItem[]
export type Row = RowOf<typeof configItemColumns>

export default class ConfigsSet extends ConfigsChanging {
  static override summary = 'set configs of topics, brokers, loggers, groups or client metrics'
  static override description = `Shows each config before and after, lets the brokers validate the change, and asks on a terminal; anywhere else --yes is needed. Afterwards the configs are read back, and the last line on stderr undoes the change. Times and sizes may have units: retention.ms=7d, retention.bytes=10GiB.

NAME+=VALUE adds to a list and NAME-=VALUE takes from it. NAME=- reads the value from standard input, or asks for it on a terminal: secrets do not belong on a command line.`
  static override examples = [
    '<%= config.bin %> configs set topic/orders retention.ms=7d',
    {description: 'Of many topics', command: "<%= config.bin %> configs set 'topic/orders-*' cleanup.policy+=compact"},
    {
      description: 'For all brokers, without a restart',
      command: '<%= config.bin %> configs set broker-default log.retention.ms=3d message.max.bytes=2MiB',
    },
    {
      description: 'Only if the config still has the value that you saw',
      command: '<%= config.bin %> configs set topic/orders retention.ms=14d --expect retention.ms=7d',
    },
    {
      description: 'A secret',
      command:
        '<%= config.bin %> configs set broker/1 listener.name.internal.ssl.keystore.password=- --yes < password.txt',
    },
    {
      description: 'Make a broker log more',
      command: '<%= config.bin %> configs set broker-logger/1 kafka.server.KafkaApis=debug',
    },
  ]
  static override args = {
    what: checked()({
      description:
        "resources (topic/orders, 'topic/orders-*', broker/1, broker/*, broker-default, broker-logger/1, group/billing, client-metrics/apps), then NAME=VALUE, NAME+=VALUE or NAME-=VALUE",
      multiple: true,
      required: true,
    }),
  }
  static override flags = {
    'from-file': string({
      helpValue: 'FILE',
      summary: 'also set the configs of this properties file; - is standard input',
    }),
    expect: pairs({summary: 'change nothing unless this config has this value now; repeatable'}),
    'unlisted-ok': boolean({summary: 'accept configs that the brokers do not list, such as those of plug-ins'}),
    ...changingFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(ConfigsSet)
    const expected = new Map(Object.entries(fromPairs('expect', flags.expect)))
    const {selectors, steps, inTheOpen} = await completeChanges(parseChanges(args.what), flags['from-file'], this.io)
    return this.changeConfigs(flags, {
      select: (cluster) => selectResources(cluster, selectors, {internal: false}),
      steps,
      expected,
      inTheOpen,
      unlisted: flags['unlisted-ok'],
      request: {resources: selectors.map(({text}) => text), configs: steps.map(({name}) => name)},
      nothing: 'there is nothing to change: everything is already set that way',
    })
  }
}
