import {describeConfigs as describeConfigsApi} from '../apis/describe-configs.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode as codes} from '../cluster/error-codes.ts'
import {ConnectionError, KafkaError} from '../cluster/errors.ts'
import type {Got} from '../wire/schema.ts'
import {configSource, configType, type ConfigEntry, type ConfigSource} from './config-entry.ts'
import {configResourceCode, configTarget, resourceText, type ConfigResource} from './config-resource.ts'

export interface DescribeConfigsOptions {
  /** Only these configs; all if left out. */
  readonly names?: readonly string[] | undefined
  readonly synonyms?: boolean | undefined
  readonly documentation?: boolean | undefined
  readonly signal?: AbortSignal | undefined
}

/** `configs` in the broker's order. */
export type ConfigDescription =
  | {readonly resource: ConfigResource; readonly configs: readonly ConfigEntry[]; readonly error?: undefined}
  | {readonly resource: ConfigResource; readonly error: KafkaError | ConnectionError}

/**
 * One outcome per resource, in their order. A broker (or its loggers) is asked itself, everything else goes to any
 * broker. UsageError if a broker's name is not a number.
 */
export async function describeConfigs(
  cluster: Cluster,
  resources: readonly ConfigResource[],
  options: DescribeConfigsOptions = {},
): Promise<ConfigDescription[]> {
  const byTarget = Map.groupBy(resources, (resource) => configTarget(resource))
  const outcomes = new Map<ConfigResource, ConfigDescription>()
  await Promise.all(
    [...byTarget].map(async ([target, some]) => {
      for (const outcome of await ask(cluster, target, some, options)) outcomes.set(outcome.resource, outcome)
    }),
  )
  return resources.map((resource) => outcomes.get(resource) ?? notAnswered(resource))
}

async function ask(
  cluster: Cluster,
  node: number | 'any',
  resources: readonly ConfigResource[],
  {names, synonyms = false, documentation = false, signal}: DescribeConfigsOptions,
): Promise<ConfigDescription[]> {
  const what = resources.length === 1 && resources[0] ? whatOf(resources[0]) : `describe configs of ${resources.length}`
  try {
    const {results} = await cluster.call(
      describeConfigsApi,
      (version) => ({
        resources: resources.map(({type, name}) => ({
          resourceType: configResourceCode[type],
          resourceName: name,
          configurationKeys: names ? [...names] : null,
        })),
        // Advice, not part of the question: brokers before 1.1 have no synonyms to give, before 2.6 no documentation.
        ...(version >= 1 ? {includeSynonyms: synonyms} : {}),
        ...(version >= 3 ? {includeDocumentation: documentation} : {}),
      }),
      {what, signal, to: node === 'any' ? 'any' : {node}},
    )
    const byKey = new Map(results.map((result) => [`${result.resourceType} ${result.resourceName}`, result]))
    return resources.map((resource) => {
      const result = byKey.get(`${configResourceCode[resource.type]} ${resource.name}`)
      if (!result) return notAnswered(resource)
      const {errorCode, errorMessage, configs} = result
      if (errorCode !== 0) {
        const text = errorCode === codes.unknownTopicOrPartition ? 'there is no such topic' : errorMessage
        return {resource, error: new KafkaError(errorCode, whatOf(resource), text)}
      }
      return {resource, configs: configs.map((config) => asEntry(config, resource))}
    })
  } catch (error) {
    // One dead broker must not hide the configs of the others.
    if (node === 'any' || !(error instanceof ConnectionError)) throw error
    return resources.map((resource) => ({resource, error}))
  }
}

const whatOf = (resource: ConfigResource) => `describe configs of ${resourceText(resource)}`

const notAnswered = (resource: ConfigResource): ConfigDescription => ({
  resource,
  error: new KafkaError(-1, whatOf(resource), 'the broker did not answer for it'),
})

type Config = Got<typeof describeConfigsApi.response>['results'][number]['configs'][number]

const asEntry = (config: Config, resource: ConfigResource): ConfigEntry => ({
  name: config.name,
  value: config.value,
  source: config.configSource < 0 ? sourceBefore11(config, resource) : configSource(config.configSource),
  readOnly: config.readOnly,
  isSensitive: config.isSensitive,
  type: configType(config.configType),
  synonyms: config.synonyms.map(({name, value, source}) => ({name, value, source: configSource(source)})),
  documentation: config.documentation,
})

/** Before Kafka 1.1 (DescribeConfigs v0) brokers only say whether it is the default, and cannot be configured while they run. */
function sourceBefore11({isDefault}: Config, {type}: ConfigResource): ConfigSource {
  if (isDefault) return 'DEFAULT_CONFIG'
  return type === 'TOPIC' ? 'DYNAMIC_TOPIC_CONFIG' : 'STATIC_BROKER_CONFIG'
}
