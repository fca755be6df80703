import {DescribeConfigs} from '../apis/describe-configs.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode as codes, kafkaErrors} from '../cluster/error-codes.ts'
import {ConnectionError, KafkaError, plainly} from '../cluster/errors.ts'
import type {Failures} from '../cluster/outcome.ts'
import {Lanes} from '../cluster/lanes.ts'
import {chunks} from '../cluster/pooled.ts'
import type {Got} from '../wire/schema.ts'
import {configSource, configType, type ConfigEntry, type ConfigSource} from './config-entry.ts'
import {configResourceCode, configTarget, resourceText, type ConfigResource} from './config-resource.ts'

export interface DescribeConfigsOptions {
  /** Only these configs, for all resources or by resource; default: all. */
  readonly names?: readonly string[] | ((resource: ConfigResource) => readonly string[]) | undefined
  readonly synonyms?: boolean | undefined
  readonly documentation?: boolean | undefined
  /** Selects the entries to return; default: all. With thousands of topics only a few entries are of interest. */
  readonly keep?: ((name: string, source: ConfigSource) => boolean) | undefined
  /** Ask any broker even for what belongs to one broker, in a cluster that is opened at a single controller. */
  readonly anywhere?: boolean | undefined
  /**
   * Ask this node for everything, because brokers may differ in what they know about a topic's or a group's configs.
   */
  readonly node?: number | undefined
  /**
   * Ask for all resources of a broker in one request, which suits only a few `names`, because then the response is
   * small.
   */
  readonly inOneRequest?: boolean | undefined
  readonly lanes?: Lanes | undefined
  readonly signal?: AbortSignal | undefined
}

/** `configs` are in the broker's order; `names` also has the entries that `keep` drops. */
export type ConfigDescription =
  | {
      readonly resource: ConfigResource
      readonly configs: readonly ConfigEntry[]
      readonly names: readonly string[]
      readonly error?: undefined
    }
  | {readonly resource: ConfigResource; readonly error: KafkaError | ConnectionError}

/** The configs of a description; none if it failed, which `failures` records. */
export function configsOf(description: ConfigDescription | undefined, failures: Failures): readonly ConfigEntry[] {
  if (!description?.error) return description?.configs ?? []
  failures.take([description.error])
  return []
}

/** The most resources in one request: few enough that two connections have the same to do. */
export const mostResources = 125

/** The connections over which many resources are asked for; to be shared by calls that ask the same brokers at a time. */
export const configLanes = (): Lanes => new Lanes(['', 'configs'])

/**
 * Describes the configs of resources; returns one outcome per resource, in the same order. Broker configs and loggers
 * are read from that broker, everything else from any broker. Throws UsageError if a broker's name is not a number.
 */
export async function describeConfigs(
  cluster: Cluster,
  resources: readonly ConfigResource[],
  options: DescribeConfigsOptions = {},
): Promise<ConfigDescription[]> {
  const byTarget = Map.groupBy(
    resources,
    (resource) => options.node ?? (options.anywhere ? 'any' : configTarget(resource)),
  )
  const outcomes = new Map<ConfigResource, ConfigDescription>()
  const sameNames = shared()
  const asking = [...byTarget].flatMap(([target, all]) => {
    const lanes = options.lanes ?? configLanes()
    return chunks(all, options.inOneRequest ? all.length : mostResources).map(async (some) => {
      const answers = await lanes.run((purpose) => ask(cluster, {target, purpose}, some, options, sameNames))
      for (const outcome of answers) outcomes.set(outcome.resource, outcome)
    })
  })
  await Promise.all(asking)
  return resources.map((resource) => outcomes.get(resource) ?? notAnswered(resource))
}

