// Reads a few configs of many topics, for questions about the whole cluster.
import type {Cluster} from '../cluster/cluster.ts'
import type {ConnectionError, KafkaError} from '../cluster/errors.ts'
import {describeConfigs} from './describe.ts'

/** Values by config name; null: no value. */
export type TopicSettings = ReadonlyMap<string, string | null>

/** The settings of each topic, or why they cannot be read. Sends one request, however many topics there are. */
export async function topicSettings(
  cluster: Cluster,
  topics: readonly string[],
  names: readonly string[],
): Promise<Map<string, TopicSettings | KafkaError | ConnectionError>> {
  if (topics.length === 0) return new Map()
  const resources = topics.map((name) => ({type: 'TOPIC', name}) as const)
  const described = await describeConfigs(cluster, resources, {names, inOneRequest: true})
  return new Map(
    described.map((each) => [
      each.resource.name,
      each.error ?? new Map(each.configs.map(({name, value}) => [name, value])),
    ]),
  )
}

export const minInsyncReplicas = 'min.insync.replicas'

/** The number in a config; undefined if it is missing or could not be read. */
export function numberOf(settings: TopicSettings | Error | undefined, name: string): number | undefined {
  if (!settings || settings instanceof Error) return undefined
  const value = settings.get(name)
  return value == null || value === '' || Number.isNaN(Number(value)) ? undefined : Number(value)
}
