import {boolean, string} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import {tableColumns, type Columns, type RowOf} from '../../lib/cli/columns.ts'
import {exitCode} from '../../lib/cli/exit.ts'
import {words} from '../../lib/cli/flags.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {comparedText} from '../../lib/command-parts/configs/compared.ts'
import {compareConfigs, type ComparedConfig, type ComparedValue} from '../../lib/configs/compare.ts'
import {ownSource, type ConfigEntry} from '../../lib/configs/config-entry.ts'
import type {ConfigResource} from '../../lib/configs/config-resource.ts'
import {describeConfigs} from '../../lib/configs/describe.ts'
import {parseConfigSelector, typeWord} from '../../lib/configs/resource-words.ts'
import type {Cluster} from '../../lib/cluster/cluster.ts'
import {UsageError} from '../../lib/errors/usage-error.ts'
import {isPattern, isSelected, nameSelector} from '../../lib/text/name-selector.ts'
import {counted} from '../../lib/text/plural.ts'

const valueText = (row: ComparedConfig, side: ComparedValue | null): string => comparedText(row, side)

const columns = {
  config: {value: ({name}) => name, role: () => 'name'},
  /** Null if it is not set, if it is secret, or if there is no such config. */
  a: {value: ({a}) => a?.value ?? null, text: (row) => valueText(row, row.a)},
  b: {value: ({b}) => b?.value ?? null, text: (row) => valueText(row, row.b)},
  sourceA: {value: ({a}) => a?.source ?? null, wide: true},
  sourceB: {value: ({b}) => b?.source ?? null, wide: true},
  /** `unknown`: both are set and secret. */
  status: {value: ({status}) => status, role: ({status}) => (status === 'same' ? undefined : 'warn')},
} satisfies Columns<ComparedConfig>

export interface Output {
  readonly a: string
  readonly b: string
  /** The profile of the cluster of `b`; null if it is the same cluster. */
  readonly profileB: string | null
  /** Without --all, only configs that differ or may differ. */
  readonly configs: readonly ComparedConfig[]
}
export type Row = RowOf<typeof columns>

export default class ConfigsDiff extends KafkaCommand {
  static override summary = 'compare the configs of two resources, also of two clusters'
  static override description =
    'Compares the values in effect, wherever they are set. Exits with 0 if they are the same, with 3 if they differ, and with 1 if that cannot be determined, because secrets are set on both.'
  static override examples = [
    '<%= config.bin %> configs diff topic/orders topic/invoices',
    {
      description: 'The same topic of another cluster',
      command: '<%= config.bin %> configs diff topic/orders --profile-b staging',
    },
    {
      description: 'Two brokers, without the configs that must differ',
      command: "<%= config.bin %> configs diff broker/1 broker/2 --ignore 'broker.id,node.id,*listeners,log.dirs'",
    },
  ]
  static override args = {
    a: checked((text) => void parseOne(text))({
      description: 'topic/orders, broker/1, broker-default, group/billing, client-metrics/apps',
      required: true,
    }),
    b: checked((text) => void parseOne(text))({
      description: 'a resource of the same type; with --profile-b, the same name unless given',
    }),
  }
  static override flags = {
    'profile-b': string({helpValue: 'NAME', summary: 'the profile of the cluster that the second resource belongs to'}),
    ignore: words({helpValue: 'NAME,…', summary: 'leave out these configs; names or patterns'}),
    overridden: boolean({summary: 'only configs that are set on one of the resources itself'}),
    all: boolean({summary: 'also show configs that are the same'}),
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(ConfigsDiff)
    const print = this.printer<Output, ComparedConfig>(flags, columns, 'config')
    const profileB = flags['profile-b'] ?? null
    if (args.b === undefined && profileB === null)
      throw new UsageError('compare with what? Name a second resource, or another cluster with --profile-b')
    const [textA, textB] = [args.a, args.b ?? args.a]
    const [a, b] = [parseOne(textA), parseOne(textB)]
    if (a.type !== b.type)
      throw new UsageError(
        `a ${typeWord(a.type)} and a ${typeWord(b.type)} have different configs: name two resources of one type`,
      )
    const ignored = flags.ignore?.map(nameSelector) ?? []
    const isIgnored = (name: string) => isSelected(ignored, name)
    const first = await this.connect(flags)
    const second = profileB === null ? first : await this.connectAlso(flags, profileB)
    const [left, right] = await Promise.all([configsWanted(first, a), configsWanted(second, b)])
    const compared = compareConfigs(left.entries, right.entries).filter(
      ({name}) => !isIgnored(name) && (!flags.overridden || left.own.has(name) || right.own.has(name)),
    )
    const rows = flags.all ? compared : compared.filter(({status}) => status !== 'same')
    await print({
      value: {a: textA, b: textB, profileB, configs: rows},
      rows,
      people: async () => {
        if (rows.length > 0) await this.printTable(tableColumns(columns, rows), rows)
      },
    })
    const different = compared.filter(({status}) => status === 'different')
    const unknown = compared.filter(({status}) => status === 'unknown')
    if (unknown.length > 0)
      await this.warning(
        `${counted(unknown.length, 'secret')} set on both cannot be compared, because brokers do not show them`,
      )
    if (compared.length === 0) await this.note('there is nothing to compare')
    else if (different.length + unknown.length === 0)
      await this.note(`no difference in ${counted(compared.length, 'config')}`)
    if (different.length > 0) return exitCode.exceeded
    return unknown.length > 0 ? exitCode.failed : exitCode.done
  }
}

function parseOne(text: string): ConfigResource {
  const {type, selector} = parseConfigSelector(text)
  if (isPattern(selector))
    throw new UsageError(`${text} stands for many resources; name one, for instance topic/orders`)
  return {type, name: selector.text}
}

async function configsWanted(cluster: Cluster, resource: ConfigResource) {
  const [described] = await describeConfigs(cluster, [resource])
  if (!described || described.error) throw described?.error ?? new Error('no answer')
  const own = ownSource(resource)
  const entries: readonly ConfigEntry[] = described.configs
  return {entries, own: new Set(entries.filter(({source}) => source === own).map(({name}) => name))}
}
