import {checked} from '../../lib/cli/args.ts'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import type {Cluster} from '../../lib/cluster/cluster.ts'
import {UnsupportedApi} from '../../lib/cluster/errors.ts'
import {describedConfig, type ResourceFailure} from '../../lib/command-parts/configs/described.ts'
import {listNames, selectResources, type SelectedResources} from '../../lib/command-parts/configs/resources.ts'
import {shownValue} from '../../lib/command-parts/configs/values.ts'
import {ownSource} from '../../lib/configs/config-entry.ts'
import type {ConfigResource, ConfigResourceType} from '../../lib/configs/config-resource.ts'
import {configsOf, describeConfigs} from '../../lib/configs/describe.ts'
import {
  parseConfigSelector,
  parseConfigType,
  resourceWord,
  type ConfigSelector,
} from '../../lib/configs/resource-words.ts'

/** A config that was set on a resource at run time. */
export interface SetConfig {
  /** `topic/orders`. */
  readonly resource: string
  readonly config: string
  /** Null if it is secret. */
  readonly value: string | null
  readonly isSensitive: boolean
}

const columns = {
  resource: {value: ({resource}) => resource, role: () => 'name'},
  config: {value: ({config}) => config},
  value: {value: ({value}) => value, text: (row) => shownValue({...row, source: 'UNKNOWN'})},
} satisfies Columns<SetConfig>

export interface Output {
  readonly configs: readonly SetConfig[]
  readonly errors: readonly ResourceFailure[]
}
export type Row = RowOf<typeof columns>

export default class ConfigsList extends KafkaCommand {
  static override summary = 'list what is set at run time, on any resource'
  static override description =
    'One line for each config that was set on a topic, a broker, all brokers, a group or client metrics. What brokers read from server.properties is not listed (see kafkit configs describe broker/1), nor are the levels of loggers unless their type is named.'
  static override examples = [
    '<%= config.bin %> configs list',
    {description: 'Of some resources', command: "<%= config.bin %> configs list 'topic/orders-*' broker"},
    {description: 'Topics that have configs of their own', command: '<%= config.bin %> configs list topic -o name'},
  ]
  static override args = {
    what: checked()({
      description:
        "types (topic, broker, group, client-metrics, broker-logger) or resources ('topic/orders-*', broker/1)",
      multiple: true,
    }),
  }
  static override flags = {...reportFlags}

  async run(): Promise<number> {
    const {flags, args} = await this.parse(ConfigsList)
    const print = this.printer<Output, SetConfig>(flags, columns, 'resource')
    const wanted = args.what?.map((word) => wantedBy(word)) ?? [...listedTypes]
    const cluster = await this.connect(flags)
    const found = await Promise.all(wanted.map((each) => resourcesOf(cluster, each, args.what !== undefined)))
    const errors = found.flatMap((each) => each.errors)
    const resources = uniqueResources(found.flatMap((each) => each.resources))
    const mine = new Set(resources.map((each) => ownSource(each)))
    const described = await describeConfigs(cluster, resources, {keep: (_name, source) => mine.has(source)})
    const rows = described.flatMap((each) =>
      configsOf(each, this.failures)
        .map((entry) => describedConfig(each.resource, entry))
        .filter(({own}) => own)
        .map(({resource, config, value, isSensitive}): SetConfig => ({resource, config, value, isSensitive}))
        .toSorted((a, b) => (a.config < b.config ? -1 : 1)),
    )
    const failures = described.flatMap(({resource, error}) =>
      error ? [{resource: resourceWord(resource), error}] : [],
    )
    await print({value: {configs: rows, errors: failures}, rows})
    return this.reportFailures([...errors, ...failures.map(({error}) => error)])
  }
}

/** Without loggers, of which a broker has hundreds. */
const listedTypes: readonly ConfigResourceType[] = ['TOPIC', 'BROKER', 'GROUP', 'CLIENT_METRICS']

/** `topic`, or `topic/orders`. */
const wantedBy = (word: string): ConfigResourceType | ConfigSelector =>
  word.includes('/') || word.toLowerCase().includes('default') ? parseConfigSelector(word) : parseConfigType(word)

/** A cluster too old for a type has no such configs. That is an error only if the type was `named`. */
async function resourcesOf(
  cluster: Cluster,
  wanted: ConfigResourceType | ConfigSelector,
  named: boolean,
): Promise<SelectedResources> {
  if (typeof wanted !== 'string') return selectResources(cluster, [wanted], {internal: true})
  try {
    const {names, errors} = await listNames(cluster, wanted)
    const resources = names.map((name): ConfigResource => ({type: wanted, name}))
    return {resources: wanted === 'BROKER' ? [{type: 'BROKER', name: ''}, ...resources] : resources, errors}
  } catch (error) {
    if (named || !(error instanceof UnsupportedApi)) throw error
    return {resources: [], errors: []}
  }
}

const uniqueResources = (resources: readonly ConfigResource[]): ConfigResource[] => [
  ...new Map(resources.map((each) => [resourceWord(each), each])).values(),
]
