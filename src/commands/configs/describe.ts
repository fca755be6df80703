import {boolean} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import {tableColumns, type RowOf} from '../../lib/cli/columns.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {UsageError} from '../../lib/cluster/errors.ts'
import {Failures} from '../../lib/cluster/outcome.ts'
import {parseNames} from '../../lib/command-parts/configs/arguments.ts'
import {
  describedColumns as columns,
  describedConfig,
  foldBrokers,
  type DescribedConfig,
  type ResourceFailure,
} from '../../lib/command-parts/configs/described.ts'
import {selectResources} from '../../lib/command-parts/configs/resources.ts'
import type {ConfigEntry} from '../../lib/configs/config-entry.ts'
import {meantConfig} from '../../lib/configs/config-names.ts'
import type {ConfigResource} from '../../lib/configs/config-resource.ts'
import {configsOf, describeConfigs, type ConfigDescription} from '../../lib/configs/describe.ts'
import {resourceWord} from '../../lib/configs/resource-words.ts'
import {withUnitSources} from '../../lib/configs/unit-sources.ts'
import {isPattern, nameSelector, selectNames} from '../../lib/text/name-selector.ts'

export interface Output {
  readonly configs: readonly DescribedConfig[]
  readonly errors: readonly ResourceFailure[]
}
export type Row = RowOf<typeof columns>

export default class ConfigsDescribe extends KafkaCommand {
  static override summary = 'show configs with their values, and where each is set'
  static override description =
    'Shows the configs that differ from their defaults, wherever they are set; --overridden only those that are set on the resource itself, --all all of them. Configs that are named are always shown. Brokers that are selected together (broker/*) share a line where they have the same value. Values of secrets are never shown, because brokers do not reveal them.'
  static override examples = [
    '<%= config.bin %> configs describe topic/orders',
    {
      description: 'Some configs, defaults included',
      command: "<%= config.bin %> configs describe topic/orders 'retention.*'",
    },
    {description: 'Where brokers differ', command: "<%= config.bin %> configs describe 'broker/*'"},
    {
      description: 'The meaning of a config',
      command: '<%= config.bin %> configs describe broker/1 log.cleaner.threads --doc',
    },
    {
      description: 'Everything, for a script',
      command: '<%= config.bin %> configs describe topic/orders --all --output csv',
    },
  ]
  static override args = {
    what: checked()({
      description:
        "resources (topic/orders, 'topic/orders-*', broker/1, broker/*, broker-default, broker-logger/1, group/billing, client-metrics/apps), then names or patterns of configs",
      multiple: true,
      required: true,
    }),
  }
  static override exclusions = [['all', 'overridden']]
  static override flags = {
    all: boolean({summary: 'also configs that have their defaults'}),
    overridden: boolean({summary: 'only configs that are set on the resource itself'}),
    doc: boolean({summary: "also show Kafka's documentation of each config (Kafka 2.6 or later)"}),
    verbose: boolean({summary: 'show more columns: default, type, whether a change needs a restart'}),
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(ConfigsDescribe)
    const print = this.printer<Output, DescribedConfig>(flags, columns, 'config')
    const {selectors, names} = parseNames(args.what)
    const cluster = await this.connect(flags)
    const {resources, errors: unselected} = await selectResources(cluster, selectors, {internal: true})
    const description = describeConfigs(cluster, resources, {synonyms: true, documentation: flags.doc})
    const topics = resources.some(({type}) => type === 'TOPIC') && !flags.overridden
    const described = topics ? await withUnitSources(cluster, description) : await description
    const wanted = namesWanted(names, described)
    const rows = described.flatMap((each) =>
      configsOf(each, this.failures)
        .filter(({name}) => wanted === undefined || wanted.has(name))
        .map((entry) => describedConfig(each.resource, entry))
        .filter((row) => wanted !== undefined || isShown(row, flags))
        .toSorted(byConfig)
        .map((row) => ({row, resource: each.resource})),
    )
    const folded = selectors.filter((each) => each.type === 'BROKER' && isPattern(each.selector))
    const [pattern] = folded
    const isFolded = ({type, name}: ConfigResource) =>
      pattern !== undefined &&
      type === 'BROKER' &&
      name !== '' &&
      !selectors.some(({selector}) => selector.text === name)
    const shown = [
      ...rows.flatMap(({row, resource}) => (isFolded(resource) ? [] : [row])),
      ...foldBrokers(
        pattern?.text ?? '',
        rows.flatMap(({row, resource}) => (isFolded(resource) ? [{...row, node: Number(resource.name)}] : [])),
      ),
    ]
    const failures = described.flatMap(({resource, error}) =>
      error ? [{resource: resourceWord(resource), error}] : [],
    )
    const one = new Set(shown.map(({resource}) => resource)).size === 1 && selectors.length === 1
    await print({
      value: {configs: shown, errors: failures},
      rows: shown,
      wide: flags.verbose,
      people: async () => {
        if (flags.doc) return this.#printWithDocs(shown)
        if (shown.length > 0)
          await this.printTable(
            tableColumns(columns, shown, {wide: flags.verbose, without: one ? ['resource'] : []}),
            shown,
          )
      },
    })
    if (shown.length === 0 && failures.length + unselected.length === 0 && flags.output === 'table')
      await this.note(nothingText(resources, flags.overridden))
    return this.reportFailures([...unselected, ...failures.map(({error}) => error)])
  }

  async #printWithDocs(rows: readonly DescribedConfig[]): Promise<void> {
    const {name, faint} = await this.colours()
    for (const row of rows) {
      const value = columns.value.text(row)
      this.io.out(
        `${name(row.config)}  ${value}  ${faint(`${row.resource}; ${columns.source.text(row)}; ${row.type}`)}\n`,
      )
      for (const line of (row.documentation ?? 'the broker has no documentation for it').split('\n'))
        this.io.out(`  ${line}\n`)
      this.io.out('\n')
    }
  }
}

function nothingText(resources: readonly ConfigResource[], overridden: boolean): string {
  if (resources.every(({type}) => type === 'BROKER_LOGGER')) return 'the broker lists no loggers'
  if (resources.every(({type, name}) => type === 'BROKER' && name === '')) return 'nothing is set for all brokers'
  return overridden
    ? 'nothing is set on this resource; the values in effect are set elsewhere or are defaults (leave out --overridden, or use --all)'
    : 'every config has its default; --all shows them'
}

const byConfig = (a: DescribedConfig, b: DescribedConfig) => (a.config < b.config ? -1 : a.config > b.config ? 1 : 0)

const isShown = (row: DescribedConfig, {all, overridden}: {readonly all: boolean; readonly overridden: boolean}) =>
  all || (overridden ? row.own : row.source !== 'DEFAULT_CONFIG')

/** The configs that were named; undefined if none was. Throws UsageError for a name that no resource has. */
function namesWanted(
  names: readonly string[],
  described: readonly ConfigDescription[],
): ReadonlySet<string> | undefined {
  if (names.length === 0) return undefined
  // The failures are thrown by run().
  const entries: readonly ConfigEntry[] = described.flatMap((each) => configsOf(each, new Failures()))
  const existing = [...new Set(entries.map(({name}) => name))]
  const selected = selectNames(names.map(nameSelector), existing)
  if (entries.length === 0) return new Set(selected.names)
  const [missing] = [...selected.unmatched, ...selected.names.filter((name) => !existing.includes(name))]
  if (missing === undefined) return new Set(selected.names)
  const meant = meantConfig(missing, entries)
  throw new UsageError(`there is no config '${missing}' here${meant === undefined ? '' : `; did you mean ${meant}?`}`)
}
