import {boolean} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import {tableColumns, type Columns, type RowOf} from '../../lib/cli/columns.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {sourceText} from '../../lib/command-parts/configs/sources.ts'
import {shownValue} from '../../lib/command-parts/configs/values.ts'
import type {ConfigType} from '../../lib/configs/config-entry.ts'
import {explainConfig, type ConfigLevel, type ExplainedConfig} from '../../lib/configs/explain.ts'
import {parseConfigSelector, resourceWord, type ConfigSelector} from '../../lib/configs/resource-words.ts'
import {UsageError} from '../../lib/errors/usage-error.ts'
import {listed} from '../../lib/text/listed.ts'
import {isPattern} from '../../lib/text/name-selector.ts'
import {plainHtml} from '../../lib/text/plain-html.ts'

/** A level with everything that is needed to show its value. */
export interface ExplainedLevel extends ConfigLevel {
  readonly isSensitive: boolean
  /** How many brokers were asked. */
  readonly asked: number
}

const columns = {
  /** Kafka's name of the level: `DYNAMIC_TOPIC_CONFIG`. */
  level: {value: ({source}) => source, text: ({source}) => sourceText(source)},
  /** The name of the config at this level. */
  config: {value: ({name}) => name},
  /** Null if it is not set there, or secret. */
  value: {value: ({value}) => value, text: (level) => levelText(level)},
  /** Whether this value is in effect, at least on some brokers. */
  counts: {
    value: ({countsFor}) => countsFor.length > 0,
    text: ({countsFor, asked}) =>
      countsFor.length === 0 ? null : countsFor.length === asked ? 'counts' : `counts on ${countsFor.join(', ')}`,
    role: () => 'good',
  },
  /** Node ids of the brokers that report this level. */
  brokers: {
    value: ({brokers}) => brokers,
    text: ({brokers, asked}) => (brokers.length === asked ? null : brokers.join(',')),
    filled: true,
  },
} satisfies Columns<ExplainedLevel>

const levelText = ({name, value, isSensitive, isSet, source}: ExplainedLevel): string =>
  isSet ? shownValue({config: name, value, isSensitive, source}) : 'not set'

export interface Output {
  readonly resource: string
  readonly config: string
  readonly type: ConfigType
  readonly isSensitive: boolean
  readonly readOnly: boolean
  readonly documentation: string | null
  /** The values in effect, with the node ids of the brokers that have them; more than one if brokers disagree. */
  readonly effective: ExplainedConfig['effective']
  readonly levels: readonly ConfigLevel[]
  readonly errors: ExplainedConfig['errors']
}
export type Row = RowOf<typeof columns>

export default class ConfigsExplain extends KafkaCommand {
  static override summary = 'show why a config has its value: every level where it can be set'
  static override description =
    'Shows what is set at each level (the resource itself, its broker, all brokers, server.properties, the default) and which value counts. Asks every broker, and says if they disagree.'
  static override examples = [
    '<%= config.bin %> configs explain topic/orders retention.ms',
    {description: 'On every broker', command: "<%= config.bin %> configs explain 'broker/*' log.cleaner.threads"},
    {
      description: "With Kafka's documentation",
      command: '<%= config.bin %> configs explain topic/orders min.insync.replicas --doc',
    },
  ]
  static override args = {
    resource: checked((text) => void oneResource(text))({
      description:
        'topic/orders, broker/1, broker/* or broker-default (all brokers), group/billing, client-metrics/apps',
      required: true,
    }),
    config: checked()({description: 'the name of the config', required: true}),
  }
  static override flags = {doc: boolean({summary: "also show Kafka's documentation of the config"}), ...reportFlags}

  async run(): Promise<number> {
    const {flags, args} = await this.parse(ConfigsExplain)
    const print = this.printer<Output, ExplainedLevel>(flags, columns, 'config')
    const {type, selector} = oneResource(args.resource)
    const resource = {type, name: selector.text}
    const explained = await explainConfig(await this.connect(flags), resource, args.config, {
      signal: this.io.interrupted,
    })
    const {effective, isSensitive, errors} = explained
    const asked = effective.reduce((sum, {brokers}) => sum + brokers.length, 0)
    const rows = explained.levels.map((level): ExplainedLevel => ({...level, isSensitive, asked}))
    const documentation = explained.documentation === null ? null : plainHtml(explained.documentation)
    const {name: config, readOnly, levels} = explained
    await print({
      value: {resource: resourceWord(resource), config, type: explained.type, isSensitive, readOnly, documentation, effective, levels, errors}, // prettier-ignore
      rows,
      people: async () => {
        await this.#printHead(explained)
        await this.printTable(tableColumns(columns, rows), rows)
        if (flags.doc) this.io.out(`\n${documentation ?? 'The broker has no documentation for it.'}\n`)
      },
    })
    if (effective.length > 1)
      await this.warning(
        `brokers disagree: ${effective.map(({value, brokers}) => `${shownValue({config, value, isSensitive, source: 'UNKNOWN'})} on ${listed(brokers.map(String), 'and')}`).join(', ')}`,
      )
    return this.reportFailures(errors)
  }

  async #printHead({resource, name, effective, type, readOnly, isSensitive, levels}: ExplainedConfig): Promise<void> {
    const {name: named, faint, heading} = await this.colours()
    const source = levels.find(({countsFor}) => countsFor.length > 0)?.source ?? 'UNKNOWN'
    const values = effective.map(({value}) => shownValue({config: name, value, isSensitive, source}))
    const facts = [
      ...(type === 'UNKNOWN' ? [] : [type.toLowerCase()]),
      ...(readOnly ? ['read only when a broker starts'] : []),
    ]
    this.io.out(
      `${heading(named(resourceWord(resource)))}  ${name} = ${values.join(' or ')}${facts.length > 0 ? `  ${faint(facts.join(', '))}` : ''}\n`,
    )
  }
}

/** `broker/*` is one question; other patterns would be several. */
function oneResource(text: string): ConfigSelector {
  const selector = parseConfigSelector(text)
  const {type} = selector
  const everyBroker = type === 'BROKER' && selector.selector.text === '*'
  if (isPattern(selector.selector) && !everyBroker)
    throw new UsageError(
      `${text} stands for many resources; name one, for instance ${type === 'TOPIC' ? 'topic/orders' : 'broker/1'}`,
    )
  return selector
}
