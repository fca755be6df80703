// Reads the configs that are not defaults, of every kind of resource. Changed defaults of brokers are not in a
// snapshot, so that an upgrade alone makes no difference.
import {outOfService} from '../brokers/out-of-service.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {UnsupportedApi} from '../cluster/errors.ts'
import {isOverridden, ownSource, type ConfigSource} from '../configs/config-entry.ts'
import type {ConfigResource} from '../configs/config-resource.ts'
import {describeConfigs} from '../configs/describe.ts'
import {groupsHaveConfigs, listConfigResources} from '../configs/list-resources.ts'
import {resourceWord} from '../configs/resource-words.ts'
import type {SnapshotConfigs} from './snapshot.ts'
import type {Listed, ReadSection} from './read-section.ts'

/** The configs, sorted by resource. Resources without their own configs are left out, and so are log levels. */
export async function readConfigs(
  cluster: Cluster,
  listing: () => Promise<Listed>,
): Promise<ReadSection<SnapshotConfigs>> {
  const [topics, up, metrics, groups, absent] = await Promise.all([
    cluster.topics('all'),
    cluster.brokers(),
    metricsSubscriptions(cluster),
    groupResources(cluster, listing),
    outOfService(cluster, 'its configs are'),
  ])
  const brokers = up.map(({id}): ConfigResource => ({type: 'BROKER', name: String(id)}))
  const ofTopics = topics.map(({name}): ConfigResource => ({type: 'TOPIC', name}))
  const [inherited, own] = await Promise.all([
    describeConfigs(cluster, brokers, {keep: (_, source) => isOverridden({source})}),
    describeConfigs(
      cluster,
      [{type: 'BROKER', name: ''}, ...ofTopics, ...metrics, ...groups.resources],
      // For topics, the broker also returns what they inherit from its own configs.
      {keep: (_, source) => ownSources.has(source)},
    ),
  ])
  const items: SnapshotConfigs[] = []
  const failures: {item: string | null; error: Error}[] = [...groups.failures]
  for (const described of [...inherited, ...own]) {
    const {resource} = described
    const word = resourceWord(resource)
    if (described.error) {
      failures.push({item: word, error: described.error})
      continue
    }
    const kept =
      resource.type === 'BROKER' && resource.name !== ''
        ? described.configs
        : described.configs.filter(({source}) => source === ownSource(resource))
    if (kept.length > 0)
      items.push({
        resource: word,
        configs: kept
          .map(({name, value, isSensitive, source, type}) => ({name, value, isSensitive, source, type}))
          .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
      })
  }
  for (const [id, error] of absent) failures.push({item: `broker/${id}`, error})
  return {items: items.toSorted((a, b) => (a.resource < b.resource ? -1 : 1)), failures}
}

const ownSources: ReadonlySet<ConfigSource> = new Set([
  'DYNAMIC_TOPIC_CONFIG',
  'DYNAMIC_DEFAULT_BROKER_CONFIG',
  'DYNAMIC_CLIENT_METRICS_CONFIG',
  'DYNAMIC_GROUP_CONFIG',
])

/** Brokers without the API (before Kafka 3.7) have no such subscriptions. */
async function metricsSubscriptions(cluster: Cluster): Promise<ConfigResource[]> {
  try {
    return await listConfigResources(cluster, ['CLIENT_METRICS'])
  } catch (error) {
    if (error instanceof UnsupportedApi) return []
    throw error
  }
}

/** Groups may have configs before they exist; brokers before Kafka 4.1 do not list these. */
async function groupResources(cluster: Cluster, listing: () => Promise<Listed>) {
  if (!(await groupsHaveConfigs(cluster))) return {resources: [], failures: []}
  try {
    return {resources: await listConfigResources(cluster, ['GROUP']), failures: []}
  } catch (error) {
    if (!(error instanceof UnsupportedApi)) throw error
  }
  const {groups, errors} = await listing()
  return {
    resources: groups.map(({groupId}): ConfigResource => ({type: 'GROUP', name: groupId})),
    failures: errors.map((error) => ({item: null, error})),
  }
}
