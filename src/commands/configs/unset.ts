import {boolean} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import type {RowOf} from '../../lib/cli/columns.ts'
import {fromPairs, pairs} from '../../lib/cli/flags.ts'
import {parseNames, refuseTwice} from '../../lib/command-parts/configs/arguments.ts'
import {
  changingFlags,
  ConfigsChanging,
  type configItemColumns,
  type ConfigItem,
} from '../../lib/command-parts/configs/change.ts'
import {selectResources} from '../../lib/command-parts/configs/resources.ts'
import {UsageError} from '../../lib/errors/usage-error.ts'

export type Output = readonly ConfigItem[]
export type Row = RowOf<typeof configItemColumns>

export default class ConfigsUnset extends ConfigsChanging {
  static override summary = 'remove configs from a resource, so that the next lower level applies again'
  static override description =
    'Shows each config before and after (the value of all brokers, of server.properties or the default), lets the brokers validate the change, and asks on a terminal; anywhere else --yes is needed. Afterwards the configs are read back, and the last line on stderr sets them again. Nothing else of the resource is touched.'
  static override examples = [
    '<%= config.bin %> configs unset topic/orders retention.ms',
    {
      description: 'Remove a config that was set on single brokers',
      command: "<%= config.bin %> configs unset 'broker/*' log.cleaner.threads --dry-run",
    },
  ]
  static override args = {
    what: checked()({
      description:
        "resources (topic/orders, 'topic/orders-*', broker/1, broker/*, broker-default, broker-logger/1, group/billing, client-metrics/apps), then names of configs",
      multiple: true,
      required: true,
    }),
  }
  static override flags = {
    expect: pairs({summary: 'change nothing unless this config has this value now; repeatable'}),
    'unlisted-ok': boolean({summary: 'accept configs that the brokers do not list, such as those of plug-ins'}),
    ...changingFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(ConfigsUnset)
    const expected = new Map(Object.entries(fromPairs('expect', flags.expect)))
    const {selectors, names} = parseNames(args.what)
    if (names.length === 0)
      throw new UsageError('which configs? Name them after the resource, for instance retention.ms')
    refuseTwice(names)
    return this.changeConfigs(flags, {
      select: (cluster) => selectResources(cluster, selectors, {internal: false}),
      steps: names.map((name) => ({name, operation: 'unset', value: null})),
      expected,
      unlisted: flags['unlisted-ok'],
      request: {resources: selectors.map(({text}) => text), configs: names},
      nothing: 'there is nothing to remove: none of these configs is set there',
    })
  }
}