async function ask(
  cluster: Cluster,
  {target, purpose}: {readonly target: number | 'any'; readonly purpose: string},
  resources: readonly ConfigResource[],
  {names, synonyms = false, documentation = false, keep = () => true, signal}: DescribeConfigsOptions,
  sameNames: (configs: readonly Config[]) => readonly string[],
): Promise<ConfigDescription[]> {
  // The same array for all topics with the same configs (see `repeating`), and therefore a question asked once.
  const known = new Map<readonly Config[], Pick<ConfigDescription & {error?: undefined}, 'configs' | 'names'>>()
  const what = resources.length === 1 && resources[0] ? whatOf(resources[0]) : `describe configs of ${resources.length}`
  try {
    const {results} = await cluster.call(
      DescribeConfigs,
      (version) => ({
        resources: resources.map((resource) => ({
          resourceType: configResourceCode[resource.type],
          resourceName: resource.name,
          configurationKeys: keysOf(names, resource),
        })),
        // Optional: brokers before Kafka 1.1 have no synonyms, and before 2.6 no documentation.
        ...(version >= 1 ? {includeSynonyms: synonyms} : {}),
        ...(version >= 3 ? {includeDocumentation: documentation} : {}),
      }),
      {what, signal, to: target === 'any' ? 'any' : {node: target}, purpose},
    )
    const answerFor = answersOf(results)
    return resources.map((resource, at) => {
      const result = answerFor(resource, at)
      if (!result) return notAnswered(resource)
      const {errorCode, errorMessage, configs} = result
      if (errorCode !== 0) {
        return {
          resource,
          error: new KafkaError(errorCode, whatOf(resource), reasonOf(resource, errorCode, errorMessage)),
        }
      }
      // Topics only: what the oldest brokers leave out of an entry depends on the type.
      const isTopic = resource.type === 'TOPIC'
      const found = (isTopic && known.get(configs)) || {
        configs: entriesOf(configs, resource, keep),
        names: sameNames(configs),
      }
      if (isTopic) known.set(configs, found)
      return {resource, ...found}
    })
  } catch (error) {
    // One dead broker must not hide the configs of the others.
    if (target === 'any' || !(error instanceof ConnectionError)) throw error
    return resources.map((resource) => ({resource, error}))
  }
}

/** Finds the result for a resource: usually at its place in the request, where brokers have what may be described. */
function answersOf(results: readonly Result[]): (resource: ConfigResource, at: number) => Result | undefined {
  let byKey: ReadonlyMap<string, Result> | undefined
  return ({type, name}, at) => {
    const code = configResourceCode[type]
    const there = results[at]
    if (there?.resourceName === name && there.resourceType === code) return there
    byKey ??= new Map(results.map((result) => [`${result.resourceType} ${result.resourceName}`, result]))
    return byKey.get(`${code} ${name}`)
  }
}

function keysOf(names: DescribeConfigsOptions['names'], resource: ConfigResource): string[] | null {
  const wanted = typeof names === 'function' ? names(resource) : names
  return wanted ? [...wanted] : null
}

/** The release that introduced configs of a type: brokers before it only answer that the request is invalid. */
const brought: Readonly<Partial<Record<ConfigResource['type'], string>>> = {
  BROKER_LOGGER: '2.4',
  CLIENT_METRICS: '3.7',
  GROUP: '4.0',
}

function reasonOf({type}: ConfigResource, code: number, said: string | null) {
  if (code === codes.unknownTopicOrPartition) return plainly('there is no such topic')
  const release = brought[type]
  if (code !== codes.invalidRequest || release === undefined || (said && said !== kafkaErrors(code).text)) return said
  return plainly(`this broker has no such configs, which came with Kafka ${release}`)
}

/**
 * Returns the same array for the same names in the same order, because all topics of a cluster have the same configs.
 */
function shared(): (configs: readonly Config[]) => readonly string[] {
  let last: readonly string[] = []
  return (configs) => {
    if (configs.length !== last.length || !configs.every(({name}, at) => name === last[at]))
      last = configs.map(({name}) => name)
    return last
  }
}

const whatOf = (resource: ConfigResource) => `describe configs of ${resourceText(resource)}`

const notAnswered = (resource: ConfigResource): ConfigDescription => ({
  resource,
  error: new KafkaError(-1, whatOf(resource), 'the broker did not answer for it'),
})

type Result = Got<typeof DescribeConfigs.response>['results'][number]
type Config = Result['configs'][number]

function entriesOf(
  configs: readonly Config[],
  resource: ConfigResource,
  keep: NonNullable<DescribeConfigsOptions['keep']>,
): ConfigEntry[] {
  const entries: ConfigEntry[] = []
  for (const config of configs) {
    const source = config.configSource < 0 ? sourceBefore11(config, resource) : configSource(config.configSource)
    if (keep(config.name, source)) entries.push(asEntry(config, source))
  }
  return entries
}

const asEntry = (config: Config, source: ConfigSource): ConfigEntry => ({
  name: config.name,
  value: config.value,
  source,
  readOnly: config.readOnly,
  isSensitive: config.isSensitive,
  type: configType(config.configType),
  synonyms: config.synonyms.map((each) => ({name: each.name, value: each.value, source: configSource(each.source)})),
  documentation: config.documentation,
})

/** Brokers before Kafka 1.1 (DescribeConfigs v0) only report whether a value is the default, and have no dynamic configs. */
function sourceBefore11({isDefault}: Config, {type}: ConfigResource): ConfigSource {
  if (isDefault) return 'DEFAULT_CONFIG'
  return type === 'TOPIC' ? 'DYNAMIC_TOPIC_CONFIG' : 'STATIC_BROKER_CONFIG'
}
