import {ConsumerGroupHeartbeat} from '../apis/consumer-group-heartbeat.ts'
import {ListConfigResources} from '../apis/list-config-resources.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {UnsupportedApi} from '../cluster/errors.ts'
import {configResourceCode, type ConfigResource, type ConfigResourceType} from './config-resource.ts'

/**
 * The resources of these types that have their own configs (topics: all), in the broker's order. Throws KafkaError,
 * also if the user may not list them, and UnsupportedApi before Kafka 3.7, and before 4.1 (KIP-1142) for anything but
 * client metrics.
 */
export async function listConfigResources(
  cluster: Cluster,
  types: readonly ConfigResourceType[],
): Promise<ConfigResource[]> {
  const onlyMetrics = types.every((type) => type === 'CLIENT_METRICS')
  const {configResources} = await cluster.call(
    ListConfigResources,
    (version) => {
      if (version >= 1) return {resourceTypes: types.map((type) => configResourceCode[type])}
      if (onlyMetrics) return {}
      throw new UnsupportedApi('ListConfigResources: brokers before Kafka 4.1 list client metrics subscriptions only')
    },
    {what: 'list config resources'},
  )
  return configResources.flatMap(({resourceName: name, resourceType}) => {
    const type = typeOf.get(resourceType)
    return type === undefined ? [] : [{type, name}]
  })
}

/**
 * Whether groups have configs, as since Kafka 4.0; such brokers are recognized by the version of another API (KIP-848).
 */
export const groupsHaveConfigs = (cluster: Cluster): Promise<boolean> => cluster.supports(ConsumerGroupHeartbeat, 1)

const typeOf = new Map(
  Object.entries(configResourceCode).map(([type, code]) => [code, type as ConfigResourceType] as const),
)
